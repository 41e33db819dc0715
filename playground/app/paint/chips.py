"""Markers of runners, and the plates and chips that words over a picture stand on."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter

from playground.app.look.style import (
    RADIUS,
    SMALL,
    SPACE_XS,
    faded,
    font,
    halo,
    px,
    runner_color,
    runner_marker,
    style,
)
from playground.app.paint.axes import line_pen


def paint_marker(
    painter: QPainter, slot: int, at: QPointF, size: float, hollow: bool = False
) -> None:
    """A runner's marker with its halo; hollow where the runner only started."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    shape = runner_marker(slot)
    painter.save()
    painter.translate(at)
    painter.scale(size, size)
    outline = line_pen(halo(), 1.0)
    outline.setWidthF(px(4 if hollow else 3) / size)
    painter.strokePath(shape, outline)
    if hollow:
        painter.fillPath(shape, halo())
        outline.setColor(runner_color(slot))
        outline.setWidthF(px(2) / size)
        painter.strokePath(shape, outline)
    else:
        painter.fillPath(shape, runner_color(slot))
    painter.restore()


def paint_ring(painter: QPainter, at: QPointF) -> None:
    """What one looks at, among many like it: a ring in the accent's colour."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for pen in (line_pen(halo(), 5), line_pen(style.theme.accent, 2.5)):
        painter.setPen(pen)
        painter.drawEllipse(at, px(7), px(7))


def paint_chip(
    painter: QPainter, at: QPointF, text: str, within: QRectF,
    color: QColor | str | None = None, taken: list[QRectF] | None = None,
) -> QRectF:
    """A word on a small plate beside a point, pushed inside `within`; returns the plate.

    With `taken` it stands beside the plates there, not over them, and is then one of them.
    """
    painter.setFont(font(SMALL))
    metrics = QFontMetricsF(painter.font())
    pad = px(SPACE_XS)
    box = QRectF(at.x(), at.y(), metrics.horizontalAdvance(text) + 2 * pad, metrics.height())
    box.moveLeft(max(within.left(), min(box.left(), within.right() - box.width())))
    box.moveTop(max(within.top(), min(box.top(), within.bottom() - box.height())))
    if taken is not None:
        box = _freed(box, taken, within)
        taken.append(box)
    paint_plate(painter, box)
    painter.setPen(line_pen(color or style.theme.text))
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)
    return box


def _freed(box: QRectF, taken: Sequence[QRectF], within: QRectF) -> QRectF:
    """The nearest place above, below or beside the others; where there is none, its own."""
    gap, others = px(2), [other for other in taken if other.intersects(box)]
    places = [box]
    for other in others:
        places += [
            box.translated(0, other.top() - gap - box.bottom()),
            box.translated(0, other.bottom() + gap - box.top()),
            box.translated(other.left() - gap - box.right(), 0),
            box.translated(other.right() + gap - box.left(), 0),
        ]
    free = [
        place for place in places
        if within.contains(place) and not any(place.intersects(other) for other in taken)
    ]
    away = box.center()
    return min(free, key=lambda b: (b.center() - away).manhattanLength(), default=box)


def paint_plate(painter: QPainter, box: QRectF) -> None:
    """The ground of text on the map."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(faded(style.theme.panel, 0.88))
    painter.drawRoundedRect(box, px(RADIUS) / 2, px(RADIUS) / 2)
