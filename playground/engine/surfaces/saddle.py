"""The saddle: downhill in one direction, uphill in the other, level in the middle."""

from typing import Any

import numpy as np

from playground.engine.surface import Surface, surfaces


@surfaces.register("saddle")
class Saddle(Surface):
    """f(x, y) = x² − y²: eigenvalues 2 and −2."""

    title = "Saddle"
    group = "Saddles, plateaus"
    rank = 0
    teaches = (
        "At a saddle the gradient is zero and yet it is no minimum: from exactly y = 0 we get "
        "stuck there, from the smallest y beside it we slide off."
    )
    formula = "x^2 - y^2"
    window = ((-2, 2), (-2, 2))
    start = (1.5, 0.0)
    learning_rate = 0.05
    saddles = ((0.0, 0.0),)

    def value(self, x: Any, y: Any, xp: Any = np) -> Any:
        return x * x - y * y

    def gradient(self, x: Any, y: Any, xp: Any = np) -> tuple[Any, Any]:
        return 2 * x, -2 * y
