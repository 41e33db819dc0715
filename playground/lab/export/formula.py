"""A surface's formula and its derivatives as code of NumPy or of PyTorch, from its tree alone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from playground.engine.expressions.nodes import Node, is_whole
from playground.lab.experiments.reader import BadInputError
from playground.lab.export.writing import identifier, number

_SUM, _PRODUCT, _SIGN, _POWER, _ATOM = range(5)  # how tightly the outermost operation binds
_SAME = (
    "sin", "cos", "tan", "sinh", "cosh", "tanh", "exp", "log", "log10", "log2", "sqrt", "hypot",
    "abs", "sign", "floor",
)
_IN_MATH = {*_SAME, "asin", "acos", "atan", "atan2", "cbrt", "erf"} - {"abs", "sign"}


@dataclass(frozen=True)
class Dialect:
    """How a library writes what the formulas' functions are; `helpers` are definitions by name."""

    module: str
    names: dict[str, str]
    helpers: dict[str, str]
    title: str


NUMPY = Dialect(
    "np",
    {
        **{name: f"np.{name}" for name in _SAME}, "asin": "np.arcsin", "acos": "np.arccos",
        "atan": "np.arctan", "atan2": "np.arctan2", "cbrt": "np.cbrt", "erf": "math.erf",
        "max": "np.maximum", "min": "np.minimum", "sigmoid": "sigmoid", "softplus": "softplus",
        "relu": "relu", "max_slope": "max_slope", "min_slope": "min_slope",
        "relu_slope": "relu_slope", "power_log": "power_log",
    },
    {
        "sigmoid": "def sigmoid(u):\n    return 1 / (1 + np.exp(-u))",
        "softplus": "def softplus(u):\n    return np.logaddexp(0, u)",
        "relu": "def relu(u):\n    return np.maximum(u, 0)",
        "relu_slope": "def relu_slope(u, du):\n    return du if u > 0 else 0.0",
        "max_slope": "def max_slope(*u_du):  # the mean slope of those that are largest\n"
        "    u, du = u_du[:len(u_du) // 2], u_du[len(u_du) // 2:]\n"
        "    return np.mean([d for v, d in zip(u, du) if v == max(u)])",
        "min_slope": "def min_slope(*u_du):  # the mean slope of those that are smallest\n"
        "    u, du = u_du[:len(u_du) // 2], u_du[len(u_du) // 2:]\n"
        "    return np.mean([d for v, d in zip(u, du) if v == min(u)])",
        "power_log": "def power_log(u, v):  # u^v ln u\n"
        "    return 0.0 if u == 0 < v else u**v * np.log(u)",
    },
    "NumPy",
)

PYTORCH = Dialect(
    "torch",
    {
        **{name: f"torch.{name}" for name in _SAME}, "asin": "torch.asin", "acos": "torch.acos",
        "atan": "torch.atan", "atan2": "torch.atan2", "cbrt": "cbrt", "erf": "torch.erf",
        "max": "torch.maximum", "min": "torch.minimum", "sigmoid": "torch.sigmoid",
        "softplus": "softplus", "relu": "torch.relu",
    },
    {
        "cbrt": "def cbrt(u):\n    return torch.sign(u) * torch.abs(u) ** (1 / 3)",
        "softplus": "def softplus(u):\n    return torch.logaddexp(u, torch.zeros_like(u))",
    },
    "PyTorch",
)


class Written:
    """Formulas of one dialect; `helpers` are the definitions that what was written needs."""

    def __init__(self, dialect: Dialect) -> None:
        self._dialect = dialect
        self._used: dict[str, None] = {}

    @property
    def helpers(self) -> list[str]:
        """Definitions, each a text of some lines."""
        return [self._dialect.helpers[name] for name in self._used]

    def text(self, node: Node) -> str:
        """The formula as an expression. Raises BadInputError for what has no such form."""
        return self._written(node)[0]

    def _written(self, node: Node) -> tuple[str, int]:
        if node.op == "number":
            return _plain(node.value or 0.0)
        if node.op == "name":
            return _named(node, self._dialect.module), _ATOM
        if node.op == "+":
            return _summed([self._written(a) for a in node.args]), _SUM
        if node.op == "neg":
            return f"-{self._inside(node.args[0], _SIGN)}", _SIGN
        if node.op == "*":
            return " * ".join(self._inside(a, _PRODUCT) for a in node.args), _PRODUCT
        if node.op == "/":
            above, below = self._inside(node.args[0], _PRODUCT), self._inside(node.args[1], _SIGN)
            return f"{above} / {below}", _PRODUCT
        if node.op == "^":
            return self._power(*node.args), _POWER
        return self._called(node), _ATOM

    def _inside(self, node: Node, level: int) -> str:
        text, binds = self._written(node)
        return text if binds >= level else f"({text})"

    def _power(self, base: Node, exponent: Node) -> str:
        if base.value is not None and exponent.value is None and self._dialect is PYTORCH:
            return f"torch.pow({self.text(base)}, {self.text(exponent)})"
        return f"{self._inside(base, _ATOM)}**{self._inside(exponent, _ATOM)}"

    def _called(self, node: Node) -> str:
        if node.value is not None:  # a constant: math is enough, and PyTorch wants tensors
            if node.op not in _IN_MATH:
                return number(node.value)
            return f"math.{node.op}({', '.join(Written(_MATH).text(a) for a in node.args)})"
        name = self._dialect.names.get(node.op)
        if name is None:
            raise BadInputError("", f"{node.op}(…) has no form in {self._dialect.title}")
        if node.op in self._dialect.helpers:
            self._used[node.op] = None
        args = [self._tensor(a) for a in node.args]
        if node.op in ("max", "min"):
            return _nested(name, args)
        return f"{name}({', '.join(args)})"

    def _tensor(self, node: Node) -> str:
        """An argument of a function; PyTorch's take no plain numbers."""
        text = self.text(node)
        plain = self._dialect is PYTORCH and node.value is not None
        return f"torch.tensor({text})" if plain else text


_MATH = Dialect("math", {}, {}, "Python")


def constants(node: Node) -> Iterator[tuple[str, float]]:
    """The named numbers of a formula, but for π and e."""
    if node.op == "name" and node.value is not None and node.leaf not in ("pi", "e"):
        yield identifier(node.leaf), node.value
    for inner in node.args:
        yield from constants(inner)


def _plain(value: float) -> tuple[str, int]:
    text = str(int(value)) if is_whole(value) else number(value)
    return text, _SIGN if text.startswith("-") else _ATOM


def _named(node: Node, module: str) -> str:
    if node.value is not None and node.leaf in ("pi", "e"):
        return f"{'np' if module == 'np' else 'math'}.{node.leaf}"
    return identifier(node.leaf)


def _summed(terms: list[tuple[str, int]]) -> str:
    text = terms[0][0]
    for term, _ in terms[1:]:
        text += f" - {term[1:]}" if term.startswith("-") else f" + {term}"
    return text


def _nested(name: str, args: list[str]) -> str:
    first, *rest = args
    for other in rest:
        first = f"{name}({first}, {other})"
    return first
