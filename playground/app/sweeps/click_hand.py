"""What the left button does in a sweep's pictures: a click takes a point, a drag moves the view."""

from __future__ import annotations

from math import hypot
from typing import Protocol

from PySide6.QtCore import QPoint, QPointF, SignalInstance

from playground.app.look.style import px
from playground.app.plots.view_box import SLACK, PlotViewBox


class HasPlaces(Protocol):
    """A plot whose points are places of a sweep; it says `picked(place)`."""

    box: PlotViewBox

    @property
    def picked(self) -> SignalInstance:
        """Says which place was taken."""

    def place_at(self, at: QPointF) -> int | None:
        """The place at a pixel of the widget."""

    def mapFromScene(self, at: QPointF, /) -> QPoint:
        """A pixel of the widget for one of the scene."""


class ClickHand:
    """A `Hand` over a plot: a click on a point picks its place."""

    def __init__(self, plot: HasPlaces) -> None:
        self._plot = plot
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
            self._plot.box.pan(at.x() - self._last.x(), at.y() - self._last.y())
            self._last = at

    def release(self, at: QPointF) -> None:
        """Take what was clicked on."""
        plot = self._plot
        place = None if self._moved else plot.place_at(QPointF(plot.mapFromScene(at)))
        self._took = place is not None
        if place is not None:
            plot.picked.emit(place)

    def double_click(self, at: QPointF) -> bool:
        """The plot fits, unless its first click took a point."""
        return self._took

    def context_click(self, at: QPointF) -> bool:
        """The menu opens."""
        return False
