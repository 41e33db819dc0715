"""Arrows in the round: on the ground's tangent as long as on the map, or to where a step ends."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter

from playground.app.look.style import px
from playground.app.paint.arrow import Arrow, paint_arrow
from playground.app.plots.round.camera import GAP, Projection, hidden
from playground.app.plots.round.ground import Ground
from playground.engine.problem import Array
from playground.engine.surface import Point

SHORTEST = 6
"""Pixels: what is shorter has no direction to be seen."""
BESIDE, MOST = 9, 0.4
"""Pixels between the runner's point and where its arrow begins, outside of the marker; of one that
points at who looks, or away, no more than this share."""
FAINT = 0.5
"""How strong an arrow is that begins behind the ground."""


@dataclass(frozen=True)
class Heading:
    """An arrow to `tip` (a, b) from a runner `at` (a, b) and a `height`.

    One that `lands` ends on the ground under its tip: a step. Others lie in the ground's tangent:
    a slope, whose length is the map's.
    """

    at: Point
    height: float
    tip: Point
    label: str
    color: str
    lands: bool = False


def placed(ground: Ground, projection: Projection, heading: Heading) -> Arrow | None:
    """An arrow in pixels; None where it is not in the picture, or too short to be seen."""
    a, b = heading.at
    level = float(ground.level(np.asarray(heading.height)))
    under, there = smooth_level(ground, a, b), smooth_level(ground, *heading.tip)
    if not np.isfinite([level, under]).all() or (projection.cos > 0 and level > 1 + 1e-9):
        return None
    away = np.subtract(heading.tip, heading.at)
    lands = heading.lands and bool(np.isfinite(there))
    rise = min(there, 1.0) - under if lands else float(slope(ground, a, b) @ away)
    if not np.isfinite(rise):
        return None
    share = 1.0 if lands or projection.cos == 0 else _within(level, rise)
    to_a, to_b = (heading.at + share * away).tolist()
    head = projection.pixel(a, b, level)
    far = projection.pixel(to_a, to_b, level + share * rise) - head
    length = float(np.hypot(far.x(), far.y()))
    if not length >= px(SHORTEST):
        return None
    begin = min(px(BESIDE) / length, MOST)
    return Arrow(head + far * begin, head + far, heading.label, heading.color)


def paint_arrows(
    painter: QPainter, ground: Ground, projection: Projection, headings: Sequence[Heading]
) -> None:
    """Over the ground; faint where they begin behind it."""
    taken: list[QRectF] = []
    for heading in headings:
        arrow = placed(ground, projection, heading)
        if arrow is None:
            continue
        (a, b), level = heading.at, ground.level(np.array([heading.height]))
        behind = hidden(ground, projection, np.array([a]), np.array([b]), level)[0]
        painter.setOpacity(FAINT if behind else 1.0)
        paint_arrow(painter, arrow, projection.room, taken)
    painter.setOpacity(1.0)


def smooth_level(ground: Ground, a: float, b: float) -> float:
    """The level between the grid's points; NaN outside of it and where there is none."""
    i = (a - ground.a[0]) / (ground.a[-1] - ground.a[0]) * (len(ground.a) - 1)
    j = (b - ground.b[0]) / (ground.b[-1] - ground.b[0]) * (len(ground.b) - 1)
    slack = 1e-9 * len(ground.a)
    if not (-slack <= i <= len(ground.a) - 1 + slack and -slack <= j <= len(ground.b) - 1 + slack):
        return float("nan")
    column = int(min(max(i, 0), len(ground.a) - 2))
    row = int(min(max(j, 0), len(ground.b) - 2))
    u, v = i - column, j - row
    four = ground.levels[row : row + 2, column : column + 2]
    with np.errstate(all="ignore"):
        return float(np.array([1 - v, v]) @ four @ np.array([1 - u, u]))


def slope(ground: Ground, a: float, b: float) -> Array:
    """How the level changes with a and with b, (2,), over about a cell of the grid."""
    found = []
    for side, way in ((ground.a, (1.0, 0.0)), (ground.b, (0.0, 1.0))):
        half = (side[-1] - side[0]) / (len(side) - 1) / 2
        ends = []
        for step in (-half, half):
            at = a + step * way[0], b + step * way[1]
            level = smooth_level(ground, *at)
            ends.append((0.0, smooth_level(ground, a, b)) if np.isnan(level) else (step, level))
        (low, before), (high, after) = ends
        found.append((after - before) / (high - low) if high > low else np.nan)
    return np.array(found)


def _within(level: float, rise: float) -> float:
    """The share of an arrow that stays between the floor and the top of the picture."""
    room = (1.0 - level) if rise > 0 else (level + GAP)
    return min(1.0, max(room, 0.0) / abs(rise)) if rise else 1.0
