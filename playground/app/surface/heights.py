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
    x, y = (np.linspace(*side, 97) for side in surface.window)
    with np.errstate(all="ignore"):
        values = np.asarray(surface.value(*np.meshgrid(x, y)), dtype=float)
        known = [float(surface.value(np.float64(a), np.float64(b))) for a, b in surface.minima]
    known.append(np.min(values, where=np.isfinite(values), initial=np.inf))
    return min(known)


def height_range(values: Array, lowest: float, log: bool) -> Range:
    """Which heights to tell apart by colours: all, but for what lies far beyond the most."""
    every = max(1, min(values.shape) // 128)
    some = values[::every, ::every]
    some = np.sort(some[np.isfinite(some)])
    if not len(some):
        return Range(log, 0.0, 0.0, 1.0)
    lowest = float(min(lowest, some[0]))
    if log:
        heights = some - lowest
        heights = np.log10(heights[heights > 0])
        if not len(heights):
            return Range(log, lowest, 0.0, 1.0)
        high = float(heights[-1])
        low = max(quantile(heights, 0.0005), high - DECADES)
        return Range(log, lowest, low, max(high, low + 1e-6))
    low, high = float(some[0]), float(some[-1])
    near, far = quantile(some, 0.01), quantile(some, 0.97)
    if far - near < (high - low) / 8:  # a pole or a cliff would leave one colour for the rest
        low, high = max(low, near - (far - near)), min(high, far + (far - near))
    if not high - low > 1e-12 * max(abs(low), abs(high), 1e-300):
        low, high = low - 0.5 * max(abs(low), 1.0), high + 0.5 * max(abs(low), 1.0)
    return Range(log, lowest, low, high)


def quantile(ascending: Array, share: float) -> float:
    """The value below which this share lies. (np.quantile would load numpy.ma at start-up.)"""
    return float(ascending[round(share * (len(ascending) - 1))])
