"""Which heights of a surface its colours stand for: those in its own window, from its floor on."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from playground.app.paint.viewport import Viewport
from playground.engine.problem import Array
from playground.engine.surface import Surface, Window

ASKEW = 0.381966
LOOK, CLOSER, LOOKS = 97, 17, 4
"""Samples along each side of a look at a whole surface, of closer looks, and how many there are."""


def in_window(values: Array, viewport: Viewport, window: Window) -> tuple[Array, bool]:
    """Those samples that lie in the surface's own window, all if none do; if some do not.

    Colours are spent on the window: a wide picture shows ground beyond it, where f may be
    millions of times as high.
    """
    count = len(values) - 2
    places = (np.arange(count + 2) - 0.5) / count
    cuts = []
    for (first, last), (low, high) in zip((viewport.x, viewport.y), window, strict=True):
        at = first + places * (last - first)
        slack = 1e-9 * (high - low)
        inside = np.flatnonzero((at >= low - slack) & (at <= high + slack))
        if not len(inside):
            return values, False
        cuts.append(slice(int(inside[0]), int(inside[-1]) + 1))
    across, up = cuts
    own = values[up, across]
    # The ring of samples around the view is half a cell outside and no ground in sight.
    return own, min(own.shape) < count


@lru_cache(maxsize=16)
def known_lowest(surface: Surface) -> float:
    """The lowest value in the surface's own window, as far as a look around finds it."""
    values = _values(surface, *(np.linspace(*side, LOOK) for side in surface.window))
    with np.errstate(all="ignore"):
        known = [float(surface.value(np.float64(a), np.float64(b))) for a, b in surface.minima]
    known.append(np.min(values, where=np.isfinite(values), initial=np.inf))
    return min(known)


@lru_cache(maxsize=16)
def has_floor(surface: Surface) -> bool:
    """Whether its lowest value is a minimum inside of its own window, and not at the rim or in a
    hole without a bottom, as beside 1/x. Looks closer and closer at the lowest place: in a valley
    each look finds less that is new.
    """
    sides = surface.window
    steps = [(high - low) / LOOK for low, high in sides]
    # Holes are at round numbers: a grid that meets one exactly would not see how deep it is.
    grid = [low + (np.arange(LOOK) + ASKEW) * step
            for (low, _), step in zip(sides, steps, strict=True)]
    lowest: list[float] = []
    for _ in range(LOOKS):
        values = _values(surface, *grid)
        values = np.where(np.isfinite(values), values, np.inf)
        row, column = np.unravel_index(int(np.argmin(values)), values.shape)
        lowest.append(float(values[row, column]))
        at = float(grid[0][column]), float(grid[1][row])
        grid = [
            np.linspace(max(x - step, side[0]), min(x + step, side[1]), CLOSER)
            for x, step, side in zip(at, steps, sides, strict=True)
        ]
        steps = [2 * step / (CLOSER - 1) for step in steps]
    rim = any(
        min(x - low, high - x) < (high - low) / (2 * LOOK)
        for x, (low, high) in zip(at, sides, strict=True)
    )
    if rim or not np.isfinite(lowest[-1]):
        return False
    fell = -np.diff(lowest)
    least = 1e-12 * max(1.0, abs(lowest[-1]))
    return bool(fell[-1] <= max(0.5 * float(fell[:-1].max()), least))


def _values(surface: Surface, x: np.ndarray, y: np.ndarray) -> Array:
    with np.errstate(all="ignore"):
        values = np.asarray(surface.value(*np.meshgrid(x, y)), dtype=float)
    return np.broadcast_to(values, (len(y), len(x)))
