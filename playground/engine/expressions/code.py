"""Trees of checked nodes as functions of (x, y): at one point, on grids, and beyond the floats."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from typing import Any

import numpy as np

from playground.engine.expressions.functions import ALL_FUNCTIONS
from playground.engine.expressions.nodes import Node, is_whole
from playground.engine.problem import Array

_BLOCK = 4096  # points that are looked at together, with every step of their formula
UNDEFINED = (OverflowError, ValueError, ZeroDivisionError)
"""What Python's math raises where it has no value."""


class Computation:
    """Some trees as functions of (x, y); `at_point` is ten times faster than `on_grid`.

    Where parts of a formula leave the floats and the whole may not, it is computed with wider
    numbers (`wide`), in the same order.
    """

    def __init__(self, *roots: Node) -> None:
        self._roots = roots
        self._in_math = compiled(roots, one_point=True)

    @cached_property
    def _in_numpy(self) -> Callable[[Any, Any], tuple[Any, ...]]:
        return compiled(self._roots, one_point=False)

    @cached_property
    def _widely(self) -> Callable[[Any, Any], tuple[Any, ...]]:
        from playground.engine.expressions import wide

        return _made(_source(self._roots), wide.FUNCTIONS)

    @cached_property
    def _all_steps(self) -> Callable[[Any, Any], tuple[Any, ...]]:
        return compiled(_nodes_of(self._roots), one_point=False)

    def at_point(self, x: float, y: float) -> tuple[float, ...]:
        """The values at one point; raises one of UNDEFINED where math has no value."""
        try:
            values = self._in_math(x, y)
        except UNDEFINED:
            values = self._at_point_widely(x, y)
            if not all(map(math.isfinite, values)):
                raise
            return values
        if math.isfinite(sum(values)):
            return values
        return self._at_point_widely(x, y)

    def _at_point_widely(self, x: float, y: float) -> tuple[float, ...]:
        return tuple(float(value) for value in self.on_grid(x, y))

    def on_grid(self, x: Any, y: Any) -> tuple[Array, ...]:
        """The values at arrays of points, in their common shape; nan or inf where undefined."""
        x, y = np.asarray(x, dtype=float), np.asarray(y, dtype=float)
        shape = np.broadcast_shapes(x.shape, y.shape)
        troubles: list[str] = []
        with np.errstate(
            over="call", divide="call", invalid="call", under="ignore",
            call=lambda kind, _: troubles.append(kind),
        ):
            results = tuple(_filled(r, shape) for r in self._in_numpy(x, y))
        if troubles:
            with np.errstate(all="ignore"):
                self._mend(np.broadcast_to(x, shape), np.broadcast_to(y, shape), results)
        return results

    def _mend(self, x: Array, y: Array, results: tuple[Array, ...]) -> None:
        """Put in what wider numbers say, wherever floats may have gone astray."""
        flat = [result.reshape(-1) for result in results]  # views: the results are contiguous
        x, y = x.reshape(-1), y.reshape(-1)
        for begin in range(0, x.size, _BLOCK):
            here = slice(begin, begin + _BLOCK)
            astray = begin + np.flatnonzero(self._may_be_astray(x[here], y[here]))
            if astray.size:
                for result, value in zip(flat, self._widely_at(x[astray], y[astray]), strict=True):
                    good = np.isfinite(value)
                    result[astray[good]] = value[good]

    def _may_be_astray(self, x: Array, y: Array) -> Any:
        """Where a step of the formula is infinite, or 0 where no value came out (0/0, log 0)."""
        steps = np.array(np.broadcast_arrays(x, *self._all_steps(x, y))[1:])
        undefined = np.isnan(steps).any(axis=0)
        return np.isinf(steps).any(axis=0) | (undefined & (steps == 0).any(axis=0))

    def _widely_at(self, x: Array, y: Array) -> list[Array]:
        from playground.engine.expressions.wide import Wide

        values = self._widely(Wide(x), Wide(y))
        plain = (v.floats() if isinstance(v, Wide) else v for v in values)
        return [np.broadcast_to(np.asarray(v, dtype=float), x.shape) for v in plain]


def _filled(values: Any, shape: tuple[int, ...]) -> Array:
    """An own array of this shape, also of what is constant."""
    return np.array(np.broadcast_to(values, shape), dtype=float, order="C")


def _nodes_of(roots: Sequence[Node]) -> list[Node]:
    found: dict[Node, None] = {}
    waiting = list(roots)
    while waiting:
        node = waiting.pop()
        if node not in found and node.value is None:
            found[node] = None
            waiting += node.args
    return list(found) or list(roots)


def compiled(roots: Sequence[Node], one_point: bool) -> Callable[[Any, Any], tuple[Any, ...]]:
    """A Python function of (x, y) that returns the tuple of the roots' values."""
    names: dict[str, Any] = {
        f.name: f.in_math if one_point else f.in_numpy for f in ALL_FUNCTIONS.values()
    }
    return _made(_source(roots), {**names, "pow": math.pow if one_point else np.power})


def _made(source: str, names: Mapping[str, Any]) -> Callable[[Any, Any], tuple[Any, ...]]:
    """The function that a source defines.

    The source is written from nodes alone: numbers through repr(float), names from the table
    of functions. No typed character reaches it.
    """
    namespace = {**names, "__builtins__": {}}
    exec(compile(source, "<formula>", "exec"), namespace)  # see above
    function: Callable[[Any, Any], tuple[Any, ...]] = namespace["formula"]
    return function


def _source(roots: Sequence[Node]) -> str:
    """Python source in which each distinct operation is computed once."""
    keys: dict[tuple[Any, ...], int] = {}  # an operation on numbered operands, and its number
    seen: dict[Node, int] = {}

    def numbered(node: Node) -> int:
        if node not in seen:
            seen[node] = keys.setdefault(_key(node, numbered), len(keys))
        return seen[node]

    outcome = [numbered(root) for root in roots]
    uses = Counter(i for key in keys for i in key[1])
    lines, texts = ["def formula(x, y):"], list[str]()
    for i, (op, operands, leaf) in enumerate(keys):
        text = _python(op, [texts[j] for j in operands], leaf)
        if operands and uses[i] + outcome.count(i) > 1:
            lines.append(f" t{i} = {text}")
            text = f"t{i}"
        texts.append(text)
    lines.append(f" return ({', '.join(texts[i] for i in outcome)},)")
    return "\n".join(lines)


def _key(node: Node, numbered: Callable[[Node], int]) -> tuple[str, tuple[int, ...], str]:
    if node.value is not None:
        text = repr(float(node.value))
        return "number", (), f"({text})" if text.startswith("-") else text
    exponent = node.args[1].value if node.op == "^" else None
    # Quicker, and the same to the last bit; of what grows fast, ** tells when it leaves the floats.
    if exponent == 2 and node.args[0].op in ("name", "+", "neg"):
        return "*", (numbered(node.args[0]),) * 2, ""
    if exponent is not None and is_whole(exponent):
        return "**", (numbered(node.args[0]),), str(int(exponent))
    return node.op, tuple(numbered(a) for a in node.args), node.leaf


def _python(op: str, operands: list[str], leaf: str) -> str:
    if op in ("number", "name"):
        return leaf
    if op == "neg":
        return f"(-{operands[0]})"
    if op == "**":
        return f"({operands[0]} ** {leaf})"
    if op in ("+", "*", "/"):
        return f"({f' {op} '.join(operands)})"
    return f"{'pow' if op == '^' else op}({', '.join(operands)})"
