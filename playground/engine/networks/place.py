"""Which number of a network is meant: a weight, a bias or a node."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from playground.engine.networks.features import SUBSCRIPTS

SUPERSCRIPTS = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")


@dataclass(frozen=True)
class Place:
    """One weight W_ij or bias b_j of a layer, or one of its nodes.

    `layer` counts from 1, as on the lecture's slides; nodes also have layer 0, the inputs. A weight
    leads from node `i` of the layer below to node `j` of its own; `i` is −1 otherwise. `i` and `j`
    count from 0. `index` is the place in theta, −1 for a node.
    """

    kind: Literal["weight", "bias", "node"]
    layer: int
    i: int
    j: int
    index: int = -1

    @property
    def name(self) -> str:
        """As the lecture writes it, from 1: W₃₁⁽²⁾ (from node 3 to node 1), b₁⁽²⁾, a₁⁽²⁾."""
        above = f"⁽{str(self.layer).translate(SUPERSCRIPTS)}⁾"
        to = str(self.j + 1).translate(SUBSCRIPTS)
        if self.kind == "weight":
            between = "," if max(self.i, self.j) >= 9 else ""
            return f"W{str(self.i + 1).translate(SUBSCRIPTS)}{between}{to}{above}"
        return f"{'b' if self.kind == 'bias' else 'a'}{to}{above}"


def node_at(layer: int, j: int) -> Place:
    """Node j of a layer; layer 0 holds the inputs."""
    return Place("node", layer, -1, j)
