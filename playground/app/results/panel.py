"""What came of every runner, as a table: the winner on top by the column that one chose."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple
from weakref import ref

from PySide6.QtCore import QSize, QTimer, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QToolButton, QVBoxLayout, QWidget
from shiboken6 import isValid

from playground.app.core import questions as dialogs
from playground.app.core.view import View
from playground.app.look.icons import icon
from playground.app.look.style import SPACE_M, SPACE_XS, px, set_role, style
from playground.app.results.grid import ResultsGrid
from playground.app.results.model import ResultsModel
from playground.app.text.numbers import grouped
from playground.app.text.run_state import key_setting, state_of
from playground.app.widgets.empty_state import EmptyState
from playground.app.widgets.error_line import ElidedLabel, ErrorLine
from playground.app.work import background
from playground.engine.descent import Step
from playground.engine.problem import Array, Problem
from playground.engine.stopping import norm
from playground.lab.documents.disk import FileProblemError
from playground.lab.runs import results_table as table
from playground.lab.runs.cost import Cost, at_equal_cost
from playground.lab.runs.results import Quality, quality, samples_seen
from playground.lab.runs.results_table import Row, Value
from playground.lab.verdicts.surface import Verdict

EVERY_MS = 150
"""While steps are made the table follows so often: what it says costs a pass over the data."""
_EMPTY = "Add a runner: what comes of each one stands here, the winner on top."
_FILES = "CSV table (*.csv)"
_SAME_TIP = (
    "At the same cost: every runner where it has seen as many samples (or what else the chart's "
    "axis counts) as the selected one at the cursor, not at the same step."
)
_AT_MOST = " · each at its last step within the same budget"


class _Seen(NamedTuple):
    """A runner at the moment that a row is about, without its numbers over all the data."""

    row: Row
    tint: str
    problem: Problem
    step: Step


class ResultsPanel(View):
    """Shows every runner at the cursor, at its own end where that comes first.

    `runner_selected(index)` asks for another selection. The numbers over all the data are computed
    beside the window; a row always belongs to the step that stands in it.
    """

    runner_selected = Signal(int)
    same_cost_asked = Signal(bool)
    """A person wants the rows where all have cost the same, or at the same step again."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.verdicts: Sequence[Verdict] = ()
        self._at_work = self._again = self._anew = False
        self.timer = QTimer(self, singleShot=True, interval=EVERY_MS)
        self.timer.timeout.connect(self._ask)
        self.results = ResultsModel(self)
        self.grid = ResultsGrid(self.results)
        self._caption, self.error_line = ElidedLabel(), ErrorLine()
        set_role(self._caption, "small")
        self._cost: Cost | None = None
        self._copy, self._save, self.same = QToolButton(), QToolButton(), QToolButton()
        self.empty_state = EmptyState("chart", _EMPTY)
        self._place()
        self.grid.taken.connect(self.runner_selected)
        self.grid.save_asked.connect(self.save)
        self.grid.horizontalHeader().sectionClicked.connect(self._say)
        self._copy.clicked.connect(self.grid.copy)
        self._save.clicked.connect(self.save)
        style.changed.connect(self._restyle)

    def _place(self) -> None:
        for button, name, words, tip in (
            (self._copy, "copy", "Copy",
             "Copy the selected rows, or all, with every digit, for a spreadsheet."),
            (self._save, "save", "Save as CSV", "Save the whole table as a CSV file."),
        ):
            button.setIcon(icon(name))
            button.setAccessibleName(words)
            button.setToolTip(tip)
        self.same.setIcon(icon("link"))
        self.same.setCheckable(True)
        self.same.setAccessibleName("Rows at the same cost")
        self.same.setToolTip(_SAME_TIP)
        self.same.clicked.connect(self.same_cost_asked)
        self._size_icons()
        self._head = QWidget()
        head = QHBoxLayout(self._head)
        head.setContentsMargins(px(SPACE_M), 0, px(SPACE_XS), 0)
        head.setSpacing(px(SPACE_XS))
        head.addWidget(self._caption, 1)
        head.addWidget(self.same)
        head.addWidget(self._copy)
        head.addWidget(self._save)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(px(SPACE_XS))
        for part in (self._head, self.error_line, self.grid, self.empty_state):
            column.addWidget(part, 0 if part in (self._head, self.error_line) else 1)

    # What the window tells

    def show_verdicts(self, verdicts: Sequence[Verdict]) -> None:
        """Say what became of each run, in the runners' order."""
        if tuple(verdicts) != self.verdicts:
            self.verdicts = tuple(verdicts)
            self._draw(self.draw_cursor)

    def set_cost(self, cost: Cost | None) -> None:
        """Show every runner where it has cost as much as the selected one; None: at its step."""
        self.same.setChecked(cost is not None)
        if cost is not self._cost:
            self._cost = cost
            self._draw(self.draw_cursor)

    def draw_scene(self) -> None:
        several = self.scene is not None and len(self.scene.runs) > 1 and not self._on_surface
        self.same.setVisible(several)
        there = self.scene is not None and bool(self.scene.experiment.runners)
        self._head.setVisible(there)
        self.grid.setVisible(there)
        self.empty_state.setVisible(not there)
        self.error_line.set_error("")
        self._anew = True
        self._ask(at_once=True)

    def draw_cursor(self) -> None:
        if not self.timer.isActive():
            self.timer.start()

    def draw_for_picture(self) -> None:
        self.draw_scene()
        seen = self._seen()
        self._show(seen, [quality(one.problem, one.step.theta) for one in seen])

    # Computing

    @Slot()
    def _ask(self, at_once: bool = False) -> None:
        """Look at every run, and have what its parameters are worth computed."""
        if not at_once:
            if not self.isVisible():
                return
            if self._at_work:
                self._again = True  # once the present ones are there
                return
        seen = self._seen()
        if not seen or self._on_surface:
            self._show(seen, [Quality(one.step.loss) for one in seen])
            return
        self._at_work, self._again = True, False
        jobs = [(one.problem, one.step.theta.copy()) for one in seen]
        panel = ref(self)  # the worker must not own a widget
        background.shared().submit(
            (id(self), "results"), lambda: _qualities(jobs),
            lambda found: _tell(panel, lambda there: there._take(seen, found)),
        )

    def _take(self, seen: Sequence[_Seen], found: Sequence[Quality]) -> None:
        if len(found) < len(seen):
            return  # there is more to come
        self._at_work = False
        self._show(seen, found)
        if self._again:
            self._again = False
            self.draw_cursor()

    @property
    def _on_surface(self) -> bool:
        return self.scene is not None and self.scene.experiment.problem.kind == "surface"

    def _seen(self) -> list[_Seen]:
        """Every runner now: what costs nothing."""
        scene = self.scene
        if scene is None:
            return []
        found = []
        cursors = [self.cursor] * len(scene.runs)
        if self._cost is not None and scene.run is not None:
            cursors = at_equal_cost(self._cost, scene.runs, scene.selected, self.cursor)
        searches = any(run[run.last].searched for run in scene.runs)
        for k, (runner, run) in enumerate(zip(scene.experiment.runners, scene.runs, strict=True)):
            step = run[min(cursors[k], run.last)]
            verdict = self.verdicts[k] if k < len(self.verdicts) else None
            words, tint = state_of(run, cursors[k], verdict)
            optimizer = run.rule_at(step.index)
            values: dict[str, Value] = {
                table.LABEL.name: runner.label,
                table.RULE.name: f"{optimizer.title}, {key_setting(optimizer)}",
                table.STOP.name: words, table.STEPS.name: step.index,
                table.SEEN.name: samples_seen(run.problem, step.index),
            }
            if searches:
                seen = samples_seen(run.problem, step.index)
                values[table.EVALUATIONS.name] = step.searched + (
                    step.index if seen is None else seen
                )
            if self._on_surface:
                values |= {
                    table.HEIGHT.name: float(step.loss), table.SLOPE.name: norm(step.grad),
                    table.X.name: float(step.theta[0]), table.Y.name: float(step.theta[1]),
                }
            found.append(_Seen(Row(runner.slot, values), tint, run.problem, step))
        return found

    # Showing

    def _show(self, seen: Sequence[_Seen], found: Sequence[Quality]) -> None:
        scene = self.scene
        if scene is None or len(seen) != len(scene.experiment.runners):
            return
        if not self._on_surface:
            for one, worth in zip(seen, found, strict=True):
                one.row.values.update(table.network_values(worth))
        columns = table.SURFACE if self._on_surface else table.NETWORK
        before = self.results.columns
        self.results.show_rows(
            [one.row for one in seen], columns, [one.tint for one in seen], scene.selected
        )
        self.grid.widen(self._anew or self.results.columns != before)
        self._anew = False
        self._say()

    @Slot()
    def _say(self) -> None:
        """Who is on top, and whether all had the same budget."""
        model = self.results
        chosen, rows = model.chosen, model.rows
        way = ("lowest" if chosen.best < 0 else "highest") if chosen.best else ""
        if not model.best_first:
            way = {"lowest": "highest", "highest": "lowest"}.get(way, "")
        name = chosen.head if chosen in (table.HEIGHT, table.SLOPE, table.X, table.Y) else (
            f"{chosen.head[:1].lower()}{chosen.head[1:]}"
        )
        said = f"{way} {name} on top".strip() if way else f"sorted by {name}"
        budget = _budget(rows) or (_AT_MOST if self._cost is not None else "")
        self._caption.setText(f"{said[:1].upper()}{said[1:]}{budget}")

    # What a hand does

    @Slot()
    def save(self) -> None:
        """Save the whole table, in the order it has, as CSV."""
        title = self.scene.experiment.title if self.scene is not None else ""
        name = "".join(c if c.isalnum() or c in " -_" else " " for c in title).strip()
        suggestion = dialogs.usual_folder() / f"{name or 'results'} results.csv"
        path = dialogs.ask_save(self, "Save results", suggestion, _FILES)
        if path is None:
            return
        there = {*self.results.columns}
        columns = [column for column in table.FILED if column in there]
        try:
            table.write_table(path, self.results.in_order(), columns)
        except FileProblemError as error:
            self.error_line.set_error(str(error))
        else:
            self.error_line.set_error("")
            self._caption.setText(f"Saved to {path}.")

    def _size_icons(self) -> None:
        for button in (self._copy, self._save, self.same):
            button.setIconSize(QSize(px(16), px(16)))

    @Slot()
    def _restyle(self) -> None:
        self._size_icons()
        self._anew = True
        self._draw(self.draw_scene)


def _budget(rows: Sequence[Row]) -> str:
    """ " · same budget: 16,000 samples", where all have had the same."""
    if len(rows) < 2:
        return ""
    for column, word in ((table.SEEN, "samples"), (table.STEPS, "steps")):
        spent = {row.values.get(column.name) for row in rows}
        value = spent.pop()
        if not spent and isinstance(value, int):
            return f" · same budget: {grouped(value)} {word}"
    return ""


def _qualities(jobs: Sequence[tuple[Problem, Array]]) -> Iterator[list[Quality]]:
    """On the worker: what is found so far, one runner more each time."""
    found: list[Quality] = []
    for problem, theta in jobs:
        found.append(quality(problem, theta))
        yield list(found)


def _tell(panel: ref[ResultsPanel], what: Callable[[ResultsPanel], None]) -> None:
    there = panel()
    if there is not None and isValid(there):
        what(there)


__all__ = ["EVERY_MS", "ResultsPanel"]
