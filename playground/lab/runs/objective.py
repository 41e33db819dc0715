"""What training minimizes: the risk R and, with L1 or L2, a penalty beside it.

R is always the mean loss over all the training data, without the penalty. The steps walk down
R + penalty. Where a step takes the sum over B samples the penalty is added once to that sum: next
to a mean it counts for a B-th, so the steps walk down B · (R + penalty/B).
"""

from __future__ import annotations

from typing import NamedTuple, TypeGuard

import numpy as np

from playground.engine.data_problem import DataProblem
from playground.engine.problem import Array, Problem


class Objective(NamedTuple):
    """R, and the penalty as it counts beside R; `total` is what is minimized."""

    risk: float
    penalty: float = 0.0

    @property
    def total(self) -> float:
        """R + penalty."""
        return self.risk + self.penalty


def share(problem: DataProblem) -> int:
    """By what the penalty is divided beside R: 1, or the samples of a step that sums."""
    if not problem.sums:
        return 1
    batches = problem.batches
    return batches.samples if batches.is_full or batches.size is None else batches.size


def penalized(problem: Problem) -> TypeGuard[DataProblem]:
    """Whether a problem has data, and L1 or L2 beside the loss over them."""
    return isinstance(problem, DataProblem) and problem.penalized


def objective_at(problem: DataProblem, theta: Array) -> tuple[Objective, Array]:
    """What is minimized at theta over all training data, and the gradient of it."""
    with np.errstate(all="ignore"):
        loss, gradient = problem.risk_and_grad(theta)
        penalty, parts = problem.penalty(theta), share(problem)
        if penalty and parts > 1:
            gradient = gradient - (1 - 1 / parts) * problem.penalty_gradient(theta)
            gradient[list(problem.frozen)] = 0
        return Objective(loss - penalty, penalty / parts), gradient
