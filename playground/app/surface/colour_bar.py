"""The colour bar: which colour is which value of f."""

from __future__ import annotations

from math import floor, log10

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QImage, QPainter

from playground.app.look.style import BODY, SMALL, font, px, style, surface_lut
from playground.app.paint.axes import line_pen, round_step, tick_label, ticks
from playground.app.surface.heights import Range
from playground.app.text.numbers import number


def width() -> float:
    """What the bar and its numbers need beside the picture; fixed, so that nothing jumps."""
    return QFontMetricsF(font(SMALL)).horizontalAdvance("−0.000×10⁻⁰") + px(12 + 14 + 8)


def bar_ticks(range_: Range, most: int) -> list[tuple[float, str]]:
    """Places along the bar (0 below, 1 above) and the values of f there."""
    span = range_.high - range_.low
    if not range_.log:
        step = round_step(span, most)
        found = [(v, tick_label(v, step)) for v in ticks(range_.low, range_.high, most)]
        return [((v - range_.low) / span, label) for v, label in found]
    made: list[tuple[float, str]] = []
    for power in range(floor(range_.low), floor(range_.high) + 1):
        for digit in (1, 2, 5):
            # A round value of f about so high above the lowest; its true place is computed back.
            value = round(range_.lowest + digit * 10.0**power, -power)
            if value > range_.lowest:
                place = (log10(value - range_.lowest) - range_.low) / span
                if 0 <= place <= 1 and all(abs(place - p) > 0.8 / most for p, _ in made):
                    made.append((place, number(float(value))))
    return made


def paint_colour_bar(painter: QPainter, range_: Range, area: QRectF, right: float) -> None:
    """The bar right of the picture's `area`, up to `right`."""
    theme = style.theme
    metrics = QFontMetricsF(font(SMALL))
    high = metrics.height()
    bar = QRectF(area.right() + px(12), area.top() + high + px(6), px(12), 0)
    bar.setBottom(area.bottom() - (2 * high + px(4) if range_.log else 0))
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, False)
    painter.drawImage(bar, _ramp())
    painter.setPen(line_pen(theme.outline))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRect(bar)
    name = font(BODY)
    name.setItalic(True)
    painter.setFont(name)
    painter.setPen(line_pen(theme.text))
    painter.drawText(
        QRectF(bar.left(), area.top() - px(2), right - bar.left(), high + px(4)),
        Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, "f",
    )
    painter.setFont(font(SMALL))
    for place, label in bar_ticks(range_, max(2, int(bar.height() / px(44)))):
        at = QPointF(bar.right(), bar.bottom() - place * bar.height())
        painter.setPen(line_pen(theme.outline))
        painter.drawLine(at, at + QPointF(px(4), 0))
        painter.setPen(line_pen(theme.quiet))
        box = QRectF(at.x() + px(7), at.y() - high / 2, right - at.x() - px(7), high)
        flags = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(box, flags, label)
    if range_.log:
        left = area.right() + px(4)
        below = QRectF(left, area.bottom() - 2 * high, right - left, 2 * high)
        painter.setPen(line_pen(theme.quiet))
        painter.drawText(below, Qt.AlignmentFlag.AlignCenter, "log height\n" + above(range_))


def above(range_: Range) -> str:
    """What heights are measured from: "above 8.982"."""
    return f"above {number(0.0 if abs(range_.lowest) < 1e-12 else range_.lowest)}"


def _ramp() -> QImage:
    """The map from its top colour down, one pixel wide."""
    rgb = np.ascontiguousarray(surface_lut()[::-1])
    return QImage(rgb.data, 1, len(rgb), 3, QImage.Format.Format_RGB888).copy()
