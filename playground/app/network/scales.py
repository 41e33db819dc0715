"""Which colour and width a number gets: scales around 0 that change in steps, not every frame."""

from __future__ import annotations

from collections.abc import Callable
from math import ceil, floor, inf, isfinite, log10

import numpy as np

from playground.app.text.numbers import MINUS, number, superscript
from playground.engine.problem import Array

DECADES = 6
"""Gradients of a deep network lie decades apart: so many are told apart."""


def step_above(value: float) -> float:
    """The smallest of 1, 2, 5, 10, 20, ... times a power of ten that is not below the value."""
    if not 0 < value < inf:
        return 1.0
    power = 10.0 ** floor(log10(value))
    return next((m * power for m in (1, 2, 5, 10) if m * power >= value * (1 - 1e-9)), 10 * power)


def largest(values: Array) -> float:
    """The largest finite size among numbers; 0 if there is none."""
    sizes = np.abs(values)
    sizes = sizes[np.isfinite(sizes)]
    return float(sizes.max()) if len(sizes) else 0.0


class Steps:
    """A number of steps that follows the largest value seen, and stays while it is about right."""

    def __init__(self, rounded: Callable[[float], float] = step_above, slack: float = 0.3) -> None:
        self._rounded, self._slack = rounded, slack
        self.value = 0.0

    def follow(self, most: float) -> float:
        """The scale's end for values up to `most`."""
        if isfinite(most) and most > 0 and not (
            self._slack * self.value <= most <= self.value * 1.0001
        ):
            self.value = self._rounded(most)
        return self.value or 1.0

    def forget(self) -> None:
        """Begin anew: another network, another quantity."""
        self.value = 0.0


class WeightScale:
    """Weights: straight from −end to +end."""

    def __init__(self) -> None:
        self._steps = Steps()
        self.end = 1.0

    def follow(self, values: Array) -> None:
        """Fit the scale to these numbers."""
        self.end = self._steps.follow(largest(values))

    def forget(self) -> None:
        """Begin anew."""
        self._steps.forget()

    def shares(self, values: Array) -> Array:
        """−1 ... 1 for each number; nan stays nan."""
        with np.errstate(all="ignore"):
            return np.clip(values / self.end, -1, 1)

    @property
    def ends(self) -> tuple[str, str, str]:
        """What stands under the ramp's left end, middle and right end."""
        end = number(self.end)
        return MINUS + end, "0", end


class GradientScale(WeightScale):
    """Gradients: the logarithm of their size, over decades below the largest, times the sign."""

    def __init__(self) -> None:
        super().__init__()
        self._steps = Steps(lambda most: 10.0 ** ceil(log10(most) - 1e-9), 0.05)

    def shares(self, values: Array) -> Array:
        with np.errstate(all="ignore"):
            size = 1 + np.log10(np.abs(values) / self.end) / DECADES
            return np.sign(values) * np.clip(size, 0, 1)

    @property
    def ends(self) -> tuple[str, str, str]:
        power = round(log10(self.end))
        top, low = (f"10{superscript(p)}" if p else "1" for p in (power, power - DECADES))
        return MINUS + top, f"±{low}", top
