"""Where one types a function: a field that wraps, marks what is wrong, and waits for a pause."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QMimeData, QSize, Qt, QTimer, Signal, Slot
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QKeyEvent,
    QKeySequence,
    QResizeEvent,
    QTextCharFormat,
    QTextCursor,
    QTextOption,
)
from PySide6.QtWidgets import QPlainTextEdit, QTextEdit, QWidget

from playground.app.look.style import px, style

PAUSE_MS = 250
MOST_ROWS = 6


class FormulaField(QPlainTextEdit):
    """One line of text that may be long: it wraps and the field grows with it.

    `typed(text)` comes when typing pauses or Enter is pressed; then `entered` when Enter is
    pressed, and `left` when the field is left: the edit is complete. Undo belongs to the window,
    so that there is only one.
    """

    typed = Signal(str)
    entered = Signal()
    left = Signal()
    escaped = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE_MS)
        self._pause.timeout.connect(self._say)
        self._quiet = False
        self.setUndoRedoEnabled(False)
        self.setTabChangesFocus(True)
        self.setWordWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.document().setDocumentMargin(0)
        self.textChanged.connect(self._changed)
        # A text is laid out after it was said to have changed.
        self.document().documentLayout().documentSizeChanged.connect(self._grow)
        self._grow()

    def text(self) -> str:
        """What stands in the field, on one line."""
        return " ".join(self.toPlainText().split("\n"))

    def set_text(self, text: str) -> None:
        """Show a text without saying so."""
        self._pause.stop()
        if text != self.text():
            self._quiet = True
            self.setPlainText(text)
            self._quiet = False
            self._grow()
        self.mark(None)

    def mark(self, span: tuple[int, int] | None) -> None:
        """Underline a piece as wrong, or nothing."""
        selections = []
        if span is not None:
            marked = QTextEdit.ExtraSelection()
            length = len(self.toPlainText())
            first = min(span[0], max(length - 1, 0))
            cursor = QTextCursor(self.document())
            cursor.setPosition(first)
            cursor.setPosition(min(max(span[1], first + 1), length), cursor.MoveMode.KeepAnchor)
            look = QTextCharFormat()
            look.setUnderlineStyle(QTextCharFormat.UnderlineStyle.WaveUnderline)
            look.setUnderlineColor(style.theme.error)
            look.setForeground(QColor(style.theme.error))
            marked.cursor, marked.format = cursor, look
            selections.append(marked)
        self.setExtraSelections(selections)

    def marked(self) -> str:
        """The piece that is underlined."""
        selections = self.extraSelections()
        return selections[0].cursor.selectedText() if selections else ""

    def flush(self) -> None:
        """Say at once what was waiting for a pause."""
        if self._pause.isActive():
            self._pause.stop()
            self._say()

    @Slot()
    def _changed(self) -> None:
        if not self._quiet:
            self._grow()
            self.mark(None)
            self._pause.start()

    @Slot()
    def _say(self) -> None:
        self.typed.emit(self.text())

    @Slot()
    def _grow(self) -> None:
        """As high as the text needs, up to a few rows; then it scrolls."""
        rows = max(round(self.document().size().height()), 1)
        policy = Qt.ScrollBarPolicy
        self.setVerticalScrollBarPolicy(
            policy.ScrollBarAsNeeded if rows > MOST_ROWS else policy.ScrollBarAlwaysOff
        )
        self.setFixedHeight(min(rows, MOST_ROWS) * self.fontMetrics().lineSpacing() + px(8))
        if rows <= MOST_ROWS:
            self.verticalScrollBar().setValue(0)

    def sizeHint(self) -> QSize:
        return QSize(px(200), self.height())

    def minimumSizeHint(self) -> QSize:
        return QSize(px(80), self.height())

    def insertFromMimeData(self, source: QMimeData) -> None:
        self.insertPlainText(" ".join(source.text().split()))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._grow()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._grow()

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            keys = QKeySequence.StandardKey
            if event.matches(keys.Undo) or event.matches(keys.Redo):
                event.ignore()  # the window undoes, whatever has the focus
                return False
            if event.key() == Qt.Key.Key_Escape:
                event.accept()  # takes back what was typed; the window's Escape waits its turn
                return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        keys = QKeySequence.StandardKey
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._pause.stop()
            self._say()
            self.entered.emit()
        elif event.key() == Qt.Key.Key_Escape:
            self.escaped.emit()
        elif event.matches(keys.Undo) or event.matches(keys.Redo):
            event.ignore()
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if event.reason() != Qt.FocusReason.PopupFocusReason:
            self.flush()
            self.left.emit()
