"""Hills and hollows to fit, after TensorFlow Playground's regressGaussian."""

from dataclasses import dataclass

import numpy as np

from playground.engine.dataset import REACH, Drawn, datasets
from playground.engine.problem import Array

CENTERS = np.array([(-4, 2.5), (0, 2.5), (4, 2.5), (-4, -2.5), (0, -2.5), (4, -2.5)])
SIGNS = np.array([1, -1, 1, -1, 1, -1])
RADIUS = 2.0


@datasets.register("multi_gauss")
@dataclass(frozen=True)
class MultiGauss(Drawn):
    """y = ±(1 − distance / 2) near six centres with signs in turn, and 0 far from all of them."""

    title = "Hills and hollows"
    teaches = "Each hill needs nodes of its own: too few and some hills are missed."

    @property
    def classes(self) -> int:
        return 0

    def draw(self, rng: np.random.Generator, n: int) -> tuple[Array, Array]:
        points = rng.uniform(-REACH, REACH, (n, 2))
        seen_by_label = points + self.noise * rng.uniform(-REACH, REACH, (n, 2))
        distance = np.hypot(*(seen_by_label[:, None] - CENTERS).transpose(2, 0, 1))
        nearest = distance.argmin(axis=1)
        height = np.maximum(0, 1 - distance.min(axis=1) / RADIUS)
        return points, SIGNS[nearest] * height
