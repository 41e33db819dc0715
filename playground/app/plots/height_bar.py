"""What a colour bar of heights says: which colour is which height."""

from __future__ import annotations

from math import floor, log10

from playground.app.paint.axes import round_step, tick_label, ticks
from playground.app.plots.heights import Range
from playground.app.text.numbers import number


def bar_ticks(range_: Range, most: int) -> list[tuple[float, str]]:
    """Places along the bar (0 below, 1 above) and the values of f there."""
    span = range_.high - range_.low
    if not range_.log:
        step = round_step(span, most)
        found = [(v, tick_label(v, step)) for v in ticks(range_.low, range_.high, most)]
        return [((v - range_.low) / span, label) for v, label in found]
    made: list[tuple[float, str]] = []
    known = {number(range_.lowest)}
    for power in range(floor(range_.low), floor(range_.high) + 1):
        for digit in (1, 2, 5):
            # A round value of f about so high above the lowest; its true place is computed back.
            value = round(range_.lowest + digit * 10.0**power, -power)
            if value > range_.lowest:
                place = (log10(value - range_.lowest) - range_.low) / span
                label = number(float(value))
                # Near the lowest value four digits cannot tell ticks from it, or from each other.
                told = label not in known and all(abs(place - p) > 0.8 / most for p, _ in made)
                if 0 <= place <= 1 and told:
                    made.append((place, label))
                    known.add(label)
    return made


def above(range_: Range) -> str:
    """What heights are measured from: "above 8.982"."""
    return f"above {number(0.0 if abs(range_.lowest) < 1e-12 else range_.lowest)}"
