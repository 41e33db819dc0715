"""The parabola that touches a surface at a point: its value, slope and curvature, and no more.

q(p + d) = f(p) + g·d + ½ dᵀ H d, the second-order Taylor polynomial: what every rule that speaks of
2/λmax or of a condition number believes the ground to be.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from playground.engine.curvature import gradient_at, span_of, value_at
from playground.engine.hessian import surface_hessian
from playground.engine.problem import Array
from playground.engine.surface import Point, Surface

AROUND, RINGS = 48, 40
"""Directions in which, and distances at which, a parabola is compared with its surface."""


@dataclass(frozen=True, eq=False)
class Quadratic:
    """`gradient` has shape (2,), `hessian` (2, 2); NaN where there are no second derivatives."""

    point: Point
    value: float
    gradient: Array
    hessian: Array

    def __call__(self, x: Array, y: Array) -> Array:
        """q at x and y of one shape."""
        dx, dy = x - self.point[0], y - self.point[1]
        (gx, gy), ((xx, xy), (_, yy)) = self.gradient, self.hessian
        return np.asarray(
            self.value + gx * dx + gy * dy + 0.5 * (xx * dx * dx + yy * dy * dy) + xy * dx * dy
        )

    @property
    def exists(self) -> bool:
        """Whether all of it are numbers."""
        return bool(
            np.isfinite(self.value) and np.isfinite(self.gradient).all()
            and np.isfinite(self.hessian).all()
        )

    def axes(self) -> tuple[Array, Array]:
        """The eigenvalues of H, shape (2,), the larger one first, and unit directions in rows."""
        values, vectors = np.linalg.eigh(self.hessian)
        return values[::-1].copy(), vectors.T[::-1].copy()


def quadratic_at(surface: Surface, point: Point) -> Quadratic:
    """The parabola that touches f at a point."""
    at = np.array([point], float)
    with np.errstate(all="ignore"):
        value, gradient = float(value_at(surface, at)[0]), gradient_at(surface, at)[0]
        hessian = surface_hessian(surface, *point)
    return Quadratic(point, value, gradient, hessian)


def parabolic_radius(surface: Surface, model: Quadratic, share: float = 0.1) -> float:
    """How far around its point a parabola stays within a share of what f rises and falls there.

    The largest radius, of at most the window's longer side, up to which the largest |q − f| is at
    most `share` times the highest f minus the lowest one, over the disc (as 40 rings of 48 points
    tell). inf for a surface that is such a parabola; 0 where there is none.
    """
    if not model.exists:
        return 0.0
    farthest = float(span_of(surface.window).max())
    radii = farthest * np.geomspace(1e-3, 1.0, RINGS)
    turn = np.linspace(0, 2 * np.pi, AROUND, endpoint=False)
    x = model.point[0] + radii[:, None] * np.cos(turn)
    y = model.point[1] + radii[:, None] * np.sin(turn)
    with np.errstate(all="ignore"):
        true = value_at(surface, np.stack([x, y], axis=-1))
        off = np.maximum.accumulate(np.abs(model(x, y) - true).max(axis=1))
        high = np.maximum.accumulate(np.maximum(true.max(axis=1), model.value))
        low = np.minimum.accumulate(np.minimum(true.min(axis=1), model.value))
        # Rounding alone must not end it where f hardly changes.
        level = 1e-12 * max(abs(model.value), 1e-300)
        good = off <= share * (high - low) + level
    if good.all():
        return float("inf")
    first = int(np.argmin(good))
    return float(radii[first - 1]) if first else 0.0
