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

from playground.lab.documents.disk import FileProblemError, write_atomically
from playground.lab.documents.recovery import state_folder

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
    who, mend = _others_may_write(found)
    if who:
        return f"{_capital(who)} may write into {folder}; take that right away ({mend}) and reload."
    for parent in real.parents:
        found = os.stat(parent)
        who, mend = _others_may_write(found)
        if who and not found.st_mode & stat.S_ISVTX:
            return (
                f"{_capital(who)} may write into {parent} and could exchange the folder in it; "
                f"take that right away ({mend}) and reload."
            )
    return ""


def why_file_unsafe(found: os.stat_result, any_owner: bool = False) -> str:
    """The same for one open file (a link may lead out of the folder), as the end of a sentence."""
    if not any_owner and not _mine(found):
        return "belongs to somebody else; copy it, so that it is yours"
    who, mend = _others_may_write(found) if os.name == "posix" else ("", "")
    return f"can be changed by {who}; take that right away ({mend})" if who else ""


def _others_may_write(found: os.stat_result) -> tuple[str, str]:
    """Who else may write into something, and the command that ends it; "" if nobody."""
    if found.st_mode & stat.S_IWOTH:
        return "everybody", "chmod o-w"
    if found.st_mode & stat.S_IWGRP and not _is_private(found.st_gid, found.st_uid):
        return f"the group {_group_name(found.st_gid)}", "chmod g-w"
    return "", ""


def _is_private(group: int, owner: int) -> bool:
    """Whether a group is the own one of the owner or of who runs this, with nobody else in it.

    Many systems give every person such a group, of the person's name, and let it write.
    """
    import grp
    import pwd

    for number in {owner, os.geteuid()}:
        try:
            person, found = pwd.getpwuid(number), grp.getgrgid(group)
        except KeyError:
            continue
        own = (found.gr_gid, found.gr_name) == (person.pw_gid, person.pw_name)
        others = {name for name in found.gr_mem if name != person.pw_name}
        others |= {p.pw_name for p in pwd.getpwall() if p.pw_gid == group and p.pw_uid != number}
        if own and not others:
            return True
    return False


def _group_name(group: int) -> str:
    import grp

    try:
        return grp.getgrgid(group).gr_name
    except KeyError:
        return str(group)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _mine(found: os.stat_result) -> bool:
    return not hasattr(os, "geteuid") or found.st_uid in (os.geteuid(), SYSTEM)
