"""One weight, one bias or one node of a network: what can be selected, and what it is called."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from typing import Literal

from playground.app.network.place import Place
from playground.engine.networks.network import Network

Kind = Literal["weight", "bias", "node"]


@dataclass(frozen=True)
class Selection:
    """Layer 0 holds the inputs; a weight of layer ℓ leads from node `i` of the layer below to

    node `j`. All numbers count from 0 (people read them from 1). `index` is the parameter's place
    in theta, −1 for a node; `i` is −1 for nodes and biases.
    """

    kind: Kind
    layer: int
    i: int
    j: int
    index: int


def weight_at(network: Network, layer: int, i: int, j: int) -> Selection:
    """W⁽ˡ⁾ from node i to node j."""
    part = network.parts[2 * (layer - 1)]
    return Selection("weight", layer, i, j, part.start + i * part.shape[1] + j)


def bias_at(network: Network, layer: int, j: int) -> Selection:
    """b⁽ˡ⁾ of node j."""
    return Selection("bias", layer, -1, j, network.parts[2 * layer - 1].start + j)


def node_at(layer: int, j: int) -> Selection:
    """Node j of a layer; layer 0 holds the inputs."""
    return Selection("node", layer, -1, j, -1)


def parameter_at(network: Network, index: int) -> Selection:
    """The weight or bias at a place in theta."""
    place = bisect_right([part.start for part in network.parts], index) - 1
    part, layer = network.parts[place], place // 2 + 1
    i, j = divmod(index - part.start, part.shape[-1])
    return bias_at(network, layer, j) if place % 2 else weight_at(network, layer, i, j)


def exists(network: Network, selection: Selection) -> bool:
    """Whether this network has such a thing (another one may not)."""
    if not 0 <= selection.layer < len(network.sizes):
        return False
    if selection.kind == "node":
        return 0 <= selection.j < network.sizes[selection.layer]
    if not 0 <= selection.index < network.dimension:
        return False
    return parameter_at(network, selection.index) == selection


def name_of(selection: Selection) -> str:
    """As the lecture writes it, counted from 1: W₃₁⁽²⁾ (from node 3 to node 1), b₁⁽²⁾, a₁⁽²⁾."""
    return Place(
        selection.kind, selection.layer, selection.i, selection.j, selection.index
    ).name
