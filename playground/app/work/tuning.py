"""The search for every rule's best settings, made beside the window."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from time import perf_counter

from PySide6.QtCore import QObject, Signal

from playground.app.work.background import Background
from playground.lab.sweeps.tune import Progress

EVERY_S = 0.03


class Tuning(QObject):
    """`progressed(done, total)`, then `found(tuple of Tuned)`, or `failed(sentence)`."""

    progressed = Signal(int, int)
    found = Signal(object)
    failed = Signal(str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._background = Background(self)

    @property
    def busy(self) -> bool:
        """Whether it is searched."""
        return self._background.busy

    def start(self, search: Callable[[], Iterator[Progress]]) -> None:
        """Begin; a search under way is given up."""
        self._background.submit("tune", lambda: _thinned(search()), self._hear, self._fail)

    def stop(self) -> None:
        """Give it up: at the next step of each run."""
        self._background.cancel("tune")

    def _hear(self, progress: Progress) -> None:
        if progress.found is None:
            self.progressed.emit(progress.done, progress.total)
        else:
            self._background.cancel("tune")
            self.found.emit(progress.found)

    def _fail(self, error: Exception) -> None:
        if not isinstance(error, ValueError):
            self.failed.emit("The search has ended with an error; nothing was changed.")
            raise error
        text = str(error).removeprefix("--executor: ")
        self.failed.emit(f"{text[:1].upper()}{text[1:]}.")


def _thinned(search: Iterator[Progress]) -> Iterator[Progress]:
    """Not every run is told of; the end is."""
    next_time = perf_counter()
    try:
        for progress in search:
            if progress.found is not None or perf_counter() >= next_time:
                yield progress
                next_time = perf_counter() + EVERY_S
    finally:
        close = getattr(search, "close", None)
        if close is not None:
            close()
