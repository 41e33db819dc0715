"""The one mutable object that the window shares: the experiment, its runs, and a cursor.

Play, step, step back, scrub and jump are all "move the cursor". One timer, a time budget: what
is not recorded yet is computed a frame's worth at a time, so the window never waits.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from time import perf_counter
from typing import Protocol

from PySide6.QtCore import QObject, Qt, QTimer, Signal, Slot

from playground.app.core.frame_budget import FrameBudget
from playground.app.text.numbers import localised
from playground.engine.parameters import SettingError
from playground.engine.problem import RowsError
from playground.lab.documents.workspace import Workspace
from playground.lab.experiments.experiment import Experiment, Runner
from playground.lab.runs.cache import RunCache
from playground.lab.runs.run import Run

FRAME_MS = 16
PHASES = 5
"""Frames are counted in rounds of five; what takes turns while racing does so by `Player.phase`."""
WORDS = 2
"""The phase in which what is said in words of the step is written anew."""
SEEKING_SECONDS = 0.04
"""The same on a long jump, where nobody watches single steps."""
SPEEDS = (1, 2, 5, 10, 20, 30, 60, 120, 300, 1_000, 3_000, 10_000, 30_000, 100_000, 1_000_000)
"""Steps a second, from slow motion to thousands of steps a frame."""
RACING_STEPS = 2
DEFAULT_SPEED = SPEEDS.index(20)


class Gate(Protocol):
    """What may hold the player: a lesson that locks things, and waits for a prediction."""

    def edit_refused(self, after: Experiment) -> str:
        """Why the experiment may not become this one; "" if it may."""

    def run_refused(self) -> str:
        """Why nothing may run now; "" if it may."""


class Player(QObject):
    """Moves a cursor over the runs of an experiment; edits go through it and can be undone."""

    opening = Signal(object)
    """Another document, before it is shown."""
    experiment_changed = Signal()
    """The recipe, its runs, and perhaps which of them is selected."""
    moved = Signal(int)
    playing_changed = Signal(bool)
    selected_changed = Signal(int)
    speed_changed = Signal(int)
    failed = Signal(str)
    refused = Signal(str)
    """The gate does not let something happen; the sentence says why."""

    def __init__(
        self,
        experiment: Experiment,
        parent: QObject | None = None,
        clock: Callable[[], float] = perf_counter,
    ) -> None:
        super().__init__(parent)
        self._clock = clock
        self.timer = QTimer(self)
        self.timer.setTimerType(Qt.TimerType.PreciseTimer)
        self.timer.setInterval(FRAME_MS)
        self.timer.timeout.connect(self.tick)
        self.workspace = Workspace(experiment)
        self.runs: tuple[Run, ...] = ()
        self._cache = RunCache()
        self.cursor = 0
        self._subject = ""
        self.selected = 0
        self.speed = DEFAULT_SPEED
        self.stride = 1
        """How many steps of a run one press of a step button goes (an epoch, say)."""
        self.ahead: Callable[[int, tuple[Run, ...]], Sequence[int]] = (
            lambda index, runs: (index,) * len(runs)
        )
        """How far each run is to be recorded while a step is looked at: at least as far as that;
        farther where runs are compared at the same cost."""
        self._ended = self._told_ended = 0  # how many runs have come to their stop
        self._told_slow = 0  # how far the slow runs have come
        self._playing = False
        self._target: int | None = None  # where a jump beyond the recorded steps wants to go
        self._displaced: int | None = None  # where the cursor was before an edit made runs shorter
        self._left: dict[str, int] = {}  # which step of each subject was looked at last
        self._sought = False  # whether this frame belongs to a jump
        self.phase = 0
        self._budget = FrameBudget(FRAME_MS / 1000, PHASES, clock, self)
        self._told_moving = False
        self._due = 0.0
        self._before = 0.0
        self.gate: Gate | None = None
        self.open(experiment)

    # What is there

    @property
    def experiment(self) -> Experiment:
        """The recipe on screen."""
        return self.workspace.experiment

    @property
    def playing(self) -> bool:
        """Whether the cursor moves by itself."""
        return self._playing

    @property
    def seeking(self) -> bool:
        """Whether a jump is still computing its way."""
        return self._target is not None

    @property
    def moving(self) -> bool:
        """Whether the cursor is on its way, by playing or by a long jump."""
        return self._playing or self.seeking

    @property
    def racing(self) -> bool:
        """Whether so many steps go into each frame that no eye can follow them."""
        return self.moving and SPEEDS[self.speed] * FRAME_MS >= 1000 * RACING_STEPS

    @property
    def last(self) -> int:
        """The last step that any run has recorded."""
        return max((run.last for run in self.runs), default=0)

    @property
    def finished(self) -> bool:
        """Whether every run has come to its stop."""
        return all(run.stop for run in self.runs)

    @property
    def runner(self) -> Runner | None:
        """The selected runner, if there is any."""
        runners = self.experiment.runners
        return runners[self.selected] if self.selected < len(runners) else None

    @property
    def run(self) -> Run | None:
        """The selected runner's run."""
        return self.runs[self.selected] if self.selected < len(self.runs) else None

    # Edits

    def open(self, experiment: Experiment) -> None:
        """Show another document: nothing to undo, the cursor where its file says."""
        self.pause()
        recipe = replace(experiment, cursor=0)

        def begin() -> None:
            self.workspace.reset(recipe)
            self.opening.emit(experiment)
            self.selected = 0

        self._show(recipe, begin, 0, keep=False)
        self.go_to(experiment.cursor)

    def forget_runs(self) -> None:
        """What is shown next is run anew, though it was recorded before."""
        self._cache = RunCache()

    def edit(
        self, experiment: Experiment, what: str, merge: str | None = None, another: bool = False,
        cursor: int | None = None,
    ) -> None:
        """Change the recipe; `what` names the edit for undo, `merge` joins a drag into one.

        With `another` it is a document of its own, without a file yet. With `cursor` that step is
        looked at. What cannot be shown is not done: then everything is as it was, and `failed`
        says why, or the exception goes on.
        """
        if experiment == self.experiment or not self.may_become(experiment):
            return
        keep = not self.workspace.merges(experiment, merge)
        moved = None if cursor is None else (self._looked_at, cursor)
        try:
            self._show(
                experiment,
                lambda: self.workspace.record(experiment, what, merge, another, moved),
                cursor, keep,
            )
        except (RowsError, SettingError) as error:  # a file of data that is not there any more
            self.failed.emit(_sentence(error))

    def may_become(self, experiment: Experiment) -> bool:
        """Whether the gate lets the recipe become this one; if not, that is said."""
        reason = self.gate.edit_refused(experiment) if self.gate else ""
        if reason:
            self.experiment_changed.emit()  # what a form shows already is not so
            self.refused.emit(reason)
        return not reason

    def _may_run(self) -> bool:
        """Whether the gate lets the cursor go on; if not, that is said."""
        reason = self.gate.run_refused() if self.gate else ""
        if reason:
            self.refused.emit(reason)
        return not reason

    @Slot()
    def seal(self) -> None:
        """A drag ended: the next edit is one of its own."""
        self.workspace.seal()

    @Slot()
    def undo(self) -> None:
        """Take the last edit back."""
        self._turn(self.workspace.undo_to, self.workspace.undo, self.workspace.undo_step)

    @Slot()
    def redo(self) -> None:
        """Do the edit again that was taken back."""
        self._turn(self.workspace.redo_to, self.workspace.redo, self.workspace.redo_step)

    def take_back(self) -> None:
        """Undo the last edit, which nobody meant, as if it had never been."""
        to, step = self.workspace.undo_to, self.workspace.undo_step
        self._turn(to, self.workspace.take_back, step)

    def _turn(
        self, to: Experiment | None, turn: Callable[[], object], step: int | None
    ) -> None:
        """Go back or forward to an experiment of the workspace, if there is one, and to the step
        that the edit led away from, or to.
        """
        if to is not None and self.may_become(to):
            elsewhere = to.problem.subject != self._subject
            if step is None and elsewhere:
                step = self._left.get(to.problem.subject)
            try:
                self._show(to, turn, step)
            except (RowsError, SettingError) as error:
                self.failed.emit(_sentence(error))

    def select(self, index: int) -> None:
        """Choose the runner that panels speak of."""
        if index != self.selected and 0 <= index < len(self.runs):
            self.selected = index
            self.selected_changed.emit(index)

    # Moving the cursor

    @Slot()
    def play(self) -> None:
        """Let the cursor move by itself; from the start again if all is played."""
        if self._playing or not self.runs or not self._may_run():
            return
        if self.finished and self.cursor >= self.last:
            self._move(0)
        self._target = self._displaced = None
        self._playing = True
        self._due = 1.0  # the first step is taken at once
        self._before = self._clock()
        self.timer.start()
        self._tell_moving()

    @Slot()
    def pause(self) -> None:
        """Stop moving; a jump under way stops where it is."""
        self.timer.stop()
        self._target = self._displaced = None
        self._playing = False
        self._tell_moving()

    @Slot()
    def toggle(self) -> None:
        """Play, or pause."""
        if self.moving:
            self.pause()
        else:
            self.play()

    def step(self, count: int) -> None:
        """Pause and move by so many steps, forwards or back."""
        self.pause()
        self.go_to(self.cursor + count * self.stride)

    @Slot()
    def to_start(self) -> None:
        """Pause and look at step 0."""
        self.pause()
        self.go_to(0)

    @Slot()
    def to_end(self) -> None:
        """Pause and go where the last run stops, computing what is missing."""
        self.pause()
        self.go_to(2**62)

    def go_to(self, index: int) -> None:
        """Look at a step; one beyond the recorded steps is reached over several frames."""
        self._displaced = None
        if index <= self.cursor or self._may_run():
            self._seek(max(0, index))

    def _seek(self, index: int) -> None:
        try:
            self._seek_to(index)
        except RowsError as error:
            self._stumble(error)

    def _stumble(self, error: RowsError) -> None:
        """Data that a step needs cannot be had: stop where all is well."""
        self.pause()
        self.failed.emit(f"Stopped: {_sentence(error)}")

    def _seek_to(self, index: int) -> None:
        if self._target is not None:  # an older jump that is still on its way gives way
            self._target = None
            if not self._playing:
                self.timer.stop()
        self._record(index, self.runs)
        reached = min(index, self.last) if self.finished else min(index, self._reached())
        arrived = self._ready(reached) and all(run.begun for run in self.runs)
        if arrived:
            self._move(reached)
        if not arrived or (reached < index and not self.finished):
            self._target = index
            self.timer.start()
        self._tell_moving()

    def catch_up(self) -> bool:
        """Record a frame's worth of that while the cursor stands; whether there is more to do."""
        if self.is_behind and not self.moving:
            self._record(self.cursor, self.runs)
            self.moved.emit(self.cursor)  # the runs have grown
        return self.is_behind

    def set_speed(self, index: int) -> None:
        """Choose one of SPEEDS."""
        index = max(0, min(index, len(SPEEDS) - 1))
        if index != self.speed:
            self.speed = index
            self.speed_changed.emit(index)

    @Slot()
    def tick(self) -> None:
        """One frame: move the cursor as far as the clock says and the time budget lets it."""
        self.phase = (self.phase + 1) % PHASES
        self._budget.begin(self.phase)
        if self._target is not None:
            target, self._target = self._target, None
            self._sought = True
            self._seek(target)
            self._sought = False
            if not self.moving:
                self.timer.stop()
            return
        try:
            self._play_on()
        except RowsError as error:
            self._stumble(error)

    def _play_on(self) -> None:
        now = self._clock()
        elapsed, self._before = now - self._before, now
        # A frame that came late (the window was dragged) does not make up for all of it.
        self._due += min(elapsed, 0.1) * SPEEDS[self.speed]
        due = int(self._due + 1e-9)  # sums of frames fall short of a whole step by a rounding
        if due:
            self._due -= due
            wanted = self.cursor + due
            self._record(wanted, self.runs)
            reached = min(wanted, self.last if self.finished else self._reached())
            if self._ready(reached):
                self._move(reached)
        elif any(map(_is_slow, self.runs)):
            self._record(self.cursor + 1, self.runs)
            self._move(min(self.cursor, self._reached()))
        if self.finished and self.cursor >= self.last:
            self.pause()

    def _record(self, index: int, runs: tuple[Run, ...]) -> None:
        """Record up to `index` within the budget of a frame, every run its fair share."""
        begin = perf_counter()
        budget = SEEKING_SECONDS if self._sought else self._budget.stepping
        wanted = self.ahead(index, runs)
        for place, (run, step) in enumerate(zip(runs, wanted, strict=True), start=1):
            run.ensure(step, begin + budget * place / len(runs))
        self._budget.stepped()
        self._ended = sum(run.stop is not None for run in runs)

    def _ready(self, index: int) -> bool:
        """Have every run's step at hand: large ones are replayed over several frames."""
        deadline = perf_counter() + SEEKING_SECONDS
        return all(run.ready(min(index, run.last), deadline) for run in self.runs)

    @property
    def is_behind(self) -> bool:
        """Whether a run is to be recorded farther than the cursor, see `ahead`, and is not yet."""
        wanted = self.ahead(self.cursor, self.runs)
        pairs = zip(self.runs, wanted, strict=True)
        awaited = self._awaited
        return any(run.last < step and not run.stop and run in awaited for run, step in pairs)

    @property
    def _awaited(self) -> Sequence[Run]:
        """The runs that the cursor waits for: those whose steps take long only among their like.

        Beside others they are shown where they are by then, as runs that have ended are.
        """
        return [run for run in self.runs if not run.problem.takes_long] or self.runs

    def _reached(self) -> int:
        """How far all runs that still go, and are waited for, have come."""
        return min((run.last for run in self._awaited if not run.stop), default=self.last)

    def _move(self, index: int) -> None:
        """Put the cursor somewhere; told also if a run ended (diverged) on its next step, or one
        that is slow has made a step.
        """
        slow = sum(run.last + run.begun for run in self.runs if run.problem.takes_long)
        if (index, self._ended, slow) != (self.cursor, self._told_ended, self._told_slow):
            self.cursor, self._told_ended, self._told_slow = index, self._ended, slow
            self.moved.emit(index)

    def _tell_moving(self) -> None:
        if self.moving != self._told_moving:
            self._told_moving = self.moving
            self.playing_changed.emit(self.moving)

    def _show(
        self, experiment: Experiment, settle: Callable[[], object], cursor: int | None = None,
        keep: bool = True,
    ) -> None:
        """Show a recipe that `settle` makes the present one, keeping what is unchanged of its runs.

        All of it or nothing: `settle` is called once the runs are there and have come as far as
        the cursor, which stays where it is if they are long enough.
        """
        subject = experiment.problem.subject
        here = self._looked_at
        if cursor is None:
            cursor = here if subject == self._subject else 0
        try:
            runs = self._cache.find(experiment)
            self._record(cursor, runs)
        except BaseException:
            self.experiment_changed.emit()  # what a form shows already is not so
            raise
        settle()
        self._cache.show(experiment, runs, keep)
        self._left[self._subject] = here
        self._subject, self.runs = subject, runs
        self.selected = max(0, min(self.selected, len(runs) - 1))
        self.cursor = min(cursor, self.last if self.finished else self._reached())
        self._ended = self._told_ended = sum(run.stop is not None for run in runs)
        self._await(cursor)
        self.experiment_changed.emit()
        self._tell_moving()

    @property
    def _looked_at(self) -> int:
        """The step that is looked at, or will be as soon as the runs reach there."""
        return self.cursor if self._displaced is None else self._displaced

    def _await(self, wanted: int) -> None:
        """After an edit: come back to where the cursor was as soon as the runs reach there."""
        own = self._displaced is not None  # a jump under way is an edit's, not a person's
        if own or self._target is None:
            begun = all(run.begun for run in self.runs)
            there = (begun and self.cursor >= wanted) or self._playing
            self._displaced = None if there else wanted
            self._target = None if there or self.finished else wanted
        if self._target is not None:
            self.timer.start()
        elif not self._playing:
            self.timer.stop()


def _is_slow(run: Run) -> bool:
    """Whether a run is on its way with steps that take long."""
    return run.problem.takes_long and run.stop is None


def _sentence(error: ValueError) -> str:
    """What is wrong with the data, and what can be done about it."""
    return f"{localised(str(error)).rstrip('.')}."
