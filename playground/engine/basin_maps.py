"""A map of the basins of attraction, coarse first: each finer one replaces the one before it.

Its pixels are starts: the middle of each is where a run begins. The work goes on in pieces, so
that whoever waits sees how far it is and may leave it between two of them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np

from playground.engine.basins import BY_COORDINATE, Basins, Ends, assigned, run_all
from playground.engine.descent import Plan
from playground.engine.problem import Array
from playground.engine.stopping import StopRules
from playground.engine.surface import Point, Surface, Window

TOGETHER, ONE_BY_ONE = (16, 32, 64, 128), (8, 16, 32, 64)
"""Starts a side of each map: for rules that walk from all starts at once, and for others."""
PIECE, SMALL_PIECE = 1024, 16
"""Starts of a piece of the work, for the same two."""


class BasinMap(NamedTuple):
    """Basins over a window; `x` and `y` are the middles of the pixels, the lowest first."""

    window: Window
    x: Array
    y: Array
    found: Basins

    def pixel(self, at: Point) -> tuple[int, int] | None:
        """Row and column of the pixel at a point; None outside of the window."""
        place = []
        for value, (low, high), count in zip(
            at, self.window, (len(self.x), len(self.y)), strict=True
        ):
            k = int(np.floor((value - low) / (high - low) * count)) if low <= value <= high else -1
            if k < 0:
                return None
            place.append(min(k, count - 1))
        return place[1], place[0]

    def start(self, pixel: tuple[int, int]) -> Point:
        """Where the run of a pixel begins."""
        row, column = pixel
        return float(self.x[column]), float(self.y[row])


class Progress(NamedTuple):
    """`done` of `total` runs have ended, of all maps together; `map` is a new map, or None."""

    done: int
    total: int
    map: BasinMap | None


def sizes_for(plan: Plan) -> tuple[int, ...]:
    """Starts a side of each map that `basin_maps` makes for a plan."""
    return TOGETHER if _together(plan) else ONE_BY_ONE


def basin_maps(
    surface: Surface, plan: Plan, rules: StopRules, window: Window,
    sizes: Sequence[int] | None = None,
) -> Iterator[Progress]:
    """Maps of the basins over a window, each with more starts than the one before it."""
    sizes = sizes_for(plan) if sizes is None else sizes
    piece = PIECE if _together(plan) else SMALL_PIECE
    done, total = 0, sum(size * size for size in sizes)
    for size in sizes:
        x, y = (
            low + (np.arange(size) + 0.5) / size * (high - low) for low, high in window
        )
        starts = np.stack(np.meshgrid(x, y), axis=-1).reshape(-1, 2)
        ends = []
        for first in range(0, len(starts), piece):
            ends.append(run_all(surface, plan, rules, starts[first : first + piece]))
            done += len(ends[-1].steps)
            yield Progress(done, total, None)
        whole = Ends(*(np.concatenate(part) for part in zip(*ends, strict=True)))
        yield Progress(done, total, BasinMap(window, x, y, assigned(surface, x, y, whole)))


def _together(plan: Plan) -> bool:
    return len(plan) == 1 and type(plan[0][1]) in BY_COORDINATE
