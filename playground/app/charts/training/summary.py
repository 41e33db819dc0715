"""Under the training chart: where training stands, and which line is which, with its number."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from PySide6.QtCore import QEvent, QPointF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QHelpEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from playground.app.charts.training.series import STYLES
from playground.app.look import style as look
from playground.app.look.style import SMALL, SPACE_S, SPACE_XS, style

_SAMPLE = 20  # of a line, in pixels


class FootEntry(NamedTuple):
    """A line of the chart: its part, its name, and what it is at the cursor."""

    part: str
    name: str
    value: str


def fitting(caption: str, font: QFont, room: float) -> str:
    """As much of "step 37: batch 3 of epoch 2, estimated ..." as there is room for, in whole parts;
    the tooltip has the rest.
    """
    metrics = QFontMetricsF(font)
    shorter = (caption, caption.partition(", ")[0], caption.partition(":")[0])
    found = first_fitting(shorter, font, room)
    if found or metrics.horizontalAdvance("step 0…") > room:  # no stump of a word
        return found
    return metrics.elidedText(shorter[-1], Qt.TextElideMode.ElideRight, room)


def first_fitting(texts: Sequence[str], font: QFont, room: float) -> str:
    """The first of some texts that there is room for; nothing if there is none."""
    metrics = QFontMetricsF(font)
    return next((text for text in texts if metrics.horizontalAdvance(text) <= room), "")


class TrainingFoot(QWidget):
    """Two lines of text: the step in words, and the selected runner's lines with their values."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._caption = ""
        self._slot = 0
        self._compact = False
        self._entries: tuple[FootEntry, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    @property
    def caption(self) -> str:
        """ "step 37: batch 3 of epoch 2"."""
        return self._caption

    @property
    def entries(self) -> tuple[FootEntry, ...]:
        """The lines of the selected runner."""
        return self._entries

    def show_state(self, caption: str, slot: int, entries: Sequence[FootEntry]) -> None:
        """Say where the cursor is."""
        state = (caption, slot, tuple(entries))
        if state != (self._caption, self._slot, self._entries):
            self._caption, self._slot, self._entries = state
            self.update()

    def set_compact(self, compact: bool) -> None:
        """One line instead of two: the lines' values first, then what there is room for."""
        if compact != self._compact:
            self._compact = compact
            self.updateGeometry()
            self.update()

    def _fitting(self, metrics: QFontMetricsF) -> tuple[FootEntry, ...]:
        """The lines that there is room for: the noise goes first, it explains itself; then the
        last ones, which the tooltip still has.
        """
        entries, room = list(self._entries), self.width() - look.px(SPACE_S)
        if self._compact and len(entries) > 2:
            entries = [entry for entry in entries if entry.part != "noise"]
        while len(entries) > 1 and sum(self._width(entry, metrics) for entry in entries) > room:
            entries.pop()
        return tuple(entries)

    def _width(self, entry: FootEntry, metrics: QFontMetricsF) -> float:
        """Of a piece of the line, its name, and a place of its own for every number.

        They change while playing, their places do not.
        """
        gap = look.px(SPACE_XS)
        widest = "88.8 %" if entry.value.endswith("%") else "8.8888"
        value = max(metrics.horizontalAdvance(widest), metrics.horizontalAdvance(entry.value))
        return look.px(_SAMPLE) + metrics.horizontalAdvance(entry.name) + value + 4 * gap

    def _paint_entry(self, painter: QPainter, entry: FootEntry, x: float, base: float) -> float:
        """A piece of the line, its name and its value; where the next one begins."""
        metrics, gap = QFontMetricsF(painter.font()), look.px(SPACE_XS)
        middle, begin = base - metrics.ascent() / 3, x
        painter.setPen(STYLES[entry.part].pen(self._slot))
        painter.drawLine(QPointF(x, middle), QPointF(x + look.px(_SAMPLE), middle))
        x += look.px(_SAMPLE) + gap
        painter.setPen(QColor(style.theme.quiet))
        painter.drawText(QPointF(x, base), entry.name)
        x += metrics.horizontalAdvance(entry.name) + gap
        painter.setPen(QColor(style.theme.text))
        painter.drawText(QPointF(x, base), entry.value)
        return begin + self._width(entry, metrics)

    def _paint_caption(self, painter: QPainter, x: float, base: float) -> None:
        room = self.width() - look.px(SPACE_S) - x
        painter.setPen(QColor(style.theme.quiet))
        painter.drawText(QPointF(x, base), fitting(self._caption, painter.font(), room))

    def sizeHint(self) -> QSize:
        high, lines = QFontMetricsF(look.font(SMALL)).height(), 1 if self._compact else 2
        return QSize(look.px(80), round(lines * high) + lines * look.px(SPACE_XS))

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            values = ", ".join(f"{entry.name} {entry.value}" for entry in self._entries)
            QToolTip.showText(event.globalPos(), f"{self._caption}\n{values}", self)
            return True
        return super().event(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(look.font(SMALL))
        metrics = QFontMetricsF(painter.font())
        x, gap = float(look.px(SPACE_S)), look.px(SPACE_XS)
        base = metrics.ascent() + gap / 2
        if not self._compact:
            self._paint_caption(painter, x, base)
            base += metrics.height() + gap / 2
        for entry in self._fitting(metrics):
            x = self._paint_entry(painter, entry, x, base)
        if self._compact:
            self._paint_caption(painter, x, base)
