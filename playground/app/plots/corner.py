"""Where words hide least of a chart's curves."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QRectF

from playground.app.plots.chart_frame import Frame
from playground.app.plots.series import Curve

TAKEN = 10_000
"""Points that a box would have to hide elsewhere to lie over other words."""

WIDTH = 2.0
"""Pixels that a curve's pen reaches above and below its points."""


class Boxes:
    """The curves' points in pixels, and what else is there already."""

    def __init__(self, curves: Sequence[Curve], frame: Frame) -> None:
        self._frame = frame
        self._x = np.concatenate([np.empty(0), *(frame.px(c.series.x) for c in curves)])
        self._y = np.concatenate([np.empty(0), *(frame.py(c.series.y) for c in curves)])
        self._taken: list[QRectF] = []

    def take(self, box: QRectF) -> None:
        """Words lie here."""
        self._taken.append(box)

    def hidden(self, box: QRectF) -> int:
        """How many points a box would hide."""
        inside = (self._x >= box.left()) & (self._x <= box.right())
        inside &= (self._y >= box.top() - WIDTH) & (self._y <= box.bottom() + WIDTH)
        over = sum(box.intersects(other) for other in self._taken)
        over += box.top() < 0 or box.bottom() > self._frame.height
        return int(inside.sum()) + TAKEN * over

    def corners(self, width: float, height: float, gap: float) -> list[QRectF]:
        """The upper right one first."""
        right = max(self._frame.width - gap - width, 0.0)
        low = max(self._frame.height - gap - height, 0.0)
        places = ((right, gap), (right, low), (gap, low), (gap, gap))
        return [QRectF(x, y, width, height) for x, y in places]

    def inside(self, width: float, height: float, gap: float) -> list[QRectF]:
        """Away from the corners, all over."""
        across = np.linspace(gap, max(self._frame.width - gap - width, gap), 7)
        down = np.linspace(gap, max(self._frame.height - gap - height, gap), 5)
        return [QRectF(x, y, width, height) for y in down for x in across]

    def beside(self, y: float, width: float, height: float, gap: float) -> list[QRectF]:
        """At either end of a line across at `y`, above and below it."""
        right = max(self._frame.width - width - gap, 0.0)
        return [
            QRectF(x, top, width, height) for x in (right, gap) for top in (y - height, y)
        ]


def freest(boxes: Sequence[QRectF], there: Boxes, now: int = 0) -> int:
    """Which of the boxes hides least; the one that is taken `now` stays unless it hides twice as
    much as that: words do not jump."""
    hidden = [there.hidden(box) for box in boxes]
    least = min(hidden)
    return now if hidden[now] <= 2 * least else hidden.index(least)
