"""The axes around the picture: ticks at round numbers, and the names x and y."""

from __future__ import annotations

from math import ceil, floor, log10

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPen

from playground.app.look.style import style
from playground.app.text.numbers import number

ROUND = (1, 2, 2.5, 5, 10)


def line_pen(color: str | QColor, width: float = 1.0) -> QPen:
    """A pen as wide as designed in the painter's own units: pictures scale as a whole.

    `style.pen` is cosmetic, as wide in a large picture as in a small one: pyqtgraph needs that.
    """
    return QPen(
        QColor(color), width * style.scale, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap,
        Qt.PenJoinStyle.RoundJoin,
    )


def round_step(span: float, most: int) -> float:
    """The smallest round step that divides a span into at most so many parts."""
    least = span / max(most, 1)
    power = 10.0 ** floor(log10(least))
    return next(r * power for r in ROUND if r * power >= least * (1 - 1e-9))


def ticks(low: float, high: float, most: int) -> list[float]:
    """Round numbers in a range, at most about so many."""
    step = round_step(high - low, most)
    return [k * step for k in range(ceil(low / step - 1e-9), floor(high / step + 1e-9) + 1)]


def tick_label(value: float, step: float) -> str:
    """A tick's number, with as many digits as tell it from its neighbours."""
    if abs(value) < step * 1e-6:
        return "0"
    digits = max(1, floor(log10(abs(value))) - floor(log10(step)) + 1)
    return number(float(value), digits + (1 if round(step / 10 ** floor(log10(step)), 6) == 2.5
                                          else 0))
