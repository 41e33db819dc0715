"""What is said of the basins: which minimum, from how many starts, in how many steps."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from playground.app.text.numbers import count, grouped, number, point
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
    rows: list[Row] = []
    others = np.zeros(basin.shape, bool)
    for k, (x, y) in enumerate(found.found.minima.tolist()):
        here = basin == k
        if len(rows) >= MOST_ROWS:
            others |= here
        elif here.any():
            rows.append(_row(k, f"{letter(k)}  {point(x, y)}", here, steps))
    if others.any():
        rows.append(_row(-3, "other minima", others, steps))
    if (basin == DIVERGED).any():
        rows.append(_row(DIVERGED, "diverged", basin == DIVERGED, steps))
    for kind, words in WHY.items():
        here = (basin == NOWHERE) & (lost == kind)
        if here.any():
            rows.append(_row(NOWHERE, words, here, steps))
    return rows


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


def _row(basin: int, name: str, here: np.ndarray, steps: np.ndarray) -> Row:
    percent = 100 * float(here.mean())
    share = f"{number(percent, 2 if percent < 10 else 3)} %"
    middle = int(np.median(steps[here]))
    return Row(basin, name, share, count(middle, "step"))
