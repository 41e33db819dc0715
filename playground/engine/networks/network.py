"""A fully connected network: which sizes, which activations, and where its weights lie in theta."""

# ruff: noqa: N803, N806, N815  (the lecture's names)

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from math import prod
from typing import NamedTuple

import numpy as np

from playground.engine.networks.activations import activations
from playground.engine.networks.backprop import Pass
from playground.engine.networks.place import Place
from playground.engine.parameters import SettingError, shown
from playground.engine.problem import Array, Part
from playground.engine.registry import UnknownNameError
from playground.engine.tables import table, vector

MOST_PARAMETERS = 1_000_000


class Blame(NamedTuple):
    """One layer after backpropagating one input: the derivatives of H in the lecture's notation.

    z, a, dH_da, dH_dz and dH_db have shape (n(ℓ),), dH_dW has shape (n(ℓ−1), n(ℓ)).
    """

    z: Array
    a: Array
    dH_da: Array
    dH_dz: Array
    dH_dW: Array
    dH_db: Array


@dataclass(frozen=True)
class Network:
    """H(x; w): `sizes` n(0), ..., n(L) and one activation, by name, for each of the L layers.

    The parameters are one flat vector theta: W1 row by row, b1, W2, b2, ... W of layer ℓ has shape
    (n(ℓ−1), n(ℓ)); row i, column j is the weight from node i to node j.
    Raises SettingError, naming "sizes[1]" or "activations[0]", for what cannot be.
    """

    sizes: tuple[int, ...]
    activations: tuple[str, ...]

    def __post_init__(self) -> None:
        for name in ("sizes", "activations"):
            value = getattr(self, name)
            if not isinstance(value, (list, tuple)):
                raise SettingError(name, f"must be a list, got {shown(value)}")
            object.__setattr__(self, name, tuple(value))
        self._check_sizes()
        self._check_activations()

    def _check_sizes(self) -> None:
        if len(self.sizes) < 2:
            raise SettingError("sizes", "must list at least 2 layers, the input and the output")
        for i, size in enumerate(self.sizes):
            if isinstance(size, bool) or not isinstance(size, int) or size < 1:
                raise SettingError(
                    f"sizes[{i}]", f"must be a whole number of at least 1, got {shown(size)}"
                )
        count = sum((a + 1) * b for a, b in zip(self.sizes, self.sizes[1:], strict=False))
        if count > MOST_PARAMETERS:
            raise SettingError(
                "sizes", f"must make at most {MOST_PARAMETERS} parameters, got {shown(count)}"
            )

    def _check_activations(self) -> None:
        layers, named = len(self.sizes) - 1, len(self.activations)
        if named != layers:
            raise SettingError(
                "activations", f"must list {layers}, one a layer after the input, got {named}"
            )
        for i, name in enumerate(self.activations):
            try:
                activations[name]
            except UnknownNameError as error:
                raise SettingError(f"activations[{i}]", str(error)) from None

    @cached_property
    def parts(self) -> tuple[Part, ...]:
        """W1, b1, W2, b2, ... in theta."""
        parts, start = [], 0
        for layer, shape in enumerate(zip(self.sizes, self.sizes[1:], strict=False), 1):
            parts.append(Part(f"W{layer}", start, shape))
            parts.append(Part(f"b{layer}", start + prod(shape), shape[1:]))
            start = parts[-1].slice.stop
        return tuple(parts)

    @property
    def dimension(self) -> int:
        """The length of theta."""
        return int(self.parts[-1].slice.stop)

    def weights(self, layer: int) -> Part:
        """W of a layer (1 ... L) in theta, shape (n(ℓ−1), n(ℓ))."""
        return self.parts[2 * layer - 2]

    def biases(self, layer: int) -> Part:
        """b of a layer (1 ... L) in theta, shape (n(ℓ),)."""
        return self.parts[2 * layer - 1]

    def place_at(self, layer: int, i: int, j: int) -> Place:
        """W_ij of a layer, or b_j for i = −1."""
        if i < 0:
            return Place("bias", layer, -1, j, self.biases(layer).start + j)
        weights = self.weights(layer)
        return Place("weight", layer, i, j, weights.start + i * weights.shape[1] + j)

    def place_of(self, index: int) -> Place:
        """The weight or bias at an index of theta. Raises IndexError where there is none."""
        if not 0 <= index < self.dimension:
            raise IndexError(f"no parameter {index} in a network of {self.dimension}")
        part = bisect_right([part.start for part in self.parts], index) - 1
        at, layer = self.parts[part], part // 2 + 1
        i, j = divmod(index - at.start, at.shape[-1])
        return Place("bias" if part % 2 else "weight", layer, -1 if part % 2 else i, j, index)

    def index_of(self, place: Place) -> int:
        """Where a weight or bias lies in theta. Raises IndexError if this network has no such."""
        if place.kind == "node" or not self.has(place):
            raise IndexError(f"{place} is no parameter of this network")
        return self.place_at(place.layer, place.i, place.j).index

    def has(self, place: Place) -> bool:
        """Whether this network has such a weight, bias or node (another one may not)."""
        if not 0 <= place.layer < len(self.sizes) or not 0 <= place.j < self.sizes[place.layer]:
            return False
        if place.kind == "node":
            return True
        if place.layer < 1 or not -1 <= place.i < self.sizes[place.layer - 1]:
            return False
        return self.place_at(place.layer, place.i, place.j) == place

    def make_pass(self, rows: int, by_column: bool = False) -> Pass:
        """Arrays for `rows` samples to go forward and back again and again, see `Pass`."""
        return Pass([activations[name]() for name in self.activations], self.parts, rows, by_column)

    def forward(self, theta: Array, X: Array) -> Pass:
        """The samples X, shape (rows, n(0)), sent forward: every z and a, in a Pass of its own.

        Raises ValueError for another shape.
        """
        X = np.asarray(X, dtype=float)
        if X.ndim != 2 or X.shape[1] != self.sizes[0]:
            raise ValueError(f"X must have shape (samples, {self.sizes[0]}), got {X.shape}")
        through = self.make_pass(len(X))
        through.x[:] = X
        with np.errstate(all="ignore"):
            through.forward(theta)
        return through

    def predict(self, theta: Array, X: Array) -> Array:
        """H at the samples X, shape (rows, n(0)): the outputs, shape (rows, n(L))."""
        return self.forward(theta, X).output

    def backprop(self, theta: Array, x: Array, output: int = 0) -> list[Blame]:
        """∇H at one input x, shape (n(0),), H being the chosen output; first layer first.

        Raises ValueError for an output that there is not.
        """
        if not 0 <= output < self.sizes[-1]:
            raise ValueError(f"output must be from 0 to {self.sizes[-1] - 1}, got {output}")
        through = self.forward(theta, np.asarray(x, dtype=float)[None])
        through.dH_da[:] = 0
        through.dH_da[0, output] = 1
        with np.errstate(all="ignore"):
            through.backward()
        return [
            Blame(at.z[0], at.a[0], at.dH_da[0], at.dH_dz[0], at.dH_dW, at.dH_db)
            for at in through.layers
        ]

    def with_weights(
        self, theta: Array, weights: object = None, biases: object = None
    ) -> Array:
        """A copy of theta with what is given in the lists instead; None leaves the part alone.

        `weights` holds a list of rows for each layer, `biases` a list of numbers for each. Raises
        SettingError, naming "weights[0][1][2]" or the like, for wrong shapes and numbers.
        """
        theta = np.array(theta, dtype=float)
        for name, given, parts in (
            ("weights", weights, self.parts[::2]), ("biases", biases, self.parts[1::2]),
        ):
            if given is not None:
                self._fill(theta, name, given, parts)
        return theta

    def _fill(self, theta: Array, name: str, given: object, parts: Sequence[Part]) -> None:
        if not isinstance(given, (list, tuple)) or len(given) != len(parts):
            got = len(given) if isinstance(given, (list, tuple)) else shown(given)
            layers = "1 layer" if len(parts) == 1 else f"{len(parts)} layers"
            raise SettingError(name, f"must list {layers}, got {got}")
        for i, (part, values) in enumerate(zip(parts, given, strict=True)):
            read = table if len(part.shape) == 2 else vector
            part.of(theta)[...] = read(f"{name}[{i}]", values, *part.shape)
