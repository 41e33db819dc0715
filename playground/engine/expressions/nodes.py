"""A formula as a tree of checked nodes: its functions, how it is computed and typeset.

Nodes are the only thing that is ever turned into code. Typed text becomes nodes in
`expression_text`; derivatives become nodes in `expression`; nothing else makes any.
"""

from __future__ import annotations

import functools
import math
import operator
import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np


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


# ---------------------------------------------------------------- functions


@dataclass(frozen=True)
class Function:
    """A function for formulas; `slope` is its derivative, written in the same language, in u."""

    name: str
    help: str
    latex: str
    in_math: Callable[..., float]
    in_numpy: Callable[..., Any]
    slope: str = ""  # "" where the derivative is not a formula (max, min, relu)
    many: bool = False  # takes two or more arguments instead of one


def _sign(u: float) -> float:
    return math.nan if u != u else float((u > 0) - (u < 0))


def _extreme(pick: Callable[[Sequence[float]], float], *u: float) -> float:
    """Largest or smallest; nan if any is nan, as in NumPy (Python's max depends on the order)."""
    return math.nan if any(v != v for v in u) else pick(u)


def _extreme_slope(ufunc: Any, *u_and_du: Any) -> Any:
    """Slope of max or min: the mean of the slopes of those u that reach it.

    Slopes of the others are left out, not multiplied by 0, since they may be infinite.
    """
    n = len(u_and_du) // 2
    u, du = u_and_du[:n], u_and_du[n:]
    best = functools.reduce(ufunc, u)
    total = sum(np.where(v == best, slope, 0.0) for v, slope in zip(u, du, strict=True))
    return total / sum(np.where(v == best, 1.0, 0.0) for v in u)  # 0/0 = nan if one u is nan


def _extreme_slope_at_point(pick: Callable[..., float], *u_and_du: float) -> float:
    n = len(u_and_du) // 2
    best = _extreme(pick, *u_and_du[:n])
    slopes = [du for u, du in zip(u_and_du[:n], u_and_du[n:], strict=True) if u == best]
    return sum(slopes) / len(slopes) if slopes else math.nan


def _relu_slope(u: Any, du: Any) -> Any:
    return np.where(u > 0, du, np.where(u <= 0, 0.0, math.nan))


def _relu_slope_at_point(u: float, du: float) -> float:
    return du if u > 0 else 0.0 if u <= 0 else math.nan


FUNCTIONS: tuple[Function, ...] = (
    Function("sin", "sine of an angle in radians", r"\sin", math.sin, np.sin, "cos(u)"),
    Function("cos", "cosine of an angle in radians", r"\cos", math.cos, np.cos, "-sin(u)"),
    Function("tan", "tangent of an angle in radians", r"\tan", math.tan, np.tan, "1/cos(u)^2"),
    Function("asin", "angle whose sine is u", r"\arcsin", math.asin, np.arcsin, "1/sqrt(1-u^2)"),
    Function("acos", "angle whose cosine is u", r"\arccos", math.acos, np.arccos, "-1/sqrt(1-u^2)"),
    Function("atan", "angle whose tangent is u", r"\arctan", math.atan, np.arctan, "1/(1+u^2)"),
    Function("sinh", "hyperbolic sine", r"\sinh", math.sinh, np.sinh, "cosh(u)"),
    Function("cosh", "hyperbolic cosine", r"\cosh", math.cosh, np.cosh, "sinh(u)"),
    # 1 - tanh(u)^2 would lose all its digits where tanh is near 1
    Function("tanh", "hyperbolic tangent", r"\tanh", math.tanh, np.tanh, "1/cosh(u)^2"),
    Function("exp", "e to the power of u", "", math.exp, np.exp, "exp(u)"),
    Function("log", "natural logarithm; ln is the same", r"\ln", math.log, np.log, "1/u"),
    Function(
        "log10", "logarithm to base 10", r"\log_{10}", math.log10, np.log10, "1/(log(10) u)"
    ),
    Function("sqrt", "square root", "", math.sqrt, np.sqrt, "1/(2 sqrt(u))"),
    Function("cbrt", "cube root, also of negatives", "", math.cbrt, np.cbrt, "1/(3 cbrt(u)^2)"),
    Function("abs", "absolute value; |u| is the same", "", math.fabs, np.abs, "sign(u)"),
    Function(
        "max", "largest of two or more", r"\max", functools.partial(_extreme, max),
        lambda *u: functools.reduce(np.maximum, u), many=True,
    ),
    Function(
        "min", "smallest of two or more", r"\min", functools.partial(_extreme, min),
        lambda *u: functools.reduce(np.minimum, u), many=True,
    ),
    Function(
        "sigmoid", "1/(1 + exp(-u))", r"\sigma", lambda u: 1.0 / (1.0 + math.exp(-u)),
        lambda u: 1.0 / (1.0 + np.exp(-u)), "sigmoid(u) sigmoid(-u)",
    ),
    Function(
        "relu", "u where u > 0, else 0", r"\operatorname{relu}",
        lambda u: 0.0 if u <= 0 else u, lambda u: np.maximum(u, 0.0),
    ),
)  # fmt: skip

# These appear in derivatives only; nobody can type them.
_HIDDEN: tuple[Function, ...] = (
    Function("sign", "", r"\operatorname{sign}", _sign, np.sign),
    Function(
        "max_slope", "", "", functools.partial(_extreme_slope_at_point, max),
        functools.partial(_extreme_slope, np.maximum),
    ),
    Function(
        "min_slope", "", "", functools.partial(_extreme_slope_at_point, min),
        functools.partial(_extreme_slope, np.minimum),
    ),
    Function("relu_slope", "", "", _relu_slope_at_point, _relu_slope),
)  # fmt: skip

ALL_FUNCTIONS = {f.name: f for f in FUNCTIONS + _HIDDEN}
PUBLIC_FUNCTIONS = {f.name: f for f in FUNCTIONS}


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


# ---------------------------------------------------------------- computing


def is_whole(value: float) -> bool:
    """Whether it is a whole number that is exact as a float, with some room."""
    return value.is_integer() and abs(value) < 1e15


def compiled(roots: Sequence[Node], one_point: bool) -> Callable[[Any, Any], Any]:
    """A Python function of (x, y) that returns the tuple of the roots' values.

    The source is written from nodes alone: numbers through repr(float), names from the table
    of functions. No typed character reaches it.
    """
    names: dict[str, Any] = {
        f.name: f.in_math if one_point else f.in_numpy for f in ALL_FUNCTIONS.values()
    }
    names.update(pow=math.pow if one_point else np.power, __builtins__={})
    exec(compile(_source(roots), "<formula>", "exec"), names)  # see the docstring
    function: Callable[[Any, Any], Any] = names["formula"]
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
    if function and function.slope and function.latex and (exponent.value or 0) > 0:
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
