"""Where a surface is level: its minima, saddles and maxima, and how it curves there.

Critical points are what Newton's method reaches from those cells of a grid where both partial
derivatives may vanish. Points travel together, as arrays of shape (n, 2).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray

from playground.engine.curvature import (
    REACH,
    curvature,
    gradient_at,
    span_of,
    value_at,
)
from playground.engine.problem import Array
from playground.engine.surface import Point, Surface, Window

Mask: TypeAlias = NDArray[np.bool_]
Kind: TypeAlias = Literal["minimum", "saddle", "maximum", "degenerate"]

CELLS = 96  # of the search grid, along each axis
RING = np.array([(i, j) for i in (-1, 0, 1) for j in (-1, 0, 1) if i or j])


@dataclass(frozen=True)
class CriticalPoint:
    """A point where the gradient vanishes, with the eigenvalues of the Hessian there, ascending.

    `eigenvalues` is None at a peak or kink, which has no Hessian (Ackley's minimum). "degenerate"
    means that an eigenvalue is zero, so that second derivatives alone do not tell what kind of
    point it is (the monkey saddle, a valley with a level floor).
    """

    x: float
    y: float
    value: float
    eigenvalues: tuple[float, float] | None
    kind: Kind

    @property
    def condition_number(self) -> float | None:
        """λmax/λmin of a minimum: how hard gradient descent has it.

        Infinite at a degenerate point; None where the number says nothing: at saddles, maxima
        and points without a Hessian.
        """
        if self.eigenvalues is None or self.kind in ("saddle", "maximum"):
            return None
        low, high = self.eigenvalues
        return high / low if self.kind == "minimum" else math.inf

    @property
    def learning_rate_bound(self) -> float | None:
        """2/λmax: with a larger rate, plain gradient descent runs away from here.

        None where nothing curves upwards and at points without a Hessian.
        """
        if self.eigenvalues is None or self.eigenvalues[1] <= 0:
            return None
        return 2 / self.eigenvalues[1]


def polish(surface: Surface, x: float, y: float) -> Point | None:
    """The critical point that Newton's method reaches from (x, y); None if it reaches none."""
    with np.errstate(all="ignore"):
        found = _newton(surface, np.array([[x, y]], float), span_of(surface.window))
    return (float(found[0, 0]), float(found[0, 1])) if len(found) else None


@lru_cache(maxsize=64)
def critical_points(surface: Surface, window: Window | None = None) -> tuple[CriticalPoint, ...]:
    """The critical points in a window (the surface's own by default), minima first, by value.

    Those that the surface declares, polished, and those that a search finds; minima at kinks
    (|x| + |y|) too. Lines and rings of critical points come back as a few of their points, all
    "degenerate"; ground that is level all around comes back as none.
    """
    window = window or surface.window
    span = np.minimum(span_of(window), span_of(surface.window))
    with np.errstate(all="ignore"):
        nodes = _grid(window)
        declared = np.array(surface.minima + surface.saddles, float).reshape(-1, 2)
        height = value_at(surface, nodes)
        starts = np.concatenate([declared, _candidates(surface, nodes, height)])
        points = _newton(surface, starts, span, roam=4 / CELLS)
        points = points[_inside(points, window)]
        points = points[_distinct(points, window, 1e-6)]
        found = _classified(surface, points, window, span)
        found += _kinks(surface, nodes, height, found)
    order: tuple[Kind, ...] = ("minimum", "saddle", "maximum", "degenerate")
    return tuple(sorted(found, key=lambda point: (order.index(point.kind), point.value)))


def distance_to_nearest(minima: Array, path: Array) -> Array:
    """How far each point of a path, shape (n, 2), is from the nearest of `minima`, shape (k, 2).

    Infinite where there are no minima, NaN where the path is; works on a bounded number of rows
    at a time.
    """
    nearest = np.full(len(path), np.inf)
    rows = max(1, 2**15 // max(1, len(minima)))
    with np.errstate(over="ignore", invalid="ignore"):
        for i in range(0, len(path) if len(minima) else 0, rows):
            dx = minima[:, :1] - path[i : i + rows, 0]
            dy = minima[:, 1:] - path[i : i + rows, 1]
            nearest[i : i + rows] = np.sqrt((dx * dx + dy * dy).min(axis=0))
    return nearest


def _newton(surface: Surface, points: Array, span: Array, roam: float = math.inf) -> Array:
    """Where Newton's method arrives from each of the points.

    A step is at most two cells long. Arrived is who no longer moves, if the gradient has vanished
    there compared with its surroundings. Left out is who never arrives or goes further than
    `roam`, a share of the span, from where it started.
    """
    arrived = []
    home = points
    for i in range(60):
        local = curvature(surface, points, span)
        step = local.newton_step()
        length = np.max(np.abs(step) / span, axis=1)
        still = length <= (1e-11 if i < 59 else 1e-8)
        level = np.hypot(local.gx, local.gy) < 1e-6 * local.slope
        arrived.append((points + step)[still & level])
        near = np.max(np.abs(points - home) / span, axis=1) <= roam
        moves = near & np.isfinite(length) & ~still
        if not moves.any():
            break
        shorter = np.minimum(1, 2 / CELLS / length[moves])
        points, home = points[moves] + shorter[:, None] * step[moves], home[moves]
    found = np.concatenate(arrived)
    return np.where(np.abs(found) < 1e-12 * span, 0.0, found)


def _grid(window: Window) -> Array:
    """The corners of the search grid's cells, shape (CELLS + 1, CELLS + 1, 2), x first."""
    x, y = (np.linspace(low, high, CELLS + 1) for low, high in window)
    return np.stack(np.meshgrid(x, y, indexing="ij"), axis=-1)


def _inside(points: Array, window: Window) -> Mask:
    """Which points lie in a window, its rim included."""
    low, high = np.array(window, float).T
    rim = 1e-9 * (high - low)
    inside: Mask = ((points >= low - rim) & (points <= high + rim)).all(axis=1)
    return inside


def _distinct(points: Array, window: Window, size: float) -> NDArray[np.intp]:
    """The indices of one point from each bin of the given size, a share of the window."""
    low = np.array([window[0][0], window[1][0]], float)
    bins = np.floor((points - low) / (size * span_of(window)) + 0.5)
    return np.sort(np.unique(bins, axis=0, return_index=True)[1])


def _candidates(surface: Surface, nodes: Array, height: Array) -> Array:
    """Where to start Newton's method: centres of cells that may hold a critical point.

    In such a cell or a neighbour of it each partial derivative changes sign or touches zero, and
    the planes through the corners of both meet near by at zero. Where these planes are too close
    to parallel to tell, the cell's own corners decide, and of very many such cells (a line or
    ring of critical points) some are enough. Cells that are level to nine digits hold nothing.
    """
    g = gradient_at(surface, nodes)
    corners = np.stack([g[:-1, :-1], g[1:, :-1], g[:-1, 1:], g[1:, 1:]])
    own = (np.fmin.reduce(corners) <= 0) & (np.fmax.reduce(corners) >= 0)
    near = np.pad(own, ((1, 1), (1, 1), (0, 0)))
    near = near[:-2] | near[1:-1] | near[2:]
    near = near[:, :-2] | near[:, 1:-1] | near[:, 2:]
    middle = corners.mean(axis=0)
    by_x = (corners[1] + corners[3] - corners[0] - corners[2]) / 2
    by_y = (corners[2] + corners[3] - corners[0] - corners[1]) / 2
    determinant = _cross(by_x, by_y)
    x = np.abs(_cross(middle, by_y) / determinant)
    y = np.abs(_cross(by_x, middle) / determinant)
    clear = np.abs(determinant) > 0.1 * (by_x * by_x + by_y * by_y).sum(axis=-1)
    root = near.all(axis=-1) & (x <= 1.25) & (y <= 1.25)
    finite = height[np.isfinite(height)]
    visible = 1e-9 * min(1.0, float(np.ptp(finite))) if len(finite) else 0.0
    rises = np.fmax.reduce(np.abs(corners * (nodes[1, 1] - nodes[0, 0]))).max(axis=-1) > visible
    middles = (nodes[:-1, :-1] + nodes[1:, 1:]) / 2
    some = middles[~clear & (root | own.all(axis=-1)) & rises]
    return np.concatenate([middles[clear & root & rises], some[:: 1 + len(some) // 1000]])


def _cross(a: Array, b: Array) -> Array:
    """The determinants of the matrices with columns a and b."""
    return np.asarray(a[..., 0] * b[..., 1] - a[..., 1] * b[..., 0])


def _classified(
    surface: Surface, points: Array, window: Window, span: Array
) -> list[CriticalPoint]:
    """The points as critical points, with value, eigenvalues and kind; few of the degenerate."""
    local, closer = (curvature(surface, points, span, reach) for reach in (REACH, REACH / 4))
    pairs = np.stack(local.eigenvalues(), axis=1)
    largest = np.abs(pairs).max(axis=1)
    typical = local.slope / (3 * REACH * span.max())  # the curvature in the surroundings
    change = np.abs(np.subtract(local[2:5], closer[2:5])).max(axis=0)
    kink = ~(change <= 0.1 * np.maximum(typical, largest))
    least = np.where(largest <= 1e-5 * typical, largest, 1e-8 * largest)
    zero = np.abs(pairs) <= least[:, None]
    pairs[zero] = 0
    level = np.flatnonzero(zero.any(axis=1) & ~kink)
    few = level[_distinct(points[level], window, 1 / 6)]
    values = value_at(surface, points)
    found = []
    for i in np.concatenate([np.flatnonzero(~zero.any(axis=1) & ~kink), few]):
        (x, y), value, (low, high) = points[i].tolist(), float(values[i]), pairs[i].tolist()
        found.append(CriticalPoint(x, y, value, (low, high), _kind(low, high)))
    for point in points[kink]:
        found += _at_kink(surface, point, span)
    return found


def _kind(low: float, high: float) -> Kind:
    """The kind of critical point that has these eigenvalues, in ascending order."""
    if low == 0 or high == 0:
        return "degenerate"
    if low > 0:
        return "minimum"
    return "maximum" if high < 0 else "saddle"


def _at_kink(surface: Surface, point: Array, span: Array) -> list[CriticalPoint]:
    """A point without a Hessian, if all around it lies higher or all lies lower."""
    around = value_at(surface, point + 1e-6 * span * RING)
    value = float(value_at(surface, point))
    x, y = point.tolist()
    if (around > value).all():
        return [CriticalPoint(x, y, value, None, "minimum")]
    return [CriticalPoint(x, y, value, None, "maximum")] if (around < value).all() else []


def _kinks(
    surface: Surface, nodes: Array, height: Array, found: list[CriticalPoint]
) -> list[CriticalPoint]:
    """Minima at kinks, where no gradient vanishes: nodes lower than all others around them,
    from which a search on finer and finer patches of grid does not lead to gentle ground."""
    cell = nodes[1, 1] - nodes[0, 0]
    shifted = [height[1 + i : CELLS + i, 1 + j : CELLS + j] for i, j in RING]
    lowest = np.pad((height[1:-1, 1:-1] < shifted).all(axis=0), 1)
    known = np.array([(point.x, point.y) for point in found]).reshape(-1, 2)
    for shift in (*RING, 0):
        i, j = np.clip(np.rint((known - nodes[0, 0]) / cell).astype(int) + shift, 0, CELLS).T
        lowest[i, j] = False
    points, size = nodes[lowest][:200], cell
    patch = np.concatenate([[(0, 0)], RING, RING / 2])
    for _ in range(50):
        around = points[:, None] + size * patch
        heights = value_at(surface, around)
        best = np.argmin(np.where(np.isnan(heights), np.inf, heights), axis=1)
        points, size = around[np.arange(len(points)), best], size / 2
    close, far = (
        np.linalg.norm(gradient_at(surface, points[:, None] + distance * RING), axis=-1).max(axis=1)
        for distance in (1e-6 * cell, cell)
    )
    sharp = points[close > 0.01 * far]
    return [kink for point in sharp for kink in _at_kink(surface, point, CELLS * cell)]
