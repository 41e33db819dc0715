"""A sweep: every runner with many values of a setting, or one runner over a plane of two."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QStackedLayout, QVBoxLayout, QWidget

from playground.app.core import questions as dialogs
from playground.app.core.held import RUN
from playground.app.core.view import Panel
from playground.app.look.style import SPACE_M, SPACE_XS, px
from playground.app.sweeps import pictures
from playground.app.sweeps import text as words
from playground.app.sweeps.curves import SweepCurves
from playground.app.sweeps.heat_map import HeatMap
from playground.app.sweeps.point_bar import PointBar
from playground.app.sweeps.question import Question
from playground.app.text.numbers import grouped, localised
from playground.app.widgets.empty_state import EmptyState
from playground.app.widgets.labels import sentence
from playground.app.work.background import Background
from playground.app.work.many_runs import Ended, ManyRuns
from playground.engine.parameters import SettingError
from playground.lab.documents.disk import FileProblemError
from playground.lab.sweeps.over import executor_for, jobs_of, settings_of, trials_of, with_trial
from playground.lab.sweeps.ready import Ready
from playground.lab.sweeps.swept import MEASURES, Swept, start_losses, write_swept
from playground.lab.sweeps.theory import Parabola, parabola_of

_CSV = "CSV table (*.csv)"
_LOW = 400
"""So high, there is room for who is best, in words."""


class SweepPanel(Panel):
    """Runs are made beside the window; a click on a point makes it the runner."""

    hovered = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.swept: Swept | None = None
        self.place: int | None = None
        """The point that is looked at, by its place in the sweep."""
        self.theory: pictures.Theory = {}
        self.search, self._thinking = ManyRuns(self), Background(self)
        self.question, self.bar = Question(), PointBar()
        self.curves, self.map = SweepCurves(), HeatMap()
        self.curves.setAccessibleName("The sweep: a point for each run")
        self.map.setAccessibleName("The sweep: a field for each run")
        self.empty_state = EmptyState("chart", words.EMPTY)
        self.said = sentence("small")
        self._stack = QStackedLayout()
        for page in (self.empty_state, self.curves, self.map):
            self._stack.addWidget(page)
        self._column = QVBoxLayout(self)
        self._column.addWidget(self.question)
        self._column.addLayout(self._stack, 1)
        self._column.addWidget(self.said)
        self._column.addWidget(self.bar)
        self._connect()
        self._space()

    def _connect(self) -> None:
        self.question.asked.connect(self.toggle)
        self.question.ready_asked.connect(self.run_ready)
        self.question.measured.connect(lambda _: self._draw(self._show))
        self.question.table_asked.connect(self.save)
        self.question.picture_asked.connect(self.picture_asked)
        self.search.ended.connect(self._hear)
        self.search.finished.connect(self._finish)
        self.bar.walked.connect(self.walk)
        self.bar.taken.connect(self.take_point)
        for plot in (self.curves, self.map):
            plot.picked.connect(self._pick)
            plot.pointed_at.connect(self._point_at)
            plot.save_asked.connect(self.picture_asked)

    # Running

    @Slot()
    def toggle(self) -> None:
        """Begin the sweep, or give up the one under way."""
        if self.search.busy:
            self.stop()
        else:
            self.start()

    @Slot()
    def start(self) -> None:
        """Make the runs; what was shown gives way."""
        if self.scene is None or not self.question.check():
            return
        if reason := self.held.reason([RUN]):
            self.question.refuse(reason)
            return
        experiment, overs = self.scene.experiment, self.question.overs
        trials = tuple(trials_of(experiment, overs, self.question.selected))
        swept = self.swept = Swept(experiment, overs, trials)
        self.place, self.theory = None, {}
        self._thinking.submit(
            "theory", lambda: (start_losses(experiment, swept.slots), _theories(swept)),
            lambda found: self._learn(swept, *found),
        )
        self.search.start(
            lambda: jobs_of(experiment, swept.names, trials), len(trials),
            executor_for(experiment),
        )
        self.question.show_progress(0, len(trials))
        self._show()

    @Slot()
    def stop(self) -> None:
        """Give up the runs under way; what is done stays."""
        self.search.stop()
        self._finish("")

    def _learn(
        self, swept: Swept, starts: dict[int, float], theory: pictures.Theory
    ) -> None:
        if swept is self.swept:
            swept.starts, self.theory = starts, theory
            self._draw(self._show)

    @Slot(object)
    def _hear(self, ended: Ended) -> None:
        if self.swept is not None:
            self.swept.outcomes.update(ended)
            self.question.show_progress(self.search.done, self.search.total)
            self._draw(self._show)

    @Slot(str)
    def _finish(self, problem: str) -> None:
        self.question.show_progress(0, 0)
        if problem:
            self.question.refuse(problem)
        self._draw(self._show)

    # Showing

    def draw_scene(self) -> None:
        assert self.scene is not None
        self.question.show_scene(self.scene)
        if not self.scene.experiment.runners:
            self.empty_state.set_sentence(words.NO_RUNNER)
        elif not settings_of(self.scene.experiment):
            self.empty_state.set_sentence(words.NO_NUMBER)
        else:
            self.empty_state.set_sentence(words.EMPTY)
        self._show()

    def draw_cursor(self) -> None:
        """A sweep is of whole runs, wherever the cursor is."""

    def _show(self) -> None:
        swept, scene = self.swept, self.scene
        for part in (self.bar, self.said):
            part.setVisible(swept is not None)
        self.question.more.setEnabled(swept is not None)
        if swept is None or scene is None:
            self._stack.setCurrentWidget(self.empty_state)
            return
        measure, known = MEASURES[self.question.shown], settings_of(swept.experiment)
        names = [words.axis_name(name, known[name]) for name in swept.names]
        if len(names) == 1:
            self._show_curves(swept, names[0])
        else:
            here = [self._present(name, swept.slots[0]) for name in swept.names]
            self.map.name_axes(names[0], names[1], measure.axis)
            self.map.show_fields(
                pictures.fields_of(swept, measure), pictures.border_of(swept, self.theory),
                None if here[0] is None or here[1] is None else (here[0], here[1]),
            )
            self._stack.setCurrentWidget(self.map)
        fresh = swept.is_of(scene.experiment)
        text = words.summary(swept, measure, known) if fresh else localised(words.STALE)
        self.said.setText(text)
        self.said.setVisible(not fresh or self.height() >= px(_LOW))
        for plot in (self.curves, self.map):
            plot.mark(self.place)
            plot.setAccessibleDescription(text)
        if self.place is None:
            self.bar.say(text if self.said.isHidden() and swept.outcomes else "", False)

    def _show_curves(self, swept: Swept, name: str) -> None:
        measure = MEASURES[self.question.shown]
        self.curves.set_logs(swept.overs[0].log, pictures.is_log(swept, measure))
        self.curves.name_axes(name, measure.axis)
        self.curves.show_sweep(
            pictures.points_of(swept, measure), pictures.curves_of(swept, measure, self.theory),
            pictures.bounds_of(swept, self.theory), self._present(swept.names[0]),
        )
        self._stack.setCurrentWidget(self.curves)

    def _present(self, name: str, slot: int | None = None) -> float | None:
        """A setting of the selected runner, or of the one with a slot, as it is now."""
        assert self.scene is not None
        runners = self.scene.experiment.runners
        runner = self.scene.runner if slot is None else next(
            (one for one in runners if one.slot == slot), None
        )
        value = getattr(runner.optimizer, name, None) if runner is not None else None
        return None if value is None else float(value)

    # What a hand does

    @Slot(object)
    def run_ready(self, ready: Ready) -> None:
        """Set a ready sweep up, and make it."""
        assert self.scene is not None
        made = ready.experiment(self.scene.experiment)
        if made != self.scene.experiment:
            self.change(lambda _, __: made, ready.title)
        if self.question.set_up(ready):
            self.start()

    def point_out(self, place: int | None) -> None:
        """Look at a point, by its place in the sweep."""
        self.place = place
        for plot in (self.curves, self.map):
            plot.mark(place)
        if self.swept is not None and place is not None:
            text = words.point_text(self.swept, place, settings_of(self.swept.experiment))
            self.bar.say(text, True)
            self.hovered.emit(text)

    @Slot(int)
    def walk(self, by: int) -> None:
        """Look at the next point, or the one before."""
        if self.swept is not None and self.swept.trials:
            count = len(self.swept.trials)
            first = 0 if by > 0 else count - 1
            self.point_out(first if self.place is None else (self.place + by) % count)

    @Slot()
    def take_point(self) -> None:
        """Make the point that is looked at the runner."""
        swept, place = self.swept, self.place
        if swept is None or place is None:
            return
        trial = swept.trials[place]
        said = words.values_text(swept, place, settings_of(swept.experiment))
        try:
            self.change(lambda experiment, _: with_trial(experiment, swept.names, trial), said)
        except SettingError as error:
            self.question.refuse(str(error))

    @Slot(int)
    def _pick(self, place: int) -> None:
        self.point_out(place)
        self.take_point()

    @Slot(object)
    def _point_at(self, place: int | None) -> None:
        text = ""
        if self.swept is not None and place is not None:
            text = words.point_text(self.swept, place, settings_of(self.swept.experiment))
        self.hovered.emit(text)

    @Slot()
    def save(self) -> None:
        """Save the table of what is done as CSV."""
        if self.swept is None:
            return
        suggestion = dialogs.usual_folder() / "sweep.csv"
        path = dialogs.ask_save(self, "Save the sweep", suggestion, _CSV)
        if path is None:
            return
        try:
            write_swept(path, self.swept)
        except FileProblemError as error:
            self.question.refuse(str(error))
        else:
            done = grouped(len(self.swept.outcomes))
            self.bar.say(f"Saved {done} runs to {path}.", self.place is not None)

    def export_target(self) -> QWidget:
        """What is saved as a picture: the plot without its controls."""
        return self._stack.currentWidget() or self.curves

    def _space(self) -> None:
        self._column.setContentsMargins(px(SPACE_M), 0, px(SPACE_M), px(SPACE_XS))
        self._column.setSpacing(px(SPACE_XS))
        for plot in (self.curves, self.map):
            plot.setMinimumSize(px(150), px(110))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._draw(self._show)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.FontChange:
            self._space()
        super().changeEvent(event)


def _theories(swept: Swept) -> pictures.Theory:
    """On the worker: where f is a parabola to a runner."""
    found: dict[int, Parabola] = {}
    for runner in swept.experiment.runners:
        if runner.slot in swept.slots:
            parabola = parabola_of(swept.experiment, runner)
            if parabola is not None:
                found[runner.slot] = parabola
    return found
