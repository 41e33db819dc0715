"""A page that works something out beside the window, once nothing has moved for a moment."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from weakref import ref

from PySide6.QtCore import QTimer, Slot
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QWidget
from shiboken6 import isValid

from playground.app.work import background


class PageBeside(QWidget):
    """Subclasses call `wait` when they show something else, and begin their work in `_begin` with
    `_work`; what comes is handed to `take`, as long as the page is there. A hidden page lets go.
    """

    rest_ms = 400
    """How long nothing is to have moved."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.rest = QTimer(self, singleShot=True, interval=self.rest_ms)
        self.rest.timeout.connect(self._rested)

    def wait(self) -> None:
        """Drop what is on its way; begin anew at rest."""
        background.shared().cancel(self._key)
        self.rest.start()

    def take(self, *found: Any) -> None:
        """Show what was found, or found so far."""
        raise NotImplementedError

    def _begin(self) -> None:
        """It rests, and is seen: call `_work`, unless there is nothing to be done."""
        raise NotImplementedError

    def _work(self, work: Callable[[], object], hand: Callable[[Any], tuple[Any, ...]]) -> None:
        """Run `work`, which may not hold the page, beside the window, and `take(*hand(result))`.

        The worker, which keeps the job for a while, must not be the last to hold a widget.
        """
        page = ref(self)

        def tell(found: Any) -> None:
            there = page()
            if there is not None and isValid(there):
                there.take(*hand(found))

        background.shared().submit(self._key, work, tell)

    @property
    def _key(self) -> tuple[int, str]:
        return id(self), type(self).__name__

    @Slot()
    def _rested(self) -> None:
        if self.isVisible():
            self._begin()

    def hideEvent(self, event: QHideEvent) -> None:
        self.rest.stop()
        background.shared().cancel(self._key)
        super().hideEvent(event)
