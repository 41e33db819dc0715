"""Backpropagation worked through: one quantity at a time, forward, then from the last layer back.

What H is, is chosen: an output of the network (the lecture), the loss at one example, or the risk
over the data (in `engine.blame`, as error × blame, averaged).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Literal, TypeAlias

import numpy as np

from playground.engine.networks.backprop import Pass
from playground.engine.networks.network import Network
from playground.engine.networks.walkthrough_lines import (
    Edge,
    Kind,
    Line,
    Node,
    Operand,
    Target,
    Writer,
)
from playground.engine.problem import Array

Granularity: TypeAlias = Literal["node", "entry"]

MOST_ENTRIES = 5000


class Walkthrough:
    """The walk for one input: `lines` in order, forward then backward; all of it computed once.

    ∂H/∂W comes one node (all edges into it) or one entry at a time; a network of more than 5,000
    parameters is walked by nodes.
    """

    def __init__(
        self, network: Network, theta: Array, x: Array, target: Target | None = None,
        granularity: Granularity = "node",
    ) -> None:
        self.network, self.target = network, target or Target()
        large = network.dimension > MOST_ENTRIES
        self.granularity: Granularity = "node" if large else granularity
        self.theta = np.array(theta, dtype=float)
        self.x = np.array(x, dtype=float)
        self.value, self.gradient, self.at = _differentiated(
            network, self.theta, self.x, self.target
        )
        self._write = Writer(network, self.at, self.target)
        forward = list(self._forward())
        self.lines = (*forward, *self._backward())
        self.first_backward = len(forward)

    def _forward(self) -> Iterator[Line]:
        for layer, size in enumerate(self.network.sizes[1:], 1):
            for j in range(size):
                yield self._write.z(layer, j)
                yield self._write.a(layer, j)
        if self.target.loss is not None:
            yield self._write.loss(self.value)

    def _backward(self) -> Iterator[Line]:
        write, sizes = self._write, self.network.sizes
        for layer in range(len(sizes) - 1, 0, -1):
            nodes = range(sizes[layer])
            yield from (write.dH_da(layer, j) for j in nodes)
            yield from (write.dH_dz(layer, j) for j in nodes)
            for j in nodes:
                if self.granularity == "node":
                    yield write.dH_dW(layer, range(sizes[layer - 1]), j)
                else:
                    yield from (write.dH_dW(layer, [i], j) for i in range(sizes[layer - 1]))
            yield from (write.dH_db(layer, j) for j in nodes)

    def line_for_weight(self, layer: int, i: int, j: int) -> Line:
        """∂H/∂W_ij = ∂H/∂z_j · a_i: blame, activation and their product."""
        return self._write.dH_dW(layer, [i], j)

    def line_for_bias(self, layer: int, j: int) -> Line:
        """∂H/∂b_j = ∂H/∂z_j."""
        return self._write.dH_db(layer, j)

    def line_for_node(self, layer: int, j: int, kind: Kind = "dH_da") -> Line:
        """z, a, ∂H/∂a or ∂H/∂z of a node; of an input node its value."""
        if layer == 0:
            return self._write.input(j)
        makers: dict[str, Callable[[int, int], Line]] = {
            "z": self._write.z, "a": self._write.a, "dH_da": self._write.dH_da,
            "dH_dz": self._write.dH_dz, "dH_db": self._write.dH_db,
        }
        return makers[kind](layer, j)

    def line_for(self, index: int) -> Line:
        """The line of the parameter at a flat index."""
        at = self.network.place_of(index)
        if at.kind == "bias":
            return self.line_for_bias(at.layer, at.j)
        return self.line_for_weight(at.layer, at.i, at.j)

    def index_of(self, line: Line) -> int | None:
        """Where in the walk a line's quantity is computed; None for an input."""
        for k, other in enumerate(self.lines):
            if (other.kind, other.layer, other.unit) == (line.kind, line.layer, line.unit) and (
                set(line.edges) <= set(other.edges)
            ):
                return k
        return None


def _differentiated(
    network: Network, theta: Array, x: Array, target: Target
) -> tuple[float, Array, Pass]:
    """H at x, its flat gradient, and the Pass with everything in between."""
    through = network.forward(theta, x[None])
    with np.errstate(all="ignore"):
        if target.loss is None:
            value = float(through.output[0, target.output])
            through.dH_da[:] = 0
            through.dH_da[0, target.output] = 1
        else:
            y = np.array(target.y, dtype=float)[None]
            value = float(target.loss.value(through.output, y)[0])
            target.loss.derivative(through.output, y, through.dH_da)
        return value, through.backward(), through


__all__ = [
    "Edge", "Granularity", "Kind", "Line", "Node", "Operand", "Target", "Walkthrough",
]
