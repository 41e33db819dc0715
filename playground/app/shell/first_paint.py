"""When a widget has been painted for the first time."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QTimer, Signal
from PySide6.QtWidgets import QAbstractScrollArea, QWidget


class FirstPaint(QObject):
    """Says `happened` once, after the paint event and all that was due with it."""

    happened = Signal()

    def __init__(self, widget: QWidget) -> None:
        super().__init__(widget)
        self.seen = False
        # A plot that fills a widget covers it: then it is the plot's inner widget that is painted.
        inner = [area.viewport() for area in widget.findChildren(QAbstractScrollArea)]
        self._watched = [widget, *inner]
        for one in self._watched:
            one.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint and not self.seen:
            self.seen = True
            for one in self._watched:
                one.removeEventFilter(self)
            QTimer.singleShot(0, self, self.happened.emit)
        return False
