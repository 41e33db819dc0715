"""Himmelblau's function: four equal minima around one hill."""

from typing import Any

import numpy as np

from playground.engine.surface import Point, Surface, surfaces


@surfaces.register("himmelblau")
class Himmelblau(Surface):
    """f(x, y) = (x² + y − 11)² + (x + y² − 7)² (Himmelblau 1972, Applied Nonlinear Programming)."""

    title = "Himmelblau's four minima"
    group = "Many minima"
    rank = 0
    teaches = (
        "Four minima are equally good; which one we reach depends only on which side of the "
        "saddles we start."
    )
    formula = "(x^2 + y - 11)^2 + (x + y^2 - 7)^2"
    window = ((-6, 6), (-6, 6))
    start = (-0.15, 0.67)
    learning_rate = 0.01
    minima = ((3.0, 2.0), (-2.805118, 3.131313), (-3.779310, -3.283186), (3.584428, -1.848127))
    saddles = (
        (3.385154, 0.073852),
        (0.086678, 2.884255),
        (-3.073026, -0.081353),
        (-0.127961, -1.953715),
    )
    log_height = True

    def value(self, x: Any, y: Any, xp: Any = np) -> Any:
        a, b = x * x + y - 11, x + y * y - 7
        return a * a + b * b

    def gradient(self, x: Any, y: Any, xp: Any = np) -> tuple[Any, Any]:
        a, b = x * x + y - 11, x + y * y - 7
        return 4 * x * a + 2 * b, 2 * a + 4 * y * b

    def residuals(self, x: float, y: float) -> tuple[tuple[float, ...], tuple[Point, ...]]:
        return (x * x + y - 11, x + y * y - 7), ((2 * x, 1.0), (1.0, 2 * y))
