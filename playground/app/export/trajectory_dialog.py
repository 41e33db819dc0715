"""File > Recorded run: how a walk is recorded elsewhere, and a button to look at it here."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QFontDatabase, QGuiApplication
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QLabel,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from playground.app.export.highlighter import PythonColours
from playground.app.look.icons import icon
from playground.app.look.style import SMALL, SPACE_M, SPACE_S, px
from playground.lab.export.trajectory import SNIPPET

WHAT = (
    "A run of another program comes in as a runner to look at, beside yours: a table (CSV) with "
    "the columns x and y, perhaps step and loss, or an .npz with an array theta, a row for each "
    "step. A loop of PyTorch records one so:"
)


class TrajectoryDialog(QDialog):
    """`choose` asks for the file and shows it."""

    def __init__(self, parent: QWidget, choose: Callable[[], object]) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("Recorded run")
        column = QVBoxLayout(self)
        column.setContentsMargins(*[px(SPACE_M)] * 4)
        column.setSpacing(px(SPACE_S))
        about = QLabel(WHAT)
        about.setWordWrap(True)
        self.snippet = QPlainTextEdit(SNIPPET)
        self.snippet.setReadOnly(True)
        self.snippet.setAccessibleName("A program that records a run")
        self.snippet.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.snippet.setTabChangesFocus(True)
        fixed = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
        fixed.setPixelSize(px(SMALL))
        self.snippet.setFont(fixed)
        self.colours = PythonColours(self.snippet.document())
        column.addWidget(about)
        column.addWidget(self.snippet, 1)
        box = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        box.rejected.connect(self.reject)
        copy = QPushButton(icon("copy"), "&Copy")
        copy.setAutoDefault(False)
        copy.clicked.connect(lambda: QGuiApplication.clipboard().setText(SNIPPET))
        box.addButton(copy, QDialogButtonBox.ButtonRole.ActionRole)
        self.choose = QPushButton(icon("open"), "&Open file…")
        self.choose.setDefault(True)
        self.choose.clicked.connect(self.accept)
        self.accepted.connect(choose)
        box.addButton(self.choose, QDialogButtonBox.ButtonRole.ActionRole)
        column.addWidget(box)
        self.resize(px(640), px(320))
