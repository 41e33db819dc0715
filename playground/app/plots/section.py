"""A function along one axis through a point, with its tangent there, or two at a kink."""

from __future__ import annotations

from math import ceil, floor, isfinite

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetricsF, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from playground.app.look import style as look
from playground.app.look.style import SMALL, halo, px, style
from playground.app.plots.axis import HAIR
from playground.app.plots.base import Plot
from playground.app.plots.chart_axis import ChartAxis, fitting
from playground.app.plots.grid import Grid
from playground.app.plots.ranges import Range, nice
from playground.app.plots.view_box import Ranges
from playground.app.text.numbers import number
from playground.engine.problem import Array

HEIGHT, NARROWEST, USUAL = 108, 100, 140
WIDEST_TICK = "−88888"
MOST = 1e150
"""Heights beyond it are as if there were none: painters lose the way."""
FINEST, WIDEST = 1e-6, 1e3
"""Of the usual width: what can be zoomed to."""
DIGITS = 4


class SectionAxis(ChartAxis):
    """Writes a number in few digits where it has no room for those that tell it from the next, and
    along the section at least two numbers, which tell how much of it is in view."""

    def tickSpacing(self, low: float, high: float, size: float) -> list[tuple[float, float]]:
        """How far ticks lie apart, level by level."""
        levels = super().tickSpacing(low, high, size)
        if self.orientation == "left" or not levels:
            return levels
        hair, spacing = HAIR * (high - low), levels[0][0]
        while floor((high + hair) / spacing) - ceil((low - hair) / spacing) < 1:
            spacing = nice(0.9 * spacing)  # numbers that would touch others are left out
        return [(spacing, 0.0), *(level for level in levels[1:] if level[0] < spacing)]

    def tickStrings(self, values: list[float], scale: float, spacing: float) -> list[str]:
        """The numbers at the ticks; a text only once."""
        texts = super().tickStrings(values, scale, spacing)
        if self.orientation == "left":
            room = self.width() - px(8)
            metrics = QFontMetricsF(look.font(SMALL))
            if any(metrics.horizontalAdvance(text) > room for text in texts):
                short = [number(value, DIGITS - 1) for value in values]
                texts = ["" if t in short[:k] else t for k, t in enumerate(short)]
        return texts


class Section(Plot):
    """The curve with P in the middle; while it is fitted, P stays there. `around` is what is in
    view to the left and to the right of P."""

    axis_type = SectionAxis
    looked = Signal()
    """A person zoomed or panned; or fitted."""

    def __init__(
        self, name: str, numbers: bool = True, parent: QWidget | None = None
    ) -> None:
        """`numbers`: whether heights are written; not where they are another section's, beside it.
        """
        super().__init__(parent)
        self.name, self._numbers = name, numbers
        self._title: tuple[str, tuple[str, ...]] = ("", ())
        self.plot.layout.removeItem(self.plot.titleLabel)
        self.plot.layout.addItem(self.plot.titleLabel, 0, 0, 1, 3)
        self._at, self._usual = 0.0, 1.0
        self.around: Range = (-1.0, 1.0)
        self._grid = Grid(self.box, self.axis("bottom"), self.axis("left"))
        self.here = pg.InfiniteLine(angle=90)
        self._curve = pg.PlotCurveItem(connect="finite", antialias=True)
        self._tangents = pg.PlotCurveItem(connect="pairs", antialias=True)
        self._point = pg.ScatterPlotItem(pxMode=True)
        for item in (self.here, self._curve, self._tangents, self._point):
            self.box.addItem(item, ignoreBounds=True)
        if numbers:
            self.axis("left").offer_names("f")
        self.axis("bottom").offer_names(name)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.box.setMouseEnabled(True, False)
        self.box.bound = self._bound
        self.box.looked.connect(self._looked)
        self.box.fit_asked.connect(self.fit)
        self.dress()

    @property
    def heights(self) -> Range:
        """The heights in view."""
        return self.box.ranges[1]

    @property
    def tangents(self) -> list[tuple[float, float]]:
        """The slopes that are drawn, each with the side of P, −1 or 1."""
        x, y = self._tangents.getData()
        if x is None or not len(x):
            return []
        return [
            ((b - a) / (u - t), float(np.sign(u - t)))
            for a, b, t, u in zip(y[::2], y[1::2], x[::2], x[1::2], strict=True)
        ]

    @property
    def left_width(self) -> int:
        """The room at the left of what is in view."""
        metrics = QFontMetricsF(look.font(SMALL))
        wide = round(metrics.horizontalAdvance(WIDEST_TICK + "f") + px(14))
        return wide if self._numbers else px(14)

    def axis(self, name: str) -> SectionAxis:
        """The axis at a side."""
        axis: SectionAxis = self.plot.getAxis(name)
        return axis

    @property
    def title(self) -> str:
        """What it says above."""
        return str(self.plot.titleLabel.text)

    def set_title(self, color: str, *texts: str) -> None:
        """Say the first of these above that there is room for, in a colour."""
        self._title = (color, texts)
        text = fitting(texts, self.width() - px(14))
        self.plot.titleLabel.setText(text, color=color, size=f"{px(SMALL)}px", justify="right")

    def set_usual(self, half: float) -> None:
        """What is shown to either side of P while nobody zooms."""
        if half != self._usual:
            self._usual = half
            self.around = (-half, half)

    def show_section(
        self, positions: Array, values: Array, at: float, height: float,
        slopes: tuple[float, float], heights: Range,
    ) -> None:
        """A function's values at some positions, both (n,); P's place and height, the slopes to
        its left and right (NaN: none), and what heights to show."""
        self._at = at
        seen = np.where(np.abs(values) < MOST, values, np.nan)
        self._curve.setData(positions, seen)
        self.here.setPos(at)
        there = abs(height) < MOST
        self._point.setData([at] if there else [], [height] if there else [])
        x, y = [], []
        for slope, side in zip(slopes, self.around, strict=True):
            if there and isfinite(slope) and abs(slope * side) < MOST:
                x += [at, at + side]
                y += [height, height + slope * side]
        self._tangents.setData(np.array(x), np.array(y))
        low, high = (min(max(end, -MOST), MOST) for end in heights)
        self.box.show_ranges(((at + self.around[0], at + self.around[1]), (low, high)))

    def fit(self) -> None:
        """As usual again."""
        self.around = (-self._usual, self._usual)
        self.looked.emit()

    def _bound(self, ranges: Ranges) -> Ranges | None:
        (left, right), _ = ranges
        width = (right - left) / (2 * self._usual)
        away = max(abs(left - self._at), abs(right - self._at)) / self._usual
        sensible = width > FINEST and away < WIDEST and left < self._at < right
        return ((left, right), self.heights) if sensible else None

    def _looked(self) -> None:
        left, right = self.box.ranges[0]
        self.around = (left - self._at, right - self._at)
        self.looked.emit()

    def dress(self) -> None:
        """Colours and sizes; axes of a fixed size."""
        super().dress()
        theme, metrics = style.theme, QFontMetricsF(look.font(SMALL))
        self.axis("left").setStyle(showValues=self._numbers)
        self.axis("left").setWidth(self.left_width)
        self.axis("bottom").setHeight(round(2 * metrics.height()) + px(4))
        self.setBackground(QColor(theme.window))  # it is a part of a panel, not a picture of it
        self.plot.titleLabel.setVisible(True)
        self.plot.titleLabel.setMaximumHeight(round(metrics.height()) + px(4))
        self.plot.layout.setRowFixedHeight(0, round(metrics.height()) + px(4))
        self.plot.layout.setContentsMargins(3, 0, px(14), 4)
        self._grid.dress()
        self.here.setPen(look.pen(theme.line))
        self._curve.setPen(look.pen(theme.text, 1.5))
        self._tangents.setPen(look.pen(theme.accent, 1.5, Qt.PenStyle.DashLine))
        self._point.setSize(px(8))
        self._point.setPen(look.pen(halo(), 1.0))
        self._point.setBrush(QColor(theme.accent))

    def resizeEvent(self, event: QResizeEvent | None) -> None:
        super().resizeEvent(event)
        if event is not None and self._title[1]:
            self.set_title(self._title[0], *self._title[1])

    def sizeHint(self) -> QSize:
        return QSize(px(USUAL), px(HEIGHT))

    def minimumSizeHint(self) -> QSize:
        return QSize(px(NARROWEST), px(HEIGHT))
