"""Whether the files of one's own may run: asked once for a folder, and only where nobody else can

put files. They are programs and can do whatever their user can, so a folder that others may write
into is never trusted, whatever was said before.
"""

from __future__ import annotations

import json
import os
import stat
from contextlib import suppress
from pathlib import Path

from playground.lab.documents.recovery import state_folder
from playground.lab.experiments.files import FileProblemError, write_atomically

MOST_ALLOWED = 50
SYSTEM = 0
"""The administrator's number; who has it needs no folder of mine to run something as me."""


class Permissions:
    """The folders whose files may run, kept between starts."""

    def __init__(self, folder: Path | None = None) -> None:
        self._file = (folder or state_folder()) / "allowed.json"

    def allows(self, folder: Path) -> bool:
        """Whether the person has allowed this folder."""
        return _place(folder) in self._read()

    def allow(self, folder: Path) -> bool:
        """Remember that this folder was allowed; False if that cannot be kept."""
        place = _place(folder)
        return self._write([place, *(p for p in self._read() if p != place)][:MOST_ALLOWED])

    def disallow(self, folder: Path) -> bool:
        """Forget it again; False if that cannot be kept."""
        place = _place(folder)
        return self._write([p for p in self._read() if p != place])

    def _read(self) -> list[str]:
        places: object = None
        with suppress(OSError, ValueError, RecursionError):
            places = json.loads(self._file.read_text(encoding="utf-8"))
        return [p for p in places if isinstance(p, str)] if isinstance(places, list) else []

    def _write(self, places: list[str]) -> bool:
        text = json.dumps(places, indent=2)
        try:
            self._file.parent.mkdir(parents=True, exist_ok=True)
            write_atomically(self._file, lambda file: file.write(text.encode()))
        except (OSError, FileProblemError):
            return False
        return True


def _place(folder: Path) -> str:
    """The folder by its real path: a link that is bent to another place is another folder."""
    return os.path.realpath(folder)


def why_unsafe(folder: Path, any_owner: bool = False) -> str:
    """Why files in this folder must not run, in a sentence; "" if nothing speaks against it.

    With `any_owner` it may be somebody else's (who names a folder on the command line knows whose
    it is). Raises OSError if the folder cannot be looked at.
    """
    real = Path(_place(folder))
    found = os.stat(real)
    if not any_owner and not _mine(found):
        return f"{folder} belongs to somebody else; only a folder of your own can be allowed."
    if os.name != "posix":
        return ""
    if found.st_mode & stat.S_IWOTH:
        return f"Everybody may write into {folder}; take that right away (chmod o-w) and reload."
    for parent in real.parents:
        mode = os.stat(parent).st_mode
        if mode & stat.S_IWOTH and not mode & stat.S_ISVTX:
            return (
                f"Everybody may write into {parent} and could exchange the folder in it; take "
                "that right away (chmod o-w) and reload."
            )
    return ""


def why_file_unsafe(found: os.stat_result, any_owner: bool = False) -> str:
    """The same for one open file (a link may lead out of the folder), as the end of a sentence."""
    if not any_owner and not _mine(found):
        return "belongs to somebody else; copy it, so that it is yours"
    if os.name == "posix" and found.st_mode & stat.S_IWOTH:
        return "can be changed by everybody; take that right away (chmod o-w)"
    return ""


def _mine(found: os.stat_result) -> bool:
    return not hasattr(os, "geteuid") or found.st_uid in (os.geteuid(), SYSTEM)
