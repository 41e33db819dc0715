"""A surface that a person typed: f(x, y) as text, with the window to look through."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np

from playground.engine.surface import Point, Surface, Window

if TYPE_CHECKING:
    from playground.engine.expressions.expression import Expression


@dataclass(frozen=True)
class TypedSurface(Surface):
    """f(x, y) parsed from text, with its symbolic gradient.

    The text is parsed when a value is first asked for; `check` does it at once and raises
    ExpressionError.
    """

    text: str = "x^2 + y^2"
    typed_window: Window = ((-2.0, 2.0), (-2.0, 2.0))

    name = "typed"
    title = "Your own function"
    group = "First steps"
    teaches = "Your own function: its gradient was derived symbolically."

    @property
    def formula(self) -> str:  # type: ignore[override]
        """The text as typed."""
        return self.text

    @property
    def window(self) -> Window:  # type: ignore[override]
        """What the person chose to look at."""
        return self.typed_window

    @property
    def start(self) -> Point:  # type: ignore[override]
        """A quarter of the way in from the upper left, rarely a special point; where the function
        has no finite value or slope there, the nearest point of a grid where it has."""
        return _start(self)

    @property
    def expression(self) -> Expression:
        """The parsed text (parsed once for all equal texts); raises ExpressionError."""
        from playground.engine.expressions.expression import parse

        return parse(self.text)

    def check(self) -> TypedSurface:
        """Itself, if the text can be parsed; raises ExpressionError otherwise."""
        _ = self.expression
        return self

    def value(self, x: Any, y: Any, xp: Any = np) -> Any:
        return self.expression.value(x, y, xp)

    def gradient(self, x: Any, y: Any, xp: Any = np) -> tuple[Any, Any]:
        return self.expression.gradient(x, y, xp)

    def second_derivatives(self, x: float, y: float) -> tuple[float, float, float] | None:
        return self.expression.second_derivatives(x, y)

    def residuals(self, x: float, y: float) -> tuple[Sequence[float], Sequence[Point]] | None:
        from playground.engine.expressions.squares import squares_of

        if (computed := squares_of(self.text)) is None:
            return None
        found = [float(value) for value in computed.on_grid(x, y)]
        return found[::3], tuple(zip(found[1::3], found[2::3], strict=True))

    def point_function(self) -> Callable[[float, float], tuple[float, ...]]:
        return self.expression.at_point


_ASIDE, _UP = 0.25, 0.7  # of the window's width and height
_GRID = 40


@lru_cache(maxsize=64)
def _start(surface: TypedSurface) -> Point:
    (left, right), (low, high) = surface.window
    # The rule's own point comes first, then the grid, without the window's border.
    share = np.arange(1, _GRID) / _GRID
    aside, up = (a.ravel() for a in np.meshgrid(share, share))
    order = np.argsort(np.hypot(aside - _ASIDE, up - _UP), kind="stable")
    aside, up = np.append(_ASIDE, aside[order]), np.append(_UP, up[order])
    x, y = left + aside * (right - left), low + up * (high - low)
    finite = _finite(surface, x, y)
    best = int(np.argmax(finite))  # the first one, or the rule's if there is none
    return float(x[best]), float(y[best])


def _finite(surface: TypedSurface, x: Any, y: Any) -> Any:
    """Where the function and its slopes are finite; nowhere for what is no formula."""
    from playground.engine.expressions.expression import ExpressionError

    try:
        heights = (surface.value(x, y), *surface.gradient(x, y))
    except ExpressionError:
        return np.zeros(x.shape, dtype=bool)
    return np.all(np.isfinite(heights), axis=0)
