"""Under the training chart: where training stands, and which line is which, with its number."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from PySide6.QtCore import QPointF, QSize
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from playground.app import style as look
from playground.app.style import SMALL, SPACE_S, SPACE_XS, style
from playground.app.views.training_layer import part_pen

_SAMPLE = 20  # of a line, in pixels
_WIDEST = "8.888×10⁻⁸"


class Entry(NamedTuple):
    """A line of the chart: its part, its name, and what it is at the cursor."""

    part: str
    name: str
    value: str


class TrainingFoot(QWidget):
    """Two lines of text: the step in words, and the selected runner's lines with their values."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._caption = ""
        self._slot = 0
        self._entries: tuple[Entry, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    @property
    def caption(self) -> str:
        """ "step 37: batch 3 of epoch 2"."""
        return self._caption

    @property
    def entries(self) -> tuple[Entry, ...]:
        """The lines of the selected runner."""
        return self._entries

    def show_state(self, caption: str, slot: int, entries: Sequence[Entry]) -> None:
        """Say where the cursor is."""
        state = (caption, slot, tuple(entries))
        if state != (self._caption, self._slot, self._entries):
            self._caption, self._slot, self._entries = state
            self.update()

    def sizeHint(self) -> QSize:
        metrics = QFontMetricsF(look.font(SMALL))
        return QSize(look.px(80), round(2 * metrics.height()) + look.px(SPACE_S))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(look.font(SMALL))
        metrics = QFontMetricsF(painter.font())
        left, gap = look.px(SPACE_S), look.px(SPACE_XS)
        base = metrics.ascent() + gap / 2
        painter.setPen(QColor(style.theme.quiet))
        painter.drawText(QPointF(left, base), self._caption)
        base += metrics.height() + gap / 2
        x = float(left)
        for entry in self._entries:
            middle = base - metrics.ascent() / 3
            painter.setPen(part_pen(self._slot, entry.part))
            painter.drawLine(QPointF(x, middle), QPointF(x + look.px(_SAMPLE), middle))
            x += look.px(_SAMPLE) + gap
            painter.setPen(QColor(style.theme.quiet))
            painter.drawText(QPointF(x, base), entry.name)
            x += metrics.horizontalAdvance(entry.name) + gap
            painter.setPen(QColor(style.theme.text))
            painter.drawText(QPointF(x, base), entry.value)
            # A place of its own for every number: they change while playing, their places do not.
            widest = "88.8 %" if entry.value.endswith("%") else "8.8888"
            x += max(metrics.horizontalAdvance(widest), metrics.horizontalAdvance(entry.value))
            x += 2 * gap
