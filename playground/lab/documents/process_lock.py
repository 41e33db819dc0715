"""A file that is locked as long as a process lives: the system opens the lock when it dies."""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from pathlib import Path

HELD = (BlockingIOError, PermissionError)
"""What the system says of a lock that another has (Windows says "permission denied")."""


class ProcessLock:
    """A lock on one file. Not every folder can lock (some networks): then `take` raises."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._handle: int | None = None

    def take(self) -> bool:
        """Take the lock; False if another process has it. Raises OSError where none can be had."""
        if self._handle is not None:
            return True
        handle = os.open(self.path, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            _lock(handle)
        except HELD:
            os.close(handle)
            return False
        except OSError:
            os.close(handle)
            raise
        self._handle = handle
        return True

    def release(self, remove: bool = True) -> None:
        """Let go; the file is removed, unless it stands for something that stays."""
        if self._handle is None:
            return
        with suppress(OSError):
            if remove and sys.platform != "win32":  # while it is ours: nobody else's is removed
                self.path.unlink()
        os.close(self._handle)
        self._handle = None
        with suppress(OSError):
            if remove and sys.platform == "win32":
                self.path.unlink()


def _lock(handle: int) -> None:
    if sys.platform == "win32":
        import msvcrt

        msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
    else:
        import fcntl

        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
