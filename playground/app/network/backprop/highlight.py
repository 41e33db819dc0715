"""What the drawn network is told of the walk: what lights up, and which numbers are known."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from playground.app.network.backprop.revealed import NODE_KINDS, known_at
from playground.app.network.place import PARAMETER
from playground.app.text.numbers import number
from playground.engine.networks.walkthrough import Walkthrough
from playground.engine.networks.walkthrough_lines import Edge, Node

MOST_TOLD = 2000  # parameters: of more the writing alone would be felt


class Light(QObject):
    """Tells only what has changed.

    `lit(nodes, edges)` is what the step used, the node whose quantity it is last; `shown(texts)`
    has for each node (layer, unit) what the walk last found out about it, as "z = 6". A node that
    is not in it is not known yet; None instead of a dict: nothing is being walked. What is known of
    a weight or a bias stands under (PARAMETER, its place in theta), as "∂H/∂W = 12".
    """

    lit = Signal(object, object)
    shown = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._lit: tuple[tuple[Node, ...], tuple[Edge, ...]] = ((), ())
        self._shown: dict[tuple[int, int], str] | None = None

    def follow(self, walk: Walkthrough, position: int) -> None:
        """This step of the walk is shown."""
        line = walk.lines[position]
        nodes = [node for node in line.nodes if node != line.target]
        self._tell((*nodes, line.target), line.edges, texts_at(walk, position))

    def off(self) -> None:
        """Nothing is shown."""
        self._tell((), (), None)

    def forget(self) -> None:
        """Another network: its drawing has forgotten what was lit, so that it is told anew."""
        self._lit, self._shown = ((), ()), None

    def _tell(
        self, nodes: tuple[Node, ...], edges: tuple[Edge, ...],
        texts: dict[tuple[int, int], str] | None,
    ) -> None:
        if texts != self._shown:
            self._shown = texts
            self.shown.emit(texts)
        if (nodes, edges) != self._lit:
            self._lit = nodes, edges
            self.lit.emit(nodes, edges)


def texts_at(walk: Walkthrough, position: int) -> dict[tuple[int, int], str]:
    """What is last known of each node: x, then z, then a; on the way back its derivatives."""
    known, _ = known_at(walk, position)
    of = "∂H" if walk.target.loss is None else "∂ℓ"
    names = {"z": "z", "a": "a", "dH_da": f"{of}/∂a", "dH_dz": f"{of}/∂z"}
    texts = {}
    for kind in NODE_KINDS:  # in the order in which they are computed, so that the last one stays
        for (of_kind, layer, unit, _), value in known.items():
            if of_kind == kind:
                name = names[kind] if layer else "x"
                texts[layer, unit] = f"{name} = {number(value)}"
    if walk.network.dimension <= MOST_TOLD:
        for (kind, layer, j, i), value in known.items():
            if kind in ("dH_dW", "dH_db"):
                at = walk.network.place_at(layer, i if kind == "dH_dW" else -1, j)
                texts[PARAMETER, at.index] = f"{of}/{kind[-2:].replace('d', '∂')} = {number(value)}"
    return texts
