"""What views and panels have in common: they are shown a Scene and a cursor, and draw when seen.

A view knows neither the player nor other views. It is told what there is (`show_scene`), which
step is looked at (`show_cursor`) and why the runs ended (`show_verdicts`); what it wants it says
with a signal that has one of the names in `Mode.answers`, and is connected by that name. A hidden
view returns at once and catches up when it is shown.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Literal, NamedTuple

from PySide6.QtCore import QEvent, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QWidget

from playground.app.core.held import FREE, KEPT_BACK, Held, hold
from playground.lab.edits.apply import ALL, Edit, Scope, apply
from playground.lab.experiments.experiment import Experiment, Runner
from playground.lab.runs.run import Run
from playground.lab.verdicts.surface import Verdict


class Prediction(NamedTuple):
    """What somebody expected, and what happened: two points of a surface, or two steps.

    `actual` is None while the run waits, and `given` is False until it is a prediction: a point
    that is still being put.
    """

    kind: Literal["point", "step"]
    predicted: tuple[float, ...]
    actual: tuple[float, ...] | None
    given: bool = True


class Scene(NamedTuple):
    """What is on screen: the recipe, its runs (one for each runner, same order), the selection."""

    experiment: Experiment
    runs: tuple[Run, ...]
    selected: int = 0

    @property
    def runner(self) -> Runner | None:
        """The selected runner, if there is any."""
        runners = self.experiment.runners
        return runners[self.selected] if self.selected < len(runners) else None

    @property
    def slots(self) -> tuple[int, ...]:
        """Which colour and marker each runner has, in the runners' order."""
        return tuple(runner.slot for runner in self.experiment.runners)

    @property
    def slot(self) -> int:
        """The selected runner's; −1 if there is none."""
        return self.runner.slot if self.runner is not None else -1

    def index_of(self, slot: int) -> int:
        """The place of the runner that has this slot."""
        return self.slots.index(slot)

    @property
    def run(self) -> Run | None:
        """The selected runner's run."""
        return self.runs[self.selected] if self.selected < len(self.runs) else None


class View(QWidget):
    """Draws a scene at a cursor. Subclasses write `draw_scene` and `draw_cursor`.

    `draw_scene` is called when the scene changed (and is to draw the cursor too), `draw_cursor`
    when only the cursor moved. Both are only called while the view is visible.
    """

    picture_asked = Signal()
    """A person wants to save a picture of it, by its own menu."""

    held: Held = FREE
    scene: Scene | None = None
    cursor: int = 0  # type: ignore[assignment]  # hides QWidget.cursor, which is for the mouse
    hurried = False
    """Whether many steps go into each frame, so that views take turns: another cursor comes before
    anybody has read this one, and what is for who reads may wait."""
    _stale = False

    def show_scene(self, scene: Scene, cursor: int) -> None:
        """Another recipe, other runs, or another selection."""
        self.scene, self.cursor = scene, cursor
        self._draw(self.draw_scene)

    def show_cursor(self, cursor: int) -> None:
        """Look at another step. A run shorter than that is shown at its last step."""
        self.cursor = cursor
        self._draw(self.draw_cursor)

    def show_verdicts(self, verdicts: Sequence[Verdict]) -> None:
        """What became of each run, in the runners' order; by default a view does not tell it."""

    def show_prediction(self, prediction: Prediction | None) -> None:
        """Draw what was predicted beside what happened, or nothing; by default nothing."""

    def show_held(self, held: Held) -> None:
        """Hide and lock the controls of what a lesson holds fast; FREE gives them back."""
        before, self.held = self.held, held
        hold(self, held)
        if held == FREE or any(before.reason([k]) != held.reason([k]) for k in KEPT_BACK):
            self._draw(self.draw_scene)  # what it had switched meanwhile

    def look_at(self, how: str) -> None:
        """Be shown in one of the ways it has, by its name; by default there is one way only."""

    def come_to_rest(self) -> None:
        """Nothing follows: draw what was put off, as finely as it gets; by default nothing was."""

    def draw_scene(self) -> None:
        """Draw everything for `self.scene` at `self.cursor`."""
        raise NotImplementedError

    def draw_cursor(self) -> None:
        """Update what depends on `self.cursor`; runs may have grown meanwhile."""
        raise NotImplementedError

    def draw_for_picture(self) -> None:
        """Draw what a picture of this view, hidden until now, is to show."""
        self.draw_scene()

    def _draw(self, draw: Callable[[], None]) -> None:
        if self.scene is None:
            return
        if self.isVisible():
            draw()
            if self.held != FREE:
                hold(self, self.held)
        else:
            self._stale = True

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LocaleChange:  # numbers are written another way
            self._draw(self.draw_scene)
        super().changeEvent(event)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._stale and self.scene is not None:
            self._stale = False
            self.draw_scene()
            if self.held != FREE:
                hold(self, self.held)


class Panel(View):
    """A view that edits: it names an edit, and emits what `apply` makes of it.

    `edited(experiment, what, merge)`: `what` is a short phrase for the undo menu ("learning rate
    of GD 0.02"); `merge` is None, or a key that joins the edits of one drag into one undo step.
    `edit_done` ends a drag.
    """

    edited = Signal(object, str, object)
    edit_done = Signal()

    def change(
        self, edit: Edit, what: str, merge: str | None = None, final: bool = True,
        scope: Scope = ALL,
    ) -> Experiment | None:
        """Edit the experiment on screen, for a scope; `final` ends a drag.

        Raises SettingError, with all as it was, for what cannot be. Returns the experiment after
        it, or None if all stays.
        """
        if self.scene is None:
            return None
        before = self.scene.experiment
        applied = apply(before, edit, what, merge, scope)
        if applied.experiment != before:
            self.edited.emit(*applied)
        if final and merge is not None:
            self.edit_done.emit()
        return applied.experiment if applied.experiment != before else None
