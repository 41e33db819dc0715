"""Work that may never come back: a folder on a network, a file of somebody else's.

`background` waits for its worker when the window closes; here nobody ever waits. The work has a
thread of its own that ends with the program, and touches nothing of Qt: a timer looks whether it
is done.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, QTimer

LOOK_MS = 15


class _Work:
    """What one thread does, and what has come of it."""

    def __init__(self, work: Callable[[], Any]) -> None:
        self._work = work
        self.done = threading.Event()
        self.result: Any = None
        self.error: BaseException | None = None

    def run(self) -> None:
        """On the thread."""
        try:
            self.result = self._work()
        except BaseException as error:  # also an end of the program that the work asked for
            self.error = error
        self.done.set()


class Aside(QObject):
    """Does one thing at a time; what was asked for before is no longer waited for."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._under_way: _Work | None = None
        self._then: Callable[[Any], None] | None = None
        self._timer = QTimer(self)
        self._timer.setInterval(LOOK_MS)
        self._timer.timeout.connect(self._look)

    @property
    def busy(self) -> bool:
        """Whether something is being waited for."""
        return self._under_way is not None

    def ask(self, work: Callable[[], Any], then: Callable[[Any], None]) -> None:
        """Do `work` on a thread, then `then(result)` here; its exception is raised here."""
        self._under_way, self._then = _Work(work), then
        threading.Thread(target=self._under_way.run, daemon=True, name="aside").start()
        self._timer.start()

    def wait(self, seconds: float) -> None:
        """Give it a moment: what is done within it is told before this returns."""
        if self._under_way is not None:
            self._under_way.done.wait(seconds)
            self._look()

    def forget(self) -> None:
        """Nobody waits for it any more."""
        self._timer.stop()
        self._under_way = self._then = None

    def _look(self) -> None:
        work, then = self._under_way, self._then
        if work is None or not work.done.is_set() or then is None:
            return
        self.forget()
        if work.error is not None:
            raise work.error
        then(work.result)
