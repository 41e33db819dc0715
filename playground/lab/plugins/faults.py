"""What went wrong in a file of one's own: one sentence, and the line of that file."""

from __future__ import annotations

import traceback
from dataclasses import dataclass
from pathlib import Path

from playground.engine.parameters import shown
from playground.lab.documents.disk import one_line
from playground.lab.plugins.time_limit import TookTooLongError


@dataclass(frozen=True)
class Fault:
    """A sentence, the line it speaks of (from 1), and whether the file had to be interrupted."""

    sentence: str
    line: int | None = None
    hung: bool = False

    def __str__(self) -> str:
        return f"line {self.line}: {self.sentence}" if self.line else self.sentence


def fault_of(error: BaseException, file: Path, seconds: float) -> Fault:
    """An exception out of a file, as a person can act on it."""
    line = line_of(error, file)
    if isinstance(error, TookTooLongError):
        return Fault(
            f"was not done after {seconds:.3g} seconds; a loop may have no end", line, hung=True
        )
    if isinstance(error, SyntaxError) and line is None:
        return Fault(f"Python cannot read this: {one_line(error.msg or '')}", error.lineno)
    return Fault(_sentence(error), line)


def line_of(error: BaseException, file: Path) -> int | None:
    """Where in the file an exception comes from: the innermost of its lines."""
    frames = [f for f in traceback.extract_tb(error.__traceback__) if f.filename == str(file)]
    return frames[-1].lineno if frames else None


def _sentence(error: BaseException) -> str:
    if isinstance(error, SystemExit):
        return "asks the program to end; a file of one's own only defines things"
    if isinstance(error, RecursionError):
        return "calls itself without end"
    if isinstance(error, MemoryError):
        return "needs more memory than there is"
    if isinstance(error, ModuleNotFoundError) and error.name:
        return (
            f"needs {shown(error.name)}, which is not there; use NumPy and playground.engine, "
            "and keep everything in one file"
        )
    words = one_line(str(error))[:200]
    if isinstance(error, TypeError) and "non-frozen" in words:
        return "write @dataclass(frozen=True) above the class, as its base class does"
    return f"{type(error).__name__}: {words}" if words else type(error).__name__
