"""A slope where the formula of the gradient has no number, though f has one.

At the tip of a cone, √(x² + y²), the gradient's formula says 0/0. What is used instead is the
symmetric derivative, the limit of (f(x + h) − f(x − h)) / 2h: where f is differentiable after all
(∛(x³), or √max(0, x) where it is level) that is the derivative, and at a kink it is the middle of
the slopes to both sides, as |x| has slope 0 at its kink. Where slopes are infinite there is none.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np

from playground.engine.problem import Array

if TYPE_CHECKING:
    from playground.engine.surface import Surface

_REACH = 2.0**-18  # of the window: how far to both sides f is looked at first
_NEARER = 2.0**-3
_TIMES = 6
_AGREE = 1e-3


def middle_slopes(surface: Surface, x: float, y: float) -> Array:
    """The symmetric derivatives along x and y, shape (2,); nan where there is none."""

    def height(x: float, y: float) -> float:
        return float(surface.value(np.float64(x), np.float64(y)))

    (left, right), (low, high) = surface.window
    return np.array([
        _middle_slope(lambda h: height(x + h, y), _step(right - left, x)),
        _middle_slope(lambda h: height(x, y + h), _step(high - low, y)),
    ])


def _step(extent: float, at: float) -> float:
    """Small in the window and still seen beside the coordinate; a power of 2, for exact sums."""
    return math.ldexp(1.0, math.frexp(max(_REACH * extent, 1e-9 * abs(at)))[1])


def _middle_slope(along: Callable[[float], float], h: float) -> float:
    """What the slopes settle at as one looks nearer and nearer; nan if at nothing."""
    here = along(0.0)
    before = math.nan
    for _ in range(_TIMES):
        slope, rounding = _slope(along, here, h)
        allowed = _AGREE * abs(slope) + rounding
        if abs(slope - before) <= allowed:
            return 0.0 if abs(slope) <= rounding else slope
        before, h = slope, h * _NEARER
    return math.nan


def _slope(along: Callable[[float], float], here: float, h: float) -> tuple[float, float]:
    """The slope over ±h, or to the one side where f is defined; and what of it may be rounding."""
    left, right = along(-h), along(h)
    rounding = 4e-16 * max(abs(v) for v in (left, here, right) if math.isfinite(v)) / h
    if not math.isfinite(left):
        return (right - here) / h, rounding
    if not math.isfinite(right):
        return (here - left) / h, rounding
    return (right - left) / (2 * h), rounding
