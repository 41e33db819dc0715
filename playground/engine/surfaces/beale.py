"""Beale's function: a flat middle between four steep corners, and a valley that never ends."""

from typing import Any

import numpy as np

from playground.engine.surface import Point, Surface, surfaces


@surfaces.register("beale")
class Beale(Surface):
    """f(x, y) = (1.5 − x + xy)² + (2.25 − x + xy²)² + (2.625 − x + xy³)² (Beale 1958)."""

    title = "Beale's function"
    group = "Curved valleys"
    teaches = (
        "Gradients differ a thousandfold from place to place, so no single learning rate "
        "suits the corners and the flat middle at once."
    )
    formula = (
        "(1.5 - x + x y)^2 + (2.25 - x + x y^2)^2"
        " + (2.625 - x + x y^3)^2"
    )
    window = ((-4.5, 4.5), (-4.5, 4.5))
    start = (1.0, 1.5)
    learning_rate = 0.005
    minima = ((3.0, 0.5),)
    log_height = True

    def value(self, x: Any, y: Any, xp: Any = np) -> Any:
        a, b, c = self._misses(x, y)
        return a * a + b * b + c * c

    def gradient(self, x: Any, y: Any, xp: Any = np) -> tuple[Any, Any]:
        a, b, c = self._misses(x, y)
        dx = 2 * (a * (y - 1) + b * (y * y - 1) + c * (y * y * y - 1))
        return dx, 2 * x * (a + 2 * y * b + 3 * y * y * c)

    def residuals(self, x: float, y: float) -> tuple[tuple[float, ...], tuple[Point, ...]]:
        slopes = ((y - 1, x), (y * y - 1, 2 * x * y), (y * y * y - 1, 3 * x * y * y))
        return self._misses(x, y), slopes

    @staticmethod
    def _misses(x: Any, y: Any) -> tuple[Any, Any, Any]:
        """By how much each of the three data points is missed."""
        return 1.5 - x + x * y, 2.25 - x + x * y * y, 2.625 - x + x * y * y * y
