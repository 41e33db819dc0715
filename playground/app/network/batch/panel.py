"""The batch panel: where a batch's gradient comes from, and what its noise does to training."""

from __future__ import annotations

from collections.abc import Callable
from time import perf_counter

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QHideEvent, QResizeEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from playground.app.core.view import Panel, Scene
from playground.app.look.style import SPACE_M, SPACE_S, SPACE_XS, px, style
from playground.app.network.batch import text as words
from playground.app.network.batch.cloud_page import CloudPage
from playground.app.network.batch.floor_page import FloorPage
from playground.app.network.batch.law_page import LawPage
from playground.app.network.batch.scale_page import ScalePage
from playground.app.network.batch.sum_page import SumPage
from playground.app.network.facts import facts_of
from playground.app.network.pace import Pace
from playground.app.text import numbers as fmt
from playground.app.widgets.choices import Segments
from playground.app.widgets.empty_state import EmptyState
from playground.app.widgets.error_line import ErrorLine
from playground.app.widgets.labels import mend
from playground.app.widgets.panel_scroll import PanelScroll
from playground.app.widgets.section import Pages
from playground.engine.networks.fitting import FittingProblem
from playground.engine.parameters import SettingError
from playground.engine.problem import of_kind
from playground.engine.schedules import schedules
from playground.lab.edits import runners as edits
from playground.lab.edits.apply import ALL, Edit, Scope
from playground.lab.edits.own_settings import SETTINGS
from playground.lab.edits.runners import set_schedule
from playground.lab.edits.training import set_batch, set_reduction
from playground.lab.runs.noise_floor import suited_decay

_PAGES = (
    ("cloud", "Cloud", "Every sample's gradient as a point, their mean, and a batch's mean."),
    ("law", "Law", "How far a batch's gradient is from the full one, by the batch's size."),
    ("floor", "Floor", "The level and the cloud that noise keeps a constant rate at."),
    ("scale", "Scale", "How noisy is noisy: the noise scale, and the batch size that it suits."),
    ("sum", "Sum", "Sum or mean over a batch, and what that means for the learning rate."),
)


_LOWEST = 128


class BatchPanel(Panel):
    """Pages about the noise of batches, of the selected runner at the cursor.

    `sample_lit(sample)` says that a sample was taken here; `hovered` what is under the pointer.
    """

    sample_lit = Signal(object)
    hovered = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.cloud, self.law, self.floor = CloudPage(), LawPage(), FloorPage()
        self.scale, self.sum = ScalePage(), SumPage()
        self._pages: dict[str, QWidget] = {
            "cloud": self.cloud, "law": self.law, "floor": self.floor, "scale": self.scale,
            "sum": self.sum,
        }
        self.chooser = Segments(_PAGES, "What is shown of batches")
        self.chooser.set_value("cloud")
        self.empty_state = EmptyState("chart", words.EMPTY)
        self.pace = Pace(self)
        self._put_together()
        self._space()
        self.pace.due.connect(self._update)
        self.chooser.chosen.connect(self.show_page)
        self.cloud.sample_lit.connect(self.sample_lit)
        for page in (self.cloud, self.law, self.floor, self.scale):
            page.hovered.connect(self.hovered)
            page.plot.save_asked.connect(self.picture_asked)
        self.sum.reduction_chosen.connect(self._set_reduction)
        self.floor.rate_halved.connect(self._halve_rate)
        self.floor.batch_doubled.connect(self._double_batch)
        self.floor.decay_switched.connect(self._switch_decay)
        style.changed.connect(self._space)

    def _put_together(self) -> None:
        self._body = QWidget()
        self._column = QVBoxLayout(self._body)
        self._column.addWidget(self.chooser)
        holder = QWidget()
        self._stack = Pages(holder)
        self._inner: list[QVBoxLayout] = []
        self._places: dict[str, int] = {}
        for name, page in self._pages.items():
            content = QWidget()
            inside = QVBoxLayout(content)
            inside.addWidget(page)
            self._inner.append(inside)
            self._places[name] = self._stack.addWidget(PanelScroll(content))
        self._column.addWidget(holder, 1)
        self._outer = Pages(self)
        self._outer.addWidget(self._body)
        self._outer.addWidget(self.empty_state)

    @property
    def page(self) -> str:
        """Which page is shown."""
        return self.chooser.value

    def export_target(self) -> QWidget:
        """What is saved as a picture: the plot of the page, or the page where it has none."""
        page = self._pages[self.page]
        plot = getattr(page, "plot", page)
        return plot if isinstance(plot, QWidget) else page

    @Slot(str)
    def look_at(self, how: str) -> None:
        """A page, by its name."""
        if how in self._pages:
            self.show_page(how)

    def show_page(self, name: str) -> None:
        """Show another page."""
        self.chooser.set_value(name)
        self._stack.setCurrentIndex(self._places[name])
        self._draw(self.draw_scene)

    def set_sample(self, sample: int | None) -> None:
        """Light up a sample that was taken elsewhere."""
        self.cloud.set_sample(sample)

    def draw_scene(self) -> None:
        """Another experiment or another selection."""
        there = facts_of(self.scene, self.cursor) is not None
        self._outer.setCurrentIndex(0 if there else 1)
        if there:
            self._update(at_rest=True)

    def draw_cursor(self) -> None:
        """Other weights, and another batch."""
        self.pace.ask(self.hurried)

    def hideEvent(self, event: QHideEvent) -> None:
        self.pace.stop()
        self._stale = self.scene is not None
        super().hideEvent(event)

    @Slot()
    def _update(self, at_rest: bool = False) -> None:
        facts, scene = facts_of(self.scene, self.cursor), self.scene
        if facts is None or scene is None:
            return
        began = perf_counter()
        slot, seed = max(scene.slot, 0), scene.experiment.seed
        if self.page == "cloud":
            self.cloud.show_facts(facts, slot, seed, at_rest)
        elif self.page == "law":
            self.law.show_facts(facts, slot, seed, self._builder(scene))
        elif self.page == "floor" and scene.run is not None:
            self.floor.show_run(facts, scene.run, slot)
        elif self.page == "scale":
            self.scale.show_scene(facts, scene)
        elif self.page == "sum" and scene.run is not None:
            self.sum.show_run(facts, scene.run.rule_at(facts.step))
        self.pace.cost = perf_counter() - began

    # What a hand does

    def _step_of_change(self) -> int:
        """From which step on a change of the rule applies: as in the list of runners."""
        assert self.scene is not None
        runner, run = self.scene.runner, self.scene.run
        assert runner is not None and run is not None
        return edits.step_of_change(runner, run, self.cursor)

    @Slot()
    def _halve_rate(self) -> None:
        scene = self.scene
        if scene is None or scene.runner is None:
            return
        step = self._step_of_change()
        rate = getattr(scene.runner.optimizer_at(step), "learning_rate", 0.0) / 2
        self._try(
            lambda e, _: edits.set_setting(e, scene.selected, "learning_rate", rate, step),
            f"learning rate of {scene.runner.label} {fmt.number(rate)}",
        )

    @Slot(bool)
    def _switch_decay(self, on: bool) -> None:
        scene = self.scene
        if scene is None or scene.runner is None:
            return
        schedule = None
        if on and scene.run is not None and self.floor.tail is not None:
            rate = suited_decay(scene.run, self._step_of_change(), self.floor.tail.average)
            schedule = schedules["inverse"].from_settings({"rate": rate})
        self._try(
            lambda e, _: set_schedule(e, scene.selected, schedule),
            f"{'1/t' if on else 'constant'} steps of {scene.runner.label}",
        )

    @Slot()
    def _double_batch(self) -> None:
        facts, scene = facts_of(self.scene, self.cursor), self.scene
        if facts is None or scene is None:
            return
        size = min(2 * facts.problem.batches.count(0), facts.problem.data.samples)
        self._try(
            lambda e, r: set_batch(e, r, size=size), f"batch size {fmt.number(size)}",
            Scope(scene.selected, SETTINGS["batch size"]),
        )

    @Slot(str, bool)
    def _set_reduction(self, reduction: str, keep: bool) -> None:
        scene = self.scene
        if scene is None:
            return
        self._try(
            lambda e, r: set_reduction(e, reduction, keep, r), f"{reduction} over a batch",
            Scope(scene.selected, SETTINGS["reduction"]),
        )
        self.draw_scene()

    def _try(self, edit: Edit, what: str, scope: Scope = ALL) -> None:
        """Do it, or say on the page why that cannot be."""
        page = self._pages[self.page]
        error_line = getattr(page, "error_line", None)
        try:
            self.change(edit, what, scope=scope)
        except SettingError as error:
            if isinstance(error_line, ErrorLine):
                error_line.set_error(mend(error))

    @staticmethod
    def _builder(scene: Scene) -> Callable[[], FittingProblem]:
        """Makes the selected runner's problem anew: the run's own is not for two threads."""
        experiment, runner = scene.experiment, scene.runner
        assert runner is not None
        return lambda: of_kind(experiment.problem_of(runner), FittingProblem)

    def _share(self) -> None:
        """Plots as high as the panel has room, with what belongs to them; the rest is scrolled."""
        room = self.height() - self.chooser.height() - 2 * px(SPACE_S)
        for page in (self.cloud, self.law, self.floor, self.scale):
            page.plot.setMinimumHeight(max(px(_LOWEST), room - px(page.beside_plot)))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._share()

    @Slot()
    def _space(self) -> None:
        self._column.setContentsMargins(0, px(SPACE_XS), 0, 0)
        self._column.setSpacing(px(SPACE_XS))
        self.chooser.setContentsMargins(px(SPACE_S), 0, px(SPACE_S), 0)
        for inside in self._inner:
            inside.setContentsMargins(px(SPACE_M), 0, px(SPACE_M), px(SPACE_S))
        self._share()
