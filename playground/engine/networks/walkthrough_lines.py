"""The lines of the walk through backpropagation: each a formula, its numbers and its result.

Every number is read off the Pass that differentiated the input; a line only says where it came
from, in the lecture's notation and index order (indices in formulas count from 1).
"""

# ruff: noqa: N802  (the lecture's names)

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, NamedTuple, TypeAlias

from playground.engine.networks.activations import activations
from playground.engine.networks.backprop import Pass
from playground.engine.networks.losses import Loss
from playground.engine.networks.network import Network

Kind: TypeAlias = Literal["input", "z", "a", "loss", "dH_da", "dH_dz", "dH_dW", "dH_db"]

MOST_TERMS = 6
"""Longer sums and columns are written with dots: the first three terms and the last."""

TITLES: dict[str, str] = {
    "input": "the input", "z": "weighted sum z", "a": "activation a = g(z)", "loss": "the loss",
    "dH_da": "Claim 3: blame of an activation", "dH_dz": "Claim 2: blame of a node",
    "dH_dW": "Claim 1: blame times activation", "dH_db": "the exercise: the bias",
}


class Node(NamedTuple):
    """Node j of layer ℓ (0 is the input), both as they are indexed: from 0 within the layer."""

    layer: int
    unit: int


class Edge(NamedTuple):
    """The weight from node i of layer ℓ−1 to node j of layer ℓ, i and j from 0."""

    layer: int
    i: int
    j: int


class Operand(NamedTuple):
    """A number that stands in a formula, in full precision, and what it is called there."""

    symbol: str
    value: float


class _Written(str):
    """A number as text; formatted with "p" it is in brackets where a sign would stand alone."""

    def __format__(self, spec: str) -> str:
        return f"({self})" if spec == "p" and self[:1] in ("-", "−") else str(self)


@dataclass(frozen=True)
class Line:
    """One quantity: its formula, the same with numbers, the result, and what it was made of.

    `template` has places for operands, {0} or {1:p} (that one in brackets if it is negative), so
    that a view rounds as it likes; `numbers()` fills it. Of a long sum the template shows only
    some terms, `operands` has all. Where a line stands for several entries (a column of
    ∂H/∂W), `results` has them in the order of `edges`; `result` is the first.
    """

    kind: Kind
    layer: int
    unit: int
    symbol: str
    """What is computed, in LaTeX."""
    formula: str
    """What it is by the lecture's formula, in LaTeX."""
    template: str
    """The same in LaTeX with places for the numbers."""
    operands: tuple[Operand, ...]
    results: tuple[float, ...]
    nodes: tuple[Node, ...] = ()
    edges: tuple[Edge, ...] = ()
    indices: tuple[int, ...] = ()
    """The flat indices of the parameters that the results belong to (∂H/∂W and ∂H/∂b)."""
    backward: bool = False

    def __post_init__(self) -> None:
        # Adding 0.0 turns −0 into 0, which nobody wants to read.
        object.__setattr__(self, "results", tuple(value + 0.0 for value in self.results))

    @property
    def result(self) -> float:
        """The value; of several, the first."""
        return self.results[0]

    @property
    def title(self) -> str:
        """What kind of quantity this is, in words."""
        return TITLES[self.kind]

    @property
    def target(self) -> Node:
        """The node that the line is about."""
        return Node(self.layer, self.unit)

    def numbers(self, write: Callable[[float], str] = lambda value: f"{value:.4g}") -> str:
        """The formula with its operands written out, in LaTeX."""
        return self.template.format(*(_Written(write(o.value + 0.0)) for o in self.operands))


@dataclass(frozen=True)
class Target:
    """What H is: output `output` of the network, or with a loss the loss at one example (x, y).

    `y` is written as the loss needs it, shape (n(L),): a row of `FittingProblem.y`.
    """

    output: int = 0
    loss: Loss | None = None
    y: tuple[float, ...] = ()

    @property
    def H(self) -> str:
        """The name of what is differentiated, in LaTeX."""
        return "H" if self.loss is None else r"\ell"


class Writer:
    """Writes the lines of one differentiated input."""

    def __init__(self, network: Network, at: Pass, target: Target) -> None:
        self.network, self.at, self.target = network, at, target
        self.last = len(network.activations)
        self.g = [activations[name]() for name in network.activations]

    # What things are called, and what they are; indices in symbols count from 1.

    def _d(self, of: str) -> str:
        return rf"\frac{{\partial {self.target.H}}}{{\partial {of}}}"

    def _a(self, layer: int, i: int) -> Operand:
        if layer == 0:
            return Operand(f"x_{{{i + 1}}}", float(self.at.x[0, i]))
        return Operand(_sub("a", layer, i), float(self.at.layers[layer - 1].a[0, i]))

    def _at_node(self, name: Literal["z", "dH_da", "dH_dz"], layer: int, j: int) -> Operand:
        value = float(getattr(self.at.layers[layer - 1], name)[0, j])
        symbol = _sub(name[-1], layer, j)
        return Operand(symbol if name == "z" else self._d(symbol), value)

    def _weight(self, layer: int, i: int, j: int) -> Operand:
        return Operand(_sub2("W", layer, i, j), float(self.at.layers[layer - 1].W[i, j]))

    # Forward

    def input(self, i: int) -> Line:
        x = self._a(0, i)
        return Line("input", 0, i, x.symbol, x.symbol, "{0}", (x,), (x.value,), (Node(0, i),))

    def z(self, layer: int, j: int) -> Line:
        n = self.network.sizes[layer - 1]
        bias = Operand(_sub("b", layer, j), float(self.at.layers[layer - 1].b[j]))
        operands = [o for i in range(n) for o in (self._weight(layer, i, j), self._a(layer - 1, i))]
        below = "x_i" if layer == 1 else f"a_i^{{({layer - 1})}}"
        general = (
            rf"\sum_{{i=1}}^{{{n}}} W_{{i{j + 1}}}^{{({layer})}} {below} + {bias.symbol}"
        )
        z = self._at_node("z", layer, j)
        return Line(
            "z", layer, j, z.symbol, general, f"{_products(n)} + {{{2 * n}:p}}", (*operands, bias),
            (z.value,), tuple(Node(layer - 1, i) for i in range(n)),
            tuple(Edge(layer, i, j) for i in range(n)),
        )

    def a(self, layer: int, j: int) -> Line:
        z, a = self._at_node("z", layer, j), self._a(layer, j)
        g = self.g[layer - 1]
        return Line(
            "a", layer, j, a.symbol, f"g({z.symbol})", g.called(), (z,),
            (a.value,), (Node(layer, j),),
        )

    def loss(self, value: float) -> Line:
        assert self.target.loss is not None
        outputs = [self._a(self.last, k) for k in range(self.network.sizes[-1])]
        wanted = [Operand(f"y_{{{k + 1}}}", y) for k, y in enumerate(self.target.y)]
        places = ", ".join(f"{{{k}}}" for k in range(len(outputs)))
        labels = ", ".join(f"{{{len(outputs) + k}}}" for k in range(len(wanted)))
        return Line(
            "loss", self.last, 0, r"\ell(H, y)", self.target.loss.formula,
            rf"\ell([{places}], [{labels}])", (*outputs, *wanted), (value,),
            tuple(Node(self.last, k) for k in range(len(outputs))),
        )

    # Backward

    def dH_da(self, layer: int, j: int) -> Line:
        if layer == self.last:
            return self._dH_da_last(j)
        n = self.network.sizes[layer + 1]
        operands = [
            o for k in range(n)
            for o in (self._at_node("dH_dz", layer + 1, k), self._weight(layer + 1, j, k))
        ]
        blame = self._d(f"z_k^{{({layer + 1})}}")
        general = rf"\sum_{{k=1}}^{{{n}}} {blame} W_{{{j + 1}k}}^{{({layer + 1})}}"
        d = self._at_node("dH_da", layer, j)
        return Line(
            "dH_da", layer, j, d.symbol, general, _products(n), tuple(operands), (d.value,),
            tuple(Node(layer + 1, k) for k in range(n)),
            tuple(Edge(layer + 1, j, k) for k in range(n)), backward=True,
        )

    def _dH_da_last(self, j: int) -> Line:
        """Where the walk back begins: H is an output itself, or the loss made of the outputs."""
        d, a = self._at_node("dH_da", self.last, j), self._a(self.last, j)
        loss = self.target.loss
        if loss is None:
            operands: tuple[Operand, ...]
            formula = f"1 \\quad (H = {a.symbol})" if j == self.target.output else (
                f"0 \\quad (H = {_sub('a', self.last, self.target.output)})"
            )
            template, operands = "{0}", (d,)
        else:
            formula = loss.derivative_formula.replace("_k", f"_{{{j + 1}}}")
            template, operands = _loss_slope(loss, a, j, self.target.y, d, self._outputs())
        nodes = tuple(Node(self.last, k) for k in range(self.network.sizes[-1])) if (
            loss is not None and loss.mixes_outputs
        ) else (Node(self.last, j),)
        return Line(
            "dH_da", self.last, j, d.symbol, formula, template, operands, (d.value,), nodes,
            backward=True,
        )

    def _outputs(self) -> tuple[Operand, ...]:
        return tuple(self._a(self.last, k) for k in range(self.network.sizes[-1]))

    def dH_dz(self, layer: int, j: int) -> Line:
        da, z, d = (self._at_node(n, layer, j) for n in NODE_VALUES)
        here = self.at.layers[layer - 1]
        slope = float(self.g[layer - 1].derivative(here.z, here.a)[0, j])
        return Line(
            "dH_dz", layer, j, d.symbol, f"{da.symbol}\\, g'({z.symbol})", r"{0} \cdot {1:p}",
            (da, Operand(f"g'({z.symbol})", slope)), (d.value,), (Node(layer, j),), backward=True,
        )

    def dH_dW(self, layer: int, rows: range | list[int], j: int) -> Line:
        """One entry, or with several rows the entries W_ij of all edges into node j."""
        blame = self._at_node("dH_dz", layer, j)
        below = [self._a(layer - 1, i) for i in rows]
        grad = self.at.layers[layer - 1].dH_dW
        part = self.network.parts[2 * layer - 2]
        if len(rows) == 1:
            name, a, template = _sub2("W", layer, rows[0], j), below[0].symbol, r"{0} \cdot {1:p}"
        else:
            name = f"W_{{i{j + 1}}}^{{({layer})}}"
            a = "x_i" if layer == 1 else f"a_i^{{({layer - 1})}}"
            places = [f"{{{k + 1}}}" for k in range(len(rows))]
            entries = r" \\ ".join(_shortened(places, r"\vdots"))
            template = r"{0} \cdot \begin{{pmatrix}} " + entries + r" \end{{pmatrix}}"
        return Line(
            "dH_dW", layer, j, self._d(name), f"{blame.symbol}\\, {a}", template, (blame, *below),
            tuple(float(grad[i, j]) for i in rows),
            (*(Node(layer - 1, i) for i in rows), Node(layer, j)),
            tuple(Edge(layer, i, j) for i in rows),
            tuple(part.start + i * part.shape[1] + j for i in rows), backward=True,
        )

    def dH_db(self, layer: int, j: int) -> Line:
        blame = self._at_node("dH_dz", layer, j)
        value = float(self.at.layers[layer - 1].dH_db[j])
        return Line(
            "dH_db", layer, j, self._d(_sub("b", layer, j)), blame.symbol, "{0}", (blame,),
            (value,), (Node(layer, j),), (), (self.network.parts[2 * layer - 1].start + j,),
            backward=True,
        )


NODE_VALUES: tuple[Literal["dH_da"], Literal["z"], Literal["dH_dz"]] = ("dH_da", "z", "dH_dz")


def _loss_slope(
    loss: Loss, a: Operand, j: int, y: tuple[float, ...], d: Operand, outputs: tuple[Operand, ...]
) -> tuple[str, tuple[Operand, ...]]:
    """∂ℓ/∂H_k with places for numbers, if the loss has it in numbers; else its value alone."""
    template = loss.derivative_template(
        len(outputs), lambda terms: " + ".join(_shortened(terms, r"\cdots"))
    )
    if not template:
        return "{0}", (d,)
    wanted = Operand(f"y_{{{j + 1}}}", y[j])
    return template, (a, wanted, *(outputs if loss.mixes_outputs else ()))


def _sub(name: str, layer: int, j: int) -> str:
    """a_j^(ℓ) with its numbers, j counted from 1."""
    return f"{name}_{{{j + 1}}}^{{({layer})}}"


def _sub2(name: str, layer: int, i: int, j: int) -> str:
    """W_ij^(ℓ); a comma parts indices of more than one digit."""
    comma = "," if i >= 9 or j >= 9 else ""
    return f"{name}_{{{i + 1}{comma}{j + 1}}}^{{({layer})}}"


def _products(count: int) -> str:
    """ "{0} · {1} + {2} · {3} + ..." for so many products."""
    first = [rf"{{{2 * k}{'' if k == 0 else ':p'}}} \cdot {{{2 * k + 1}:p}}" for k in range(count)]
    return " + ".join(_shortened(first, r"\cdots"))


def _shortened(terms: list[str], dots: str) -> list[str]:
    return terms if len(terms) <= MOST_TERMS else [*terms[:3], dots, terms[-1]]
