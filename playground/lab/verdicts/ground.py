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

FLAT = 1e-6  # of the height in the window over its width squared: a curvature of nothing
NEAR = 1e-2  # of the window: so close, a level point is where a run has come to
CLOSE = 1e-8  # of the window: no picture and no number on screen shows less
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
        at = _snapped(found, span(surface))
        return Ground(_kind(surface, found), at, hypot(found[0] - x, found[1] - y))
    return None


def usual_height(surface: Surface) -> float:
    """From the lowest tenth to the highest tenth of the heights in the window; or infinity."""
    (left, right), (low, high) = surface.window
    x, y = np.meshgrid(np.linspace(left, right, 33), np.linspace(low, high, 33))
    with np.errstate(all="ignore"):
        heights = np.asarray(surface.value(x, y), dtype=float)
    heights = heights[np.isfinite(heights)]
    return float(np.subtract(*np.quantile(heights, [0.9, 0.1]))) if len(heights) else np.inf


def _snapped(at: Point, width: float) -> Point:
    """A point with 0 where it is nearer to 0 than Newton's method comes to a flat minimum."""
    x, y = (0.0 if abs(c) < CLOSE * width else c for c in at)
    return x, y


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
    largest = max(abs(low), abs(high))
    if largest < FLAT * usual_height(surface) / span(surface) ** 2:
        return _kind_by_height(surface, at)
    tiny = 1e-6 * largest
    if low > tiny:
        return "minimum"
    if low < -tiny and high > tiny:
        return "saddle"
    return "maximum" if high < -tiny else "level"


def _kind_by_height(surface: Surface, at: Point) -> str:
    """Of a point without curvature, as the minimum of x⁴ is: whether all around is higher."""
    turn = np.linspace(0.0, 2 * np.pi, 16, endpoint=False)
    reach = REACHED * span(surface)
    with np.errstate(all="ignore"):
        here = float(surface.value(*at))
        around = np.asarray(surface.value(
            at[0] + reach * np.cos(turn), at[1] + reach * np.sin(turn)
        ), dtype=float)
    if (around > here).all():
        return "minimum"
    return "maximum" if (around < here).all() else "level"
