"""The quadratic bowl, whose condition number decides how hard gradient descent has it."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from playground.engine.parameters import parameter
from playground.engine.surface import Surface, surfaces


@surfaces.register("bowl")
@dataclass(frozen=True)
class Bowl(Surface):
    """½ (x² + κ y²): eigenvalues 1 and κ."""

    title = "Quadratic bowl"
    group = "Bowls and ravines"
    rank = 0
    teaches = (
        "The steep direction limits the learning rate (2/κ), the flat one then has to wait: "
        "the condition number κ decides how many steps it takes."
    )
    formula = "(x^2 + kappa y^2) / 2"
    window = ((-10, 10), (-10, 10))
    start = (8.0, 8.0)
    learning_rate = 0.15
    minima = ((0.0, 0.0),)

    kappa: float = parameter(
        10.0, low=0, above=True, high=1e6, log=True, slider=(1.0, 1000.0), symbol="κ",
        help="Condition number κ: how many times steeper the curve is along y than along x.",
    )

    def value(self, x: Any, y: Any, xp: Any = np) -> Any:
        return (x * x + self.kappa * (y * y)) / 2

    def gradient(self, x: Any, y: Any, xp: Any = np) -> tuple[Any, Any]:
        return x, self.kappa * y
