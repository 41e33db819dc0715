"""What stands around the output map: axes with the inputs' names, and which colour is what."""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QImage, QPainter

from playground.app.look.style import BODY, SMALL, SPACE_S, font, px, runner_marker, style
from playground.app.network.output.reading import CLASSES, Reading
from playground.app.paint.axes import line_pen, round_step, tick_label, ticks
from playground.app.paint.diverging import (
    NOTHING,
    class_color,
    diverging_table,
    image_of,
)
from playground.app.paint.viewport import Viewport
from playground.app.text.numbers import number

LEGENDS = (84, 150)
"""The least and most that the key may take at the right."""
RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
CENTER = Qt.AlignmentFlag.AlignCenter


def key_width(reading: Reading) -> float:
    """What the key needs at the right; it depends on the data alone, so that nothing jumps."""
    metrics = QFontMetricsF(font(SMALL))
    least, most = (px(width) for width in LEGENDS)
    if reading.kind != CLASSES:
        return least
    widest = max((metrics.horizontalAdvance(label) for label in reading.labels), default=0.0)
    return float(min(max(widest + px(36), least), most))


def plot_area(width: float, height: float, right: float) -> QRectF:
    """Where the map itself is in a widget, with so much left free at the right."""
    metrics = QFontMetricsF(font(SMALL))
    left = metrics.horizontalAdvance("−000.0") + metrics.height() + px(14)
    below = 2 * metrics.height() + px(14)
    area = QRectF(left, px(10), width - left - right, height - px(10) - below)
    return QRectF(area.left(), area.top(), max(area.width(), 1.0), max(area.height(), 1.0))


def paint_axes(painter: QPainter, viewport: Viewport, across: str, up: str) -> None:
    """Frame, ticks, numbers and names."""
    theme, area = style.theme, viewport.area
    painter.setFont(font(SMALL))
    height = QFontMetricsF(painter.font()).height()
    painter.setPen(line_pen(theme.outline))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRect(area)
    for value, label in _ticks(viewport.x, area.width() / px(56)):
        at = viewport.pixel((value, viewport.y[0]))
        if at is not None:
            painter.setPen(line_pen(theme.outline))
            painter.drawLine(at, at + QPointF(0, px(4)))
            painter.setPen(line_pen(theme.quiet))
            painter.drawText(
                QRectF(at.x() - px(45), at.y() + px(5), px(90), height), CENTER, label
            )
    for value, label in _ticks(viewport.y, area.height() / px(44)):
        at = viewport.pixel((viewport.x[0], value))
        if at is not None:
            painter.setPen(line_pen(theme.outline))
            painter.drawLine(at, at - QPointF(px(4), 0))
            painter.setPen(line_pen(theme.quiet))
            box = QRectF(0, at.y() - height, at.x() - px(7), 2 * height)
            painter.drawText(box, RIGHT, label)
    _paint_names(painter, area, across, up, height)


def _ticks(range_: tuple[float, float], most: float) -> list[tuple[float, str]]:
    count = max(2, int(most))
    step = round_step(range_[1] - range_[0], count)
    return [(v, tick_label(v, step)) for v in ticks(*range_, count)]


def _paint_names(painter: QPainter, area: QRectF, across: str, up: str, height: float) -> None:
    """The horizontal input under its axis, the vertical one along its own."""
    painter.setFont(font(BODY))
    painter.setPen(line_pen(style.theme.text))
    metrics = QFontMetricsF(painter.font())
    under = QRectF(area.left(), area.bottom() + height + px(6), area.width(), metrics.height())
    elided = Qt.TextElideMode.ElideMiddle
    painter.drawText(under, CENTER, metrics.elidedText(across, elided, area.width()))
    text = metrics.elidedText(up, elided, area.height())
    if len(text) <= 2:
        beside = QRectF(px(2), area.center().y() - metrics.height() / 2, px(18), metrics.height())
        painter.drawText(beside, CENTER, text)
        return
    painter.save()
    painter.translate(px(2), area.center().y())
    painter.rotate(-90)
    painter.drawText(
        QRectF(-area.height() / 2, 0, area.height(), metrics.height()), CENTER, text
    )
    painter.restore()


def paint_key(painter: QPainter, area: QRectF, reading: Reading, right: float) -> None:
    """The colour scale, or the classes with their colours and markers."""
    if reading.kind == CLASSES:
        _paint_classes(painter, area, reading, right)
        return
    theme = style.theme
    painter.setFont(font(SMALL))
    metrics = QFontMetricsF(painter.font())
    high = metrics.height()
    left = area.right() + px(12)
    painter.setPen(line_pen(theme.text))
    words = reading.name.replace("chance of", "chance\nof")
    head = high * (1 + words.count("\n"))
    painter.drawText(
        QRectF(left, area.top() - px(2), right - left, head), Qt.AlignmentFlag.AlignLeft,
        "\n".join(metrics.elidedText(w, Qt.TextElideMode.ElideRight, right - left - px(2))
                  for w in words.split("\n")),
    )
    bar = QRectF(left, area.top() + head + px(6), px(12), 0)
    bar.setBottom(min(area.bottom(), bar.top() + px(220)))
    painter.drawImage(bar, _ramp(theme.name))
    painter.setPen(line_pen(theme.outline))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRect(bar)
    for place, text in _key_ticks(reading):
        y = bar.bottom() - place * bar.height()
        painter.setPen(line_pen(theme.outline))
        painter.drawLine(QPointF(bar.right(), y), QPointF(bar.right() + px(4), y))
        painter.setPen(line_pen(theme.quiet))
        box = QRectF(bar.right() + px(7), y - high / 2, right - bar.right() - px(7), high)
        painter.drawText(box, LEFT, text)


def _key_ticks(reading: Reading) -> list[tuple[float, str]]:
    low, high = reading.middle - reading.half, reading.middle + reading.half
    return [(place, number(float(f"{low + place * (high - low):.6g}")))
            for place in (0.0, 0.25, 0.5, 0.75, 1.0)]


def _paint_classes(painter: QPainter, area: QRectF, reading: Reading, right: float) -> None:
    painter.setFont(font(SMALL))
    metrics = QFontMetricsF(painter.font())
    row, left = metrics.height() + px(4), area.right() + px(12)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    for k, label in enumerate(reading.labels):
        middle = area.top() + (k + 0.5) * row
        if middle + row > area.bottom():
            break
        painter.save()
        painter.translate(left + px(5), middle)
        painter.scale(px(9), px(9))
        painter.fillPath(runner_marker(k), class_color(k))
        painter.restore()
        painter.setPen(line_pen(style.theme.text))
        room = right - left - px(12) - px(SPACE_S)
        text = metrics.elidedText(label, Qt.TextElideMode.ElideRight, room)
        painter.drawText(QRectF(left + px(14), middle - row / 2, room, row), LEFT, text)


@lru_cache(maxsize=4)
def _ramp(theme: str) -> QImage:
    """The map's diverging colours in a theme, the top end first."""
    return image_of(diverging_table(quiet=True)[:NOTHING, None])
