"""Which heights the colours and contours of a plane stand for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np

from playground.engine.problem import Array

LEVELS = 20
DECADES = 7
"""A logarithm of heights reaches down to the lowest point without end; this much is shown."""
TAIL = 0.05
"""The share of the ground, at either end, that may lie far from the rest."""


class Scale(Protocol):
    """What colours and contours need to know of heights: `shown` brings them to low ... high."""

    @property
    def low(self) -> float:
        """The lowest colour's."""

    @property
    def high(self) -> float:
        """The highest colour's."""

    @property
    def levels(self) -> Array:
        """Where contours run, on the scale that is shown."""

    def shown(self, values: Array) -> Array:
        """Heights on that scale."""


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
