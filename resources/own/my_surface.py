"""A surface of your own. Change it, save it, and press Reload in the window of own files."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from playground.engine.parameters import parameter
from playground.engine.surface import Surface, surfaces


@surfaces.register("my_waves")  # the name that experiment files use
@dataclass(frozen=True)
class MyWaves(Surface):
    """A bowl with waves on it: f(x, y) = (x² + y²) / 4 + a sin 2x cos y."""

    title = "My waves"
    teaches = "The waves make valleys of their own: where a runner ends depends on its start."
    formula = "(x^2 + y^2) / 4 + height sin(2x) cos(y)"  # what the window shows as f(x, y)
    window = ((-5, 5), (-5, 5))  # from where to where x and y go
    start = (4.0, 3.0)  # the recommended start
    learning_rate = 0.1  # with which gradient descent from there can be watched

    # A setting is a line like this; it gets a slider in the window. Leave it out if there is none.
    height: float = parameter(
        1.0, low=0, high=10, slider=(0.0, 4.0), symbol="a",
        help="Height a of the waves. With 0 there is one valley only.",
    )

    # xp is the module to calculate with: math for a single point, NumPy for a whole grid. So write
    # xp.sin, xp.exp, xp.sqrt, and not math.sin; there is no `if x > 0` in a grid.

    def value(self, x: Any, y: Any, xp: Any = np) -> Any:
        return (x * x + y * y) / 4 + self.height * xp.sin(2 * x) * xp.cos(y)

    # The gradient is checked against differences; a wrong one is reported with its numbers.

    def gradient(self, x: Any, y: Any, xp: Any = np) -> tuple[Any, Any]:
        return (
            x / 2 + 2 * self.height * xp.cos(2 * x) * xp.cos(y),
            y / 2 - self.height * xp.sin(2 * x) * xp.sin(y),
        )
