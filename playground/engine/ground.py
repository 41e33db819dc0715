"""What a rule may ask of the problem while it makes one update, beside the gradient it is given.

Most rules (gradient descent, momentum, Adam) need none of it. A search asks for the loss at other
points, Newton's method for the curvature.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from playground.engine.data_problem import DataProblem
from playground.engine.problem import Array, Problem


class Evaluated(NamedTuple):
    """A point that was asked about, shape (dimension,), with its loss and gradient."""

    theta: Array
    loss: float
    grad: Array


class Ground:
    """The problem as one update sees it: the same batch everywhere, every evaluation counted."""

    def __init__(self, problem: Problem, index: int, loss: float) -> None:
        self.problem, self.index = problem, index
        self.loss = loss
        """The loss at the point where the update begins."""
        self.evaluations = 0
        """How often loss and gradient were asked for."""
        self._last: Evaluated | None = None

    @property
    def free(self) -> Array:
        """The indices of the parameters that may move, shape (free,)."""
        return np.setdiff1d(np.arange(self.problem.dimension), self.problem.frozen)

    def evaluate(self, theta: Array) -> tuple[float, Array]:
        """Loss and gradient at theta, shape (dimension,), on the batch of this step."""
        self.evaluations += 1
        loss, grad = self.problem.loss_and_grad(theta, self.index)
        self._last = Evaluated(theta, loss, grad)
        return loss, grad

    def known(self, theta: Array) -> Evaluated | None:
        """What was found at this very array, shape (dimension,), if it was the last that was asked
        about, and if the next step would find the same: where every step sees everything.
        """
        last = self._last
        return last if last is not None and last.theta is theta and self.problem.sees_all else None

    def hessian(self, theta: Array) -> Array:
        """All second derivatives over the free parameters at theta, shape (free, free).

        Symmetric; of the risk, for a network (times the step's samples where their losses are
        summed). NaN where there are none. Each of its columns counts as two evaluations.
        """
        from playground.engine.hessian import product_at  # which brings networks

        problem = self.problem
        times = problem.samples(self.index) if isinstance(problem, DataProblem) and problem.sums \
            else 1
        free, product = self.free, product_at(problem, theta, times)
        unit = np.zeros(self.problem.dimension)
        columns = []
        for place in free:
            unit[place] = 1
            columns.append(product(unit)[free])
            unit[place] = 0
        self.evaluations += 2 * len(free)
        matrix: Array = np.array(columns)
        return (matrix + matrix.T) / 2

    def residuals(self, theta: Array) -> tuple[Array, Array]:
        """r and its derivatives J, shapes (residuals,) and (residuals, dimension): loss = rᵀ r.

        Counts as one evaluation. Raises ValueError where the loss is no sum of squares.
        """
        self.evaluations += 1
        from playground.engine.squares import residuals_of

        found = residuals_of(self.problem, theta)
        if found is None:
            raise ValueError("the loss is no sum of squares")
        return found


