"""Arrows on the surface: the slope and the velocity at a head, and those of the probe."""

from __future__ import annotations

from collections.abc import Sequence
from math import hypot, isfinite, log1p

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPainterPath

from playground.app.look.style import faded, halo, px, style
from playground.app.paint.arrow import Arrow as Arrow
from playground.app.paint.arrow import paint_arrow as paint_arrow
from playground.app.paint.axes import line_pen
from playground.app.paint.chips import paint_chip
from playground.app.paint.viewport import Viewport
from playground.app.text.numbers import number, point
from playground.engine.descent import Step
from playground.engine.sketch import Arrow as Remembered
from playground.engine.surface import Point

SHORTEST, LONGEST = 6, 104
"""Pixels: what is shorter is not drawn, so that level ground is seen to be level."""
BEND = 500
"""How strongly lengths are compressed: a hundredth of the largest still has 0.29 of its length."""
MOST = 3.0
"""Velocities grow longer than gradients; up to so many times they are told apart."""
COMPRESSED = (
    "The arrow's length follows the logarithm of the true one, compared with the steepest "
    "gradient of the run so far (on a plateau, with the slopes around); next to nothing is not "
    "drawn."
)
PROBED = (
    "The arrow's length follows the logarithm of the true one, compared with a usual slope of "
    "this surface; next to nothing is not drawn."
)


def pixel_direction(viewport: Viewport, vector: Point) -> QPointF | None:
    """Where a vector of the surface points to on screen, one pixel long; None if nowhere."""
    sx, sy = viewport.scale
    most = max(abs(vector[0]), abs(vector[1]))
    if not isfinite(most) or most == 0:
        return None
    x, y = vector[0] / most * sx, -vector[1] / most * sy
    length = hypot(x, y)
    return QPointF(x / length, y / length)


def compressed(length: float, unit: float) -> float:
    """Pixels for a vector's length: LONGEST for one of length `unit`, none for next to nothing."""
    share = min(length / unit, MOST) if unit > 0 and isfinite(unit) else 0.0
    return px(LONGEST) * log1p(BEND * share) / log1p(BEND)


def vector_arrow(
    viewport: Viewport, at: QPointF, vector: Point, unit: float, label: str, color: str,
    what: str, tail: float = 0.0, scale: str = COMPRESSED,
) -> Arrow | None:
    """A vector at a pixel on the compressed scale, starting so many pixels away from it.

    None where it has no direction, or is too short to be seen.
    """
    along = pixel_direction(viewport, vector)
    length = hypot(*vector)
    drawn = compressed(length, unit)
    if along is None or not drawn >= px(SHORTEST):
        return None
    says = f"{what} {point(*vector)}, length {number(length)}. {scale}"
    return Arrow(at + along * tail, at + along * (tail + drawn), label, color, says)


def step_arrows(
    viewport: Viewport, step: Step, remembered: Sequence[Remembered], unit: float,
    noisy: bool = False,
) -> list[Arrow]:
    """Steepest descent at a step, and the directions that the rule remembers there.

    Where the gradient is `noisy`, it is what the step saw of it.
    """
    x, y = step.theta.tolist()
    at = viewport.pixel((x, y))
    if at is None or not viewport.area.contains(at):
        return []
    theme, made = style.theme, []
    gx, gy = step.grad.tolist()
    made.append(
        vector_arrow(
            viewport, at, (-gx, -gy), unit, "−g" if noisy else "−∇f", theme.text,
            "Against the gradient as the step sees it, noise included, −g =" if noisy
            else "Steepest descent −∇f =", px(9),
        )
    )
    for arrow in remembered:
        vx, vy = arrow.vector.tolist()
        if arrow.to_scale:
            made.append(_in_true_length(viewport, at, (x, y), (vx, vy), arrow))
        else:
            made.append(vector_arrow(
                viewport, at, (vx, vy), unit, arrow.label, theme.accent, arrow.what, px(9)
            ))
    return [arrow for arrow in made if arrow is not None]


def _in_true_length(
    viewport: Viewport, at: QPointF, start: Point, vector: Point, arrow: Remembered
) -> Arrow | None:
    """A displacement from a point; None where it is too short to be seen."""
    tip = viewport.pixel((start[0] + vector[0], start[1] + vector[1]))
    if tip is None or not hypot(tip.x() - at.x(), tip.y() - at.y()) >= px(SHORTEST):
        return None
    says = f"{arrow.what} {point(*vector)}, drawn in its true length."
    return Arrow(at, tip, arrow.label, style.theme.accent, says, to_scale=True)


class Probe:
    """The point P with its slopes, the level line through it and the displacement δ."""

    def __init__(self) -> None:
        self.point: Point | None = None
        self.displacement: Point | None = None

    def arrows(self, viewport: Viewport, gradient: Point, unit: float) -> list[Arrow]:
        """Ascent, descent and, if there is one, δ from P to P + δ."""
        if self.point is None:
            return []
        at, theme = viewport.pixel(self.point), style.theme
        if at is None:
            return []
        down = (-gradient[0], -gradient[1])
        found = [
            vector_arrow(
                viewport, at, gradient, unit, "∇f", theme.warning, "Steepest ascent ∇f =",
                scale=PROBED,
            ),
            vector_arrow(
                viewport, at, down, unit, "−∇f", theme.text, "Steepest descent −∇f =",
                scale=PROBED,
            ),
        ]
        made = [arrow for arrow in found if arrow is not None]
        if self.displacement is not None and any(self.displacement):
            (x, y), (dx, dy) = self.point, self.displacement
            tip = viewport.pixel((x + dx, y + dy))
            if tip is not None:
                says = f"Displacement δ = {point(dx, dy)}, drawn in its true length."
                made.append(Arrow(at, tip, "δ", theme.accent, says))
        return made

    def paint(
        self, painter: QPainter, viewport: Viewport, gradient: Point, unit: float,
        taken: list[QRectF],
    ) -> None:
        """The crosshair with everything that starts at it; `taken` are the plates of words."""
        at = None if self.point is None else viewport.pixel(self.point)
        if at is None:
            return
        area, theme = viewport.area, style.theme
        painter.save()
        painter.setClipRect(area)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        level = pixel_direction(viewport, (-gradient[1], gradient[0]))
        if level is not None:
            reach = px(LONGEST)
            ends = QLineF(at - level * reach, at + level * reach)
            painter.setPen(line_pen(halo(), 3.5))
            painter.drawLine(ends)
            dashes = line_pen(theme.text, 1.5)
            dashes.setStyle(Qt.PenStyle.DashLine)
            painter.setPen(dashes)
            painter.drawLine(ends)
            paint_chip(painter, ends.p2() - QPointF(px(16), px(8)), "level", area, None, taken)
        for arrow in self.arrows(viewport, gradient, unit):
            paint_arrow(painter, arrow, area, taken)
        cross = QPainterPath()
        for x, y in ((1, 0), (0, 1), (-1, 0), (0, -1)):
            cross.moveTo(at + QPointF(x, y) * px(5))
            cross.lineTo(at + QPointF(x, y) * px(13))
        cross.addEllipse(at, px(5), px(5))
        painter.fillPath(cross, faded(theme.panel, 0.5))
        painter.strokePath(cross, line_pen(halo(), 4))
        painter.strokePath(cross, line_pen(theme.text, 2))
        paint_chip(painter, at + QPointF(px(9), px(9)), "P", area, None, taken)
        painter.restore()
