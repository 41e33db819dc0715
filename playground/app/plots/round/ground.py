"""What a picture in the round is made of: a grid of heights, and who walked over it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from playground.app.plots.height_bar import bar_ticks
from playground.app.plots.heights import Range, Scale
from playground.engine.problem import Array


@dataclass(frozen=True, eq=False)
class Ground:
    """Heights over an even grid: `heights[j, i]` belongs to `a[i]`, `b[j]`, both ascending.

    `range` says which heights have which colour, and so how high they are drawn: 0 for its lowest,
    1 for its highest. What is higher is cut off. `names` are those of a, b and the height; `ticks`

    gives at most so many heights, from 0 to 1, with their numbers: a `Range` knows its own.
    """

    a: Array
    b: Array
    heights: Array
    range: Scale
    names: tuple[str, str, str] = ("x", "y", "f")
    ticks: Callable[[int], list[tuple[float, str]]] | None = None
    levels: Array = field(init=False)
    """The heights as they are drawn, shape (len(b), len(a)); NaN where there is no number."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "levels", self.level(self.heights))

    def level(self, heights: Array) -> Array:
        """Heights as they are drawn: 0 the lowest colour, 1 the highest; any shape."""
        range_ = self.range
        with np.errstate(all="ignore"):
            level = (range_.shown(heights) - range_.low) / (range_.high - range_.low)
        level = np.where(np.isfinite(heights), level, np.nan)
        return np.asarray(np.maximum(level, 0.0))

    def height_ticks(self, most: int) -> list[tuple[float, str]]:
        """Heights, from 0 to 1, and their numbers; at most about so many."""
        if self.ticks is not None:
            return self.ticks(most)
        return bar_ticks(self.range, most) if isinstance(self.range, Range) else []

    @property
    def cut(self) -> bool:
        """Whether some of the ground is higher than what is drawn."""
        return bool((self.levels > 1 + 1e-9).any())

    @property
    def finite(self) -> bool:
        """Whether every height is a number."""
        return bool(np.isfinite(self.levels).all())

    def coarse(self, cells: int) -> tuple[Array, Array, Array]:
        """a, b and levels of some rows and columns, evenly chosen and the last ones always: at most
        about `cells` cells are left along a side.
        """
        across, up = (_thinned(len(side), cells) for side in (self.a, self.b))
        return self.a[across], self.b[up], self.levels[np.ix_(up, across)]

    def level_at(self, a: Array, b: Array) -> Array:
        """The level at the grid's nearest points; NaN outside of it. a and b have one shape."""
        rows, columns = self.levels.shape
        with np.errstate(all="ignore"):
            i = np.rint((a - self.a[0]) * ((columns - 1) / (self.a[-1] - self.a[0])))
            j = np.rint((b - self.b[0]) * ((rows - 1) / (self.b[-1] - self.b[0])))
            inside = (i >= 0) & (i < columns) & (j >= 0) & (j < rows)
        i, j = (np.where(inside, k, 0).astype(np.intp) for k in (i, j))
        return np.where(inside, self.levels[j, i], np.nan)


@dataclass(frozen=True, eq=False)
class Walked:
    """A runner's way up to the cursor: `points` (k, 2) in the grid's a and b, `heights` (k,).

    `exact` (k,) says which points lie on the plane itself; where they do not, the way is a shadow
    of it. Without it all do. The last point is the head, the first one the start.
    """

    slot: int
    points: Array
    heights: Array
    selected: bool = False
    exact: NDArray[np.bool_] | None = None


@dataclass(frozen=True, eq=False)
class Sheet:
    """Another height field over the same ground, drawn as a net: `levels` (len(b), len(a)) as in
    `Ground.level`; what is above 1 or no number is left out.
    """

    a: Array
    b: Array
    levels: Array


def _thinned(count: int, cells: int) -> NDArray[np.intp]:
    every = max(1, -(-(count - 1) // cells))
    chosen = np.arange(0, count, every)
    return chosen if chosen[-1] == count - 1 else np.append(chosen, count - 1)
