"""The section with everything that the walk knows: the table, and a button that copies it."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QToolButton, QWidget

from playground.app.network.backprop.quantities import Quantities
from playground.app.network.backprop.revealed import as_text, known_at
from playground.app.widgets.section import Section
from playground.engine.networks.walkthrough import Walkthrough


class KnownSection(Section):
    """`asked(key)` is the quantity whose step a click asks for."""

    asked = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        self.table = Quantities()
        super().__init__("All quantities so far", self.table, "backprop_known", parent=parent)
        self._walk: Walkthrough | None = None
        self._inputs: tuple[str, ...] = ()
        self._position = 0
        self.copy_button = QToolButton()
        self.copy_button.setText("Copy")
        self.copy_button.setToolTip(
            "Copies everything that is computed so far, with all digits, as a table for a "
            "spreadsheet. Go to the last step to have the whole pass."
        )
        self.copy_button.setAccessibleName("Copy all quantities")
        self.copy_button.clicked.connect(self.copy_all)
        self.tools.addWidget(self.copy_button)
        self.table.asked.connect(self.asked)

    def show_walk(self, walk: Walkthrough, inputs: tuple[str, ...]) -> None:
        """Whose quantities they are, and what the inputs are called."""
        self._walk, self._inputs = walk, inputs
        self.table.show_network(walk.network, inputs, self._of)

    def show_step(self, position: int) -> None:
        """What is known at a step of the walk."""
        assert self._walk is not None
        self._position = position
        self.table.show_known(*known_at(self._walk, position))

    @property
    def _of(self) -> str:
        """What is differentiated, as it stands over a fraction's line."""
        return "∂H" if self._walk is None or self._walk.target.loss is None else "∂ℓ"

    @Slot()
    def copy_all(self) -> None:
        """Everything as a table with all digits, to the clipboard."""
        if self._walk is not None:
            known, _ = known_at(self._walk, self._position)
            text = as_text(self._walk.network, self._inputs, self._of, known)
            QGuiApplication.clipboard().setText(text)
