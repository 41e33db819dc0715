"""The level point that a place on a surface is near: a minimum, a saddle, a maximum."""

from __future__ import annotations

from math import hypot
from typing import NamedTuple

import numpy as np

from playground.engine.critical import critical_points, polish
from playground.engine.curvature import hessian
from playground.engine.hessian import surface_hessian
from playground.engine.surface import Point, Surface
from playground.lab.verdicts.sentences import Writes

NEAR = 1e-2  # of the window: so close, a level point is where a run has come to
REACHED = 1e-3  # of the window: so close, it has arrived there for anyone who looks


class Ground(NamedTuple):
    """A level point: `kind` is minimum, saddle, maximum or level (without curvature somewhere)."""

    kind: str
    at: Point
    away: float
    """How far the place that was asked about is from it."""


def ground_near(surface: Surface, x: float, y: float, reach: float = 0.0) -> Ground | None:
    """The level point near (x, y), a minimum first; None if there is none.

    Near is within `reach`, by default a hundredth of the window.
    """
    reach = reach or NEAR * span(surface)
    minima = [p for p in critical_points(surface) if p.kind == "minimum"]
    nearest = min(minima, key=lambda p: hypot(p.x - x, p.y - y), default=None)
    if nearest and hypot(nearest.x - x, nearest.y - y) < reach:
        return Ground("minimum", (nearest.x, nearest.y), hypot(nearest.x - x, nearest.y - y))
    found = polish(surface, x, y)
    if found and hypot(found[0] - x, found[1] - y) < reach:
        return Ground(_kind(surface, found), found, hypot(found[0] - x, found[1] - y))
    return None


def span(surface: Surface) -> float:
    """The shorter side of a surface's window."""
    return min(high - low for low, high in surface.window)


def largest_curvature(surface: Surface, at: Point) -> float | None:
    """λₘₐₓ of the Hessian; None where there is none, as at a kink."""
    second = surface_hessian(surface, *at)
    return float(np.linalg.eigvalsh(second)[1]) if np.isfinite(second).all() else None


def place(at: Point, write: Writes) -> str:
    """ "(1, 1)"."""
    return f"({write.number(at[0])}, {write.number(at[1])})"


def _kind(surface: Surface, at: Point) -> str:
    low, high = np.linalg.eigvalsh(hessian(surface, *at)).tolist()
    tiny = 1e-6 * max(abs(low), abs(high))
    if low > tiny:
        return "minimum"
    if low < -tiny and high > tiny:
        return "saddle"
    return "maximum" if high < -tiny else "level"
