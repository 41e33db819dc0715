"""A network's risk as a sum of squares, for rules that use that: loss = rᵀ r.

With a square loss rᵢ = √(1/n) (H(x⁽ⁱ⁾) − y⁽ⁱ⁾), one for each sample and output (√(1/(2n)) with half
the square, no 1/n where losses are summed); an L2 penalty adds √(λ₂/2) w for each weight. The
derivatives are those of each output by itself, one way back for each.
"""

from __future__ import annotations

import numpy as np

from playground.engine.networks.fitting import FittingProblem
from playground.engine.networks.per_sample import gradients_behind
from playground.engine.problem import Array

SHARES = {"square": 1.0, "half_square": 0.5}
"""What share of the square a loss is."""


def network_residuals(problem: FittingProblem, theta: Array) -> tuple[Array, Array] | None:
    """r and ∂r/∂theta, shapes (rows,) and (rows, dimension), at theta, shape (dimension,).

    None where the loss is no sum of squares: another loss, or a penalty L1.
    """
    share = SHARES.get(problem.loss.name)
    if share is None or problem.l1:
        return None
    samples, outputs = problem.y.shape
    scale = np.sqrt(share if problem.sums else share / samples)
    through = problem.backpropagated(theta)
    misses = scale * (through.output - problem.y)
    slopes = np.empty((outputs, samples, problem.dimension))
    for output in range(outputs):
        through.dH_da[:] = 0
        through.dH_da[:, output] = scale
        through.backward()
        slopes[output] = gradients_behind(problem, through)
    r, J = misses.T.ravel(), slopes.reshape(-1, problem.dimension)  # noqa: N806
    if problem.l2:
        theirs = (part.slice for part in problem.parts[::2])
        weights = np.concatenate([np.arange(s.start, s.stop) for s in theirs])
        r = np.concatenate([r, np.sqrt(problem.l2 / 2) * theta[weights]])
        pull = np.zeros((len(weights), problem.dimension))
        pull[np.arange(len(weights)), weights] = np.sqrt(problem.l2 / 2)
        pull[:, list(problem.frozen)] = 0
        J = np.concatenate([J, pull])  # noqa: N806
    return r, J
