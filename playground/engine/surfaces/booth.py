"""Booth's function: two linear equations, solved by walking downhill."""

from typing import Any

import numpy as np

from playground.engine.surface import Point, Surface, surfaces


@surfaces.register("booth")
class Booth(Surface):
    """f(x, y) = (x + 2y − 7)² + (2x + y − 5)² (in the survey of Jamil and Yang 2013)."""

    title = "Booth's function"
    group = "First steps"
    teaches = (
        "The squared misses of two linear equations make a bowl, and its lowest point (1, 3) "
        "solves them both."
    )
    formula = "(x + 2y - 7)^2 + (2x + y - 5)^2"
    window = ((-10, 10), (-10, 10))
    start = (-8.0, 7.0)
    learning_rate = 0.05
    minima = ((1.0, 3.0),)
    terms = 2  # each of the two squares, twice

    def value(self, x: Any, y: Any, xp: Any = np) -> Any:
        a, b = x + 2 * y - 7, 2 * x + y - 5
        return a * a + b * b

    def term_gradient(self, term: int, x: float, y: float) -> Point:
        a, b = x + 2 * y - 7, 2 * x + y - 5
        return (4 * a, 8 * a) if term == 0 else (8 * b, 4 * b)

    def gradient(self, x: Any, y: Any, xp: Any = np) -> tuple[Any, Any]:
        a, b = x + 2 * y - 7, 2 * x + y - 5
        return 2 * a + 4 * b, 4 * a + 2 * b
