"""The three-hump camel: one good minimum between two worse ones."""

from typing import Any

import numpy as np

from playground.engine.surface import Surface, surfaces


@surfaces.register("three_hump_camel")
class ThreeHumpCamel(Surface):
    """f(x, y) = 2x² − 1.05x⁴ + x⁶/6 + xy + y² (Branin 1972)."""

    title = "Three-hump camel"
    group = "Many minima"
    teaches = (
        "From the right slope plain gradient descent settles in a side valley; with momentum "
        "it can roll on into the best one."
    )
    formula = "2x^2 - 1.05x^4 + x^6/6 + x y + y^2"
    window = ((-2, 2), (-1.5, 1.5))
    start = (1.9, 1.4)
    learning_rate = 0.05
    minima = ((0.0, 0.0), (-1.747552, 0.873776), (1.747552, -0.873776))

    def value(self, x: Any, y: Any, xp: Any = np) -> Any:
        s = x * x
        return s * (2 + s * (s / 6 - 1.05)) + x * y + y * y

    def gradient(self, x: Any, y: Any, xp: Any = np) -> tuple[Any, Any]:
        s = x * x
        return x * (4 + s * (s - 4.2)) + y, x + 2 * y
