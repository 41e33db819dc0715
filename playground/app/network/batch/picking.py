"""What the left button does among points: a click takes the one that is there, a drag moves on."""

from __future__ import annotations

from collections.abc import Callable
from math import hypot

import numpy as np
from PySide6.QtCore import QPointF

from playground.app.look.style import px
from playground.app.paint.viewport import Viewport
from playground.app.plots.view_box import SLACK, PlotViewBox
from playground.engine.problem import Array

REACH = 9
"""Pixels: a point so far from the pointer is under it."""


class PickPoint:
    """A `Hand`: says where it was clicked, and pans when it is dragged."""

    def __init__(self, box: PlotViewBox, picked: Callable[[QPointF], None]) -> None:
        self._box, self._picked = box, picked
        self._pressed = self._last = QPointF()
        self._moved = False

    def press(self, at: QPointF) -> None:
        """The button goes down."""
        self._pressed = self._last = at
        self._moved = False

    def drag(self, at: QPointF) -> None:
        """What is in view follows, once it is a drag."""
        if not self._moved and hypot(*(at - self._pressed).toTuple()) <= px(SLACK):
            return
        self._moved = True
        self._box.pan(at.x() - self._last.x(), at.y() - self._last.y())
        self._last = at

    def release(self, at: QPointF) -> None:
        """A click takes what is there."""
        if not self._moved:
            self._picked(at)

    def double_click(self, at: QPointF) -> bool:
        """The plot fits."""
        return False

    def context_click(self, at: QPointF) -> bool:
        """The menu opens."""
        return False


def nearest(points: Array, view: Viewport, at: QPointF) -> int | None:
    """Which of the points, shape (n, 2), is under a pixel."""
    if not len(points):
        return None
    away = np.hypot(*(view.to_pixels(points) - (at.x(), at.y())).T)
    away[~np.isfinite(away)] = np.inf
    found = int(away.argmin())
    return found if away[found] <= px(REACH) else None
