"""A sine wave to fit, with one input: a curve that can be drawn whole."""

from dataclasses import dataclass

import numpy as np

from playground.engine.dataset import REACH, Drawn, datasets
from playground.engine.parameters import parameter
from playground.engine.problem import Array


@datasets.register("sine")
@dataclass(frozen=True)
class Sine(Drawn):
    """y = sin(ω x) for x in [−6, 6]; noise is the standard deviation added to y."""

    title = "Sine wave"
    teaches = "One input, one output: watch how each hidden node bends the curve once."

    frequency: float = parameter(
        1.0, low=0, above=True, high=100, slider=(0.2, 3.0), symbol="ω",
        help="Frequency ω: how fast the wave goes up and down.",
    )

    @property
    def classes(self) -> int:
        return 0

    def draw(self, rng: np.random.Generator, n: int) -> tuple[Array, Array]:
        x = rng.uniform(-REACH, REACH, n)
        return x[:, None], np.sin(self.frequency * x) + self.noise * rng.normal(size=n)
