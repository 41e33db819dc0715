"""All that is known so far, layer by layer: z, a and the derivatives of every node, then ∂H/∂W."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from PySide6.QtCore import QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from playground.app.look.style import RADIUS, SMALL, SPACE_XS, px, style
from playground.app.network.backprop.bars import is_whole
from playground.app.network.backprop.revealed import KINDS, TITLES, Key
from playground.app.text.numbers import count, number
from playground.app.widgets.cells import Cell, Cells, ruler, written
from playground.engine.networks.network import Network
from playground.engine.networks.place import raised

TIPS = {
    "z": "z: what the node gets, its inputs times their weights, plus the bias.",
    "a": "a = g(z): what the node gives on.",
    "dH_da": "∂H/∂a: how much H changes with what the node gives on.",
    "dH_dz": "∂H/∂z: how much H changes with what the node gets. This is the node's blame.",
    "dH_db": "∂H/∂b: how much H changes with the node's bias. It is the same as its blame.",
}
MOST_NODES = 64
MOST_WEIGHTS = 400
"""So many weights of a layer are listed; more are for the clipboard and the Weights panel."""
_ACROSS = 5
_ROW = 18


class _Number(Cell):
    """A number as one writes it by hand: 6, and not 6.000."""

    def _written(self, value: Any) -> str:
        if isinstance(value, float) and is_whole(value):
            return number(value)
        text = super()._written(value)
        for digits in (3, 2):  # a power of ten with its neighbour is not to be read as one number
            if "×" not in text or self.ruler.width(text) + px(SPACE_XS) <= self.rect.width():
                break
            text = written(value, digits)
        return text


class Quantities(Cells):
    """A row for each node and a matrix for each layer's weights.

    What is not computed yet is a dot, what was just computed in accent. A click on a number asks
    for the step that computes it: `asked(key)`.
    """

    asked = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._network: Network | None = None
        self._inputs: tuple[str, ...] = ()
        self._of = "∂H"
        self._places: dict[Key, Cell] = {}
        self._current: frozenset[Key] = frozenset()
        self._known: Mapping[Key, float] = {}
        self._height = 0
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setAccessibleName("All quantities computed so far")
        self.setToolTip("All quantities so far. Click a number to see how it is computed.")

    def show_network(self, network: Network, inputs: Sequence[str], of: str = "∂H") -> None:
        """Whose nodes they are, what the inputs are called, and what is differentiated."""
        if (network, tuple(inputs), of) != (self._network, self._inputs, self._of):
            self._network, self._inputs, self._of = network, tuple(inputs), of
            self._known, self._current = {}, frozenset()
            self._place()
            self.updateGeometry()

    def show_known(self, known: Mapping[Key, float], current: Collection[Key]) -> None:
        """The numbers so far, and which of them the present step gives."""
        for key in self._current ^ frozenset(current):
            if key in self._places:
                self._places[key].color = "accent" if key in current else "text"
        if self._current != frozenset(current):
            self._current = frozenset(current)
            self.update()
        self._known = known
        self.show_values([known.get(key, "·") for key in self._places])

    def row_of(self, key: Key) -> QRect:
        """Where a number stands; empty if it does not."""
        cell = self._places.get(key)
        return QRect() if cell is None else cell.rect

    def text_of(self, key: Key) -> str:
        """What stands there."""
        return self._places[key].shown

    def restyle(self) -> None:
        """Another theme or scale."""
        self._place()
        self.updateGeometry()

    # The table

    def _place(self) -> None:
        """Lay the table out for the present width."""
        if self._network is None:
            return
        small = ruler(SMALL)
        inputs = self._inputs[:MOST_NODES]
        names = round(max(small.width(n) for n in ("00", *inputs))) + px(SPACE_XS)
        self._names = min(names, self.width() // 4)
        self._places = {}
        cells = list(self._heads([TITLES[kind].replace("∂H", self._of) for kind in KINDS], 0, TIPS))
        top = px(_ROW)
        for layer in range(len(self._network.sizes)):
            made = list(self._layer(layer, top))
            cells += made
            top = max(cell.rect.bottom() + 1 for cell in made)
        self._height = top
        for key in self._current & self._places.keys():
            self._places[key].color = "accent"
        self.set_cells(cells)
        self.show_values([self._known.get(key, "·") for key in self._places])

    def _layer(self, layer: int, top: int) -> Iterator[Cell]:
        """A title, a row for each node, and below them the weights."""
        assert self._network is not None
        size, row = self._network.sizes[layer], px(_ROW)
        yield self._title(self._layer_name(layer), top)
        top += row
        for j in range(min(size, MOST_NODES)):
            yield self._name(self._inputs[j] if layer == 0 else str(j + 1), top)
            for c, kind in enumerate(KINDS):
                if layer or kind == "a":
                    yield self._number((kind, layer, j, -1), c, top, TIPS[kind])
            top += row
        if size > MOST_NODES:
            yield self._title(f"… and {size - MOST_NODES} more", top, bold=False)
            top += row
        if layer:
            yield from self._weights(layer, top)

    def _weights(self, layer: int, top: int) -> Iterator[Cell]:
        """∂H/∂W of a layer, row i and column j as in the lecture, in strips of a few columns."""
        assert self._network is not None
        inputs, outputs = self._network.sizes[layer - 1 : layer + 1]
        name, row = f"{self._of}/∂W{raised(layer)}", px(_ROW)
        if inputs * outputs > MOST_WEIGHTS:
            text = f"{name}: {count(inputs * outputs, 'number')}; Copy has all of them."
            yield self._title(text, top, bold=False)
            return
        yield self._title(f"{name} · row i: from node i, column j: to node j", top, bold=False)
        for first in range(0, outputs, _ACROSS):
            columns = range(first, min(first + _ACROSS, outputs))
            top += row
            yield from self._heads([f"j = {j + 1}" for j in columns], top)
            for i in range(inputs):
                top += row
                yield self._name(str(i + 1), top)
                for c, j in enumerate(columns):
                    tip = f"{self._of}/∂{self._network.place_at(layer, i, j).name}"
                    yield self._number(("dH_dW", layer, j, i), c, top, tip)

    def _heads(
        self, titles: Sequence[str], top: int, tips: Mapping[str, str] | None = None
    ) -> Iterator[Cell]:
        """The names of columns."""
        kinds = tuple(tips or ())
        for c, title in enumerate(titles):
            tip = tips[kinds[c]].replace("∂H", self._of) if tips else ""
            yield Cell(self._column(c, top), ruler(SMALL), "quiet", title, tip=tip)

    def _number(self, key: Key, column: int, top: int, tip: str) -> Cell:
        cell = _Number(self._column(column, top), ruler(SMALL), tip=tip.replace("∂H", self._of))
        self._places[key] = cell
        return cell

    def _name(self, name: str, top: int) -> Cell:
        small = ruler(SMALL)
        box = QRect(0, top, self._names - px(SPACE_XS), px(_ROW))
        text = small.elided(name, box.width())
        return Cell(box, small, "quiet", text, right=False, tip=name)

    def _title(self, text: str, top: int, bold: bool = True) -> Cell:
        box = QRect(0, top, self.width(), px(_ROW))
        return Cell(box, ruler(SMALL, bold=bold), "quiet", text, right=False)

    def _column(self, c: int, top: int) -> QRect:
        """The place of a number in column c."""
        width = (self.width() - self._names) // _ACROSS
        gap = px(SPACE_XS) // 2
        return QRect(self._names + c * width + gap, top, width - gap, px(_ROW))

    def _layer_name(self, layer: int) -> str:
        assert self._network is not None
        if layer == 0:
            return "INPUT x"
        last = layer == len(self._network.sizes) - 1
        name = self._network.activations[layer - 1].replace("_", " ")
        return f"LAYER {layer}{', THE OUTPUT' if last else ''} · {name}"

    def _key_at(self, point: QPoint) -> Key | None:
        hit = (key for key, cell in self._places.items() if cell.rect.contains(point))
        return next(hit, None)

    def sizeHint(self) -> QSize:
        return QSize(px(280), self._height)

    def minimumSizeHint(self) -> QSize:
        return QSize(px(160), self._height)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.oldSize().width() != self.width():
            self._place()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        key = self._key_at(event.position().toPoint())
        if key is not None and event.button() == Qt.MouseButton.LeftButton:
            self.asked.emit(key)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(style.theme.selection))
        for key in self._current & self._places.keys():
            painter.drawRoundedRect(self._places[key].rect.adjusted(0, 1, px(2), -1),
                                    px(RADIUS) / 2, px(RADIUS) / 2)
        painter.end()
        super().paintEvent(event)
