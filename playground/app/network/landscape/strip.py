"""The strip under a loss surface: the risk along a straight line between two networks."""

from __future__ import annotations

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QSize
from PySide6.QtGui import QColor, QFontMetricsF
from PySide6.QtWidgets import QSizePolicy, QWidget

from playground.app.look import style as look
from playground.app.look.style import SMALL, px, runner_color, runner_marker, style
from playground.app.plots.base import Plot
from playground.app.plots.chart_axis import ChartAxis
from playground.app.plots.grid import Grid
from playground.app.plots.ranges import linear_range
from playground.app.text.numbers import number
from playground.engine.problem import Array

HEIGHT, NARROWEST = 104, 160
WIDEST_TICK = "−8888"


class Strip(Plot):
    """A curve over 0 (one network) to 1 (the other), with a runner's marker at either end."""

    axis_type = ChartAxis

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._grid = Grid(self.box, self.axis("bottom"), self.axis("left"))
        self._curve = pg.PlotCurveItem(connect="finite", antialias=True)
        self._ends = [pg.ScatterPlotItem(pxMode=True) for _ in range(2)]
        for item in (self._curve, *self._ends):
            self.box.addItem(item, ignoreBounds=True)
        self._slots = (0, 0)
        self.t: Array = np.empty(0)
        self.loss: Array = np.empty(0)
        self.axis("left").offer_names("R")
        self.box.setMouseEnabled(False, False)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setAccessibleName("Risk along a line")
        self.dress()

    def axis(self, name: str) -> ChartAxis:
        """The axis at a side."""
        axis: ChartAxis = self.plot.getAxis(name)
        return axis

    def show_line(self, t: Array, loss: Array, slots: tuple[int, int], name: str) -> None:
        """Risks at places along the line, both (n,), whose ends these are, and what it is."""
        self.t, self.loss, self._slots = t, loss, slots
        self._curve.setData(t, np.where(np.abs(loss) < 1e150, loss, np.nan))
        self.axis("bottom").offer_names(name)
        finite = loss[np.isfinite(loss)]
        low, high = (float(finite.min()), float(finite.max())) if len(finite) else (0.0, 1.0)
        self.box.show_ranges(((-0.02, 1.02), linear_range(min(low, 0.0), high)))
        for place, item in zip((0, -1), self._ends, strict=True):
            there = bool(np.isfinite(loss[place]))
            item.setData([float(t[place])] if there else [], [float(loss[place])] if there else [])
        self._colour()
        self.setAccessibleDescription(told(loss))

    def clear_line(self) -> None:
        """Nothing to show."""
        self.t, self.loss = np.empty(0), np.empty(0)
        self._curve.setData([], [])
        for item in self._ends:
            item.setData([], [])
        self.axis("bottom").offer_names("")
        self.setAccessibleDescription("")

    def _colour(self) -> None:
        for slot, item in zip(self._slots, self._ends, strict=True):
            item.setSymbol(runner_marker(slot))
            item.setSize(px(9))
            item.setBrush(runner_color(slot))
            item.setPen(look.pen(look.halo(), 1.0))

    def dress(self) -> None:
        """Colours and sizes; axes of a fixed size."""
        super().dress()
        metrics = QFontMetricsF(look.font(SMALL))
        self.axis("left").setWidth(round(metrics.horizontalAdvance(WIDEST_TICK + "R") + px(18)))
        self.axis("bottom").setHeight(round(2 * metrics.height()) + px(4))
        self.setBackground(QColor(style.theme.window))
        self.plot.layout.setContentsMargins(3, px(4), px(14), 4)
        self._grid.dress()
        self._curve.setPen(look.pen(style.theme.text, 1.5))
        self._colour()

    def sizeHint(self) -> QSize:
        return QSize(px(NARROWEST), px(HEIGHT))

    def minimumSizeHint(self) -> QSize:
        return QSize(px(NARROWEST), px(HEIGHT))


def told(loss: Array) -> str:
    """What the line shows in words: the ridge between its ends, or that there is none."""
    if not len(loss) or not np.isfinite(loss).all():
        return "R is not finite along this line."
    first, last, top = float(loss[0]), float(loss[-1]), float(loss.max())
    higher = max(first, last)
    ends = f"R from {number(first, 3)} to {number(last, 3)}"
    if top > higher + 1e-3 * max(higher - float(loss.min()), 1e-12) and top > higher * (1 + 1e-6):
        place = round(100 * int(loss.argmax()) / (len(loss) - 1))
        return f"{ends}; between them a ridge as high as {number(top, 3)}, {place} % of the way."
    if np.all(np.diff(loss) <= 0) or np.all(np.diff(loss) >= 0):
        return f"{ends}, without a ridge: it only {'falls' if last < first else 'rises'}."
    return f"{ends}, without a ridge between them."
