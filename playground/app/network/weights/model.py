"""W⁽ℓ⁾ and b⁽ℓ⁾ as a table: row i is the node that a weight comes from, column j where it goes."""

from __future__ import annotations

from collections.abc import Collection

import numpy as np
from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from playground.app.network.place import node_name
from playground.app.text.numbers import exact, number
from playground.engine.networks.network import Network
from playground.engine.networks.place import Place
from playground.engine.problem import Array, Part

Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()
_STEPS = (1.0, 2.0, 5.0, 10.0)


class WeightsModel(QAbstractTableModel):
    """The weights of one layer and, as the last row, its biases; or their derivatives.

    Holds one flat vector and reads it when a cell is painted, so a table of 100,000 cells costs
    what is on screen. `scale` is the magnitude with the deepest colour; it changes in steps.
    """

    def __init__(self, network: Network, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._network = network
        self._layer = 1
        self._values: Array = np.zeros(network.dimension)
        self._shown = self._values
        self._symbol = ""
        self._frozen: frozenset[int] = frozenset()
        self._editable = True
        self.scale = 1.0

    @property
    def network(self) -> Network:
        """Whose numbers these are."""
        return self._network

    @property
    def layer(self) -> int:
        """The layer in the table, from 1."""
        return self._layer

    @property
    def inputs(self) -> int:
        """How many rows of weights there are; the biases are the row after them."""
        return self._network.sizes[self._layer - 1]

    @property
    def outputs(self) -> int:
        """How many columns there are."""
        return self._network.sizes[self._layer]

    def set_network(self, network: Network, layer: int) -> None:
        """Another network or another layer of it."""
        if (network, layer) == (self._network, self._layer):
            return
        self.beginResetModel()
        if network != self._network:
            self._values = self._shown = np.zeros(network.dimension)
            self._frozen = frozenset()
        self._network, self._layer = network, layer
        self.scale = 0.0
        self._rescale()
        self.endResetModel()

    def set_values(self, values: Array, shown: Array | None = None, symbol: str = "") -> None:
        """The parameters, and what to show instead: derivatives, named "∂R/∂" as the symbol."""
        self._values = values
        self._shown = values if shown is None else shown
        if symbol != self._symbol:
            self._symbol, self.scale = symbol, 0.0
        self._rescale()
        self._tell()

    def set_editable(self, editable: bool) -> None:
        """Whether cells may be typed into."""
        self._editable = editable

    def set_frozen(self, frozen: Collection[int]) -> None:
        """Which parameters no step changes."""
        wanted = frozenset(frozen)
        if wanted != self._frozen:
            self._frozen = wanted
            self._tell()

    def is_frozen(self, place: Place) -> bool:
        """Whether a parameter is frozen."""
        return place.index in self._frozen

    def place(self, index: Index) -> Place:
        """The parameter of a cell."""
        return self.place_at(index.row(), index.column())

    def place_at(self, row: int, column: int) -> Place:
        """The parameter of a row and a column."""
        return self._network.place_at(
            self._layer, -1 if row == self.inputs else row, column
        )

    def cell_of(self, place: Place) -> QModelIndex:
        """The cell of a parameter of this layer."""
        return self.index(self.inputs if place.i < 0 else place.i, place.j)

    def value(self, index: Index) -> float:
        """The number that a cell shows."""
        return float(self._shown[self.place(index).index])

    def block(self) -> Array:
        """The whole table: W and, below, b."""
        weights, biases = self._parts()
        return np.vstack([weights.of(self._shown), biases.of(self._shown)])

    def share(self, index: Index) -> float:
        """The number on the colour's scale, −1 to 1."""
        value = self.value(index) / self.scale if self.scale else 0.0
        return max(-1.0, min(1.0, value)) if value == value else 0.0

    def _parts(self) -> tuple[Part, Part]:
        return (self._network.weights(self._layer), self._network.biases(self._layer))

    def _rescale(self) -> None:
        """A scale of 1, 2 or 5 times a power of ten, kept as long as it fits."""
        weights, biases = self._parts()
        values = np.abs(self._shown[weights.slice.start : biases.slice.stop])
        largest = float(np.max(values, initial=0.0, where=np.isfinite(values)))
        if largest == 0:
            self.scale = self.scale or 1.0
        elif not self.scale / 5 < largest <= self.scale:
            decade = 10.0 ** np.floor(np.log10(largest)) or largest
            self.scale = float(next(s * decade for s in _STEPS if largest <= s * decade * 1.0001))

    def _tell(self) -> None:
        self.dataChanged.emit(
            self.index(0, 0), self.index(self.rowCount() - 1, self.columnCount() - 1)
        )

    def _tip(self, index: Index) -> str:
        place = self.place(index)
        here = node_name(place.layer, place.j, len(self._network.sizes) - 1)
        if place.i < 0:
            what = f"the bias of {here}"
        else:
            came = node_name(place.layer - 1, place.i, len(self._network.sizes) - 1)
            what = f"from {came} to {here}"
        lines = [f"{self._symbol}{place.name} = {exact(self.value(index))}", what]
        if self.is_frozen(place):
            lines.append("Frozen: no step changes it.")
        return "\n".join(lines)

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else self.inputs + 1

    def columnCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else self.outputs

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return number(self.value(index), zeros=True)
        if role == Qt.ItemDataRole.EditRole:
            return self.value(index)
        if role == Qt.ItemDataRole.ToolTipRole:
            return self._tip(index)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{self._symbol}{self.place(index).name} = {number(self.value(index))}"
        return None

    def headerData(
        self, section: int, side: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        across = side == Qt.Orientation.Horizontal
        bias = not across and section == self.inputs
        layers = len(self._network.sizes) - 1
        if role == Qt.ItemDataRole.DisplayRole:
            letter = "j" if across else "i"
            return "b" if bias else f"{letter} = {section + 1}"
        if role == Qt.ItemDataRole.ToolTipRole:
            if bias:
                return "The biases: one number that each node adds."
            layer = self._layer if across else self._layer - 1
            verb = "into" if across else "out of"
            letter = "j" if across else "i"
            node = node_name(layer, section, layers)
            return f"{letter} = {section + 1}: the weights {verb} {node}."
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        usual = Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsEnabled
        return usual | Qt.ItemFlag.ItemIsEditable if self._editable else usual
