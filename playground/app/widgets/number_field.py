"""A line to type a number into, as people write numbers."""

from __future__ import annotations

import re

from PySide6.QtCore import QEvent, QSize, Qt, Signal, Slot
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QLineEdit, QStyle, QStyleOptionFrame, QWidget

from playground.app.text.numbers import editable, grouped, number, parse_number

_GROUPS = re.compile(r"\d{1,3}(?:[.,]\d{3})+")


class NumberField(QLineEdit):
    """Shows a number to four digits, and in full while it is edited.

    `typed` comes once for what was typed, when Enter is pressed or the field is left; Escape
    takes it back; arrow keys ask for a step. Text that is no number stays, and `refused` says why.
    """

    typed = Signal(float)
    refused = Signal(str)
    stepped = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._value = 0.0
        self._unit = ""
        self.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.editingFinished.connect(self._commit)

    @property
    def value(self) -> float:
        """The last good number."""
        return self._value

    def set_value(self, value: float) -> None:
        """Show a number; what was being typed gives way to it."""
        self._value = value
        self._show()

    def set_unit(self, unit: str) -> None:
        """A unit to stand after the number."""
        self._unit = f" {unit}" if unit else ""
        self._show()

    def set_invalid(self, invalid: bool) -> None:
        """Mark the field as wrong, or as right again."""
        if bool(self.property("invalid")) != invalid:
            self.setProperty("invalid", invalid)
            self.style().unpolish(self)
            self.style().polish(self)

    def parse(self, text: str) -> float:
        """What was typed, as a number; raises ValueError with a sentence."""
        return parse_number(text)

    @property
    def words(self) -> str:
        """The number with its unit, as it is shown while nobody types."""
        return number(self._value) + self._unit

    def fit(self, least: int) -> None:
        """Be as wide as the number with its unit, but not less than some pixels."""
        option = QStyleOptionFrame()
        self.initStyleOption(option)
        inside = QSize(self.fontMetrics().horizontalAdvance(self.words) + 4, option.rect.height())
        kind = QStyle.ContentsType.CT_LineEdit
        self.setFixedWidth(
            max(least, self.style().sizeFromContents(kind, option, inside, self).width())
        )

    def _show(self) -> None:
        self.set_invalid(False)
        if self.hasFocus():
            self.setText(editable(self._value))
        else:
            self.setText(self.words)
            self.setCursorPosition(0)
        self.setModified(False)

    @Slot()
    def _commit(self) -> None:
        if not self.isModified():
            return
        self.setModified(False)
        try:
            value = self.parse(self.text().removesuffix(self._unit))
        except ValueError as error:
            self.set_invalid(True)
            self.refused.emit(str(error))
            return
        self.typed.emit(value)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LocaleChange and not self.isModified():
            self._show()
        super().changeEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if not self.property("invalid"):
            self._show()
            self.selectAll()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if not self.property("invalid"):
            self._show()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {Qt.Key.Key_Up: 1, Qt.Key.Key_Down: -1, Qt.Key.Key_PageUp: 10,
                 Qt.Key.Key_PageDown: -10}.get(Qt.Key(event.key()))
        if steps is not None:
            self._commit()
            self.stepped.emit(steps)
        elif event.key() == Qt.Key.Key_Escape and (self.isModified() or self.property("invalid")):
            self.refused.emit("")
            self._show()
        else:
            super().keyPressEvent(event)


class WholeField(NumberField):
    """For a whole number: a large one in groups of three, while it is not typed over."""

    @property
    def words(self) -> str:
        return grouped(self._value) + self._unit

    def parse(self, text: str) -> float:
        """As it is shown: 20,000 is twenty thousand, with a point as well."""
        plain = "".join(text.split())
        if _GROUPS.fullmatch(plain):
            plain = re.sub("[.,]", "", plain)
        return parse_number(plain, "10")
