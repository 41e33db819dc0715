"""The axes around the picture: ticks at round numbers, and the names x and y."""

from __future__ import annotations

from math import ceil, floor, log10

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen

from playground.app.look.style import BODY, SMALL, font, px, style
from playground.app.paint.viewport import Viewport
from playground.app.text.numbers import number

ROUND = (1, 2, 2.5, 5, 10)


def line_pen(color: str | QColor, width: float = 1.0) -> QPen:
    """A pen as wide as designed in the painter's own units: pictures scale as a whole.

    `style.pen` is cosmetic, as wide in a large picture as in a small one: pyqtgraph needs that.
    """
    return QPen(
        QColor(color), width * style.scale, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap,
        Qt.PenJoinStyle.RoundJoin,
    )


def round_step(span: float, most: int) -> float:
    """The smallest round step that divides a span into at most so many parts."""
    least = span / max(most, 1)
    power = 10.0 ** floor(log10(least))
    return next(r * power for r in ROUND if r * power >= least * (1 - 1e-9))


def ticks(low: float, high: float, most: int) -> list[float]:
    """Round numbers in a range, at most about so many."""
    step = round_step(high - low, most)
    return [k * step for k in range(ceil(low / step - 1e-9), floor(high / step + 1e-9) + 1)]


def tick_label(value: float, step: float) -> str:
    """A tick's number, with as many digits as tell it from its neighbours."""
    if abs(value) < step * 1e-6:
        return "0"
    digits = max(1, floor(log10(abs(value))) - floor(log10(step)) + 1)
    return number(float(value), digits + (1 if round(step / 10 ** floor(log10(step)), 6) == 2.5
                                          else 0))


def margins() -> tuple[float, float]:
    """What the axes need at the left and below. Fixed, so that the picture never moves."""
    metrics = QFontMetricsF(font(SMALL))
    return metrics.horizontalAdvance("−0.0000") + px(26), metrics.height() * 2 + px(14)


def paint_axes(painter: QPainter, viewport: Viewport) -> None:
    """Frame, ticks, numbers and names."""
    theme, area = style.theme, viewport.area
    painter.setFont(font(SMALL))
    height = QFontMetricsF(painter.font()).height()
    numbers, lines = line_pen(theme.quiet), line_pen(theme.outline)
    painter.setPen(lines)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRect(area)
    tick = px(4)
    across, up = _values(viewport.x, area.width() / px(90)), _values(
        viewport.y, area.height() / px(60)
    )
    for value, label in across:
        at = viewport.pixel((value, viewport.y[0]))
        if at is not None:
            painter.setPen(lines)
            painter.drawLine(at, at + QPointF(0, tick))
            painter.setPen(numbers)
            box = QRectF(at.x() - px(45), at.y() + tick + 1, px(90), height)
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, label)
    for value, label in up:
        at = viewport.pixel((viewport.x[0], value))
        if at is not None:
            painter.setPen(lines)
            painter.drawLine(at, at - QPointF(tick, 0))
            painter.setPen(numbers)
            box = QRectF(0, at.y() - height, at.x() - tick - px(3), 2 * height)
            flags = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
            painter.drawText(box, flags, label)
    _paint_names(painter, area, height + tick)


def _values(range_: tuple[float, float], most: float) -> list[tuple[float, str]]:
    low, high = range_
    step = round_step(high - low, max(2, int(most)))
    return [(v, tick_label(v, step)) for v in ticks(low, high, max(2, int(most)))]


def _paint_names(painter: QPainter, area: QRectF, below: float) -> None:
    """x under the middle of its axis, y left of its own, in italics as in formulas."""
    name = font(BODY)
    name.setItalic(True)
    painter.setFont(name)
    painter.setPen(line_pen(style.theme.text))
    high = QFontMetricsF(name).height()
    under = QRectF(area.left(), area.bottom() + below, area.width(), high)
    painter.drawText(under, Qt.AlignmentFlag.AlignCenter, "x")
    beside = QRectF(px(2), area.center().y() - high / 2, px(14), high)
    painter.drawText(beside, Qt.AlignmentFlag.AlignCenter, "y")
