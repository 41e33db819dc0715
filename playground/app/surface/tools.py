"""The line over a surface's picture: which look at it, and what is laid over it."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from playground.app.look.style import SPACE_S, SPACE_XS, px
from playground.app.surface.looks import BOTH, MAP_LOOK, ROUND_LOOK
from playground.app.widgets.choices import Segments
from playground.app.widgets.wrap_row import WrapRow

WORDS = (
    (MAP_LOOK, "Map", "From above: colours and contours are the heights."),
    (ROUND_LOOK, "In the round", "As a landscape. Drag to turn it, Shift and wheel to stretch it."),
    (BOTH, "Both", "Map and landscape beside each other, at the same step."),
)


class PictureTools(QWidget):
    """Says `look_chosen` with one of LOOKS."""

    look_chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.looks = Segments(WORDS, "Look at the surface")
        self.looks.set_value(MAP_LOOK)
        self.looks.chosen.connect(self.look_chosen)
        self.row = WrapRow(self)
        self.row.addWidget(self.looks)
        self.dress()

    def dress(self) -> None:
        """Sizes of the type."""
        self.row.setContentsMargins(px(SPACE_S), px(SPACE_XS), px(SPACE_S), 0)
        self.row.setSpacing(px(SPACE_S))

