"""Work that outlives a crash: the open experiment is kept beside the settings until it is closed.

Each window writes its own file, named by its process; a file whose process is gone was left by a
crash. Losing this safety net (a full disk, a read-only home) never disturbs the work itself.
"""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

from platformdirs import user_state_path

from playground.lab.experiment import Experiment
from playground.lab.files import FileProblemError, read_experiment, write_experiment

APP = "optimization-playground"
PATTERN = "unsaved-*.json"


def state_folder() -> Path:
    """Where unsaved work and the list of recent files live; may not exist yet."""
    return user_state_path(APP, appauthor=False)


class Recovery:
    """This process's safety net."""

    def __init__(self, folder: Path | None = None) -> None:
        self.folder = folder or state_folder()
        self._file = self.folder / f"unsaved-{os.getpid()}.json"

    def keep(self, experiment: Experiment) -> bool:
        """Keep unsaved work; False if that cannot be done."""
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            write_experiment(self._file, experiment)
        except (OSError, FileProblemError):
            return False
        return True

    def forget(self) -> None:
        """All is saved, or was thrown away on purpose."""
        with suppress(OSError):
            self._file.unlink()

    def left_behind(self) -> list[Experiment]:
        """What crashed windows left, newest first; each is handed out once."""
        found = []
        with suppress(OSError):
            files = sorted(self.folder.glob(PATTERN), key=os.path.getmtime, reverse=True)
            for file in files:
                if not _alive(file):
                    with suppress(FileProblemError):
                        found.append(read_experiment(file))
                    file.unlink()
        return found


def _alive(file: Path) -> bool:
    """Whether the process that wrote a file still runs (its own file counts)."""
    pid = file.stem.rpartition("-")[2]
    if not pid.isdigit():
        return False
    if int(pid) == os.getpid():
        return True
    if os.name == "nt":
        return _alive_on_windows(int(pid))
    try:
        os.kill(int(pid), 0)
    except (ProcessLookupError, OverflowError):
        return False
    except PermissionError:
        return True
    return True


def _alive_on_windows(pid: int) -> bool:
    """os.kill would end the process there; ask for a handle instead."""
    import ctypes

    kernel = ctypes.windll.kernel32  # type: ignore[attr-defined]
    handle = kernel.OpenProcess(0x1000, False, pid)  # PROCESS_QUERY_LIMITED_INFORMATION
    if not handle:
        return False
    code = ctypes.c_ulong()
    kernel.GetExitCodeProcess(handle, ctypes.byref(code))
    kernel.CloseHandle(handle)
    return code.value == 259  # STILL_ACTIVE
