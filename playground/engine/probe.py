"""Which way is down? What a surface looks like from one point: slopes, directions, the plane.

In a small region around P a differentiable f looks like a plane: f(P + δ) ≈ f(P) + δ · ∇f(P).
∇f points to the steepest ascent, −∇f to the steepest descent, and across it f does not change.
At a kink there is no such plane; the slopes to the left and to the right then tell.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from math import hypot, isfinite, nan
from typing import NamedTuple

import numpy as np

from playground.engine.problem import Array
from playground.engine.surface import Point, Surface, SurfaceProblem

AXES: tuple[Point, Point] = ((1.0, 0.0), (0.0, 1.0))
_DIAGONALS: tuple[Point, Point] = ((1.0, 1.0), (1.0, -1.0))
_REACH = 2.0**-18  # of the window's width: how far to both sides slopes are measured
_NEARER = 0.125    # where they are measured again, to tell a kink from a sharp bend


class Slopes(NamedTuple):
    """The derivatives from the left and from the right, along one axis.

    nan where f is not defined on that side, infinite where it is vertical.
    """

    left: float
    right: float
    kink: bool


@dataclass(frozen=True)
class Probe:
    """What is to be known about a surface at `point`, and how good its plane is at `displacement`.

    `ascent`, `descent` and `level` are unit vectors, None where no direction is special (the
    gradient is zero or not finite). `error` is what the plane lacks: true value − approximation.
    """

    point: Point
    displacement: Point
    value: float
    gradient: Point
    norm: float
    ascent: Point | None
    descent: Point | None
    level: Point | None
    slopes: tuple[Slopes, Slopes]
    differentiable: bool
    approximation: float
    true_value: float

    @property
    def error(self) -> float:
        """f(P + δ) − (f(P) + δ · ∇f(P))."""
        return self.true_value - self.approximation

    @property
    def relative_error(self) -> float:
        """The error as a share of how much f really changes; nan where it does not change."""
        change = self.true_value - self.value
        return abs(self.error / change) if change else nan

    @property
    def stationary(self) -> bool:
        """Whether the gradient is zero: a minimum, a maximum or a saddle."""
        return self.norm == 0


def probe(surface: Surface, point: Point, displacement: Point = (0.0, 0.0)) -> Probe:
    """Look around at a point; numbers that leave the floats are inf or nan, never an error."""
    x, y = point = float(point[0]), float(point[1])
    dx, dy = displacement = float(displacement[0]), float(displacement[1])
    value, grad = SurfaceProblem(surface).loss_and_grad(np.array(point))
    with np.errstate(all="ignore"):
        gx, gy = (float(g) for g in grad)
        value = float(value)
        norm = hypot(gx, gy)
        ascent = _unit(gx, gy)
        slopes = _slopes(surface, point, value, AXES[0]), _slopes(surface, point, value, AXES[1])
        return Probe(
            point, displacement, value, (gx, gy), norm,
            ascent=ascent,
            descent=ascent and (-ascent[0] + 0.0, -ascent[1] + 0.0),
            level=ascent and (-ascent[1] + 0.0, ascent[0]),
            slopes=slopes,
            differentiable=isfinite(value) and isfinite(norm) and _smooth(surface, point, slopes),
            approximation=value + dx * gx + dy * gy,
            true_value=height(surface, x + dx, y + dy),
        )


def height(surface: Surface, x: float, y: float) -> float:
    """f(x, y) at one point; inf or nan where f leaves the floats or is not defined."""
    try:
        return float(surface.value(x, y, math))
    except (OverflowError, ValueError, ZeroDivisionError):
        with np.errstate(all="ignore"):
            return float(surface.value(np.float64(x), np.float64(y)))


def cross_section(
    surface: Surface, point: Point, axis: int, half_width: float, n: int = 65
) -> tuple[Array, Array]:
    """f along one axis through the point, the other coordinate fixed: positions and values.

    Both have the shape (n,). The point itself is among the positions if `n` is odd.
    """
    positions = point[axis] + half_width * np.linspace(-1.0, 1.0, n)
    fixed = np.full(n, float(point[1 - axis]))
    x, y = (positions, fixed) if axis == 0 else (fixed, positions)
    with np.errstate(all="ignore"):
        values = np.broadcast_to(np.asarray(surface.value(x, y), dtype=float), (n,))
    return positions, values


def _unit(x: float, y: float) -> Point | None:
    """The direction of a vector, also of a tiny or huge one; None if it has none."""
    largest = max(abs(x), abs(y))
    if not isfinite(x + y) or largest == 0:
        return None
    x, y = x / largest, y / largest
    length = hypot(x, y)
    return x / length, y / length


def _smooth(surface: Surface, point: Point, slopes: tuple[Slopes, Slopes]) -> bool:
    """No kink along the axes, nor along the diagonals (where √|xy| has its kink)."""
    if any(s.kink for s in slopes):
        return False
    value = height(surface, *point)
    return not any(_slopes(surface, point, value, way).kink for way in _DIAGONALS)


def _slopes(surface: Surface, point: Point, value: float, way: Point) -> Slopes:
    """One-sided slopes along a way, measured at two distances.

    The slopes of a smooth f from both sides agree the better the nearer one measures; at a kink
    their difference stays. Where a slope itself grows without end the ground is vertical.
    """
    far = _pair(surface, point, value, way, 1.0)
    near = _pair(surface, point, value, way, _NEARER)
    left, right = (_settled(a, b) for a, b in zip(far, near, strict=True))
    if not (isfinite(left) and isfinite(right)):
        return Slopes(left, right, True)  # vertical, or nothing there
    jump, jump_near = abs(far[1] - far[0]), abs(near[1] - near[0])
    steepness = max(map(abs, (*far, *near)))
    noise = 1e-4 * steepness + 64 * _rounding(surface, point, value, way)
    kink = min(jump, jump_near) > noise and jump_near > 0.5 * jump
    return Slopes(left, right, kink)


def _pair(
    surface: Surface, point: Point, value: float, way: Point, share: float
) -> Point:
    """The slopes from the left and from the right, exact for parabolas."""
    h = _step(surface, point, way) * share

    def slope(h: float) -> float:
        one = height(surface, point[0] + h * way[0], point[1] + h * way[1])
        two = height(surface, point[0] + 2 * h * way[0], point[1] + 2 * h * way[1])
        return (4 * (one - value) - (two - value)) / (2 * h) + 0.0  # no −0

    return slope(-h), slope(h)


def _step(surface: Surface, point: Point, way: Point) -> float:
    """A distance that is small in the window and still seen beside the coordinates; a power of 2,
    so that P + h is exact more often than not.
    """
    sides = [(high - low, abs(p)) for (low, high), p, w in
             zip(surface.window, point, way, strict=True) if w]
    wanted = max(_REACH * min(extent for extent, _ in sides), 2e-9 * max(p for _, p in sides))
    return math.ldexp(1.0, math.frexp(wanted)[1]) if isfinite(wanted) else nan


def _rounding(surface: Surface, point: Point, value: float, way: Point) -> float:
    """How much of a measured slope may be nothing but rounding of f."""
    return 2.3e-16 * max(abs(value), 1e-300) / (_step(surface, point, way) * _NEARER)


def _settled(far: float, near: float) -> float:
    """The slope that two measurements speak for; infinite if it grew as one came nearer."""
    if isfinite(far) and isfinite(near):
        return math.copysign(math.inf, near) if abs(near) > 1.5 * abs(far) + 1 else near
    return near
