"""What was refused in the weights table, in a place of its own that is there all the time."""

from __future__ import annotations

from PySide6.QtCore import Qt, SignalInstance, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from playground.app.look.style import SMALL
from playground.app.widgets.cells import ruler
from playground.app.widgets.error_line import ErrorLine

LINES = 3
"""The longest refusal in the narrowest panel."""


class Refusal(QWidget):
    """An error line that nothing below it moves for."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.line = ErrorLine()
        inside = QVBoxLayout(self)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.addWidget(self.line, 0, Qt.AlignmentFlag.AlignTop)
        self.restyle()

    def end_with(self, *deeds: SignalInstance) -> None:
        """What a hand may do next, after which nothing is said any more."""
        for done in deeds:
            done.connect(self.forgive)

    @Slot()
    def forgive(self) -> None:
        """The next thing was done: what was refused is past."""
        self.line.set_error("")

    def restyle(self) -> None:
        """Another scale."""
        self.setFixedHeight(LINES * round(ruler(SMALL).height) + 1)
