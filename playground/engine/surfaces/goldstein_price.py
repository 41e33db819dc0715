"""Goldstein and Price's function: four minima on ground that spans six decades of height."""

from typing import Any

import numpy as np

from playground.engine.surface import Surface, surfaces


@surfaces.register("goldstein_price")
class GoldsteinPrice(Surface):
    """A product of two squares, each with its polynomial (Goldstein and Price 1971)."""

    title = "Goldstein and Price's heights"
    group = "Many minima"
    teaches = (
        "Heights run from 3 to a million, so a learning rate that is safe on the cliffs "
        "hardly moves at the bottom."
    )
    formula = (
        "(1 + (x + y + 1)^2 (19 - 14x + 3x^2 - 14y + 6x y + 3y^2))"
        " * (30 + (2x - 3y)^2 (18 - 32x + 12x^2 + 48y - 36x y + 27y^2))"
    )
    window = ((-2, 2), (-2, 2))
    start = (1.5, 1.0)
    learning_rate = 0.0001
    minima = ((0.0, -1.0), (-0.6, -0.4), (1.8, 0.2), (1.2, 0.8))
    log_height = True

    def value(self, x: Any, y: Any, xp: Any = np) -> Any:
        s, d = x + y + 1, 2 * x - 3 * y
        q = 19 - 14 * (x + y) + 3 * (x + y) * (x + y)
        p = 18 - 32 * x + 48 * y + 3 * d * d
        return (1 + s * s * q) * (30 + d * d * p)

    def gradient(self, x: Any, y: Any, xp: Any = np) -> tuple[Any, Any]:
        s, d = x + y + 1, 2 * x - 3 * y
        q = 19 - 14 * (x + y) + 3 * (x + y) * (x + y)
        p = 18 - 32 * x + 48 * y + 3 * d * d
        a, b = 1 + s * s * q, 30 + d * d * p
        da = s * (2 * q + s * (6 * (x + y) - 14))  # the same along x and y
        dbx = d * (4 * p + d * (12 * d - 32))
        dby = d * (d * (48 - 18 * d) - 6 * p)
        return da * b + a * dbx, da * b + a * dby
