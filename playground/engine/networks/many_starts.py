"""One network from many starts at once: gradient descent on all of them, side by side.

What becomes of a hundred seeds is asked often and would take a minute one after the other; stacked
into arrays of shape (starts, rows, nodes) it takes a second. The numbers are those of a run each,
but for rounding.
"""

# ruff: noqa: N806  (the lecture's names)

from __future__ import annotations

import numpy as np

from playground.engine.networks.activations import activations
from playground.engine.networks.fitting import FittingProblem
from playground.engine.problem import Array

MOST_NUMBERS = 20_000_000
"""Of all stacked values of nodes; more would not stay in memory."""


class ManyStarts:
    """The full risk of a network on a problem's data, for stacked parameters (starts, dimension).

    Raises ValueError for a problem with penalties or frozen parameters, or with too much data.
    """

    def __init__(self, problem: FittingProblem, starts: int) -> None:
        if problem.penalized or problem.frozen:
            raise ValueError("needs a problem without penalties and frozen parameters")
        if starts * len(problem.X) * sum(problem.network.sizes) > MOST_NUMBERS:
            raise ValueError("too many starts for so much data")
        self.network, self.loss = problem.network, problem.loss
        self.X, self.y = problem.X, problem.y
        self.g = [activations[name]() for name in self.network.activations]

    def losses_and_gradients(self, thetas: Array) -> tuple[Array, Array]:
        """The risk of each start, shape (starts,), and its gradient, shape (starts, dimension)."""
        count, n = len(thetas), len(self.X)
        W, a, z = [], [np.broadcast_to(self.X, (count, *self.X.shape))], []
        for layer, g in enumerate(self.g, 1):
            W.append(self._weights(thetas, layer))
            b = thetas[:, self.network.biases(layer).slice]
            z.append(a[-1] @ W[-1] + b[:, None, :])
            a.append(g.value(z[-1]))
        H = a[-1].reshape(count * n, -1)
        y = np.tile(self.y, (count, 1))
        losses = self.loss.value(H, y).reshape(count, n).mean(axis=1)
        da = self.loss.derivative(H, y).reshape(a[-1].shape) / n
        gradients = np.empty_like(thetas)
        for layer in range(len(self.g), 0, -1):
            dz = da * self.g[layer - 1].derivative(z[layer - 1], a[layer])
            dW = np.swapaxes(a[layer - 1], 1, 2) @ dz
            gradients[:, self.network.weights(layer).slice] = dW.reshape(count, -1)
            gradients[:, self.network.biases(layer).slice] = dz.sum(axis=1)
            da = dz @ np.swapaxes(W[layer - 1], 1, 2)
        return losses, gradients

    def _weights(self, thetas: Array, layer: int) -> Array:
        part = self.network.weights(layer)
        return thetas[:, part.slice].reshape(len(thetas), *part.shape)

    def descended(self, thetas: Array, rate: float, steps: int) -> tuple[Array, Array]:
        """The parameters after so many steps of gradient descent, of the shape of `thetas`, and
        their risks, shape (starts,).
        """
        thetas = thetas.copy()
        with np.errstate(all="ignore"):
            for _ in range(steps):
                thetas -= rate * self.losses_and_gradients(thetas)[1]
            return thetas, self.losses_and_gradients(thetas)[0]
