"""What lies outside of a plane's picture is pointed to from its edge."""

from __future__ import annotations

from math import atan2, cos, degrees, hypot, isnan, sin
from typing import NamedTuple

import numpy as np
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter, QPainterPath, QPolygonF

from playground.app.look.style import halo, px, runner_color
from playground.app.paint.axes import line_pen
from playground.app.paint.chips import paint_marker
from playground.app.paint.viewport import Viewport
from playground.engine.surface import Point

INSET, ARM, TIP = 22, 13, 8
"""From the edge to the marker's middle; from there to the arrow's tip; the arrow's length."""
MARKER = 10


class Pointer(NamedTuple):
    """Whose it is, the middle of its marker, where it points to (in radians, y down), what is
    there, and whether that is where the runner started."""

    slot: int
    at: QPointF
    angle: float
    point: Point
    start: bool


def pointer_to(view: Viewport, slot: int, point: Point, start: bool) -> Pointer | None:
    """A pointer from the picture's edge to a point outside of it; None if it is inside or nowhere.
    """
    if isnan(point[0]) or isnan(point[1]):
        return None
    area, near = view.area, view.pixel(point)
    if near is not None and area.contains(near):
        return None
    x, y = view.to_pixels(np.array([point]))[0].tolist()
    room = min(px(INSET), area.width() / 2, area.height() / 2)
    inner = QRectF(area).adjusted(room, room, -room, -room)
    at = QPointF(
        min(max(x, inner.left()), inner.right()), min(max(y, inner.top()), inner.bottom())
    )
    return Pointer(slot, at, atan2(y - at.y(), x - at.x()), point, start)


def paint_pointer(painter: QPainter, pointer: Pointer) -> None:
    """The runner's marker with an arrow beside it that points outwards."""
    color = runner_color(pointer.slot)
    along = QPointF(cos(pointer.angle), sin(pointer.angle))
    across = QPointF(-along.y(), along.x())
    tip = pointer.at + along * px(ARM + TIP)
    base = pointer.at + along * px(ARM)
    arrow = QPainterPath()
    arrow.addPolygon(QPolygonF([tip, base + across * px(6), base - across * px(6)]))
    arrow.closeSubpath()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.strokePath(arrow, line_pen(halo(), 3))
    painter.fillPath(arrow, color)
    paint_marker(painter, pointer.slot, pointer.at, px(MARKER), hollow=pointer.start)


def pointer_under(pointers: list[Pointer], at: QPointF) -> Pointer | None:
    """The pointer at a pixel."""
    for pointer in reversed(pointers):
        gap = at - pointer.at
        if hypot(gap.x(), gap.y()) <= px(ARM + TIP):
            return pointer
    return None


def compass(pointer: Pointer) -> str:
    """Where it points to in words: "to the left", "above"."""
    quarter = round(degrees(pointer.angle) / 90) % 4
    return ("to the right", "below", "to the left", "above")[quarter]
