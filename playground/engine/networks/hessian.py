"""The Hessian of a network's risk times a vector, exactly, without ever forming the matrix.

Pearlmutter's R-operator in the lecture's letters: R{x} = d/dε x(θ + ε v) at ε = 0, for everything
that passes through the network on its way forward and back. With V and v_b the parts of v:

    R{z} = Wᵀ R{a⁽ℓ⁻¹⁾} + Vᵀ a⁽ℓ⁻¹⁾ + v_b            R{a} = g'(z) R{z}
    R{∂R/∂z} = g'(z) R{∂R/∂a} + g''(z) R{z} ∂R/∂a
    R{∂R/∂a⁽ℓ⁻¹⁾} = W R{∂R/∂z} + V ∂R/∂z
    (H v) for W: R{a⁽ℓ⁻¹⁾} (∂R/∂z)ᵀ + a⁽ℓ⁻¹⁾ R{∂R/∂z}ᵀ, summed over the samples; for b: Σ R{∂R/∂z}

It costs about one more way forward and back. A kink (of a ReLU) has no second derivative; there
it counts as 0, as it does on both sides.
"""

# ruff: noqa: N806  (the lecture's names)

from __future__ import annotations

import numpy as np

from playground.engine.networks.fitting import FittingProblem
from playground.engine.problem import Array


class RiskHessian:
    """H of times · R + penalty over all training data at one theta, shape (dimension,).

    `times` is 1, or the number of samples where a step minimizes their sum. `gradient` is that of
    the same, L1's part included.

    `frozen` parameters take no part: their rows and columns are 0, as their entries of the
    gradient are. Inside, samples stand side by side in columns, as in backpropagation.
    """

    def __init__(self, problem: FittingProblem, theta: Array, times: float = 1.0) -> None:
        self.problem = problem
        self.dimension = len(theta)
        network = problem.network
        with np.errstate(all="ignore"):
            through = network.forward(theta, problem.X)
            slope = problem.loss.derivative(through.output, problem.y)
            self._scale = times / len(problem.X)
            through.dH_da[:] = slope * self._scale
            through.backward()
            self._layers = [
                _Curved(
                    W_b=theta[W.slice.start : b.slice.stop].reshape(-1, b.shape[0]),
                    below=_with_ones(at.below.T),
                    slope=at.g.derivative(at.z, at.a).T,
                    bent=(at.g.second_derivative(at.z, at.a) * at.dH_da).T,
                    dz=at.dH_dz.T,
                )
                for at, W, b in zip(
                    through.layers, network.parts[::2], network.parts[1::2], strict=True
                )
            ]
        self._H: Array = through.output.copy()
        self._l2 = np.zeros(self.dimension)
        for part in network.parts[::2]:
            self._l2[part.slice] = problem.l2
        self._free = np.ones(self.dimension)
        self._free[list(problem.frozen)] = 0
        parts = [(layer.below @ layer.dz.T).ravel() for layer in self._layers]
        self.gradient: Array = np.concatenate(parts) + problem.penalty_gradient(theta)
        self.gradient *= self._free

    def __call__(self, v: Array) -> Array:
        """H v, shape (dimension,), for v of that shape."""
        v = v * self._free
        made = np.empty(self.dimension)
        with np.errstate(all="ignore"):
            self._there_and_back(v, made)
            made += self._l2 * v
        made *= self._free
        return made

    def _there_and_back(self, v: Array, made: Array) -> None:
        changes: list[tuple[int, int, Array, Array | None, Array]] = []
        Ra: Array | None = None
        start = 0
        for layer in self._layers:
            stop = start + layer.W_b.size
            V_b = v[start:stop].reshape(layer.W_b.shape)
            Rz = V_b.T @ layer.below
            if Ra is not None:
                Rz += layer.W_b[:-1].T @ Ra
            changes.append((start, stop, V_b, Ra, Rz))
            Ra = layer.slope * Rz
            start = stop
        assert Ra is not None
        problem = self.problem
        Rda = problem.loss.change_of_derivative(self._H, problem.y, Ra.T).T * self._scale
        for layer, (start, stop, V_b, Ra, Rz) in zip(
            reversed(self._layers), reversed(changes), strict=True
        ):
            Rdz = layer.slope * Rda + layer.bent * Rz
            product = layer.below @ Rdz.T
            if Ra is not None:
                product[:-1] += Ra @ layer.dz.T
                Rda = layer.W_b[:-1] @ Rdz + V_b[:-1] @ layer.dz
            made[start:stop] = product.ravel()


class _Curved:
    """What one layer keeps of the way forward and back, with samples in columns."""

    __slots__ = ("W_b", "below", "bent", "dz", "slope")

    def __init__(self, W_b: Array, below: Array, slope: Array, bent: Array, dz: Array) -> None:  # noqa: N803
        self.W_b, self.below = W_b.copy(), below
        self.slope, self.bent, self.dz = (np.ascontiguousarray(x) for x in (slope, bent, dz))


def _with_ones(below: Array) -> Array:
    """a with a last row of ones: the node whose weights are the biases."""
    made = np.ones((len(below) + 1, below.shape[1]))
    made[:-1] = below
    return made
