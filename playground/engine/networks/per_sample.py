"""The gradient of each sample on its own: what the risk's gradient is the mean of.

One pass for all: a layer's part is ∂ℓ/∂W = a⁽ℓ⁻¹⁾ ⊗ δ⁽ℓ⁾ for each sample, where δ = ∂ℓ/∂z, and
∂ℓ/∂b = δ. Penalties belong to no sample and are left out; frozen parameters have 0, as in training.
"""

# ruff: noqa: N803  (the lecture's names)



from __future__ import annotations

import numpy as np

from playground.engine.networks.backprop import Pass
from playground.engine.networks.fitting import FittingProblem
from playground.engine.problem import Array


def per_sample_gradients(problem: FittingProblem, theta: Array) -> Array:
    """∇ℓ of each sample that the risk is taken on, at theta, shape (dimension,).

    The shape is (samples, dimension); each column's numbers lie side by side.
    """
    made = np.empty((problem.dimension, len(problem.X)))
    with np.errstate(all="ignore"):
        through = _passed(problem, theta, problem.X, problem.y)
        parts = zip(through.layers, problem.parts[::2], problem.parts[1::2], strict=True)
        for at, weights, biases in parts:
            delta = at.dH_dz.T
            into = made[weights.slice].reshape(*weights.shape, -1)
            np.multiply(at.below.T[:, None], delta[None], into)
            made[biases.slice] = delta
    made[list(problem.frozen)] = 0
    return made.T


def mean_gradient(problem: FittingProblem, theta: Array) -> Array:
    """The mean of them, shape (dimension,), without a row for each."""
    return batch_gradient(problem, theta, problem.X, problem.y)


def batch_gradient(problem: FittingProblem, theta: Array, X: Array, y: Array) -> Array:
    """The mean over these samples: X as the network sees it, shape (m, n(0)), y (m, n(L))."""
    with np.errstate(all="ignore"):
        grad: Array = _passed(problem, theta, X, y).grad / len(X)
    grad[list(problem.frozen)] = 0
    return grad


def squared_norms(problem: FittingProblem, theta: Array) -> Array:
    """‖∇ℓ‖² of each sample, shape (samples,), without the gradients: they need no room.

    ‖a ⊗ δ‖² = ‖a‖² ‖δ‖²; only layers with frozen parameters have to be multiplied out.
    """
    free = np.ones(problem.dimension)
    free[list(problem.frozen)] = 0
    total = np.zeros(len(problem.X))
    with np.errstate(all="ignore"):
        through = _passed(problem, theta, problem.X, problem.y)
        parts = zip(through.layers, problem.parts[::2], problem.parts[1::2], strict=True)
        for at, weights, biases in parts:
            a2, delta2 = at.below * at.below, at.dH_dz * at.dH_dz
            free_w = weights.of(free)
            if free_w.all():
                total += a2.sum(axis=1) * delta2.sum(axis=1)
            else:
                total += ((a2 @ free_w) * delta2).sum(axis=1)
            total += delta2 @ biases.of(free)
    return total


def _passed(problem: FittingProblem, theta: Array, X: Array, y: Array) -> Pass:
    """Forward and back with ∂ℓ/∂H of each sample, not divided by how many there are."""
    through = problem.network.forward(theta, X)
    problem.loss.derivative(through.output, y, through.dH_da)
    through.backward()
    return through
