"""Trust it: the gradient beside differences of H, parameter by parameter."""

from __future__ import annotations

from collections.abc import Callable
from threading import Event

import numpy as np
from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QPushButton,
    QSizePolicy,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from playground.app.look.style import SMALL, SPACE_S, SPACE_XS, font, px, set_role
from playground.app.network.backprop.as_problem import StoppedError, checked
from playground.app.network.backprop.check_model import CheckModel
from playground.app.text.numbers import number
from playground.app.widgets.cells import ruler
from playground.app.widgets.number_table import hold_header, hold_rows, policy
from playground.app.work.background import Background
from playground.engine.check import GradientCheck
from playground.engine.networks.network import Network
from playground.engine.problem import Array, Problem

AGREES = 1e-6


class _Worker(Background):
    """A worker whose check ends at once when the window closes."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.given_up = Event()

    def stop(self) -> None:
        self.given_up.set()
        super().stop()


class GradientChecker(QWidget):
    """A button, a sentence and a table. `prepare` gives what to check, or why that cannot be.

    `prepare()` returns (problem, theta, network, what): a problem that nobody else uses, and in
    words what is checked; or a sentence. It runs beside the window and can be stopped.
    """

    chosen = Signal(int)

    def __init__(
        self, prepare: Callable[[], tuple[Problem, Array, Network, str] | str],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._prepare = prepare
        self._background = _Worker(self)
        self.selected: int | None = None
        self._result: tuple[Network, GradientCheck] | None = None
        self._what = ""
        self._button = QPushButton()
        self._button.clicked.connect(self._press)
        self._verdict = QLabel()
        self._verdict.setWordWrap(True)
        self._verdict.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
        self._verdict.setAccessibleName("Whether backprop and differences agree")
        set_role(self._verdict, "small")
        self._model = CheckModel(self)
        self._table = QTableView()
        self._make_table()
        self._rows = QVBoxLayout(self)
        line = QHBoxLayout()
        line.addWidget(self._button)
        line.addStretch(1)
        self._rows.addLayout(line)
        self._rows.addWidget(self._verdict)
        self._rows.addWidget(self._table)
        self._show_busy(False)
        self._say("Backprop is only a chain of products. Is it right? Moving each parameter a "
                  "little, up and down, and looking at H tells without any calculus.")
        self.restyle()

    @property
    def result(self) -> GradientCheck | None:
        """What the last check found."""
        return self._result[1] if self._result else None

    @property
    def verdict(self) -> str:
        """The sentence under the button."""
        return self._verdict.text()

    @property
    def busy(self) -> bool:
        """Whether a check is under way."""
        return self._background.busy

    def select(self, index: int | None) -> None:
        """The parameter that stands on top."""
        if index != self.selected:
            self.selected = index
            self._show_result()

    def forget(self) -> None:
        """Another network or another H: what was found is no longer about what is on screen."""
        if self._background.busy:
            self.stop()
        if self._result is not None:
            self._result = None
            self._show_result()
            self._say("Not checked since something changed.")

    def stop(self) -> None:
        """Give a check up."""
        self._background.given_up.set()
        self._background.cancel("check")
        self._show_busy(False)
        self._say("Stopped before it was done.")

    def restyle(self) -> None:
        """Sizes at the present scale."""
        self._rows.setContentsMargins(0, 0, 0, 0)
        self._rows.setSpacing(px(SPACE_S))
        self._table.setFont(font(SMALL))
        self._table.horizontalHeader().setFont(font(SMALL))
        hold_rows(self._table, px(20))
        hold_header(self._table.horizontalHeader(), px(22))
        names = round(ruler(SMALL).width("W₁₂,₃₄⁽¹⁾")) + px(SPACE_XS)
        self._table.horizontalHeader().resizeSection(0, names)
        rows = min(self._model.rowCount(), 8)
        self._table.setVerticalScrollBarPolicy(policy(self._model.rowCount() > rows))
        self._table.setFixedHeight(px(22) + rows * px(20) + px(4))

    def _make_table(self) -> None:
        table = self._table
        table.setModel(self._model)
        table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        table.setTabKeyNavigation(False)
        table.setShowGrid(False)
        table.setWordWrap(False)
        table.verticalHeader().hide()
        table.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        table.setAccessibleName("Each derivative by backprop and by differences")
        header = table.horizontalHeader()
        header.setHighlightSections(False)
        header.setStyleSheet("QHeaderView::section { padding: 2px; }")
        header.setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Fixed)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        table.clicked.connect(lambda cell: self.chosen.emit(self._model.index_at(cell.row())))
        header.setMinimumSectionSize(px(24))
        table.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        table.hide()

    @Slot()
    def _press(self) -> None:
        if self._background.busy:
            self.stop()
            return
        prepared = self._prepare()
        if isinstance(prepared, str):
            self._say(prepared)
            return
        problem, theta, network, self._what = prepared
        stop = self._background.given_up = Event()
        self._show_busy(True)
        count = number(len(theta))
        self._say(f"Checking {self._what}: {count} parameters, each moved to and fro …")
        self._background.submit(
            "check", lambda: checked(problem, theta, stop),
            lambda check: self._done(network, check), self._failed,
        )

    def _done(self, network: Network, check: GradientCheck) -> None:
        self._result = network, check
        self._show_busy(False)
        self._show_result()
        self._say(verdict_of(network, check, self._what))

    def _failed(self, error: Exception) -> None:
        self._show_busy(False)
        if not isinstance(error, StoppedError):
            raise error

    def _show_result(self) -> None:
        network, check = self._result or (None, None)
        self._model.show_check(network, check, self.selected)
        self._table.setVisible(check is not None)
        if check is not None and self.selected is not None:
            self._table.selectRow(0)
        self.restyle()

    def _show_busy(self, busy: bool) -> None:
        self._button.setText("Stop" if busy else "Check against differences")
        self._button.setToolTip(
            "Gives up; nothing is changed." if busy else
            "Compares every derivative with (H(w + h) − H(w − h)) / 2h, which needs no calculus."
        )

    def _say(self, sentence: str) -> None:
        self._verdict.setText(sentence)


def verdict_of(network: Network, check: GradientCheck, what: str) -> str:
    """Whether the two agree, in one sentence."""
    count, relative = len(check.relative), check.relative
    if not np.isfinite(check.gradient).all() or not np.isfinite(relative).all():
        return f"{what[:1].upper()}{what[1:]} is not finite: there is nothing to compare."
    wrong = int(np.sum(relative > AGREES))
    if not wrong:
        most = check.max_relative_difference
        agree = "The only one agrees" if count == 1 else f"All {count} agree"
        return f"{agree}: {what}, to a relative difference of {number(most, 2)}."
    worst = network.place_of(int(np.argmax(relative))).name
    return (
        f"{wrong} of {count} differ by more than {number(AGREES)}, most of all {worst} by "
        f"{number(check.max_relative_difference, 2)}; a kink (of a ReLU, say) may be that near."
    )
