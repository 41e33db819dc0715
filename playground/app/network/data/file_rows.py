"""What is said and can be asked of rows in a file: seen so far, the risk over all, bad rows."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QPushButton, QVBoxLayout, QWidget

from playground.app.look.style import SPACE_S, SPACE_XS, px
from playground.app.text.numbers import between, count, grouped, localised, number
from playground.app.widgets.error_line import ErrorLine
from playground.app.widgets.labels import capital, heading, sentence
from playground.app.widgets.runner_text import RunnerText
from playground.app.work.task import Task, Told
from playground.engine.networks.fitting import FittingProblem
from playground.engine.problem import Array
from playground.lab.runs.run import Run
from playground.lab.tables.file_data import FileRows

MOST_NAMED = 5
_FULL_TIP = (
    "Goes over every row once and takes the mean loss at the cursor: it may take a while, shows "
    "how far it is and can be cancelled. Nothing else does that without being asked."
)
_LOOK_TIP = "Looks through every row once for numbers that are not finite (NaN, infinity)."
_LOCATE_TIP = "Learn from another file, or show where this one is now."
_LEAVE_TIP = "Learn from the other rows. The file stays as it is; one undo takes it back."


class FileRowsPart(QWidget):
    """Says `located()` where another file is wanted, `left_out()` where bad rows are to go."""

    located = Signal()
    left_out = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._run: Run | None = None
        self._step = 0
        self.task = Task(self)
        self.seen, self.estimate = RunnerText(), RunnerText()
        self.full = _button("Risk over all rows", _FULL_TIP)
        self.look = _button("Check all rows", _LOOK_TIP)
        self.locate = _button("Locate…", _LOCATE_TIP)
        self.leave = _button("Leave them out", _LEAVE_TIP)
        self.cancel = _button("Cancel", "Give it up; nothing changes.")
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.said = sentence("")
        self.error_line = ErrorLine()
        self._place()
        self.full.clicked.connect(self._compute)
        self.look.clicked.connect(self._look)
        self.locate.clicked.connect(self.located)
        self.leave.clicked.connect(self.left_out)
        self.cancel.clicked.connect(self.stop)
        self.task.progressed.connect(self.bar.setValue)
        self.task.ended.connect(self._show_busy)
        self.leave.hide()
        self._show_busy()

    def _place(self) -> None:
        inside = QVBoxLayout(self)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(px(SPACE_S))
        buttons, under_way = QHBoxLayout(), QHBoxLayout()
        for row in (buttons, under_way):
            row.setSpacing(px(SPACE_XS))
        buttons.addWidget(self.look)
        buttons.addWidget(self.locate)
        under_way.addWidget(self.bar, 1)
        under_way.addWidget(self.cancel)
        parts: Sequence[QWidget] = (
            heading("ROWS IN THE FILE"), self.seen, self.estimate, self.full
        )
        for part in parts:
            inside.addWidget(part)
        inside.addLayout(buttons)
        inside.addLayout(under_way)
        for part in (self.said, self.leave, self.error_line):
            inside.addWidget(part)

    # Showing

    def show_run(self, run: Run | None) -> None:
        """Another run, or another file: what was found out of the one before is forgotten."""
        before = None if self._run is None else _rows_of(self._run)
        if run is not self._run:
            self._run = run
            self.task.cancel()
            self.error_line.set_error("")
            if run is None or before is not _rows_of(run):
                self.leave.hide()
            self._say("")

    def show_step(self, step: int) -> None:
        """Another step is looked at."""
        self._step = step
        run = self._run
        if run is None or not isinstance(run.problem, FittingProblem):
            self.seen.set_text("")
            self.estimate.set_text("")
            return
        at = min(step, run.last)
        self.seen.set_text(seen_text(run.problem, at))
        self.estimate.set_text(estimate_text(run.problem, run[at].theta))

    @Slot()
    def stop(self) -> None:
        """Give up what is under way."""
        if self.task.busy:
            self.task.cancel()
            self._say("Cancelled.")

    @Slot()
    def _show_busy(self) -> None:
        busy = self.task.busy
        self.bar.setVisible(busy)
        self.cancel.setVisible(busy)
        self.full.setEnabled(not busy)
        self.look.setEnabled(not busy)

    def _say(self, text: str) -> None:
        self.said.setText(localised(text))
        self.said.setVisible(bool(text))

    # What takes a while

    @Slot()
    def _compute(self) -> None:
        run = self._run
        if run is None or not isinstance(run.problem, FittingProblem):
            return
        at = min(self._step, run.last)
        theta, problem = run[at].theta.copy(), run.problem.twin()

        def work(told: Told) -> float:
            loss, _ = problem.full_risk_and_grad(theta, told)
            return loss - problem.penalty(theta)

        def done(risk: float) -> None:
            self._say(full_text(problem, theta, at, risk))

        self._begin(problem.data.samples, work, done)

    @Slot()
    def _look(self) -> None:
        rows = None if self._run is None else _rows_of(self._run)
        if rows is None:
            return
        mapped, left_out = rows.mapped, len(rows.left_out)
        mapped.bad = None  # somebody may have written into the file since

        def done(bad: Array) -> None:
            text = bad_text(bad, len(mapped))
            if left_out and left_out == len(bad):
                text += " They are left out."
            self.leave.setVisible(len(bad) > left_out)
            self._say(text)

        self._begin(len(mapped), mapped.look_for_bad, done)

    def _begin(self, rows: int, work: object, done: object) -> None:
        self.bar.setRange(0, rows)
        self.bar.setValue(0)
        self.error_line.set_error("")
        self._say("")
        self.task.start(work, done, self._failed)  # type: ignore[arg-type]
        self._show_busy()

    def _failed(self, error: Exception) -> None:
        if not isinstance(error, (ValueError, OSError)):
            raise error
        self.error_line.set_error(capital(error))


def seen_text(problem: FittingProblem, step: int) -> str:
    """ "0.1 % of the data seen, 9,600 rows", "3 times the data seen, 30,000,000 rows"."""
    rows = problem.data.samples
    seen = problem.batches.seen(step)
    if seen >= rows:
        return f"{number(seen / rows, 3)} times the data seen, {count(seen, 'row')}"
    return f"{number(100 * seen / rows, 2)} % of the data seen, {count(seen, 'row')}"


def estimate_text(problem: FittingProblem, theta: Array) -> str:
    """ "R ≈ 1.002 ± 0.014 on 10,000 rows"; "R = 0.25" where these are all."""
    loss, _ = problem.risk_and_grad(theta)
    risk = loss - problem.penalty(theta)
    if not problem.is_estimated:
        return f"R = {number(risk, zeros=True)} on all {grouped(problem.data.samples)} rows"
    error = problem.risk_standard_error(theta)
    on = f"on {grouped(len(problem.X))} rows"
    return f"R ≈ {number(risk, zeros=True)} ± {number(error, 2)} {on}"


def full_text(problem: FittingProblem, theta: Array, step: int, risk: float) -> str:
    """The risk over all rows, and how the estimate stands to it."""
    text = f"R = {number(risk, 6)} over all {count(problem.data.samples, 'row')}, "
    text += f"at step {grouped(step)}."
    error = problem.risk_standard_error(theta)
    if not error > 0:
        return text
    estimate = problem.risk_and_grad(theta)[0] - problem.penalty(theta)
    away = abs(estimate - risk) / error
    return f"{text} The estimate is {number(away, 2)} standard errors away."


def bad_text(bad: Array, rows: int) -> str:
    """How many rows are not finite, and which come first."""
    if not len(bad):
        return f"All {count(rows, 'row')} hold finite numbers."
    named = between().join(grouped(row) for row in bad[:MOST_NAMED])
    more = ", …" if len(bad) > MOST_NAMED else ""
    one = len(bad) == 1
    return (
        f"{count(len(bad), 'row')} of {grouped(rows)} {'holds' if one else 'hold'} a number that "
        f"is not finite: {'row' if one else 'rows'} {named}{more} (counted from 0). Training stops "
        "where it meets one."
    )


def _rows_of(run: Run) -> FileRows | None:
    problem = run.problem
    source = problem.data.source if isinstance(problem, FittingProblem) else None
    return source if isinstance(source, FileRows) else None


def _button(text: str, tip: str) -> QPushButton:
    button = QPushButton(text)
    button.setToolTip(tip)
    button.setAutoDefault(False)
    return button


__all__ = ["FileRowsPart", "bad_text", "estimate_text", "full_text", "seen_text"]
