"""Work that may never come back: a folder on a network, a file of somebody else's.

`background` waits for its worker when the window closes; here nobody ever waits. The work has a
thread of its own that ends with the program, and touches nothing of Qt: a timer looks whether it
is done.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable
from inspect import isgenerator
from typing import Any, TypeVar

from PySide6.QtCore import QObject, QTimer

LOOK_MS = 15
PATIENCE_S = 0.3
"""How long the window itself waits to learn whether a file or a folder is there."""
T = TypeVar("T")


class _Work:
    """What one thread does, and what has come of it."""

    def __init__(self, work: Callable[[], Any]) -> None:
        self._work = work
        self.wanted = True
        self.done = threading.Event()
        self.results: deque[Any] = deque()
        self.error: BaseException | None = None

    def run(self) -> None:
        """On the thread."""
        try:
            result = self._work()
            if isgenerator(result):
                for part in result:
                    self.results.append(part)
                    if not self.wanted:
                        result.close()
                        break
            else:
                self.results.append(result)
        except BaseException as error:  # also an end of the program that the work asked for
            self.error = error
        self.done.set()


class Aside(QObject):
    """Does one thing at a time; what was asked for before is no longer waited for."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._under_way: _Work | None = None
        self._then: Callable[[Any], None] | None = None
        self._failed: Callable[[Exception], None] | None = None
        self.timer = QTimer(self)
        self.timer.setInterval(LOOK_MS)
        self.timer.timeout.connect(self._look)

    @property
    def busy(self) -> bool:
        """Whether something is being waited for."""
        return self._under_way is not None

    def ask(
        self, work: Callable[[], Any], then: Callable[[Any], None],
        failed: Callable[[Exception], None] | None = None,
    ) -> None:
        """Do `work` on a thread, then `then(result)` here; of a generator each value is told.

        Its exception is told to `failed`; without that it is raised here.
        """
        self.forget()
        self._under_way, self._then, self._failed = _Work(work), then, failed
        threading.Thread(target=self._under_way.run, daemon=True, name="aside").start()
        self.timer.start()

    def wait(self, seconds: float) -> None:
        """Give it a moment: what is done within it is told before this returns."""
        if self._under_way is not None:
            self._under_way.done.wait(seconds)
            self._look()

    def forget(self) -> None:
        """Nobody waits for it any more."""
        self.timer.stop()
        if self._under_way is not None:
            self._under_way.wanted = False
        self._under_way = self._then = self._failed = None

    def _look(self) -> None:
        work, then, failed = self._under_way, self._then, self._failed
        if work is None or then is None:
            return
        done = work.done.is_set()
        while work.results and not (done and len(work.results) == 1):
            then(work.results.popleft())
            if self._under_way is not work:  # not wanted any more, now that this is known
                return
        if not done:
            return
        self.forget()
        for last in work.results:  # it may ask for the next thing
            then(last)
        if work.error is not None:
            if failed is None or not isinstance(work.error, Exception):
                raise work.error
            failed(work.error)


def within(work: Callable[[], T], otherwise: T, seconds: float = PATIENCE_S) -> T:
    """What `work` gives, if it does so in time: a share that stalls must not hold the window."""
    done = _Work(work)
    threading.Thread(target=done.run, daemon=True, name="within").start()
    if not done.done.wait(seconds):
        return otherwise
    if done.error is not None:
        raise done.error
    result: T = done.results[0]
    return result
