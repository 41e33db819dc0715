"""Backpropagation worked by hand: one quantity at a time, forward and then back."""

from __future__ import annotations

from time import perf_counter

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QHideEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QVBoxLayout, QWidget

from playground.app.core.held import LAYERS, VALUES
from playground.app.core.view import Panel
from playground.app.look.style import SPACE_M, SPACE_S, px, style
from playground.app.network.backprop.as_problem import to_check, walk_of, why_no_walk
from playground.app.network.backprop.check import GradientChecker
from playground.app.network.backprop.controls import WalkControls
from playground.app.network.backprop.highlight import Light
from playground.app.network.backprop.line import WalkLine
from playground.app.network.backprop.revealed import Key, keys_of
from playground.app.network.backprop.section import KnownSection
from playground.app.network.backprop.selected import OwnLine
from playground.app.network.backprop.shapes import ShapesCard
from playground.app.network.backprop.source import RISK, SourceForm
from playground.app.network.pace import Pace
from playground.app.network.weights_at_cursor import step_in_run
from playground.app.widgets.empty_state import EmptyState
from playground.app.widgets.panel_scroll import PanelScroll
from playground.app.widgets.section import Pages, Section, Separator, reveal_unfolded
from playground.engine.networks.fitting import FittingProblem
from playground.engine.networks.network import Network
from playground.engine.networks.place import Place
from playground.engine.networks.walkthrough import Line, Walkthrough
from playground.engine.problem import Array, Problem

BACKWARD = "backward"
"""The way to look at it that begins with the first derivative."""


class BackpropPanel(Panel):
    """The walk at the cursor's theta.

    `lit_changed(nodes, edges)` are what the shown step used, as tuples (layer, unit) and
    (layer, i, j) counted from 0, the node whose quantity it is last; both empty while nothing is
    shown. `shown_changed` has what is known of each node, see `Light.shown`; None while nothing is
    walked. `place_selected(Place)` is what was taken here.
    """

    lit_changed = Signal(object, object)
    shown_changed = Signal(object)
    place_selected = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._walk: Walkthrough | None = None
        self._position = 0
        self._wanted = ""
        self._place: Place | None = None
        self._light = Light(self)
        self.pace = Pace(self)
        self.source_part = SourceForm()
        self.controls = WalkControls()
        self._line = WalkLine()
        self.own_part = OwnLine()
        self._known = KnownSection()
        self.checker = GradientChecker(self._prepare_check)
        self._lay_out()
        self._connect()
        self._space()
        style.changed.connect(self._restyle)

    @property
    def walk(self) -> Walkthrough | None:
        """The walk that is shown."""
        return self._walk

    @property
    def position(self) -> int:
        """Which of its lines."""
        return self._position

    @property
    def line(self) -> Line | None:
        """The line that is shown."""
        return self._walk.lines[self._position] if self._walk else None

    def set_selection(self, selection: Place | None) -> None:
        """Show the line of an edge, bias or node that was taken elsewhere; None: of nothing."""
        self._place = selection
        self._show_own()
        if self._place is not None and not self.selected.isHidden():
            self.scroll_area.ensureWidgetVisible(self.selected, 0, 0)

    def seek(self, position: int) -> None:
        """Show a step of the walk."""
        if self._walk is None:
            return
        position = max(0, min(position, len(self._walk.lines) - 1))
        self._position = position
        self._show_line()

    def look_at(self, how: str) -> None:
        """ "backward" begins where the way back does: all values are known, no derivative is."""
        if how == BACKWARD:
            self._wanted = how
            if self._walk is not None:
                self._go_to_wanted()

    def _go_to_wanted(self) -> None:
        lines = self._walk.lines if self._walk else ()
        if self._wanted == BACKWARD and lines:
            self.seek(next((k for k, line in enumerate(lines) if line.backward), 0))
        self._wanted = ""

    def draw_scene(self) -> None:
        """Another network, other data, another runner."""
        problem = self._problem()
        refusal = self.held.reason([VALUES, LAYERS]) or why_no_walk(problem)
        if problem is None or refusal:
            self._forget(refusal)
            return
        assert self.scene is not None
        if self.source_part.begins(self.scene.experiment, problem):
            self._walk = None
            self.scroll_area.verticalScrollBar().setValue(0)
        before = self._walk.network if self._walk else None
        if problem.network != before:
            self._position, self._place = 0, None
            self.checker.forget()
            self._light.forget()
        self._stack.setCurrentIndex(0)
        self.source_part.show_problem(problem)
        if problem.network == before:
            self.pace.ask(self.hurried)  # a weight that is dragged
        else:
            self._draw_walk()

    def draw_cursor(self) -> None:
        """Other weights."""
        if self._walk is not None:
            self.pace.ask(self.hurried)

    def _lay_out(self) -> None:
        body = QWidget()
        self._rows = QVBoxLayout(body)
        self._inner = QVBoxLayout()
        self._inner.addWidget(self._line)
        self._rows.addLayout(self._inner)
        self.shapes_card = ShapesCard()
        self.shapes = Section("Shapes, W and Wᵀ", self.shapes_card, "backprop_shapes", opened=False)
        self._rows.addWidget(self.shapes)
        self.selected = Section("Selected", self.own_part)
        self.trust = Section("Trust it", self.checker, "backprop_trust", opened=False)
        for widget in (self.selected, Separator(), self._known, Separator(), self.trust):
            self._rows.addWidget(widget)
        self._rows.addStretch(1)
        self.selected.hide()
        self.scroll_area = PanelScroll(body)
        full = QWidget()
        self._column = QVBoxLayout(full)
        self._top = QVBoxLayout()
        self._top.addWidget(self.source_part)
        self._top.addWidget(self.controls)
        self._column.addLayout(self._top)
        self._column.addWidget(Separator())
        self._column.addWidget(self.scroll_area, 1)
        self.empty_state = EmptyState("network", "")
        self._stack = Pages(self)
        self._stack.addWidget(full)
        self._stack.addWidget(self.empty_state)

    def _connect(self) -> None:
        self.pace.due.connect(self._draw_walk)
        reveal_unfolded(self.scroll_area, self.selected, self._known, self.trust)
        self._light.lit.connect(self.lit_changed)
        self._light.shown.connect(self.shown_changed)
        self.source_part.changed.connect(self._draw_walk)
        self.controls.sought.connect(self._seek_by_hand)
        self._known.asked.connect(self._seek_quantity)
        self.checker.chosen.connect(self._choose)
        copy = QKeySequence(QKeySequence.StandardKey.Copy)
        for key, act in (
            (",", self.controls.back), (".", self.controls.forward), (copy, self._line.copy),
        ):
            shortcut = QShortcut(QKeySequence(key), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(act)

    def _problem(self) -> FittingProblem | None:
        run = self.scene.run if self.scene else None
        problem = run.problem if run else None
        return problem if isinstance(problem, FittingProblem) else None

    def _theta(self) -> Array:
        assert self.scene is not None and self.scene.run is not None
        run = self.scene.run
        return run[min(self.cursor, run.last)].theta

    @Slot()
    def _draw_walk(self) -> None:
        """Work everything out anew for H, x and theta, and show the same step of it."""
        problem = self._problem()
        if problem is None or self.scene is None:
            return
        began = perf_counter()
        old = self.line
        self._walk = walk_of(problem, self._theta(), self.source_part.source)
        if old is not None:  # another H may have a line more: stay with the same quantity
            self._position = self._walk.index_of(old) or 0
        self.pace.cost = perf_counter() - began
        self._known.show_walk(self._walk, problem.input_labels)
        self._show_line()
        self._show_own()
        if self._wanted:
            self._go_to_wanted()

    def _show_line(self) -> None:
        """The present step, everywhere."""
        walk, line = self._walk, self.line
        if walk is None or line is None:
            return
        self.controls.show_place(self._position, len(walk.lines))
        self._line.show_line(walk, line, self._where())
        self.shapes_card.show_line(walk, line)
        self._known.show_step(self._position)
        self._light.follow(walk, self._position)

    def _where(self) -> str:
        assert self.scene is not None and self.scene.run is not None
        run = self.scene.run
        return step_in_run(min(self.cursor, run.last))

    def _show_own(self) -> None:
        """The selected parameter's or node's own line."""
        walk, place, problem = self._walk, self._place, self._problem()
        if walk is None or problem is None or place is None or not walk.network.has(place):
            self.selected.hide()
            self.checker.select(None)
            return
        frozen = place.index in problem.frozen
        if place.kind == "node":
            self.own_part.show_node(walk, place)
        elif self.source_part.source.kind == RISK:
            self.own_part.show_average(problem, walk, place, frozen)
        else:
            self.own_part.show_parameter(walk, place, frozen)
        self.checker.select(place.index if place.index >= 0 else None)
        self.selected.show()

    def _prepare_check(self) -> tuple[Problem, Array, Network, str] | str:
        """What the checker is to check: the gradient of H as it is chosen, frozen or not."""
        problem, scene = self._problem(), self.scene
        if problem is None or scene is None or scene.runner is None:
            return "There is no network to check."
        recipe = scene.experiment.recipe_for(scene.runner)
        if recipe.kind != "network":
            return "There is no network to check."
        found = to_check(problem, recipe, scene.experiment.seed, self.source_part.source)
        if isinstance(found, str):
            return found
        words = self.source_part.source.words
        if self.source_part.source.kind == RISK and problem.penalized:
            words = "R + penalty"
        what = f"the gradient of {words} {self._where()}"
        return found, self._theta().copy(), problem.network, what

    @Slot(int)
    def _seek_by_hand(self, position: int) -> None:
        """The walk goes on, where it is seen: as a formula, or filling the table."""
        self.seek(position)
        table, line = self._known.table, self.line
        seen = table.visibleRegion()
        if line is None or not any(seen.contains(table.row_of(key)) for key in keys_of(line)):
            self.scroll_area.verticalScrollBar().setValue(0)

    @Slot(object)
    def _seek_quantity(self, key: Key) -> None:
        """A number of the table was clicked: show how it is computed."""
        self.scroll_area.verticalScrollBar().setValue(0)
        lines = self._walk.lines if self._walk else ()
        found = (k for k, line in enumerate(lines) if key in keys_of(line))
        self.controls.pause()
        self.seek(next(found, self._position))

    @Slot(int)
    def _choose(self, index: int) -> None:
        if self._walk is not None:
            place = self._walk.network.place_of(index)
            self.set_selection(place)
            self.place_selected.emit(place)

    def _forget(self, sentence: str) -> None:
        """Nothing to work through."""
        self._walk = None
        self.controls.pause()
        self.pace.stop()
        self.checker.forget()
        self.empty_state.set_sentence(sentence)
        self._stack.setCurrentIndex(1)
        self._light.off()

    def _space(self) -> None:
        side = px(SPACE_M)
        self._column.setContentsMargins(0, px(SPACE_S), 0, 0)
        self._column.setSpacing(px(SPACE_S))
        self._top.setContentsMargins(side, 0, side, 0)
        self._top.setSpacing(px(SPACE_S))
        self._rows.setContentsMargins(0, 0, 0, px(SPACE_S))
        self._rows.setSpacing(0)
        self._inner.setContentsMargins(side, 0, side, px(SPACE_S))

    @Slot()
    def _restyle(self) -> None:
        self._space()
        for part in (self.source_part, self.controls, self._line, self.own_part, self._known.table):
            part.restyle()
        self.checker.restyle()

    def hideEvent(self, event: QHideEvent) -> None:
        self.pace.stop()
        self._stale = self.scene is not None
        self._light.off()
        super().hideEvent(event)
