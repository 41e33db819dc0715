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
from playground.app.plots.ranges import linear_range, log_range
from playground.app.text.numbers import number
from playground.engine.problem import Array

HEIGHT, NARROWEST = 104, 160
WIDEST_TICK, WIDEST_POWER = "−8888", "1×10⁻⁸⁸"
FAR, TIMES = 1e9, 1e6
"""Risks beyond this, and so many times the lower end's, are drawn by their logarithm: of a run that
diverged one sees how far, and where it began."""
MOST_DECADES = 308.0
"""Of floats."""
LOGARITHMIC = ", drawn by its logarithm"
"""What is said of such a line."""
LARGEST = 1e307
"""Higher risks are drawn at the top: an axis needs room above the numbers on it."""


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
        self._slots, self.log = (0, 0), False
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
        self.log = is_far(loss)
        with np.errstate(all="ignore"):
            shown = np.log10(loss) if self.log else loss
        shown = np.where(np.isfinite(shown), np.clip(shown, -LARGEST, LARGEST), np.nan)
        self._curve.setData(t, shown)
        self.axis("bottom").offer_names(name)
        self.axis("left").setLogMode(x=False, y=self.log)
        self.axis("left").offer_names(*(("R (log)", "R") if self.log else ("R",)))
        self._make_room()
        finite = shown[np.isfinite(shown)]
        low, high = (float(finite.min()), float(finite.max())) if len(finite) else (0.0, 1.0)
        heights = log_range(low, high) if self.log else linear_range(min(low, 0.0), high)
        self.box.show_ranges(((-0.02, 1.02), (heights[0], min(heights[1], MOST_DECADES))
                              if self.log else heights))
        for place, item in zip((0, -1), self._ends, strict=True):
            there = bool(np.isfinite(shown[place]))
            item.setData([float(t[place])] if there else [], [float(shown[place])] if there else [])
        self._colour()
        self.setAccessibleDescription(told(loss))

    @property
    def heights(self) -> Array:
        """What is drawn: R or its power of ten (`log`), shape (n,); nan where that is not finite.
        """
        return np.asarray(self._curve.yData)

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
        self.axis("bottom").setHeight(round(2 * QFontMetricsF(look.font(SMALL)).height()) + px(4))
        self._make_room()
        self.setBackground(QColor(style.theme.window))
        self.plot.layout.setContentsMargins(3, px(4), px(14), 4)
        self._grid.dress()
        self._curve.setPen(look.pen(style.theme.text, 1.5))
        self._colour()

    def _make_room(self) -> None:
        """For the numbers at the left."""
        widest = WIDEST_POWER if self.log else WIDEST_TICK
        metrics = QFontMetricsF(look.font(SMALL))
        self.axis("left").setWidth(round(metrics.horizontalAdvance(widest + "R") + px(18)))

    def sizeHint(self) -> QSize:
        return QSize(px(NARROWEST), px(HEIGHT))

    def minimumSizeHint(self) -> QSize:
        return QSize(px(NARROWEST), px(HEIGHT))


def is_far(loss: Array) -> bool:
    """Whether a line's risks, shape (n,), span so much that only their logarithm can be seen."""
    finite = loss[np.isfinite(loss)]
    if not len(finite) or finite.min() <= 0:
        return False
    low, high = float(min(finite[0], finite[-1])), float(finite.max())
    return high > FAR and high / TIMES > low


def _told_of_part(loss: Array, how: str) -> str:
    """Where R leaves the floats, of a line on which it does."""
    there = np.flatnonzero(np.isfinite(loss))
    if not len(there):
        return "R is not finite along this line."
    last = len(loss) - 1
    ends = f"R from {number(float(loss[there[0]]), 3)} to {number(float(loss[there[-1]]), 3)}"
    ends += how
    if there[0] == 0 and len(there) == there[-1] + 1:
        return f"{ends}; from {round(100 * (there[-1] + 1) / last)} % of the way on not finite."
    if there[-1] == last and len(there) == last - there[0] + 1:
        return f"{ends}; before {round(100 * there[0] / last)} % of the way not finite."
    return f"{ends}; on a part of the way between not finite."


def told(loss: Array, drawn: bool = True) -> str:
    """What the line shows in words: the ridge between its ends, or that there is none; and how it
    is `drawn`, if it is.
    """
    if not np.isfinite(loss).all():
        return _told_of_part(loss, LOGARITHMIC * (drawn and is_far(loss)))
    first, last, top = float(loss[0]), float(loss[-1]), float(loss.max())
    higher = max(first, last)
    ends = f"R from {number(first, 3)} to {number(last, 3)}"
    ends += LOGARITHMIC * (drawn and is_far(loss))
    if top > higher + 1e-3 * max(higher - float(loss.min()), 1e-12) and top > higher * (1 + 1e-6):
        place = round(100 * int(loss.argmax()) / (len(loss) - 1))
        return f"{ends}; between them a ridge as high as {number(top, 3)}, {place} % of the way."
    if np.all(np.diff(loss) <= 0) or np.all(np.diff(loss) >= 0):
        return f"{ends}, without a ridge: it only {'falls' if last < first else 'rises'}."
    return f"{ends}, without a ridge between them."
