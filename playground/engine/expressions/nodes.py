"""A formula as a tree of checked nodes, and how it is typeset.

Nodes are the only thing that is ever turned into code (by `expression_code`). Typed text becomes
nodes in `expression_text`; derivatives become nodes in `expression`; nothing else makes any.
"""

from __future__ import annotations

import math
import operator
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from playground.engine.expressions.functions import ALL_FUNCTIONS


class ExpressionError(ValueError):
    """Text that is not a formula of ours: one line that names the wrong piece and the mend.

    `piece` is the offending text ("" if it is the whole); `span` says where it stands in the
    typed text (first character, one past the last), when that is known.
    """

    def __init__(self, message: str, piece: str = "", span: tuple[int, int] | None = None) -> None:
        super().__init__(printable(message))
        self.piece = piece
        self.span = span


def printable(text: str) -> str:
    """The text on one line: what cannot be shown becomes its code point, as in U+0000."""
    return "".join(c if c.isprintable() else f"U+{ord(c):04X}" for c in text)


# ---------------------------------------------------------------- nodes


@dataclass(frozen=True, eq=False, slots=True)
class Node:
    """One step of a formula. `op` is number, name, +, *, /, ^, neg or a function's name.

    + and * take any number of arguments. `value` is set exactly where x and y do not occur.
    """

    op: str
    args: tuple[Node, ...] = ()
    leaf: str = ""
    value: float | None = None
    depth: int = 1
    size: int = 1


_ARITHMETIC: dict[str, Callable[..., float]] = {
    "+": lambda *u: sum(u),
    "*": lambda *u: math.prod(u),
    "/": operator.truediv,
    "^": math.pow,  # never a complex number, unlike **
    "neg": operator.neg,
}


def number(value: float) -> Node:
    """A constant of the formula; raises ArithmeticError if it is not finite."""
    if not math.isfinite(value):
        raise ArithmeticError
    return Node("number", value=value)


def make(op: str, *args: Node) -> Node:
    """A node over others; one without x and y is computed at once.

    Raises ArithmeticError or ValueError where a constant is not a finite real number.
    """
    value = None
    if op == "/" and args[1].value == 0:
        raise ZeroDivisionError
    if all(a.value is not None for a in args):
        compute = _ARITHMETIC.get(op) or ALL_FUNCTIONS[op].in_math
        value = float(compute(*(float(a.value) for a in args if a.value is not None)))
        if not math.isfinite(value):
            raise ArithmeticError
    depth = 1 + max(a.depth for a in args)
    return Node(op, args, "", value, depth, 1 + sum(a.size for a in args))


def is_whole(value: float) -> bool:
    """Whether it is a whole number that is exact as a float, with some room."""
    return value.is_integer() and abs(value) < 1e15


# ---------------------------------------------------------------- typesetting

_SUM, _PRODUCT, _POWER, _ATOM = range(4)  # how tightly the outermost operation binds
_GREEK = re.compile(
    "alpha|beta|gamma|delta|epsilon|zeta|eta|theta|iota|kappa|lambda|mu|nu|xi|pi|rho|sigma|tau"
    "|upsilon|phi|chi|psi|omega|Gamma|Delta|Theta|Lambda|Xi|Pi|Sigma|Upsilon|Phi|Psi|Omega"
)
_LONGEST_EXPONENT = 18  # letters and digits, above which exp(...) reads better than e^...
_AROUND = {
    "sqrt": r"\sqrt{%s}",
    "cbrt": r"\sqrt[3]{%s}",
    "abs": r"\left|%s\right|",
    "floor": r"\left\lfloor %s\right\rfloor",
}


def latex(node: Node) -> str:
    r"""The formula for ziamath: \frac, \sqrt, \left, names; [x > y] is 1 where x > y, else 0."""
    return _typeset(node)[0]


def _typeset(node: Node) -> tuple[str, int]:
    """LaTeX and how tightly it binds."""
    if node.op == "number":
        return _typeset_number(node.value or 0.0)
    if node.op == "name":
        return _typeset_name(node.leaf), _ATOM
    if node.op in ("+", "neg"):
        return _typeset_sum(node), _SUM
    if node.op == "*":
        return _typeset_product(node.args)
    if node.op == "/":
        return rf"\frac{{{latex(node.args[0])}}}{{{latex(node.args[1])}}}", _PRODUCT
    if node.op == "^":
        return _typeset_power(*node.args), _POWER
    if node.op == "exp":
        return _typeset_exp(latex(node.args[0])), _POWER
    if node.op in _AROUND:
        return _AROUND[node.op] % latex(node.args[0]), _ATOM
    if node.op.endswith("_slope"):
        return _typeset_slope(node)
    if node.op == "power_log":
        return _typeset_product((Node("^", node.args), Node("log", node.args[:1])))
    inner = ", ".join(map(latex, node.args))
    return rf"{ALL_FUNCTIONS[node.op].latex}\left({inner}\right)", _POWER


def _inside(node: Node, level: int) -> str:
    """LaTeX in brackets unless it binds at least as tightly as `level`."""
    text, binds = _typeset(node)
    return text if binds >= level else rf"\left({text}\right)"


def _typeset_number(value: float) -> tuple[str, int]:
    digits, _, power = f"{value:.12g}".partition("e")
    if not power:
        return digits, _ATOM if value >= 0 else _SUM
    ten = f"10^{{{int(power)}}}"
    return (ten, _POWER) if digits == "1" else (rf"{digits} \cdot {ten}", _PRODUCT)


def _typeset_name(name: str) -> str:
    r"""kappa_0 as \kappa_{0}, x1 as x_{1}, mass as upright letters."""
    head = re.split("[0-9_]", name, maxsplit=1)[0]
    below = ",".join(name[len(head) :].strip("_").split("_"))
    symbol = rf"\{head}" if _GREEK.fullmatch(head) else rf"\mathrm{{{head}}}"
    symbol = head if len(head) == 1 else symbol
    return f"{symbol}_{{{below}}}" if below else symbol


def _typeset_sum(node: Node) -> str:
    if node.op == "neg":
        return "-" + _inside(node.args[0], _PRODUCT)
    first, *others = node.args
    texts = [latex(a) if a.op == "neg" else _inside(a, _PRODUCT) for a in others]
    return " + ".join([latex(first), *texts]).replace("+ -", "- ")


def _typeset_product(args: Sequence[Node]) -> tuple[str, int]:
    """Factors side by side, with a dot before a digit or fraction, which would run together."""
    first, *others = args
    text = latex(first) if first.op == "neg" else _inside(first, _PRODUCT)
    for factor in (_inside(a, _PRODUCT) for a in others):
        text += (r" \cdot " if re.match(r"[0-9]|\\frac", factor) else " ") + factor
    return text, _SUM if text.startswith("-") else _PRODUCT


def _typeset_power(base: Node, exponent: Node) -> str:
    function = ALL_FUNCTIONS.get(base.op)
    one_argument = function is not None and function.latex and len(function.slopes) == 1
    if function and one_argument and (exponent.value or 0) > 0:
        return rf"{function.latex}^{{{latex(exponent)}}}\left({latex(base.args[0])}\right)"
    return f"{_inside(base, _ATOM)}^{{{latex(exponent)}}}"


def _typeset_exp(exponent: str) -> str:
    """e to a short power; with fractions, roots or powers of e up there nobody could read it."""
    letters = re.sub(r"\\(left|right)|[{}^_ ]", "", exponent)
    short = len(re.sub(r"\\[A-Za-z]+", "x", letters)) <= _LONGEST_EXPONENT
    if short and not re.search(r"\\frac|\\sqrt|\\exp|e\^", exponent):
        return f"e^{{{exponent}}}"
    return rf"\exp\left({exponent}\right)"


def _typeset_slope(node: Node) -> tuple[str, int]:
    """Slopes of max, min and relu as sums of [condition] times slope."""
    n = len(node.args) // 2
    u, du = [latex(a) for a in node.args[:n]], node.args[n:]
    if node.op == "relu_slope":
        conditions = [f"{u[0]} > 0"]
    elif n == 2:
        sign = ">" if node.op == "max_slope" else "<"
        conditions = [f"{u[0]} {sign} {u[1]}", f"{u[1]} {sign} {u[0]}"]
    else:
        best = rf"\{node.op[:3]}\left({', '.join(u)}\right)"
        conditions = [f"{v} = {best}" for v in u]
    terms = list[str]()
    for condition, slope in zip(conditions, du, strict=True):
        if slope.value != 0:
            factor = "" if slope.value == 1 else _inside(slope, _PRODUCT) + " "
            terms.append(rf"{factor}\left[{condition}\right]")
    return " + ".join(terms), _PRODUCT if len(terms) == 1 else _SUM
