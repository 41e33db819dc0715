"""Moving pictures: which steps, their frames, and what is given up leaves nothing."""

import io
import os
import shutil
import subprocess
from itertools import pairwise

import pytest
from PIL import Image
from PySide6.QtCore import QSize
from PySide6.QtGui import QColor, QImage

from playground.app.core import questions
from playground.app.export.film_dialog import FilmDialog
from playground.app.export.frames import HOLD_MS, encoded, has_ffmpeg
from playground.app.export.steps import MOST_FRAMES, chosen_steps
from playground.lab.documents.disk import FileProblemError


def frames(count=5, size=(60, 45)):
    made = []
    for k in range(count):
        frame = QImage(QSize(*size), QImage.Format.Format_RGB32)
        frame.fill(QColor.fromHsv(60 * k, 255, 200))
        made.append(frame)
    return made


@pytest.mark.parametrize("suffix", [".gif", ".png", ".webp"])
def test_every_frame_is_there_with_its_time(suffix) -> None:
    picture = Image.open(io.BytesIO(encoded(frames(), suffix, 100, 2)))
    assert picture.n_frames == 5 and picture.size == (60, 45)
    times = []
    for k in range(5):
        picture.seek(k)
        picture.load()
        times.append(round(picture.info["duration"]))
        seen = picture.convert("RGB").getpixel((30, 20))
        meant = QColor.fromHsv(60 * k, 255, 200).getRgb()[:3]
        assert max(abs(a - b) for a, b in zip(seen, meant, strict=True)) < 12
    assert times[:-1] == [100] * 4
    if suffix != ".webp":
        assert times[-1] == 100 + HOLD_MS


def test_how_often_it_plays() -> None:
    loops = {
        times: Image.open(io.BytesIO(encoded(frames(), ".gif", 100, times))).info.get("loop")
        for times in (0, 1, 2)
    }
    assert loops == {0: 0, 1: None, 2: 1}
    assert Image.open(io.BytesIO(encoded(frames(), ".png", 100, 2))).info["loop"] == 2


def test_other_formats_are_refused() -> None:
    with pytest.raises(FileProblemError, match="are written as"):
        encoded(frames(), ".bmp", 100, 1)


def test_without_ffmpeg_mp4_says_so(monkeypatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda name: None)
    with pytest.raises(FileProblemError, match="ffmpeg, which is not on the PATH"):
        encoded(frames(), ".mp4", 100, 1)


needs_ffmpeg = pytest.mark.skipif(not has_ffmpeg(), reason="ffmpeg is not on the PATH")


@needs_ffmpeg
def test_every_frame_of_an_mp4_has_its_colour(tmp_path) -> None:
    """Also where the sides are odd, which H.264 does not know."""
    taken, told = frames(size=(61, 45)), []
    (tmp_path / "film.mp4").write_bytes(encoded(taken, ".mp4", 100, 1, told.append))
    subprocess.run(
        ["ffmpeg", "-loglevel", "error", "-i", "film.mp4", "%03d.png"], cwd=tmp_path, check=True
    )
    pictures = [Image.open(path).convert("RGB") for path in sorted(tmp_path.glob("*.png"))]
    assert len(pictures) == 5 + HOLD_MS // 100 and pictures[0].size == (60, 44)
    for frame, picture in zip([*taken, taken[-1]], [*pictures[:5], pictures[-1]], strict=True):
        expected = frame.pixelColor(30, 20).getRgb()[:3]
        assert picture.getpixel((30, 20)) == pytest.approx(expected, abs=6)
    assert told[:5] == [1, 2, 3, 4, 5]


@needs_ffmpeg
def test_an_mp4_can_be_given_up_between_two_frames() -> None:
    def told(done):
        if done == 3:
            raise FileProblemError("given up")

    with pytest.raises(FileProblemError, match="given up"):
        encoded(frames(), ".mp4", 100, 1, told)


@pytest.mark.skipif(os.name == "nt", reason="a script stands in for ffmpeg")
def test_what_ffmpeg_complains_about_is_told(tmp_path, monkeypatch) -> None:
    fake = tmp_path / "ffmpeg"
    fake.write_text("#!/bin/sh\necho 'Unknown encoder libx264' >&2\nexit 1\n")
    fake.chmod(0o755)
    monkeypatch.setattr(shutil, "which", lambda name: str(fake))
    with pytest.raises(FileProblemError, match=r"could not write.*Unknown encoder"):
        encoded(frames(size=(600, 450)), ".mp4", 100, 1)


@pytest.mark.parametrize(("chosen", "steps"), [
    ((0, 10, 2, False), [0, 2, 4, 6, 8, 10]), ((0, 9, 4, False), [0, 4, 8, 9]),
    ((5, 5, 1, False), [5]), ((0, 3, 1, True), [0, 1, 2, 3]),
])
def test_which_steps(chosen, steps) -> None:
    assert chosen_steps(*chosen) == steps


@pytest.mark.parametrize("log", [False, True])
def test_a_long_run_fits(log) -> None:
    steps = chosen_steps(0, 100_000, 1, log)
    assert steps[0] == 0 and steps[-1] == 100_000 and len(steps) <= MOST_FRAMES
    assert steps == sorted(set(steps))
    if log:
        strides = [b - a for a, b in pairwise(steps)]
        assert strides[0] == 1 and strides[-1] > 1000


@pytest.fixture
def window(open_window):
    made = open_window()
    made.player.go_to(40)
    return made


def opened(window) -> FilmDialog:
    window.actions_by_name["film"].trigger()
    return window.findChild(FilmDialog)


@pytest.mark.parametrize("suffix", [".gif", ".png", ".webp"])
def test_a_film_of_the_surface(suffix, window, qtbot, tmp_path, monkeypatch) -> None:
    dialog, path = opened(window), tmp_path / f"run{suffix}"
    dialog.every.setValue(8)
    dialog.last.setValue(40)
    assert dialog.words.text().startswith("6 frames.")
    monkeypatch.setattr(questions, "ask_save", lambda *a: path)
    with qtbot.waitSignal(dialog.finished, timeout=20_000):
        dialog.save.click()
    with Image.open(path) as picture:
        assert picture.n_frames == 6 and picture.size == (600, 450)
        first = picture.convert("RGB")
        picture.seek(5)
        assert picture.convert("RGB").tobytes() != first.tobytes()
    assert window.player.cursor == 40


def test_given_up_nothing_is_left_and_the_cursor_is_back(window, tmp_path) -> None:
    dialog = opened(window)
    dialog.film(tmp_path / "run.gif")
    assert window.player.cursor == 0
    dialog.reject()
    assert window.player.cursor == 40 and not list(tmp_path.glob("run*"))


def test_what_cannot_be_written_is_said_and_one_may_try_again(window, qtbot, tmp_path) -> None:
    dialog = opened(window)
    dialog.last.setValue(2)
    dialog.film(tmp_path / "gone" / "run.gif")
    qtbot.waitUntil(lambda: bool(dialog.error.text()), timeout=20_000)
    assert "cannot be written" in dialog.error.text() and dialog.save.isEnabled()
    dialog.reject()


def test_steps_the_wrong_way_round_are_refused(window) -> None:
    dialog = opened(window)
    dialog.first.setValue(30)
    dialog.last.setValue(20)
    assert "must not be behind" in dialog.error.text() and not dialog.save.isEnabled()
    dialog.reject()
