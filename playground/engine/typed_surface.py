"""A surface that a person typed: f(x, y) as text, with the window to look through."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from playground.engine.surface import Point, Surface, Window

if TYPE_CHECKING:
    from playground.engine.expression import Expression


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
        """A quarter of the way in from the upper left: rarely a special point."""
        (left, right), (low, high) = self.typed_window
        return left + 0.25 * (right - left), low + 0.7 * (high - low)

    @property
    def expression(self) -> Expression:
        """The parsed text (parsed once for all equal texts); raises ExpressionError."""
        from playground.engine.expression import parse

        return parse(self.text)

    def check(self) -> TypedSurface:
        """Itself, if the text can be parsed; raises ExpressionError otherwise."""
        _ = self.expression
        return self

    def value(self, x: Any, y: Any, xp: Any = np) -> Any:
        return self.expression.value(x, y, xp)

    def gradient(self, x: Any, y: Any, xp: Any = np) -> tuple[Any, Any]:
        return self.expression.gradient(x, y, xp)
