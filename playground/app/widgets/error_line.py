"""One sentence beside the thing that is wrong; not there while nothing is."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QAccessibleEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from playground.app.look.style import set_role


class ErrorLine(QLabel):
    """A red line that says what is wrong and how to mend it; hidden when empty."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWordWrap(True)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
        set_role(self, "error")
        self.hide()

    def set_error(self, sentence: str) -> None:
        """Show a sentence, or nothing."""
        if sentence == self.text():
            return
        self.setText(sentence)
        self.setAccessibleName(sentence)
        self.setVisible(bool(sentence))
        if sentence:
            QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.Alert))
