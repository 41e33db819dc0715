"""Which colour is which risk: by its logarithm, by its rank, or as it is."""

from __future__ import annotations

from dataclasses import dataclass
from math import log10

import numpy as np

from playground.app.paint.axes import round_step, tick_label, ticks
from playground.app.plots.height_bar import bar_ticks as range_ticks
from playground.app.plots.heights import DECADES, LEVELS, Range, Scale, height_range
from playground.app.text.numbers import number
from playground.engine.problem import Array

KNOTS = 65
FLAT = 1e-6
"""Of the risk: less than this is no height, but how a sum was rounded."""
STEADY, AT_REST = 0.25, 0.04
"""While heights change, ends of the colours that move by less of their span stay where they are;
and when they have changed."""


@dataclass(frozen=True)
class Ranks:
    """Every colour covers as much ground: `knots`, shape (n,), are the risks at even ranks."""

    knots: tuple[float, ...]
    low: float = 0.0
    high: float = 1.0

    def shown(self, values: Array) -> Array:
        """The share of the ground that is lower, 0 to 1; nan where a value is not finite."""
        ranks = np.interp(values, self.knots, np.linspace(0, 1, len(self.knots)))
        return np.where(np.isfinite(values), ranks, np.nan)

    @property
    def levels(self) -> Array:
        """Where contours run."""
        return np.linspace(0, 1, LEVELS + 2)[1:-1]


def scale_of(
    values: Array, kind: str, before: Scale | None = None, steady: float = STEADY
) -> Scale:
    """The scale "log", "quantile" or "linear" for risks; `before`, if it fits but for a share
    `steady` of its span, stays."""
    finite = np.sort(values[np.isfinite(values)])
    if len(finite) and is_flat(finite):  # a logarithm of it would be all noise
        level = min(max(float(finite[0]), -1e308), 1e308)
        around = max(abs(level) / 2, 1e-300)
        return Range(False, 0.0, level - around, level + around)
    if kind == "quantile" and len(finite) and finite[-1] > finite[0]:
        places = np.linspace(0, len(finite) - 1, KNOTS).astype(int)
        knots = np.unique(finite[places])
        if len(knots) > 1:
            return Ranks(tuple(knots.tolist()))
    made: Scale
    if kind == "log" and len(finite) and finite[-1] > 0:
        positive = np.log10(finite[finite > 0])
        high = float(positive[-1])
        low = max(float(positive[len(positive) // 2000]), high - DECADES)
        made = Range(True, 0.0, low, max(high, low + 1e-6))
    else:
        made = height_range(values, np.inf, False, True)
    return before if before is not None and _fits(before, made, steady) else made


def is_flat(values: Array) -> bool:
    """Whether finite risks are one number, as far as a picture's digits go."""
    return bool(np.ptp(values) <= FLAT * np.abs(values).max())


def bar_name(scale: Scale, height: str) -> str:
    """What stands along the bar."""
    if isinstance(scale, Ranks):
        return f"{height} (by rank)"
    return f"{height} (log)" if isinstance(scale, Range) and scale.log else height


def bar_ticks(scale: Scale, most: int) -> list[tuple[float, str]]:
    """Places along the bar (0 below, 1 above) and the risks there."""
    if isinstance(scale, Range) and scale.log and scale.high - scale.low < 1:
        # Within a decade 1, 2 and 5 would be too few: round risks, where they stand.
        low, high = 10.0**scale.low, 10.0**scale.high
        step, span = round_step(high - low, most), scale.high - scale.low
        return [((log10(v) - scale.low) / span, tick_label(v, step))
                for v in ticks(low, high, most) if v > 0]
    if isinstance(scale, Range):
        return range_ticks(scale, most)
    assert isinstance(scale, Ranks)
    places = np.linspace(0, 1, max(2, min(most, 6)))
    knots = np.interp(places, np.linspace(0, 1, len(scale.knots)), scale.knots)
    return [(float(p), number(float(v), 3)) for p, v in zip(places, knots, strict=True)]


def _fits(before: Scale, made: Scale, steady: float) -> bool:
    """Whether the colours in use serve another grid as well: nothing is to flicker."""
    if not isinstance(before, Range) or not isinstance(made, Range) or before.log != made.log:
        return False
    slack = steady * (before.high - before.low)
    return abs(before.low - made.low) < slack and abs(before.high - made.high) < slack
