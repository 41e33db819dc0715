"""Numbers m · 2^k, which have room where floats have none: exp(800) is one of them.

A formula may leave the floats on the way to a value that does not: log(1 + exp(800)) = 800. Where
that happens it is computed once more with these, by the same source: they know + − * / and whole
powers, and FUNCTIONS has the others. Whatever has no such room to win is handed to NumPy.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import reduce
from typing import Any

import numpy as np

from playground.engine.expressions.functions import ALL_FUNCTIONS

_LN2_HIGH = 0.693147180369123816490  # in so few bits that k times it is exact
_LN2_LOW = 1.90821492927058770002e-10
_OUTSIDE = 2200.0  # a power of 2 beyond all floats
_NOTHING = -(2.0**60)  # the power that 0 has: below all others


class Wide:
    """m · 2^k, elementwise: m in ±[1/2, 1), or 0, inf or nan; k a whole number kept as a float."""

    __slots__ = ("k", "m")
    __array_ufunc__ = None  # NumPy leaves float + Wide to us

    def __init__(self, m: Any, k: Any = 0.0) -> None:
        m, more = np.frexp(m)
        k = np.where(np.isfinite(m), k + more.astype(float), 0.0)
        self.m, self.k = m, np.where(m == 0, _NOTHING, k)

    def floats(self) -> Any:
        """The same as floats: inf or 0 where they have no room."""
        return _scaled(self.m, self.k)

    def __add__(self, other: Any) -> Wide:
        a, b, top = _aligned(self, _wide(other))
        return Wide(a + b, top)

    def __mul__(self, other: Any) -> Wide:
        other = _wide(other)
        return Wide(self.m * other.m, self.k + other.k)

    def __truediv__(self, other: Any) -> Wide:
        other = _wide(other)
        return Wide(np.divide(self.m, other.m), self.k - other.k)

    def __pow__(self, exponent: int) -> Wide:
        """To a whole power (at most 64 can be typed: m stays in the floats)."""
        return Wide(self.m ** float(exponent), self.k * exponent)

    def __neg__(self) -> Wide:
        return Wide(-self.m, self.k)

    def __sub__(self, other: Any) -> Wide:
        return self + -_wide(other)

    def __rtruediv__(self, other: Any) -> Wide:
        return _wide(other) / self

    __radd__ = __add__
    __rmul__ = __mul__


def _wide(value: Any) -> Wide:
    return value if isinstance(value, Wide) else Wide(value)


def _scaled(m: Any, k: Any) -> Any:
    return np.ldexp(m, np.clip(k, -_OUTSIDE, _OUTSIDE).astype(np.int32))


def _aligned(u: Wide, v: Wide) -> tuple[Any, Any, Any]:
    """Both over the same power of 2, the larger one's, and that power."""
    top = np.maximum(u.k, v.k)
    return _scaled(u.m, u.k - top), _scaled(v.m, v.k - top), top


def _where(condition: Any, u: Any, v: Any) -> Wide:
    u, v = _wide(u), _wide(v)
    return Wide(np.where(condition, u.m, v.m), np.where(condition, u.k, v.k))


def _unless_outside(function: Callable[[Any], Any], otherwise: Callable[[Wide], Any]) -> Any:
    """NumPy's own function wherever the argument is a float, since it is exact to the last bit."""

    def both(u: Any) -> Wide:
        u = _wide(u)
        return _where(np.abs(u.k) < 1000, function(u.floats()), otherwise(u))

    return both


def _exp(u: Any) -> Wide:
    x = np.asarray(_wide(u).floats())
    k = np.rint(np.where(np.abs(x) < 2.0**50, x, 0.0) / math.log(2))
    return Wide(np.exp((x - k * _LN2_HIGH) - k * _LN2_LOW), k)


def _log(u: Wide) -> Any:
    k = np.where(u.m == 0, 0.0, u.k)
    return k * _LN2_HIGH + (np.log(u.m) + k * _LN2_LOW)


def _root(u: Any, degree: int, root: Callable[[Any], Any]) -> Wide:
    u = _wide(u)
    k = np.floor(u.k / degree)
    return Wide(root(_scaled(u.m, u.k - degree * k)), k)


def _power(u: Any, v: Any) -> Wide:
    """u^v: as floats where these can say it, else 2^(v log2 u)."""
    u, v = _wide(u), _wide(v)
    base, exponent = u.floats(), v.floats()
    plain = np.power(base, exponent)
    power = exponent * (np.log2(u.m) + u.k)
    k = np.rint(power)
    good = (np.isfinite(plain) & (plain != 0) & np.isfinite(base) & (base != 0)) | (u.m == 0)
    return _where(good, plain, Wide(np.exp2(power - k), k))


def _power_log(u: Any, v: Any) -> Wide:
    u, v = _wide(u), _wide(v)
    return _where((u.m == 0) & (v.m > 0), 0.0, _power(u, v) * FUNCTIONS["log"](u))


def _sinh(u: Any) -> Wide:
    plain = np.sinh(_wide(u).floats())
    return _where(np.isfinite(plain), plain, (_exp(u) - _exp(-_wide(u))) / 2.0)


def _cosh(u: Any) -> Wide:
    return (_exp(u) + _exp(-_wide(u))) / 2.0


def _atan2(u: Any, v: Any) -> Wide:
    a, b, _ = _aligned(_wide(u), _wide(v))
    return Wide(np.arctan2(a, b))


def _hypot(u: Any, v: Any) -> Wide:
    a, b, top = _aligned(_wide(u), _wide(v))
    return Wide(np.hypot(a, b), top)


def _larger(u: Any, v: Any) -> Wide:
    ahead = (_wide(u) - v).m
    return _where(ahead > 0, u, _where(ahead <= 0, v, math.nan))


def _slope_of_largest(*u_and_du: Any) -> Wide:
    n = len(u_and_du) // 2
    u, du = [_wide(v) for v in u_and_du[:n]], u_and_du[n:]
    best: Wide = reduce(_larger, u)
    reach = [(v - best).m == 0 for v in u]
    total, count = Wide(0.0), Wide(np.sum(reach, axis=0, dtype=float))
    for reaches, slope in zip(reach, du, strict=True):
        total = total + _where(reaches, slope, 0.0)
    return total / count


def _negated(values: tuple[Any, ...]) -> list[Any]:
    return [-_wide(value) for value in values]


def _relu_slope(u: Any, du: Any) -> Wide:
    m = _wide(u).m
    return _where(m > 0, du, np.where(m <= 0, 0.0, math.nan))


def _by_numpy(function: Callable[..., Any]) -> Callable[..., Wide]:
    return lambda *u: Wide(function(*(_wide(v).floats() for v in u)))


FUNCTIONS: dict[str, Callable[..., Any]] = {
    **{name: _by_numpy(f.in_numpy) for name, f in ALL_FUNCTIONS.items()},
    "exp": _exp,
    "log": _unless_outside(np.log, _log),
    "log10": _unless_outside(np.log10, lambda u: _log(u) / math.log(10)),
    "log2": _unless_outside(np.log2, lambda u: _log(u) / math.log(2)),
    "sqrt": lambda u: _root(u, 2, np.sqrt),
    "cbrt": lambda u: _root(u, 3, np.cbrt),
    "abs": lambda u: Wide(np.abs(_wide(u).m), _wide(u).k),
    "sign": lambda u: Wide(np.sign(_wide(u).m)),
    "sinh": _sinh,
    "cosh": _cosh,
    "hypot": _hypot,
    "atan2": _atan2,
    "relu": lambda u: _larger(u, 0.0),
    "relu_slope": _relu_slope,
    "max": lambda *u: reduce(_larger, u),
    "min": lambda *u: -reduce(_larger, _negated(u)),
    "max_slope": _slope_of_largest,
    "min_slope": lambda *u: _slope_of_largest(*_negated(u[: len(u) // 2]), *u[len(u) // 2 :]),
    "power_log": _power_log,
    "pow": _power,
}
"""What stands for each function's name in a formula's source."""
