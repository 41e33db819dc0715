r"""Typed formulas f(x, y): from untrusted text to values and exact derivatives.

`parse` reads the text by a grammar that can say nothing but arithmetic (`expression_text`),
SymPy differentiates the resulting tree (here), and the formula and its derivatives are computed
by code that is written from their trees alone (`expression_code`).

What may be typed, besides + - * / ^ (or **), brackets and the FUNCTIONS:

- things side by side multiply, exactly as * would: 2xy, 3(x+1), x(y+1); so 1/2x is (1/2) x;
  a word made of x, y, pi and e and perhaps a function is these side by side: 2xy, xsin(x);
- a function without brackets takes the factors that follow it, up to the next sign or
  function: sin 3x is sin(3x), sin x cos y is sin(x) cos(y); the root sign takes one thing;
- sin^2 x is sin(x)^2; |x| is abs(x); pi and e are known;
- printed signs (· − ÷ √ π ½ x² x⁻¹), LaTeX (\frac{1}{2} x^{2}, e^{-x}, $...$), a program's
  names (np.exp, pow), and any "z =" or "g(x, y) =" in front.
"""

from __future__ import annotations

import functools
import math
import re
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from types import ModuleType
from typing import Any

import numpy as np

from playground.engine.expressions.code import Computation
from playground.engine.expressions.functions import (
    ALL_FUNCTIONS,
    FUNCTIONS,
    PUBLIC_FUNCTIONS,
    Function,
)
from playground.engine.expressions.nodes import (
    ExpressionError,
    Node,
    is_whole,
    latex,
    make,
    number,
)
from playground.engine.expressions.parser import MATHEMATICAL, tree
from playground.engine.expressions.tokens import ALIASES

__all__ = ["FUNCTIONS", "Expression", "ExpressionError", "Function", "parse", "trees"]

MAX_OPERATIONS = 2000  # in both derivatives together, written out
_MAX_GROWTH = 4000  # of the same, foreseen: SymPy takes up to half a second for so many
_MAX_BITS = 100  # of an exact whole number or fraction
_TOO_LARGE = "the derivative of this formula is too large; write a shorter formula"
_NOT_REAL = "the derivative of this formula is not a finite real number; change its numbers"


@dataclass(frozen=True)
class Expression:
    """A function f(x, y) and its gradient; two are equal if their text and constants are.

    Numbers that leave the floats on the way to a value that does not do no harm.
    """

    text: str
    constants: tuple[tuple[str, float], ...]
    latex: str = field(compare=False)
    gradient_latex: tuple[str, str] = field(compare=False)  # df/dx, df/dy
    notes: tuple[str, ...] = field(compare=False)  # a sentence for each kind of kink
    _value: Computation = field(compare=False, repr=False)
    _gradient: Computation = field(compare=False, repr=False)
    _both: Computation = field(compare=False, repr=False)

    def value(self, x: Any, y: Any, xp: ModuleType = np) -> Any:
        """f at (x, y).

        With xp = math: x and y are Python floats, and so is the value; OverflowError,
        ValueError or ZeroDivisionError is raised where math has no value. With xp = numpy:
        x and y are arrays, the value has their common shape, nan or inf where undefined.
        """
        return self._value.at_point(x, y)[0] if xp is math else self._value.on_grid(x, y)[0]

    def gradient(self, x: Any, y: Any, xp: ModuleType = np) -> tuple[Any, Any]:
        """(df/dx, df/dy) at (x, y); arguments, shapes and errors as for `value`."""
        compute = self._gradient.at_point if xp is math else self._gradient.on_grid
        dx, dy = compute(x, y)
        return dx, dy

    def at_point(self, x: float, y: float) -> tuple[float, ...]:
        """f, df/dx and df/dy at one point, in one go; errors as for `value` with math."""
        return self._both.at_point(x, y)

    def second_derivatives(self, x: float, y: float) -> tuple[float, float, float]:
        """∂²f/∂x², ∂²f/∂x∂y and ∂²f/∂y² at one point, from their formulas; nan where they have
        none, or are too long to be written.
        """
        computed = _second_derivatives(self.text, self.constants)
        if computed is None:
            return math.nan, math.nan, math.nan
        xx, xy, yy = (float(value) for value in computed.on_grid(x, y))
        return xx, xy, yy


@functools.lru_cache(maxsize=256)
def _second_derivatives(
    text: str, constants: tuple[tuple[str, float], ...]
) -> Computation | None:
    """∂²f/∂x², ∂²f/∂x∂y and ∂²f/∂y² of a text that is one; None where they grow too long."""
    found = second_trees(text, dict(constants))
    return None if found is None else Computation(*found)


def parse(text: str, constants: Mapping[str, float] | None = None) -> Expression:
    """The function f(x, y) that the text says; raises ExpressionError if it says none.

    `constants` are names that the text may use and their values. The text is never evaluated
    as code. The first call loads SymPy; results are remembered.
    """
    if not isinstance(text, str):
        raise ExpressionError("the formula must be a text, such as x^2 + y^2")
    given = dict(constants or {})
    for name, value in given.items():
        _check_constant(name, value)
    return _parse(text, tuple((name, float(given[name])) for name in sorted(given)))


def trees(text: str, constants: Mapping[str, float] | None = None) -> tuple[Node, Node, Node]:
    """f, df/dx and df/dy as trees, for who writes them in another language.

    The arguments and errors are those of `parse`.
    """
    parse(text, constants)  # checks the constants
    f = tree(text, dict(constants or {}))
    return f, *gradient_of(f, dict(constants or {}))


def second_trees(text: str, constants: Mapping[str, float]) -> tuple[Node, Node, Node] | None:
    """∂²f/∂x², ∂²f/∂x∂y and ∂²f/∂y² of a text that is a formula, as trees; None where they grow
    too long, or a kink has none.
    """
    try:
        dx, dy = gradient_of(tree(text, constants), constants)
        (xx, xy), (_, yy) = gradient_of(dx, constants), gradient_of(dy, constants)
    except (ExpressionError, KeyError):  # or a step's derivative, at the kinks of max and min
        return None
    return xx, xy, yy


@functools.lru_cache(maxsize=256)
def _parse(text: str, constants: tuple[tuple[str, float], ...]) -> Expression:
    f = tree(text, dict(constants))
    slopes = gradient_of(f, dict(constants))
    return Expression(
        text,
        constants,
        latex(f),
        (latex(slopes[0]), latex(slopes[1])),
        tuple(_notes(f)),
        Computation(f),
        Computation(*slopes),
        Computation(f, *slopes),
    )


def _check_constant(name: object, value: object) -> None:
    if not isinstance(name, str) or not re.fullmatch("[A-Za-z][A-Za-z0-9_]{0,29}", name):
        name = str(name)[:30]
        raise ExpressionError(f"'{name}' cannot name a constant; use letters and digits", name)
    if name in ("x", "y", "f", *MATHEMATICAL, *ALIASES, *PUBLIC_FUNCTIONS):
        raise ExpressionError(f"'{name}' cannot name a constant; it is taken", name)
    if not isinstance(value, int | float) or not abs(value) <= sys.float_info.max:
        raise ExpressionError(f"the constant '{name}' is not a finite number", name)


def _notes(f: Node) -> Iterator[str]:
    """What is used at the kinks of a formula, and where one of its powers has no value."""
    used = _functions_of(f)
    yield from (function.kink for function in FUNCTIONS if function.kink and function.name in used)
    if any(_is_odd_root(node) for node in _powers_of(f)):
        yield (
            "u^(1/3) has no value where u < 0, as computers take powers; cbrt(u) is the cube root "
            "of negative numbers too (another odd root of them: sign(u) |u|^(1/5))."
        )


def _powers_of(node: Node) -> Iterator[Node]:
    if node.op == "^":
        yield node
    for inner in node.args:
        yield from _powers_of(inner)


def _is_odd_root(node: Node) -> bool:
    """Whether it is something to the power of 1/3, 2/3, 1/5, ..."""
    base, exponent = node.args
    if base.value is not None or exponent.value is None:
        return False
    share = Fraction(exponent.value).limit_denominator(20)
    return share.denominator % 2 == 1 < share.denominator and float(share) == exponent.value


def _functions_of(node: Node) -> set[str]:
    return {node.op}.union(*(_functions_of(a) for a in node.args))


# ---------------------------------------------------------------- derivatives
#
# SymPy sees sums, products and powers only. Our functions are opaque to it, except for their
# slopes: it would otherwise rewrite them over the complex numbers, compute 9**(10**15) on
# meeting exp(10**15 log(9)), and answer with Heaviside and DiracDelta where there is a kink.


def gradient_of(f: Node, constants: Mapping[str, float]) -> tuple[Node, Node]:
    """(df/dx, df/dy) as trees; raises ExpressionError where they are too large or not real."""
    if sum(_growth(f, v) for v in ("x", "y")) > _MAX_GROWTH:
        raise ExpressionError(_TOO_LARGE)
    import sympy  # slow to load

    try:
        with sympy.core.parameters.distribute(False):  # 2 (x - 2) stays as it is
            symbolic = _to_sympy(f, {})
            slopes = [sympy.diff(symbolic, sympy.Symbol(v)) for v in ("x", "y")]
            dx, dy = (_FromSympy(constants).node(s) for s in slopes)
    except (ArithmeticError, TypeError, ValueError):
        raise ExpressionError(_NOT_REAL) from None
    except (RecursionError, MemoryError):
        raise ExpressionError(_TOO_LARGE) from None
    if dx.size + dy.size > MAX_OPERATIONS:
        raise ExpressionError(_TOO_LARGE)
    return dx, dy


def _growth(node: Node, variable: str) -> int:
    """About how many operations the derivative has before like terms are joined."""
    if node.op in ("number", "name"):
        return int(node.leaf == variable)
    inner = [_growth(a, variable) for a in node.args]
    if not any(inner) or node.op in ("+", "neg"):
        return sum(inner)
    if node.op == "*":
        return sum(g + node.size for g in inner if g)
    return sum(inner) + node.size * len(node.args) + 3


# ---------------------------------------------------------------- nodes to SymPy


def _to_sympy(node: Node, names: Mapping[str, Any]) -> Any:
    """The tree as a SymPy object; `names` are what stands for a name, by default its symbol."""
    import sympy

    if node.op == "number":
        assert node.value is not None
        whole = is_whole(node.value)
        return sympy.Integer(int(node.value)) if whole else sympy.Float(node.value)
    if node.op == "name":
        return names[node.leaf] if node.leaf in names else sympy.Symbol(node.leaf)
    args = [_to_sympy(a, names) for a in node.args]
    if node.op == "+":
        return sympy.Add(*args)
    if node.op == "neg":
        return -args[0]
    if node.op == "*":
        return _tamed(sympy.Mul(*args))
    if node.op == "/":
        return _tamed(args[0] / args[1])
    # an exponent typed as a constant is at most 64; x - x + 10^14 is none, and stays opaque
    if node.op == "^" and node.args[1].value is not None and args[1].is_Integer:
        return _tamed(args[0] ** args[1])
    return _opaque()[node.op](*args)


def _tamed(expression: Any) -> Any:
    """The same with a leading coefficient of a bounded length, so that powers of powers of
    numbers cannot grow without end."""
    import sympy

    c, rest = expression.as_coeff_Mul()
    if c.is_Rational and max(c.p.bit_length(), c.q.bit_length()) > _MAX_BITS:
        c, expression = sympy.Float(c), sympy.Float(c) * rest
    if c != 0 and not 1e-300 < abs(c) < 1e300:
        raise ArithmeticError
    return expression


@functools.cache
def _opaque() -> dict[str, Any]:
    """SymPy classes of our functions; they know their slopes and nothing else."""
    import sympy

    def slopes_of(name: str) -> Any:
        formulas = [tree(s, {}, ("u", "v"), ALL_FUNCTIONS) for s in ALL_FUNCTIONS[name].slopes]

        def slope(self: Any, index: int = 1) -> Any:
            arguments = dict(zip("uv", self.args, strict=False))
            return _to_sympy(formulas[index - 1], arguments)

        return slope

    def kink(name: str) -> Any:
        def derivative(self: Any, symbol: Any) -> Any:
            slopes = [u.diff(symbol) for u in self.args]
            if all(s == slopes[0] for s in slopes) and (name != "relu" or slopes[0] == 0):
                return slopes[0]
            return _opaque()[f"{name}_slope"](*self.args, *slopes)

        return derivative

    def power_slope(self: Any, index: int = 1) -> Any:
        base, exponent = self.args  # v u^(v-1), where SymPy has v u^v / u, which is nan at 0
        if index == 1:
            return exponent * _opaque()["^"](base, exponent - 1)
        return _opaque()["power_log"](base, exponent)

    members: dict[str, dict[str, Any]] = {"^": {"fdiff": power_slope}}
    for name, f in ALL_FUNCTIONS.items():
        members[name] = {"fdiff": slopes_of(name)} if f.slopes else {"_eval_derivative": kink(name)}
    # sin(3) is no number to SymPy, which would spend seconds on the digits of a few of them
    quiet = {"is_number": False, "_eval_evalf": lambda self, digits: None}
    return {n: type(n, (sympy.Function,), {**quiet, **body}) for n, body in members.items()}


# ---------------------------------------------------------------- SymPy to nodes


class _FromSympy:
    """Turns what SymPy answers back into checked nodes; whatever we do not know is refused."""

    def __init__(self, constants: Mapping[str, float]) -> None:
        self.values = {**MATHEMATICAL, **constants}
        self.known: dict[Any, Node] = {}

    def node(self, e: Any) -> Node:
        if e not in self.known:
            self.known[e] = self.made(e)
        return self.known[e]

    def made(self, e: Any) -> Node:
        if e.is_Symbol:
            return Node("name", leaf=e.name, value=self.values.get(e.name))
        if e.is_Rational or e.is_Float:
            return self.number(e)
        if e.is_Add:
            return self.sum(e)
        if e.is_Mul:
            return self.product(e)
        if e.is_Pow:
            return self.product(e) if _is_below(e) else self.power(e.base, int(e.exp))
        if e.func in _opaque().values():
            return make(e.func.__name__, *map(self.node, e.args))
        raise ArithmeticError  # i, infinity and the like

    def sum(self, e: Any) -> Node:
        terms = [self.node(term) for term in e.as_ordered_terms()]
        if terms[0].op == "neg":  # y - x^2 reads better than -x^2 + y
            terms.sort(key=lambda term: term.op == "neg")
        return make("+", *terms)

    def number(self, e: Any) -> Node:
        if e < 0:
            return make("neg", self.number(-e))
        if e.is_Rational and e.q != 1 and max(e.p, e.q) < 10**15:
            return make("/", number(e.p), number(e.q))
        return number(float(e))

    def product(self, e: Any) -> Node:
        import sympy

        c, rest = e.as_coeff_Mul()
        if c < 0:
            return make("neg", self.node(-e))
        short = c.is_Rational and max(c.p, c.q) < 10**15
        above = [self.number(sympy.Integer(c.p) if short else c)]
        below = [self.number(sympy.Integer(c.q))] if short else []
        for factor in sorted(sympy.Mul.make_args(rest), key=_place):
            if _is_below(factor):
                below.append(self.power(factor.base, -int(factor.exp)))
            else:
                above.append(self.node(factor))
        top, bottom = _joined(above), _joined(below)
        return top if bottom.value == 1 else make("/", top, bottom)

    def power(self, base: Any, exponent: int) -> Node:
        if exponent == 1:
            return self.node(base)
        return make("^", self.node(base), number(float(exponent)))


def _is_below(factor: Any) -> bool:
    """Whether it is a power that belongs below the fraction line; all of ours are whole."""
    return bool(factor.is_Pow and int(factor.exp) < 0)


def _place(factor: Any) -> tuple[bool, bool, Any]:
    """Order of factors: names and their powers, then brackets, then functions."""
    base = factor.base if factor.is_Pow else factor
    return base.is_Function, base.is_Add, factor.sort_key()


def _joined(factors: list[Node]) -> Node:
    telling = [f for f in factors if f.op != "number" or f.value != 1]
    return make("*", *telling) if len(telling) > 1 else telling[0] if telling else number(1.0)
