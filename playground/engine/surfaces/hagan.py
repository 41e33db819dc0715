"""Hagan's textbook surface: two minima with a saddle between them."""

from typing import Any

import numpy as np

from playground.engine.surface import Surface, surfaces


@surfaces.register("hagan")
class Hagan(Surface):
    """f(x, y) = (y − x)⁴ + 8xy − x + y + 3 (Hagan et al., Neural Network Design, chapter 8)."""

    title = "Hagan's two minima"
    group = "Many minima"
    teaches = (
        "From this start plain descent walks into the nearer, worse minimum; momentum carries it "
        "over the saddle into the best one."
    )
    formula = "(y - x)^4 + 8x y - x + y + 3"
    window = ((-2, 2), (-2, 2))
    start = (-1.0, 0.2)
    learning_rate = 0.02
    minima = ((0.553580, -0.553580), (-0.418783, 0.418783))
    saddles = ((-0.134797, 0.134797),)
    log_height = True

    def value(self, x: Any, y: Any, xp: Any = np) -> Any:
        d = (y - x) * (y - x)
        return d * d + 8 * x * y - x + y + 3

    def gradient(self, x: Any, y: Any, xp: Any = np) -> tuple[Any, Any]:
        d = y - x
        c = 4 * d * d * d
        return 8 * y - c - 1, 8 * x + c + 1
