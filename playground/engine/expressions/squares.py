"""A typed formula that is written as a sum of squares: (1 - x)^2 + 100 (y - x^2)^2."""

from __future__ import annotations

import functools
import math

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
    f = tree(text, {})
    terms = f.args if f.op == "+" else (f,)
    roots = [_root(term) for term in terms]
    if any(root is None for root in roots):
        return None
    nodes = []
    try:
        for root in roots:
            assert root is not None
            nodes += [root, *gradient_of(root, {})]
    except ExpressionError:  # too long
        return None
    return Computation(*nodes)


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
