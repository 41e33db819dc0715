"""The strip above the drawn network: each layer's name, activation and number of units.

Widgets of their own, so that a keyboard reaches them and the network below is painted without
them. They follow the columns of the network.
"""

from __future__ import annotations

from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QToolButton, QWidget

from playground.app.look.style import px
from playground.app.network.diagram.layer_header import (
    BUTTON,
    ROOMY,
    ROWS,
    SMALLEST,
    TIGHT,
    Column,
    small_button,
)
from playground.app.network.diagram.layout import Layout
from playground.engine.networks.network import Network
from playground.lab.edits.network import MOST_LAYERS


class NetworkHeads(QWidget):
    """Shows a network's layers and hands on what is asked for."""

    units_requested = Signal(int, int)
    layer_add_requested = Signal(int)
    layer_remove_requested = Signal(int)
    activation_requested = Signal(int, str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._network: Network | None = None
        self._layout: Layout | None = None
        self._columns: list[Column] = []
        self.gaps: list[QToolButton] = []

    def show_network(self, network: Network) -> None:
        """Other layers, other activations."""
        before = self._network
        if network == before:
            return
        self._network = network
        if before is not None and len(before.sizes) == len(network.sizes):
            for column in self._columns:
                column.show_network(network)
            return
        for widget in [*self._columns, *self.gaps]:
            widget.hide()
            widget.deleteLater()
        self._columns = [self._column(layer) for layer in range(len(network.sizes))]
        self.gaps = [self._gap_button(at) for at in range(1, len(network.sizes))]
        for column in self._columns:
            column.show_network(network)
        self.restyle()

    def follow(self, layout: Layout) -> None:
        """Stand above the columns."""
        self._layout = layout
        self._arrange()

    def restyle(self) -> None:
        """Sizes at the present scale."""
        self.setFixedHeight(sum(px(row) for row in ROWS) + px(10))
        for button in self.gaps:
            button.setFixedSize(px(BUTTON), px(BUTTON))
            button.setIconSize(QSize(px(12), px(12)))
        for column in self._columns:
            column.restyle()
        self._arrange()

    def heading(self, layer: int) -> QToolButton | None:
        """The button with a layer's activation."""
        return self._columns[layer].heading

    def _column(self, layer: int) -> Column:
        made = Column(self, layer)
        made.units_requested.connect(self.units_requested)
        made.layer_add_requested.connect(self.layer_add_requested)
        made.layer_remove_requested.connect(self.layer_remove_requested)
        made.activation_requested.connect(self.activation_requested)
        return made

    def _gap_button(self, position: int) -> QToolButton:
        network = self._network
        assert network is not None
        button = small_button(self, "plus", "Add a layer")
        full = len(network.sizes) - 1 >= MOST_LAYERS
        button.setEnabled(not full)
        button.setToolTip(
            f"A network has at most {MOST_LAYERS} layers here, {MOST_LAYERS - 1} hidden ones and "
            "the output; remove one first." if full
            else "Add a hidden layer of nodes here. The layers after it move on by one."
        )
        button.setAccessibleName(f"Add a layer as layer {position}")
        button.clicked.connect(lambda: self.layer_add_requested.emit(position))
        button.show()
        return button

    def _arrange(self) -> None:
        layout = self._layout
        if layout is None or len(layout.sizes) != len(self._columns):
            return
        gap = layout.gap
        wide = int(min(gap - 1, px(140)))
        side = min(px(BUTTON if wide >= px(ROOMY) else TIGHT), int(gap / 3))
        for column, x in zip(self._columns, layout.columns, strict=True):
            column.fit(wide)
            column.move(round(x - wide / 2), px(4))
        for k, button in enumerate(self.gaps):
            x = (layout.columns[k] + layout.columns[k + 1]) / 2
            button.setVisible(side >= px(SMALLEST))
            button.setFixedSize(side, side)
            button.setIconSize(QSize(min(px(12), side), min(px(12), side)))
            button.move(round(x - button.width() / 2), px(4))
            button.raise_()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()
