"""Two interlocking half circles, after scikit-learn's make_moons, stretched to the plane."""

from dataclasses import dataclass

import numpy as np

from playground.engine.dataset import Drawn, datasets, halves
from playground.engine.parameters import parameter
from playground.engine.problem import Array


@datasets.register("moons")
@dataclass(frozen=True)
class Moons(Drawn):
    """Class 1 is the lower moon; each reaches into the other's hollow."""

    title = "Two moons"
    teaches = "A boundary with one bend: a small hidden layer is enough."

    radius: float = parameter(
        3.0, low=0, above=True, high=1e6, slider=(1.0, 4.0), symbol="r",
        help="The radius of a moon.",
    )

    def draw(self, rng: np.random.Generator, n: int) -> tuple[Array, Array]:
        y = halves(n)
        side = 1 - 2 * y
        angle = rng.uniform(0, np.pi, n)
        x1 = side * (np.cos(angle) - 0.5)
        x2 = side * (np.sin(angle) - 0.25)
        points = np.stack([x1, x2], axis=1) + self.noise * rng.normal(size=(n, 2))
        return self.radius * points, y
