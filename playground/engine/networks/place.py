"""Which number of a network is meant: a weight, a bias or a node."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from playground.engine.digits import SUPERSCRIPTS, entry


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
        above = raised(self.layer)
        if self.kind == "weight":
            return f"W{entry(self.i, self.j)}{above}"
        return f"{'b' if self.kind == 'bias' else 'a'}{entry(self.j)}{above}"


def raised(layer: int) -> str:
    """A layer as the lecture writes it: ⁽²⁾."""
    return f"⁽{str(layer).translate(SUPERSCRIPTS)}⁾"


def node_at(layer: int, j: int) -> Place:
    """Node j of a layer; layer 0 holds the inputs."""
    return Place("node", layer, -1, j)
