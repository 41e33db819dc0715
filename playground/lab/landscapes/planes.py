"""The plane of a name for a run, and where one looks on it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from playground.engine.hessian import curvature_plane
from playground.engine.networks.directions import random_plane
from playground.engine.plane import (
    Plane,
    line,
    principal,
    three_points,
    two_parameters,
)
from playground.engine.problem import Array, Problem
from playground.lab.landscapes.kinds import check_kind
from playground.lab.landscapes.walked import Walked

MARGIN = 0.25  # of the path's extent, on each side of it
REACH = 1.0  # of a plane around a point, where no path says how far to look


def plane_of(
    kind: str, problem: Problem, run: Walked, told: Callable[[int], object] | None = None
) -> Plane:
    """The plane of a kind for a run; `told` hears of the products that "curvature" needs.

    Raises NoPlaneError where there is none, or for a kind that is not known.
    """
    check_kind(kind)
    return replace(_plane_of(kind, problem, run, told), kind=kind)


def _plane_of(
    kind: str, problem: Problem, run: Walked, told: Callable[[int], object] | None
) -> Plane:
    name, _, rest = kind.partition(":")
    if name == "weights":
        return two_parameters(run.theta, *(int(k) for k in rest.split(",")))
    if name == "pca":
        return principal(run.path, rest or "last")
    if name == "points":
        return three_points(run.path[0], run.path[-1], run.middle)
    if name == "random":
        seed, _, scaling = rest.partition(":")
        return random_plane(run.theta, problem.parts, int(seed), scaling or "ignore")
    if name == "line":
        return line(run.path[0], run.path[-1])
    return curvature_plane(problem, run.theta, told)


def usual_window(plane: Plane, run: Walked) -> tuple[float, float, float, float]:
    """From where to where one looks, (a0, a1, b0, b1): at the path where the plane is made for it,
    else around the plane's point.
    """
    name = plane.kind.partition(":")[0]
    if name == "line":
        return 0.0, 1.0, 0.0, 0.0
    if name in ("random", "curvature"):
        return -REACH, REACH, -REACH, REACH
    a, b = plane.coordinates(run.path)
    least = REACH if name == "weights" else 0.0
    return *_around(a, least), *_around(b, least)


def window_around(plane: Plane, run: Walked, span: float) -> tuple[float, float, float, float]:
    """`span` to each side of the point that a plane is about: its origin, or on the plane of two
    parameters their values.
    """
    a = b = np.zeros(())
    if plane.kind.startswith("weights"):
        a, b = plane.coordinates(run.theta)
    return float(a) - span, float(a) + span, float(b) - span, float(b) + span


def _around(values: Array, least: float) -> tuple[float, float]:
    """The extent of some values with a margin, at least `least` to each side."""
    low, high = float(values.min()), float(values.max())
    middle, half = (low + high) / 2, (high - low) / 2
    half = max(half * (1 + 2 * MARGIN), least, 1e-6 * max(1.0, abs(middle)))
    return middle - half, middle + half
