"""What is remembered of a run, under a memory budget.

Columns hold a few numbers for every step (loss, slope, step length, and the point itself where it
is small), so that charts and trails read arrays. Keyframes hold whole Steps now and then; any
other Step is replayed from the keyframe before it. When the budget is used up, every second row
or keyframe is dropped: the pictures lose detail that no screen shows, the Steps stay exact.
Waypoints are the parameters alone, at some steps evenly chosen: the path, however many dimensions
it has.
"""

from __future__ import annotations

from bisect import bisect_right
from math import nan
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from playground.engine.descent import Step
from playground.engine.problem import Array
from playground.engine.stopping import Seen

DEFAULT_BUDGET = 64 * 2**20
WIDEST_PATH = 8
FIRST_ROOM = 1024
MOST_KEYFRAMES = 4096
MOST_WAYPOINTS = 1024
FIRST_STRIDE = 32
LARGE = 10_000
"""A problem of so many dimensions takes so long to replay that every Step is kept while it fits."""
OBJECT_BYTES = 500  # what CPython needs for the objects of one small Step, beside the numbers


_NUMBERS = 6
"""Columns beside the path."""


class Columns(NamedTuple):
    """What was seen, a row for every `steps` entry; `path` has shape (rows, width), width 0 for
    problems of more than eight dimensions. Views of the history's own arrays: read, never write.
    """

    steps: NDArray[np.intp]
    loss: Array
    gradient_norm: Array
    step_length: Array
    path: Array
    rate: Array = np.empty(0)
    """The learning rate of the update from each step, at its share by a schedule; NaN: none."""


class Waypoints(NamedTuple):
    """The parameters at `steps`, shape (n,): `path` has shape (n, dimension). Read, never write.

    Every 2ᵏ-th step from 0 on, the last one not always among them.
    """

    steps: NDArray[np.intp]
    path: Array


def step_bytes(step: Step) -> int:
    """About how much memory one whole Step takes."""
    arrays = (step.theta, step.grad, *step.state.values())
    return OBJECT_BYTES + sum(getattr(value, "nbytes", 32) for value in arrays)


class History:
    """Columns and keyframes of one run; `append` takes the steps in order, from 0."""

    def __init__(
        self, dimension: int, budget: int = DEFAULT_BUDGET, whole: bool = False
    ) -> None:
        """With `whole` every Step is kept while it fits: where a step takes long to replay."""
        self.dimension = dimension
        self.width = dimension if dimension <= WIDEST_PATH else 0
        self.every = 1
        self.stride = FIRST_STRIDE if dimension < LARGE and not whole else 1
        self._count = 0
        self._table = np.empty((_NUMBERS + self.width, FIRST_ROOM))
        self._split_table()
        self.use_rate(nan)
        self._searched[:] = 0
        self._keyframes: list[Step] = []
        self._keyframe_indices: list[int] = []
        self._keyframe_bytes = 0
        self._way: list[Array] = []  # of narrow problems the columns are the path
        self._way_every = 1
        self.budget = budget

    @property
    def budget(self) -> int:
        """Bytes for columns and keyframes together; lowering it thins what is there."""
        return self._budget

    @budget.setter
    def budget(self, budget: int) -> None:
        self._budget = budget
        # At most half for the columns, a quarter for a replayed block, an eighth for waypoints,
        # the rest for keyframes.
        self._most_way = max(2, min(MOST_WAYPOINTS, budget // 8 // (8 * self.dimension)))
        self._thin_way()
        self._most_rows = max(FIRST_ROOM, budget // 2 // (8 * len(self._table)))
        while self._count > self._most_rows:
            self._thin_rows()
        if self._room > self._most_rows:
            self._resize(self._most_rows)
        self._thin_keyframes()

    @property
    def columns(self) -> Columns:
        """All rows so far."""
        n = self._count
        return Columns(
            np.arange(n) * self.every,
            self._loss[:n], self._gradient_norm[:n], self._step_length[:n], self._path[:, :n].T,
            self._rate[:n],
        )

    @property
    def nbytes(self) -> int:
        """The memory in use for rows and keyframes."""
        way = 8 * self.dimension * len(self._way)
        return self._table.nbytes + self._keyframe_bytes + way

    @property
    def way(self) -> tuple[int, int]:
        """How many waypoints there are, and how many steps lie between two: alike, the same."""
        if self.width:
            return -(-self._count // self._column_way), self._column_way * self.every
        return len(self._way), self._way_every

    def waypoints(self, first: int = 0) -> Waypoints:
        """The path, at most 1,024 steps of it, or what follows after so many of them."""
        if self.width:
            every, count = self._column_way, self._count
            path = self._path[:, first * every : count : every].T
            return Waypoints(np.arange(first, first + len(path)) * every * self.every, path)
        some = self._way[first:]
        path = np.array(some) if some else np.empty((0, self.dimension))
        return Waypoints(np.arange(first, first + len(path)) * self._way_every, path)

    @property
    def _column_way(self) -> int:
        """Every how-manyth column is a waypoint."""
        return 1 << max(-(-self._count // MOST_WAYPOINTS) - 1, 0).bit_length()

    def seconds_at(self, steps: Any) -> Any:
        """How long it took to compute all steps up to one, or to each of an array, shape (n,).

        On this machine, this time: that is why it is no column.
        """
        return self._between(self._seconds, steps)

    def searched_at(self, steps: Any) -> Any:
        """How many evaluations rules have asked for up to a step, or to each of an array, (n,),
        beside one for each step.
        """
        return self._between(self._searched, steps)

    def _between(self, numbers: Array, steps: Any) -> Any:
        """A column at steps, in a straight line between two rows."""
        row = np.clip(np.asarray(steps) / self.every, 0, max(self._count - 1, 0))
        if not self._count:
            return row * 0.0
        before = row.astype(np.intp)
        after = np.minimum(before + 1, self._count - 1)
        begin = numbers[before]
        return begin + (row - before) * (numbers[after] - begin)

    def step_at_seconds(self, seconds: float) -> float:
        """Which step, and how much of the next, was computed after so long; beyond what is
        recorded it goes on at the same pace.
        """
        last = self._count - 1
        spent = float(self._seconds[last]) if last > 0 else 0.0
        if spent <= 0:
            return 0.0
        if seconds >= spent:
            return last * self.every * seconds / spent
        row = max(int(np.searchsorted(self._seconds[: last + 1], seconds, "right")) - 1, 0)
        begin, end = float(self._seconds[row]), float(self._seconds[row + 1])
        return self.every * (row + max(seconds - begin, 0.0) / (end - begin))

    def append(self, seen: Seen, seconds: float = 0.0, rate: float | None = None) -> None:
        """Remember the next step; `seconds` is how long all up to it took, `rate` the learning rate
        of the update from it, None for the one in use.
        """
        step = seen.step
        index = step.index
        if index % self.every == 0:
            if self._count == self._room:
                self._make_room()
            if index % self.every == 0:  # making room may have thinned the rows
                n = self._count
                self._loss[n] = step.loss
                self._gradient_norm[n] = seen.gradient_norm
                self._step_length[n] = seen.step_length
                self._seconds[n] = seconds
                if step.searched:  # once there is something there always is
                    self._searched[n] = step.searched
                if rate is not None:
                    self._rate[n] = rate
                if self.width:
                    self._path[:, n] = step.theta
                self._count = n + 1
        if index % self.stride == 0:
            self._keep(step)
        if not self.width and index % self._way_every == 0:
            self._way.append(step.theta)
            self._thin_way()

    def use_rate(self, rate: float) -> None:
        """The learning rate of updates to come that do not say another."""
        self._usual_rate = rate
        self._rate[self._count:] = rate

    def set_rate(self, index: int, rate: float) -> None:
        """Another learning rate for the update from a step that has a row: a run branched there."""
        row, rest = divmod(index, self.every)
        if rest == 0 and row < self._count:
            self._rate[row] = rate

    def keyframe(self, index: int) -> Step:
        """The last whole Step kept at or before `index`; raises IndexError if there is none."""
        place = bisect_right(self._keyframe_indices, index)
        if not place:
            raise IndexError(f"no step {index} in this history")
        return self._keyframes[place - 1]

    def until(self, index: int) -> History:
        """A copy of the past up to and including step `index`."""
        past = History(self.dimension, self.budget)
        past.every, past.stride = self.every, self.stride
        rows = min(self._count, index // self.every + 1)
        while past._room < rows:  # while it is empty: growing copies the rows that are counted
            past._grow()
        past._table[:, :rows] = self._table[:, :rows]
        past._count = rows
        kept = bisect_right(self._keyframe_indices, index)
        past._keyframes = self._keyframes[:kept]
        past._keyframe_indices = self._keyframe_indices[:kept]
        past._keyframe_bytes = sum(map(step_bytes, past._keyframes))
        past._way, past._way_every = self._way[: index // self._way_every + 1], self._way_every
        return past

    def _split_table(self) -> None:
        (
            self._loss, self._gradient_norm, self._step_length, self._seconds, self._searched,
            self._rate,
        ) = self._table[:_NUMBERS]
        self._path = self._table[_NUMBERS:]
        self._room = self._table.shape[1]

    def _make_room(self) -> None:
        if self._room < self._most_rows:
            self._grow()
        else:
            self._thin_rows()

    def _grow(self) -> None:
        self._resize(min(2 * self._room, self._most_rows))

    def _resize(self, room: int) -> None:
        table = np.empty((len(self._table), room))
        table[:, : self._count] = self._table[:, : self._count]
        self._table = table
        self._split_table()
        self._searched[self._count:] = 0
        self._rate[self._count:] = self._usual_rate
        self._thin_keyframes()

    def _thin_rows(self) -> None:
        kept = (self._count + 1) // 2
        self._table[:, :kept] = self._table[:, : self._count : 2].copy()
        self._count = kept
        self.every *= 2

    def _thin_way(self) -> None:
        while len(self._way) > self._most_way:
            self._way = self._way[::2]
            self._way_every *= 2

    def _keep(self, step: Step) -> None:
        self._keyframes.append(step)
        self._keyframe_indices.append(step.index)
        self._keyframe_bytes += step_bytes(step)
        self._thin_keyframes()

    def _thin_keyframes(self) -> None:
        way = 8 * self.dimension * len(self._way)
        most_bytes = max(self._budget // 8, self._budget * 3 // 4 - self._table.nbytes - way)
        while len(self._keyframes) > 2 and (
            len(self._keyframes) > MOST_KEYFRAMES or self._keyframe_bytes > most_bytes
        ):
            self.stride *= 2
            self._keyframes = [s for s in self._keyframes if s.index % self.stride == 0]
            self._keyframe_indices = [s.index for s in self._keyframes]
            self._keyframe_bytes = sum(map(step_bytes, self._keyframes))
