"""The six-hump camel: six minima in pairs, two of them best."""

from typing import Any

import numpy as np

from playground.engine.surface import Surface, surfaces


@surfaces.register("six_hump_camel")
class SixHumpCamel(Surface):
    """f(x, y) = (4 − 2.1x² + x⁴/3) x² + xy + (4y² − 4) y² (Branin 1972; Dixon and Szegő 1978)."""

    title = "Six-hump camel"
    group = "Many minima"
    teaches = (
        "Six minima come in three pairs of different depth: a small gradient says that we are "
        "at the bottom, not at which one."
    )
    formula = "(4 - 2.1x^2 + x^4/3) x^2 + x y + (4y^2 - 4) y^2"
    window = ((-3, 3), (-2, 2))
    start = (-1.6, 1.2)
    learning_rate = 0.01
    minima = (
        (0.089842, -0.712656),
        (-0.089842, 0.712656),
        (-1.703607, 0.796084),
        (1.703607, -0.796084),
        (1.607105, 0.568651),
        (-1.607105, -0.568651),
    )
    log_height = True

    def value(self, x: Any, y: Any, xp: Any = np) -> Any:
        s, t = x * x, y * y
        return (4 + s * (s / 3 - 2.1)) * s + x * y + 4 * (t - 1) * t

    def gradient(self, x: Any, y: Any, xp: Any = np) -> tuple[Any, Any]:
        s, t = x * x, y * y
        return x * (8 + s * (2 * s - 8.4)) + y, x + y * (16 * t - 8)
