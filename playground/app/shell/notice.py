"""A line above the picture that says what went wrong, what was done, or what one waits for.

No dialog, no beep.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QToolButton, QWidget

from playground.app.look.icons import icon, pixmap
from playground.app.look.style import SPACE_S, SPACE_XS, px, set_role, style


class Notice(QFrame):
    """Hidden until there is something to say; stays until closed or replaced."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("notice")
        self._mark = QLabel()
        self._text = QLabel()
        self._text.setWordWrap(True)
        self._text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.stop_part = QPushButton("Cancel")
        self.stop_part.setToolTip("Leave it. What is on screen stays as it is.")
        self.stop_part.setAutoDefault(False)
        self.stop_part.clicked.connect(self._stopped)
        self.stop_part.hide()
        self._on_stop: Callable[[], object] | None = None
        self._close = QToolButton()
        self._close.setIcon(icon("close"))
        self._close.setAutoRaise(True)
        self._close.setToolTip("Close this notice.")
        self._close.setAccessibleName("Close notice")
        self._close.clicked.connect(self.hide)
        row = QHBoxLayout(self)
        row.setContentsMargins(SPACE_S, SPACE_XS, SPACE_XS, SPACE_XS)
        row.addWidget(self._mark)
        row.addWidget(self._text, stretch=1)
        row.addWidget(self.stop_part)
        row.addWidget(self._close)
        style.changed.connect(self._dress)
        self.error_line = False
        self._dress()
        self.hide()

    @property
    def text(self) -> str:
        """What it says, or "" while it is hidden."""
        return self._text.text() if not self.isHidden() else ""

    def tell(self, sentence: str, error: bool = True) -> None:
        """Show one sentence."""
        self._show(sentence, error, None)

    def wait(self, sentence: str, stop: Callable[[], object]) -> None:
        """Say what is being waited for; `stop` is called if the person does not want it."""
        self._show(sentence, False, stop)

    def waited(self) -> None:
        """It is there, or not wanted: say so no longer."""
        if self._on_stop is not None:
            self._on_stop = None
            self.hide()

    def _stopped(self) -> None:
        if self._on_stop is not None:
            self._on_stop()
        self.hide()

    def _show(self, sentence: str, error: bool, stop: Callable[[], object] | None) -> None:
        self.error_line = error
        self._on_stop = stop
        self.stop_part.setVisible(stop is not None)
        self._close.setVisible(stop is None)  # closing would look like cancelling
        self._text.setText(sentence)
        self._text.setAccessibleName(sentence)
        self._dress()
        self.show()

    def _dress(self) -> None:
        tint = "error" if self.error_line else "accent"
        self._mark.setPixmap(pixmap("warning" if self.error_line else "help", px(16), tint))
        self._close.setIconSize(QSize(px(14), px(14)))
        set_role(self._text, "error" if self.error_line else "")
