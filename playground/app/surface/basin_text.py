"""What is said of the basins: which minimum, from how many starts, in how many steps."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from playground.app.text.numbers import count, grouped, point
from playground.app.text.shares import percents
from playground.engine.basin_maps import BasinMap
from playground.engine.basins import DIVERGED, NOWHERE, OUT_OF_STEPS, SADDLE, STALLED
from playground.engine.surface import Point

MOST_ROWS = 7
WHY = {
    OUT_OF_STEPS: "out of steps",
    SADDLE: "rests on a saddle or a top",
    STALLED: "stalled: steps too short",
}


class Row(NamedTuple):
    """A row of the legend; `basin` is the minimum's index, DIVERGED, NOWHERE or −3 for others."""

    basin: int
    name: str
    share: str
    steps: str


def letter(k: int) -> str:
    """The name of a minimum: A is the lowest; after Z come numbers."""
    return chr(ord("A") + k) if k < 26 else str(k + 1)


def rows_of(found: BasinMap) -> list[Row]:
    """The legend: the minima that are reached, the lowest first, then what has come to none."""
    basin, steps, lost = found.found.basin, found.found.steps, found.found.lost
    rows: list[tuple[int, str, np.ndarray]] = []
    others = np.zeros(basin.shape, bool)
    for k, (x, y) in enumerate(found.found.minima.tolist()):
        here = basin == k
        if len(rows) >= MOST_ROWS:
            others |= here
        elif here.any():
            rows.append((k, f"{letter(k)}  {point(x, y)}", here))
    if others.any():
        rows.append((-3, "other minima", others))
    if (basin == DIVERGED).any():
        rows.append((DIVERGED, "diverged", basin == DIVERGED))
    for kind, words in WHY.items():
        here = (basin == NOWHERE) & (lost == kind)
        if here.any():
            rows.append((NOWHERE, words, here))
    shares = percents(*(float(here.mean()) for _, _, here in rows))
    return [
        Row(kind, name, share, count(int(np.median(steps[here])), "step"))
        for (kind, name, here), share in zip(rows, shares, strict=True)
    ]


def title_of(found: BasinMap, label: str) -> str:
    """Whose basins these are, and of how many starts."""
    return f"{label} from {grouped(len(found.x))} × {grouped(len(found.y))} starts"


def reading(found: BasinMap, at: Point) -> str:
    """What becomes of the start under the pointer; "" outside of the map."""
    pixel = found.pixel(at)
    if pixel is None:
        return ""
    basin, lost = int(found.found.basin[pixel]), int(found.found.lost[pixel])
    steps = count(int(found.found.steps[pixel]), "step")
    if basin >= 0:
        x, y = found.found.minima[basin].tolist()
        return f"started here it reaches {letter(basin)} {point(x, y)} after {steps}"
    if basin == DIVERGED:
        return f"started here it diverges after {steps}"
    return f"started here it reaches no minimum ({WHY[lost]}) after {steps}"
