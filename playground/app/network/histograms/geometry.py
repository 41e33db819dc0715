"""Places, pens, measures and the key of the histograms' picture."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter

from playground.app.look import style as look
from playground.app.look.style import SMALL, SPACE_XS, style
from playground.app.paint.legend import chart_pen

ZEROS = 14  # pixels at the left of an axis for exact zeros


class Places(NamedTuple):
    """Where rows and columns are, and the numbers on their axis."""

    inside: QRectF
    width: float  # of a column
    gap: int      # between columns
    height: float  # of a row
    share: float  # the room for shares at the right of a cell
    zeros: int    # the room for exact zeros at the left
    low: float
    high: float

    def cell(self, column: int, layer: int) -> QRectF:
        """A column's row, with the places for zeros and for the share."""
        left = self.inside.left() + column * (self.width + self.gap)
        top = self.inside.top() + (layer - 1) * self.height
        return QRectF(left, top, self.width, self.height)

    def bars(self, cell: QRectF) -> QRectF:
        """Where the bars of a cell stand."""
        return cell.adjusted(self.zeros, look.px(2), -self.share - look.px(SPACE_XS), 0)

    def zero_left(self, bars: QRectF) -> float:
        """Where the bar for exact zeros begins."""
        return bars.left() - look.px(ZEROS)

    def x(self, bars: QRectF, decade: float) -> float:
        """The place of a power of ten; at the edge if it is outside."""
        share = min(max((decade - self.low) / (self.high - self.low), 0.0), 1.0)
        return bars.left() + share * bars.width()


class Ink:
    """The pens of a picture: making one costs more than drawing with it."""

    def __init__(self) -> None:
        theme = style.theme
        self.ground = chart_pen(theme.outline, 1)
        self.text = QColor(theme.text)
        self.median = (chart_pen(theme.panel, 3.6), chart_pen(theme.text, 2.0))


class Measures(NamedTuple):
    """How wide and high the texts are that places are left for."""

    line: float
    name: float
    share: float
    percent: float


@lru_cache(maxsize=8)
def measures(scale: float) -> Measures:
    metrics = QFontMetricsF(look.font(SMALL))
    texts = ("layer 10", "under 10⁻⁶", "100 %")
    return Measures(metrics.height(), *(metrics.horizontalAdvance(text) for text in texts))


def paint_key(painter: QPainter, left: float, top: float, reference: str) -> None:
    """What the thick line and the outline are."""
    metrics, gap = QFontMetricsF(painter.font()), look.px(SPACE_XS)
    base = top + metrics.ascent()
    mark = QRectF(left + look.px(2), top + look.px(3), 0, metrics.ascent() - look.px(3))
    painter.setPen(chart_pen(style.theme.text, 2))
    painter.drawLine(mark.topLeft(), mark.bottomLeft())
    x = left + look.px(4) + gap
    painter.setPen(QColor(style.theme.quiet))
    painter.drawText(QPointF(x, base), "median")
    if reference:
        x += metrics.horizontalAdvance("median") + 3 * gap
        painter.setPen(chart_pen(style.theme.text, 1))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(QRectF(x, top + look.px(4), look.px(7), metrics.ascent() - look.px(4)))
        painter.setPen(QColor(style.theme.quiet))
        painter.drawText(QPointF(x + look.px(7) + gap, base), reference)
