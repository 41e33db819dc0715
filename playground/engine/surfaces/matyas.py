"""Matyas' function: a shallow trough along the diagonal."""

from typing import Any

import numpy as np

from playground.engine.surface import Surface, surfaces


@surfaces.register("matyas")
class Matyas(Surface):
    """f(x, y) = 0.26 (x² + y²) − 0.48 xy (Matyas 1965)."""

    title = "Matyas' trough"
    group = "Bowls and ravines"
    teaches = (
        "Where slopes are this gentle a learning rate near 1 is right: how large a step may "
        "be depends on the curvature alone."
    )
    formula = "0.26 (x^2 + y^2) - 0.48 x y"
    window = ((-10, 10), (-10, 10))
    start = (-9.0, 8.0)
    learning_rate = 0.5
    minima = ((0.0, 0.0),)

    def value(self, x: Any, y: Any, xp: Any = np) -> Any:
        return 0.26 * (x * x + y * y) - 0.48 * x * y

    def gradient(self, x: Any, y: Any, xp: Any = np) -> tuple[Any, Any]:
        return 0.52 * x - 0.48 * y, 0.52 * y - 0.48 * x
