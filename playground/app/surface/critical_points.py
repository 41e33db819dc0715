"""What stands at points of the surface: critical points, starts and heads of runners."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPainterPath

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


def paint_chip(
    painter: QPainter, at: QPointF, text: str, within: QRectF, color: QColor | str | None = None
) -> QRectF:
    """A word on a small plate beside a point, pushed inside `within`; returns the plate."""
    painter.setFont(font(SMALL))
    metrics = QFontMetricsF(painter.font())
    pad = px(SPACE_XS)
    box = QRectF(at.x(), at.y(), metrics.horizontalAdvance(text) + 2 * pad, metrics.height())
    box.moveLeft(max(within.left(), min(box.left(), within.right() - box.width())))
    box.moveTop(max(within.top(), min(box.top(), within.bottom() - box.height())))
    paint_plate(painter, box)
    painter.setPen(line_pen(color or style.theme.text))
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)
    return box


def paint_plate(painter: QPainter, box: QRectF) -> None:
    """The ground of text on the map."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(faded(style.theme.panel, 0.88))
    painter.drawRoundedRect(box, px(RADIUS) / 2, px(RADIUS) / 2)
