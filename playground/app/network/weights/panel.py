"""The weights as matrices: W⁽ℓ⁾ and b⁽ℓ⁾ of one layer, to read, type, paste and freeze."""

from __future__ import annotations

from collections.abc import Collection

from PySide6.QtCore import QModelIndex, Qt, Signal, Slot
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QStackedLayout,
    QVBoxLayout,
    QWidget,
)

from playground.app.core.held import edits
from playground.app.core.view import Panel
from playground.app.look.style import SMALL, SPACE_M, SPACE_S, SPACE_XS, px, set_role, style
from playground.app.network.sample_pictures import PicturesButton, picture_of, weights
from playground.app.network.weights.model import WeightsModel
from playground.app.network.weights.paste import COMPUTED, COPY_TIP, PASTE_TIP
from playground.app.network.weights.table import WeightsTable
from playground.app.network.weights.value import Refusal, WeightValue
from playground.app.network.weights_at_cursor import gradient_at, place_in_run
from playground.app.text.numbers import number
from playground.app.widgets.cells import ruler
from playground.app.widgets.combo import Combo
from playground.app.widgets.empty_state import EmptyState
from playground.app.widgets.picture_grid import PictureGrid
from playground.app.widgets.slider import quiet_wheel
from playground.app.widgets.wrap_row import WrapRow
from playground.engine.networks.fitting import FittingProblem
from playground.engine.networks.network import Network
from playground.engine.networks.place import Place, raised
from playground.engine.problem import Array, Problem

SHOW_WEIGHTS, SHOW_GRADIENT = range(2)
WEIGHTS_SIDE = 48


class WeightsPanel(Panel):
    """A table over theta at the cursor. It edits the start, and says so when it shows a later step.

    `value_edited(index, value, final)` and `block_edited({index: value})` are what hands wrote,
    by place in theta; `freeze_requested(index, on)` for one parameter, `freeze_block_requested`
    for several; `place_selected(Place)` when another cell is taken.
    """

    value_edited = Signal(int, float, bool)
    block_edited = Signal(object)
    freeze_requested = Signal(int, bool)
    freeze_block_requested = Signal(object, bool)
    place_selected = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = WeightsModel(Network((1, 1), ("linear",)), self)
        self._place: Place | None = None
        self._frozen: frozenset[int] | None = None
        # What was taken elsewhere while this was hidden:
        self._missed: tuple[Place | None] | None = None
        self._make_controls()
        self._table = WeightsTable(self._model)
        self.note_label = QLabel()
        self.note_label.setWordWrap(True)
        set_role(self.note_label, "small")
        self.note_label.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._scale = QLabel()
        self._scale.setToolTip("Blue is positive, orange negative; this far from zero or beyond "
                               "the colour is deepest.")
        set_role(self._scale, "small")
        self.refusal = Refusal()
        self.error_line = self.refusal.line
        self._value = WeightValue()
        edits(self._value, "weights", "problem")
        self._lay_out()
        self._connect()
        self._space()
        style.changed.connect(self._restyle)

    def set_selection(self, selection: Place | None) -> None:
        """Select a weight or bias that was taken elsewhere (its `index` in theta); None: nothing.

        A node selects nothing here, only its layer is shown. Hidden, the panel may not know the
        network yet: it follows once it is shown.
        """
        if not self.isVisible() and self.scene is not None:
            self._missed, self._stale = (selection,), True
        self._follow(selection)

    def _follow(self, selection: Place | None) -> None:
        network = self._model.network
        if selection is not None and selection.kind == "node":
            if 1 <= selection.layer < len(network.sizes):
                self._show_layer(selection.layer)
        elif selection is not None and 0 <= selection.index < network.dimension:
            self._take(network.place_of(selection.index))
            return
        self._take(None)

    def set_frozen(self, frozen: Collection[int]) -> None:
        """Which places of theta are frozen; without a word it is what the recipe says."""
        self._frozen = frozenset(frozen)
        self._model.set_frozen(self._frozen)
        self._show_value()

    @property
    def selection(self) -> Place | None:
        """The selected parameter."""
        return self._place

    @property
    def table(self) -> WeightsTable:
        """The matrix table."""
        return self._table

    def draw_scene(self) -> None:
        """Another network, run or recipe."""
        run = self.scene.run if self.scene else None
        problem = run.problem if run else None
        network = problem.network if isinstance(problem, FittingProblem) else None
        self._stack.setCurrentIndex(1 if network is None else 0)
        if network is None or self.scene is None or self.scene.runner is None:
            return
        self.error_line.set_error("")  # something was done since, or undone
        if network != self._model.network or not self._layers.count():
            self._set_network(network)
        if self._frozen is None:
            recipe = self.scene.experiment.recipe_for(self.scene.runner)
            self._model.set_frozen(recipe.frozen if recipe.kind == "network" else ())
        if self._missed is not None:
            (selection,), self._missed = self._missed, None
            self._follow(selection)
        self.draw_cursor()

    def draw_cursor(self) -> None:
        """The numbers of another step."""
        run = self.scene.run if self.scene else None
        if run is None or self._stack.currentIndex():
            return
        step = run[min(self.cursor, run.last)]
        where = place_in_run(run, step.index)
        layer, shown = self._model.layer, step.theta
        if self._show.currentIndex() == SHOW_GRADIENT:
            gradient = gradient_at(run, step.index)
            shown = gradient.values
            self._model.set_values(step.theta, shown, f"∂{gradient.of}/∂")
            text = f"∂{gradient.of}/∂W{raised(layer)} {where}, {gradient.words}; read only."
        else:
            self._model.set_values(step.theta)
            text = f"W{raised(layer)} {where}."
            if step.index:
                text += " An edit makes these numbers the start, and the run begins again."
        self.note_label.setText(text)
        self._scale.setText(f"deepest colour ±{number(self._model.scale)}")
        self._show_pictures(run.problem, shown)
        self._show_value()

    def _show_pictures(self, problem: Problem, shown: Array) -> None:
        """The first layer's numbers where their pixels are, instead of the table."""
        shape = picture_of(problem) if self._model.layer == 1 else None
        self._as_pictures.setVisible(shape is not None)
        on = shape is not None and self._as_pictures.isChecked()
        if on and shape is not None:
            what = "∂R/∂W" if self._show.currentIndex() == SHOW_GRADIENT else "The weights"
            W = problem.parts[0].of(shown)  # noqa: N806  (the lecture's name)
            self._grid.show_pictures(weights(W, shape, self._model.scale, what))
        self._grid.setVisible(on)
        self._table.setVisible(not on)

    def _make_controls(self) -> None:
        self._layers = Combo()
        self._layers.setAccessibleName("Layer")
        self._layers.setToolTip("Which layer's weights W⁽ℓ⁾ and biases b⁽ℓ⁾ the table shows.")
        self._show = Combo()
        self._show.addItems(["weights", "gradient"])
        self._show.setAccessibleName("What the table shows")
        self._show.setToolTip(
            "The weights themselves, or ∂R/∂W: how much the risk changes with each of them. With "
            "L1 or L2 on, it is the gradient of the risk and the penalty together."
        )
        for combo in (self._layers, self._show):
            quiet_wheel(combo)
        self._layers.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self._as_pictures = PicturesButton()
        self._grid = PictureGrid(WEIGHTS_SIDE)
        self._grid.setAccessibleName("The first layer's weights as pictures")
        self._grid.hide()
        self._copy = QPushButton("Copy table")
        self._copy.setToolTip(COPY_TIP)
        self._paste = QPushButton("Paste")
        self._paste.setToolTip(PASTE_TIP)
        edits(self._paste, "weights", "problem")

    def _lay_out(self) -> None:
        full = QWidget()
        self._column = QVBoxLayout(full)
        self._head = QHBoxLayout()
        self._head.addWidget(self._layers, 1)
        self._head.addWidget(self._show)
        self._head.addWidget(self._as_pictures)
        self._foot = WrapRow()
        for button in (self._copy, self._paste):
            self._foot.addWidget(button)
        self._foot.addStretch(1)
        self._foot.addWidget(self._scale)
        self._column.addLayout(self._head)
        self._column.addWidget(self._table, 1000)
        self._column.addWidget(self._grid)
        for part in (self.note_label, self.refusal, self._value):
            self._column.addWidget(part)
        self._column.addLayout(self._foot)
        self._column.addStretch()
        empty = EmptyState(
            "network", "Here the weights and biases of a network stand as matrices, to read and "
            "to type. Open a network to see them.",
        )
        self._stack = QStackedLayout(self)
        self._stack.addWidget(full)
        self._stack.addWidget(empty)

    def _connect(self) -> None:
        self._layers.activated.connect(lambda k: self._show_layer(k + 1))
        self._show.activated.connect(self._switch)
        self._as_pictures.toggled.connect(self.draw_cursor)
        self._table.taken.connect(self._taken)
        self.refusal.end_with(
            self._table.taken, self._table.typed, self._table.pasted, self._table.freeze_asked,
            self._value.edited, self._value.freeze_toggled)
        self._table.typed.connect(lambda index, value: self.value_edited.emit(index, value, True))
        self._table.pasted.connect(self.block_edited)
        self._table.refused.connect(self.error_line.set_error)
        self._table.freeze_asked.connect(self._freeze)
        self._value.edited.connect(self._edit)
        self._value.refused.connect(self.error_line.set_error)
        self._value.freeze_toggled.connect(self._freeze_one)
        self._copy.clicked.connect(self._table.copy_all)
        self._paste.clicked.connect(self._table.paste)

    def _set_network(self, network: Network) -> None:
        layer = min(self._model.layer, len(network.sizes) - 1)
        self._place = None
        self._frozen = None
        self._model.set_network(network, layer)
        self._layers.clear()
        for at in range(1, len(network.sizes)):
            inputs, outputs = network.sizes[at - 1 : at + 1]
            self._layers.addItem(f"Layer {at}: W{raised(at)} {inputs} × {outputs}, b{raised(at)}")
        self._layers.setCurrentIndex(layer - 1)
        self._value.show_place(None, len(network.sizes) - 1)
        self.error_line.set_error("")

    def _show_layer(self, layer: int) -> None:
        """Another layer in the table."""
        self._layers.setCurrentIndex(layer - 1)
        if layer != self._model.layer:
            self.error_line.set_error("")
            self._model.set_network(self._model.network, layer)
            if self.isVisible():
                self.draw_cursor()

    @Slot(int)
    def _switch(self, showing: int) -> None:
        self._model.set_editable(showing == SHOW_WEIGHTS)
        self._paste.setEnabled(showing == SHOW_WEIGHTS)
        self._paste.setToolTip(PASTE_TIP if showing == SHOW_WEIGHTS else COMPUTED)
        self.error_line.set_error("")
        self.draw_cursor()

    @Slot(QModelIndex)
    def _taken(self, cell: QModelIndex) -> None:
        """A hand took a cell of the table."""
        place = self._model.place(cell)
        if place != self._place:
            self._take(place)
            self.place_selected.emit(place)

    def _take(self, place: Place | None) -> None:
        """Select a parameter, in the table and below it."""
        if place != self._place:
            self.refusal.forgive()
        self._place = place
        if place is not None:
            self._show_layer(place.layer)
        self._table.take(None if place is None else self._model.cell_of(place))
        self._value.show_place(place, len(self._model.network.sizes) - 1)
        self._show_value()

    def _show_value(self) -> None:
        """The selected parameter's value at the cursor."""
        run = self.scene.run if self.scene else None
        if self._place is None or run is None or self._place.index >= run.problem.dimension:
            return
        theta = run[min(self.cursor, run.last)].theta
        self._value.show_value(
            float(theta[self._place.index]), self._model.is_frozen(self._place)
        )

    @Slot(float, bool)
    def _edit(self, value: float, final: bool) -> None:
        if self._place is not None:
            self.value_edited.emit(self._place.index, value, final)

    @Slot(bool)
    def _freeze_one(self, on: bool) -> None:
        if self._place is not None:
            self.freeze_requested.emit(self._place.index, on)

    @Slot(object, bool)
    def _freeze(self, indices: tuple[int, ...], on: bool) -> None:
        if len(indices) == 1:
            self.freeze_requested.emit(indices[0], on)
        else:
            self.freeze_block_requested.emit(indices, on)

    def _space(self) -> None:
        self._column.setContentsMargins(px(SPACE_M), px(SPACE_XS), px(SPACE_M), px(SPACE_XS))
        self._column.setSpacing(px(SPACE_XS))
        for layout in (self._head, self._foot):
            layout.setSpacing(px(SPACE_S))
        # Room for two lines: the words grow when a run leaves its start, the panel does not.
        self.note_label.setMinimumHeight(2 * round(ruler(SMALL).height) + 1)
        self.refusal.restyle()

    @Slot()
    def _restyle(self) -> None:
        self._space()
        self._value.restyle()
        self._table.restyle()
