"""A straight ravine at an angle to the axes, where scaling the axes one by one cannot help."""

import math
from dataclasses import dataclass
from typing import Any

import numpy as np

from playground.engine.parameters import parameter
from playground.engine.surface import Surface, surfaces


@surfaces.register("rotated_ravine")
@dataclass(frozen=True)
class RotatedRavine(Surface):
    """½ (u² + κ v²) in coordinates u, v turned by an angle: eigenvalues 1 and κ."""

    title = "Rotated ravine"
    group = "Bowls and ravines"
    teaches = (
        "Adagrad, RMSprop and Adam scale each axis by itself, which mends a ravine along an "
        "axis but not one that lies across them."
    )
    formula = (
        "((cos(angle*pi/180) x + sin(angle*pi/180) y)^2"
        " + kappa*(cos(angle*pi/180) y - sin(angle*pi/180) x)^2) / 2"
    )
    window = ((-10, 10), (-10, 10))
    start = (-8.0, 4.0)
    learning_rate = 0.018
    minima = ((0.0, 0.0),)

    kappa: float = parameter(
        100.0, low=0, above=True, high=1e6, log=True, slider=(1.0, 1000.0), symbol="κ",
        help="Condition number κ: how many times steeper it is across the ravine than along.",
    )
    angle: float = parameter(
        30.0, low=-180, high=180, slider=(0.0, 90.0), symbol="α", unit="°",
        help="Angle between the ravine's floor and the x axis; at 0° it is the quadratic bowl.",
    )

    @property
    def _axis(self) -> tuple[float, float]:
        """The direction of the ravine's floor, as cosine and sine."""
        angle = math.radians(self.angle)
        return math.cos(angle), math.sin(angle)

    def value(self, x: Any, y: Any, xp: Any = np) -> Any:
        c, s = self._axis
        u, v = c * x + s * y, c * y - s * x
        return (u * u + self.kappa * (v * v)) / 2

    def gradient(self, x: Any, y: Any, xp: Any = np) -> tuple[Any, Any]:
        c, s = self._axis
        u, v = c * x + s * y, c * y - s * x
        return c * u - self.kappa * s * v, s * u + self.kappa * c * v
