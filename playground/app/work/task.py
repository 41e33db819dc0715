"""One long piece of work that says how far it is and can be cancelled."""

from __future__ import annotations

from collections.abc import Callable
from time import perf_counter
from typing import Any

from PySide6.QtCore import QObject, Qt, Signal, Slot

from playground.app.work.background import Background

EVERY_S = 0.05
"""So often at most it is told how far the work is."""

Told = Callable[[int], None]


class CancelledError(Exception):
    """Raised inside the work, which is not wanted any more; nobody is told."""


class Task(QObject):
    """Runs `work(told)` on a thread of its own; `told(n)` there says how far it is.

    `progressed(n)` is said on the GUI thread. Where the work was cancelled, or the window closes,
    `told` raises CancelledError, which the work lets through after it has put away what it made.
    """

    progressed = Signal(int)
    ended = Signal()
    _counted = Signal(object, int)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._background = Background(self)
        self._token: _Token | None = None
        self._counted.connect(self._count, Qt.ConnectionType.QueuedConnection)

    @property
    def busy(self) -> bool:
        """Whether something is under way."""
        return self._token is not None

    def start(
        self, work: Callable[[Told], Any], done: Callable[[Any], None],
        failed: Callable[[Exception], None],
    ) -> None:
        """Begin; what was under way is cancelled. `done` or `failed` follow on the GUI thread."""
        self.cancel()
        token = self._token = _Token(self._counted.emit, self._background)

        def finish(result: Any) -> None:
            self._end(token)
            done(result)

        def fail(error: Exception) -> None:
            self._end(token)
            if not isinstance(error, CancelledError):
                failed(error)

        self._background.submit("task", lambda: work(token.told), finish, fail)

    def cancel(self) -> None:
        """Give up what is under way, if anything is."""
        if self._token is not None:
            self._token.cancelled = True
            self._background.cancel("task")
            self._end(self._token)

    def _end(self, token: _Token) -> None:
        if self._token is token:
            self._token = None
            self.ended.emit()

    @Slot(object, int)
    def _count(self, token: _Token, done: int) -> None:
        if token is self._token:
            self.progressed.emit(done)


class _Token:
    """What the work has of the task: nothing that belongs to the window."""

    def __init__(self, count: Callable[[object, int], None], background: Background) -> None:
        self._count, self._background = count, background
        self._next = 0.0
        self.cancelled = False

    def told(self, done: int) -> None:
        """Called on the worker."""
        if self.cancelled or self._background.stopped:
            raise CancelledError
        now = perf_counter()
        if now >= self._next:
            self._next = now + EVERY_S
            self._count(self, done)


__all__ = ["CancelledError", "Task", "Told"]
