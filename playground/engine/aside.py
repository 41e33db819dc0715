"""A problem seen a rounding error beside where one stands: how much do rounding errors matter?

Another program adds up in another order and differs in the last digit. Who walks a run on this
problem sees how far such differences grow.
"""

from __future__ import annotations

import numpy as np

from playground.engine.problem import Array, Problem

DIRECTIONS = 8
"""Of rounding errors, taken in turn."""


class Aside(Problem):
    """Each parameter is taken by `rounding` (relative) too large or too small, signs drawn once for
    each of some directions; a step's own is that of its index.
    """

    def __init__(self, problem: Problem, rounding: float) -> None:
        self.parts, self.problem = problem.parts, problem
        self.frozen, self.sees_all = problem.frozen, problem.sees_all
        self.steps_per_epoch = problem.steps_per_epoch
        signs = np.random.default_rng(0).choice((-1.0, 1.0), (DIRECTIONS, problem.dimension))
        self._factors = 1 + rounding * signs
        self._index = 0

    def start(self) -> Array:
        return self.problem.start()

    def aside(self, theta: Array) -> Array:
        """Where it looks in place of theta, both of shape (dimension,), in the step that it was
        last asked about.
        """
        seen: Array = theta * self._factors[self._index % DIRECTIONS]
        return seen

    def loss_and_grad(self, theta: Array, index: int = 0) -> tuple[float, Array]:
        self._index = index
        return self.problem.loss_and_grad(self.aside(theta), index)

    def samples(self, index: int) -> int:
        return self.problem.samples(index)
