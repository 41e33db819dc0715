"""The dialog after something unexpected: save a copy, copy the details, go on."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtGui import QFontDatabase, QGuiApplication
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QHBoxLayout,
    QLabel,
    QPlainTextEdit,
    QPushButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from playground.app.errors.failure import Failure
from playground.app.look.icons import icon, pixmap
from playground.app.look.style import BODY, SPACE_L, SPACE_M, SPACE_S, px, set_role

WIDTH, DETAILS_HEIGHT = 520, 200


class FailureDialog(QDialog):
    """Shows a failure; `no_more` says whether it is to be shown again."""

    def __init__(self, parent: QWidget, failure: Failure, save: Callable[[], str]) -> None:
        super().__init__(parent)
        self._failure = failure
        self._save = save
        self.setWindowTitle("Something went wrong")
        column = QVBoxLayout(self)
        column.setContentsMargins(*[px(SPACE_L)] * 4)
        column.setSpacing(px(SPACE_M))
        column.addLayout(self._words())
        self._make_details()
        column.addWidget(self.more)
        column.addWidget(self.details)
        self.outcome = QLabel()
        self.outcome.setWordWrap(True)
        self.outcome.hide()
        column.addWidget(self.outcome)
        self.no_more_box = QCheckBox(
            "Do not show anything like it until the program is closed"
            if failure.last else "Do not show this one again until the program is closed"
        )
        self.no_more_box.setToolTip("It is still counted and written to the log.")
        self.no_more_box.setChecked(failure.times > 1 or failure.last)
        column.addWidget(self.no_more_box)
        column.addLayout(self._buttons())
        self.setFixedWidth(min(px(WIDTH), max(parent.width(), px(320))))
        self.go_on.setFocus()

    @property
    def no_more(self) -> bool:
        """Whether this failure is only to be counted from now on."""
        return self.no_more_box.isChecked()

    def _words(self) -> QHBoxLayout:
        mark = QLabel()
        mark.setPixmap(pixmap("warning", px(24), "warning", self.devicePixelRatio()))
        title = QLabel("Something went wrong inside the program.")
        title.setWordWrap(True)
        set_role(title, "large")
        times = self._failure.times
        again = f" It has happened {times} times." if times > 1 else ""
        about = QLabel(
            "Your experiment is still open. It is best to save a copy of it now; then you can go "
            f"on.{again}"
        )
        about.setWordWrap(True)
        what = QLabel(self._failure.sentence[:300])
        what.setWordWrap(True)
        what.setAccessibleName("What went wrong")
        set_role(what, "quiet")
        words = QVBoxLayout()
        words.setSpacing(px(SPACE_S))
        for label in (title, about, what):
            words.addWidget(label)
        row = QHBoxLayout()
        row.setSpacing(px(SPACE_M))
        column = QVBoxLayout()
        column.addWidget(mark)
        column.addStretch(1)
        row.addLayout(column)
        row.addLayout(words, 1)
        return row

    def _make_details(self) -> None:
        self.more = QToolButton()
        set_role(self.more, "section")
        self.more.setText("Details for whoever mends it")
        self.more.setToolTip("Where in the program it happened. Nothing of your experiment.")
        self.more.setToolButtonStyle(self.more.toolButtonStyle().ToolButtonTextBesideIcon)
        self.more.setIcon(icon("chevron-right", "quiet"))
        self.more.setCheckable(True)
        self.more.toggled.connect(self._show_details)
        self.details = QPlainTextEdit(self._failure.details)
        self.details.setReadOnly(True)
        self.details.setAccessibleName("Details")
        fixed = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
        fixed.setPixelSize(px(BODY))
        self.details.setFont(fixed)
        self.details.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.details.setFixedHeight(px(DETAILS_HEIGHT))
        self.details.hide()

    def _buttons(self) -> QHBoxLayout:
        self.save_copy = self._button(
            "&Save a copy…", "Save the experiment beside its file, which stays as it is.",
            self._save_now,
        )
        self.copy = self._button(
            "&Copy details", "To the clipboard, to send to whoever mends it.", self._copy_now
        )
        self.go_on = self._button("&Go on", "Close this and go on working.", self.accept)
        self.go_on.setDefault(True)
        set_role(self.go_on, "primary")
        row = QHBoxLayout()
        row.setSpacing(px(SPACE_S))
        row.addWidget(self.save_copy)
        row.addWidget(self.copy)
        row.addStretch(1)
        row.addWidget(self.go_on)
        return row

    def _button(self, text: str, tip: str, pressed: Callable[[], object]) -> QPushButton:
        button = QPushButton(text)
        button.setToolTip(tip)
        button.setAccessibleDescription(tip)
        button.setAutoDefault(False)
        button.clicked.connect(lambda: pressed())
        return button

    def _show_details(self, shown: bool) -> None:
        self.more.setIcon(icon("chevron-down" if shown else "chevron-right", "quiet"))
        self.details.setVisible(shown)
        self.adjustSize()

    def _save_now(self) -> None:
        self._say(self._save())

    def _copy_now(self) -> None:
        QGuiApplication.clipboard().setText(self._failure.details)
        self._say("The details were copied.")

    def _say(self, sentence: str) -> None:
        if sentence:
            self.outcome.setText(sentence)
            self.outcome.show()
            self.adjustSize()


def show_failure(parent: QWidget, failure: Failure, save: Callable[[], str]) -> bool:
    """Something unexpected happened inside: say so, let the person save; True for no more of it.

    `save` asks for a place and saves a copy there; it returns a sentence about what came of it.
    """
    dialog = FailureDialog(parent, failure, save)
    dialog.exec()
    dialog.deleteLater()
    return dialog.no_more
