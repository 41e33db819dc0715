"""Arms of a spiral, after TensorFlow Playground's classifySpiralData (two arms)."""

from dataclasses import dataclass

import numpy as np

from playground.engine.dataset import Drawn, datasets
from playground.engine.parameters import parameter
from playground.engine.problem import Array

REACH = 5.0


@datasets.register("spiral")
@dataclass(frozen=True)
class Spiral(Drawn):
    """One class an arm, all wound around the origin."""

    title = "Spiral"
    teaches = "Hard to tell apart: it takes several layers, many nodes and patience."

    arms: int = parameter(2, low=2, high=6, help="How many arms, and so how many classes.")
    turns: float = parameter(
        1.75, low=0, above=True, high=10, slider=(0.5, 3.0),
        help="How often each arm winds around the origin.",
    )

    @property
    def classes(self) -> int:
        return self.arms

    def draw(self, rng: np.random.Generator, n: int) -> tuple[Array, Array]:
        y = np.arange(n) % self.arms
        # From the middle of each step: at the origin itself the arms would share a point.
        along = (np.arange(n) // self.arms + 0.5) / (n / self.arms)
        angle = 2 * np.pi * (self.turns * along + y / self.arms)
        points = REACH * along * np.stack([np.sin(angle), np.cos(angle)])
        return points.T + self.noise * rng.uniform(-1, 1, (n, 2)), y.astype(float)
