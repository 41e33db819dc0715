"""Backpropagation, as on the lecture's slides, for one input or for many in rows.

With samples in rows, the sums over nodes are matrix products, and z = Wᵀ a + b reads a @ W + b.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from playground.engine.activations import Activation
from playground.engine.problem import Array, Part


class Layer:
    """One layer ℓ of n(ℓ) nodes with everything that passes through it, for `rows` samples.

    `below` is a⁽ℓ⁻¹⁾, shape (rows, n(ℓ−1)). z, a, dH_da, dH_dz have shape (rows, n(ℓ)); W and dH_dW
    (n(ℓ−1), n(ℓ)); b and dH_db (n(ℓ),). dH_dW and dH_db are summed over the samples. W and b are
    views of `theta`, dH_dW and dH_db of `grad`, so that both come and go as flat vectors.
    """

    __slots__ = (
        "W", "W_T", "a", "b", "below", "below_T", "dH_dW", "dH_da", "dH_db", "dH_dz", "g", "z",
    )

    def __init__(
        self, g: Activation, below: Array, parts: tuple[Part, Part], theta: Array, grad: Array
    ) -> None:
        weights, biases = parts
        shape = (len(below), *biases.shape)
        self.g = g
        self.below = below
        self.W, self.b = weights.of(theta), biases.of(theta)
        self.dH_dW, self.dH_db = weights.of(grad), biases.of(grad)
        self.z, self.a = np.empty(shape), np.empty(shape)
        self.dH_da, self.dH_dz = np.empty(shape), np.empty(shape)
        self.W_T, self.below_T = self.W.T, below.T

    def forward(self) -> None:
        """z = Wᵀ a⁽ℓ⁻¹⁾ + b, a = g(z)."""
        np.matmul(self.below, self.W, out=self.z)
        np.add(self.z, self.b, out=self.z)
        self.g.value(self.z, self.a)

    def backward(self, above: Layer | None) -> None:
        """Claims 3, 2, 1 and the exercise; without a layer above, dH_da is there already."""
        if above is not None:
            # Claim 3: ∂H/∂a_j = Σ_k ∂H/∂z_k⁽ℓ⁺¹⁾ W_jk⁽ℓ⁺¹⁾
            np.matmul(above.dH_dz, above.W_T, out=self.dH_da)
        # Claim 2: ∂H/∂z_j = ∂H/∂a_j g'(z_j)
        self.g.derivative(self.z, self.a, self.dH_dz)
        np.multiply(self.dH_da, self.dH_dz, out=self.dH_dz)
        # Claim 1: ∂H/∂W_ij = ∂H/∂z_j a_i⁽ℓ⁻¹⁾
        np.matmul(self.below_T, self.dH_dz, out=self.dH_dW)
        # The exercise: ∂H/∂b_j = ∂H/∂z_j
        np.add.reduce(self.dH_dz, axis=0, out=self.dH_db)


class Pass:
    """`rows` samples on their way through a network and back, in arrays that are made once.

    Write the input into `x`, shape (rows, n(0)); call `forward`; write the derivative of H with
    respect to the output into `dH_da`, shape (rows, n(L)); call `backward`. H is whatever that
    derivative belongs to: an output, a loss. Every call starts afresh: nothing is carried over.
    Not for two threads at once.
    """

    def __init__(
        self, activations: Sequence[Activation], parts: Sequence[Part], rows: int
    ) -> None:
        size = parts[-1].slice.stop
        self.theta, self.grad = np.empty(size), np.empty(size)
        self.x = np.empty((rows, parts[0].shape[0]))
        self.layers: list[Layer] = []
        below: Array = self.x
        for g, weights, biases in zip(activations, parts[::2], parts[1::2], strict=True):
            layer = Layer(g, below, (weights, biases), self.theta, self.grad)
            self.layers.append(layer)
            below = layer.a
        self.output = below
        self.dH_da = self.layers[-1].dH_da

    def forward(self, theta: Array) -> Array:
        """The output H, shape (rows, n(L)); a view that the next call overwrites."""
        if theta.shape != self.theta.shape:
            raise ValueError(f"theta must have shape {self.theta.shape}, got {theta.shape}")
        self.theta[:] = theta
        for layer in self.layers:
            layer.forward()
        return self.output

    def backward(self) -> Array:
        """The gradient of H, flat and new: from the last layer to the first."""
        above = None
        for layer in reversed(self.layers):
            layer.backward(above)
            above = layer
        return self.grad.copy()
