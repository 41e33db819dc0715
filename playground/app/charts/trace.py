"""What of a run is drawn in a chart: no more points than the screen has pixels.

A long run is cut into buckets of about a pixel, and of each bucket the lowest and the highest
value are kept, so that oscillations stay visible. What was cut once is not touched again while
the run grows.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import ceil, inf, isfinite, log10
from typing import Any

import numpy as np
from numpy.typing import NDArray

from playground.app.plots.along import STEPS, Along, Placed
from playground.engine.descent import Step
from playground.engine.problem import Array
from playground.engine.stopping import norm
from playground.lab.runs.history import Columns
from playground.lab.runs.run import Run


@dataclass(frozen=True)
class Quantity:
    """A number that every step has: where it is found, and how it is called."""

    name: str
    title: str    # in the chooser
    axis: str     # at the axis, where there may be little room
    phrase: str   # in a sentence: "the loss"
    log: bool     # whether its axis is logarithmic until somebody chooses
    help: str
    column: Callable[[Columns, slice], Array]
    of_step: Callable[[Step], float | None]
    rule: str = ""  # the stop rule that watches it
    samples: int = 2**40  # rows that are looked at for a pixel: fewer, where each costs much
    full: str = ""  # the title in full, where that has no room in the chooser
    short: str = ""  # at the axis of a very small chart

    @property
    def names(self) -> tuple[str, ...]:
        """What stands at the axis, the fullest name first."""
        return (self.axis, self.short) if self.short else (self.axis,)

    @property
    def tip(self) -> str:
        """The full title and the help."""
        return f"{self.full}. {self.help}" if self.full else self.help


def _step_lengths(columns: Columns, rows: slice) -> Array:
    lengths = columns.step_length[rows]
    if rows.start == 0 and len(lengths):  # nothing was walked to the start
        lengths = lengths.copy()
        lengths[0] = np.nan
    return lengths


LOSS = Quantity(
    "loss", "Loss f", "loss f", "the loss", False,
    "The height f at every step: what the optimizer is to make small.",
    lambda columns, rows: columns.loss[rows], lambda step: step.loss,
)
GRADIENT_NORM = Quantity(
    "gradient_norm", "Gradient norm ‖∇f‖", "gradient norm ‖∇f‖", "the gradient norm", True,
    "How steep the ground is at every step. At a minimum it is 0, at a saddle too. Of a runner "
    "with gradient noise: the length of the gradient as it saw it, noise included.",
    lambda columns, rows: columns.gradient_norm[rows], lambda step: norm(step.grad),
    "gradient_norm", short="‖∇f‖",
)
STEP_LENGTH = Quantity(
    "step_length", "Step length ‖x(i+1) − x(i)‖", "step length", "the step length", True,
    "How far every step went. The lecture stops when this is next to nothing.",
    _step_lengths, lambda step: None, "step_length",
)

LEARNING_RATE = Quantity(
    "learning_rate", "Learning rate η", "learning rate η", "the learning rate", False,
    "The learning rate of the update from each step: with a schedule its share of it, and what "
    "branches changed. Rules without one have no curve.",
    lambda columns, rows: columns.rate[rows], lambda step: None, short="η",
)


def distance_quantity(minima: Array) -> Quantity:
    """How far every step is from the nearest of the minima, shape (k, 2)."""
    from playground.engine.critical import distance_to_nearest

    return Quantity(
        "distance", "Distance to the nearest minimum", "distance",
        "the distance to the nearest minimum", True,
        "How far every step is from the nearest minimum. A straight line on a logarithmic axis "
        "means: the same factor closer with every step.",
        lambda columns, rows: distance_to_nearest(minima, columns.path[rows]),
        lambda step: float(distance_to_nearest(minima, step.theta[None])[0]),
        samples=16,
    )


def gap_quantity(lowest: float) -> Quantity:
    """How far every step is above the lowest minimum, `lowest`."""
    return Quantity(
        "gap", "Height above the minimum f − f*", "f − f*", "the height above the minimum", True,
        "How far f is above f*, the lowest minimum that is known. Also where f itself is not "
        "positive it has a logarithm.",
        lambda columns, rows: columns.loss[rows] - lowest, lambda step: step.loss - lowest,
    )


class Trace(Placed):
    """A `Series` of what was recorded of a run, for a part of the axis and a number of buckets.

    `low` and `high` are the extremes of all that was recorded and can be shown; `unshown` says
    that there are values that a logarithmic axis cannot show.
    """

    def __init__(
        self, run: Run, quantity: Quantity, log: bool, along: Along = STEPS
    ) -> None:
        self.run, self.quantity, self.log, self.along = run, quantity, log, along
        self.low, self.high = inf, -inf
        self.unshown = False
        self.first: float | None = None
        self._range, self._buckets = (0.0, 10.0), 500
        self._columns = run.columns
        self._restart()

    @property
    def x(self) -> Array:
        """Where the points stand along the axis."""
        return self._points[0, : self._count]

    @property
    def y(self) -> Array:
        """Their heights on the axis."""
        return self._points[1, : self._count]

    @property
    def bucket(self) -> int:
        """How many steps share a pixel."""
        return self._rows * self._every

    def nearest(self, place: float) -> int | None:
        """The recorded step next to a place: long histories keep every second, fourth, ... one."""
        every = self.run.history.every
        return min(max(round(self.step(place) / every), 0) * every, self.run.last)

    def set_range(self, first: float, last: float, buckets: int) -> bool:
        """Cut for another part of the axis; whether the points had to be made anew."""
        if ((first, last), buckets) == (self._range, self._buckets):
            return False
        self._range, self._buckets = (first, last), buckets
        self._restart()
        return True

    def grow(self, pixels: int = 0) -> bool:
        """Take in what was recorded since if that is so many pixels, all of it if the run ended.

        False if the points that there were must be drawn anew, because the history was thinned.
        """
        whole = self.run.stop is not None
        every = self.run.history.every
        kept = every == self._every
        if not kept:
            self._restart()
        fresh = min(self.run.last // every + 1, self._end) - self._done
        if fresh > 0 and (whole or fresh >= pixels * self._pixel_rows):
            self._refresh()
            self._take(whole)
        return kept

    def at(self, step: int) -> float:
        """The height on the axis at a step, or at the last one before it that is recorded."""
        value = self.value(step)
        if self.log:
            return log10(value) if 0 < value < inf else float("nan")
        return value if isfinite(value) else float("nan")

    def value(self, step: int) -> float:
        """The quantity at a step, exact wherever the step has a row of its own."""
        run = self.run
        step = min(step, run.last)
        if step == run.last:
            known = self.quantity.of_step(run[step])
            if known is not None:
                return known
        row = step // run.history.every
        if row >= len(self._columns.loss) or self._every != run.history.every:
            self._refresh()
        row = min(row, len(self._columns.loss) - 1)
        if row < 0:
            return float("nan")
        return float(self.quantity.column(self._columns, slice(row, row + 1))[0])

    def _refresh(self) -> None:
        self._columns = self.run.columns
        if self._every != self.run.history.every:
            self._restart()

    def _restart(self) -> None:
        """No points yet, and the right size of buckets for the range."""
        self._every = self.run.history.every
        first, last = (self.step(place) for place in self._range)
        rows = (last - first) / self._every
        # Up to two rows a pixel are drawn as they are: a bucket has two points as well.
        self._rows = 1 if rows <= 2 * self._buckets else ceil(rows / self._buckets)
        self._stride = ceil(self._rows / self.quantity.samples)
        self._rows = ceil(self._rows / self._stride) * self._stride
        self._pixel_rows = rows / self._buckets
        margin = 2 * self.bucket
        start = max(0, int(first) - margin) // self.bucket
        self._done = start * self._rows
        self._end = int(last + margin) // self._every + 1
        if self.along.cost.measured and self._range[1] >= self.place(self.run.last):
            self._end = 2**62  # where steps to come will stand is not known
        self._points = np.empty((2, 256))
        self._count = 0

    def _take(self, whole: bool) -> None:
        """Make points of the rows that are complete buckets, or of all."""
        stop = min(len(self._columns.loss), self._end)
        if not whole and stop < self._end:
            stop -= (stop - self._done) % self._rows
        if stop <= self._done:
            return
        values = self._axis_values(slice(self._done, stop, self._stride))
        if self._rows == 1:
            self._add(self._places(np.arange(self._done, stop) * self._every), values)
        else:
            self._add(*self._reduced(values))
        self._done = stop

    def _axis_values(self, rows: slice) -> Array:
        values = self.quantity.column(self._columns, rows)
        with np.errstate(all="ignore"):
            if self.log:
                self.unshown = self.unshown or bool((values <= 0).any())
                values = np.where(values > 0, np.log10(values), np.nan)
            return np.where(np.isfinite(values), values, np.nan)

    def _reduced(self, values: Array) -> tuple[Array, Array]:
        """The lowest and highest value of each bucket, in the order that the curve runs."""
        starts = np.arange(0, len(values), self._rows // self._stride)
        low, high = np.fmin.reduceat(values, starts), np.fmax.reduceat(values, starts)
        ends = np.append(starts[1:], len(values)) - 1
        falls = values[ends] < values[starts]
        pairs = np.empty((len(starts), 2))
        pairs[:, 0], pairs[:, 1] = np.where(falls, high, low), np.where(falls, low, high)
        middle = (self._done + self._stride * (starts + ends) / 2) * self._every
        return np.repeat(self._places(middle), 2), pairs.ravel()

    def _places(self, steps: NDArray[Any]) -> Array:
        """Where steps stand along the axis, both (n,)."""
        places: Array = self.along.places(self.run, steps)
        return places

    def _add(self, x: NDArray[Any], y: Array) -> None:
        end = self._count + len(x)
        if end > self._points.shape[1]:
            larger = np.empty((2, max(end, 2 * self._points.shape[1])))
            larger[:, : self._count] = self._points[:, : self._count]
            self._points = larger
        self._points[0, self._count : end], self._points[1, self._count : end] = x, y
        self._count = end
        seen = y[np.isfinite(y)]
        if len(seen):
            self.low = min(self.low, float(seen.min()))
            self.high = max(self.high, float(seen.max()))
            if self.first is None:
                self.first = float(seen[0])
