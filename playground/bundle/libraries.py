"""Looks whether every shared library in a built folder finds what it is linked against (Linux).

    python -m playground.bundle.libraries [FOLDER]

A machine that lacks one of Qt's libraries builds without complaint a program that starts nowhere:
PyInstaller cannot bring what is not there, and Qt then says that its plugin does not load.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from playground.bundle.archive import built_folder, tree

PACKAGES = {
    "libEGL.so.1": "libegl1",
    "libGL.so.1": "libgl1",
    "libGLX.so.0": "libgl1",
    "libICE.so.6": "libice6",
    "libOpenGL.so.0": "libopengl0",
    "libSM.so.6": "libsm6",
    "libX11-xcb.so.1": "libx11-xcb1",
    "libX11.so.6": "libx11-6",
    "libXau.so.6": "libxau6",
    "libdbus-1.so.3": "libdbus-1-3",
    "libfontconfig.so.1": "libfontconfig1",
    "libfreetype.so.6": "libfreetype6",
    "libglib-2.0.so.0": "libglib2.0-0",
    "libgthread-2.0.so.0": "libglib2.0-0",
    "libstdc++.so.6": "libstdc++6",
    "libwayland-client.so.0": "libwayland-client0",
    "libwayland-cursor.so.0": "libwayland-cursor0",
    "libwayland-egl.so.1": "libwayland-egl1",
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-glx.so.0": "libxcb-glx0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-image.so.0": "libxcb-image0",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-randr.so.0": "libxcb-randr0",
    "libxcb-render-util.so.0": "libxcb-render-util0",
    "libxcb-render.so.0": "libxcb-render0",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-shm.so.0": "libxcb-shm0",
    "libxcb-sync.so.1": "libxcb-sync1",
    "libxcb-util.so.1": "libxcb-util1",
    "libxcb-xfixes.so.0": "libxcb-xfixes0",
    "libxcb-xinput.so.0": "libxcb-xinput0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
    "libxcb.so.1": "libxcb1",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libz.so.1": "zlib1g",
    "libzstd.so.1": "libzstd1",
}
"""Debian's and Ubuntu's package of each system library that Qt asks for."""

_EVERYWHERE = re.compile(r"(lib(c|m|dl|rt|pthread|util|resolv)|ld-linux.*)\.so\.\d+$")
_LINE = re.compile(r"^\s*(?P<name>\S+) => (?P<place>not found|\S+)", re.MULTILINE)


class Report(NamedTuple):
    """What was found: files looked at, library -> files that miss it, libraries of the system."""

    files: int
    missing: dict[str, list[str]]
    system: list[str]

    def sentences(self) -> list[str]:
        """What is missing and how to mend it, a sentence each."""
        lines = []
        for library, users in sorted(self.missing.items()):
            package = PACKAGES.get(library)
            mend = (
                f"install it with: sudo apt install {package}" if package
                else f"find its package with: apt-file search {library}"
            )
            lines.append(f"{library} is not on this machine (for {', '.join(users)}); {mend}")
        return lines


def is_elf(path: Path) -> bool:
    """Whether a file is a Linux program or library."""
    if path.is_symlink() or not path.is_file():
        return False
    with path.open("rb") as file:
        return file.read(4) == b"\x7fELF"


def linked(path: Path, libraries: Path) -> dict[str, str]:
    """What a file is linked against: name -> its place, or "not found".

    `libraries` is searched first, as the bundle's own starter has it.
    """
    environment = {**os.environ, "LD_LIBRARY_PATH": str(libraries), "LC_ALL": "C"}
    done = subprocess.run(["ldd", str(path)], env=environment, capture_output=True, text=True)
    return {match["name"]: match["place"] for match in _LINE.finditer(done.stdout)}


def look(folder: Path) -> Report:
    """Ask every program, library and plugin in a built folder."""
    folder = folder.resolve()
    libraries = folder / "_internal"
    missing: dict[str, list[str]] = {}
    system: set[str] = set()
    files = [path for path in tree(folder) if is_elf(path)]
    for path in files:
        for name, place in linked(path, libraries).items():
            if place == "not found":
                missing.setdefault(name, []).append(path.relative_to(folder).as_posix())
            elif not Path(place).is_relative_to(folder) and not _EVERYWHERE.match(name):
                system.add(name)
    return Report(len(files), missing, sorted(system))


def main(arguments: Sequence[str] | None = None) -> int:
    """Print what is missing; 1 if anything is, or if there is nothing to look at."""
    given = sys.argv[1:] if arguments is None else list(arguments)
    folder = Path(given[0]) if given else built_folder(Path("dist"))
    report = look(folder)
    if not report.files:
        print(f"{folder} holds no program; build it first with: pyinstaller build.spec",
              file=sys.stderr)
        return 1
    for sentence in report.sentences():
        print(sentence, file=sys.stderr)
    if report.missing:
        return 1
    print(f"{report.files} programs and libraries find all that they need")
    print(f"from the system: {', '.join(report.system)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
