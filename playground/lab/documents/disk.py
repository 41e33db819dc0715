"""Files on the disk: written whole or not at all, and what is said when they cannot be."""

from __future__ import annotations

import contextlib
import os
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import IO


class FileProblemError(Exception):
    """A file that cannot be read or written, in one line that names the file."""


def write_atomically(path: str | Path, write: Callable[[IO[bytes]], object]) -> None:
    """Let `write` fill a temporary file beside `path`, then put it in the place of `path`.

    What stood there stays until the new file is complete. Raises FileProblemError.
    """
    path = Path(path)
    temporary = None
    try:
        target = path.resolve()
        handle, temporary = tempfile.mkstemp(dir=target.parent, prefix=".", suffix=".part")
        with open(handle, "wb") as file:
            write(file)
            file.flush()
            os.fsync(file.fileno())
        _give_usual_permissions(temporary, target)
        os.replace(temporary, target)
    except BaseException as error:  # an interruption, too: no half of a file stays
        if temporary:
            with contextlib.suppress(OSError):
                os.unlink(temporary)
        if not isinstance(error, OSError):
            raise
        reason = error.strerror or str(error)
        sentence = f"{path}: cannot be written ({reason}); save it in another folder"
        raise FileProblemError(one_line(sentence)) from None


def _give_usual_permissions(temporary: str, target: Path) -> None:
    """mkstemp makes private files; keep the old file's mode, or give what the umask allows."""
    if target.exists():
        mode = target.stat().st_mode & 0o777
    else:
        umask = os.umask(0)
        os.umask(umask)
        mode = 0o666 & ~umask
    os.chmod(temporary, mode)


def one_line(text: str) -> str:
    """Without line breaks and other characters that do not print."""
    return "".join(c if c.isprintable() else " " for c in text)
