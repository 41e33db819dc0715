"""The common axis of all histograms: powers of ten, in a range that changes in steps."""

from __future__ import annotations

from collections.abc import Iterable
from math import ceil, floor

import numpy as np

from playground.engine.networks.histograms import BINS, HIGH, LOW, Histograms

_FIRST = (-8.0, 0.0)  # what is shown at least
_EDGE = 0.01  # the share of a layer's values that may lie outside, at either end
PER_DECADE = round(BINS / (HIGH - LOW))


class Axis:
    """Grows when values leave it; shrinks only when it is told to begin anew."""

    def __init__(self) -> None:
        self.forget()

    def forget(self) -> None:
        """Begin anew: other runs, another quantity."""
        self.low, self.high = _FIRST
        self.zeros = False

    def follow(self, shown: Iterable[Histograms]) -> None:
        """Make room for these; exact zeros get a place of their own at the left."""
        for histograms in shown:
            for layer in histograms.layers:
                self.zeros |= layer.zeros > 0
                total = int(layer.counts.sum())
                if total:
                    sums = layer.counts.cumsum()
                    first = int(sums.searchsorted(_EDGE * total, side="right"))
                    last = int(sums.searchsorted((1 - _EDGE) * total, side="left"))
                    self._include(histograms.edges[first], histograms.edges[last + 1])

    def _include(self, low: float, high: float) -> None:
        if low < self.low:
            self.low = max(2.0 * floor(low / 2), LOW)
        if high > self.high:
            self.high = min(float(ceil(high)), HIGH)

    def bars(self, counts: np.ndarray) -> np.ndarray:
        """The counts of the bins on the axis; what lies outside is in the outermost."""
        first = round((self.low - LOW) * PER_DECADE)
        end = round((self.high - LOW) * PER_DECADE)
        bars = counts[first:end].copy()
        bars[0] += counts[:first].sum()
        bars[-1] += counts[end:].sum()
        return bars
