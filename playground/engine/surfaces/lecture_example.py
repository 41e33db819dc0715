"""The lecture's example: a function whose gradient cannot be set to zero in closed form."""

from typing import Any

import numpy as np

from playground.engine.surface import Surface, surfaces


@surfaces.register("lecture_example")
class LectureExample(Surface):
    """f(x, y) = e^(x²+y²) + (x − 2)² + (y − 3)²."""

    title = "The lecture's example"
    group = "First steps"
    rank = 0
    teaches = (
        "Setting this gradient to zero has no solution in closed form, so we start anywhere and "
        "walk downhill."
    )
    formula = "exp(x^2 + y^2) + (x - 2)^2 + (y - 3)^2"
    window = ((-2, 2), (-2, 2))
    start = (0.0, 0.0)
    learning_rate = 0.01
    minima = ((0.547742, 0.821613),)
    log_height = True

    def value(self, x: Any, y: Any, xp: Any = np) -> Any:
        return xp.exp(x * x + y * y) + (x - 2) ** 2 + (y - 3) ** 2

    def gradient(self, x: Any, y: Any, xp: Any = np) -> tuple[Any, Any]:
        e = xp.exp(x * x + y * y)
        return 2 * x * e + 2 * (x - 2), 2 * y * e + 2 * (y - 3)
