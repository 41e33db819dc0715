"""The folder of the experiment file that is being read or written, for paths that it names."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path

_folder: ContextVar[Path | None] = ContextVar("folder", default=None)


@contextmanager
def beside(file: str | Path) -> Iterator[None]:
    """Inside, paths that an experiment names are relative to the folder of this file."""
    token = _folder.set(Path(file).absolute().parent)
    try:
        yield
    finally:
        _folder.reset(token)


def folder() -> Path | None:
    """The folder, while an experiment file is read or written."""
    return _folder.get()
