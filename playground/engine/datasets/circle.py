"""A disc inside a ring, after TensorFlow Playground's classifyCircleData."""

from dataclasses import dataclass

import numpy as np

from playground.engine.dataset import Drawn, datasets, halves
from playground.engine.parameters import parameter
from playground.engine.problem import Array


@datasets.register("circle")
@dataclass(frozen=True)
class Circle(Drawn):
    """Class 1 in the disc up to half the radius, class 0 in the ring from 0.7 of it."""

    title = "Circle"
    teaches = "No straight line parts the disc from the ring: a few hidden nodes fence it in."

    radius: float = parameter(
        5.0, low=0, above=True, high=1e6, slider=(1.0, 6.0), symbol="r",
        help="The outer radius of the ring.",
    )

    def draw(self, rng: np.random.Generator, n: int) -> tuple[Array, Array]:
        inside = halves(n) == 1
        r = self.radius * np.where(inside, rng.uniform(0, 0.5, n), rng.uniform(0.7, 1, n))
        angle = rng.uniform(0, 2 * np.pi, n)
        points = np.stack([r * np.sin(angle), r * np.cos(angle)], axis=1)
        # Noise moves the point that decides the label, not the one that is seen.
        seen_by_label = points + self.noise * self.radius * rng.uniform(-1, 1, (n, 2))
        y = np.hypot(*seen_by_label.T) < self.radius / 2
        return points, y.astype(float)
