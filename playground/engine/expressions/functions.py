"""The functions that formulas may use: how each is computed, differentiated and typeset."""

from __future__ import annotations

import functools
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from playground.engine.networks.erf import erf


@dataclass(frozen=True)
class Function:
    """A function for formulas.

    `slopes` are its derivatives, one for each argument, written in the same language, in u (and v);
    none where the derivative is not a formula (max, min, relu). `kink` says where there is no
    derivative, and what is used there.
    """

    name: str
    help: str
    latex: str
    in_math: Callable[..., float]
    in_numpy: Callable[..., Any]
    slopes: tuple[str, ...] = ()
    many: bool = False  # takes two or more arguments
    kink: str = ""

    @property
    def count(self) -> int:
        """How many arguments it takes, at least."""
        return 2 if self.many else max(len(self.slopes), 1)

    @property
    def example(self) -> str:
        """How it is written: sin(x)."""
        return f"{self.name}({'x, y' if self.count == 2 else 'x'})"


def _sign(u: float) -> float:
    return math.nan if u != u else float((u > 0) - (u < 0))


def _floor(u: float) -> float:
    return float(math.floor(u)) if math.isfinite(u) else u


def _sigmoid(u: float) -> float:
    """1/(1 + exp(−u)), without a number that overflows."""
    small = math.exp(-abs(u))
    return 1.0 / (1.0 + small) if u >= 0 else small / (1.0 + small)


def _softplus(u: float) -> float:
    """log(1 + exp(u)), without a number that overflows."""
    return max(u, 0.0) + math.log1p(math.exp(-abs(u)))


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


def _power_log(u: Any, v: Any) -> Any:
    """u^v ln u, which goes to 0 as u goes to 0 if v is positive."""
    return np.where((u == 0) & (v > 0), 0.0, np.power(u, v) * np.log(u))


def _power_log_at_point(u: float, v: float) -> float:
    return 0.0 if u == 0 < v else math.pow(u, v) * math.log(u)


_ROOT = (
    "has an infinite slope at u = 0. Where that leaves f without a gradient (at the tip of "
    "a cone), the middle of f's slopes to both sides is used if they are finite."
)
_EXTREME = (
    "{0}(u, v) has the slope of u where u {1} v and the slope of v where v {1} u; "
    "where they are equal, the average of the two is used."
)

FUNCTIONS: tuple[Function, ...] = (
    Function("sin", "sine of an angle in radians", r"\sin", math.sin, np.sin, ("cos(u)",)),
    Function("cos", "cosine of an angle in radians", r"\cos", math.cos, np.cos, ("-sin(u)",)),
    Function("tan", "tangent of an angle in radians", r"\tan", math.tan, np.tan, ("1/cos(u)^2",)),
    Function(
        "asin", "angle whose sine is u", r"\arcsin", math.asin, np.arcsin, ("1/sqrt(1-u^2)",)
    ),
    Function(
        "acos", "angle whose cosine is u", r"\arccos", math.acos, np.arccos, ("-1/sqrt(1-u^2)",)
    ),
    Function("atan", "angle whose tangent is u", r"\arctan", math.atan, np.arctan, ("1/(1+u^2)",)),
    Function(
        "atan2", "angle of the point (v, u), as in atan2(y, x)", r"\operatorname{atan2}",
        math.atan2, np.arctan2, ("v/(u^2+v^2)", "-u/(u^2+v^2)"),
        kink="atan2(u, v) jumps by 2\u03c0 where u = 0 and v < 0; the slopes beside it are used.",
    ),
    Function("sinh", "hyperbolic sine", r"\sinh", math.sinh, np.sinh, ("cosh(u)",)),
    Function("cosh", "hyperbolic cosine", r"\cosh", math.cosh, np.cosh, ("sinh(u)",)),
    # 1 - tanh(u)^2 would lose all its digits where tanh is near 1
    Function("tanh", "hyperbolic tangent", r"\tanh", math.tanh, np.tanh, ("1/cosh(u)^2",)),
    Function("exp", "e to the power of u", "", math.exp, np.exp, ("exp(u)",)),
    Function("log", "natural logarithm; ln is the same", r"\ln", math.log, np.log, ("1/u",)),
    Function(
        "log10", "logarithm to base 10", r"\log_{10}", math.log10, np.log10, ("1/(log(10) u)",)
    ),
    Function("log2", "logarithm to base 2", r"\log_{2}", math.log2, np.log2, ("1/(log(2) u)",)),
    Function(
        "sqrt", "square root", "", math.sqrt, np.sqrt, ("1/(2 sqrt(u))",), kink=f"√u {_ROOT}"
    ),
    Function(
        "cbrt", "cube root, also of negatives", "", math.cbrt, np.cbrt, ("1/(3 cbrt(u)^2)",),
        kink=f"cbrt(u) {_ROOT}",
    ),
    Function(
        "hypot", "length of (u, v): sqrt(u^2 + v^2)", r"\operatorname{hypot}", math.hypot,
        np.hypot, ("u/hypot(u, v)", "v/hypot(u, v)"),
        kink="hypot(u, v) has a tip and no slope where u = v = 0; there the middle of f's slopes "
        "to both sides is used.",
    ),
    Function(
        "abs", "absolute value; |u| is the same", "", math.fabs, np.abs, ("sign(u)",),
        kink="|u| has slope \u22121 on the left of u = 0 and +1 on the right; "
        "at u = 0 the middle, 0, is used.",
    ),
    Function(
        "sign", "\u22121, 0 or 1, as u is below, at or above 0", r"\operatorname{sign}",
        _sign, np.sign, ("0",),
        kink="sign(u) jumps at u = 0; its slope 0 to both sides is used there as well.",
    ),
    Function(
        "floor", "largest whole number that is not above u", "", _floor, np.floor, ("0",),
        kink="floor(u) jumps where u is a whole number; its slope 0 elsewhere is used there as "
        "well.",
    ),
    Function(
        "max", "largest of two or more", r"\max", functools.partial(_extreme, max),
        lambda *u: functools.reduce(np.maximum, u), many=True, kink=_EXTREME.format("max", ">"),
    ),
    Function(
        "min", "smallest of two or more", r"\min", functools.partial(_extreme, min),
        lambda *u: functools.reduce(np.minimum, u), many=True, kink=_EXTREME.format("min", "<"),
    ),
    Function(
        "sigmoid", "1/(1 + exp(-u))", r"\sigma", _sigmoid,
        lambda u: 1.0 / (1.0 + np.exp(-u)), ("sigmoid(u) sigmoid(-u)",),
    ),
    Function(
        "softplus", "log(1 + exp(u))", r"\operatorname{softplus}", _softplus,
        lambda u: np.logaddexp(0.0, u), ("sigmoid(u)",),
    ),
    Function(
        "erf", "error function", r"\operatorname{erf}", math.erf, erf,
        ("2 exp(-u^2)/sqrt(pi)",),
    ),
    Function(
        "relu", "u where u > 0, else 0", r"\operatorname{relu}",
        lambda u: 0.0 if u <= 0 else u, lambda u: np.maximum(u, 0.0),
        kink="relu(u) has slope 0 on the left of u = 0 and 1 on the right; "
        "at u = 0 the slope 0 is used.",
    ),
)  # fmt: skip

# These appear in derivatives only; nobody can type them.
_HIDDEN: tuple[Function, ...] = (
    Function(
        "max_slope", "", "", functools.partial(_extreme_slope_at_point, max),
        functools.partial(_extreme_slope, np.maximum),
    ),
    Function(
        "min_slope", "", "", functools.partial(_extreme_slope_at_point, min),
        functools.partial(_extreme_slope, np.minimum),
    ),
    Function("relu_slope", "", "", _relu_slope_at_point, _relu_slope),
    Function("power_log", "", "", _power_log_at_point, _power_log),
)  # fmt: skip

ALL_FUNCTIONS = {f.name: f for f in FUNCTIONS + _HIDDEN}
PUBLIC_FUNCTIONS = {f.name: f for f in FUNCTIONS}
