"""What every node of a network makes of the input plane: its activation over a grid of points.

For pictures: single precision, no backward pass, the whole grid in a few chunks that stay in the
processor's cache. The points are the middles of n × n cells that fill a window of two inputs; the
other inputs, if there are any, stand still.
"""

# ruff: noqa: N806  (the lecture's names)

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from playground.engine.networks.activations import activations
from playground.engine.networks.network import Network
from playground.engine.problem import Array

Map: TypeAlias = NDArray[np.float32]
Range: TypeAlias = tuple[float, float]
Features: TypeAlias = Callable[[Array], Array]
"""Raw inputs (points, inputs) to what the network is given, (points, n(0))."""

CHUNK = 1 << 16
"""Numbers of one layer at a time: two such arrays of float32 fit into a second-level cache."""
ALONE = 1 << 18
"""Up to so many multiplications OpenBLAS stays on its own thread. Waking the others costs more
than they help, above all where they are busy; chunks of small networks stay below."""


class Landscape:
    """Evaluates one network over one grid, again and again, for other weights each time.

    `window` holds the ranges of the two inputs numbered `inputs`; `fixed` holds all raw inputs, of
    which those two are replaced (None: the two are all there are). Maps have shape (nodes, n, n)
    with the lowest row first. What they hold is overwritten by nobody; the scratch inside is for
    one thread.
    """

    def __init__(
        self,
        network: Network,
        window: tuple[Range, Range],
        count: int,
        features: Features | None = None,
        inputs: tuple[int, int] = (0, 1),
        fixed: Sequence[float] | None = None,
    ) -> None:
        self.network, self.window, self.count = network, window, count
        self.inputs, self.features = inputs, features
        raw = np.zeros(2) if fixed is None else np.asarray(fixed, dtype=float)
        self.x, self.y = (low + (np.arange(count) + 0.5) * (high - low) / count
                          for low, high in window)
        self._g = [activations[name]().single for name in network.activations]
        self._parts = list(zip(network.parts[::2], network.parts[1::2], strict=True))
        self._base = raw.copy()
        self._base[list(inputs)] = 0
        self._input = self._input_maps(raw, features)
        widest = max(network.sizes[1:])
        points = min(CHUNK // widest, max(ALONE // widest**2, 512))
        self._rows = min(max(points // count, 1), count)
        room = self._rows * count * widest
        self._scratch = [np.empty(room, np.float32) for _ in range(2)]

    def layers(self, theta: Array) -> list[Map]:
        """The maps of every layer, the inputs first."""
        made = [np.empty((size, self.count, self.count), np.float32)
                for size in self.network.sizes[1:]]
        with np.errstate(all="ignore"):
            weights = self._weights(theta)
            for rows in self._chunks():
                below: Map = self._input[:, rows]
                for k, maps in enumerate(made):
                    z = self._z(k, weights[k], below, rows)
                    below = maps[:, rows] = self._g[k](z, self._take(k, z))
        return [self._input, *made]

    def layer(self, theta: Array, number: int) -> Map:
        """The maps of one layer: 0 the inputs, the last one the outputs."""
        if number == 0:
            return self._input
        made = np.empty((self.network.sizes[number], self.count, self.count), np.float32)
        with np.errstate(all="ignore"):
            weights = self._weights(theta)
            for rows in self._chunks():
                below: Map = self._input[:, rows]
                for k in range(number):
                    z = self._z(k, weights[k], below, rows)
                    below = self._g[k](z, self._take(k, z))
                made[:, rows] = below
        return made

    def output(self, theta: Array) -> Map:
        """The maps of the outputs."""
        return self.layer(theta, len(self._g))

    def _weights(self, theta: Array) -> list[tuple[Map, Map]]:
        """Wᵀ and b of each layer in single precision; what is too large becomes infinite."""
        single: Any = theta.astype(np.float32)
        layers = ((W.of(single), b.of(single)) for W, b in self._parts)
        return [(np.ascontiguousarray(W.T, np.float32), b.astype(np.float32)) for W, b in layers]

    def _chunks(self) -> list[slice]:
        return [slice(k, min(k + self._rows, self.count))
                for k in range(0, self.count, self._rows)]

    def _take(self, k: int, like: Map) -> Map:
        """A scratch array of that shape; two layers in turn, so nothing is read while written."""
        taken: Map = self._scratch[k % 2][: like.size].reshape(like.shape)
        return taken

    def _z(self, k: int, weights: tuple[Map, Map], below: Map, rows: slice) -> Any:
        """z = Wᵀ a⁽ᵏ⁾ + b for a chunk; the first layer is linear in the plane's coordinates."""
        W_T, b = weights
        if k == 0 and self.features is None:
            across, up = self.inputs
            x, y = self.x.astype(np.float32), self.y[rows].astype(np.float32)
            still = W_T @ self._base.astype(np.float32) + b
            along = np.multiply.outer(W_T[:, across], x)
            climb = np.multiply.outer(W_T[:, up], y) + still[:, None]
            return climb[:, :, None] + along[:, None, :]
        flat = W_T @ below.reshape(len(below), -1)
        flat += b[:, None]
        return flat.reshape(len(b), -1, self.count)

    def _input_maps(self, raw: Array, features: Features | None) -> Map:
        """What the input nodes see: the coordinates, or the features made of them."""
        n = self.count
        if features is None:  # most inputs stand still
            maps = np.empty((len(raw), n, n), np.float32)
            maps[:] = raw[:, None, None]
            maps[self.inputs[1]] = self.y[:, None]
            maps[self.inputs[0]] = self.x
            return maps
        points = np.tile(raw, (n * n, 1))
        points[:, self.inputs[1]] = np.repeat(self.y, n)
        points[:, self.inputs[0]] = np.tile(self.x, n)
        return np.ascontiguousarray(features(points).T, dtype=np.float32).reshape(-1, n, n)
