"""The monkey saddle: room for two legs and a tail, and no curvature at all in the middle."""

from typing import Any

import numpy as np

from playground.engine.surface import Surface, surfaces


@surfaces.register("monkey_saddle")
class MonkeySaddle(Surface):
    """f(x, y) = x³ − 3xy² (Hilbert and Cohn-Vossen 1932): at (0, 0) the Hessian is zero."""

    title = "Monkey saddle"
    group = "Saddles, plateaus"
    teaches = (
        "Where the curvature vanishes too, the gradient fades so fast that descent nearly "
        "stops long before it finds one of the three ways down."
    )
    formula = "x^3 - 3x y^2"
    window = ((-1.5, 1.5), (-1.5, 1.5))
    start = (1.0, 0.01)
    learning_rate = 0.01
    saddles = ((0.0, 0.0),)

    def value(self, x: Any, y: Any, xp: Any = np) -> Any:
        return x * (x * x - 3 * y * y)

    def gradient(self, x: Any, y: Any, xp: Any = np) -> tuple[Any, Any]:
        return 3 * (x * x - y * y), -6 * x * y
