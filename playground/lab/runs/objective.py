"""What training minimizes: the risk R and, with L1 or L2, a penalty beside it.

R is always the mean loss over all the training data, without the penalty. The steps walk down
R + penalty. Where a step takes the sum over B samples the penalty is added once to that sum: next
to a mean it counts for a B-th, so the steps walk down B · (R + penalty/B).
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from playground.engine.problem import Array


class Objective(NamedTuple):
    """R, and the penalty as it counts beside R; `total` is what is minimized."""

    risk: float
    penalty: float = 0.0

    @property
    def total(self) -> float:
        """R + penalty."""
        return self.risk + self.penalty


def share(problem: Any) -> int:
    """By what the penalty is divided beside R: 1, or the samples of a step that sums."""
    if problem.reduction != "sum":
        return 1
    batches = problem.batches
    return int(batches.samples if batches.is_full else batches.size)


def penalized(problem: Any) -> bool:
    """Whether a problem is a network's with L1 or L2."""
    return bool(getattr(problem, "penalized", False))


def objective_at(problem: Any, theta: Array) -> tuple[Objective, Array]:
    """What is minimized at theta over all training data, and the gradient of it."""
    with np.errstate(all="ignore"):
        loss, gradient = problem.risk_and_grad(theta)
        penalty, parts = problem.penalty(theta), share(problem)
        if penalty and parts > 1:
            gradient = gradient - (1 - 1 / parts) * problem.penalty_gradient(theta)
            gradient[list(problem.frozen)] = 0
        return Objective(float(loss) - penalty, penalty / parts), gradient
