"""Facts in rows: a quiet name, a value, and every digit in the tooltip; painted, so it is fast."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from PySide6.QtCore import QEvent, QRect, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QHelpEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from playground.app.look.style import BODY, SMALL, SPACE_S, font, px, style
from playground.app.text.numbers import between, localised

_ROW = 19
_SIDE = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter


class Fact(NamedTuple):
    """One row. `tip` teaches what it is, `full` has all the digits.

    A row without a name has the whole width; `shorter` is shown where `value` does not fit.
    `label` is shown for a long name; what is `beside` shares the row of the fact before it.
    """

    name: str
    value: str
    tip: str = ""
    full: str = ""
    color: str = "text"
    shorter: str = ""
    label: str = ""
    beside: bool = False


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
            for fact, place in self._places():
                if place.contains(event.pos()):
                    digits = localised(fact.full.replace(", ", between()))
                    text = "\n".join(line for line in (fact.tip, digits) if line)
                    QToolTip.showText(event.globalPos(), text, self)
            return True
        return super().event(event)

    def _places(self) -> list[tuple[Fact, QRect]]:
        """Each fact with its row, or its half of one."""
        made: list[tuple[Fact, QRect]] = []
        half, row = self.width() // 2, -1
        for fact in self._facts:
            if fact.beside and made:
                made[-1][1].setWidth(half)
            else:
                row += 1
            left = half if fact.beside else 0
            made.append((fact, QRect(left, row * px(_ROW), self.width() - left, px(_ROW))))
        return made

    def sizeHint(self) -> QSize:
        return QSize(px(280), self._most * px(_ROW))

    def minimumSizeHint(self) -> QSize:
        return QSize(px(160), self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        small, body = font(SMALL), font(BODY)
        for fact, place in self._places():
            painter.setFont(small)
            painter.setPen(QColor(style.theme.quiet))
            painter.drawText(place, _SIDE, fact.label or fact.name)
            room = place.adjusted(px(self._names) + px(SPACE_S) if fact.name else 0, 0, 0, 0)
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
