"""A typed formula that is written as a sum of squares: (1 - x)^2 + 100 (y - x^2)^2."""

from __future__ import annotations

import functools
import math
from collections.abc import Mapping

from playground.engine.expressions.code import Computation
from playground.engine.expressions.expression import gradient_of
from playground.engine.expressions.nodes import ExpressionError, Node, make, number
from playground.engine.expressions.parser import tree


@functools.lru_cache(maxsize=64)
def squares_of(text: str) -> Computation | None:
    """r₁, ∂r₁/∂x, ∂r₁/∂y, r₂, ... where the text says r₁² + r₂² + ...; None where it does not.

    A constant factor or divisor greater than 0 goes into its square. Raises ExpressionError for a
    text that is no formula.
    """
    found = square_trees(text, {})
    return None if found is None else Computation(*(node for row in found for node in row))


def square_trees(
    text: str, constants: Mapping[str, float]
) -> list[tuple[Node, Node, Node]] | None:
    """r, ∂r/∂x and ∂r/∂y as trees, for each r of such a sum; None and errors as for `squares_of`.

    `constants` are names in the text and their values.
    """
    f = tree(text, constants)
    roots = [_root(term) for term in (f.args if f.op == "+" else (f,))]
    try:
        known = [(root, *gradient_of(root, constants)) for root in roots if root is not None]
    except ExpressionError:  # too long
        return None
    return known if len(known) == len(roots) else None


def _root(term: Node) -> Node | None:
    """r, where a term is r²; None where it is none."""
    if term.value is not None:
        return number(math.sqrt(term.value)) if term.value >= 0 else None
    if term.op == "^" and term.args[1].value == 2:
        return term.args[0]
    if term.op == "/" and term.args[1].value is not None and term.args[1].value > 0:
        root = _root(term.args[0])
        return None if root is None else make("/", root, number(math.sqrt(term.args[1].value)))
    if term.op == "*":
        factors = [_root(factor) for factor in term.args]
        known = [factor for factor in factors if factor is not None]
        return make("*", *known) if len(known) == len(factors) else None
    return None
