"""The axes of charts, histograms and sections, which are often small: numbers that never touch, and
a name that is written as fully as there is room for."""

from __future__ import annotations

from collections.abc import Sequence
from math import floor
from typing import Any

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QResizeEvent

from playground.app.look.style import SMALL, font, px, style
from playground.app.plots.axis import SHORT, NumberAxis
from playground.app.plots.ranges import nice_step

LABELLED = (1.0, 2.0, 5.0)
"""Of a decade of a logarithmic axis."""
APART = 6
"""Pixels between two numbers."""
DENSITY = 1.6
"""How many more numbers there are than pyqtgraph would write."""


class ChartAxis(NumberAxis):
    """See above. On an axis of `whole` numbers there are no ticks between them."""

    whole = False
    _names: tuple[str, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """What it measures, the fullest name first."""
        return self._names

    def offer_names(self, *names: str) -> None:
        """Write the first of these that fits, or the last as far as it does; or nothing."""
        if names != self._names:
            self._names = names
            self._write_name()

    def tickSpacing(self, low: float, high: float, size: float) -> list[tuple[float, float]]:
        """How far ticks lie apart, level by level."""
        levels: list[tuple[float, float]] = super().tickSpacing(low, high, size)
        if self.orientation in ("top", "bottom") and not self.logMode and levels:
            levels = [(self._wide_enough(levels[0][0], low, high, size), 0.0), *levels[1:]]
        if self.whole:
            levels = [(max(spacing, 1.0), offset) for spacing, offset in levels]
        return list(dict.fromkeys(levels))

    def _wide_enough(self, spacing: float, low: float, high: float, size: float) -> float:
        """A spacing at which numbers beside each other do not touch."""
        metrics = QFontMetricsF(font(SMALL))
        while spacing < high - low:
            first, last = floor(low / spacing) * spacing, floor(high / spacing) * spacing
            some = [first, first + spacing, last - spacing, last]
            texts = self.tickStrings(some, 1.0, spacing)
            widest = max(metrics.horizontalAdvance(text) for text in texts)
            if spacing / (high - low) * size >= widest + px(APART):
                break
            spacing = nice_step(1.5 * spacing)
        return spacing

    def logTickValues(
        self, low: float, high: float, size: float, linear: list[tuple[float, list[float]]]
    ) -> list[tuple[float | None, list[float]]]:
        """Decades first, then what lies between them."""
        levels: list[tuple[float | None, list[float]]] = super().logTickValues(
            low, high, size, linear
        )
        if levels and levels[0][0] is None:
            values = levels[0][1]
            decades = [v for v in values if mantissa_of(v) == 1]
            return [(1.0, decades), (None, [v for v in values if v not in decades])]
        return levels

    def tickStrings(self, values: list[float], scale: float, spacing: float) -> list[str]:
        """The numbers at the ticks; within a decade at 1, 2 and 5 only."""
        written = super().tickStrings(values, scale, spacing)
        if not self.logMode:
            return written
        return [
            text if mantissa_of(value) in LABELLED else ""
            for text, value in zip(written, values, strict=True)
        ]

    def generateDrawSpecs(self, p: QPainter) -> Any:
        """Leave out numbers that would touch one that is written already."""
        # Numbers between the major ones only where they stand at 2 and 5 of a decade.
        self.style["maxTextLevel"] = 2 if self.logMode else 0
        specs = super().generateDrawSpecs(p)
        if specs is None:
            return None
        axis, ticks, texts = specs
        return axis, ticks, apart(texts)

    def places(self, low: float, high: float) -> list[float]:
        """Where the major ticks are in a range; within a decade, where there are numbers."""
        size = self.size()
        length = size.width() if self.orientation in ("top", "bottom") else size.height()
        levels = self.tickValues(low, high, max(length, 1.0))
        places = next((list(found) for _, found in levels if len(found)), [])
        if not self.logMode:
            return places
        return [place for place in places if mantissa_of(place) in LABELLED]

    def resizeEvent(self, event: QResizeEvent | None = None) -> None:
        """The name has another room."""
        super().resizeEvent(event)
        if self._names:
            self._write_name()

    def dress(self, look: dict[str, Any]) -> None:
        """Pens and fonts."""
        self._name = ""  # it is written below
        super().dress(look)
        self.setTickDensity(DENSITY)
        if self._names:
            self._write_name(anew=True)

    def _write_name(self, anew: bool = False) -> None:
        upright = self.orientation in ("left", "right")
        room = self.size().height() if upright else self.size().width()
        text = fitting(self._names, room)
        if text != self.labelText or anew:
            self._name = text
            css = {"color": style.theme.quiet, "font-size": f"{px(SMALL)}px"}
            self.setLabel(text, **css)
            self.showLabel(bool(text))
            if upright:
                self.label.setRotation(0 if len(text) <= SHORT else -90)
            super().resizeEvent(None)


def mantissa_of(power: float) -> float:
    """1 to 10, of 10 to a power."""
    return round(float(10 ** (power - floor(power + 1e-9))), 6)


def fitting(names: Sequence[str], room: float) -> str:
    """The first of the names that there is room for, else as much of the last one."""
    metrics = QFontMetricsF(font(SMALL))
    for name in names:
        if metrics.horizontalAdvance(name) + px(8) <= room:
            return name
    return metrics.elidedText(names[-1], Qt.TextElideMode.ElideRight, room) if names else ""


def apart(
    texts: Sequence[tuple[QRectF, Any, str]]
) -> list[tuple[QRectF, Any, str]]:
    """Those of an axis' numbers that do not touch earlier ones."""
    kept: list[tuple[QRectF, Any, str]] = []
    gap = px(APART) / 2
    for rect, flags, text in texts:
        room = rect.adjusted(-gap, 0, gap, 0)
        if text and not any(room.intersects(other) for other, *_ in kept):
            kept.append((rect, flags, text))
    return kept
