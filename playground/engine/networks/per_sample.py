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
    return gradients_behind(problem, problem.backpropagated(theta))


def gradients_behind(problem: FittingProblem, through: Pass) -> Array:
    """The same of a pass that has been there and back, whatever it was the derivative of.

    The shape is (samples, dimension).
    """
    made = np.empty((problem.dimension, len(through.x)))
    with np.errstate(all="ignore"):
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
    return _mean(problem, problem.backpropagated(theta))


def batch_gradient(problem: FittingProblem, theta: Array, X: Array, y: Array) -> Array:
    """The mean over these samples: X as the network sees it, shape (m, n(0)), y (m, n(L))."""
    with np.errstate(all="ignore"):
        through = problem.network.forward(theta, X)
        problem.loss.derivative(through.output, y, through.dH_da)
        through.backward()
    return _mean(problem, through)


def _mean(problem: FittingProblem, through: Pass) -> Array:
    grad: Array = through.grad / len(through.x)
    grad[list(problem.frozen)] = 0
    return grad


def squared_norms(problem: FittingProblem, theta: Array) -> Array:
    """‖∇ℓ‖² of each sample, shape (samples,), without the gradients: they need no room.

    ‖a ⊗ δ‖² = ‖a‖² ‖δ‖², and the bias adds ‖δ‖² once more.
    """
    free = np.ones(problem.dimension)
    free[list(problem.frozen)] = 0
    total = np.zeros(len(problem.X))
    with np.errstate(all="ignore"):
        through = problem.backpropagated(theta)
        parts = zip(through.layers, problem.parts[::2], problem.parts[1::2], strict=True)
        for at, weights, biases in parts:
            a, delta = at.below.T, at.dH_dz.T
            if problem.frozen:
                a2, delta2 = a * a, delta * delta
                total += ((weights.of(free).T @ a2 + biases.of(free)[:, None]) * delta2).sum(axis=0)
            else:
                total += (np.einsum("in,in->n", a, a) + 1) * np.einsum("jn,jn->n", delta, delta)
    return total
