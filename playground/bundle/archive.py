"""Packs the built folder into the one file to hand out, with its SHA-256 and a check of the sizes.

    python -m playground.bundle.archive [FOLDER] [--to FOLDER]

tar.xz on Linux and macOS, zip on Windows. The same folder gives the same bytes: names are sorted,
owners are nobody, times are SOURCE_DATE_EPOCH or the version's.
"""

from __future__ import annotations

import argparse
import hashlib
import lzma
import os
import platform
import stat
import sys
import tarfile
import time
import zipfile
from collections.abc import Sequence
from pathlib import Path

from playground.bundle.product import archive_name
from playground.desktop.names import NAME, TITLE

MB = 1_000_000
MOST_UNPACKED, MOST_PACKED = 190 * MB, 60 * MB
"""What may be handed out on Linux, in bytes."""
EPOCH = 1_767_225_600  # 2026-01-01: one time for all files, where none is asked for


def tree(folder: Path) -> list[Path]:
    """Everything in a folder, sorted; links to folders are not entered."""
    found: list[Path] = []
    for parent, folders, files in os.walk(folder):
        found += [Path(parent, name) for name in folders + files]
    return sorted(found, key=lambda path: path.relative_to(folder).as_posix())


def size(folder: Path) -> int:
    """Bytes in a folder; a link costs nothing."""
    return sum(p.lstat().st_size for p in tree(folder) if p.is_file() and not p.is_symlink())


def pack(folder: Path, to: Path, system: str = sys.platform) -> Path:
    """Write the archive of a folder into the folder `to`; its path."""
    to.mkdir(parents=True, exist_ok=True)
    top = archive_name(system)
    archive = to / f"{top}{'.zip' if system == 'win32' else '.tar.xz'}"
    part = archive.with_name(archive.name + ".part")
    (_zip if system == "win32" else _tar)(folder, top, part)
    part.replace(archive)
    digest = sha256(archive)
    archive.with_name(archive.name + ".sha256").write_text(
        f"{digest}  {archive.name}\n", encoding="ascii", newline="\n"
    )
    return archive


def sha256(path: Path) -> str:
    """The SHA-256 of a file, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def too_large(unpacked: int, packed: int, system: str = sys.platform) -> list[str]:
    """What is over the limits (which hold on Linux), each as a sentence."""
    if not system.startswith("linux"):
        return []
    pairs = ("unpacked", unpacked, MOST_UNPACKED), ("packed", packed, MOST_PACKED)
    return [
        f"{what} it has {bytes_ / MB:.1f} MB, more than {most / MB:.0f} MB"
        for what, bytes_, most in pairs if bytes_ > most
    ]


def _time() -> int:
    return int(os.environ.get("SOURCE_DATE_EPOCH", EPOCH))


def _mode(path: Path) -> int:
    executable = path.is_dir() or path.stat().st_mode & stat.S_IXUSR
    return 0o755 if executable else 0o644


def _tar(folder: Path, top: str, part: Path) -> None:
    # Machine code packs 4% better behind the filter that makes jumps absolute.
    code = [{"id": lzma.FILTER_X86}] if platform.machine() in ("x86_64", "AMD64") else []
    # A higher preset packs 1% better and takes half as long again.
    filters = [*code, {"id": lzma.FILTER_LZMA2, "preset": 6}]
    with lzma.open(part, "wb", filters=filters) as packed, tarfile.open(
        fileobj=packed, mode="w", format=tarfile.PAX_FORMAT
    ) as tar:
        for path in [folder, *tree(folder)]:
            name = top if path == folder else f"{top}/{path.relative_to(folder).as_posix()}"
            entry = tar.gettarinfo(path, name)
            entry.uid = entry.gid = 0
            entry.uname = entry.gname = ""
            entry.mtime = _time()
            if entry.islnk():  # a hard link, by an installer that saves space: a file like others
                entry.type, entry.size, entry.linkname = tarfile.REGTYPE, path.stat().st_size, ""
            if not entry.issym():
                entry.mode = _mode(path)
            if entry.isreg():
                with path.open("rb") as file:
                    tar.addfile(entry, file)
            else:
                tar.addfile(entry)


def _zip(folder: Path, top: str, part: Path) -> None:
    when = max(time.gmtime(_time())[:6], (1980, 1, 1, 0, 0, 0))
    with zipfile.ZipFile(part, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as packed:
        for path in tree(folder):
            if path.is_dir():
                continue
            entry = zipfile.ZipInfo(f"{top}/{path.relative_to(folder).as_posix()}", when)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = (stat.S_IFREG | _mode(path)) << 16
            packed.writestr(entry, path.read_bytes())


def built_folder(dist: Path, system: str = sys.platform) -> Path:
    """What PyInstaller left in `dist`: the application on macOS, the folder elsewhere."""
    return dist / (f"{TITLE}.app" if system == "darwin" else NAME)


def main(arguments: Sequence[str] | None = None) -> int:
    """Pack, print the sizes; 1 if they are over the limits."""
    parser = argparse.ArgumentParser(prog="python -m playground.bundle.archive")
    parser.add_argument("folder", nargs="?", type=Path, help="what was built (in dist)")
    parser.add_argument("--to", type=Path, default=Path("dist"), help="where the archive goes")
    options = parser.parse_args(arguments)
    folder = options.folder or built_folder(Path("dist"))
    if not folder.is_dir():
        print(f"{folder} is not there; build it first with: pyinstaller build.spec",
              file=sys.stderr)
        return 1
    archive = pack(folder, options.to)
    unpacked, packed = size(folder), archive.stat().st_size
    print(f"{archive}: {unpacked / MB:.1f} MB unpacked, {packed / MB:.1f} MB packed")
    print(f"SHA-256 {sha256(archive)}")
    problems = too_large(unpacked, packed)
    for problem in problems:
        print(f"too large: {problem}", file=sys.stderr)
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
