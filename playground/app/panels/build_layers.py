"""The layers as a compact table: how many nodes each has, its activation, and a way out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtWidgets import QGridLayout, QLabel, QSizePolicy, QSpinBox, QToolButton, QWidget

from playground.app.icons import icon
from playground.app.panels.build_base import count
from playground.app.panels.build_controls import TitleBox
from playground.app.style import SPACE_S, SPACE_XS, px, set_role
from playground.app.widgets.slider import quiet_wheel
from playground.engine.activations import activations
from playground.engine.network import Network
from playground.lab.network_edits import MOST_LAYERS, MOST_UNITS

_UNITS = (
    "How many nodes layer {layer} has, 1 to 64. Each is one bend that the network can make; each "
    "costs a weight to every node on both sides."
)
_REMOVE = "Take layer {layer} out. The weights across the gap are drawn anew."
_ENDS = {
    "input": "As many nodes as the data has inputs or features: choose those under Data.",
    "output": "As many nodes as the data and the loss ask for.",
}
_NAMED = 24
"""So many letters of the inputs' names fit; longer ones stand in the tooltip."""
_ACTIVATION = "What a node makes of its sum: a = g(z)."


class LayerRow:
    """The controls of one layer, 1 ... L, in a row of the grid; the last one is the output."""

    def __init__(self, layers: LayerTable, layer: int) -> None:
        self.layer = layer
        self._layers = layers
        self.name = QLabel(str(layer))
        self.fixed = QLabel()
        self.units = QSpinBox()
        self.units.setRange(1, MOST_UNITS)
        self.units.setKeyboardTracking(False)
        self.units.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.units.setToolTip(_UNITS.format(layer=layer))
        self.units.setAccessibleName(f"Nodes of layer {layer}")
        quiet_wheel(self.units)
        self.activation = TitleBox(f"Activation of layer {layer}", _ACTIVATION)
        self.activation.fill(activations)
        self.activation.setMinimumContentsLength(4)
        self.remove = QToolButton()
        self.remove.setIcon(icon("close"))
        self.remove.setToolTip(_REMOVE.format(layer=layer))
        self.remove.setAccessibleName(f"Remove layer {layer}")
        self.units.valueChanged.connect(lambda n: layers.units_chosen.emit(layer, n))
        self.activation.chosen.connect(lambda name: layers.activation_chosen.emit(layer, name))
        self.remove.clicked.connect(lambda: layers.layer_removed.emit(layer))
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
        blocked = self.units.blockSignals(True)
        self.units.setMaximum(max(MOST_UNITS, size))
        self.units.setValue(size)
        self.units.blockSignals(blocked)
        self.activation.set_value(network.activations[self.layer - 1])


class LayerTable(QWidget):
    """One row a layer; says what a hand asks for, by the layer's number."""

    units_chosen = Signal(int, int)
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
        self._grid.setHorizontalSpacing(px(SPACE_S))
        self._grid.setVerticalSpacing(px(SPACE_XS))
        self._grid.setColumnMinimumWidth(3, px(24))
        for row in self._rows:
            row.units.setFixedWidth(px(52))
            row.remove.setIconSize(QSize(px(14), px(14)))

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.FontChange:
            self._space()
        super().changeEvent(event)


__all__ = ["MOST_LAYERS", "LayerRow", "LayerTable"]
