"""Work that outlives a crash: the open experiment is kept beside the settings until it is closed.

Each window writes a file of its own and holds a lock beside it. A file whose lock can be had was
left by a crash; it stays until its work is opened, or thrown away on purpose. Losing this safety
net (a full disk, a read-only home) never disturbs the work itself.
"""

from __future__ import annotations

import os
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from platformdirs import user_state_path

from playground.lab.experiment import Experiment
from playground.lab.files import FileProblemError, read_experiment, write_experiment
from playground.lab.process_lock import ProcessLock
from playground.lab.processes import is_alive

APP = "optimization-playground"
PATTERN = "unsaved-*.json"
NOWHERE = Path(os.devnull, APP)
"""A folder that cannot be made, for who has no home."""
FORGOTTEN_AFTER = 7 * 86400
"""Seconds after which work from another machine, where no lock tells, counts as left behind."""


def state_folder() -> Path:
    """Where unsaved work and the list of recent files live; may not exist yet."""
    path = user_state_path(APP, appauthor=False)
    return path if path.is_absolute() else NOWHERE  # no home: "~" would be made where we are


@dataclass(frozen=True)
class Left:
    """Work that a crashed window left, locked so that no other window offers it too."""

    path: Path
    experiment: Experiment
    kept_at: float  # Unix time
    lock: ProcessLock

    def discard(self) -> None:
        """It is open in a window that keeps it, or was thrown away on purpose."""
        with suppress(OSError):
            self.path.unlink()
        self.lock.release()

    def leave(self) -> None:
        """Keep it for later: the next window that opens offers it again."""
        self.lock.release(remove=False)


class Recovery:
    """This window's safety net."""

    def __init__(self, folder: Path | None = None) -> None:
        self.folder = folder or state_folder()
        name = f"unsaved-{_machine()}-{os.getpid()}-{os.urandom(4).hex()}"
        self.file = self.folder / f"{name}.json"
        self._lock = ProcessLock(self.file.with_suffix(".lock"))

    def keep(self, experiment: Experiment) -> str:
        """Keep unsaved work; "", or why that cannot be done."""
        why = why_not_kept(self.folder, probe=False)
        if why:
            return why
        with suppress(OSError):  # without locks the process's number has to do
            self._lock.take()
        try:
            write_experiment(self.file, experiment)
        except FileProblemError as error:
            return f"{self.folder}: {_reason(error)}"
        return ""

    def forget(self) -> None:
        """All is saved, or was thrown away on purpose."""
        with suppress(OSError):
            self.file.unlink()

    def close(self) -> None:
        """The window closes, and nothing in it is unsaved."""
        self.forget()
        self._lock.release()

    def left_behind(self) -> list[Left]:
        """What crashed windows left, newest first: to be discarded or left by who asked."""
        found = []
        with suppress(OSError):
            for file in self.folder.glob(PATTERN):
                left = self._claim(file) if file != self.file else None
                if left is not None:
                    found.append(left)
        return sorted(found, key=lambda left: left.kept_at, reverse=True)

    def _claim(self, file: Path) -> Left | None:
        """The work in a file, if its window is gone and nobody else is asking about it.

        What cannot be read stays where it is: a newer version may have written it.
        """
        lock = ProcessLock(file.with_suffix(".lock"))
        try:
            abandoned = not _alive_by_name(file) if not lock.path.exists() else True
            if not abandoned or not lock.take():
                return None
        except OSError:  # no locks in this folder
            if _alive_by_name(file):
                return None
        try:
            return Left(file, read_experiment(file), file.stat().st_mtime, lock)
        except (OSError, FileProblemError):
            lock.release(remove=not file.exists())
            return None


def why_not_kept(folder: Path, probe: bool = True) -> str:
    """Why nothing can be kept in a folder, as "folder: reason"; "" if it can."""
    if folder == NOWHERE or not folder.is_absolute():
        return "there is no home folder"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if probe:
            file = folder / f".probe-{os.getpid()}"
            try:
                file.write_bytes(bytes(4096))
            finally:
                file.unlink(missing_ok=True)
    except OSError as error:
        return f"{folder}: {error.strerror or error}"
    return ""


def _reason(error: FileProblemError) -> str:
    """The part in brackets of "…: cannot be written (No space left on device); save it …"."""
    return str(error).partition("(")[2].rpartition(")")[0] or str(error)


def _machine() -> str:
    name = os.uname().nodename if hasattr(os, "uname") else os.environ.get("COMPUTERNAME", "")
    return "".join(c for c in name if c.isalnum())[:32] or "here"


def _alive_by_name(file: Path) -> bool:
    """Whether the process that wrote a file still runs, as far as the file's name tells."""
    machine, _, rest = file.stem.removeprefix("unsaved-").partition("-")
    if not rest:  # of an earlier version: only the number
        return machine.isdigit() and is_alive(int(machine))
    if machine != _machine():
        with suppress(OSError):
            return time.time() - file.stat().st_mtime < FORGOTTEN_AFTER
        return True
    pid = rest.partition("-")[0]
    return pid.isdigit() and is_alive(int(pid))
