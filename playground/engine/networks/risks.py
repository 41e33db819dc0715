"""The risk of a network at many parameters at once: what a picture of its landscape is made of.

Bit for bit the risk that training knows (`FittingProblem.risk_and_grad`): the same products in the
same order, only without the way back, and with the activations of many networks in one call. For
pictures that must follow the hand `plane_risks` is four times as fast, to six digits.
"""

# ruff: noqa: N806  (the lecture's names)

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from playground.engine.networks.activations import Activation, activations
from playground.engine.networks.fitting import FittingProblem
from playground.engine.problem import Array

BLOCK = 2**17
"""Numbers in a layer's array for one block of networks: they should stay in the cache."""


class Risks:
    """R + penalty over the samples that are given: `X`, shape (n, n(0)), and `y`, shape (n,
    outputs); without them all the training data. Holds scratch arrays: not for two threads at once.
    """

    def __init__(
        self, problem: FittingProblem, X: Array | None = None,  # noqa: N803
        y: Array | None = None,
    ) -> None:
        self.problem = problem
        X, self._y = (problem.X if X is None else X), (problem.y if y is None else y)
        network = problem.network
        widest = max(network.sizes)
        self._rows = len(X)
        self.block = max(1, BLOCK // (widest * self._rows))
        """How many networks go through together."""
        g: list[Activation] = [activations[name]() for name in network.activations]
        self._parts = list(zip(network.parts[::2], network.parts[1::2], strict=True))
        self._value = [at.value for at in g]
        inputs = np.ones((self._rows, network.sizes[0] + 1))
        inputs[:, :-1] = X
        self._x: Any = inputs.T
        layers = [(self.block, n + 1, self._rows) for n in network.sizes[1:]]
        self._a: list[Any] = [np.ones(shape) for shape in layers]
        self._z: Any = np.empty(self.block * widest * self._rows)
        self._slope = np.empty((network.sizes[-1], self._rows)).T
        self._scale = 1 / self._rows

    def __call__(self, thetas: Array) -> Array:
        """The risks, shape (n,), at parameters of shape (n, dimension); inf or nan where they
        leave the floats.
        """
        made = np.empty(len(thetas))
        with np.errstate(all="ignore"):
            for i in range(0, len(thetas), self.block):
                chunk = thetas[i : i + self.block]
                made[i : i + len(chunk)] = [*self._of(np.ascontiguousarray(chunk))]
        return made

    def _of(self, thetas: Array) -> Iterator[float]:
        problem, outputs = self.problem, self._forward(thetas)
        for theta, H in zip(thetas, outputs, strict=True):
            slope = problem.loss.derivative(H.T, self._y, self._slope)
            yield self._scale * problem.loss.total(H.T, self._y, slope) + problem.penalty(theta)

    def _forward(self, thetas: Any) -> Any:
        """H of each network, shape (n, outputs, samples).

        Layers at the bottom that are the same in all of them are computed once.
        """
        below = self._x[None]
        for value, (W, b), a in zip(self._value, self._parts, self._a, strict=True):
            both = thetas[:, W.slice.start : b.slice.stop]
            if len(below) == 1 and (both == both[0]).all():
                both = both[:1]
            n, nodes = max(len(both), len(below)), b.shape[0]
            weights = both.reshape(len(both), -1, nodes)
            z = self._z[: n * nodes * self._rows].reshape(n, nodes, self._rows)
            for k in range(n):
                np.dot(weights[k % len(weights)].T, below[k % len(below)], z[k])
            value(z, a[:n, :-1])
            below = a[:n]
        H = below[:, :-1]
        return np.broadcast_to(H, (len(thetas), *H.shape[1:]))
