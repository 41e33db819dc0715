"""Rosenbrock's valley: finding its floor is easy, following it is not."""

from dataclasses import dataclass
from math import sqrt
from typing import Any

import numpy as np

from playground.engine.parameters import parameter
from playground.engine.surface import Point, Surface, surfaces


@surfaces.register("rosenbrock")
@dataclass(frozen=True)
class Rosenbrock(Surface):
    """f(x, y) = (1 − x)² + b (y − x²)² with b = 100 (Rosenbrock 1960, The Computer Journal 3)."""

    title = "Rosenbrock's valley"
    group = "Curved valleys"
    rank = 0
    teaches = (
        "The steep walls force a tiny learning rate, and along the bent, nearly flat floor "
        "such steps take thousands of turns to arrive."
    )
    formula = "(1 - x)^2 + b*(y - x^2)^2"
    window = ((-2, 2), (-1, 3))
    start = (-1.5, 2.0)
    learning_rate = 0.001
    minima = ((1.0, 1.0),)
    log_height = True

    b: float = parameter(
        100.0, low=0, above=True, high=1e4, log=True, slider=(1.0, 1000.0), symbol="b",
        help="How steep the valley's walls are; the minimum stays at (1, 1).",
    )

    def value(self, x: Any, y: Any, xp: Any = np) -> Any:
        a, c = 1 - x, y - x * x
        return a * a + self.b * (c * c)

    def gradient(self, x: Any, y: Any, xp: Any = np) -> tuple[Any, Any]:
        c = y - x * x
        return 2 * (x - 1) - 4 * self.b * x * c, 2 * self.b * c

    def residuals(self, x: float, y: float) -> tuple[tuple[float, ...], tuple[Point, ...]]:
        root = sqrt(self.b)
        return (root * (y - x * x), 1 - x), ((-2 * root * x, root), (-1.0, 0.0))
