"""Edit > Paste code: what a code holds, before it takes the place of what is on screen."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QFontDatabase
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QLabel, QPlainTextEdit, QWidget

from playground.app.look.style import SMALL, SPACE_M, SPACE_S, px, set_role
from playground.app.widgets.error_line import ErrorLine
from playground.lab.experiments.code_text import experiment_of
from playground.lab.experiments.experiment import Experiment
from playground.lab.experiments.reader import BadInputError

WHAT = (
    "A code is an experiment as one line of text that begins with OP1. Looking at one changes "
    "nothing, and opening it runs no program."
)


class PasteDialog(QDialog):
    """A field for the code, and below it in words what it holds; `chosen` once it is wanted."""

    chosen = Signal(object)

    def __init__(self, parent: QWidget, code: str) -> None:
        super().__init__(parent)
        from PySide6.QtCore import Qt
        from PySide6.QtWidgets import QVBoxLayout

        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("Paste code")
        column = QVBoxLayout(self)
        column.setContentsMargins(*[px(SPACE_M)] * 4)
        column.setSpacing(px(SPACE_S))
        about = QLabel(WHAT)
        about.setWordWrap(True)
        set_role(about, "quiet")
        self.field = QPlainTextEdit()
        self.field.setAccessibleName("Code")
        self.field.setPlaceholderText("OP1.…")
        self.field.setTabChangesFocus(True)
        fixed = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
        fixed.setPixelSize(px(SMALL))
        self.field.setFont(fixed)
        self.field.setFixedHeight(px(88))
        self.error = ErrorLine()
        self.words = QLabel()
        self.words.setWordWrap(True)
        self.words.setTextFormat(Qt.TextFormat.PlainText)
        buttons = QDialogButtonBox.StandardButton
        self.box = QDialogButtonBox(buttons.Open | buttons.Cancel)
        self.open_button = self.box.button(buttons.Open)
        self.box.accepted.connect(self._open)
        self.box.rejected.connect(self.reject)
        for widget in (about, self.field, self.error, self.words):
            column.addWidget(widget)
        column.addStretch(1)
        column.addWidget(self.box)
        self.resize(px(520), px(340))
        self._found: Experiment | None = None
        self.field.textChanged.connect(self._read)
        self.field.setPlainText(code)
        self._read()
        if self._found is not None:
            self.open_button.setFocus()

    def _read(self) -> None:
        text = self.field.toPlainText()
        self._found, sentence = None, ""
        if text.strip():
            try:
                self._found = experiment_of(text)
            except BadInputError as error:
                sentence = f"This {error}."
        self.error.set_error(sentence)
        self.words.setText("\n".join(described(self._found)) if self._found else "")
        self.open_button.setEnabled(self._found is not None)

    def _open(self) -> None:
        found = self._found
        self.accept()
        if found is not None:
            self.chosen.emit(found)


def described(experiment: Experiment) -> list[str]:
    """What an experiment is about, in a few lines."""
    recipe = experiment.problem
    lines = [f"“{experiment.title}”" if experiment.title else "Without a title"]
    if recipe.kind == "surface":
        surface = recipe.surface
        lines.append(f"Surface: {surface.title}: f(x, y) = {surface.formula}")
    else:
        sizes = "–".join(map(str, recipe.network.sizes))
        lines.append(f"Network: {sizes} on {recipe.dataset.title}")
    for runner in experiment.runners:
        settings = ", ".join(
            f"{name.replace('_', ' ')} {value:.6g}" if isinstance(value, float) else
            f"{name.replace('_', ' ')} {value}"
            for name, value in runner.optimizer.settings.items()
        )
        lines.append(f"{runner.label}: {runner.optimizer.title} ({settings})")
    if experiment.cursor:
        lines.append(f"Looks at step {experiment.cursor:,}")
    return lines
