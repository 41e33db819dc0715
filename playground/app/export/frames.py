"""Pictures one after another as one moving picture: GIF, APNG or WebP by Pillow, MP4 by ffmpeg."""

from __future__ import annotations

import io
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from PySide6.QtGui import QImage

from playground.lab.documents.disk import FileProblemError

COLOURS = 255
"""Of the one palette that all frames share; it makes small files, and nothing flickers."""
SAMPLED = 8
"""From so many frames the palette is taken."""
FORMATS = {".gif": "GIF", ".png": "PNG", ".webp": "WEBP", ".mp4": "MP4"}
HOLD_MS = 1500
"""The last frame stays so much longer, to be looked at."""

FINISH_S = 120
"""So long it may take over the last frames."""
NO_FFMPEG = (
    "MP4 needs the program ffmpeg, which is not on the PATH; install it, or choose GIF, PNG or WebP"
)


def has_ffmpeg() -> bool:
    """Whether MP4 can be written: by a program of the machine's own."""
    return shutil.which("ffmpeg") is not None


def encoded(
    frames: Sequence[QImage], suffix: str, frame_ms: int, loops: int,
    told: Callable[[int], object] = lambda done: None,
) -> bytes:
    """The file's bytes. `frames` are of one size; `loops` 0 is for ever, else how often it plays.

    `told` hears how many frames are done (and may raise to cancel). Raises FileProblemError
    where a format cannot be written here.
    """
    kind = FORMATS.get(suffix)
    if kind is None:
        raise FileProblemError(f"moving pictures are written as {', '.join(FORMATS)}")
    pictures = [_picture(frame) for frame in frames]
    durations = [frame_ms] * (len(pictures) - 1) + [frame_ms + HOLD_MS]
    if kind == "MP4":
        return _mp4(pictures, frame_ms, told)
    if kind == "WEBP":
        return _saved(pictures, kind, durations, loops, lossless=False, quality=85, method=2)
    palette = _palette(pictures)
    quantized = []
    for place, picture in enumerate(pictures):
        quantized.append(picture.quantize(palette=palette, dither=0))
        told(place + 1)
    # GIF counts how often it is repeated, APNG how often it plays.
    again = max(0, loops - 1) if kind == "GIF" else loops
    if kind == "GIF" and loops == 1:
        return _saved(quantized, kind, durations, None, disposal=1, optimize=False)
    return _saved(quantized, kind, durations, again, disposal=1 if kind == "GIF" else 0)


def _picture(frame: QImage) -> Any:
    """As Pillow has it."""
    from PIL import Image

    plain = frame.convertToFormat(QImage.Format.Format_RGB888)
    size, stride = (plain.width(), plain.height()), plain.bytesPerLine()
    return Image.frombytes("RGB", size, bytes(plain.constBits()), "raw", "RGB", stride)


def _palette(pictures: Sequence[Any]) -> Any:
    """The colours of some frames, the first and the last among them."""
    from PIL import Image

    width, height = pictures[0].size
    count, last = min(SAMPLED, len(pictures)), len(pictures) - 1
    chosen = [pictures[round(k * last / max(1, count - 1))] for k in range(count)]
    together = Image.new("RGB", (width, count * height))
    for place, picture in enumerate(chosen):
        together.paste(picture, (0, place * height))
    # An octree keeps the few pixels of a marker's colour, which the usual way would mix away.
    octree = Image.Quantize.FASTOCTREE
    return together.quantize(COLOURS, method=octree, dither=Image.Dither.NONE)


def _saved(
    pictures: Sequence[Any], kind: str, durations: list[int], loops: int | None, **options: Any
) -> bytes:
    made = io.BytesIO()
    repeated = {} if loops is None else {"loop": loops}
    first, *rest = pictures
    first.save(
        made, format=kind, save_all=True, append_images=rest, duration=durations, **repeated,
        **options,
    )
    return made.getvalue()


def _mp4(pictures: Sequence[Any], frame_ms: int, told: Callable[[int], object]) -> bytes:
    """H.264 in the colours that slides and browsers expect; its sides must be even.

    Frame by frame into the program, so that it can be given up between two of them.
    """
    program = shutil.which("ffmpeg")
    if program is None:
        raise FileProblemError(NO_FFMPEG)
    width, height = (side // 2 * 2 for side in pictures[0].size)
    with tempfile.TemporaryDirectory() as folder:
        out, said = Path(folder) / "made.mp4", Path(folder) / "said.txt"
        command = [
            program, "-y", "-loglevel", "error", "-f", "rawvideo", "-pix_fmt", "rgb24",
            "-s", f"{width}x{height}", "-r", f"{1000 / frame_ms:g}", "-i", "-", "-an",
            "-vf", "scale=out_color_matrix=bt709:out_range=tv", "-colorspace", "bt709",
            "-color_primaries", "bt709", "-color_trc", "bt709", "-color_range", "tv",
            "-c:v", "libx264", "-crf", "18", "-pix_fmt", "yuv420p", "-movflags", "+faststart",
            str(out),
        ]
        with said.open("wb") as errors, subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=errors,
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        ) as process:
            try:
                _fed(process, pictures, (width, height), round(HOLD_MS / frame_ms), told)
                process.wait(timeout=FINISH_S)
            except BaseException:  # given up, or it hangs
                process.kill()
                raise
        if process.returncode or not out.exists():
            last = said.read_text(errors="replace").strip().splitlines()[-1:] or ["no reason given"]
            raise FileProblemError(f"ffmpeg could not write the film ({last[0]:.80})")
        return out.read_bytes()


def _fed(
    process: subprocess.Popen[bytes], pictures: Sequence[Any], size: tuple[int, int], hold: int,
    told: Callable[[int], object],
) -> None:
    """Give it the frames, the last of them `hold` times more."""
    assert process.stdin is not None
    try:
        for place, picture in enumerate([*pictures, *[pictures[-1]] * hold]):
            process.stdin.write(picture.crop((0, 0, *size)).tobytes())
            told(min(place + 1, len(pictures)))
        process.stdin.close()
    except OSError:  # it has ended already; what it said is read then
        return
