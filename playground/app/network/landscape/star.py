"""The exact solution of least squares on a plane of the loss surface: a star."""

from __future__ import annotations

from math import hypot
from typing import NamedTuple

from PySide6.QtGui import QColor, QPainter

from playground.app.look.markers import runner_marker
from playground.app.look.style import halo, px, style
from playground.app.paint.axes import line_pen
from playground.app.paint.viewport import Viewport
from playground.engine.plane import Plane
from playground.engine.problem import Problem
from playground.lab.runs.closed_form import known_solution

SHAPE, SIZE = 6, 17
"""The star among the markers, and its size on the screen."""
ON = 1e-6
"""Of its distance from the plane's origin: nearer to the plane than that, it lies in it."""


class Star(NamedTuple):
    """Where w* is, or in the plane is nearest to it; `on_plane` tells the two apart."""

    a: float
    b: float
    on_plane: bool


def star_of(problem: Problem, plane: Plane) -> Star | None:
    """The star of a problem; None where no single solution is known."""
    exact = known_solution(problem)
    if exact is None or not exact.is_unique or len(exact.parameters) != len(plane.origin):
        return None
    a, b = (float(value) for value in plane.coordinates(exact.parameters))
    away, far = float(plane.residual(exact.parameters)), hypot(a, b)
    return Star(a, b, away <= ON * max(1.0, far))


def paint_star(painter: QPainter, star: Star, view: Viewport) -> None:
    """Filled in the plane; hollow where it is only the shadow of what lies beside it."""
    at = view.pixel((star.a, star.b))
    if at is None or not view.area.contains(at):
        return
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    size = px(SIZE)
    painter.save()
    painter.translate(at)
    painter.scale(size, size)
    text, ground = QColor(style.theme.text), QColor(halo())
    outline = line_pen(ground, 1.0)
    outline.setWidthF(px(4) / size)
    painter.strokePath(runner_marker(SHAPE), outline)
    painter.fillPath(runner_marker(SHAPE), text if star.on_plane else ground)
    outline.setColor(text)
    outline.setWidthF(px(1.5) / size)
    painter.strokePath(runner_marker(SHAPE), outline)
    painter.restore()
