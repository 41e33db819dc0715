"""Exclusive or, after TensorFlow Playground's classifyXORData."""

from dataclasses import dataclass

import numpy as np

from playground.engine.dataset import Drawn, datasets
from playground.engine.problem import Array

REACH, GAP = 5.0, 0.3


@datasets.register("xor")
@dataclass(frozen=True)
class Xor(Drawn):
    """Class 1 where x₁ and x₂ have the same sign, with a gap along both axes."""

    title = "Exclusive or"
    teaches = "The two inputs only mean something together, so one layer cannot do it."

    def draw(self, rng: np.random.Generator, n: int) -> tuple[Array, Array]:
        points = rng.uniform(-REACH, REACH, (n, 2))
        points += np.copysign(GAP, points)
        seen_by_label = points + self.noise * rng.uniform(-REACH, REACH, (n, 2))
        y = seen_by_label.prod(axis=1) >= 0
        return points, y.astype(float)
