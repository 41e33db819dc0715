"""On the plane of two weights: where the full gradient points downhill, and where the batch's does.

Arrows from the selected runner, in their true proportion to each other; the longer one has a
length of the picture's.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter

from playground.app.look.style import px, runner_color, style
from playground.app.network.landscape.trails import Head
from playground.app.paint.arrow import Arrow, paint_arrow
from playground.app.paint.viewport import Viewport
from playground.engine.networks.fitting import FittingProblem
from playground.engine.plane import Plane
from playground.lab.runs.run import Run

LONGEST, SHORTEST = 84, 6
MOST_WORK = 5_000_000
"""Samples times parameters that are gone through for it at every step."""


class Descents(NamedTuple):
    """Downhill by all the data and by the step's batch, each along the plane's two weights."""

    full: tuple[float, float]
    batch: tuple[float, float]


def descents(run: Run, cursor: int, plane: Plane) -> Descents | None:
    """Of a run at a step; None on other planes, and where every step sees all the data."""
    problem = run.problem
    if plane.v is None or not plane.kind.startswith("weights"):
        return None
    if not isinstance(problem, FittingProblem) or problem.sees_all:
        return None
    if len(problem.X) * problem.dimension > MOST_WORK:
        return None
    step = run[min(cursor, run.last)]
    _, full = problem.risk_and_grad(step.theta)
    batch = step.grad / (problem.samples(step.index) if problem.sums else 1)
    found = [-float(g @ along) for g in (full, batch) for along in (plane.u, plane.v)]
    if not np.isfinite(found).all():
        return None
    return Descents((found[0], found[1]), (found[2], found[3]))


def paint_descents(painter: QPainter, head: Head, found: Descents, view: Viewport) -> None:
    """Both arrows from a runner's head."""
    at = view.pixel((head.a, head.b))
    if at is None or not view.area.contains(at):
        return
    sx, sy = view.scale
    taken: list[QRectF] = []
    for (a, b), label, color in ways_down(head, found, view):
        drawn = QPointF(a * sx, -b * sy)
        if np.hypot(drawn.x(), drawn.y()) >= px(SHORTEST):
            paint_arrow(painter, Arrow(at, at + drawn, label, color), view.area, taken)


def ways_down(
    head: Head, found: Descents, view: Viewport
) -> list[tuple[tuple[float, float], str, str]]:
    """Both as they are drawn, in the plane's a and b, with what each is called and its colour."""
    sx, sy = view.scale
    longest = max(float(np.hypot(a * sx, b * sy)) for a, b in found)
    if not 0 < longest < np.inf:
        return []
    share = px(LONGEST) / longest
    colors = style.theme.text, runner_color(head.slot).name()
    return [
        ((share * a, share * b), label, color)
        for (a, b), label, color in zip(found, ("−∇R", "batch"), colors, strict=True)
    ]
