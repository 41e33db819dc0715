"""Sizes of what is in view, in steps: nothing jumps while it is played."""

from __future__ import annotations

from math import floor, log10

STEPS = (1, 1.25, 1.6, 2, 2.5, 3, 4, 5, 6.5, 8, 10)
"""Of a decade."""


def next_step(size: float) -> float:
    """The smallest step that is not below a positive size."""
    decade = 10.0 ** floor(log10(size))
    return next((s * decade for s in STEPS if s * decade >= size * (1 - 1e-9)), 10 * decade)
