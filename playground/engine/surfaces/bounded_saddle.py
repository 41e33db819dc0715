"""A saddle with ground beneath it: whoever slides off arrives in one of two minima."""

from typing import Any

import numpy as np

from playground.engine.surface import Surface, surfaces


@surfaces.register("bounded_saddle")
class BoundedSaddle(Surface):
    """f(x, y) = x² − y² + y⁴/4: a saddle at (0, 0) between minima at (0, ±√2)."""

    title = "Saddle between two minima"
    group = "Saddles, plateaus"
    teaches = (
        "Near a saddle descent slows down as if it had arrived, then leaves along the one "
        "direction that leads further down."
    )
    formula = "x^2 - y^2 + y^4/4"
    window = ((-2, 2), (-2.5, 2.5))
    start = (1.5, 0.001)
    learning_rate = 0.05
    minima = ((0.0, 1.414214), (0.0, -1.414214))
    saddles = ((0.0, 0.0),)

    def value(self, x: Any, y: Any, xp: Any = np) -> Any:
        t = y * y
        return x * x - t + t * t / 4

    def gradient(self, x: Any, y: Any, xp: Any = np) -> tuple[Any, Any]:
        return 2 * x, y * (y * y - 2)
