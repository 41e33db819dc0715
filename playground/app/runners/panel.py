"""The runners: who walks, with which settings, from where; and branching off in mid-run."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QToolButton, QVBoxLayout, QWidget

from playground.app.core.view import Panel
from playground.app.look.style import SPACE_M, SPACE_XS, px, style
from playground.app.runners.form import RunnerForm, setting_words
from playground.app.runners.list import RunnerList, RunnerScroll
from playground.app.runners.own_text import own_lines
from playground.app.runners.tools import RunnerTools
from playground.app.text import numbers as fmt
from playground.app.widgets.empty_state import EmptyState
from playground.app.widgets.panel_scroll import PanelScroll
from playground.app.widgets.section import Separator
from playground.engine.clipping import Clip
from playground.engine.parameters import SettingError
from playground.engine.schedules import Schedule
from playground.engine.sharpness_aware import SharpnessAware
from playground.lab.edits import surface as edits
from playground.lab.edits.apply import Scope
from playground.lab.edits.own_starts import join_starts, one_start, share_start
from playground.lab.edits.runners import set_clip, set_sam, set_schedule
from playground.lab.experiments.experiment import Experiment
from playground.lab.verdicts.surface import Verdict


class RunnersPanel(Panel):
    """Lists the runners and edits the selected one.

    `runner_selected(index)` asks for another selection. With `shared_start` on, a start that is
    moved, here or in the picture, is every runner's. It is on in a new document, and never
    where the starts differ.
    """

    runner_selected = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._apart = False  # whether a hand wants each start to move by itself
        self._dragging: int | None = None  # the step from which the drag under way changes
        self._list = RunnerList()
        self.tools = RunnerTools()
        self.form = RunnerForm()
        self.empty_state = EmptyState(
            "plus", "Nobody is running. Add a runner to watch it descend."
        )
        self._line = Separator()
        self._place()
        self._connect()

    def _place(self) -> None:
        """List and form scroll each by itself, so that both are in sight beside eight runners."""
        formed = QWidget()
        inside = self._inside = QVBoxLayout(formed)
        inside.addWidget(self.form)
        inside.addStretch(1)
        self._listed, self._formed = RunnerScroll(self._list), PanelScroll(formed)
        tools = self._middle = QVBoxLayout()
        for part in (self.empty_state, self.tools, self._line):
            tools.addWidget(part)
        outer = self._outer = QVBoxLayout(self)
        outer.addWidget(self._listed)
        outer.addLayout(tools)
        outer.addWidget(self._formed, 1)
        self._space()

    @Slot()
    def _space(self) -> None:
        """The distances at the present type size."""
        side, low = px(SPACE_M), px(SPACE_XS)
        for layout in (self._inside, self._middle):
            layout.setContentsMargins(side, 0, side, low)
        self._middle.setSpacing(low)
        self._outer.setContentsMargins(0, low, 0, 0)
        self._outer.setSpacing(low)

    def _connect(self) -> None:
        style.changed.connect(self._space)
        self._list.selected.connect(self._select)
        self._list.renamed.connect(self._rename)
        self._list.toggled.connect(self._toggle_shown)
        self._list.removed.connect(self._remove)
        self.tools.add.connect(self._add)
        self.tools.duplicate.connect(self._duplicate)
        self.tools.race.connect(self._race)
        self.tools.restart.connect(self._restart)
        self.tools.reseed.connect(self._restart)
        self.tools.seed_typed.connect(self._set_seed)
        self.form.setting.connect(self._set_setting)
        self.form.optimizer.connect(self._set_optimizer)
        self.form.schedule.changed.connect(self._set_schedule)
        self.form.clip.changed.connect(self._set_clip)
        self.form.climb.changed.connect(self._set_sam)
        self.form.start.connect(self._set_start)
        self.form.branch_removed.connect(self._remove_branch)
        self.form.scope.toggled.connect(self.draw_cursor)
        self.form.starts.shared_toggled.connect(self.set_shared_start)
        self.form.own.given_back.connect(self._give_back)
        self.form.noise.edited.connect(self._set_noise)
        self.form.noise.seeds_requested.connect(self._noise_seeds)

    @property
    def add_button(self) -> QToolButton:
        """The button that adds a runner, for hints to point at."""
        return self.tools.add_button

    @property
    def shared_start(self) -> bool:
        """Whether all runners start where one of them is put."""
        together = self.scene is None or one_start(self.scene.experiment)
        return together and not self._apart

    @Slot(bool)
    def set_shared_start(self, shared: bool) -> None:
        """Let all runners start where the selected one does from now on, or each by itself."""
        self._apart = not shared
        scene = self.scene
        if shared and scene is not None and not one_start(scene.experiment):
            changed = join_starts(scene.experiment, scene.selected)
            self._edit(changed, "one start for all runners")
        self._draw(self.draw_scene)

    def begin(self) -> None:
        """A new document is about to be shown: its runners start together if they can."""
        self._apart = False

    def show_verdicts(self, verdicts: Sequence[Verdict]) -> None:
        """Say what became of each run, in the runners' order: the words in the list."""
        if tuple(verdicts) != self._list.verdicts:
            self._list.verdicts = tuple(verdicts)
            self._draw(self.draw_cursor)

    # Showing

    def draw_scene(self) -> None:
        scene = self.scene
        if scene is None:
            return
        experiment, runner = scene.experiment, scene.runner
        room = edits.most_restarts(experiment, scene.selected) if runner is not None else 0
        on_surface = edits.surface_of(experiment) is not None
        self.tools.show_state(len(experiment.runners), room, experiment.seed, on_surface)
        self.empty_state.setVisible(runner is None)
        self._listed.setVisible(runner is not None)
        self._line.setVisible(runner is not None)
        self._formed.setVisible(runner is not None)
        self._list.show_scene(scene, self.cursor)
        self._listed.share(self.height())
        if runner is not None:
            own = own_lines(experiment, scene.selected)
            self.form.show_runner(runner, scene.run, own, self.shared_start)
            self.form.noise.show_noise(runner.noise, edits.surface_of(experiment))
            self._draw_form()
            self._listed.show_row(scene.selected)

    @Slot()
    def draw_cursor(self) -> None:
        if self.scene is not None:
            self._list.show_cursor(self.scene, self.cursor)
            self._draw_form()

    def _draw_form(self) -> None:
        """The settings in force at the cursor, and from where on changes would apply."""
        if self.scene is None or self.scene.runner is None:
            return
        runner = self.scene.runner
        self.form.show_optimizer(runner.optimizer_at(self._seen_at()))
        self.form.scope.show_step(
            self._step_of_change(), self._branch_step() > 0, bool(runner.changes)
        )

    def _seen_at(self) -> int:
        """The step of the selected run that is looked at."""
        run = self.scene.run if self.scene is not None else None
        return min(self.cursor, run.last) if run is not None else 0

    def _branch_step(self) -> int:
        """Where a change would branch off; 0 if there is nothing to branch off from."""
        if self.scene is None or self.scene.runner is None or self.scene.run is None:
            return 0
        return edits.step_of_change(self.scene.runner, self.scene.run, self.cursor)

    def _step_of_change(self) -> int:
        """From which step on a change applies: a drag goes on where it began."""
        if self._dragging is not None:
            return self._dragging
        return 0 if self.form.scope.from_start else self._branch_step()

    # Editing the selected runner

    @Slot(str, object, bool)
    def _set_setting(self, name: str, value: object, final: bool) -> None:
        scene = self.scene
        if scene is None or scene.runner is None:
            return
        step, index = self._step_of_change(), scene.selected
        self._dragging = None if final else step
        try:
            changed = edits.set_setting(
                scene.experiment, index, name, value, step, self._seen_at()
            )
        except SettingError as error:
            self.form.settings.set_error(name, fmt.localised(str(error)))
            return
        optimizer = changed.runners[index].optimizer_at(step)
        number = fmt.number(getattr(optimizer, name))
        what = f"{setting_words(optimizer, name)} of {scene.runner.label} {number}"
        self.change(lambda *_: changed, what, f"runner {index} {name} from {step}", final)
        if final:
            self._draw_form()

    @Slot(str)
    def _set_optimizer(self, name: str) -> None:
        if self.scene is not None and self.scene.runner is not None:
            changed = edits.set_optimizer(
                self.scene.experiment, self.scene.selected, name, self._step_of_change(),
                self._seen_at(),
            )
            self._edit(changed, f"optimizer of {self.scene.runner.label}")

    @Slot(float, float)
    def _set_start(self, x: float, y: float) -> None:
        if self.scene is not None:
            index = None if self.shared_start else self.scene.selected
            changed = edits.set_start(self.scene.experiment, (x, y), index)
            self._edit(changed, f"start {fmt.point(x, y)}")

    @Slot(str, object, bool)
    def _set_noise(self, name: str, value: object, final: bool) -> None:
        scene = self.scene
        if scene is None or scene.runner is None:
            return
        index = scene.selected
        try:
            changed = edits.set_noise(scene.experiment, index, name, value)
        except SettingError as error:
            self.form.noise.set_error(name, fmt.localised(str(error)))
            return
        number = fmt.number(value)  # type: ignore[arg-type]
        what = f"noise {name} of {scene.runner.label} {number}"
        self.change(lambda *_: changed, what, f"runner {index} noise {name}", final)

    @Slot(int)
    def _noise_seeds(self, count: int) -> None:
        if self.scene is not None and self.scene.runner is not None:
            label = self.scene.runner.label
            changed = edits.noise_seeds(self.scene.experiment, self.scene.selected, count)
            self._edit(changed, f"{count} seeds of the noise of {label}")

    @Slot(int)
    def _remove_branch(self, step: int) -> None:
        if self.scene is not None:
            changed = edits.remove_change(self.scene.experiment, self.scene.selected, step)
            self._edit(changed, f"branch from step {fmt.grouped(step)} taken back")

    @Slot(str)
    def _give_back(self, name: str) -> None:
        """The selected runner takes the shared value of one of its own settings."""
        scene = self.scene
        if scene is None or scene.runner is None:
            return
        index, what = scene.selected, f"{name} as shared"

        def give_back(experiment: Experiment, _: int | None) -> Experiment:
            if edits.surface_of(experiment) is not None:
                return share_start(experiment, index)
            from playground.lab.edits.own_settings import share  # not for surfaces

            return share(experiment, index, name)

        try:
            self.change(give_back, what, scope=Scope(index, only=True))
        except SettingError as error:
            self.form.own.set_error(fmt.localised(str(error)))

    # Editing the field of runners

    @Slot(int)
    def _select(self, index: int) -> None:
        if self.scene is not None and index != self.scene.selected:
            self.runner_selected.emit(index)

    @Slot(int, str)
    def _rename(self, index: int, label: str) -> None:
        if self.scene is not None:
            self._edit(edits.rename(self.scene.experiment, index, label), f"name {label}")

    @Slot(int)
    def _toggle_shown(self, index: int) -> None:
        if self.scene is not None:
            runner = self.scene.experiment.runners[index]
            what = f"{'hide' if runner.shown else 'show'} {runner.label}"
            self._edit(edits.toggle_shown(self.scene.experiment, index), what)

    @Slot(object, bool)
    def _set_schedule(self, schedule: Schedule | None, final: bool) -> None:
        scene = self.scene
        if scene is None or scene.runner is None:
            return
        index, label = scene.selected, scene.runner.label
        title = "constant η" if schedule is None else f"η {schedule.title}"
        self.change(
            lambda e, _: set_schedule(e, index, schedule), f"{title} of {label}",
            f"runner {index} schedule", final,
        )

    @Slot(object, bool)
    def _set_clip(self, clip: Clip, final: bool) -> None:
        scene = self.scene
        if scene is None or scene.runner is None:
            return
        index, label = scene.selected, scene.runner.label
        self.change(
            lambda e, _: set_clip(e, index, clip), f"clipped gradients of {label}",
            f"runner {index} clip", final,
        )

    @Slot(object, bool)
    def _set_sam(self, sam: SharpnessAware, final: bool) -> None:
        scene = self.scene
        if scene is not None and scene.runner is not None:
            index, label = scene.selected, scene.runner.label
            self.change(
                lambda e, _: set_sam(e, index, sam), f"sharpness-aware steps of {label}",
                f"runner {index} sam", final,
            )

    @Slot(int)
    def _remove(self, index: int) -> None:
        if self.scene is not None:
            scene, label = self.scene, self.scene.experiment.runners[index].label
            self._edit(edits.remove_runner(scene.experiment, index), f"remove {label}")
            if index < scene.selected:  # the selected runner has moved up by one
                self.runner_selected.emit(scene.selected - 1)

    @Slot(str)
    def _add(self, name: str) -> None:
        if self.scene is not None:
            changed = edits.add_runner(self.scene.experiment, name, self.scene.selected)
            self._edit(changed, f"add {changed.runners[-1].label}")
            self.runner_selected.emit(len(changed.runners) - 1)

    @Slot()
    def _duplicate(self) -> None:
        if self.scene is not None and self.scene.runner is not None:
            label = self.scene.runner.label
            changed = edits.duplicate_runner(self.scene.experiment, self.scene.selected)
            self._edit(changed, f"duplicate {label}")
            self.runner_selected.emit(len(changed.runners) - 1)

    @Slot()
    def _race(self) -> None:
        if self.scene is not None:
            changed = edits.race_all(self.scene.experiment, self.scene.selected)
            self._edit(changed, "race all optimizers")

    @Slot(int)
    @Slot(int, int)
    def _restart(self, count: int, seed: int | None = None) -> None:
        """Random restarts with the experiment's seed or a new one: every runner its own start."""
        if self.scene is None or self.scene.runner is None:
            return
        experiment = self.scene.experiment
        if seed is not None:
            experiment = edits.set_seed(experiment, seed)
        changed = edits.random_restarts(experiment, self.scene.selected, count)
        self._edit(changed, f"{count} random restarts, seed {changed.seed}")

    @Slot(int)
    def _set_seed(self, seed: int) -> None:
        if self.scene is not None:
            self._edit(edits.set_seed(self.scene.experiment, seed), f"seed {seed}")

    def _edit(self, changed: Experiment, what: str) -> None:
        self.change(lambda *_: changed, what)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._listed.share(self.height())

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._listed.share(self.height())


__all__ = ["RunnersPanel"]
