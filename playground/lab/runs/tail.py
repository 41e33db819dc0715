"""The last points of a run, and their averages: what is left when the noise is taken out.

A tail average (Polyak and Juditsky 1992) at step t is the mean of the points from t/2 on. It
changes nothing in the run.
"""

from __future__ import annotations

from time import perf_counter
from typing import NamedTuple

import numpy as np

from playground.engine.problem import Array
from playground.lab.runs.run import Run

POINTS = 500
MOST_NUMBERS = 2_000_000
SECONDS = 0.1


class Tail(NamedTuple):
    """Points up to a step, shape (k, dimension), one every so many `steps`; beside each the
    average, shape (k, dimension), over the second half of the run until then, or where points are
    not all recorded (`whole` is False) over these points until then.
    """

    last: int
    every: int
    points: Array
    averages: Array
    whole: bool

    @property
    def average(self) -> Array:
        """The last average, shape (dimension,)."""
        return np.asarray(self.averages[-1])


def tail(run: Run, cursor: int, count: int = POINTS, seconds: float = SECONDS) -> Tail:
    """The last `count` points until a cursor, or as many as can be had in so many seconds."""
    last = min(cursor, run.last)
    if run.history.width:
        return _of_columns(run, last, count)
    return _of_steps(run, last, min(count, MOST_NUMBERS // run.problem.dimension or 1), seconds)


def _of_columns(run: Run, last: int, count: int) -> Tail:
    """From the rows that are recorded: all of small problems' points."""
    every = run.history.every
    path = run.columns.path[: last // every + 1]
    n = len(path)
    first = max(0, n - count)
    sums = np.concatenate([np.zeros((1, path.shape[1])), np.cumsum(path, axis=0)])
    ends = np.arange(first, n) + 1
    begins = (ends - 1) // 2
    averages = (sums[ends] - sums[begins]) / (ends - begins)[:, None]
    return Tail((n - 1) * every, every, path[first:].copy(), averages, True)


def _of_steps(run: Run, last: int, count: int, seconds: float) -> Tail:
    """Walked anew from what is kept of the run, backwards from the last one."""
    deadline = perf_counter() + seconds
    found: list[Array] = []
    for index in range(last, max(last - count, -1), -1):
        if found and not run.ready(index, deadline):
            break
        found.append(run[index].theta)
        if perf_counter() > deadline:
            break
    points = np.array(found[::-1])
    averages = np.cumsum(points, axis=0) / np.arange(1, len(points) + 1)[:, None]
    return Tail(last, 1, points, averages, False)
