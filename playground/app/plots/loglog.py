"""Curves and dots over two axes, logarithmic unless told otherwise: laws beside measurements."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QPointF, QSize, Signal, Slot
from PySide6.QtGui import QColor, QFontMetricsF
from PySide6.QtWidgets import QWidget

from playground.app.look import style as look
from playground.app.look.style import SMALL, SPACE_M, SPACE_S, px, style
from playground.app.plots.base import Plot
from playground.app.plots.chart_axis import ChartAxis
from playground.app.plots.grid import Grid
from playground.app.plots.legend import Entry, Legend
from playground.app.plots.ranges import Range, padded
from playground.app.plots.series import LineStyle
from playground.app.plots.view_box import Ranges
from playground.engine.problem import Array

DOT, NEAR, PAD = 9, 12, 8
FINEST, WIDEST = 0.02, 40.0
"""Decades that can be in view."""
WIDEST_TICK = "−1.5×10⁻⁶"
SYMBOLS = ("o", "s", "t1", "d", "t", "+", "star", "x")


@dataclass(frozen=True, eq=False)
class Curve:
    """A law: its points, both (n,); NaN parts it."""

    x: Array
    y: Array
    line: LineStyle
    name: str
    slot: int = -1


@dataclass(frozen=True, eq=False)
class Dots:
    """What was measured, both (n,); each of them `says` something. What is not greater than 0 has
    no place on a logarithmic axis and is left out.
    """

    x: Array
    y: Array
    says: tuple[str, ...]
    slot: int = -1
    hollow: bool = False


class LogLog(Plot):
    """See above; `hovered` says what is under the pointer."""

    axis_type = ChartAxis
    hovered = Signal(str)
    dot = DOT
    """Pixels of a dot, as designed."""

    def __init__(
        self, across: str, up: str, legend_below: bool = False, parent: QWidget | None = None
    ) -> None:
        """`legend_below`: at the lower left, which laws that fall leave free, and not at the
        upper right.
        """
        super().__init__(parent)
        self._legend_below = legend_below
        self.curves: tuple[Curve, ...] = ()
        self.dots: tuple[Dots, ...] = ()
        self.fitted = True
        self.logs = (True, True)
        """Whether the lower and the left axis are logarithmic."""
        self._range: Ranges = ((0.0, 1.0), (0.0, 1.0))
        self._items: list[pg.GraphicsObject] = []
        self._grid = Grid(self.box, self.axis("bottom"), self.axis("left"))
        self._here = pg.InfiniteLine(angle=90)
        self.box.addItem(self._here, ignoreBounds=True)
        self._here.hide()
        self.legend = Legend(self.box)
        self.set_logs(True, True)
        self.name_axes(across, up)
        self.box.bound = self._bound
        self.box.fit_asked.connect(self.fit)
        self.box.looked.connect(self._looked)
        self.box.sigResized.connect(self._resized)
        self.pointed.connect(self._point)
        self.dress()

    def axis(self, name: str) -> ChartAxis:
        """The "left" or the "bottom" axis."""
        axis: ChartAxis = self.plot.getAxis(name)
        return axis

    def set_logs(self, across: bool, up: bool) -> None:
        """Make the lower and the left axis logarithmic, or linear."""
        self.logs = (across, up)
        self.axis("bottom").setLogMode(x=across, y=False)
        self.axis("left").setLogMode(x=False, y=up)

    def place_on(self, axis: int, values: Array) -> Array:
        """Where values, shape (n,), stand on the lower (0) or left (1) axis; NaN where nowhere."""
        if not self.logs[axis]:
            return np.asarray(values, dtype=float)
        with np.errstate(all="ignore"):
            places = np.log10(values)
        return np.where(np.isfinite(places), places, np.nan)

    def name_axes(self, across: str, up: str) -> None:
        """What the axes measure."""
        self.axis("bottom").offer_names(across)
        self.axis("left").offer_names(up)

    def show_all(
        self, curves: Sequence[Curve], dots: Sequence[Dots], here: float | None = None
    ) -> None:
        """Show these, and a vertical line `here` (a value of x)."""
        self.curves, self.dots = tuple(curves), tuple(dots)
        shown = here is not None and (here > 0 or not self.logs[0])
        self._here.setVisible(shown)
        if here is not None and shown:
            self._here.setPos(float(self.place_on(0, np.array(here))))
        self._draw()
        self._range = self._whole()
        if self.fitted:
            self.fit()

    def fit(self) -> None:
        """Show all of it."""
        self.fitted = True
        area, pad = self.box.rect(), px(PAD)
        (x, y) = self._range
        if min(area.width(), area.height()) > 4 * pad:
            self.box.show_ranges((padded(x, area.width(), pad), padded(y, area.height(), pad)))

    def pixel_of(self, x: float, y: float) -> QPointF:
        """Where two values are in the widget."""
        at = QPointF(float(self.place_on(0, np.array(x))), float(self.place_on(1, np.array(y))))
        return QPointF(self.mapFromScene(self.box.mapViewToScene(at)))

    def text_at(self, at: QPointF) -> str:
        """What the dot under a pixel says."""
        best, said = float(px(NEAR)), ""
        for dots in self.dots:
            for x, y, says in zip(dots.x.tolist(), dots.y.tolist(), dots.says, strict=True):
                gap = self.pixel_of(x, y) - at
                away = float(np.hypot(gap.x(), gap.y()))
                if away < best:  # never of NaN: it has no place
                    best, said = away, says
        return said

    def _whole(self) -> Ranges:
        ends: list[Range] = []
        for axis, name in enumerate(("x", "y")):
            values = [np.asarray(getattr(part, name)) for part in (*self.curves, *self.dots)]
            every = self.place_on(axis, np.concatenate([*values, np.empty(0)]))
            every = every[np.isfinite(every)]
            low, high = (float(every.min()), float(every.max())) if len(every) else (0.0, 1.0)
            if self.logs[axis] and high - low < 0.3:
                low, high = low - 0.2, high + 0.2
            elif not high > low:
                room = 0.1 * abs(low) or 1.0
                low, high = low - room, high + room
            ends.append((low, high))
        return ends[0], ends[1]

    def _bound(self, ranges: Ranges) -> Ranges | None:
        for axis, ((low, high), (first, last)) in enumerate(zip(ranges, self._range, strict=True)):
            finest, widest = (FINEST, WIDEST) if self.logs[axis] else (
                1e-3 * (last - first), 1e3 * (last - first)
            )
            if not finest < high - low < widest:
                return None
        return ranges

    def _looked(self) -> None:
        self.fitted = False

    def _resized(self) -> None:
        if self.fitted:
            self.fit()
        self._place_legend()

    def _draw(self) -> None:
        for item in self._items:
            self.box.removeItem(item)
        self._items = []
        for curve in self.curves:
            x, y = self.place_on(0, curve.x), self.place_on(1, curve.y)
            item = pg.PlotCurveItem(x, y, connect="finite", antialias=True)
            pen = curve.line.pen(curve.slot)
            pen.setCosmetic(True)
            item.setPen(pen)
            self._add(item)
        for dots in self.dots:
            x, y = self.place_on(0, dots.x), self.place_on(1, dots.y)
            there = np.isfinite(x) & np.isfinite(y)
            color = look.runner_color(dots.slot) if dots.slot >= 0 else QColor(style.theme.text)
            spots = pg.ScatterPlotItem(
                x[there], y[there], size=px(self.dot), pxMode=True,
                symbol=SYMBOLS[max(dots.slot, 0) % len(SYMBOLS)] if not dots.hollow else "o",
                pen=look.pen(color, 1.6),
                brush=QColor(style.theme.panel) if dots.hollow else color,
            )
            self._add(spots)
        self.legend.show_entries([
            Entry(curve.name, curve.slot, curve.line) for curve in self.curves if curve.name
        ])
        self._place_legend()

    def _add(self, item: pg.GraphicsObject) -> None:
        item.setZValue(5 + len(self._items))
        self.box.addItem(item, ignoreBounds=True)
        self._items.append(item)

    def _place_legend(self) -> None:
        """In its corner, unless it hides too much there."""
        size, area = self.legend.rect().size(), self.box.rect()
        fits = size.width() < 0.75 * area.width() and size.height() < 0.5 * area.height()
        self.legend.setVisible(bool(self.legend.entries) and fits)
        gap = px(SPACE_S)
        self.legend.setPos(
            QPointF(gap, area.height() - size.height() - gap) if self._legend_below
            else QPointF(area.width() - size.width() - gap, gap)
        )

    @Slot(object)
    def _point(self, at: QPointF | None) -> None:
        self.hovered.emit("" if at is None else self.text_at(at))

    def dress(self) -> None:
        """Colours and sizes; axes of a fixed size."""
        super().dress()
        metrics = QFontMetricsF(look.font(SMALL))
        self.axis("left").setWidth(
            round(metrics.horizontalAdvance(WIDEST_TICK) + metrics.height() + px(8))
        )
        self.axis("bottom").setHeight(round(2 * metrics.height()) + px(8))
        self.plot.layout.setContentsMargins(6, px(SPACE_S), px(SPACE_M), 6)
        self._grid.dress()
        self._here.setPen(look.pen(style.theme.accent, 1.5))
        self.legend.dress()
        self._draw()
        self._resized()

    def sizeHint(self) -> QSize:
        return QSize(px(320), px(230))
