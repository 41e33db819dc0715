"""Formulas over named quantities: "gradient / norm(gradient)", "2 / hessian.largest".

An answer in a lesson is such a formula, never a typed constant. The text is read into a tree by
Python's own grammar (nothing is ever run) and walked here: what is not on the list below is
refused in words.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any, TypeAlias

import numpy as np

from playground.engine.parameters import shown
from playground.engine.problem import Array

MOST_CHARACTERS = 300
Path: TypeAlias = tuple[str | int | float, ...]
"""A quantity's name, in pieces: ("run", 0, "steps"); of one at a point, ("f", 0.1, 0.1)."""
AT_POINT = ("f", "gradient_at")
"""The loss and its gradient at parameters that are written out: f(0.1, 0.1)."""
Value: TypeAlias = Any
"""An array of float64 (a number has shape ()), or a text: how a run stopped."""


class FormulaError(ValueError):
    """A formula that cannot be worked out, in one sentence."""


def _unit(v: Array) -> Array:
    return v / np.linalg.norm(v)


def _pairs(values: Array) -> Array:
    """The mean of every two of the first axis, (0, 1), (0, 2), ..., (1, 2), ..."""
    n = len(values)
    return np.array([(values[i] + values[j]) / 2 for i in range(n) for j in range(i + 1, n)])


FUNCTIONS: Mapping[str, tuple[int, Callable[..., Any]]] = {
    "norm": (1, lambda v: np.linalg.norm(np.ravel(v))),
    "unit": (1, _unit),
    "sum": (1, np.sum), "mean": (1, np.mean), "variance": (1, np.var),
    "max": (1, np.max), "min": (1, np.min), "median": (1, np.median),
    "rms": (1, lambda v: np.sqrt(np.mean(np.square(v)))),
    "abs": (1, np.abs), "sqrt": (1, np.sqrt), "exp": (1, np.exp), "log": (1, np.log),
    "sign": (1, np.sign), "round": (1, np.round), "count": (1, np.size), "flat": (1, np.ravel),
    "transpose": (1, np.transpose), "pairs": (1, _pairs),
    "dot": (2, np.dot), "outer": (2, np.outer),
    "list": (0, lambda *v: np.array([float(one) for one in v])),
    "order": (0, lambda *v: np.argsort(np.array([float(one) for one in v]), kind="stable")),
    "column": (2, lambda v, j: v[:, int(j)]),
    "below": (2, lambda v, limit: np.float64(np.sum(v < limit))),
    "greater": (2, lambda a, b: np.float64(a > b)),
}
"""How many arguments (0: any number from 1) and what is made of them."""

_OPERATORS: Mapping[type[ast.operator], Callable[[Any, Any], Any]] = {
    ast.Add: np.add, ast.Sub: np.subtract, ast.Mult: np.multiply, ast.Div: np.divide,
    ast.MatMult: np.matmul,
}
MOST_POWER = 64
_SAID = re.compile(r"\b(run|runner) (\d+) ([A-Za-z]\w*)")
"""As one says it: run 0 steps."""


@lru_cache(maxsize=4096)
def tree_of(text: str) -> ast.expr:
    """The formula as a tree; raises FormulaError. `run.0.steps` may stand for `run[0].steps`."""
    if len(text) > MOST_CHARACTERS:
        raise FormulaError(f"is longer than {MOST_CHARACTERS} characters")
    written = _SAID.sub(r"\1[\2].\3", text.strip())
    written = _brackets(written).replace("^", "**")
    try:
        return ast.parse(written, mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        raise FormulaError(f"is no formula over quantities: {shown(text)}") from None


def _brackets(text: str) -> str:
    """Numbers between dots as indices: "run.0.steps" is "run[0].steps"; "a.5" is left alone."""
    pieces, i = text.split("."), 1
    while i < len(pieces):
        digits = pieces[i][: len(pieces[i]) - len(pieces[i].lstrip("0123456789"))]
        before = pieces[i - 1].rstrip()[-1:]
        named = before.isalpha() or before in "_]" or (before.isdigit() and _ends_in_name(
            pieces[i - 1]))
        if digits and named:
            pieces[i - 1 : i + 1] = [f"{pieces[i - 1]}[{digits}]{pieces[i][len(digits):]}"]
        else:
            i += 1
    return ".".join(pieces)


def _ends_in_name(piece: str) -> bool:
    """Whether what ends the text is a name such as W2, not a number."""
    return re.search(r"[A-Za-z_]\w*$", piece) is not None


def key_of(text: str) -> str:
    """The same for two texts that mean the same formula."""
    return ast.dump(tree_of(text))


def path_of(node: ast.expr) -> Path | None:
    """A quantity's name, if the node is one."""
    if isinstance(node, ast.Name):
        return (node.id,)
    if isinstance(node, ast.Attribute):
        before = path_of(node.value)
        return None if before is None else (*before, node.attr)
    if isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Constant):
        before = path_of(node.value)
        index = node.slice.value
        good = isinstance(index, str) or (isinstance(index, int) and not isinstance(index, bool))
        return (*before, index) if before is not None and good else None  # type: ignore[arg-type]
    return None


def worked_out(
    text: str, quantity: Callable[[Path], Value], given: Mapping[str, Value] | None = None
) -> Value:
    """What a formula comes to. `quantity` knows names; `given` is taken in place of whole formulas,
    by their `key_of`. Raises FormulaError.
    """
    try:
        with np.errstate(all="ignore"):
            value = _Work(quantity, given or {}).value(tree_of(text))
    except RecursionError:
        raise FormulaError("is nested too deeply") from None
    return value if isinstance(value, str) else np.asarray(value, dtype=float)


class _Work:
    """Walks a tree."""

    def __init__(self, quantity: Callable[[Path], Value], given: Mapping[str, Value]) -> None:
        self.quantity, self.given = quantity, given

    def value(self, node: ast.expr) -> Value:
        if self.given and (found := self.given_for(node)) is not None:
            return found
        path = path_of(node)
        if path is not None:
            return self.quantity(path)
        if isinstance(node, ast.Constant) and isinstance(node.value, (int, float)):
            if isinstance(node.value, bool):
                raise FormulaError("True and False are no numbers")
            return np.float64(float(node.value))
        if isinstance(node, ast.UnaryOp) and isinstance(node.op, (ast.USub, ast.UAdd)):
            inner = self.number(node.operand)
            return -inner if isinstance(node.op, ast.USub) else inner
        if isinstance(node, ast.BinOp):
            return self.operation(node)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and not node.keywords:
            return self.call(node.func.id, node.args)
        if isinstance(node, ast.Subscript):
            return self.entry(node)
        if isinstance(node, ast.List):
            return np.array([self.number(item) for item in node.elts], dtype=float)
        raise FormulaError(f"has a piece that is no quantity: {shown(ast.unparse(node))}")

    def given_for(self, node: ast.expr) -> Value | None:
        """What is given in place of this formula, or an entry of what is given in place of it."""
        found = self.given.get(ast.dump(node))
        if found is None and isinstance(node, ast.Subscript):
            whole, index = self.given_for(node.value), node.slice
            if whole is not None and isinstance(index, ast.Constant):
                return entry_of(np.asarray(whole), index.value)  # type: ignore[arg-type]
        return found

    def number(self, node: ast.expr) -> Array:
        value = self.value(node)
        if isinstance(value, str):
            raise FormulaError(f"{shown(ast.unparse(node))} is a word; one cannot reckon with it")
        return np.asarray(value, dtype=float)

    def operation(self, node: ast.BinOp) -> Array:
        left, right = self.number(node.left), self.number(node.right)
        try:
            if isinstance(node.op, ast.Pow):
                if np.max(np.abs(right)) > MOST_POWER:
                    raise FormulaError(f"an exponent may be at most {MOST_POWER}")
                return np.power(left, right)
            if type(node.op) in _OPERATORS:
                result: Array = _OPERATORS[type(node.op)](left, right)
                return result
        except FormulaError:
            raise
        except ValueError:
            raise FormulaError(
                f"shapes do not fit: {shown(ast.unparse(node))} of {left.shape} and {right.shape}"
            ) from None
        raise FormulaError(f"has a sign that is not known: {shown(ast.unparse(node))}")

    def call(self, name: str, arguments: list[ast.expr]) -> Array:
        if name in AT_POINT:
            point = [float(self.number(argument)) for argument in arguments]
            return np.asarray(self.quantity((name, *point)), dtype=float)
        if name not in FUNCTIONS:
            raise FormulaError(f"unknown function {shown(name)}; one of {', '.join(FUNCTIONS)}")
        count, function = FUNCTIONS[name]
        if len(arguments) != count and (count or not arguments):
            raise FormulaError(f"{name} takes {count or 'at least 1'}, got {len(arguments)}")
        values = [self.number(argument) for argument in arguments]
        try:
            result: Array = np.asarray(function(*values), dtype=float)
        except (ValueError, TypeError, IndexError):
            raise FormulaError(f"{name} cannot be taken of these shapes") from None
        return result

    def entry(self, node: ast.Subscript) -> Array:
        values, index = self.number(node.value), node.slice
        if not isinstance(index, ast.Constant) or not isinstance(index.value, int):
            raise FormulaError(f"an index is a whole number: {shown(ast.unparse(node))}")
        return entry_of(values, index.value)


def entry_of(values: Array, index: str | int | float) -> Array:
    """One entry, row or matrix of an array; raises FormulaError where there is none."""
    if not isinstance(index, int) or not values.ndim or not 0 <= index < len(values):
        raise FormulaError(f"there is no entry {shown(index)} in an array of shape {values.shape}")
    return np.asarray(values[index], dtype=float)
