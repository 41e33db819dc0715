"""Ground so flat that a run rests on it: a plateau, or the floor around a flat minimum.

Around the minimum of x⁴ the slope is next to nothing long before the minimum is reached. A plateau
is as flat, but a minimum is elsewhere and lower.
"""

from __future__ import annotations

import numpy as np

from playground.engine.surface import Surface
from playground.lab.verdicts.ground import Ground, ground_near, span, usual_height

LEVEL = 1e-3  # of the height in the window: what changes f by less is flat


def is_flat(surface: Surface, slope: float) -> bool:
    """Whether a slope, kept over the whole window, would hardly change f."""
    return slope * span(surface) < LEVEL * usual_height(surface)


def floor_around(surface: Surface, x: float, y: float) -> Ground | None:
    """The minimum to which f falls from (x, y), and by next to nothing; None on a plateau."""
    found = ground_near(surface, x, y, span(surface))
    if found is None or found.kind not in ("minimum", "level"):
        return None
    way = np.linspace(0.0, 1.0, 33)
    with np.errstate(all="ignore"):
        heights = np.broadcast_to(np.asarray(surface.value(
            x + (found.at[0] - x) * way, y + (found.at[1] - y) * way
        ), dtype=float), way.shape)
    drop = heights[0] - heights[-1]
    falls = bool((heights <= heights[0]).all())  # no ridge between
    return found if falls and 0 < drop < LEVEL * usual_height(surface) else None
