"""Reading files that end: a pipe or a device may never do, so only regular files are read."""

from __future__ import annotations

import os
import stat
from pathlib import Path
from typing import BinaryIO


class NotRegularError(OSError):
    """Something that is no file in the plain sense: a folder, a pipe, a socket, a device."""

    def __init__(self, mode: int) -> None:
        kinds = (
            (stat.S_ISDIR, "a folder"), (stat.S_ISFIFO, "a pipe"), (stat.S_ISSOCK, "a socket"),
        )
        kind = next((name for is_kind, name in kinds if is_kind(mode)), "a device")
        super().__init__(f"it is {kind}; choose a regular file")


def open_regular(path: Path | str) -> BinaryIO:
    """A regular file, open to be read. Raises as `read_regular` does."""
    _check(os.stat(path).st_mode)  # before it is opened: opening some devices does something
    flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    file = open(os.open(path, flags | getattr(os, "O_CLOEXEC", 0)), "rb")  # noqa: SIM115  (it stays open)
    try:
        _check(os.fstat(file.fileno()).st_mode)  # another thing may stand there by now
    except OSError:
        file.close()
        raise
    return file


def read_regular(path: Path | str, most: int) -> bytes:
    """The bytes of a file, `most` and one of them at most, so that a file too large shows.

    Raises NotRegularError at once for what is no regular file, OSError, or ValueError for a name
    that no file can have. A stalled network share still takes as long as it takes.
    """
    with open_regular(path) as file:
        return file.read(most + 1)


def _check(mode: int) -> None:
    if not stat.S_ISREG(mode):
        raise NotRegularError(mode)
