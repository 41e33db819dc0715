"""Backpropagation, as on the lecture's slides, for one input or for many at once.

Inside, a layer's values stand as on the slides, a row for each node, and the samples side by side
in columns: the sums over nodes are matrix products, and z = Wᵀ a + b is read off. Outside, samples
are in rows, as data is. A bias is the weight of a node that is always 1, so that W with b as its
last row meets a with a last row of ones in one product. (`np.dot` takes half of `np.matmul`'s time
on matrices as small as these.)
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from playground.engine.networks.activations import Activation
from playground.engine.problem import Array, Part


class Layer:
    """One layer ℓ of n(ℓ) nodes with everything that passes through it, for `rows` samples.

    `below` is a⁽ℓ⁻¹⁾, shape (rows, n(ℓ−1)). z, a, dH_da, dH_dz have shape (rows, n(ℓ)); W and dH_dW
    (n(ℓ−1), n(ℓ)); b and dH_db (n(ℓ),). dH_dW and dH_db are summed over the samples. W and b are
    views of `theta`, dH_dW and dH_db of `grad`, so that both come and go as flat vectors.
    """

    __slots__ = (
        "W", "_W_b", "_a", "_da", "_dz", "_dz_T", "_gradient", "_inputs", "_z", "a", "b",
        "below", "dH_dW", "dH_da", "dH_db", "dH_dz", "g", "ones_below", "z",
    )

    def __init__(
        self, g: Activation, inputs: Array, parts: tuple[Part, Part], theta: Array, grad: Array
    ) -> None:
        weights, biases = parts
        nodes, rows = biases.shape[0], inputs.shape[1]
        self.g = g
        self.W, self.b = weights.of(theta), biases.of(theta)
        self.dH_dW, self.dH_db = weights.of(grad), biases.of(grad)
        both = slice(weights.slice.start, biases.slice.stop)
        self._W_b = theta[both].reshape(-1, nodes).T
        self._gradient = grad[both].reshape(-1, nodes)
        self._inputs = inputs
        self._z, self._da, self._dz = (np.empty((nodes, rows)) for _ in range(3))
        self.ones_below = np.ones((nodes + 1, rows))  # a, and the node that is always 1
        self._a = self.ones_below[:-1]
        self._dz_T = self._dz.T
        self.below = inputs[:-1].T
        self.z, self.a = self._z.T, self._a.T
        self.dH_da, self.dH_dz = self._da.T, self._dz_T

    def forward(self) -> None:
        """z = Wᵀ a⁽ℓ⁻¹⁾ + b, a = g(z)."""
        np.dot(self._W_b, self._inputs, self._z)
        self.g.value(self._z, self._a)

    def backward(self, above: Layer | None) -> None:
        """Claims 3, 2, 1 and the exercise; without a layer above, dH_da is there already."""
        if above is not None:
            # Claim 3: ∂H/∂a_j = Σ_k ∂H/∂z_k⁽ℓ⁺¹⁾ W_jk⁽ℓ⁺¹⁾
            np.dot(above.W, above._dz, self._da)
        # Claim 2: ∂H/∂z_j = ∂H/∂a_j g'(z_j)
        self.g.derivative(self._z, self._a, self._dz)
        np.multiply(self._da, self._dz, self._dz)
        # Claim 1: ∂H/∂W_ij = ∂H/∂z_j a_i⁽ℓ⁻¹⁾; the exercise, where a is 1: ∂H/∂b_j = ∂H/∂z_j
        np.dot(self._inputs, self._dz_T, self._gradient)


class Pass:
    """`rows` samples on their way through a network and back, in arrays that are made once.

    Write the input into `x`, shape (rows, n(0)); call `forward`; write the derivative of H with
    respect to the output into `dH_da`, shape (rows, n(L)); call `backward`. H is whatever that
    derivative belongs to: an output, a loss. Every call starts afresh: nothing is carried over.
    Not for two threads at once. `by_column`: in memory the inputs' columns, not the samples, lie
    one after another; of thousands of samples each product then takes half the time, and a sum may
    round differently in its last digits.
    """

    def __init__(
        self, activations: Sequence[Activation], parts: Sequence[Part], rows: int,
        by_column: bool = False,
    ) -> None:
        size = parts[-1].slice.stop
        self.theta, self.grad = np.empty(size), np.empty(size)
        columns = parts[0].shape[0] + 1
        self.x_and_one = np.ones((columns, rows)).T if by_column else np.ones((rows, columns))
        """The samples with a 1 behind each: `x` is all of it but that last column."""
        self.x = self.x_and_one[:, :-1]
        self.layers: list[Layer] = []
        inputs = self.x_and_one.T
        for g, weights, biases in zip(activations, parts[::2], parts[1::2], strict=True):
            layer = Layer(g, inputs, (weights, biases), self.theta, self.grad)
            self.layers.append(layer)
            inputs = layer.ones_below
        self.output, self.dH_da = self.layers[-1].a, self.layers[-1].dH_da

    def forward(self, theta: Array) -> Array:
        """The output H, shape (rows, n(L)); a view that the next call overwrites.

        Raises ValueError for a theta of another shape.
        """
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
