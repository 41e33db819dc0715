"""What is computed beside the window: a plane, then its heights, coarse first and finer after.

A generator for `work.background`: between two parts it looks whether anybody still waits.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from time import perf_counter
from typing import NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRectF

from playground.app.paint.viewport import Viewport
from playground.engine.landscape import losses_along
from playground.engine.networks.fitting import FittingProblem
from playground.engine.networks.plane_risks import PlaneRisks
from playground.engine.networks.risks import Risks
from playground.engine.plane import NoPlaneError, Plane, as_before, line
from playground.engine.problem import Array
from playground.engine.surface import Window
from playground.lab.landscapes.live import Wanted, made, window
from playground.lab.landscapes.picture import Grid

SIDES = (17, 33, 65, 129)
"""Points a side, one grid after the other."""
LARGE_SIDES = (9, *SIDES)
QUICK_SIDES, QUICK_S = (33, 129), 1.0
"""Where even the last one comes in a moment nobody misses those between."""
LIMIT_S = 8.0
"""A finer grid that would take longer is left out, and the picture says so."""
PREVIEW_S = 0.3
PART_S = 0.03
"""Of a grid that takes longer, so much at a time."""
COST_S = 1e-10
"""About what a multiplication takes, for a first guess."""
MOST_ROWS = 2**22
"""Numbers of the first layer, over all samples, that are kept at a time."""
FREE_SIGNS = ("pca", "curvature")
"""Kinds of planes whose directions might as well point the other way."""
STRIP_POINTS, FEW_POINTS = 101, 21
"""Along the strip; and of a network whose risk takes long."""
Batch: TypeAlias = "tuple[Array, Array]"
Steps: TypeAlias = NDArray[np.intp]


class Request(NamedTuple):
    """A plane that is there, or what to make one of: the first of `wanted` that there is.

    `window` is what is looked at (None: what suits the plane), `ranges` what is in view if a person
    has zoomed; `area` is the picture's rectangle in pixels.
    """

    wanted: tuple[Wanted, ...]
    plane: Plane | None
    window: Window | None
    ranges: Window | None
    area: tuple[float, float, float, float]
    sides: tuple[int, ...]
    batch: Batch | None = None
    careful: bool = True
    made: Hashable = None
    """What the plane is made of, as whoever asks knows it again."""
    before: Plane | None = None
    """What was drawn last: directions whose signs are free point the same way."""


class Drawn(NamedTuple):
    """A grid over what is in view, and the batch's own; `why_not` says why the wanted plane is not
    this one, `note` what was left out.
    """

    wanted: Wanted
    plane: Plane
    window: Window
    grid: Grid
    batch: Grid | None
    seconds: float
    last: bool
    note: str = ""
    why_not: str = ""
    made: Hashable = None
    making: float = 0.0
    """Seconds that the plane took; 0 where it was there."""


class Progress(NamedTuple):
    """So much of a grid is done."""

    done: int
    total: int


def heights(request: Request) -> Iterator[Drawn | Progress]:
    """The plane and its grids; raises NoPlaneError where there is none."""
    began = perf_counter()
    wanted, plane, why_not = _plane(request)
    making = perf_counter() - began if request.plane is None else 0.0
    seen = request.window
    if seen is None:
        a0, a1, b0, b1 = window(plane, wanted)
        seen = (a0, a1), (b0, b1)
    view = Viewport.fitted(seen, QRectF(*request.area))
    a_range, b_range = request.ranges or (view.x, view.y)
    problem = wanted.problem
    cost = _cost(problem)
    sides = request.sides
    if sides == SIDES and cost * SIDES[-1] ** 2 < QUICK_S:
        sides = QUICK_SIDES
    elif cost * SIDES[0] ** 2 > 2 * PREVIEW_S:
        sides = LARGE_SIDES if request.careful else LARGE_SIDES[:1]
        some = max(32, int(len(problem.X) * PREVIEW_S / (cost * SIDES[0] ** 2)))
        if some < len(problem.X):
            rows = np.linspace(0, len(problem.X) - 1, some).astype(int)
            few = problem.X[rows], problem.y[rows]
            a, b = np.linspace(*a_range, SIDES[0]), np.linspace(*b_range, SIDES[0])
            for part in _grid(problem, plane, a, b, few, len(problem.X)):
                if isinstance(part, Grid):
                    note = f"a preview on {some} of the samples"
                    yield Drawn(wanted, plane, seen, part, None, 0.0, False, note, why_not,
                                request.made, making)
    for place, side in enumerate(sides):
        begin = perf_counter()
        a, b = np.linspace(*a_range, side), np.linspace(*b_range, side)
        grid = batch = None
        for part in _grid(problem, plane, a, b, None, len(problem.X)):
            if isinstance(part, Grid):
                grid = part
            else:
                yield part
        if request.batch is not None:
            for part in _grid(problem, plane, a, b, request.batch, len(problem.X)):
                batch = part if isinstance(part, Grid) else batch
        assert grid is not None
        seconds = perf_counter() - begin
        last = place + 1 == len(sides)
        slow = not last and seconds * 4 > LIMIT_S
        note = f"{side} × {side} points: finer would take too long" if slow else ""
        yield Drawn(wanted, plane, seen, grid, batch, seconds, last or slow, note, why_not,
                    request.made, making)
        if slow:
            return


def _plane(request: Request) -> tuple[Wanted, Plane, str]:
    if request.plane is not None:
        return request.wanted[0], request.plane, ""
    why_not = ""
    for place, wanted in enumerate(request.wanted):
        try:
            return wanted, _as_before(made(wanted), request.before), why_not
        except NoPlaneError as error:
            if place + 1 == len(request.wanted):
                raise
            why_not = str(error)
    raise AssertionError("nothing is wanted")


def _as_before(plane: Plane, before: Plane | None) -> Plane:
    name = plane.kind.partition(":")[0]
    if before is None or name not in FREE_SIGNS or name != before.kind.partition(":")[0]:
        return plane
    return as_before(plane, before) if len(plane.origin) == len(before.origin) else plane


def _cost(problem: FittingProblem) -> float:
    """About the seconds that one point takes."""
    return COST_S * len(problem.X) * (problem.dimension + 20 * sum(problem.network.sizes[1:]))


def _grid(
    problem: FittingProblem, plane: Plane, a: Array, b: Array, batch: Batch | None, of: int,
    along: bool = False,
) -> Iterator[Grid | Progress]:
    """A grid in parts: some rows at a time, over some samples at a time; `along` a line, whose
    places are the rows.
    """
    X, y = (problem.X, problem.y) if batch is None else batch  # noqa: N806
    loss, count = np.zeros((len(b), len(a))), len(X)
    some = max(1, MOST_ROWS // max(problem.network.sizes))
    done, total = 0, len(b) * -(-count // some)
    for first in range(0, count, some):
        rows = slice(first, first + some)
        risks = PlaneRisks(problem, plane, X[rows], y[rows])
        share, j, step = len(X[rows]) / count, 0, 1
        while j < len(b):
            begin = perf_counter()
            with np.errstate(all="ignore"):
                rows_now = b[j : j + step]
                part = risks(rows_now, np.zeros(len(rows_now)))[:, None] if along else (
                    risks.grid(a, rows_now)
                )
                loss[j : j + step] += share * part
            took = perf_counter() - begin
            j, done = j + step, done + min(step, len(b) - j)
            if took * 2 * (len(b) / step) > PART_S and done < total:
                yield Progress(done, total)
            if took < PART_S:
                step = min(len(b), max(step, int(step * PART_S / max(took, 1e-6))))
    yield Grid(plane, a, b, loss, count, of)


def strip(
    problem: FittingProblem, start: Array, end: Array
) -> Iterator[tuple[Array, Array] | None]:
    """The risk along the line from start (0) to end (1): places and risks, both (n,).

    Nothing until then, now and then. Raises NoPlaneError where they are one point.
    """
    cost = _cost(problem)
    t = np.linspace(0, 1, STRIP_POINTS if cost * STRIP_POINTS < 1 else FEW_POINTS)
    plane = line(start, end)
    for part in _grid(problem, plane, np.zeros(1), t, None, len(problem.X), along=True):
        yield (t, part.loss[:, 0]) if isinstance(part, Grid) else None


def true_risks(
    problem: FittingProblem, steps: Steps, thetas: Array
) -> Iterator[tuple[Steps, Array]]:
    """The risks at parameters of shape (n, dimension), some at a time, each with their steps."""
    risks = Risks(problem)
    some = max(1, min(256, int(PART_S / max(3 * _cost(problem), 1e-7))))
    for first in range(0, len(thetas), some):
        part = slice(first, first + some)
        yield steps[part], losses_along(risks, thetas[part])
