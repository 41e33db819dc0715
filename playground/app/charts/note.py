"""What a logarithmic axis says about values that it cannot show, and what it offers instead."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QLabel, QWidget

from playground.app.look.style import SPACE_L, SPACE_S, px, set_role

_NONE = "No value here is above 0: there is no logarithm to show."
_SOME = "Values of 0 or less have no logarithm."
_LINEAR = "linear"


class ChartNote(QLabel):
    """Stands in the middle of an empty plot, or below the curves where some values are missing."""

    linear_asked = Signal()
    offer_taken = Signal()

    def __init__(self, over: QWidget) -> None:
        super().__init__(over)
        self._over = over
        self.empty_state = False
        self._links = ""
        self.said = ""
        self.setWordWrap(True)
        self.setMargin(px(4))
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setAutoFillBackground(True)
        set_role(self, "small")
        self.linkActivated.connect(self._follow)
        self.hide()

    def show_about(self, nothing: bool, unshown: bool, offer: str) -> None:
        """Say that nothing is shown, or not all; `offer` names what else could be looked at."""
        moved, self.empty_state = nothing != self.empty_state, nothing
        said = (_NONE if nothing else _SOME) if unshown else ""
        links = [f'<a href="offer">{offer}</a>'] if offer else []
        links.append(f'<a href="{_LINEAR}">Linear axis</a>')
        written = " · ".join(links)
        if (said, written) != (self.said, self._links) or moved:
            self.said, self._links = said, written
            self.show_links(True)

    @Slot(bool)
    def show_links(self, links: bool) -> None:
        """A picture says the sentence only."""
        self.setText(f"{self.said} {self._links}" if links else self.said)
        self.setVisible(bool(self.said))
        self.place()

    def place(self) -> None:
        """In the middle, or above the lower axis."""
        room = self._over.rect().adjusted(px(4 * SPACE_L), px(SPACE_S), -px(SPACE_L), -px(SPACE_L))
        width = max(min(room.width(), px(230)), px(80))
        height = self.heightForWidth(width)
        top = room.center().y() - height // 2 if self.empty_state else (
            room.bottom() - height - px(2 * SPACE_L)
        )
        self.setGeometry(room.center().x() - width // 2, max(top, 0), width, height)

    @Slot(str)
    def _follow(self, link: str) -> None:
        (self.linear_asked if link == _LINEAR else self.offer_taken).emit()
