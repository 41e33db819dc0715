"""The values under the pointer, beside the pointer."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from playground.app.look import style as look
from playground.app.look.style import style
from playground.app.paint.legend import paint_marker
from playground.app.plots.legend import shortened

_MARKER = 9


class Readout(QWidget):
    """A small box: the step, and a line for every runner. The mouse goes through it."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._over = parent
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._title = ""
        self._lines: Sequence[tuple[int, str, str]] = ()
        self.hide()

    @property
    def title(self) -> str:
        """What its first line says."""
        return self._title

    def show_at(
        self, place: QPoint, title: str, lines: Sequence[tuple[int, str, str]]
    ) -> None:
        """Say it: `lines` are slot, label, value. Stays inside the parent, off the pointer."""
        self._title, self._lines = title, [(s, shortened(label), v) for s, label, v in lines]
        metrics = QFontMetricsF(look.font(look.SMALL))
        gap = look.px(look.SPACE_S)
        labels = max((metrics.horizontalAdvance(line[1]) for line in self._lines), default=0)
        values = max((metrics.horizontalAdvance(line[2]) for line in self._lines), default=0)
        inside = max(self._indent + labels + gap + values, metrics.horizontalAdvance(title))
        rows = (len(lines) + 1) * metrics.lineSpacing()
        self.resize(round(inside + 2 * gap), round(rows + gap))
        x, y = place.x() + 2 * gap, place.y() - self.height() - gap
        if x + self.width() > self._over.width():
            x = place.x() - 2 * gap - self.width()
        self.move(max(x, 0), max(y, 0))
        self.update()
        self.show()

    @property
    def _indent(self) -> int:
        return look.px(_MARKER + look.SPACE_S)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(look.pen(style.theme.outline))
        painter.setBrush(QColor(style.theme.panel))
        painter.drawRoundedRect(self.rect().adjusted(0, 0, -1, -1), look.px(4), look.px(4))
        painter.setFont(look.font(look.SMALL))
        metrics = QFontMetricsF(painter.font())
        gap = look.px(look.SPACE_S)
        base = gap / 2 + metrics.ascent()
        painter.setPen(QColor(style.theme.quiet))
        painter.drawText(QPointF(gap, base), self._title)
        for slot, label, value in self._lines:
            base += metrics.lineSpacing()
            middle = base - metrics.ascent() / 3
            paint_marker(painter, slot, gap + look.px(_MARKER) / 2, middle, look.px(_MARKER))
            painter.setPen(QColor(style.theme.text))
            painter.drawText(QPointF(gap + self._indent, base), label)
            right = self.width() - gap - metrics.horizontalAdvance(value)
            painter.drawText(QPointF(right, base), value)
