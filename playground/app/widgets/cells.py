"""Numbers painted at fixed places: sixty of them in a fraction of a frame, and nothing shifts.

A number that is too wide for its place is written with fewer digits; its tooltip has them all.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import isfinite, isnan
from typing import Any

from PySide6.QtCore import QEvent, QPointF, QRect, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QHelpEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QToolTip, QWidget

from playground.app.look.style import font, style
from playground.app.text import numbers as format

_DIGITS = (4, 3, 2)
_UNSET = object()


class Ruler:
    """How wide texts are in one font, from its characters: fast enough for every frame."""

    def __init__(self, made: QFont) -> None:
        self.font = made
        self._metrics = QFontMetricsF(made)
        self.height = self._metrics.height()
        self.ascent = self._metrics.ascent()
        self._advances: dict[str, float] = {}

    def width(self, text: str) -> float:
        """The width of a text without kerning, which numbers do not have."""
        known = self._advances
        total = 0.0
        for letter in text:
            advance = known.get(letter)
            if advance is None:
                advance = known[letter] = self._metrics.horizontalAdvance(letter)
            total += advance
        return total

    def elided(self, text: str, width: float) -> str:
        """The text, or its beginning and an ellipsis."""
        return self._metrics.elidedText(text, Qt.TextElideMode.ElideRight, width)


@lru_cache(maxsize=32)
def _ruler(size: float, bold: bool, scale: float, family: str) -> Ruler:
    return Ruler(font(size, bold))


def ruler(size: float, bold: bool = False) -> Ruler:
    """The ruler of a font of the design, at the scale in force."""
    return _ruler(size, bold, style.scale, font(size).family())


@dataclass
class Cell:
    """A place for a text that stays (`text`), or for a number that changes (`text` None)."""

    rect: QRect
    ruler: Ruler
    color: str = "text"
    text: str | None = None
    right: bool = True
    raised: bool = False
    brackets: bool = False  # around a negative number
    tight: bool = False     # around a power of ten as well
    setting: bool = False  # a number that stays: 0.9, and not 0.9000
    power: str = ""        # "²" behind the number
    tip: str = ""
    value: Any = _UNSET
    shown: str = ""

    def show(self, value: Any) -> bool:
        """Take a value; whether that changes what is to be seen."""
        if value is self.value or value == self.value:
            return False
        self.value = value
        before, self.shown = self.shown, self._written(value)
        return self.shown != before

    def rewrite(self) -> None:
        """The same number, as numbers are written now."""
        if self.value is not _UNSET:
            self.shown = self._written(self.value)

    def _written(self, value: Any) -> str:
        if value is None or isinstance(value, str):
            return value or ""
        if self.raised:
            return format.superscript(format.number(value))
        text = ""
        for digits in _DIGITS[:1] if self.setting else _DIGITS:
            text = self._bracketed(written(value, digits, not self.setting)) + self.power
            if self.ruler.width(text) <= self.rect.width() + 1:
                break
        return text

    def _bracketed(self, text: str) -> str:
        needed = (self.brackets and text.startswith("−")) or (self.tight and "×" in text)
        return f"({text})" if needed else text

    @property
    def full(self) -> str:
        """Every digit of the number."""
        if self.value is _UNSET or self.value is None or isinstance(self.value, str):
            return ""
        return format.exact(self.value)


def written(value: Any, digits: int = format.DIGITS, zeros: bool = True) -> str:
    """A number, of constant width while it is played; what is not finite in one sign."""
    number = float(value)
    if not isfinite(number):
        return "–" if isnan(number) else "∞" if number > 0 else "−∞"
    return format.number(value, digits, zeros=zeros)


class Cells(QWidget):
    """A widget that is nothing but cells; `show_values` fills those that change, in order."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._cells: list[Cell] = []
        self._changing: list[Cell] = []
        self._dirty = QRect()

    @property
    def cells(self) -> Sequence[Cell]:
        """All cells, for tests and readers."""
        return tuple(self._cells)

    def set_cells(self, cells: Sequence[Cell]) -> None:
        """Another layout; the numbers come with the next `show_values`."""
        self._cells = list(cells)
        self._changing = [cell for cell in cells if cell.text is None]
        self._dirty = QRect()
        for cell in self._changing:
            self._dirty = self._dirty.united(cell.rect)
        self.update()

    def show_values(self, values: Sequence[Any]) -> None:
        """Put the numbers (or short texts) into the cells that change; repaint what they cover."""
        if not self._cells:
            return  # not laid out yet; the layout will ask for the numbers
        changed = False
        for cell, value in zip(self._changing, values, strict=True):
            changed |= cell.show(value)
        if changed:
            self.update(self._dirty)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LocaleChange:
            for cell in self._changing:
                cell.rewrite()
            self.update()
        super().changeEvent(event)

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            found = next((c for c in self._cells if c.rect.contains(event.pos())), None)
            lines = [found.tip, found.full] if found else []
            text = "\n".join(line for line in lines if line) or self.toolTip()
            QToolTip.showText(event.globalPos(), text, self, found.rect if found else QRect())
            return True
        return super().event(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        clip, theme = event.rect(), style.theme
        color, used = "", None
        for cell in self._cells:
            if not cell.rect.intersects(clip):
                continue
            if cell.ruler is not used:
                used = cell.ruler
                painter.setFont(used.font)
            if cell.color != color:
                color = cell.color
                painter.setPen(QColor(getattr(theme, color)))
            _draw(painter, cell)
        painter.end()


def _draw(painter: QPainter, cell: Cell) -> None:
    text = cell.shown if cell.text is None else cell.text
    if not text:
        return
    rect, measure = cell.rect, cell.ruler
    room, needed = rect.width(), measure.width(text)
    base = rect.top() + (rect.height() - measure.height) / 2 + measure.ascent
    if needed <= room + 1 or cell.text is not None:
        # At a point of its own a text needs no layout: three times as fast as in a rectangle.
        left = rect.left() + (room - needed if cell.right else 0)
        painter.drawText(QPointF(left, base), text)
        return
    # Two digits and an exponent still too wide: squeezed, rather than cut or over its neighbour.
    painter.save()
    painter.translate(rect.left(), base)
    painter.scale(room / needed, 1.0)
    painter.drawText(QPointF(0, 0), text)
    painter.restore()
