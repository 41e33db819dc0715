"""The exact solution beside the run: where it is, how far the run is, and what its bowl allows."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QCheckBox, QGridLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from playground.app.look.style import SPACE_S, SPACE_XS, px, set_role
from playground.app.network.exact import text as words
from playground.app.network.panel_base import NetworkPanel
from playground.app.text.numbers import fixed, grouped, localised, number
from playground.app.widgets.error_line import ErrorLine
from playground.app.widgets.labels import capital, heading, mend, sentence
from playground.app.widgets.runner_text import RunnerText
from playground.app.widgets.section import Separator
from playground.app.work.task import Task
from playground.engine.networks.fitting import FittingProblem
from playground.engine.networks.least_squares import is_least_squares
from playground.engine.parameters import SettingError, declared
from playground.engine.stopping import norm
from playground.lab.edits import network as network_edits
from playground.lab.edits.apply import Edit
from playground.lab.edits.rivals import add_rival, why_no_rival
from playground.lab.edits.standard import centre_inputs, standardize_inputs
from playground.lab.experiments.network_recipe import NetworkRecipe
from playground.lab.runs.closed_form import (
    Exact,
    exact_solution,
    is_quick,
    known_solution,
    remember,
)
from playground.lab.runs.objective import share
from playground.lab.tables.file_data import FileData

_CENTRE_TIP = (
    "Take the mean off every input. Inputs far from 0 make the bias and the weights pull at each "
    "other; afterwards they do not."
)
_STANDARD_TIP = (
    "Take the mean off every input and divide by its spread: all directions of the bowl become "
    "alike, as far as the inputs do not depend on each other."
)
_NOISE_TIP = (
    "Whether noise is added to y. Without it every sample lies on the plane: then each sample's "
    "gradient is 0 at w*, and noisy batches settle all the same."
)
_RIVAL_TIP = (
    "Adds a runner with the other model on the same data, with the same optimizer: the square "
    "loss has a formula, logistic regression has none, and both have only one valley."
)
_NO_FEATURES = "The network sees features made of the inputs: drop these first."
_FILE = "The rows stay as they are in their file."


class ExactPanel(NetworkPanel):
    """Least squares of the selected runner.

    `preset_chosen(name)` asks for a ready example; `solved` says that a solution is known now that
    took long, and with it the way to it.
    """

    preset_chosen = Signal(str)
    solved = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._exact: Exact | None = None
        self._solved: FittingProblem | None = None
        self._noise = 0.0
        self.task = Task(self)
        self.task.progressed.connect(self._count)
        self._make()
        self._place()
        self.solve.clicked.connect(self._solve)
        self.centre.clicked.connect(lambda: self._edit(centre_inputs, "inputs centred"))
        self.standard.clicked.connect(
            lambda: self._edit(standardize_inputs, "inputs standardized")
        )
        self.noise.clicked.connect(self._set_noise)
        self.rival.clicked.connect(self._add_rival)
        self.example.clicked.connect(lambda: self.preset_chosen.emit("least_squares"))

    def _make(self) -> None:
        self.model = sentence("")
        self.solve = QPushButton("Solve over all rows")
        self.progress = sentence("small")
        self._grid = QGridLayout()
        self._rows: list[tuple[QLabel, QLabel]] = []
        self.away, self.above = RunnerText(), RunnerText()
        self.rates = sentence("small")
        self.flat, self.floor = sentence("warning"), sentence("small")
        self.centre, self.standard = QPushButton("Centre inputs"), QPushButton("Standardize inputs")
        self.after = sentence("small")
        self.noise = QCheckBox("Noise in y")
        self.noise.setToolTip(_NOISE_TIP)
        self.rival = QPushButton()
        self.rival.setToolTip(_RIVAL_TIP)
        self.error_line = ErrorLine()
        self.example = QPushButton("Open four points")
        self.example.setToolTip("Two weights and four samples: small enough for pencil and paper.")

    def _place(self) -> None:
        content = QWidget()
        inside = self._frame(content, "Here stands the exact solution, while a network is trained.")
        self._grid.setHorizontalSpacing(px(SPACE_S))
        self._grid.setVerticalSpacing(px(SPACE_XS))
        self._grid.setColumnStretch(1, 1)
        buttons = QVBoxLayout()  # one below the other: large type has no room for both
        buttons.setSpacing(px(SPACE_XS))
        buttons.addWidget(self.centre)
        buttons.addWidget(self.standard)
        self._bowl = QWidget()
        bowl = QGridLayout(self._bowl)
        bowl.setContentsMargins(0, 0, 0, 0)
        bowl.setVerticalSpacing(px(SPACE_S))
        bowl.setColumnStretch(0, 1)
        bowl.addLayout(self._grid, 0, 0)
        parts: Sequence[QWidget] = (
            Separator(), heading("THE RUN BESIDE IT"), self.away, self.above, self.rates,
            self.flat, self.floor, Separator(), heading("MAKE THE BOWL ROUNDER"),
        )
        for row, part in enumerate(parts, 1):
            bowl.addWidget(part, row, 0)
        bowl.addLayout(buttons, len(parts) + 1, 0)
        bowl.addWidget(self.after, len(parts) + 2, 0)
        for part in (
            self.model, self.solve, self.progress, self._bowl, self.noise, self.error_line,
            Separator(), self.rival, self.example,
        ):
            inside.addWidget(part)
        inside.addStretch(1)

    # Showing

    @property
    def exact(self) -> Exact | None:
        """What is shown, where there is an exact solution that is known."""
        return self._exact

    @property
    def facts(self) -> dict[str, str]:
        """What the rows say, by their names."""
        return {n.text(): v.text() for n, v in self._rows if not n.isHidden()}

    @property
    def problem(self) -> FittingProblem | None:
        """What the selected run minimizes."""
        run = self.scene.run if self.scene is not None else None
        return run.problem if run is not None and isinstance(run.problem, FittingProblem) else None

    def draw_recipe(self, recipe: NetworkRecipe) -> None:
        problem = self.problem
        if problem is not self._solved:
            self.task.cancel()
            self.progress.setText("")
        self._solved = problem
        exact = known_solution(problem) if problem is not None else None
        self._exact = exact
        solvable = problem is not None and is_least_squares(problem)
        why = words.why_none(problem) if problem is not None and exact is None else ""
        self.model.setText(
            localised(words.model(problem) if problem is not None and solvable else why)
            if problem is not None else "Add a runner: its exact solution appears here."
        )
        waits = problem is not None and solvable and not is_quick(problem) and exact is None
        self.solve.setVisible(waits)
        if waits and problem is not None:
            self.solve.setText(
                "Cancel" if self.task.busy else
                f"Solve over all {grouped(problem.data.samples)} rows"
            )
        self.progress.setVisible(bool(self.progress.text()))
        self._bowl.setVisible(exact is not None)
        if exact is not None and problem is not None:
            self._show(problem, exact)
            self._offer(recipe, exact)
        self._show_noise(recipe)
        self._show_rival()
        self.draw_cursor()

    def draw_cursor(self) -> None:
        run, exact = self.scene.run if self.scene is not None else None, self._exact
        if run is None or exact is None:
            return
        theta = run[min(self.cursor, run.last)].theta
        away = number(norm(theta - exact.parameters), zeros=True)
        self.away.set_text(f"‖w − w*‖ = {away}" if exact.is_unique else "")
        self.above.set_text(f"Above the least: {number(exact.excess(theta), zeros=True)}")
        tip = (
            "How far the selected runner is from w* at the cursor, and how much more its risk "
            "(with a penalty, R + penalty) is than the least. The chart shows the distance over "
            "the run."
        )
        for line in (self.away, self.above):
            line.setToolTip(tip)
        self.away.setVisible(exact.is_unique)

    def _show(self, problem: FittingProblem, exact: Exact) -> None:
        shown = words.lines(problem, exact)
        while len(self._rows) < len(shown):
            name, value = QLabel(), QLabel()
            set_role(name, "quiet")
            value.setWordWrap(True)
            value.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            row = len(self._rows)
            self._grid.addWidget(name, row, 0, Qt.AlignmentFlag.AlignTop)
            self._grid.addWidget(value, row, 1)
            self._rows.append((name, value))
        for (name, value), line in zip(self._rows, shown, strict=True):
            name.setText(line.name)
            value.setText(line.value)
            for part in (name, value):
                part.setToolTip(localised(line.tip))
        self.flat.setText("" if exact.is_unique else words.flat_directions(problem))
        self.flat.setVisible(not exact.is_unique)
        self.floor.setText(words.noise_free(exact))
        self.floor.setVisible(bool(self.floor.text()))
        scene = self.scene
        said = [] if scene is None else [
            words.of_rate(one.label, one.optimizer, run.problem, exact)
            for one, run in zip(scene.experiment.runners, scene.runs, strict=True)
            if isinstance(run.problem, FittingProblem) and _same_bowl(run.problem, problem)
        ]
        self.rates.setText(" ".join(filter(None, said)))
        self.rates.setVisible(bool(self.rates.text()))

    def _offer(self, recipe: NetworkRecipe, exact: Exact) -> None:
        """The two buttons, and what the condition number would be after them."""
        why = _NO_FEATURES if recipe.features else ""
        if isinstance(recipe.dataset, FileData):
            why = _FILE
        for button, tip in ((self.centre, _CENTRE_TIP), (self.standard, _STANDARD_TIP)):
            button.setEnabled(not why)
            button.setToolTip(why or tip)
        problem = self._solved
        self.after.setText(why or ("" if problem is None else words.after(problem, exact)))

    def _show_noise(self, recipe: NetworkRecipe) -> None:
        noisy = "noise" in declared(type(recipe.dataset)) and not recipe.dataset.classes
        self.noise.setVisible(noisy and self._exact is not None)
        if noisy:
            level = float(getattr(recipe.dataset, "noise", 0.0))
            self._noise = level or self._noise
            self.noise.setChecked(level > 0)

    def _show_rival(self) -> None:
        scene = self.scene
        if scene is None or scene.runner is None:
            self.rival.hide()
            return
        problem = self.problem
        one_layer = problem is not None and len(problem.network.sizes) == 2
        why = why_no_rival(scene.experiment, scene.selected)
        squares = problem is not None and problem.loss.labels == "numbers"
        self.rival.setText(
            "Race with logistic regression" if squares else "Race with least squares"
        )
        self.rival.setVisible(one_layer)
        self.rival.setEnabled(not why)
        self.rival.setToolTip(why or _RIVAL_TIP)
        self.example.setVisible(self._exact is None and not self.solve.isVisibleTo(self))

    # Editing

    def _edit(self, edit: Edit, what: str) -> None:
        try:
            self.change_part(edit, lambda r: (r.dataset, r.features), what)
        except SettingError as error:
            self.error_line.set_error(mend(error))
        else:
            self.error_line.set_error("")

    @Slot(bool)
    def _set_noise(self, on: bool) -> None:
        recipe = self.recipe
        if recipe is None:
            return
        usual = declared(type(recipe.dataset))["noise"].default
        level = (self._noise or float(usual) or 0.1) if on else 0.0
        self._edit(
            lambda e, r: network_edits.set_dataset_setting(e, "noise", level, r),
            "noise in y" if on else "no noise in y",
        )

    @Slot()
    def _add_rival(self) -> None:
        scene = self.scene
        if scene is None:
            return
        selected = scene.selected
        try:
            self.change(lambda e, _: add_rival(e, selected), "another model beside it")
        except SettingError as error:
            self.error_line.set_error(mend(error))

    # Solving what takes long

    @Slot()
    def _solve(self) -> None:
        problem = self.problem
        if problem is None:
            return
        if self.task.busy:
            self.task.cancel()
            self._say("Cancelled; nothing was changed.")
            return

        def take(exact: Exact | None) -> None:
            for run in self.scene.runs if self.scene is not None else ():
                if isinstance(run.problem, FittingProblem) and _same_bowl(run.problem, problem):
                    remember(run.problem, exact)
            remember(problem, exact)
            self.solved.emit()
            self._say("" if exact is not None else "Numbers leave the floats: no solution.")

        self.task.start(lambda told: exact_solution(problem, told), take, self._failed)
        self._say("Reading the rows…")

    @Slot(int)
    def _count(self, done: int) -> None:
        problem = self.problem
        if problem is not None:  # the rows are gone through twice: for w*, then for its risk
            share = done / (2 * problem.data.samples)
            self.progress.setText(f"Reading the rows… {fixed(100 * share, 0)} %")

    def _failed(self, error: Exception) -> None:
        if not isinstance(error, (ValueError, OSError)):
            raise error
        self._say("")
        self.error_line.set_error(capital(error))

    def _say(self, text: str) -> None:
        self.progress.setText(localised(text))
        self.draw_scene()


def _same_bowl(one: FittingProblem, other: FittingProblem) -> bool:
    """Whether two runners minimize the same: they may differ in their batches."""
    alike = one.data is other.data and one.loss.name == other.loss.name
    same = one.l2 / share(one) == other.l2 / share(other) and one.features == other.features
    return alike and same and is_least_squares(one)


__all__ = ["ExactPanel"]
