"""Which number of a network is meant, and what it is called: W₁₂⁽¹⁾, b₂⁽³⁾.

Layers count from 1, as on the lecture's slides. `i` and `j` count from 0, as in arrays; in names
they count from 1.
"""

from __future__ import annotations

from dataclasses import dataclass

from playground.app.text.numbers import subscript, superscript
from playground.engine.networks.network import Network

PARAMETER = -1
"""In place of a layer: (PARAMETER, k) is no node, but the weight or bias at place k of theta."""


@dataclass(frozen=True)
class Place:
    """One weight (kind "weight"), bias ("bias") or node ("node") of a network.

    A weight leads from node `i` of layer − 1 to node `j` of `layer`; otherwise `i` is −1. `index`
    is the place in theta, −1 for a node.
    """

    kind: str
    layer: int
    i: int
    j: int
    index: int

    @property
    def name(self) -> str:
        """The place's name in plain text."""
        if self.kind == "weight":
            between = "," if max(self.i, self.j) >= 9 else ""
            return f"W{subscript(self.i + 1)}{between}{subscript(self.j + 1)}{raised(self.layer)}"
        return f"{'b' if self.kind == 'bias' else 'a'}{subscript(self.j + 1)}{raised(self.layer)}"


def raised(layer: int) -> str:
    """A layer as the lecture writes it: ⁽²⁾."""
    return f"⁽{superscript(layer)}⁾"


def node_name(layer: int, j: int, layers: int) -> str:
    """A node in words: "input 2", "layer 1, node 3", "output 1"."""
    if layer == 0:
        return f"input {j + 1}"
    return f"output {j + 1}" if layer == layers else f"layer {layer}, node {j + 1}"


def way_name(place: Place, layers: int) -> str:
    """A weight or bias by its nodes, without the layer: "input 2 → node 3", "output 1"."""
    to = node_name(place.layer, place.j, layers).rpartition(", ")[2]
    if place.i < 0:
        return to
    return f"{node_name(place.layer - 1, place.i, layers).rpartition(', ')[2]} → {to}"


def place_of(network: Network, index: int) -> Place:
    """The weight or bias at a place in theta."""
    for k, part in enumerate(network.parts):
        if part.slice.start <= index < part.slice.stop:
            layer, offset = k // 2 + 1, index - part.start
            if k % 2:
                return Place("bias", layer, -1, offset, index)
            i, j = divmod(offset, part.shape[1])
            return Place("weight", layer, i, j, index)
    raise IndexError(f"no parameter {index} in a network of {network.dimension}")


def place_at(network: Network, layer: int, i: int, j: int) -> Place:
    """W_ij of a layer, or b_j for i = −1."""
    weights, biases = network.parts[2 * layer - 2 : 2 * layer]
    if i < 0:
        return Place("bias", layer, -1, j, biases.start + j)
    return Place("weight", layer, i, j, weights.start + i * weights.shape[1] + j)


def exists(network: Network, place: Place | None) -> bool:
    """Whether this network has such a weight, bias or node."""
    if place is None or not 0 <= place.layer < len(network.sizes):
        return False
    if place.kind == "node":
        return 0 <= place.j < network.sizes[place.layer]
    return 0 <= place.index < network.dimension
