"""The input features as chips to press: what the network sees of a point (x₁, x₂)."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, Signal
from PySide6.QtWidgets import QGridLayout, QPushButton, QSizePolicy, QWidget

from playground.app.look.style import SPACE_XS, px
from playground.engine.networks.features import features

PLAIN = ("x1", "x2")
LAST = "A network needs at least one input; choose another before letting this one go."
_COLUMNS = 4


class FeatureChips(QWidget):
    """Says `chosen(names)` for a hand's choice, in the registry's order; empty is (x₁, x₂)."""

    chosen = Signal(object, str)  # all that are on now; and which one was pressed

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("Input features")
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self.chips: dict[str, QPushButton] = {}
        for k, (name, feature) in enumerate(features.items()):
            chip = QPushButton(feature.label)
            chip.setCheckable(True)
            chip.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
            chip.setAccessibleDescription(feature.help)
            chip.clicked.connect(lambda _=False, name=name: self._clicked(name))
            self._grid.addWidget(chip, *divmod(k, _COLUMNS))
            self.chips[name] = chip
        for column in range(_COLUMNS):
            self._grid.setColumnStretch(column, 1)
        self._space()

    def show_features(self, names: Sequence[str], reason: str = "") -> None:
        """Which features are on (none named: the plain two); a reason switches all of them off."""
        on = set() if reason else set(names or PLAIN)
        for name, chip in self.chips.items():
            chip.setChecked(name in on)
            chip.setEnabled(not reason)
            chip.setToolTip(reason or (LAST if on == {name} else features[name].help))

    def _clicked(self, pressed: str) -> None:
        on = tuple(name for name, chip in self.chips.items() if chip.isChecked())
        if not on:  # the last one stays
            self.chips[pressed].setChecked(True)
            return
        self.chosen.emit(() if on == PLAIN else on, pressed)

    def _space(self) -> None:
        self._grid.setSpacing(px(SPACE_XS))

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.FontChange:
            self._space()
        super().changeEvent(event)
