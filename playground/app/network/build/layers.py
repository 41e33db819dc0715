"""The layers as a compact table: how many nodes each has, its activation, and a way out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QEvent, QSize, Qt, Signal, Slot
from PySide6.QtWidgets import QGridLayout, QLabel, QSizePolicy, QSpinBox, QToolButton, QWidget

from playground.app.core.held import edits
from playground.app.look.icons import icon
from playground.app.look.style import SPACE_XS, px, set_role
from playground.app.text.numbers import count
from playground.app.widgets.choices import TitleBox
from playground.app.widgets.slider import quiet_wheel
from playground.engine.networks.activations import activations
from playground.engine.networks.network import Network
from playground.lab.edits.network import MOST_LAYERS, MOST_UNITS

_UNITS = (
    "How many nodes layer {layer} has, 1 to 64. Each is one bend that the network can make; each "
    "costs a weight to every node on both sides."
)
TOO_MANY = f"There can be at most {MOST_UNITS} nodes in a layer."
_TYPABLE = 999
_REMOVE = "Take layer {layer} out. The weights across the gap are drawn anew."
_ENDS = {
    "input": "As many nodes as the data has inputs or features: choose those under Data.",
    "output": "As many nodes as the data and the loss ask for.",
}
_NAMED = 24
"""So many letters of the inputs' names fit; longer ones stand in the tooltip."""
_ACTIVATION = "What a node makes of its sum: a = g(z)."


class UnitsBox(QSpinBox):
    """How many nodes: a number that is too large can be typed, and is refused in a sentence.

    Says `chosen(count)`, and `refused(sentence)`; the sentence is empty once one types again.
    """

    chosen = Signal(int)
    refused = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._most, self._shown = MOST_UNITS, 1
        # Three digits: a fourth is dropped, but what is left is too large all the same.
        self.setRange(1, _TYPABLE)
        self.setKeyboardTracking(False)
        self.setAlignment(Qt.AlignmentFlag.AlignRight)
        quiet_wheel(self)
        self.valueChanged.connect(self._changed)
        self.lineEdit().textEdited.connect(lambda _: self.refused.emit(""))

    def show_count(self, size: int) -> None:
        """Show a number without saying so."""
        self._most, self._shown = max(MOST_UNITS, size), size
        blocked = self.blockSignals(True)
        self.setMaximum(max(_TYPABLE, size))
        self.setValue(size)
        self.blockSignals(blocked)

    @Slot(int)
    def _changed(self, size: int) -> None:
        if size <= self._most:
            self.chosen.emit(size)
            return
        self.show_count(self._shown)
        self.refused.emit(TOO_MANY)

    def stepBy(self, steps: int) -> None:
        self.setValue(max(1, min(self.value() + steps, self._most)))

    def stepEnabled(self) -> QSpinBox.StepEnabledFlag:
        flag = QSpinBox.StepEnabledFlag
        up = flag.StepUpEnabled if self.value() < self._most else flag.StepNone
        return up | (flag.StepDownEnabled if self.value() > 1 else flag.StepNone)


class LayerRow:
    """The controls of one layer, 1 ... L, in a row of the grid; the last one is the output."""

    def __init__(self, layers: LayerTable, layer: int) -> None:
        self.layer = layer
        self._layers = layers
        self.name = QLabel(str(layer))
        self.fixed = QLabel()
        self.units = UnitsBox()
        self.units.setToolTip(_UNITS.format(layer=layer))
        self.units.setAccessibleName(f"Nodes of layer {layer}")
        self.activation = TitleBox(f"Activation of layer {layer}", _ACTIVATION)
        self.activation.fill(activations)
        self.activation.setMinimumContentsLength(2)
        self.remove = QToolButton()
        self.remove.setIcon(icon("close"))
        self.remove.setToolTip(_REMOVE.format(layer=layer))
        self.remove.setAccessibleName(f"Remove layer {layer}")
        self.units.chosen.connect(lambda n: layers.units_chosen.emit(layer, n))
        self.units.refused.connect(layers.units_refused)
        self.activation.chosen.connect(lambda name: layers.activation_chosen.emit(layer, name))
        self.remove.clicked.connect(lambda: layers.layer_removed.emit(layer))
        edits(self.units, "network", "problem")
        edits(self.remove, "network", "problem")
        edits(self.activation, "activation", "network", "problem")
        self.parts: tuple[QWidget, ...] = (
            self.name, self.fixed, self.units, self.activation, self.remove
        )

    def show_layer(self, network: Network) -> None:
        """Show the layer of a network, or nothing if it has none such."""
        last = len(network.activations)
        there, output = self.layer <= last, self.layer == last
        for part in self.parts:
            only = output if part is self.fixed else not output
            part.setVisible(there and (only or part in (self.name, self.activation)))
        if not there:
            return
        size = network.sizes[self.layer]
        self.name.setText("Output" if output else f"Layer {self.layer}")
        self.name.setToolTip(
            f"Layer {self.layer}: W({self.layer}), b({self.layer}) and its activation."
        )
        self.fixed.setText(count(size, "node"))
        self.fixed.setToolTip(_ENDS["output"])
        self.units.show_count(size)
        self.activation.set_value(network.activations[self.layer - 1])


class LayerTable(QWidget):
    """One row a layer; says what a hand asks for, by the layer's number."""

    units_chosen = Signal(int, int)
    units_refused = Signal(str)
    activation_chosen = Signal(int, str)
    layer_removed = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setColumnStretch(2, 1)
        self._input, self._inputs = QLabel("Input"), QLabel()
        for label in (self._input, self._inputs):
            label.setToolTip(_ENDS["input"])
        self._inputs.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        set_role(self._inputs, "quiet")
        self._grid.addWidget(self._input, 0, 0)
        self._grid.addWidget(self._inputs, 0, 1, 1, 3)
        self._rows: list[LayerRow] = []
        self._tips: Mapping[str, str] = {}
        self._space()

    @property
    def rows(self) -> Sequence[LayerRow]:
        """The rows of the layers 1 ... 10 as far as they were needed; some may be hidden."""
        return self._rows

    def show_network(self, network: Network, inputs: Sequence[str]) -> None:
        """Show the sizes and activations of a network."""
        while len(self._rows) < max(len(network.activations), 1):
            self._add_row()
        for row in self._rows:
            row.show_layer(network)
        names = ", ".join(inputs) if len(", ".join(inputs)) <= _NAMED else ""
        self._inputs.setToolTip("\n".join((_ENDS["input"], ", ".join(inputs[:20]))))
        self._inputs.setText(count(network.sizes[0], "node") + (f": {names}" if names else ""))

    def set_tips(self, tips: Mapping[str, str]) -> None:
        """Tooltips of the activations, with their formulas."""
        self._tips = tips
        for row in self._rows:
            for name, tip in tips.items():
                row.activation.set_tip(name, tip)

    def _add_row(self) -> None:
        row = LayerRow(self, len(self._rows) + 1)
        place = len(self._rows) + 1
        self._grid.addWidget(row.name, place, 0)
        self._grid.addWidget(row.units, place, 1)
        self._grid.addWidget(row.fixed, place, 1)
        self._grid.addWidget(row.activation, place, 2)
        self._grid.addWidget(row.remove, place, 3)
        self._rows.append(row)
        for name, tip in self._tips.items():
            row.activation.set_tip(name, tip)
        self._space()

    def _space(self) -> None:
        self._grid.setHorizontalSpacing(px(SPACE_XS))
        self._grid.setVerticalSpacing(px(SPACE_XS))
        self._grid.setColumnMinimumWidth(3, px(24))
        for row in self._rows:
            row.units.setFixedWidth(px(50))
            row.remove.setIconSize(QSize(px(14), px(14)))

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.FontChange:
            self._space()
        super().changeEvent(event)


__all__ = ["MOST_LAYERS", "LayerRow", "LayerTable"]
