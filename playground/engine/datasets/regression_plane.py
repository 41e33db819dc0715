"""A tilted plane to fit, after TensorFlow Playground's regressPlane."""

from dataclasses import dataclass

import numpy as np

from playground.engine.dataset import REACH, Drawn, datasets
from playground.engine.problem import Array


@datasets.register("regression_plane")
@dataclass(frozen=True)
class RegressionPlane(Drawn):
    """y = (x₁ + x₂) / 12, between −1 and 1; noise moves the point that decides y."""

    title = "Plane"
    teaches = "The answer is linear: one linear node finds it, and the risk is a bowl."

    @property
    def classes(self) -> int:
        return 0

    def draw(self, rng: np.random.Generator, n: int) -> tuple[Array, Array]:
        points = rng.uniform(-REACH, REACH, (n, 2))
        seen_by_label = points + self.noise * rng.uniform(-REACH, REACH, (n, 2))
        return points, seen_by_label.sum(axis=1) / (2 * REACH)
