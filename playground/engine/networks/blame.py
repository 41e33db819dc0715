"""The risk's gradient taken apart: error × blame, averaged over the data, as on the slide.

∇R = 1/n Σ ∂ℓ/∂H ∇H: for each sample the error ∂ℓ/∂H_k of every output times that output's blame
∂H_k/∂w for one chosen parameter w.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from playground.engine.networks.fitting import FittingProblem
from playground.engine.problem import Array


@dataclass(frozen=True, eq=False)
class BlameTable:
    """One row a training sample, for one parameter w.

    `errors` and `blames` have shape (n, outputs), `products` (n,) is their sum of products over
    the outputs. `mean` is 1/n Σ products and `gradient` is the training's entry of ∇R, with
    `penalty` for regularization; `frozen` says that training gets 0 instead.
    """

    errors: Array
    blames: Array
    products: Array
    mean: float
    penalty: float
    frozen: bool

    @property
    def gradient(self) -> float:
        """∂R/∂w with the penalty: what `risk_and_grad` returns unless the weight is frozen."""
        return self.mean + self.penalty


def blame_table(problem: FittingProblem, theta: Array, index: int) -> BlameTable:
    """The terms of ∂R/∂w for the parameter at an index of theta, shape (dimension,)."""
    network = problem.network
    theta = np.array(theta, dtype=float)
    place = network.place_of(index)
    bias = place.kind == "bias"
    through = network.forward(theta, problem.X)
    outputs = network.sizes[-1]
    errors = problem.loss.derivative(through.output, problem.y)
    blames = np.empty((len(problem.X), outputs))
    with np.errstate(all="ignore"):
        for k in range(outputs):
            through.dH_da[:] = 0
            through.dH_da[:, k] = 1
            through.backward()
            at = through.layers[place.layer - 1]
            below = 1.0 if bias else at.below[:, place.i]
            blames[:, k] = at.dH_dz[:, place.j] * below
        products = np.add.reduce(errors * blames, axis=1)
        mean = float(np.mean(products))
    w = 0.0 if bias else float(theta[index])
    penalty = problem.l1 * float(np.sign(w)) + problem.l2 * w
    return BlameTable(errors, blames, products, mean, penalty, index in problem.frozen)
