"""McCormick's function: a slope with ripples along the diagonal, and no bottom at all."""

from typing import Any

import numpy as np

from playground.engine.surface import Surface, surfaces


@surfaces.register("mccormick")
class McCormick(Surface):
    """f(x, y) = sin(x + y) + (x − y)² − 1.5x + 2.5y + 1 (McCormick 1976).

    Its minima are the lowest points of the window only: along x = y it falls without end.
    """

    title = "McCormick's ripples"
    group = "Many minima"
    teaches = (
        "The first dip on the way down stops gradient descent, although the ground falls "
        "further behind the next crest."
    )
    formula = "sin(x + y) + (x - y)^2 - 1.5x + 2.5y + 1"
    window = ((-1.5, 4), (-3, 4))
    start = (3.5, 3.0)
    learning_rate = 0.1
    minima = ((-0.547198, -1.547198), (2.594395, 1.594395))

    def value(self, x: Any, y: Any, xp: Any = np) -> Any:
        d = x - y
        return xp.sin(x + y) + d * d - 1.5 * x + 2.5 * y + 1

    def gradient(self, x: Any, y: Any, xp: Any = np) -> tuple[Any, Any]:
        c, d = xp.cos(x + y), 2 * (x - y)
        return c + d - 1.5, c - d + 2.5
