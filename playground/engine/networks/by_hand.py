"""Backpropagation as it is done by hand: each quantity from those that stand before it.

Unlike a `Pass` it can go on from numbers that somebody wrote down (`given`), right or wrong, and
can make the slips that people make (`slip`), so that an answer can be traced to its cause.
"""

# ruff: noqa: N802, N806  (the lecture's names)

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, TypeAlias

import numpy as np

from playground.engine.networks.activations import activations
from playground.engine.networks.losses import Loss
from playground.engine.networks.network import Network
from playground.engine.problem import Array

Slip: TypeAlias = Literal[
    "", "transpose", "forgot_slope", "dead_relu", "updated_weights", "forgot_bias"
]
KINDS = ("z", "a", "da", "dz", "dW", "db")
"""Names of a layer's quantities; "dW2" is ∂H/∂W of layer 2, "x" the input, "H" the output."""


class ByHand:
    """The quantities of one input x, shape (n(0),), in a network with parameters theta.

    `sheet["z1"]`, `sheet["dW2"]`: shapes (n(ℓ),) and (n(ℓ−1), n(ℓ)). Differentiated is the chosen
    output, or with a loss and its target y (shape (n(L),)) the loss of this sample. `given` holds
    numbers, by the same names, that are taken instead of computed ones; what depends on them
    follows from them. With a `slip` every quantity but the given ones is computed wrongly in that
    one way; `rate` is the learning rate of the slip "updated_weights".
    Asking for a name that there is not raises KeyError.
    """

    def __init__(
        self, network: Network, theta: Array, x: Array, output: int = 0,
        loss: Loss | None = None, y: Array | None = None,
        given: Mapping[str, Array] | None = None, slip: Slip = "", rate: float = 0.1,
    ) -> None:
        self.network, self.output, self.slip, self.rate = network, output, slip, rate
        self.loss, self.y = loss, y
        self.W = [network.weights(n).of(theta) for n in range(1, len(network.sizes))]
        self.b = [network.biases(n).of(theta) for n in range(1, len(network.sizes))]
        self.g = [activations[name]() for name in network.activations]
        self._theta = theta
        self._known: dict[str, Array] = {"x": np.asarray(x, dtype=float), **(given or {})}

    @property
    def layers(self) -> int:
        """How many layers have weights."""
        return len(self.W)

    def names(self) -> list[str]:
        """Every quantity in the order in which it is worked out: forward, then from the back."""
        forward = [f"{kind}{n}" for n in range(1, self.layers + 1) for kind in ("z", "a")]
        back = [
            f"{kind}{n}" for n in range(self.layers, 0, -1) for kind in ("da", "dz", "dW", "db")
        ]
        return [*forward, "H", *back]

    def __getitem__(self, name: str) -> Array:
        found = self._known.get(name)
        if found is None:
            with np.errstate(all="ignore"):
                found = self._known[name] = self._worked_out(name)
        return found

    def _worked_out(self, name: str) -> Array:
        if name == "H":
            return self[f"a{self.layers}"]
        kind = name.rstrip("0123456789")
        number = name[len(kind) :]
        layer = int(number) if number and len(number) < 4 else 0
        if kind not in KINDS or not 1 <= layer <= self.layers:
            raise KeyError(name)
        result: Array = getattr(self, f"_{kind}")(layer)
        return result

    def _below(self, layer: int) -> Array:
        return self[f"a{layer - 1}"] if layer > 1 else self["x"]

    def _z(self, layer: int) -> Array:
        W, a = self.W[layer - 1], self._below(layer)
        product: Array = W @ a if self.slip == "transpose" and W.shape[1] == len(a) else W.T @ a
        if len(product) != W.shape[1]:  # W a has another length than z: nobody writes that
            product = W.T @ a
        return product if self.slip == "forgot_bias" else product + self.b[layer - 1]

    def _a(self, layer: int) -> Array:
        return self.g[layer - 1].value(self[f"z{layer}"])

    def _da(self, layer: int) -> Array:
        if layer == self.layers:
            return self._seed()
        W, dz = self.W[layer], self[f"dz{layer + 1}"]
        if self.slip == "updated_weights":
            W = W - self.rate * np.outer(self._below(layer + 1), dz)
        if self.slip == "transpose" and W.shape[0] == W.shape[1]:
            W = W.T
        da: Array = W @ dz
        return da

    def _seed(self) -> Array:
        """The derivative of what is differentiated with respect to the output."""
        H = self["H"]
        if self.loss is not None and self.y is not None:
            return np.asarray(self.loss.derivative(H[None], self.y[None])[0])
        seed = np.zeros(self.network.sizes[-1])
        seed[self.output] = 1
        return seed

    def _dz(self, layer: int) -> Array:
        da, z = self[f"da{layer}"], self[f"z{layer}"]
        if self.slip == "forgot_slope":
            return da.copy()
        slope = self.g[layer - 1].derivative(z, self[f"a{layer}"])
        if self.slip == "dead_relu" and self.network.activations[layer - 1] == "relu":
            slope = np.ones_like(slope)
        return da * slope

    def _dW(self, layer: int) -> Array:
        dW = np.outer(self._below(layer), self[f"dz{layer}"])
        square = dW.shape[0] == dW.shape[1]
        return np.asarray(dW.T if self.slip == "transpose" and square else dW)

    def _db(self, layer: int) -> Array:
        return self[f"dz{layer}"].copy()
