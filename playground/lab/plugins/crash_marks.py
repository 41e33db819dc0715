"""Which file of one's own is being loaded right now: a mark that outlives a crash.

Python cannot end a thread, and a file may end the whole process. So its name is written down
before it is run and struck out after. A mark whose process is gone says who did it: that file is
left out from then on, until it is changed or somebody asks to try it again.
"""

from __future__ import annotations

import json
import os
from contextlib import suppress
from pathlib import Path
from typing import TypeAlias

from playground.lab.documents.processes import is_alive
from playground.lab.documents.recovery import state_folder

Print: TypeAlias = list[object]
"""A file as it was: its path, the time of its last change in nanoseconds, its size."""

PATTERN = "loading-*.json"


class Marks:
    """This process's mark, and the files that earlier processes did not survive."""

    def __init__(self, folder: Path | None = None) -> None:
        self._folder = folder or state_folder()
        self._mine = self._folder / f"loading-{os.getpid()}.json"
        self._stuck_file = self._folder / "stuck.json"
        self._stuck = self._known()
        for left in self._left_behind():
            self.add_stuck(left)

    def begin(self, print_: Print) -> None:
        """This file is run next. A mark that cannot be kept is no reason not to."""
        with suppress(OSError):
            self._folder.mkdir(parents=True, exist_ok=True)
            self._mine.write_text(json.dumps(print_), encoding="utf-8")

    def end(self) -> None:
        """It came back."""
        with suppress(OSError):
            self._mine.unlink()

    def is_stuck(self, print_: Print) -> bool:
        """Whether just this file, unchanged since, hung or ended the program before."""
        return print_ in self._stuck

    def add_stuck(self, print_: Print) -> None:
        """Leave this file out from now on."""
        self._stuck = [*(p for p in self._stuck if p[:1] != print_[:1]), print_][-100:]
        self._write()

    def forgive(self) -> None:
        """Let all of them be tried again."""
        if self._stuck:
            self._stuck = []
            self._write()

    def _known(self) -> list[Print]:
        known = _read(self._stuck_file)
        return [p for p in known if isinstance(p, list)] if isinstance(known, list) else []

    def _left_behind(self) -> list[Print]:
        found = []
        with suppress(OSError):
            for file in self._folder.glob(PATTERN):
                pid = file.stem.rpartition("-")[2]
                if pid.isdigit() and not is_alive(int(pid)):
                    print_ = _read(file)
                    file.unlink()
                    if isinstance(print_, list):
                        found.append(print_)
        return found

    def _write(self) -> None:
        with suppress(OSError):
            self._folder.mkdir(parents=True, exist_ok=True)
            self._stuck_file.write_text(json.dumps(self._stuck), encoding="utf-8")


def print_of(path: Path, found: os.stat_result) -> Print:
    """What tells this file as it is now from a later version of it."""
    return [str(path), found.st_mtime_ns, found.st_size]


def _read(file: Path) -> object:
    with suppress(OSError, ValueError, RecursionError):
        return json.loads(file.read_text(encoding="utf-8"))
    return None
