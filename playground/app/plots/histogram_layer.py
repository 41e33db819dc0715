"""The bars of histograms below each other, with their medians and outlines.

Painted by hand: as one BarGraphItem and three PlotCurveItems, eight layers of 64 nodes took 3.8 ms
a frame and three columns 7.5, where this takes 2.2 and 4 (`tests/benchmarks/histograms.py`).
"""

from __future__ import annotations

from dataclasses import dataclass
from math import isfinite
from typing import Any, NamedTuple

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QLineF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPixmap

from playground.app.look import style as look
from playground.app.look.style import SPACE_XS, px, style
from playground.app.paint.legend import chart_pen
from playground.app.plots.view_box import Span
from playground.engine.problem import Array

FULL = 0.9
"""Of a row's height, what its highest bar takes."""
RIM = 4
"""Pixels beside the axes in which nothing moves: they would be painted in every frame, too."""
PALE = 0.5
"""How pale bars are of values that are next to nothing."""


@dataclass(frozen=True, eq=False)
class Row:
    """One histogram. `counts` (bins,) are of bins of equal width from the axis' low to its high
    end, `outline` (bins,) are those of another one, to compare; `median` is a power of ten, −inf
    where it is exactly 0, NaN without one."""

    name: str
    counts: Array
    zeros: int
    median: float
    share: str = ""
    outline: Array | None = None
    outline_zeros: int = 0


class Scale(NamedTuple):
    """What is in view, and the pixels there are for it; where the bins begin and end, exact zeros
    stand (None: nowhere), and bars begin to be more than next to nothing."""

    x: Span = (-8.0, 0.0)
    width: float = 100.0
    height: float = 100.0
    low: float = -8.0
    high: float = 0.0
    tiny: float = -6.0
    zero: float | None = None
    zero_width: float = 0.3

    def px(self, power: Any) -> Any:
        """Where powers of ten are, in pixels from the left."""
        return (power - self.x[0]) / (self.x[1] - self.x[0]) * self.width


class HistogramLayer(pg.GraphicsObject):  # type: ignore[misc]
    """Rows in a runner's colour, in the pixels of the plot's inside."""

    def __init__(self, parent: pg.ViewBox) -> None:
        super().__init__()
        self.setParentItem(parent)
        self.setZValue(10)
        self.slot = 0
        self.rows: tuple[Row, ...] = ()
        self.scale = Scale()
        self._decades: tuple[float, ...] = ()
        self._kept = QPixmap()
        self._key: object = None

    def set_scale(self, scale: Scale, decades: tuple[float, ...]) -> None:
        """Another part of the axis, or another size, with a grid at these powers."""
        if (scale, decades) != (self.scale, self._decades):
            self.prepareGeometryChange()
            self.scale, self._decades = scale, decades
            self.update()

    def show_rows(self, slot: int, rows: tuple[Row, ...]) -> None:
        """Show these."""
        anew = (slot, len(rows)) != (self.slot, len(self.rows))
        self.slot, self.rows = slot, rows
        rim = 0 if anew else px(RIM) - 1
        self.update(self.boundingRect().adjusted(rim, 0, 0, -rim))

    def box_of(self, row: int) -> QRectF:
        """Where a row's bars stand."""
        high = (self.scale.height - px(RIM)) / max(len(self.rows), 1)
        return QRectF(0, (row + 1 - FULL) * high, self.scale.width, FULL * high)

    # Painting

    def _paint_ground(self, painter: QPainter) -> None:
        """What stays while a run is played."""
        scale, theme = self.scale, style.theme
        painter.setPen(chart_pen(theme.line, 1))
        painter.drawLines([
            QLineF(x, 0, x, scale.height) for x in (scale.px(d) for d in self._decades)
        ])
        if scale.low < scale.tiny < scale.high:
            x = scale.px(scale.tiny)
            painter.setPen(chart_pen(theme.outline, 1, Qt.PenStyle.DashLine))
            painter.drawLine(QLineF(x, 0, x, scale.height))
        painter.setPen(chart_pen(theme.outline, 1))
        bottoms = (self.box_of(k).bottom() - 0.5 for k in range(len(self.rows)))
        painter.drawLines([QLineF(0, y, scale.width, y) for y in bottoms])

    def _paint_kept(self, painter: QPainter) -> None:
        ratio = painter.device().devicePixelRatioF()
        key = (self.scale, self._decades, len(self.rows), ratio, style.theme.name, style.scale)
        if key != self._key:
            self._key = key
            self._kept = QPixmap((self.boundingRect().size() * ratio).toSize())
            self._kept.setDevicePixelRatio(ratio)
            self._kept.fill(Qt.GlobalColor.transparent)
            inner = QPainter(self._kept)
            self._paint_ground(inner)
            inner.end()
        painter.drawPixmap(self.boundingRect().topLeft(), self._kept)

    def _paint_rows(self, painter: QPainter) -> None:
        medians = []
        color = look.runner_color(self.slot)
        pale = look.mixed(color, style.theme.panel, PALE)
        outline = chart_pen(style.theme.text, 1)
        for k, row in enumerate(self.rows):
            box = self.box_of(k)
            most = max(int(row.counts.max(initial=0)), row.zeros, 1)
            self._paint_bars(painter, box, row, most, (pale, color))
            if row.outline is not None:
                painter.setPen(outline)
                painter.drawLines(self._outline_of(row, box))
            if row.median == row.median:
                x = round(self._median_at(row.median)) + 0.5
                medians.append(QLineF(x, box.top(), x, box.bottom()))
        for pen in (chart_pen(style.theme.panel, 3.6), chart_pen(style.theme.text, 2.0)):
            painter.setPen(pen)
            painter.drawLines(medians)

    def _median_at(self, power: float) -> float:
        scale = self.scale
        if not isfinite(power):
            power = scale.low if scale.zero is None else scale.zero
        return float(scale.px(min(max(power, scale.x[0]), scale.x[1])))

    def _paint_bars(
        self, painter: QPainter, box: QRectF, row: Row, most: int, colors: tuple[QColor, QColor]
    ) -> None:
        scale = self.scale
        bin_width = (scale.high - scale.low) / max(len(row.counts), 1)
        wide = bin_width / (scale.x[1] - scale.x[0]) * scale.width
        gap = min(px(1), wide / 4)
        # A single value among thousands is seen, too.
        least, bottom = px(1), box.bottom()
        there = np.flatnonzero(row.counts)
        highs = np.maximum(row.counts[there] / most * box.height(), least)
        lefts = scale.px(scale.low + there * bin_width)
        boxes = [
            QRectF(left, bottom - high, wide - gap, high)
            for left, high in zip(lefts.tolist(), highs.tolist(), strict=True)
        ]
        small = int(there.searchsorted(round((scale.tiny - scale.low) / bin_width)))
        painter.setPen(Qt.PenStyle.NoPen)
        for color, some in zip(colors, (boxes[:small], boxes[small:]), strict=True):
            if some:
                painter.setBrush(color)
                painter.drawRects(some)
        if row.zeros and scale.zero is not None:
            high = max(box.height() * row.zeros / most, least)
            left = scale.px(scale.zero - scale.zero_width / 2)
            right = scale.px(scale.zero + scale.zero_width / 2)
            painter.fillRect(QRectF(left, bottom - high, right - left, high), colors[0])

    def _outline_of(self, row: Row, box: QRectF) -> list[QLineF]:
        """The lines around another histogram's bars; nothing along the ground, where there was
        nothing."""
        assert row.outline is not None
        scale, most = self.scale, max(int(row.outline.max()), row.outline_zeros, 1)
        tops = np.concatenate([[0], row.outline / most, [0]]) * box.height()
        edges = scale.px(np.linspace(scale.low, scale.high, len(row.outline) + 1))
        lines = []
        for k in range(len(edges)):
            low, high = box.bottom() - tops[k], box.bottom() - tops[k + 1]
            if low != high:
                lines.append(QLineF(edges[k], low, edges[k], high))
            if k < len(row.outline) and row.outline[k]:
                lines.append(QLineF(edges[k], high, edges[k + 1], high))
        return lines

    def boundingRect(self) -> QRectF:
        return QRectF(0, 0, self.scale.width, self.scale.height)

    def shape(self) -> QPainterPath:
        return QPainterPath()  # the mouse is the plot's

    def paint(self, painter: QPainter, *_: Any) -> None:
        if self._exportOpts is False:
            self._paint_kept(painter)
        else:
            self._paint_ground(painter)
        self._paint_rows(painter)


class Shares(pg.GraphicsWidget):  # type: ignore[misc]
    """A text beside each row."""

    def __init__(self) -> None:
        super().__init__()
        self._texts: tuple[str, ...] = ()

    def show_texts(self, texts: tuple[str, ...]) -> None:
        """Show these, from above."""
        if texts != self._texts:
            self._texts = texts
            self.update()

    def paint(self, painter: QPainter, *_: Any) -> None:
        painter.setFont(look.font(look.SMALL))
        painter.setPen(QColor(style.theme.text))
        high = (self.height() - px(RIM)) / max(len(self._texts), 1)
        align = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        for k, text in enumerate(self._texts):
            painter.drawText(QRectF(0, k * high, self.width() - px(SPACE_XS), high), align, text)
