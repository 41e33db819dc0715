"""Help > Copy diagnostics: the text is on the clipboard, and here to be read before it is sent."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

from PySide6.QtCore import QObject
from PySide6.QtGui import QFontDatabase, QGuiApplication
from PySide6.QtWidgets import QDialogButtonBox, QLabel, QPlainTextEdit, QPushButton

from playground.app.core import questions as dialogs
from playground.app.core.main_window import MainWindow
from playground.app.errors.diagnostics import diagnostics
from playground.app.look.style import SMALL, px, set_role
from playground.app.widgets.sheet import close_box, sheet
from playground.lab.documents.disk import FileProblemError, write_atomically

TEXT = "Text (*.txt)"
ABOUT = (
    "This is on the clipboard now, to be pasted into a report. Read it first: it has names of "
    "folders and files in it, but none of your experiment's numbers."
)


class Diagnostics(QObject):
    """Copies the text, says so, and shows it; lives as long as its dialog."""

    def __init__(self, window: MainWindow, failures: Iterable[str] = ()) -> None:
        dialog, column = sheet(window, "Diagnostics", 760, 580)
        super().__init__(dialog)
        self.dialog = dialog
        self.text = diagnostics(window, failures)
        about = QLabel(ABOUT)
        about.setWordWrap(True)
        self.view = QPlainTextEdit(self.text)
        self.view.setReadOnly(True)
        self.view.setAccessibleName("Diagnostics")
        self.view.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        fixed = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
        fixed.setPixelSize(px(SMALL))
        self.view.setFont(fixed)
        self.outcome = QLabel()
        self.outcome.setWordWrap(True)
        set_role(self.outcome, "quiet")
        box = close_box(dialog)
        self.copy = self._button(box, "&Copy", "Copy the text once more.", self._copy_again)
        self.save = self._button(box, "&Save…", "Save it as a file, to attach it.", self._save)
        for widget, stretch in ((about, 0), (self.view, 1), (self.outcome, 0), (box, 0)):
            column.addWidget(widget, stretch)
        QGuiApplication.clipboard().setText(self.text)
        dialog.open()
        box.button(QDialogButtonBox.StandardButton.Close).setFocus()

    def _button(
        self, box: QDialogButtonBox, text: str, tip: str, pressed: Callable[[], None]
    ) -> QPushButton:
        button = QPushButton(text)
        button.setToolTip(tip)
        button.setAccessibleDescription(tip)
        button.setAutoDefault(False)
        button.clicked.connect(lambda: pressed())
        box.addButton(button, QDialogButtonBox.ButtonRole.ActionRole)
        return button

    def _copy_again(self) -> None:
        QGuiApplication.clipboard().setText(self.text)
        self.outcome.setText("Copied.")

    def _save(self) -> None:
        suggestion = dialogs.usual_folder() / "optimization-playground-diagnostics.txt"
        path = dialogs.ask_save(self.dialog, "Save diagnostics", suggestion, TEXT)
        if path is not None:
            self.outcome.setText(save_text(path, self.text))


def save_text(path: Path, text: str) -> str:
    """Write a text; a sentence about what came of it."""
    try:
        write_atomically(path, lambda file: file.write(text.encode()))
    except FileProblemError as error:
        return str(error)
    return f"Saved to {path}."
