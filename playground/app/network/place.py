"""Which number of a network is meant, and what it is called: W₁₂⁽¹⁾, b₂⁽³⁾.

Layers count from 1, as on the lecture's slides. `i` and `j` count from 0, as in arrays; in names
they count from 1.
"""

from __future__ import annotations

from playground.engine.networks.place import Place

PARAMETER = -1
"""In place of a layer: (PARAMETER, k) is no node, but the weight or bias at place k of theta."""


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
