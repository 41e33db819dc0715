"""Two round clouds, after TensorFlow Playground's classifyTwoGaussData."""

from dataclasses import dataclass

import numpy as np

from playground.engine.dataset import Drawn, datasets, halves
from playground.engine.parameters import parameter
from playground.engine.problem import Array


@datasets.register("gauss")
@dataclass(frozen=True)
class Gauss(Drawn):
    """Class 1 around (c, c), class 0 around (−c, −c); the variance grows from 0.5 with the noise.

    As in TensorFlow Playground it is 4 at noise 0.5.
    """

    title = "Two clouds"
    teaches = "A straight line will do: a network without hidden layers is enough."

    center: float = parameter(
        2.0, low=0, high=1e6, slider=(0.0, 4.0), symbol="c",
        help="How far from the origin the clouds are centred, along each axis.",
    )

    def draw(self, rng: np.random.Generator, n: int) -> tuple[Array, Array]:
        y = halves(n)
        middle = self.center * (2 * y - 1)
        spread = np.sqrt(0.5 + 7 * self.noise)
        return middle[:, None] + spread * rng.normal(size=(n, 2)), y
