"""A fair race: every rule's best settings by the same search, beside those that were typed."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, Signal, Slot
from PySide6.QtWidgets import QProgressBar, QPushButton, QVBoxLayout, QWidget

from playground.app.core import questions as dialogs
from playground.app.core.held import RUN, edits
from playground.app.core.view import Panel
from playground.app.look.style import SPACE_M, SPACE_S, SPACE_XS, px, style
from playground.app.results.grid import ResultsGrid
from playground.app.results.model import ResultsModel
from playground.app.text.numbers import localised, setting
from playground.app.text.run_state import ENDS
from playground.app.widgets.choices import Segments
from playground.app.widgets.empty_state import EmptyState
from playground.app.widgets.error_line import ErrorLine
from playground.app.widgets.labels import sentence
from playground.app.widgets.wrap_row import WrapRow
from playground.app.work.tuning import Tuning
from playground.engine.parameters import SettingError
from playground.lab.documents.disk import FileProblemError
from playground.lab.runs import results_table as table
from playground.lab.runs.results_table import Column, Row, Value
from playground.lab.sweeps.over import executor_for
from playground.lab.sweeps.tune import BUDGET, TYPED, Settled, Tuned, tune, why_nothing, with_tuned

_VALUES = Column("values", "η, μ", "The learning rate, and the momentum where there is one.",
                 text=True)
_SECONDS = Column(
    "seconds", "s", "Seconds of computing the whole run, alone, on this machine.", -1
)
_LOSS = Column("loss", "Loss", "The loss at the end, over all the data, with any penalty.", -1)
_COSTS = (table.EVALUATIONS, table.STEPS, _SECONDS)
_SAID = (
    f"The same search for every rule: {BUDGET} whole runs each. Best: the fewest gradients to end "
    "as low as its lowest."
)
_HOW = (
    f"Each rule's {BUDGET} runs: a grid of rates (and momenta) up to 1,000 times smaller and "
    "larger than typed, two finer grids about the best, and what was typed. As low: within a "
    "millionth of the fall from the start."
)
_EMPTY = (
    "A race is fair when every rule runs as well as it can. Tune each finds every rule's learning "
    f"rate, and momentum where it has one, by the same search with the same {BUDGET} runs."
)


class TunePanel(Panel):
    """`runner_selected(index)` for a row that was clicked."""

    runner_selected = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.found: tuple[Tuned, ...] = ()
        self.tuning = Tuning(self)
        self.go = QPushButton("Tune each")
        self.go.setToolTip(
            "Find every rule's best learning rate, and momentum, beside the window; then take "
            "them. Undo brings back what was typed."
        )
        edits(self.go, RUN)
        self.which = Segments((
            ("typed", "As typed", "Let all run with the settings that were typed."),
            ("tuned", "Tuned", "Let all run with the settings that were found."),
            ("both", "Both", "Every tuned runner, and beside it the same as it was typed."),
        ), "Which settings run")
        self.progress, self.error_line = QProgressBar(), ErrorLine()
        self.progress.setTextVisible(False)
        self.progress.setAccessibleName("How many runs are done")
        self.said = sentence("small")
        self.results = ResultsModel(self)
        self.grid = ResultsGrid(self.results)
        self.grid.setAccessibleName("As typed and tuned")
        self.empty_state = EmptyState("chart", _EMPTY)
        buttons = QWidget()
        self._head = WrapRow(buttons)
        self._head.addWidget(self.go)
        self._head.addWidget(self.which, 1)
        self._column = QVBoxLayout(self)
        self._column.addWidget(buttons)
        for part in (self.progress, self.error_line, self.said):
            self._column.addWidget(part)
        self._column.addWidget(self.grid, 1)
        self._column.addWidget(self.empty_state, 1)
        self.progress.hide()
        self._connect()
        self._space()

    def _connect(self) -> None:
        style.changed.connect(self._restyle)
        self.go.clicked.connect(self.toggle)
        self.which.chosen.connect(self.take)
        self.tuning.progressed.connect(self._tell)
        self.tuning.found.connect(self._learn)
        self.tuning.failed.connect(self._fail)
        self.grid.clicked.connect(self._select)
        self.grid.save_asked.connect(self.save)

    @Slot()
    def toggle(self) -> None:
        """Begin the search, or give it up."""
        if self.tuning.busy:
            self.tuning.stop()
            self._rest()
        elif reason := self.held.reason([RUN]):
            self.error_line.set_error(reason)
        elif self.scene is not None:
            experiment = self.scene.experiment
            self.error_line.set_error("")
            self.go.setText("Stop")
            self.progress.setRange(0, 0)
            self.progress.show()
            self.tuning.start(lambda: tune(experiment, executor_for(experiment)))

    def _rest(self) -> None:
        self.go.setText("Tune each")
        self.progress.hide()

    @Slot(int, int)
    def _tell(self, done: int, total: int) -> None:
        self.progress.setRange(0, total)
        self.progress.setValue(done)

    @Slot(object)
    def _learn(self, found: tuple[Tuned, ...]) -> None:
        self._rest()
        self.found = found
        self.take("tuned")
        self._draw(self.draw_scene)

    @Slot(str)
    def _fail(self, said: str) -> None:
        self._rest()
        self.error_line.set_error(localised(said))

    @Slot(str)
    def take(self, which: str) -> None:
        """Let runners run "typed", "tuned", or "both"; one edit, which undo takes back."""
        names = {"typed": "settings as typed", "tuned": "tune each", "both": "typed beside tuned"}
        try:
            self.change(lambda e, _: with_tuned(e, self.found, which), names[which])
        except SettingError as error:
            self.error_line.set_error(f"{str(error)[:1].upper()}{str(error)[1:]}.")
        else:
            self.error_line.set_error("")
        self._draw(self.draw_scene)

    def draw_scene(self) -> None:
        assert self.scene is not None
        why = why_nothing(self.scene.experiment)
        self.go.setEnabled(not why or self.tuning.busy)
        there = bool(self.found)
        for part in (self.which, self.grid, self.said):
            part.setVisible(there)
        self.empty_state.setVisible(not there)
        self.empty_state.set_sentence(why or _EMPTY)
        if there:
            self._show()

    def _show(self) -> None:
        assert self.scene is not None
        runners = self.scene.experiment.runners
        self.which.set_value(self._now())
        more = sum(one.typed.values != one.best.values for one in self.found)
        room = 8 - sum(not runner.label.endswith(TYPED) for runner in runners)
        self.which.set_reason("both", "" if more <= room else (
            "At most 8 can run, and that would be more: remove some first."
        ))
        rows, tints = [], []
        for one in self.found:
            for label, settled in ((one.label, one.best), (one.label + TYPED, one.typed)):
                rows.append(Row(one.slot, _values(label, settled)))
                tints.append("error" if settled.outcome.diverged else "")
        anew = not self.results.rowCount()
        costs = {row.values[table.EVALUATIONS.name] for row in rows}
        first = (_LOSS, *_COSTS) if len(costs) == 1 else (*_COSTS, _LOSS)
        self.results.show_rows(
            rows, (table.LABEL, *first, _VALUES, table.STOP), tints, -1
        )
        self.grid.widen(anew)
        self.said.setText(_SAID)
        self.said.setToolTip(_HOW)

    def _now(self) -> str:
        """What the runners are at present."""
        assert self.scene is not None
        experiment = self.scene.experiment
        if any(runner.label.endswith(TYPED) for runner in experiment.runners):
            return "both"
        return "tuned" if with_tuned(experiment, self.found, "tuned") == experiment else "typed"

    def draw_cursor(self) -> None:
        """The table is of whole runs."""

    @Slot(QModelIndex)
    def _select(self, cell: QModelIndex) -> None:
        assert self.scene is not None
        slot = self.results.row_at(cell.row()).slot
        if slot in self.scene.slots:
            self.runner_selected.emit(self.scene.index_of(slot))

    @Slot()
    def save(self) -> None:
        """Save the table as CSV."""
        suggestion = dialogs.usual_folder() / "tuned.csv"
        path = dialogs.ask_save(self, "Save the table", suggestion, "CSV table (*.csv)")
        if path is None:
            return
        try:
            table.write_table(path, self.results.in_order(), self.results.columns)
        except FileProblemError as error:
            self.error_line.set_error(str(error))

    def _space(self) -> None:
        self._column.setContentsMargins(px(SPACE_M), 0, px(SPACE_XS), 0)
        self._column.setSpacing(px(SPACE_XS))
        self._head.setSpacing(px(SPACE_S))
        self.progress.setFixedHeight(px(6))

    @Slot()
    def _restyle(self) -> None:
        self._space()
        if self.found:
            self.grid.widen(True)


def _values(label: str, settled: Settled) -> dict[str, Value]:
    outcome = settled.outcome
    return {
        table.LABEL.name: label,
        _VALUES.name: ", ".join(map(setting, settled.values)),
        table.STEPS.name: outcome.steps, table.EVALUATIONS.name: outcome.gradient_evaluations,
        _SECONDS.name: settled.seconds, table.STOP.name: ENDS[outcome.stop],
        _LOSS.name: float("nan") if outcome.diverged else outcome.loss,
    }

