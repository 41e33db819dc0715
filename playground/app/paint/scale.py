"""The axes of a chart: ranges that change in steps, and where their ticks stand.

On a logarithmic axis a place is the power of ten: 0.01 stands at −2.
"""

from __future__ import annotations

from math import ceil, floor, isfinite, log10
from typing import NamedTuple

from playground.app.text.numbers import number, superscript

FIRST_STEPS = 10
LEVEL = 1e-4  # values that differ by less of their size are level: on a plateau nothing happens
RUNAWAY = 50.0  # a linear axis grows to this many times the height that the curves began with
_NICE = (1.0, 2.0, 5.0, 10.0)
_PLAIN_DECADES = range(-3, 5)  # written 0.001 ... 10000; beyond, all of them as powers
_FINE_DECADES = 1.5  # axes with fewer decades also bear labels at 2 and 5


class Ticks(NamedTuple):
    """Labelled places with their labels, and places between them that only have a mark."""

    major: list[tuple[float, str]]
    minor: list[float]


def step_limit(last: int) -> int:
    """The end of the axis of steps: the next of 10, 20, 50, 100, 200, 500, ..."""
    limit = FIRST_STEPS
    while limit < last:
        # 1, 2, 5, 10: the first digit tells which comes next.
        limit = limit * 5 // 2 if str(limit)[0] == "2" else limit * 2
    return limit


def linear_range(low: float, high: float) -> tuple[float, float]:
    """Round numbers around the values; from zero, unless they differ by little."""
    if not high > low:
        room = max(abs(low) * 0.1, 1e-12)
        low, high = low - room, high + room
    size = max(abs(low), abs(high))
    if high - low < LEVEL * size:
        middle = low + (high - low) / 2
        low, high = middle - LEVEL * size / 2, middle + LEVEL * size / 2
    if 0 < low <= 0.6 * high:
        low = 0.0
    step = _nice_step((high - low) / 4)
    return floor(low / step + 1e-9) * step, ceil(high / step - 1e-9) * step


def log_range(low: float, high: float) -> tuple[float, float]:
    """The same in powers of ten: whole decades, or 1, 2, 5 of them where there are few."""
    if high - low >= _FINE_DECADES:
        return float(floor(low + 1e-9)), float(ceil(high - 1e-9))
    stops = [d + log10(m) for d in range(floor(low) - 1, ceil(high) + 2) for m in (1, 2, 5)]
    bottom = max(s for s in stops if s <= low + 1e-9)
    top = min(s for s in stops if s >= high - 1e-9)
    if top > bottom:
        return bottom, top
    place = stops.index(bottom)
    return stops[place - 1], stops[place + 1]


def linear_ticks(low: float, high: float, most: int) -> Ticks:
    """At most about `most` labels at round numbers."""
    step = _nice_step((high - low) / max(most, 1))
    first, last = ceil(low / step - 1e-9), floor(high / step + 1e-9)
    largest = max(abs(low), abs(high))
    # As many digits as neighbours need to differ: 100.01, 100.02.
    digits = max(4, ceil(log10(largest / step)) + 1) if largest > 0 else 4
    places = [float(f"{k * step:.12g}") for k in range(first, last + 1)]
    return Ticks([(p, number(p, digits=min(digits, 15))) for p in places], [])


def step_ticks(low: float, high: float, most: int) -> Ticks:
    """As `linear_ticks`, at whole steps only."""
    step = max(1, round(_nice_step((high - low) / max(most, 1))))
    first, last = ceil(low / step - 1e-9), floor(high / step + 1e-9)
    return Ticks([(float(k * step), number(k * step)) for k in range(max(first, 0), last + 1)], [])


def log_ticks(low: float, high: float, most: int) -> Ticks:
    """Decades, every so many of them as there is room for; 2 to 9 between them as marks."""
    first, last = ceil(low - 1e-9), floor(high + 1e-9)
    every = max(1, ceil((last - first + 1) / max(most, 1)))
    plain = first in _PLAIN_DECADES and last in _PLAIN_DECADES
    decades = [d for d in range(first, last + 1) if d % every == 0]
    between = [
        (d + log10(m), m, d)
        for d in range(floor(low), last + 1) for m in range(2, 10)
        if low - 1e-9 <= d + log10(m) <= high + 1e-9
    ] if every == 1 else []
    major = [(float(d), _decade(d, plain)) for d in decades]
    if high - low < _FINE_DECADES:
        major += [(p, number(float(f"{m}e{d}"))) for p, m, d in between if m in (2, 5)]
    named = {place for place, _ in major}
    minor = [p for p, _, _ in between if p not in named]
    if every > 1:
        minor = [float(d) for d in range(first, last + 1) if d % every]
    return Ticks(sorted(major), minor)


def _decade(exponent: int, plain: bool) -> str:
    return number(float(f"1e{exponent}")) if plain else f"10{superscript(exponent)}"


def _nice_step(rough: float) -> float:
    """The next of 1, 2, 5 times a power of ten."""
    if not (isfinite(rough) and rough > 0):
        return 1.0
    decade = floor(log10(rough))
    mantissa = rough / 10.0**decade
    factor = next((f for f in _NICE if mantissa <= f * (1 + 1e-9)), 10.0)
    return float(f"{factor:g}e{decade}")

