"""Rows of numbers with a bar each: blame, activation, their product; examples and terms."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import isfinite

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize
from PySide6.QtGui import QColor, QHelpEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from playground.app.look.style import SMALL, SPACE_S, SPACE_XS, pen, px, style
from playground.app.text.numbers import exact, number
from playground.app.widgets.cells import Ruler, ruler, written

_ROW = 19
_WIDEST = "−0.001234"
_ROUND = (1.0, 2.0, 5.0, 10.0)


@dataclass(frozen=True)
class BarRow:
    """A name, its numbers (the last is drawn as the bar) and a sentence about it.

    `total` sets a row off from those above; `quiet` is for words without numbers.
    """

    label: str
    numbers: tuple[float | str, ...] = ()
    tip: str = ""
    total: bool = False
    quiet: bool = False


def round_up(value: float) -> float:
    """The next 1, 2 or 5 times a power of ten: a scale that changes in steps."""
    if not isfinite(value) or value <= 0:
        return 1.0
    decade = float(f"1e{f'{value:e}'.partition('e')[2]}")
    return next((s * decade for s in _ROUND if value <= s * decade * (1 + 1e-9)), value)


def is_whole(value: float) -> bool:
    """Whether a number is better written 6 than 6.000, as one does by hand."""
    return isfinite(value) and value == round(value) and abs(value) < 10_000


class Bars(QWidget):
    """All bars start from one zero line and have one scale."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows: tuple[BarRow, ...] = ()
        self._scale = 0.0
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    @property
    def rows(self) -> tuple[BarRow, ...]:
        """What is shown."""
        return self._rows

    @property
    def scale(self) -> float:
        """The number at which a bar has its full length."""
        return self._scale

    def show_rows(self, rows: Sequence[BarRow], fresh: bool = True) -> None:
        """Other rows; unless `fresh`, the scale stays while the bars fit it well."""
        values = [abs(v) for row in rows if (v := _bar(row)) is not None]
        needed = round_up(max(values, default=1.0))
        if fresh or not self._scale / 5 < needed <= self._scale:
            self._scale = needed
        if len(rows) != len(self._rows):
            self.updateGeometry()
        self._rows = tuple(rows)
        self.setAccessibleName("; ".join(_spoken(row) for row in rows))
        self.update()

    def _bar_room(self, small: Ruler) -> tuple[float, float]:
        """Where the bars begin, and how wide a number's column is."""
        labels = max((small.width(r.label) for r in self._rows if r.numbers), default=0)
        count = max((len(r.numbers) for r in self._rows), default=1)
        column = small.width(_WIDEST) + px(SPACE_XS)
        left = labels + px(SPACE_S) + count * column
        if self.width() - left < px(40):
            column = max((self.width() - labels - px(SPACE_S) - px(40)) / count, px(24))
            left = self.width() - px(40)
        return left, column

    def sizeHint(self) -> QSize:
        return QSize(px(280), len(self._rows) * px(_ROW) + px(2))

    def minimumSizeHint(self) -> QSize:
        return QSize(px(160), self.sizeHint().height())

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            row = event.pos().y() // px(_ROW)
            if 0 <= row < len(self._rows):
                QToolTip.showText(event.globalPos(), _tip(self._rows[row]), self)
            return True
        return super().event(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        theme, small = style.theme, ruler(SMALL)
        left, column = self._bar_room(small)
        half = (self.width() - left - px(SPACE_XS)) / 2
        zero = left + px(SPACE_XS) + half
        for k, row in enumerate(self._rows):
            top = k * px(_ROW)
            used = ruler(SMALL, bold=row.total)
            painter.setFont(used.font)
            base = top + (px(_ROW) - used.height) / 2 + used.ascent
            painter.setPen(QColor(theme.text if row.total else theme.quiet))
            painter.drawText(QPointF(0, base), row.label)
            right = left - (len(row.numbers) - 1) * column
            color = theme.accent if row.total else theme.quiet if row.quiet else theme.text
            painter.setPen(QColor(color))
            for value in row.numbers:
                text = _fitted(value, used, column - px(SPACE_XS))
                painter.drawText(QPointF(right - used.width(text), base), text)
                right += column
            if row.total:
                painter.setPen(pen(theme.line))
                painter.drawLine(QPointF(0, top), QPointF(self.width(), top))
            drawn = _bar(row)
            if drawn is not None:
                length = half * max(-1.0, min(1.0, drawn / self._scale))
                box = QRectF(zero, top + px(5), length, px(_ROW) - px(10)).normalized()
                painter.fillRect(box, QColor(theme.positive if drawn > 0 else theme.negative))
        if any(_bar(row) is not None for row in self._rows):
            painter.setPen(pen(theme.outline))
            painter.drawLine(QPointF(zero, 0), QPointF(zero, self.height()))
        painter.end()


def _bar(row: BarRow) -> float | None:
    """The number that is drawn."""
    last = row.numbers[-1] if row.numbers else None
    return last if isinstance(last, float) and isfinite(last) else None


def _fitted(value: float | str, used: Ruler, room: float) -> str:
    if isinstance(value, str):
        return value
    if is_whole(value):
        return number(value)
    for digits in (4, 3, 2):
        text = written(value, digits)
        if used.width(text) <= room:
            return text
    return written(value, 1, zeros=False)


def _spoken(row: BarRow) -> str:
    return " ".join([row.label, *(v if isinstance(v, str) else written(v) for v in row.numbers)])


def _tip(row: BarRow) -> str:
    numbers = [v if isinstance(v, str) else exact(v) for v in row.numbers]
    return "\n".join(part for part in (row.tip, "   ".join(numbers)) if part)


