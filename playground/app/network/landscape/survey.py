"""Asks for a loss surface beside the window: the newest question counts, and none is starved.

While steps follow each other every frame has another question. One that has not been answered at
all yet is let come to its first, coarse answer before a newer one takes its place: so the picture
keeps up however fast the questions come.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable

from PySide6.QtCore import QObject, Signal

from playground.app.network.landscape.job import Drawn, Progress, Request, heights
from playground.app.work.background import Background
from playground.engine.plane import NoPlaneError


class Survey(QObject):
    """`drawn` brings each grid, coarse first; `refused` says why there is no such plane."""

    drawn = Signal(object)
    progressed = Signal(object)
    refused = Signal(str)
    finished = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.background = Background(self)
        self._key: Hashable = None
        self._running = self._answered = False
        self._next: tuple[Hashable, Callable[[], Request]] | None = None

    @property
    def busy(self) -> bool:
        """Whether an answer is on its way."""
        return self._running

    def ask(self, key: Hashable, make: Callable[[], Request]) -> bool:
        """Ask for what `make` gathers, unless that (its key) was asked last; whether it was not."""
        if key == (self._next[0] if self._next else self._key):
            return False
        if self._running and not self._answered:
            self._next = key, make
        else:
            self._begin(key, make)
        return True

    def forget(self) -> None:
        """The same question may be asked anew."""
        self._key = None

    def cancel(self) -> None:
        """Nobody wants an answer any more."""
        self.background.cancel("heights")
        self._running, self._next = False, None

    def _begin(self, key: Hashable, make: Callable[[], Request]) -> None:
        self._key, self._next = key, None
        self._running, self._answered = True, False
        request = make()
        self.background.submit("heights", lambda: heights(request), self._take, self._fail)

    def _take(self, part: Drawn | Progress) -> None:
        if isinstance(part, Progress):
            self.progressed.emit(part)
            return
        self._answered = True
        self._running = not part.last
        self.drawn.emit(part)
        if self._next is not None:
            self._begin(*self._next)
        elif part.last:
            self.finished.emit()

    def _fail(self, error: Exception) -> None:
        self._running = False
        if self._next is not None:
            self._begin(*self._next)
        elif not isinstance(error, NoPlaneError):
            raise error
        else:
            self.refused.emit(str(error))
