"""How a surface curves: gradient and second derivatives at many points at once.

Second derivatives are central differences, of sixth order, of the exact gradient. Points travel
together, as arrays of shape (n, 2).
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from playground.engine.problem import Array
from playground.engine.surface import Surface, Window

REACH = 2e-4  # the step of the differences, as a share of the window
WEIGHTS = np.array([-1, 9, -45, 45, -9, 1]) / 60  # of the gradient at -3, -2, -1, 1, 2, 3 steps
STEPS = np.array([0, -3, -2, -1, 1, 2, 3, 0, 0, 0, 0, 0, 0])
STENCIL = np.stack([STEPS, np.roll(STEPS, 6)], axis=1)  # the point, six along x, six along y


def hessian(surface: Surface, x: float, y: float) -> Array:
    """The symmetric matrix of second derivatives at (x, y), shape (2, 2)."""
    with np.errstate(all="ignore"):
        local = curvature(surface, np.array([[x, y]], float), span_of(surface.window))
    xx, xy, yy = local.xx[0], local.xy[0], local.yy[0]
    return np.array([[xx, xy], [xy, yy]])


def span_of(window: Window) -> Array:
    """The width and the height of a window, shape (2,)."""
    (left, right), (bottom, top) = window
    return np.array([right - left, top - bottom], float)


class Curvature(NamedTuple):
    """Gradient and second derivatives, and the steepest slope in a small neighbourhood."""

    gx: Array
    gy: Array
    xx: Array
    xy: Array
    yy: Array
    slope: Array

    def eigenvalues(self) -> tuple[Array, Array]:
        """The eigenvalues of the Hessians, the lower and the upper, each in the points' shape."""
        middle, radius = (self.xx + self.yy) / 2, np.hypot((self.xx - self.yy) / 2, self.xy)
        return middle - radius, middle + radius

    def newton_step(self) -> Array:
        """−H⁻¹ g, shape (2, ...), in the directions that H curves in: the others stay."""
        low, high = self.eigenvalues()
        angle = np.arctan2(self.xy, (self.xx - self.yy) / 2) / 2
        c, s = np.cos(angle), np.sin(angle)
        level = 1e-12 * np.maximum(np.abs(low), np.abs(high))
        along = np.where(np.abs(high) > level, (c * self.gx + s * self.gy) / high, 0)
        across = np.where(np.abs(low) > level, (c * self.gy - s * self.gx) / low, 0)
        return np.stack([s * across - c * along, -s * along - c * across], axis=1)


def value_at(surface: Surface, points: Array) -> Array:
    """f at points of shape (..., 2)."""
    x, y = points[..., 0], points[..., 1]
    return np.broadcast_to(np.asarray(surface.value(x, y), float), x.shape)


def gradient_at(surface: Surface, points: Array) -> Array:
    """∇f at points of shape (..., 2), in the same shape."""
    x, y = points[..., 0], points[..., 1]
    gradient = np.empty(points.shape)
    gradient[..., 0], gradient[..., 1] = surface.gradient(x, y)
    return gradient


def curvature(surface: Surface, points: Array, span: Array, reach: float = REACH) -> Curvature:
    """The derivatives at points of shape (n, 2), by steps of `reach` times the span."""
    step = np.maximum(reach * span, 1e-8 * np.abs(points))
    g = gradient_at(surface, points + STENCIL[:, None] * step)
    by_x = np.tensordot(WEIGHTS, g[1:7], 1) / step[:, :1]
    by_y = np.tensordot(WEIGHTS, g[7:], 1) / step[:, 1:]
    return Curvature(
        g[0, :, 0], g[0, :, 1],
        by_x[:, 0], (by_x[:, 1] + by_y[:, 0]) / 2, by_y[:, 1],
        np.hypot(g[1:, :, 0], g[1:, :, 1]).max(axis=0),
    )
