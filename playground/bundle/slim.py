"""Takes the symbols out of Python's own libraries (Linux), which some Pythons carry: 35 MB.

Only of those. Wheels come without symbols, and `strip` breaks some of the libraries in them: they
were patched after they were linked ("ELF load command address/offset not page-aligned").
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

from playground.bundle.contents import Entry


def slimmed(entries: Iterable[Entry], work: Path) -> list[Entry]:
    """The entries, those of Python itself from stripped copies in `work`."""
    strip = shutil.which("strip")
    if not strip or not sys.platform.startswith("linux"):
        return list(entries)
    made = []
    for place, source, kind in entries:
        if kind in ("BINARY", "EXTENSION") and is_pythons(source):
            copy = work / place
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(source, copy)
            subprocess.run([strip, "--strip-unneeded", str(copy)], check=True)
            source = str(copy)
        made.append((place, source, kind))
    return made


def is_pythons(source: str) -> bool:
    """Whether a file belongs to Python itself, not to a package or to the system."""
    path = Path(source).resolve()
    if "site-packages" in path.parts or "dist-packages" in path.parts:
        return False
    return path.name.startswith("libpython") or "lib-dynload" in path.parts
