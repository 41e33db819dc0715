"""Rastrigin's egg box: one bowl with a hundred dents."""

import math
from dataclasses import dataclass
from typing import Any

import numpy as np

from playground.engine.parameters import parameter
from playground.engine.surface import Surface, surfaces


@surfaces.register("rastrigin")
@dataclass(frozen=True)
class Rastrigin(Surface):
    """f(x, y) = 2A + x² + y² − A (cos 2πx + cos 2πy) with A = 10 (Rastrigin 1974)."""

    title = "Rastrigin's egg box"
    group = "Many minima"
    teaches = (
        "Of 121 minima gradient descent finds the nearest and stays there; the shallower the "
        "dents, the further it gets."
    )
    formula = "2amplitude + x^2 + y^2 - amplitude*(cos(2 pi x) + cos(2 pi y))"
    window = ((-5.12, 5.12), (-5.12, 5.12))
    start = (-2.0, 3.5)
    learning_rate = 0.001
    minima = ((0.0, 0.0),)

    amplitude: float = parameter(
        10.0, low=0, high=100, slider=(0.0, 20.0), symbol="A",
        help="Amplitude A of the dents: 0 leaves a plain bowl; the lowest point stays at (0, 0).",
    )

    def value(self, x: Any, y: Any, xp: Any = np) -> Any:
        a, t = self.amplitude, 2 * math.pi
        return 2 * a + x * x + y * y - a * (xp.cos(t * x) + xp.cos(t * y))

    def gradient(self, x: Any, y: Any, xp: Any = np) -> tuple[Any, Any]:
        t = 2 * math.pi
        k = t * self.amplitude
        return 2 * x + k * xp.sin(t * x), 2 * y + k * xp.sin(t * y)
