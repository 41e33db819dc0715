"""Backpropagation worked by hand: one quantity at a time, forward and then back."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtGui import QHideEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QStackedLayout, QVBoxLayout, QWidget

from playground.app.panels.backprop_check import GradientChecker
from playground.app.panels.backprop_controls import WalkControls
from playground.app.panels.backprop_line import WalkLine
from playground.app.panels.backprop_own import OwnLine
from playground.app.panels.backprop_problems import OutputProblem, at_example, why_not
from playground.app.panels.backprop_quantities import KINDS, Key, Quantities
from playground.app.panels.backprop_source import LOSS, OUTPUT, RISK, Source, SourceForm
from playground.app.panels.problem_scroll import PanelScroll
from playground.app.panels.weights_names import Place, place_of
from playground.app.panels.weights_numbers import place_in_run
from playground.app.style import SPACE_M, SPACE_S, px, style
from playground.app.view import Panel
from playground.app.widgets.empty_state import EmptyState
from playground.app.widgets.section import Section, Separator
from playground.engine.fitting import FittingProblem
from playground.engine.network import Network
from playground.engine.problem import Array, Problem
from playground.engine.walkthrough import Line, Node, Target, Walkthrough

MOST_PARAMETERS = 20_000  # that one can want to see one by one
MOST_ENTRIES = 60         # up to so many, each ∂H/∂W_ij is a step of its own
_REST = 120               # milliseconds between two walks while a run plays


class BackpropPanel(Panel):
    """The walk at the cursor's theta.

    `lit_changed(nodes, edges)` are what the shown step used, as tuples (layer, unit) and
    (layer, i, j) counted from 0, the node whose quantity it is last; both empty while nothing is
    shown. `step_changed(step)` follows the walk, `selected(Place)` what was taken here.
    """

    lit_changed = Signal(object, object)
    step_changed = Signal(int)
    selected = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._walk: Walkthrough | None = None
        self._position = 0
        self._place: Place | None = None
        self._lit: tuple[tuple[Any, ...], tuple[Any, ...]] = ((), ())
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(_REST)
        self._moved_meanwhile = False
        self._rest.timeout.connect(self._catch_up)
        self._source = SourceForm()
        self._controls = WalkControls()
        self._line = WalkLine()
        self._own = OwnLine()
        self._quantities = Quantities()
        self._checker = GradientChecker(self._prepare_check)
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

    def set_selection(self, selection: Any) -> None:
        """Show the line of an edge, bias or node that was taken elsewhere; None: of nothing."""
        self._place = None if selection is None else Place(
            selection.kind, selection.layer, selection.i, selection.j, selection.index
        )
        self._show_own()
        if self._place is not None and not self._selected.isHidden():
            self._scroll.ensureWidgetVisible(self._selected, 0, 0)

    @Slot()
    def forward(self) -> None:
        """Compute the next quantity."""
        self._controls.forward()

    @Slot()
    def back(self) -> None:
        """One quantity back."""
        self._controls.back()

    def seek(self, position: int) -> None:
        """Show a step of the walk."""
        if self._walk is None:
            return
        position = max(0, min(position, len(self._walk.lines) - 1))
        changed, self._position = position != self._position, position
        self._show_line()
        if changed:
            self.step_changed.emit(position)

    def draw_scene(self) -> None:
        """Another network, other data, another runner."""
        problem = self._problem()
        if problem is None:
            self._forget("Here backpropagation is worked through, one quantity at a time, with a "
                         "formula and numbers for each. Open a network to begin.")
            return
        if problem.dimension > MOST_PARAMETERS:
            self._forget(f"This network has {problem.dimension:,} parameters, too many to go "
                         f"through one by one. Up to {MOST_PARAMETERS:,} are worked through here.")
            return
        before = self._walk.network if self._walk else None
        if problem.network != before:
            self._position, self._place = 0, None
            self._checker.forget()
        self._stack.setCurrentIndex(0)
        self._source.show_problem(problem)
        self._quantities.show_network(problem.network, problem.input_labels)
        self._draw_walk()

    def draw_cursor(self) -> None:
        """Other weights: at once when the cursor rests, a few times a second while a run plays."""
        if self._walk is None:
            return
        if self._rest.isActive():
            self._moved_meanwhile = True
            return
        self._draw_walk()
        self._rest.start()

    def _lay_out(self) -> None:
        body = QWidget()
        self._rows = QVBoxLayout(body)
        inner = QVBoxLayout()
        inner.addWidget(self._line)
        self._inner = inner
        self._rows.addLayout(inner)
        self._selected = Section("Selected", self._own)
        self._known = Section("All quantities so far", self._quantities, "backprop_known")
        trust = Section("Trust it", self._checker, "backprop_trust", opened=False)
        for widget in (self._selected, Separator(), self._known, Separator(), trust):
            self._rows.addWidget(widget)
        self._rows.addStretch(1)
        self._selected.hide()
        self._scroll = PanelScroll(body)
        full = QWidget()
        self._column = QVBoxLayout(full)
        self._top = QVBoxLayout()
        self._top.addWidget(self._source)
        self._top.addWidget(self._controls)
        self._column.addLayout(self._top)
        self._column.addWidget(Separator())
        self._column.addWidget(self._scroll, 1)
        self._empty = EmptyState("network", "")
        self._stack = QStackedLayout(self)
        self._stack.addWidget(full)
        self._stack.addWidget(self._empty)

    def _connect(self) -> None:
        self._source.changed.connect(self._draw_walk)
        self._controls.sought.connect(self.seek)
        self._quantities.asked.connect(self._seek_quantity)
        self._checker.chosen.connect(self._choose)
        for key, act in ((",", self.back), (".", self.forward)):
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
        self._moved_meanwhile = False
        network, source = problem.network, self._source.source
        target = Target(source.output)
        if source.kind != OUTPUT:
            target = Target(0, problem.loss, tuple(source.y.tolist()))
        granularity: Any = "entry" if network.dimension <= MOST_ENTRIES else "node"
        old = self.line
        self._walk = Walkthrough(network, self._theta(), source.x, target, granularity)
        if old is not None and old.kind != self._walk.lines[self._at_most()].kind:
            self._position = self._walk.index_of(old) or 0  # H changed: the loss is a line more
        self._position = self._at_most()
        self._show_line()
        self._show_own()

    def _at_most(self) -> int:
        return min(self._position, len(self._walk.lines) - 1) if self._walk else 0

    def _show_line(self) -> None:
        """The present step, everywhere."""
        walk, line = self._walk, self.line
        if walk is None or line is None:
            return
        self._controls.show_place(self._position, len(walk.lines))
        self._line.show_line(walk, line, self._where())
        known: dict[Key, float] = {("a", 0, i): float(x) for i, x in enumerate(walk.x)}
        for earlier in walk.lines[: self._position + 1]:
            if earlier.kind in KINDS:
                known[earlier.kind, earlier.layer, earlier.unit] = earlier.result
        key = (str(line.kind), line.layer, line.unit)
        current = {key} if line.kind in KINDS else {("dH_dz", *key[1:])} if line.backward else set()
        self._quantities.show_known(known, current)
        nodes = [node for node in line.nodes if node != line.target]
        self._light((*nodes, line.target), line.edges)

    def _where(self) -> str:
        assert self.scene is not None and self.scene.run is not None
        run = self.scene.run
        return place_in_run(run, min(self.cursor, run.last)).partition(",")[0]

    def _light(self, nodes: tuple[Node, ...], edges: tuple[Any, ...]) -> None:
        if (nodes, edges) != self._lit:
            self._lit = nodes, edges
            self.lit_changed.emit(nodes, edges)

    def _show_own(self) -> None:
        """The selected parameter's or node's own line."""
        walk, place, problem = self._walk, self._place, self._problem()
        if walk is None or problem is None or not _exists(walk.network, place):
            self._selected.hide()
            self._checker.select(None)
            return
        assert place is not None
        frozen = place.index in problem.frozen
        if place.kind == "node":
            self._own.show_node(walk, place)
        elif self._source.source.kind == RISK:
            self._own.show_average(problem, walk, place, frozen)
        else:
            self._own.show_parameter(walk, place, frozen)
        self._checker.select(place.index if place.index >= 0 else None)
        self._selected.show()

    def _prepare_check(self) -> tuple[Problem, Array, Network, str] | str:
        """What the checker is to check: the gradient of H as it is chosen, frozen or not."""
        problem, scene = self._problem(), self.scene
        if problem is None or scene is None or scene.runner is None:
            return "There is no network to check."
        source, network, theta = self._source.source, problem.network, self._theta().copy()
        samples = len(problem.X) if source.kind == RISK else 1
        refusal = why_not(problem.dimension, samples)
        if refusal:
            return refusal
        what = f"the gradient of {source.words} {self._where()}"
        return _own_problem(source, problem, scene), theta, network, what

    @Slot(object)
    def _seek_quantity(self, key: Key) -> None:
        """A number of the table was clicked: show how it is computed."""
        if self._walk is None:
            return
        kind, layer, unit = key
        for k, line in enumerate(self._walk.lines):
            if (line.kind, line.layer, line.unit) == (kind, layer, unit):
                self._controls.pause()
                self.seek(k)
                return

    @Slot(int)
    def _choose(self, index: int) -> None:
        if self._walk is not None:
            place = place_of(self._walk.network, index)
            self.set_selection(place)
            self.selected.emit(place)

    @Slot()
    def _catch_up(self) -> None:
        if self._moved_meanwhile and self.isVisible():
            self.draw_cursor()

    def _forget(self, sentence: str) -> None:
        """Nothing to work through."""
        self._walk = None
        self._controls.pause()
        self._checker.forget()
        self._empty.set_sentence(sentence)
        self._stack.setCurrentIndex(1)
        self._light((), ())

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
        parts = (self._source, self._controls, self._line, self._own, self._quantities)
        for part in (*parts, self._checker):
            part.restyle()

    def hideEvent(self, event: QHideEvent) -> None:
        self._rest.stop()
        self._stale = self.scene is not None
        self._light((), ())
        super().hideEvent(event)


def _exists(network: Network, place: Place | None) -> bool:
    """Whether this network has such a thing."""
    if place is None or not 0 <= place.layer < len(network.sizes):
        return False
    if place.kind == "node":
        return 0 <= place.j < network.sizes[place.layer]
    return 0 <= place.index < network.dimension


def _own_problem(source: Source, problem: FittingProblem, scene: Any) -> Problem:
    """H as a problem that no run uses: the check runs beside the window."""
    if source.kind == OUTPUT:
        return OutputProblem(problem.network, source.x, source.output)
    if source.kind == LOSS:
        return at_example(problem, source.x, source.y)
    recipe = scene.runner.problem or scene.experiment.problem
    # A frozen parameter's gradient is given as 0; the check is about what backprop computes.
    built: Problem = replace(recipe, frozen=()).build(scene.experiment.seed)
    return built
