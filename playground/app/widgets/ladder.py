"""The values that a slider stops at: few digits, even steps, logarithmic or linear."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from functools import lru_cache
from math import ceil, floor, isfinite, log10

# Steps of 4 to 10 percent, two digits at most: 1, 1.1, ... 2, 2.2, ... 5, 5.5, ... 10.
_DECADE = [*range(10, 20), *range(20, 50, 2), *range(50, 100, 5)]
_STEPS = 100  # of a linear slider, at least


@lru_cache(maxsize=64)
def ladder(low: float, high: float, log: bool) -> tuple[float, ...]:
    """Round values from `low` to `high`, both included; none if there is no such range."""
    if not (isfinite(low) and isfinite(high) and low < high):
        return ()
    inner = _logarithmic(low, high) if log and low > 0 else _linear(low, high)
    return (low, *(v for v in inner if low < v < high), high)


def _logarithmic(low: float, high: float) -> list[float]:
    decades = range(floor(log10(low)), ceil(log10(high)) + 1)
    return [float(f"{mantissa}e{decade - 1}") for decade in decades for mantissa in _DECADE]


def _linear(low: float, high: float) -> list[float]:
    rough = (high - low) / _STEPS
    decade = floor(log10(rough))
    mantissa = max(m for m in (1, 2, 5) if m * 10.0**decade <= rough * (1 + 1e-9))
    step = float(f"{mantissa}e{decade}")
    digits = max(-decade, 0)
    return [round(k * step, digits) for k in range(ceil(low / step), floor(high / step) + 1)]


def nearest(rungs: tuple[float, ...], value: float, log: bool) -> int:
    """The rung that a slider's handle stands on for a value, which need not be a rung."""
    after = min(bisect_left(rungs, value), len(rungs) - 1)
    before = max(after - 1, 0)
    below, above = rungs[before], rungs[after]
    if log and below > 0 and value > 0:
        return before if value / below < above / value else after
    return before if value - below < above - value else after


def stepped(rungs: tuple[float, ...], value: float, steps: int) -> float:
    """The value some rungs up or down; from between two rungs the first step is to the next."""
    place = bisect_right(rungs, value) - 1 if steps > 0 else bisect_left(rungs, value)
    return rungs[min(max(place + steps, 0), len(rungs) - 1)]
