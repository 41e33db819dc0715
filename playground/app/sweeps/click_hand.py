"""What the left button does in a sweep's pictures: a click takes a point, a drag moves the view."""

from __future__ import annotations

from collections.abc import Callable
from math import hypot

from PySide6.QtCore import QPointF

from playground.app.look.style import px
from playground.app.plots.view_box import SLACK, PlotViewBox


class ClickHand:
    """A `Hand`. `take(at)` is called for a click; whether there was a point."""

    def __init__(self, box: PlotViewBox, take: Callable[[QPointF], bool]) -> None:
        self._box, self._take = box, take
        self._pressed = self._last = QPointF()
        self._moved = self._took = False

    def press(self, at: QPointF) -> None:
        """Nothing yet: it may become a drag."""
        self._pressed = self._last = at
        self._moved = False

    def drag(self, at: QPointF) -> None:
        """Move the view."""
        away = at - self._pressed
        if self._moved or hypot(away.x(), away.y()) > px(SLACK):
            self._moved = True
            self._box.pan(at.x() - self._last.x(), at.y() - self._last.y())
            self._last = at

    def release(self, at: QPointF) -> None:
        """Take what was clicked on."""
        self._took = not self._moved and self._take(at)

    def double_click(self, at: QPointF) -> bool:
        """The plot fits, unless its first click took a point."""
        return self._took

    def context_click(self, at: QPointF) -> bool:
        """The menu opens."""
        return False
