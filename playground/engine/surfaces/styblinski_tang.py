"""Styblinski and Tang's function: four minima of three depths, one for each pair of signs."""

from typing import Any

import numpy as np

from playground.engine.surface import Surface, surfaces


@surfaces.register("styblinski_tang")
class StyblinskiTang(Surface):
    """f(x, y) = ½ (x⁴ − 16x² + 5x + y⁴ − 16y² + 5y) (Styblinski and Tang 1990)."""

    title = "Styblinski and Tang's four pits"
    group = "Many minima"
    teaches = (
        "The start lies almost on the hill between four pits of different depth: a small push "
        "decides which of them we get."
    )
    formula = "(x^4 - 16x^2 + 5x + y^4 - 16y^2 + 5y) / 2"
    window = ((-5, 5), (-5, 5))
    start = (0.2, 0.2)
    learning_rate = 0.01
    minima = (
        (-2.903534, -2.903534),
        (2.746803, -2.903534),
        (-2.903534, 2.746803),
        (2.746803, 2.746803),
    )

    def value(self, x: Any, y: Any, xp: Any = np) -> Any:
        s, t = x * x, y * y
        return (s * (s - 16) + 5 * x + t * (t - 16) + 5 * y) / 2

    def gradient(self, x: Any, y: Any, xp: Any = np) -> tuple[Any, Any]:
        return x * (2 * x * x - 16) + 2.5, y * (2 * y * y - 16) + 2.5
