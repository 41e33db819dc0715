"""A list of a network's weights and biases to choose one from."""

from __future__ import annotations

from PySide6.QtWidgets import QComboBox, QWidget

from playground.app.widgets.combo import Combo
from playground.app.widgets.slider import quiet_wheel
from playground.engine.networks.network import Network

MOST = 2000
"""So many are listed; of larger networks the first ones."""


class ParameterBox(Combo):
    """Lists W₁₁⁽¹⁾, ..., b₁⁽¹⁾, ...; its index is the place in theta."""

    def __init__(self, name: str, tip: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._network: Network | None = None
        self.setAccessibleName(name)
        self.setToolTip(tip)
        self.setMaxVisibleItems(18)
        self.setMinimumContentsLength(4)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        quiet_wheel(self)

    def offer(self, network: Network, at_first: int = 0) -> None:
        """List a network's parameters; of another network `at_first` is chosen."""
        if network == self._network:
            return
        self._network = network
        blocked = self.blockSignals(True)
        self.clear()
        count = min(network.dimension, MOST)
        self.addItems([network.place_of(k).name for k in range(count)])
        self.setCurrentIndex(min(at_first, count - 1))
        self.blockSignals(blocked)

    @property
    def index(self) -> int:
        """The place in theta that is chosen."""
        return max(self.currentIndex(), 0)
