"""What the walk knows up to a step: every quantity by name, and all of them as a table of text."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from playground.app.text.numbers import full
from playground.engine.networks.network import Network
from playground.engine.networks.place import raised
from playground.engine.networks.walkthrough import Line, Walkthrough

Key = tuple[str, int, int, int]
"""Which quantity ("z", "a", "dH_da", "dH_dz", "dH_db", "dH_dW"), layer, node j, and for a weight

the node i that it comes from, else −1; layers from 1 (0 is the input), nodes from 0.
"""

NODE_KINDS = ("z", "a", "dH_da", "dH_dz")
KINDS = (*NODE_KINDS, "dH_db")
TITLES = {"z": "z", "a": "a", "dH_da": "∂H/∂a", "dH_dz": "∂H/∂z", "dH_db": "∂H/∂b"}


def keys_of(line: Line) -> list[Key]:
    """The quantities that a line computes, in the order of its results."""
    if line.kind == "dH_dW":
        return [("dH_dW", edge.layer, edge.j, edge.i) for edge in line.edges]
    return [(line.kind, line.layer, line.unit, -1)] if line.kind in KINDS else []


def known_at(walk: Walkthrough, position: int) -> tuple[dict[Key, float], set[Key]]:
    """The quantities up to a step of the walk, and those that the step itself gives."""
    known: dict[Key, float] = {("a", 0, i, -1): float(x) for i, x in enumerate(walk.x)}
    for line in walk.lines[: position + 1]:
        known.update(zip(keys_of(line), line.results, strict=False))
    return known, set(keys_of(walk.lines[position]))


def as_text(
    network: Network, inputs: Sequence[str], of: str, known: Mapping[Key, float]
) -> str:
    """Everything that is known as lines with tabs between, all digits, for a spreadsheet."""
    lines = ["\t".join(["input", *inputs])]
    x = [known.get(("a", 0, i, -1)) for i in range(network.sizes[0])]
    lines.append("\t".join(["x", *map(_digits, x)]))
    titles = [TITLES[kind].replace("∂H", of) for kind in KINDS]
    for layer, size in enumerate(network.sizes[1:], 1):
        lines += ["", "\t".join([f"layer {layer}", *titles])]
        for j in range(size):
            values = (known.get((kind, layer, j, -1)) for kind in KINDS)
            lines.append("\t".join([f"node {j + 1}", *map(_digits, values)]))
        lines += _matrix(network, layer, of, known)
    return "\n".join(lines)


def _matrix(
    network: Network, layer: int, of: str, known: Mapping[Key, float]
) -> Iterator[str]:
    """∂H/∂W of a layer: row i is the node that a weight comes from, column j where it goes."""
    rows, columns = network.sizes[layer - 1 : layer + 1]
    if ("dH_dW", layer, 0, 0) not in known:
        return
    yield "\t".join([f"{of}/∂W{raised(layer)}", *(f"j = {j + 1}" for j in range(columns))])
    for i in range(rows):
        values = (known.get(("dH_dW", layer, j, i)) for j in range(columns))
        yield "\t".join([f"i = {i + 1}", *map(_digits, values)])


def _digits(value: float | None) -> str:
    return "" if value is None else full(value)
