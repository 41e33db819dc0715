"""How the desktop starts this very copy of the program: from source, from pip or frozen."""

from __future__ import annotations

import os
import sys
import sysconfig
from pathlib import Path

import playground

RESERVED = set(" \t\n\"'\\><~|&;$*?#()`")
ESCAPED = '"`$\\'
WINDOWED = "--windowed"  # nobody reads what is printed: say it in a box


def command_line() -> tuple[list[str], Path | None]:
    """The program's words, without the file to open, and the folder to start it in, if it matters.

    A virtual environment's interpreter is named as it is, never resolved: it is a link.
    """
    if getattr(sys, "frozen", False):
        return [os.path.abspath(sys.executable), WINDOWED], None
    script = Path(sysconfig.get_path("scripts")) / "playground"
    if os.access(script, os.X_OK):
        return [str(script), WINDOWED], None
    root = Path(playground.__file__).resolve().parent.parent
    return [os.path.abspath(sys.executable), "-m", "playground", WINDOWED], root


def exec_line(words: list[str]) -> str:
    """The value of a menu entry's Exec key: the words, quoted, and the file to open.

    Raises ValueError for a place that no menu entry can name.
    """
    if "=" in words[0] or any(not c.isprintable() for word in words for c in word):
        raise ValueError(f"a menu entry cannot start {words[0]!r}; move the program elsewhere")
    # Quoted as an argument first, then escaped as any string of the file.
    quoted = " ".join(_quoted(word) for word in words)
    return f"{as_string(quoted)} %f"


def _quoted(word: str) -> str:
    word = word.replace("%", "%%")
    if not RESERVED & set(word):
        return word
    return '"' + "".join(f"\\{c}" if c in ESCAPED else c for c in word) + '"'


def as_string(text: str) -> str:
    """A text as the value of a key: backslashes are doubled."""
    return text.replace("\\", "\\\\")
