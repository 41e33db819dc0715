"""Many runs, made beside the window: what has ended is told at the screen's pace."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from time import perf_counter
from typing import Any

from PySide6.QtCore import QObject, Signal

from playground.app.work.background import Background
from playground.lab.experiments.reader import BadInputError
from playground.lab.sweeps.outcome import Outcome
from playground.lab.sweeps.sweep import outcomes

EVERY_S = 0.2
"""So often at most it is told what has ended: a picture of all of it takes most of a frame."""
Job = tuple[dict[str, Any], int]
Ended = list[tuple[int, Outcome]]


class ManyRuns(QObject):
    """`ended(list of (place, outcome))` comes as runs end; `finished(sentence)` when all have, or
    none will any more: "" if all is well. Says neither once it was stopped.
    """

    ended = Signal(object)
    finished = Signal(str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._background = Background(self)
        self.total = self.done = 0

    @property
    def busy(self) -> bool:
        """Whether runs are being made."""
        return self._background.busy

    def start(
        self, jobs: Callable[[], Sequence[Job]], total: int, executor: str
    ) -> None:
        """Make `total` runs; those under way are given up. `jobs` is called beside the window."""
        self.total, self.done = total, 0
        self._background.submit(
            "runs", lambda: _made(jobs, executor), self._hear, self._fail
        )

    def stop(self) -> None:
        """Give up what is under way: at the next step of each run."""
        self._background.cancel("runs")

    def _hear(self, ended: Ended | None) -> None:
        if ended is None:
            self._background.cancel("runs")
            self.finished.emit("")
        elif ended:
            self.done += len(ended)
            self.ended.emit(ended)

    def _fail(self, error: Exception) -> None:
        if isinstance(error, ValueError):  # bad input is told in a sentence
            text = str(error).removeprefix("--executor: ")
            self.finished.emit(f"{text[:1].upper()}{text[1:]}.")
        else:
            self.finished.emit("The sweep has ended with an error; what is done is kept.")
            raise error


def _made(jobs: Callable[[], Sequence[Job]], executor: str) -> Iterator[Ended | None]:
    """On the worker: what has ended, now and then; None at the end."""
    made = jobs()
    try:
        yield from _batches(outcomes(made, executor))
    except BadInputError as error:
        if executor != "processes" or "can be started here" not in str(error):
            raise
        yield from _batches(outcomes(made, "threads"))
    yield None


def _batches(found: Iterator[tuple[int, Outcome] | None]) -> Iterator[Ended]:
    batch: Ended = []
    next_time = perf_counter()
    try:
        for one in found:
            batch += [one] if one is not None else []
            if perf_counter() >= next_time:
                yield batch
                batch, next_time = [], perf_counter() + EVERY_S
            else:
                yield []  # where it may be given up
        yield batch
    finally:
        close = getattr(found, "close", None)
        if close is not None:
            close()
