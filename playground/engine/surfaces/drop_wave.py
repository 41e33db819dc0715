"""A drop that fell into water: rings of minima around the lowest point."""

from typing import Any

import numpy as np

from playground.engine.surface import Surface, surfaces


@surfaces.register("drop_wave")
class DropWave(Surface):
    """f(x, y) = −(1 + cos 12r) / (r²/2 + 2), r² = x² + y² (Molga and Smutnicki 2005)."""

    title = "Drop wave"
    group = "Many minima"
    teaches = (
        "A minimum need not be a point: along each ring the ground is level, and descent stops "
        "wherever it first meets one."
    )
    formula = "-(1 + cos(12 sqrt(x^2 + y^2))) / ((x^2 + y^2)/2 + 2)"
    window = ((-2, 2), (-2, 2))
    start = (1.2, 0.7)
    learning_rate = 0.005
    minima = ((0.0, 0.0),)

    def value(self, x: Any, y: Any, xp: Any = np) -> Any:
        r = xp.hypot(x, y)
        return -(1 + xp.cos(12 * r)) / (r * r / 2 + 2)

    def gradient(self, x: Any, y: Any, xp: Any = np) -> tuple[Any, Any]:
        r = xp.hypot(x, y)
        m = r * r / 2 + 2
        k = 12 * xp.sin(12 * r) / (m * (r + (r == 0))) + (1 + xp.cos(12 * r)) / (m * m)
        return k * x, k * y
