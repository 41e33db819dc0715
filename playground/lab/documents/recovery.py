"""Work that outlives a crash: unsaved experiments are kept beside the settings.

Each window writes a file for each of its halves and holds a lock beside them. Files whose lock can
be had were left by a crash; they stay until their work is opened, or thrown away on purpose. Losing
this safety net (a full disk, a read-only home) never disturbs the work itself.
"""

from __future__ import annotations

import os
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from platformdirs import user_state_path

from playground.lab.documents.disk import FileProblemError, write_atomically
from playground.lab.documents.known_file import KnownFile
from playground.lab.documents.process_lock import ProcessLock
from playground.lab.documents.processes import is_alive
from playground.lab.experiments.experiment import KINDS, Experiment
from playground.lab.experiments.files import read_experiment, write_experiment

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
class Work:
    """One half of a window that crashed."""

    path: Path
    experiment: Experiment
    kept_at: float  # Unix time
    file: KnownFile | None = None
    """The file that it belongs to, as that was last read or written."""


@dataclass(frozen=True)
class Left:
    """Work that a crashed window left, locked so that no other window offers it too.

    `works` are its halves with unsaved work, the one that was on screen last first.
    """

    works: tuple[Work, ...]
    lock: ProcessLock

    @property
    def experiment(self) -> Experiment:
        """The work that was on screen last."""
        return self.works[0].experiment

    @property
    def kept_at(self) -> float:
        """When it was kept, as Unix time."""
        return self.works[0].kept_at

    def discard(self) -> None:
        """It is open in a window that keeps it, or was thrown away on purpose."""
        for work in self.works:
            _remove(work.path)
        self.lock.release(remove=not _files_beside(self.lock.path))

    def leave(self) -> None:
        """Keep it for later: the next window that opens offers it again."""
        self.lock.release(remove=False)


class Recovery:
    """This window's safety net."""

    def __init__(self, folder: Path | None = None) -> None:
        self.folder = folder or state_folder()
        name = f"unsaved-{_machine()}-{os.getpid()}-{os.urandom(4).hex()}"
        self._lock = ProcessLock(self.folder / f"{name}.lock")
        self._kept: dict[str, tuple[Experiment, KnownFile | None]] = {}

    def file(self, kind: str) -> Path:
        """Where the half with this kind of problem is kept while it is unsaved."""
        return self._lock.path.with_name(f"{self._lock.path.stem}-{kind}.json")

    def keep(self, experiment: Experiment, belongs: KnownFile | None = None) -> str:
        """Keep unsaved work of one half; "", or why that cannot be done.

        With it goes the file that it belongs to, which saving it later knows by that. What is
        kept last is what is on screen: of two halves keep that one last.
        """
        why = why_not_kept(self.folder, probe=False)
        if why:
            return why
        with suppress(OSError):  # without locks the process's number has to do
            self._lock.take()
        kind = experiment.problem.kind
        file = self.file(kind)
        try:
            if self._kept.get(kind) != (experiment, belongs) or not file.exists():
                _write_origin(file, belongs)
                write_experiment(file, experiment)
                self._kept[kind] = experiment, belongs
            now = time.time_ns()
            os.utime(file, ns=(now, now))  # finer than the clock that stamps what is written
        except FileProblemError as error:
            return f"{self.folder}: {_reason(error)}"
        except OSError as error:
            return f"{self.folder}: {error.strerror or error}"
        return ""

    def forget(self, kind: str) -> None:
        """All of this half is saved, or was thrown away on purpose."""
        self._kept.pop(kind, None)
        _remove(self.file(kind))

    def close(self) -> None:
        """The window closes, and nothing in it is unsaved."""
        for kind in KINDS:
            self.forget(kind)
        self._lock.release()

    def left_behind(self) -> list[Left]:
        """What crashed windows left, newest first: to be discarded or left by who asked."""
        found = []
        with suppress(OSError):
            locks = {_lock_of(file) for file in self.folder.glob(PATTERN)}
            for lock in locks - {self._lock.path}:
                left = self._claim(lock)
                if left is not None:
                    found.append(left)
        return sorted(found, key=lambda left: left.kept_at, reverse=True)

    def _claim(self, path: Path) -> Left | None:
        """The work of a window, if it is gone and nobody else is asking about it.

        What cannot be read stays where it is: a newer version may have written it.
        """
        lock = ProcessLock(path)
        try:
            abandoned = path.exists() or not _alive_by_name(path)
            if not abandoned or not lock.take():
                return None
        except OSError:  # no locks in this folder
            if _alive_by_name(path):
                return None
        works = [work for file in _files_beside(path) if (work := _read(file)) is not None]
        if works:
            works.sort(key=lambda work: work.kept_at, reverse=True)
            return Left(tuple(works), lock)
        lock.release(remove=not _files_beside(path))
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


def _read(file: Path) -> Work | None:
    """The work in a file, if it can be read."""
    try:
        return Work(file, read_experiment(file), file.stat().st_mtime, _read_origin(file))
    except (OSError, FileProblemError):
        return None


def _origin(file: Path) -> Path:
    """Beside a work, not in it, so that any version can read the work: the file it belongs to."""
    return file.with_suffix(".origin")


def _write_origin(file: Path, belongs: KnownFile | None) -> None:
    if belongs is None:
        _origin(file).unlink(missing_ok=True)
    else:
        text = belongs.to_json().encode()
        write_atomically(_origin(file), lambda out: out.write(text))


def _read_origin(file: Path) -> KnownFile | None:
    try:
        return KnownFile.from_json(_origin(file).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None


def _remove(file: Path) -> None:
    """A work, and what is known of the file that it belongs to."""
    for path in (file, _origin(file)):
        with suppress(OSError):
            path.unlink()


def _lock_of(file: Path) -> Path:
    """The lock of the window that a file comes from; earlier versions kept one half, unnamed."""
    name, _, kind = file.stem.rpartition("-")
    return file.with_name(f"{name if kind in KINDS else file.stem}.lock")


def _files_beside(lock: Path) -> list[Path]:
    """The files of the window with this lock that are there."""
    names = [f"{lock.stem}.json", *(f"{lock.stem}-{kind}.json" for kind in KINDS)]
    return [file for name in names if (file := lock.with_name(name)).exists()]


def _reason(error: FileProblemError) -> str:
    """The part in brackets of "…: cannot be written (No space left on device); save it …"."""
    return str(error).partition("(")[2].rpartition(")")[0] or str(error)


def _machine() -> str:
    name = os.uname().nodename if hasattr(os, "uname") else os.environ.get("COMPUTERNAME", "")
    return "".join(c for c in name if c.isalnum())[:32] or "here"


def _alive_by_name(lock: Path) -> bool:
    """Whether the process of a lock still runs, as far as its name tells."""
    machine, _, rest = lock.stem.removeprefix("unsaved-").partition("-")
    if not rest:  # of an earlier version: only the number
        return machine.isdigit() and is_alive(int(machine))
    if machine != _machine():
        with suppress(OSError):
            newest = max(file.stat().st_mtime for file in _files_beside(lock))
            return time.time() - newest < FORGOTTEN_AFTER
        return True
    pid = rest.partition("-")[0]
    return pid.isdigit() and is_alive(int(pid))
