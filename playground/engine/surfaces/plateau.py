"""A plateau with a pit: far from the pit there is no slope to follow."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from playground.engine.parameters import parameter
from playground.engine.surface import Surface, surfaces


@surfaces.register("plateau")
@dataclass(frozen=True)
class Plateau(Surface):
    """f(x, y) = 1 − exp(−(x² + y²) / 2σ²) with σ = ½: a Gauss bell upside down."""

    title = "Plateau with a pit"
    group = "Saddles, plateaus"
    teaches = (
        "A tiny gradient is not a minimum: on the plateau descent stops at once, in the wrong "
        "place, and so do saturated neurons."
    )
    formula = "1 - exp(-(x^2 + y^2) / (2 sigma^2))"
    window = ((-3, 3), (-3, 3))
    start = (2.0, 2.0)
    learning_rate = 0.1
    minima = ((0.0, 0.0),)

    sigma: float = parameter(
        0.5, low=0.1, high=10, log=True, slider=(0.1, 3.0), symbol="σ",
        help="Width σ of the pit: the wider, the further out its slope can be felt.",
    )

    def value(self, x: Any, y: Any, xp: Any = np) -> Any:
        return -xp.expm1(-(x * x + y * y) / (2 * self.sigma * self.sigma))

    def gradient(self, x: Any, y: Any, xp: Any = np) -> tuple[Any, Any]:
        s = self.sigma * self.sigma
        e = xp.exp(-(x * x + y * y) / (2 * s)) / s
        return x * e, y * e
