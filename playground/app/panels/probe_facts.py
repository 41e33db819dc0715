"""Facts in rows: a quiet name, a value, and every digit in the tooltip; painted, so it is fast."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from PySide6.QtCore import QEvent, QRect, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QHelpEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from playground.app.style import BODY, SMALL, SPACE_S, font, px, style

_ROW = 19
_SIDE = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter


class Fact(NamedTuple):
    """One row. `tip` teaches what it is, `full` has all the digits.

    A row without a name has the whole width; `shorter` is shown where `value` does not fit.
    """

    name: str
    value: str
    tip: str = ""
    full: str = ""
    color: str = "text"
    shorter: str = ""


class Facts(QWidget):
    """Rows of names and values, as many as there always are, so that nothing moves."""

    def __init__(self, rows: int, names: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._most, self._names = rows, names
        self._facts: tuple[Fact, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    @property
    def facts(self) -> tuple[Fact, ...]:
        """What is shown."""
        return self._facts

    def set_facts(self, facts: Sequence[Fact]) -> None:
        """Show these."""
        if tuple(facts) != self._facts:
            self._facts = tuple(facts)
            self.setAccessibleDescription("; ".join(f"{f.name} {f.value}" for f in facts))
            self.update()

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            row = event.pos().y() // px(_ROW)
            if row < len(self._facts):
                fact = self._facts[row]
                text = "\n".join(line for line in (fact.tip, fact.full) if line)
                QToolTip.showText(event.globalPos(), text, self)
            return True
        return super().event(event)

    def sizeHint(self) -> QSize:
        return QSize(px(280), self._most * px(_ROW))

    def minimumSizeHint(self) -> QSize:
        return QSize(px(160), self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        small, body = font(SMALL), font(BODY)
        left = px(self._names) + px(SPACE_S)
        for row, fact in enumerate(self._facts):
            top = row * px(_ROW)
            painter.setFont(small)
            painter.setPen(QColor(style.theme.quiet))
            painter.drawText(QRect(0, top, px(self._names), px(_ROW)), _SIDE, fact.name)
            start = left if fact.name else 0
            room = QRect(start, top, self.width() - start, px(_ROW))
            text, used = _fitting(fact, room.width(), (body, small))
            painter.setFont(used)
            painter.setPen(QColor(getattr(style.theme, fact.color)))
            painter.drawText(room, _SIDE, text)
        painter.end()


def _fitting(fact: Fact, room: float, fonts: tuple[QFont, QFont]) -> tuple[str, QFont]:
    """The value as long and as large as there is room for."""
    for used in fonts if fact.name else fonts[1:]:
        for text in (fact.value, fact.shorter or fact.value):
            if QFontMetricsF(used).horizontalAdvance(text) <= room:
                return text, used
    return fact.shorter or fact.value, fonts[1]
