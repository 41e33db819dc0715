"""An axis of pyqtgraph whose numbers are written as everywhere in the window.

Only words differ from pyqtgraph's: a true minus, powers of ten as one writes them, the decimal
mark in force; and a name of one or two letters stands upright beside its axis.
"""

from __future__ import annotations

from math import floor
from typing import Any

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QPointF
from PySide6.QtGui import QFontMetricsF, QResizeEvent

from playground.app.look.style import BODY, SMALL, font, px, style
from playground.app.paint.axes import tick_label
from playground.app.text.numbers import number, superscript

SHORT = 2
"""Names of at most so many letters are not turned."""
NEAR = 6
"""Pixels between numbers and a name that is kept near them."""
BEYOND = 15
"""Pixels that a number may stand out beyond the end of its axis."""
HAIR = 1e-9
"""Of an axis' length: what a tick may lie outside of it. A range computed from pixels ends at
1.9999999999999998 where it should at 2."""
MOST_BETWEEN = 9
"""Numbers between those of the first level; more ticks than that have none."""
WRITTEN_OUT = (-4, 6)
"""Powers of ten between which the ticks of a logarithmic axis are written out."""


def power_label(power: float) -> str:
    """A tick of a logarithmic axis at 10 to a power: 0.01, 200, 10⁻⁸, 2×10⁻⁸."""
    whole = floor(power + 1e-9)
    mantissa = round(10 ** (power - whole), 6)
    if WRITTEN_OUT[0] <= whole < WRITTEN_OUT[1]:
        return number(mantissa * 10.0**whole)
    raised = f"10{superscript(whole)}"
    return raised if mantissa == 1 else f"{number(mantissa)}×{raised}"


class NumberAxis(pg.AxisItem):  # type: ignore[misc]
    """See above. Give its tick numbers `dress` when the theme or the type's size changes."""

    _name = ""  # pyqtgraph asks for the label's place while it makes the axis
    _beyond: float | None = None
    _first: float | None = None  # between the ticks of the first level

    def __init__(self, orientation: str) -> None:
        super().__init__(orientation)
        self.enableAutoSIPrefix(False)

    @property
    def name(self) -> str:
        """What it measures, as it is written beside it."""
        return self._name

    def set_name(self, name: str, italic: bool = False) -> None:
        """Write what the axis measures; in italics as in formulas."""
        self._name = name
        css = {
            "color": style.theme.text, "font-size": f"{px(BODY)}px",
            "font-style": "italic" if italic else "normal",
        }
        self.setLabel(name, **css)
        if self.orientation in ("left", "right"):
            self.label.setRotation(0 if len(name) <= SHORT else -90)
        self.resizeEvent()

    def keep_name_near(self, widest: float) -> None:
        """Let the name of an axis at the right stand beside its numbers, the widest of which takes
        so many pixels, instead of at the edge of the room for them."""
        self._beyond = 2 * px(4) + widest + px(NEAR)  # the tick, what is beside it, the number
        self.resizeEvent()

    def tickValues(
        self, low: float, high: float, size: float
    ) -> list[tuple[float | None, list[float]]]:
        """Where the ticks are, level by level; those at the ends are there too."""
        low, high = sorted((low, high))
        hair = HAIR * (high - low)
        levels = super().tickValues(low - hair, high + hair, size)
        self._first = levels[0][0] if levels else None
        return [(step, np.clip(values, low, high).tolist()) for step, values in levels]

    def tickStrings(
        self, values: list[float], scale: float, spacing: float
    ) -> list[str]:
        """The numbers at the ticks of one level.

        pyqtgraph counts how full the axis is, not how many there are: a fifth of the steps that
        are written already may be twenty numbers more.
        """
        if self.logMode:
            return [power_label(value) for value in values]
        if spacing != self._first and len(values) > MOST_BETWEEN:
            return [""] * len(values)
        return [tick_label(value * scale, spacing * scale) for value in values]

    def resizeEvent(self, event: QResizeEvent | None = None) -> None:
        """Keep the name in its place; pyqtgraph's knows turned ones only."""
        super().resizeEvent(event)
        if self.label is None or self.orientation not in ("left", "right"):
            return
        box, upright = self.label.boundingRect(), len(self._name) <= SHORT
        across, along = (box.width(), box.height()) if upright else (box.height(), box.width())
        edge = 0.0 if self.orientation == "left" else self.size().width() - across
        if self._beyond is None and not upright:
            return
        x = edge if self._beyond is None else min(edge, self._beyond)
        middle = self.size().height() / 2
        self.label.setPos(QPointF(x, middle - along / 2 if upright else middle + along / 2))

    def dress(self, look: dict[str, Any]) -> None:
        """Put on pens and fonts (see `plots.dress`), and write the numbers anew."""
        self.setPen(look["line"])
        self.setTextPen(look["numbers"])
        self.setStyle(
            tickFont=font(SMALL), tickLength=px(4), tickTextOffset=px(4),
            autoExpandTextSpace=False, hideOverlappingLabels=px(BEYOND), maxTickLevel=1,
        )
        if self._name:
            self.set_name(self._name, "italic" in str(self.labelStyle.get("font-style")))


def tick_room(widest: str) -> float:
    """The width of a tick's number: axes get a fixed one, so that plots never move."""
    return QFontMetricsF(font(SMALL)).horizontalAdvance(widest)
