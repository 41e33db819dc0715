"""Easom's function: a needle's eye in a wide plateau."""

import math
from typing import Any

import numpy as np

from playground.engine.surface import Surface, surfaces


@surfaces.register("easom")
class Easom(Surface):
    """f(x, y) = −cos x cos y exp(−(x − π)² − (y − π)²) (Easom 1990)."""

    title = "Easom's needle"
    group = "Saddles, plateaus"
    teaches = (
        "The first steps are so small that descent seems to have arrived, then it falls into the "
        "needle's eye; from further out it never does."
    )
    formula = "-cos(x) cos(y) exp(-(x - pi)^2 - (y - pi)^2)"
    window = ((-5, 10), (-5, 10))
    start = (4.6, 4.4)
    learning_rate = 0.3
    minima = ((math.pi, math.pi),)

    def value(self, x: Any, y: Any, xp: Any = np) -> Any:
        u, v = x - math.pi, y - math.pi
        return -xp.cos(x) * xp.cos(y) * xp.exp(-u * u - v * v)

    def gradient(self, x: Any, y: Any, xp: Any = np) -> tuple[Any, Any]:
        u, v = x - math.pi, y - math.pi
        e = xp.exp(-u * u - v * v)
        dx = e * xp.cos(y) * (xp.sin(x) + 2 * u * xp.cos(x))
        return dx, e * xp.cos(x) * (xp.sin(y) + 2 * v * xp.cos(y))
