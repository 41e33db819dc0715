"""A gentle banana-shaped valley: Rosenbrock's idea, kind enough to watch from start to end."""

from typing import Any

import numpy as np

from playground.engine.surface import Surface, surfaces


@surfaces.register("banana")
class Banana(Surface):
    """f(x, y) = (1 − x)² + 20 (3y − x²)² (Goh, Why Momentum Really Works, Distill 2017)."""

    title = "Banana valley"
    group = "Curved valleys"
    teaches = (
        "Momentum builds up speed along the valley's floor, where plain gradient descent only "
        "crawls."
    )
    formula = "(1 - x)^2 + 20 (3y - x^2)^2"
    window = ((-2, 2), (-0.27, 1.07))
    start = (-1.2, 0.6)
    learning_rate = 0.002
    minima = ((1.0, 1 / 3),)
    log_height = True

    def value(self, x: Any, y: Any, xp: Any = np) -> Any:
        a, c = 1 - x, 3 * y - x * x
        return a * a + 20 * (c * c)

    def gradient(self, x: Any, y: Any, xp: Any = np) -> tuple[Any, Any]:
        c = 3 * y - x * x
        return 2 * (x - 1) - 80 * x * c, 120 * c
