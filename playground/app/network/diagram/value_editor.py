"""The field that opens over a selected edge or bias, to type its value into."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent, QPainter
from PySide6.QtWidgets import QWidget

from playground.app.look.style import FIELD_WIDTH, px, style
from playground.app.paint.chips import paint_chip
from playground.app.widgets.number_field import NumberField

STARTS = "0123456789.,-−"
"""What a number begins with when it is typed onto a selected edge."""
KEYS = (Qt.Key.Key_Tab, Qt.Key.Key_Backtab, Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_F2,
        Qt.Key.Key_Escape)


def is_for_selection(event: QKeyEvent) -> bool:
    """Whether a key is for what is selected, and not for the window's shortcuts."""
    allowed = Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.KeypadModifier
    if event.modifiers() & ~allowed:
        return False
    return event.key() in KEYS or (event.text() != "" and event.text() in STARTS)


class ValueEditor(NumberField):
    """Opens at a place of its parent; closes when a number was entered, or on Escape."""

    entered = Signal(float)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._canvas = parent
        self.refusal = ""
        self.hide()
        self.setToolTip("Type a number and press Enter; Escape leaves it as it was.")
        self.typed.connect(self._take)
        self.refused.connect(self._refuse)
        self.editingFinished.connect(self._close_unless_wrong)

    @property
    def is_open(self) -> bool:
        """Whether a value is being typed."""
        return self.isVisibleTo(self._canvas)

    def open(self, value: float, name: str, begun: str = "") -> None:
        """Show a value to be typed over; `begun` is what was typed already."""
        self.set_value(value)
        self.setAccessibleName(f"Value of {name}")
        self.refusal = ""
        self.show()
        self.setFocus()
        if begun:
            self.setText(begun)
            self.setModified(True)
        else:  # all of it, seen from its beginning
            length = len(self.text())
            self.setSelection(length, -length)

    def close_quietly(self) -> None:
        """Without taking what was typed."""
        if not self.is_open:
            return
        focused = self.hasFocus()
        self.setModified(False)
        self.set_invalid(False)
        self.refusal = ""
        self.hide()
        if focused:
            self._canvas.setFocus()
        self._canvas.update()

    def stand_at(self, place: QPointF) -> None:
        """Under a place, inside the parent."""
        room = self._canvas.size()
        box = QRectF(0, 0, px(FIELD_WIDTH), self.sizeHint().height())
        box.moveCenter(place + QPointF(0, px(22)))
        box.moveLeft(min(max(box.left(), 0), room.width() - box.width()))
        box.moveTop(min(max(box.top(), 0), room.height() - box.height()))
        self.setGeometry(box.toRect())

    def paint_refusal(self, painter: QPainter, view: QRectF) -> None:
        """Say beside the field what is wrong with what it holds."""
        if self.refusal and self.is_open:
            below = QPointF(self.geometry().bottomLeft()) + QPointF(0, px(4))
            if below.y() > view.bottom() - px(20):
                below.setY(self.geometry().top() - px(22))
            paint_chip(painter, below, self.refusal, view, style.theme.error)

    @Slot(float)
    def _take(self, value: float) -> None:
        self.close_quietly()
        self.entered.emit(value)

    @Slot(str)
    def _refuse(self, sentence: str) -> None:
        self.refusal = sentence
        if not sentence:
            self.close_quietly()
        self._canvas.update()

    @Slot()
    def _close_unless_wrong(self) -> None:
        # NumberField heard it first, and has told by now what was typed or what is wrong with it.
        if not self.property("invalid"):
            self.close_quietly()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.close_quietly()
        else:
            super().keyPressEvent(event)
            event.accept()  # a line edit lets Enter through, and the canvas would open it again
