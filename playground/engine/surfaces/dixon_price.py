"""A valley that forks: two equal minima with a saddle between them."""

from typing import Any

import numpy as np

from playground.engine.surface import Surface, surfaces


@surfaces.register("dixon_price")
class DixonPrice(Surface):
    """f(x, y) = (x − 1)² + 2 (2y² − x)² (Dixon and Price 1989)."""

    title = "Dixon and Price's fork"
    group = "Curved valleys"
    teaches = (
        "Two minima are equally good and only the start decides which one we reach; on the "
        "line between them, y = 0, we end at the saddle."
    )
    formula = "(x - 1)^2 + 2 (2y^2 - x)^2"
    window = ((-2, 3), (-2, 2))
    start = (2.5, 0.01)
    learning_rate = 0.02
    minima = ((1.0, 0.707107), (1.0, -0.707107))
    saddles = ((1 / 3, 0.0),)

    def value(self, x: Any, y: Any, xp: Any = np) -> Any:
        a, b = x - 1, 2 * (y * y) - x
        return a * a + 2 * (b * b)

    def gradient(self, x: Any, y: Any, xp: Any = np) -> tuple[Any, Any]:
        b = 2 * (y * y) - x
        return 2 * (x - 1) - 4 * b, 16 * y * b
