"""Ackley's funnel: a nearly flat, dented plain around one deep hole with a pointed bottom."""

import math
from dataclasses import dataclass
from typing import Any

import numpy as np

from playground.engine.parameters import parameter
from playground.engine.surface import Surface, surfaces


@surfaces.register("ackley")
@dataclass(frozen=True)
class Ackley(Surface):
    """f(x, y) = a (1 − exp(−r/5)) + e − exp((cos 2πx + cos 2πy)/2), r² = (x² + y²)/2 (Ackley 1987).

    Pointed at its minimum (0, 0), where the gradient does not exist; we define it as 0 there.
    """

    title = "Ackley's funnel"
    group = "Many minima"
    teaches = (
        "Far out the dents hide the slope towards the hole, and at the pointed bottom the "
        "gradient never fades: a fixed learning rate keeps jumping around the minimum."
    )
    formula = (
        "a*(1 - exp(-sqrt((x^2 + y^2)/2)/5)) + e"
        " - exp((cos(2 pi x) + cos(2 pi y))/2)"
    )
    window = ((-5, 5), (-5, 5))
    start = (2.5, -1.5)
    learning_rate = 0.02
    minima = ((0.0, 0.0),)

    a: float = parameter(
        20.0, low=0, above=True, high=1000, slider=(1.0, 40.0), symbol="a",
        help="Depth a of the funnel compared with the dents; the lowest point stays at (0, 0).",
    )

    def value(self, x: Any, y: Any, xp: Any = np) -> Any:
        t = 2 * math.pi
        r = xp.hypot(x, y) * math.sqrt(0.5)
        dents = xp.exp((xp.cos(t * x) + xp.cos(t * y)) / 2)
        return self.a * (1 - xp.exp(-r / 5)) + (math.e - dents)

    def gradient(self, x: Any, y: Any, xp: Any = np) -> tuple[Any, Any]:
        t = 2 * math.pi
        d = xp.hypot(x, y)
        k = self.a * math.sqrt(0.5) / 5 * xp.exp(-d * math.sqrt(0.5) / 5) / (d + (d == 0))
        dents = math.pi * xp.exp((xp.cos(t * x) + xp.cos(t * y)) / 2)
        return k * x + dents * xp.sin(t * x), k * y + dents * xp.sin(t * y)
