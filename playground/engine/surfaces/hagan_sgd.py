"""The squared error of a linear neuron on four samples: a first taste of learning from data."""

from typing import Any

import numpy as np

from playground.engine.surface import Point, Surface, surfaces

_SAMPLES = (((-1, 2), -1), ((2, -1), -1), ((0, -1), 1), ((-1, 0), 1))
"""p and t of each sample."""


@surfaces.register("hagan_sgd")
class HaganSgd(Surface):
    """f(x, y) = Σ (t − x p₁ − y p₂)² over p = (−1, 2), (2, −1), (0, −1), (−1, 0), t = −1, −1, 1, 1
    (Hagan, Demuth, Beale and De Jesús, Neural Network Design).
    """

    title = "Hagan's linear neuron"
    group = "Bowls and ravines"
    teaches = (
        "Fitting the two weights of a linear neuron by squared error is descending a "
        "quadratic bowl."
    )
    formula = "6x^2 - 8x y + 6y^2 + 4x + 4y + 4"
    window = ((-3, 0), (-3, 0))
    start = (-1.0, -2.95)
    learning_rate = 0.02
    minima = ((-1.0, -1.0),)
    terms = 4  # the squared error of each sample, four times

    def value(self, x: Any, y: Any, xp: Any = np) -> Any:
        return 6 * (x * x + y * y) - 8 * x * y + 4 * (x + y) + 4

    def term_gradient(self, term: int, x: float, y: float) -> Point:
        (p, q), target = _SAMPLES[term]
        error = target - x * p - y * q
        return -8 * error * p, -8 * error * q

    def gradient(self, x: Any, y: Any, xp: Any = np) -> tuple[Any, Any]:
        return 12 * x - 8 * y + 4, 12 * y - 8 * x + 4
