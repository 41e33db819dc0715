"""One sentence beside the thing that is wrong; not there while nothing is."""

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QAccessible, QAccessibleEvent, QHelpEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QToolTip, QWidget

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


class ElidedLabel(QLabel):
    """One line that ends in "…" where it has no room for all of it.

    Its text() stays whole, for assistive technology; where it is cut and neither it nor what it
    stands in has a tooltip, hovering shows all of it.
    """

    @property
    def shown(self) -> str:
        """As much of the text as is drawn."""
        return self.fontMetrics().elidedText(
            self.text(), Qt.TextElideMode.ElideRight, self.contentsRect().width()
        )

    def minimumSizeHint(self) -> QSize:
        return QSize(1, super().minimumSizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        flags = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(self.contentsRect(), flags, self.shown)

    def event(self, event: QEvent) -> bool:
        parent = self.parentWidget()
        tip = self.toolTip() or (parent.toolTip() if parent is not None else "")
        if isinstance(event, QHelpEvent) and not tip and self.shown != self.text():
            QToolTip.showText(event.globalPos(), self.text(), self)
            return True
        return super().event(event)
