"""One step worked through with every number, as lines of plain text for a report."""



from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction
from math import isfinite
from typing import NamedTuple

import numpy as np

from playground.engine.digits import entry
from playground.engine.networks.fitting import FittingProblem
from playground.engine.networks.network import Network
from playground.engine.networks.place import raised
from playground.engine.networks.walkthrough import Line, Target, Walkthrough
from playground.engine.optimizer import Line as RuleLine
from playground.engine.problem import Array
from playground.lab.runs.run import Run

MOST_LINES = 200
_EXACT = ("linear", "relu", "leaky_relu")
"""Activations that make fractions of fractions."""
_LOSSES = ("square", "half_square", "absolute")
_SHORT = 10_000  # the largest denominator that is still read at a glance

Write = Callable[[float], str]


class WorkedLine(NamedTuple):
    """A quantity, how it is computed with its numbers, and what comes out."""

    symbol: str
    numbers: str
    result: str


def plain(value: float) -> str:
    """Six digits, with a real minus."""
    return f"{value + 0.0:.6g}".replace("-", "−")


def fraction(value: float) -> str:
    """An exact fraction as 3/4, where it is one; else six digits."""
    if not isfinite(value):
        return plain(value)
    exact = Fraction(value).limit_denominator(_SHORT)
    if abs(float(exact) - value) > 1e-13 * max(1.0, abs(value)):
        return plain(value)
    return str(exact).replace("-", "−")


def worked_update(run: Run, step: int) -> list[WorkedLine]:
    """The update from a step to the next by the rule's own lines, for each of few coordinates."""
    lines = list(run.explain(min(step, run.last)))
    names = ("x", "y") if run.problem.dimension == 2 and not isinstance(
        run.problem, FittingProblem
    ) else ()
    return [made for place, name in enumerate(names) for made in _of_rule(lines, place, name)]


def _of_rule(lines: list[RuleLine], place: int, name: str) -> Iterator[WorkedLine]:
    for line in lines:
        values = {key: plain(_entry(value, place)) for key, value in line.operands.items()}
        yield WorkedLine(
            f"{line.name} along {name}", inserted(line.numbers, values),
            plain(_entry(line.value, place)),
        )


def inserted(template: str, values: Mapping[str, str]) -> str:
    """A formula with its numbers, negative ones in brackets where a sign or power stands beside."""
    text = template.format(**{k: f"({v})" if v[0] == "−" else v for k, v in values.items()})
    return re.sub(r"^\((−[^()]*)\)(?![²^])", r"\1", text)


def _entry(value: object, place: int) -> float:
    array = np.asarray(value, dtype=float)
    return float(array if array.ndim == 0 else array[place])


def worked_backprop(problem: FittingProblem, theta: Array) -> tuple[str, list[WorkedLine], bool]:
    """Backpropagation of the loss at the first training sample: what it is, its lines, and
    whether they are exact fractions. theta has the shape (dimension,).
    """
    network = problem.network
    x, y = problem.X[0], problem.y[0]
    walk = Walkthrough(network, theta, x, Target(0, problem.loss, tuple(y.tolist())))
    simple = set(network.activations) <= set(_EXACT) and problem.loss.name in _LOSSES
    exact = simple and all(
        "/" in fraction(v) or fraction(v).lstrip("−").isdigit()
        for v in (*theta.tolist(), *x.tolist(), *y.tolist())
    )
    write: Write = fraction if exact else plain
    inputs = ", ".join(write(float(v)) for v in x)
    targets = ", ".join(write(float(v)) for v in y)
    words = f"At the first training sample, x = ({inputs}), y = ({targets})."
    lines = []
    for line in walk.lines[:MOST_LINES]:
        for place in range(len(line.results)):
            lines.append(_of_walk(network, line, place, write))
    return words, lines, exact


def _of_walk(network: Network, line: Line, place: int, write: Write) -> WorkedLine:
    values = [operand.value for operand in line.operands]
    numbers = _numbers(line, place, values, write)
    return WorkedLine(_symbol(network, line, place), numbers, write(line.results[place]))


def _numbers(line: Line, place: int, values: list[float], write: Write) -> str:
    if line.kind == "z":
        return _sum(values[:-1], write, [values[-1]])
    if line.kind == "a":
        return f"g({write(values[0])})"
    if line.kind == "loss":
        half = len(values) // 2
        pairs = zip(values[:half], values[half:], strict=True)
        return "of " + ", ".join(f"H = {write(h)}, y = {write(t)}" for h, t in pairs)
    if line.kind == "dH_dW" and len(values) > 2:
        return f"{write(values[0])} · {_bracketed(values[1 + place], write)}"
    if line.kind == "dH_da" and not line.edges:
        return "the slope of the loss"
    return _sum(values, write, []) if len(values) % 2 == 0 else write(values[0])


def _sum(values: list[float], write: Write, last: list[float]) -> str:
    pairs = zip(values[::2], values[1::2], strict=True)
    terms = [f"{write(a)} · {_bracketed(b, write)}" for a, b in pairs]
    return " + ".join([*terms, *(_bracketed(v, write) for v in last)]).replace("+ −", "− ")


def _bracketed(value: float, write: Write) -> str:
    return f"({write(value)})" if value < 0 else write(value)


def _symbol(network: Network, line: Line, place: int) -> str:
    if line.kind == "loss":
        return "ℓ"
    if line.indices:
        return f"∂ℓ/∂{network.place_of(line.indices[place]).name}"
    node = f"{entry(line.unit)}{raised(line.layer)}"
    return f"{line.kind}{node}" if line.kind in ("z", "a") else f"∂ℓ/∂{line.kind[-1]}{node}"
