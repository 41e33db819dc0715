"""What stands at points of the surface: critical points, starts and heads of runners."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QPainter, QPainterPath

from playground.app.look.style import (
    faded,
    px,
    style,
)
from playground.app.paint.axes import line_pen
from playground.app.paint.viewport import Viewport
from playground.app.text.numbers import number, point
from playground.engine.critical import CriticalPoint

MANY = 60
"""With more critical points than this, only minima are marked: the surface must be seen."""
CROWD = 25


def critical_to_show(points: Iterable[CriticalPoint]) -> tuple[CriticalPoint, ...]:
    """The ones that are marked."""
    points = tuple(points)
    if len(points) <= MANY:
        return points
    return tuple(p for p in points if p.kind == "minimum")


def paint_critical(painter: QPainter, points: Iterable[CriticalPoint], viewport: Viewport) -> None:
    """Minima as rings with a cross in them, maxima as rings with a dot, saddles as diagonal
    crosses, other level points as bare rings; white with a dark rim, to be seen on any colour.
    """
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    shapes = QPainterPath()
    points = tuple(points)
    for i, critical in enumerate(points):
        at = viewport.pixel((critical.x, critical.y))
        if at is not None and viewport.area.contains(at):
            # In a crowd only the first, the lowest minimum, stands out.
            size, kind = (px(5), critical.kind) if len(points) <= CROWD or not i else (px(3), "")
            shapes.addPath(_critical_shape(kind, size).translated(at))
    rim = style.theme.halo if style.theme.dark else style.theme.text
    painter.strokePath(shapes, line_pen(faded(rim, 0.55), 3.2))
    painter.strokePath(shapes, line_pen(style.theme.contour, 1.4))


def _critical_shape(kind: str, size: float) -> QPainterPath:
    path = QPainterPath()
    if kind == "saddle":
        r = size * 0.75
        path.moveTo(-r, -r)
        path.lineTo(r, r)
        path.moveTo(-r, r)
        path.lineTo(r, -r)
        return path
    path.addEllipse(QPointF(0, 0), size, size)
    if kind == "minimum":
        for x, y in ((1, 0), (0, 1)):
            path.moveTo(-x * size * 0.5, -y * size * 0.5)
            path.lineTo(x * size * 0.5, y * size * 0.5)
    elif kind == "maximum":
        path.addEllipse(QPointF(0, 0), size * 0.15, size * 0.15)
    return path


def critical_text(critical: CriticalPoint) -> str:
    """What a critical point has to say: "minimum (0.5477, 0.8216), f = 8.982; eigenvalues ..."."""
    name = "level point" if critical.kind == "degenerate" else critical.kind
    parts = [f"{name} {point(critical.x, critical.y)}, f = {number(critical.value)}"]
    if critical.eigenvalues is None:
        parts.append("no second derivatives here (a peak or a kink)")
    else:
        low, high = critical.eigenvalues
        curves = f"eigenvalues {number(low)} and {number(high)}"
        if critical.condition_number is not None:
            curves += f", κ = {number(critical.condition_number)}"
        parts.append(curves)
    if critical.kind == "minimum" and critical.learning_rate_bound is not None:
        bound = number(critical.learning_rate_bound)
        parts.append(
            f"η must stay under 2/λₘₐₓ = {bound}, or gradient descent cannot come to rest here"
        )
    elif critical.kind == "saddle":
        parts.append("uphill along one direction, downhill along the other")
    return "; ".join(parts)


