"""Which heights of a surface its colours and contours stand for."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from playground.app.paint.viewport import Viewport
from playground.engine.problem import Array
from playground.engine.surface import Surface, Window

LEVELS = 20
DECADES = 7
"""A logarithm of heights reaches down to the lowest point without end; this much is shown."""
TAIL = 0.05
"""The share of the ground, at either end, that may lie far from the rest."""
ASKEW = 0.381966
LOOK, CLOSER, LOOKS = 97, 17, 4
"""Samples along each side of a look at a whole surface, of closer looks, and how many there are."""


@dataclass(frozen=True)
class Range:
    """Which heights the colours stand for. In a logarithm, `low` and `high` are powers of ten

    of the height above `lowest`; else they are values of f. `beyond`: there is ground in view
    outside of the surface's own window, which may be far higher.
    """

    log: bool
    lowest: float
    low: float
    high: float
    beyond: bool = False

    def shown(self, values: Array) -> Array:
        """Values of f on the scale that is shown."""
        if not self.log:
            return values
        with np.errstate(all="ignore"):
            return np.log10(np.maximum(values - self.lowest, 1e-300))

    @property
    def levels(self) -> Array:
        """Where contours run: LEVELS heights, evenly spaced in what is shown.

        Outside of the surface's window, where the colours have ended, they go on for a while.
        """
        if not self.beyond:
            return np.linspace(self.low, self.high, LEVELS + 2)[1:-1]
        first = 1 if self.log else 1 - LEVELS
        apart = (self.high - self.low) / (LEVELS + 1)
        return np.asarray(self.low + apart * np.arange(first, 2 * LEVELS + 2), dtype=float)


def in_window(values: Array, viewport: Viewport, window: Window) -> tuple[Array, bool]:
    """Those samples that lie in the surface's own window, all if none do; if some do not.

    Colours are spent on the window: a wide picture shows ground beyond it, where f may be
    millions of times as high.
    """
    count = len(values) - 2
    places = (np.arange(count + 2) - 0.5) / count
    cuts = []
    for (first, last), (low, high) in zip((viewport.x, viewport.y), window, strict=True):
        at = first + places * (last - first)
        slack = 1e-9 * (high - low)
        inside = np.flatnonzero((at >= low - slack) & (at <= high + slack))
        if not len(inside):
            return values, False
        cuts.append(slice(int(inside[0]), int(inside[-1]) + 1))
    across, up = cuts
    own = values[up, across]
    # The ring of samples around the view is half a cell outside and no ground in sight.
    return own, min(own.shape) < count


@lru_cache(maxsize=16)
def known_lowest(surface: Surface) -> float:
    """The lowest value in the surface's own window, as far as a look around finds it."""
    values = _values(surface, *(np.linspace(*side, LOOK) for side in surface.window))
    with np.errstate(all="ignore"):
        known = [float(surface.value(np.float64(a), np.float64(b))) for a, b in surface.minima]
    known.append(np.min(values, where=np.isfinite(values), initial=np.inf))
    return min(known)


@lru_cache(maxsize=16)
def has_floor(surface: Surface) -> bool:
    """Whether its lowest value is a minimum inside of its own window, and not at the rim or in a

    hole without a bottom, as beside 1/x. Looks closer and closer at the lowest place: in a valley
    each look finds less that is new.
    """
    sides = surface.window
    steps = [(high - low) / LOOK for low, high in sides]
    # Holes are at round numbers: a grid that meets one exactly would not see how deep it is.
    grid = [low + (np.arange(LOOK) + ASKEW) * step
            for (low, _), step in zip(sides, steps, strict=True)]
    lowest: list[float] = []
    for _ in range(LOOKS):
        values = _values(surface, *grid)
        values = np.where(np.isfinite(values), values, np.inf)
        row, column = np.unravel_index(int(np.argmin(values)), values.shape)
        lowest.append(float(values[row, column]))
        at = float(grid[0][column]), float(grid[1][row])
        grid = [
            np.linspace(max(x - step, side[0]), min(x + step, side[1]), CLOSER)
            for x, step, side in zip(at, steps, sides, strict=True)
        ]
        steps = [2 * step / (CLOSER - 1) for step in steps]
    rim = any(
        min(x - low, high - x) < (high - low) / (2 * LOOK)
        for x, (low, high) in zip(at, sides, strict=True)
    )
    if rim or not np.isfinite(lowest[-1]):
        return False
    fell = -np.diff(lowest)
    least = 1e-12 * max(1.0, abs(lowest[-1]))
    return bool(fell[-1] <= max(0.5 * float(fell[:-1].max()), least))


def _values(surface: Surface, x: np.ndarray, y: np.ndarray) -> Array:
    with np.errstate(all="ignore"):
        values = np.asarray(surface.value(*np.meshgrid(x, y)), dtype=float)
    return np.broadcast_to(values, (len(y), len(x)))


def height_range(values: Array, lowest: float, log: bool, floor: bool = False) -> Range:
    """Which heights to tell apart by colours: all, but for what lies far beyond the most.

    That is left out at the high end and at the low one alike; but for a `floor`, the minimum
    itself, which is what one looks for. `lowest` is the lowest value that is known of.
    """
    every = max(1, min(values.shape) // 128)
    some = values[::every, ::every]
    some = np.sort(some[np.isfinite(some)])
    if not len(some):
        return Range(log, 0.0, 0.0, 1.0)
    low, high = float(some[0]), float(some[-1])
    near, far = quantile(some, TAIL), quantile(some, 1 - TAIL)
    extreme = far - near < (high - low) / 8  # a pole or a cliff would leave one colour for the rest
    if extreme and not floor:
        low = max(low, near - (far - near))
    if log:
        lowest = low if extreme and not floor else min(lowest, low)
        heights = some - lowest
        heights = np.log10(heights[heights > 0])
        if not len(heights):
            return Range(log, lowest, 0.0, 1.0)
        high = float(heights[-1])
        low = max(quantile(heights, 0.0005), high - DECADES)
        return Range(log, lowest, low, max(high, low + 1e-6))
    if extreme:
        high = min(high, far + (far - near))
    if not high - low > 1e-12 * max(abs(low), abs(high), 1e-300):
        low, high = low - 0.5 * max(abs(low), 1.0), high + 0.5 * max(abs(low), 1.0)
    return Range(log, low, low, high)


def quantile(ascending: Array, share: float) -> float:
    """The value below which this share lies. (np.quantile would load numpy.ma at start-up.)"""
    return float(ascending[round(share * (len(ascending) - 1))])
