"""Ranges of axes that change in steps, so that nothing jumps while a run is played.

On a logarithmic axis a place is the power of ten: 0.01 stands at −2.
"""

from __future__ import annotations

from math import ceil, floor, isfinite, log10

Range = tuple[float, float]

LEVEL = 1e-4
"""Values that differ by less of their size are level: on a plateau nothing happens."""
RUNAWAY = 50.0
"""A linear axis grows to so many times the height that the curves began with."""
FINE_DECADES = 1.5
"""Axes with fewer decades end at 1, 2 or 5 of them."""
ROOMY = 0.35
"""A range that is filled less than this is too wide."""


def nice(value: float) -> float:
    """The largest of 1, 2, 5 times a power of ten that is not larger than a positive number."""
    decade = 10.0 ** floor(log10(value))
    return max(m for m in (1.0, 2.0, 5.0) if m * decade <= value * (1 + 1e-9)) * decade


def nice_step(rough: float) -> float:
    """The smallest of 1, 2, 5 times a power of ten that is not smaller; 1 where there is none."""
    if not (isfinite(rough) and rough > 0):
        return 1.0
    decade = floor(log10(rough))
    mantissa = rough / 10.0**decade
    factor = next((f for f in (1.0, 2.0, 5.0) if mantissa <= f * (1 + 1e-9)), 10.0)
    return float(f"{factor:g}e{decade}")


def axis_end(last: float, least: float) -> float:
    """Where an axis that counts ends: `least`, then the next of 10, 20, 50, 100, 200, ..."""
    return max(nice_step(last), least) if last > 0 else least


def inside(span: Range, whole: Range, least: float) -> Range:
    """A part of an axis that a person asks for: not finer than `least`, nor beyond its ends."""
    width = max(span[1] - span[0], least)
    if width >= whole[1] - whole[0]:
        return whole
    left = min(max(span[0], whole[0]), whole[1] - width)
    return left, left + width


def padded(span: Range, size: float, pad: float) -> Range:
    """A range with so many of its `size` pixels more at either end."""
    low, high = span
    room = (high - low) * pad / max(size - 2 * pad, 1.0)
    return low - room, high + room


def linear_range(low: float, high: float) -> Range:
    """Round numbers around the values; from zero, unless they differ by little."""
    if not high > low:
        room = max(abs(low) * 0.1, 1e-12) if low else 1.0
        low, high = low - room, high + room
    size = max(abs(low), abs(high))
    if high - low < LEVEL * size:
        middle = low + (high - low) / 2
        low, high = middle - LEVEL * size / 2, middle + LEVEL * size / 2
    if 0 < low <= 0.6 * high:
        low = 0.0
    step = nice_step((high - low) / 4)
    return floor(low / step + 1e-9) * step, ceil(high / step - 1e-9) * step


def log_range(low: float, high: float) -> Range:
    """The same in powers of ten: whole decades, or 1, 2, 5 of them where there are few."""
    if high - low >= FINE_DECADES:
        return float(floor(low + 1e-9)), float(ceil(high - 1e-9))
    stops = [d + log10(m) for d in range(floor(low) - 1, ceil(high) + 2) for m in (1, 2, 5)]
    bottom = max(s for s in stops if s <= low + 1e-9)
    top = min(s for s in stops if s >= high - 1e-9)
    if top > bottom:
        return bottom, top
    place = stops.index(bottom)
    return stops[place - 1], stops[place + 1]


def stepped_range(low: float, high: float, present: Range) -> Range:
    """Round ends around [low, high]; the present ones as long as they fit well enough."""
    old_low, old_high = present
    if old_low <= low and high <= old_high and high - low > ROOMY * (old_high - old_low):
        return present
    span = max(high - low, 1e-9 * max(abs(low), abs(high)), 1e-300)
    if not isfinite(span):
        return (-1e308, 1e308) if low < 0 < high else (low, high)
    step = nice(span / 3)
    ends = floor(low / step - 0.1) * step, -floor(-high / step - 0.1) * step
    return ends if isfinite(ends[1] - ends[0]) and ends[0] < ends[1] else (low, low + span)
