""" "I computed this": paste a gradient, and see which entries agree, and why others do not."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QHBoxLayout,
    QLabel,
    QPlainTextEdit,
    QPushButton,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from playground.app.core.player import Player
from playground.app.look.style import SPACE_M, px, set_role
from playground.app.text.numbers import count, number
from playground.app.widgets.error_line import ErrorLine
from playground.app.widgets.labels import capital, sentence
from playground.app.work import background
from playground.engine.problem import Array, Problem
from playground.lab.course.answers import AnswerError
from playground.lab.course.own_gradient import Compared, compare, parts_of

HEADS = ("entry", "yours", "backprop", "differences", "")


class OwnGradient(QDialog):
    """Stays beside the window; always about the selected runner at the step on screen."""

    compared = Signal()

    def __init__(self, player: Player, parent: QWidget) -> None:
        super().__init__(parent)
        self.player = player
        self.setWindowTitle("My own gradient")
        self.resize(px(520), px(520))
        self.about = sentence("quiet")
        self.part = QComboBox()
        self.part.setAccessibleName("What you computed")
        self.text = QPlainTextEdit()
        self.text.setAccessibleName("Your numbers")
        self.text.setTabChangesFocus(True)
        self.text.setPlaceholderText("Paste or type: 18 -12; 0 0, or [[18, -12], [0, 0]]")
        self.text.setMaximumHeight(px(110))
        self.button = QPushButton("Compare")
        self.button.setDefault(True)
        set_role(self.button, "primary")
        self.error = ErrorLine()
        self.verdict = QLabel()
        self.verdict.setWordWrap(True)
        self.cause = sentence("")
        self.table = QTableWidget(0, len(HEADS))
        self.table.setHorizontalHeaderLabels(HEADS)
        self.table.verticalHeader().hide()
        self.table.setEditTriggers(QTableWidget.EditTrigger.NoEditTriggers)
        self.table.setAccessibleName("Each entry beside backprop and differences")
        self._lay_out()
        self.button.clicked.connect(self.compare)
        self.text.textChanged.connect(self._forget)
        self.part.currentIndexChanged.connect(self._forget)
        player.experiment_changed.connect(self._show_problem)
        player.selected_changed.connect(self._show_problem)
        player.moved.connect(self._show_problem)
        self._shown: list[tuple[str, tuple[int, ...]]] = []
        self._show_problem()

    def _lay_out(self) -> None:
        rows = QVBoxLayout(self)
        rows.setContentsMargins(*[px(SPACE_M)] * 4)
        rows.addWidget(self.about)
        row = QHBoxLayout()
        row.addWidget(QLabel("This is"))
        row.addWidget(self.part, 1)
        rows.addLayout(row)
        rows.addWidget(self.text)
        row = QHBoxLayout()
        row.addWidget(self.button)
        row.addStretch(1)
        rows.addLayout(row)
        for widget in (self.error, self.verdict, self.cause, self.table):
            rows.addWidget(widget)

    @property
    def _place(self) -> tuple[Problem, Array, int] | None:
        """The selected runner's problem and parameters at the step on screen."""
        run = self.player.run
        if run is None:
            return None
        step = min(self.player.cursor, run.last)
        return run.problem, run[step].theta, step

    @Slot()
    def _show_problem(self, _: object = None) -> None:
        place, runner = self._place, self.player.runner
        if place is None or runner is None:
            self.about.setText("There is no runner to compare with; add one.")
            self.button.setEnabled(False)
            return
        self.button.setEnabled(True)
        problem, _theta, step = place
        network = self.player.experiment.problem.kind == "network"
        what = "the risk (penalty included)" if network else "f"
        self.about.setText(f"The gradient of {what} for {runner.label} at step {step}.")
        parts = parts_of(problem)
        if parts != self._shown:
            self._shown = parts
            self.part.clear()
            for name, shape in parts:
                self.part.addItem(f"{name}  ({' × '.join(map(str, shape))})", name)

    @Slot()
    def compare(self) -> None:
        """Compare what stands in the field."""
        place = self._place
        if place is None:
            return
        problem, theta, step = place
        part, text = str(self.part.currentData()), self.text.toPlainText()
        self.button.setEnabled(False)
        self.verdict.setText("Comparing…")
        background.shared().submit(
            ("own gradient", id(self)), lambda: compare(problem, theta, part, text, step),
            self._show, self._refuse,
        )

    @Slot()
    def _forget(self) -> None:
        """What was said was about other numbers."""
        self.error.set_error("")
        self.verdict.setText("")
        self.cause.setText("")
        self.table.setRowCount(0)

    def _come_back(self) -> None:
        """The button may be pressed again, and the keys are with the numbers, not in the table."""
        self.button.setEnabled(True)
        if self.isActiveWindow():
            self.text.setFocus(Qt.FocusReason.TabFocusReason)

    @Slot(object)
    def _refuse(self, error: Exception) -> None:
        self._come_back()
        self._forget()
        if not isinstance(error, AnswerError):
            raise error
        self.error.set_error(capital(error))
        self.compared.emit()

    @Slot(object)
    def _show(self, found: Compared) -> None:
        self._come_back()
        self.error.set_error("")
        good, total = int(found.agrees.sum()), found.agrees.size
        every = good == total
        set_role(self.verdict, "right" if every else "wrong")
        self.verdict.setText(
            f"✓ {'Your number agrees' if total == 1 else f'All {total} entries agree'} with "
            "backprop and with differences." if every else
            f"✗ {good} of {count(total, 'entry', 'entries')} agree with backprop, "
            f"{int(found.with_differences.sum())} with differences."
        )
        self.cause.setText(found.cause and f"Likely cause: {found.cause}")
        self._fill(found)
        self.compared.emit()

    def _fill(self, found: Compared) -> None:
        self.table.setRowCount(found.own.size)
        for row, index in enumerate(np.ndindex(found.own.shape)):
            name = ", ".join(str(i + 1) for i in index)
            texts = [name, *(number(float(v[index])) for v in (
                found.own, found.backprop, found.differences)),
                "✓" if found.agrees[index] else "✗"]
            for column, text in enumerate(texts):
                item = QTableWidgetItem(text)
                item.setTextAlignment(
                    Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
                )
                self.table.setItem(row, column, item)
        self.table.resizeColumnsToContents()
