"""The risk of a network over a plane of its parameters, as fast as a picture needs it.

θ(a, b) = origin + a u + b v is linear in a and b, so z of the first layer that moves is too: three
products with the samples, made once, serve every point of the plane. The layers above take many
networks at a time, in single precision (six digits), which ends at 3·10³⁸: what leaves it is
computed once more in double precision. Where every digit counts, `risks` has them.
"""

# ruff: noqa: N803, N806  (the lecture's names)

from __future__ import annotations

from typing import Any

import numpy as np

from playground.engine.networks.activations import activations
from playground.engine.networks.fitting import FittingProblem
from playground.engine.networks.risks import Risks
from playground.engine.plane import Plane
from playground.engine.problem import Array

BLOCK = 2**17
"""Numbers of one layer at a time: two such arrays of float32 stay in the cache."""
MOST_AT_ONCE = 64
MOST_NUMBERS = 2**20
"""Of the parameters of the networks that go through together."""


class PlaneRisks:
    """R + penalty at points of one plane, over the samples that are given.

    `X`, shape (n, n(0)), and `y`, shape (n, outputs), are what the network sees; without them all
    the training data. Holds scratch arrays: not for two threads at once.
    """

    def __init__(
        self, problem: FittingProblem, plane: Plane, X: Array | None = None,
        y: Array | None = None,
    ) -> None:
        self.problem, self.plane = problem, plane
        network = problem.network
        X, y = (problem.X if X is None else X), (problem.y if y is None else y)
        self._samples = len(X)
        self._double: Risks | None = None  # made when single precision does not reach
        self._seen = X, y
        self._g = [activations[name]() for name in network.activations]
        self._parts = list(zip(network.parts[::2], network.parts[1::2], strict=True))
        widest = max(network.sizes[1:])
        self.block = max(1, min(
            MOST_AT_ONCE, BLOCK // (widest * self._samples), MOST_NUMBERS // network.dimension
        ))
        """How many networks go through together."""
        self._y = np.asfortranarray(np.tile(y, (self.block, 1)))
        self._z: Any = np.empty(self.block * widest * self._samples, np.float32)
        self._a: Any = [
            np.ones((self.block, nodes + 1, self._samples), np.float32)
            for nodes in network.sizes[1:]
        ]
        with np.errstate(all="ignore"):
            self._first, self._moving = self._linear(X)

    def __call__(self, a: Array, b: Array) -> Array:
        """The risks, shape (n,), at coordinates a and b of that shape; inf or nan where they leave
        the floats.
        """
        made = np.empty(len(a))
        with np.errstate(all="ignore"):
            for i in range(0, len(a), self.block):
                some = slice(i, i + self.block)
                made[some] = self._risks(a[some], b[some])
            left = np.flatnonzero(~np.isfinite(made))
            if len(left):
                made[left] = self._in_double(self.plane.at(a[left], b[left]))
        return made

    def _in_double(self, thetas: Array) -> Array:
        """The risks at parameters of shape (n, dimension)."""
        if self._double is None:
            self._double = Risks(self.problem, *self._seen)
        return self._double(thetas)

    def grid(self, a: Array, b: Array) -> Array:
        """The same at all a, shape (m,), and b, shape (n,): shape (n, m), a row for each b."""
        across, up = (x.ravel() for x in np.meshgrid(a, b))
        return self(across, up).reshape(len(b), len(a))

    def _linear(self, X: Array) -> tuple[int, Any]:
        """The first layer that moves on the plane, and its z at the origin, for u and for v:

        shape (3, nodes · samples).
        """
        plane, below = self.plane, _with_ones(X.T)
        v = np.zeros_like(plane.origin) if plane.v is None else plane.v
        last = len(self._parts) - 1
        for k, (W, b) in enumerate(self._parts):
            both = slice(W.slice.start, b.slice.stop)
            z, along, across = (
                x[both].reshape(-1, b.shape[0]).T @ below for x in (plane.origin, plane.u, v)
            )
            if k == last or plane.u[both].any() or v[both].any():
                break
            below = _with_ones(self._g[k].value(z))
        moving = np.stack([z, along, across]).reshape(3, -1)
        return k, np.ascontiguousarray(moving, np.float32)

    def _risks(self, a: Array, b: Array) -> Array:
        n, samples = len(a), self._samples
        thetas = self.plane.at(a, b)
        weights = thetas.astype(np.float32)
        at = np.ones((n, 3), np.float32)
        at[:, 1], at[:, 2] = a, b
        nodes = self._parts[self._first][1].shape[0]
        z = self._take(n, nodes)
        np.matmul(at, self._moving, out=z.reshape(n, -1))
        for k in range(self._first, len(self._parts)):
            activated = self._a[k][:n]
            self._g[k].single(z, activated[:, :-1])
            if k + 1 < len(self._parts):
                W, bias = self._parts[k + 1]
                nodes = bias.shape[0]
                both = weights[:, W.slice.start : bias.slice.stop].reshape(n, -1, nodes)
                z = self._take(n, nodes)
                np.matmul(both.transpose(0, 2, 1), activated, out=z)
        # Outputs in columns one after the other: sums over them are then sums of whole columns.
        H = activated[:, :-1].transpose(1, 0, 2).astype(float).reshape(nodes, n * samples).T
        losses = self.problem.loss.value(H, self._y[: n * samples])
        risks: Array = losses.reshape(n, samples).sum(axis=1) / samples
        if self.problem.penalized:
            risks += [self.problem.penalty(theta) for theta in thetas]
        return risks

    def _take(self, n: int, nodes: int) -> Any:
        """Where z of a layer is written, shape (n, nodes, samples)."""
        return self._z[: n * nodes * self._samples].reshape(n, nodes, self._samples)


def _with_ones(below: Array) -> Array:
    """a with a last row of ones: the node whose weights are the biases."""
    made = np.ones((len(below) + 1, below.shape[1]))
    made[:-1] = below
    return made
