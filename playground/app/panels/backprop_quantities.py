"""All that is known so far: z, a, ∂H/∂a and ∂H/∂z of every node, layer by layer."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from PySide6.QtCore import QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from playground.app.format import number
from playground.app.panels.backprop_bars import is_whole
from playground.app.panels.step_cells import Cell, Cells, ruler
from playground.app.style import RADIUS, SMALL, SPACE_S, SPACE_XS, px, style
from playground.engine.network import Network
from playground.engine.walkthrough import Walkthrough

Key = tuple[str, int, int]
"""Which quantity ("z", "a", "dH_da", "dH_dz"), layer and node, counted from 0."""

KINDS = ("z", "a", "dH_da", "dH_dz")
TITLES = {"z": "z", "a": "a", "dH_da": "∂H/∂a", "dH_dz": "∂H/∂z"}
TIPS = {
    "z": "z: what the node gets, its inputs times their weights, plus the bias.",
    "a": "a = g(z): what the node gives on.",
    "dH_da": "∂H/∂a: how much H changes with what the node gives on.",
    "dH_dz": "∂H/∂z: how much H changes with what the node gets. This is the node's blame.",
}
MOST_NODES = 64
_ROW = 18


class _Number(Cell):
    """A number as one writes it by hand: 6, and not 6.000."""

    def _written(self, value: Any) -> str:
        if isinstance(value, float) and is_whole(value):
            return number(value)
        return super()._written(value)


class Quantities(Cells):
    """A row for each node; what is not computed yet is a dot, what was just computed in accent.

    A click on a number asks for the step that computes it: `asked(key)`.
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
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setAccessibleName("All quantities computed so far")
        self.setToolTip("All quantities so far. Click a number to see how it is computed.")

    def show_network(self, network: Network, inputs: Sequence[str], of: str = "∂H") -> None:
        """Whose nodes they are, what the inputs are called, and what is differentiated."""
        if (network, tuple(inputs), of) != (self._network, self._inputs, self._of):
            self._network, self._inputs, self._of = network, tuple(inputs), of
            self._known, self._current = {}, frozenset()
            self.updateGeometry()
            self._place()

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
        self.updateGeometry()
        self._place()

    def _place(self) -> None:
        """Lay the table out for the present width."""
        if self._network is None:
            return
        small, bold = ruler(SMALL), ruler(SMALL, bold=True)
        self._places = {}
        names = round(max(small.width(n) for n in ("00", *self._shown_inputs()))) + px(SPACE_S)
        names = min(names, self.width() // 4)
        column = (self.width() - names) // len(KINDS)
        row = top = px(_ROW)
        cells = [
            Cell(QRect(names + c * column, 0, column, row), small, "quiet",
                 TITLES[kind].replace("∂H", self._of), tip=TIPS[kind])
            for c, kind in enumerate(KINDS)
        ]
        for layer, size in enumerate(self._network.sizes):
            title = self._title(layer)
            cells.append(Cell(QRect(0, top, self.width(), row), bold, "quiet", title, right=False))
            top += row
            for j in range(min(size, MOST_NODES)):
                name = self._inputs[j] if layer == 0 else str(j + 1)
                label = QRect(0, top, names - px(SPACE_XS), row)
                cells.append(Cell(label, small, "quiet", small.elided(name, label.width()),
                                  right=False, tip=name))
                for c, kind in enumerate(KINDS if layer else KINDS[1:2]):
                    at = names + (c if layer else 1) * column + px(SPACE_XS)
                    place = QRect(at, top, column - px(SPACE_XS), row)
                    cell = _Number(place, small, tip=TIPS[kind])
                    self._places[kind, layer, j] = cell
                    cells.append(cell)
                top += row
            if size > MOST_NODES:
                more = f"… and {size - MOST_NODES} more"
                place = QRect(0, top, self.width(), row)
                cells.append(Cell(place, small, "quiet", more, right=False))
                top += row
        for key in self._current & self._places.keys():
            self._places[key].color = "accent"
        self.set_cells(cells)
        self.show_values([self._known.get(key, "·") for key in self._places])

    def _shown_inputs(self) -> tuple[str, ...]:
        return self._inputs[:MOST_NODES]

    def _title(self, layer: int) -> str:
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
        sizes = self._network.sizes if self._network else ()
        rows = 1 + sum(1 + min(n, MOST_NODES) + (n > MOST_NODES) for n in sizes)
        return QSize(px(280), rows * px(_ROW))

    def minimumSizeHint(self) -> QSize:
        return QSize(px(160), self.sizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
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


def known_at(walk: Walkthrough, position: int) -> tuple[dict[Key, float], set[Key]]:
    """The quantities up to a step of the walk, and the one that the step gives or builds on."""
    known: dict[Key, float] = {("a", 0, i): float(x) for i, x in enumerate(walk.x)}
    for line in walk.lines[: position + 1]:
        if line.kind in KINDS:
            known[line.kind, line.layer, line.unit] = line.result
    line = walk.lines[position]
    kind: str = line.kind if line.kind in KINDS else "dH_dz" if line.backward else ""
    return known, {(kind, line.layer, line.unit)} & known.keys()
