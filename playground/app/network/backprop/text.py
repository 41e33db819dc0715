"""A line of the walk in plain words and in plain numbers."""

from __future__ import annotations

from collections.abc import Sequence

from playground.app.network.place import node_name
from playground.app.text.latex_as_text import plain
from playground.app.text.numbers import DIGITS, MINUS, between, full, number
from playground.engine.networks.activations import activations
from playground.engine.networks.losses import NO_BREAK, losses
from playground.engine.networks.walkthrough import Line, Walkthrough

MOST_TERMS = 8
EVERY_TERM = 10_000
_PHASES = {
    "input": "the input", "z": "weighted sum", "a": "activation", "loss": "the loss",
    "dH_da": "claim 3", "dH_dz": "claim 2", "dH_dW": "claim 1", "dH_db": "the exercise",
}
_SIGNS = {r"\partial ": "∂", r"\partial": "∂", r"\sum": "Σ", r"\ell": "ℓ",
          r"\textcolor{quiet}": "", r"\mathrm": ""}
_JOIN = NO_BREAK  # a product is not broken at the end of a line


def heading(walk: Walkthrough, line: Line) -> str:
    """What is computed, for someone who does not read the formula."""
    if line.kind == "loss":
        return "The loss: how far the output is from y"
    node = node_name(line.layer, line.unit, len(walk.network.activations))
    node = node[:1].upper() + node[1:]
    what = "H" if walk.target.loss is None else "the loss"
    several = len(line.edges) > 1
    into = "each weight into it" if several else "the weight"
    if line.kind == "dH_dW" and not several:
        came = node_name(line.layer - 1, line.edges[0].i, len(walk.network.activations))
        into = f"its weight from {came.rpartition(', ')[2]}"
    return {
        "input": f"{node}: a number of x",
        "z": f"{node}: what it gets, z",
        "a": f"{node}: what it gives on, a",
        "dH_da": f"{node}: how {what} changes with its output a",
        "dH_dz": f"{node}: how {what} changes with its input z",
        "dH_dW": f"{node}: how {what} changes with {into}",
        "dH_db": f"{node}: how {what} changes with its bias",
    }[line.kind]


def short_heading(walk: Walkthrough, line: Line) -> str:
    """The heading for a narrow panel, where the formula under it says the rest."""
    node, _, _ = heading(walk, line).partition(":")
    what = "H" if walk.target.loss is None else "ℓ"
    of = {"dH_da": "a", "dH_dz": "z", "dH_dW": "each W", "dH_db": "b"}.get(line.kind)
    if of is None:
        return heading(walk, line)
    if line.kind == "dH_dW" and len(line.indices) == 1:
        of = walk.network.place_of(line.indices[0]).name
    return f"{node}: how {what} changes with {of}"


def phase(line: Line) -> str:
    """Which way the walk goes, and which of the lecture's claims is used."""
    if line.kind == "dH_da" and not line.edges:
        return "BACKWARD · from the output"
    return f"{'BACKWARD' if line.backward else 'FORWARD'} · {_PHASES[line.kind]}"


def formula(walk: Walkthrough, line: Line) -> list[str]:
    """The formula in LaTeX, and behind it the activation or loss that it speaks of."""
    parts = [rf"{line.symbol} = {line.formula}"]
    if line.kind in ("a", "dH_dz"):
        g = activations[walk.network.activations[line.layer - 1]]
        text = g.formula if line.kind == "a" else g.derivative_formula
        mark = "" if line.kind == "a" else "'"
        parts.append(rf"\textcolor{{quiet}}{{g{mark}(z) = {text}}}")
    return parts


def plain_numbers(line: Line, loss: str = "", most: int = MOST_TERMS) -> str:
    """The formula with its numbers in plain text; empty where that needs to be typeset.

    `loss` is the name of the loss, for its own step. Of more than `most` terms those in the middle
    are left out.
    """
    values = [operand.value for operand in line.operands]
    if line.kind == "z":
        return _sum([*_products(values[:-1]), _bracketed(values[-1])], most)
    if line.kind == "a":
        return f"g({number(values[0])})"
    if line.kind == "loss":
        half = len(values) // 2
        return _loss(loss, values[:half], values[half:], most)
    if line.kind == "dH_da":
        if line.edges:
            return _sum(_products(values), most)
        return number(values[0]) if len(values) == 1 else ""
    if line.kind == "dH_dW" and len(values) > 2:
        return f"{_bracketed(values[0], False)}{_JOIN}·{_JOIN}{_listed(values[1:], most)}"
    if len(values) == 2:
        return _sum(_products(values), most)
    return number(values[0])


def at_its_place(walk: Walkthrough, line: Line) -> str:
    """Claim 2 with the z at which the slope is taken, "4 · g′(6)"; empty for other lines."""
    if line.kind != "dH_dz":
        return ""
    z = walk.line_for_node(line.layer, line.unit, "z").result
    blame = _bracketed(line.operands[0].value)
    return f"{blame}{_JOIN}·{_JOIN}g′({number(z)})"


def is_final(walk: Walkthrough, line: Line) -> bool:
    """Whether this is what one works for: H itself, or its slope in one parameter."""
    if line.kind == "a":
        return walk.target.loss is None and line.layer == len(walk.network.activations)
    return line.kind in ("loss", "dH_dW", "dH_db") and len(line.results) == 1


def loss_name(walk: Walkthrough) -> str:
    """The registered name of the loss that is walked through; empty for an output."""
    return "" if walk.target.loss is None else walk.target.loss.name


def result_text(line: Line, digits: int = DIGITS, most: int = MOST_TERMS) -> str:
    """The result, or all of them (with four digits each)."""
    return number(line.result, digits) if len(line.results) == 1 else _listed(line.results, most)


def copied(walk: Walkthrough, line: Line) -> str:
    """The whole step for the clipboard, the result with all its digits."""
    numbers = plain_numbers(line, loss_name(walk), EVERY_TERM) or spoken(latex_numbers(line))
    if numbers == result_text(line):
        numbers = ""
    results = ", ".join(full(value) for value in line.results)
    made = results if len(line.results) == 1 else f"({results})"
    slope = at_its_place(walk, line)
    parts = [spoken(line.symbol), spoken(line.formula), slope, numbers, made]
    return " = ".join(filter(None, parts)).replace(_JOIN, " ")


def spoken(latex: str) -> str:
    """A formula of the walk in plain text, for readers and the clipboard: ∂ℓ/∂a₁⁽²⁾."""
    for command, sign in _SIGNS.items():
        latex = latex.replace(command, sign)
    return plain(latex).replace(" / ∂", "/∂")


def latex_numbers(line: Line) -> str:
    """The formula with its numbers, for typesetting."""
    return line.numbers(lambda value: number(value).replace(MINUS, "-"))


def _loss(name: str, outputs: Sequence[float], wanted: Sequence[float], most: int) -> str:
    """A loss with its numbers: every term, or those of a long sum that fit."""
    def added(terms: list[str]) -> str:
        return _sum(terms, most)

    written = losses[name]().written(outputs, wanted, number, added) if name else ""
    return written or f"ℓ({_listed(outputs, most)}, {_listed(wanted, most)})"


def _products(values: Sequence[float]) -> list[str]:
    """Each pair as a product."""
    pairs = zip(values[::2], values[1::2], strict=True)
    return [f"{_bracketed(a)}{_JOIN}·{_JOIN}{_bracketed(b)}" for a, b in pairs]


def _sum(terms: list[str], most: int) -> str:
    """The terms with plus signs, those in the middle of many left out."""
    return f" +{_JOIN}".join(_shortened(terms, most))


def _listed(values: Sequence[float], most: int) -> str:
    shown = _shortened([number(value) for value in values], most)
    return f"({between().join(shown)})"


def _shortened(terms: list[str], most: int) -> list[str]:
    """All, or so many that with the dots there are at most `most`; the last one stays."""
    if len(terms) <= most:
        return terms
    kept = max(most - 3, 1)
    left = len(terms) - kept - 1
    return [*terms[:kept], f"…{_JOIN}{left}{_JOIN}more{_JOIN}…", terms[-1]]


def _bracketed(value: float, always: bool = True) -> str:
    text = number(value)
    return f"({text})" if always and text.startswith(MINUS) else text
