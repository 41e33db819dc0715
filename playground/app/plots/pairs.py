"""Two numbers of every sample against each other, the same range on both axes: where they are
equal the dot lies on the diagonal."""

from __future__ import annotations

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QFontMetricsF
from PySide6.QtWidgets import QWidget

from playground.app.look import style as look
from playground.app.look.style import SMALL, SPACE_M, SPACE_S, px, style
from playground.app.plots.base import Plot
from playground.app.plots.chart_axis import ChartAxis
from playground.app.plots.grid import Grid
from playground.app.plots.ranges import Range, padded
from playground.app.plots.view_box import Ranges
from playground.engine.problem import Array

DOT, OPACITY, ARROW = 5, 0.6, 9
NEAR = 8
"""Pixels: a dot so far from the pointer is under it."""
FINEST, WIDEST = 1e-4, 1e3
"""Of the fitted range: what can be zoomed to."""
SYMBOLS = {(0, 1): "t1", (0, -1): "t", (1, 0): "t2", (-1, 0): "t3"}
"""Arrows upwards, downwards, to the right and to the left."""
WIDEST_TICK = "−88.88"


class Pairs(Plot):
    """Dots at (x, y); those outside of what is in view are pointed to from the edge."""

    axis_type = ChartAxis

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._x, self._y = np.empty(0), np.empty(0)
        self._slot = 0
        self._range: Range = (0.0, 1.0)
        self.fitted = True
        self._grid = Grid(self.box, self.axis("bottom"), self.axis("left"))
        self._diagonal = pg.InfiniteLine((0, 0), angle=45)
        self._dots = pg.ScatterPlotItem(pxMode=True, pen=None)
        self._arrows = pg.ScatterPlotItem(pxMode=True, pen=None)
        for item in (self._diagonal, self._dots, self._arrows):
            self.box.addItem(item, ignoreBounds=True)
        self.box.bound = self._bound
        self.box.fit_asked.connect(self.fit)
        self.box.looked.connect(self._looked)
        self.box.sigRangeChanged.connect(self._point_outside)
        self.box.sigResized.connect(self._resized)
        self.dress()

    @property
    def fit_range(self) -> Range:
        """What `fit` shows, on both axes."""
        return self._range

    @property
    def outside(self) -> int:
        """How many samples lie outside of what is in view."""
        return len(self._arrows.getData()[0])

    @property
    def dots(self) -> tuple[Array, Array]:
        """Where the dots are, in the data's units; what is not finite has none."""
        x, y = self._dots.getData()
        return x, y

    def axis(self, name: str) -> ChartAxis:
        """The axis at a side."""
        axis: ChartAxis = self.plot.getAxis(name)
        return axis

    def show_pairs(self, slot: int, x: Array, y: Array, fit_to: Range) -> None:
        """Show samples, both (n,), in a runner's colour; `fit_to` is what `fit` shows."""
        self._x, self._y, self._range = x, y, fit_to
        if slot != self._slot:
            self._slot = slot
            self._colour()
        there = np.isfinite(x) & np.isfinite(y)
        self._dots.setData(x[there], y[there])
        if self.fitted:
            self.fit()
        self._point_outside()

    def fit(self) -> None:
        """Show all of the range."""
        self.fitted = True
        area = self.box.rect()
        self.box.show_ranges((
            padded(self._range, area.width(), px(DOT)), padded(self._range, area.height(), px(DOT))
        ))

    def nearest(self, at: QPointF) -> int | None:
        """The sample under a pixel of the widget: its dot, or the arrow that points to it."""
        x, y = self._shown_at()
        if not len(x):
            return None
        (left, right), (low, high) = self.box.ranges
        area, scene = self.box.area, self.mapToScene(at.toPoint())
        across = area.left() + (x - left) / (right - left) * area.width() - scene.x()
        up = area.bottom() - (y - low) / (high - low) * area.height() - scene.y()
        away = np.where(np.isfinite(across + up), np.hypot(across, up), np.inf)
        found = int(away.argmin())
        return found if away[found] <= px(NEAR) else None

    def pixel_of(self, x: float, y: float) -> QPointF:
        """Where a pair of numbers is in the widget."""
        return QPointF(self.mapFromScene(self.box.mapViewToScene(QPointF(x, y))))

    def _resized(self) -> None:
        if self.fitted:
            self.fit()
        self._point_outside()

    def _looked(self) -> None:
        self.fitted = False

    def _bound(self, ranges: Ranges) -> Ranges | None:
        """Not finer than numbers can tell apart, nor lost in space."""
        span = self._range[1] - self._range[0]
        sizes = [(high - low) / span for low, high in ranges]
        return ranges if min(sizes) > FINEST and max(sizes) < WIDEST else None

    def _shown_at(self) -> tuple[Array, Array]:
        """Where every sample's dot or arrow is, in the data's units."""
        (left, right), (low, high) = self.box.ranges
        return np.clip(self._x, left, right), np.clip(self._y, low, high)

    def _point_outside(self, *_: object) -> None:
        """An arrow at the edge for each sample beyond it."""
        x, y = self._shown_at()
        there = np.isfinite(self._x) & np.isfinite(self._y)
        out = there & ((x != self._x) | (y != self._y))
        (left, right), (low, high) = self.box.ranges
        area = self.box.area
        inset = px(ARROW) / 2
        side_x = inset * (right - left) / max(area.width(), 1.0)
        side_y = inset * (high - low) / max(area.height(), 1.0)
        ways = [
            (0, int(np.sign(dy))) if dy else (int(np.sign(dx)), 0)
            for dx, dy in zip(
                (self._x - x)[out].tolist(), (self._y - y)[out].tolist(), strict=True
            )
        ]
        self._arrows.setData(
            np.clip(x[out], left + side_x, right - side_x),
            np.clip(y[out], low + side_y, high - side_y),
            symbol=[SYMBOLS[way] for way in ways],
        )

    def _colour(self) -> None:
        color = look.runner_color(self._slot)
        self._dots.setBrush(look.faded(color, OPACITY))
        self._arrows.setBrush(color)

    def dress(self) -> None:
        """Colours and sizes; axes of a fixed size."""
        super().dress()
        metrics = QFontMetricsF(look.font(SMALL))
        self.axis("left").setWidth(
            round(metrics.horizontalAdvance(WIDEST_TICK) + metrics.height() + px(12))
        )
        self.axis("bottom").setHeight(round(2 * metrics.height()) + px(8))
        # pyqtgraph puts names 5 pixels outside of their axes; the last number is wide.
        self.plot.layout.setContentsMargins(6, px(SPACE_S), px(SPACE_M), 6)
        self._grid.dress()
        self._diagonal.setPen(look.pen(style.theme.outline, 1.5, Qt.PenStyle.DashLine))
        self._dots.setSize(px(DOT))
        self._arrows.setSize(px(ARROW))
        self._colour()
        self._point_outside()
