"""The line below a sweep: the point that is looked at, its neighbours, and what may become of it.

It is how points are reached by keys.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QToolButton, QWidget

from playground.app.look.icons import icon
from playground.app.look.style import SPACE_XS, px, set_role
from playground.app.widgets.error_line import ElidedLabel

CLICK = "Click a point to make it the runner."


class PointBar(QWidget):
    """`walked(±1)` for a neighbour, `taken()` to make the point the runner."""

    walked = Signal(int)
    taken = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.back, self.forth = QToolButton(), QToolButton()
        self.take = QPushButton("Take it")
        self.label = ElidedLabel(CLICK)
        set_role(self.label, "small")
        for button, name, words in (
            (self.back, "step-back", "Point before"), (self.forth, "step", "Next point"),
        ):
            button.setIcon(icon(name))
            button.setAccessibleName(words)
            button.setToolTip(f"{words}: what came of it stands here.")
            button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.take.setToolTip(
            "Make the point the runner: it gets these values from its start. Undo takes it back."
        )
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.addWidget(self.back)
        self._row.addWidget(self.forth)
        self._row.addWidget(self.label, 1)
        self._row.addWidget(self.take)
        self.back.clicked.connect(lambda: self.walked.emit(-1))
        self.forth.clicked.connect(lambda: self.walked.emit(1))
        self.take.clicked.connect(self.taken)
        self._space()

    def say(self, text: str, can_take: bool) -> None:
        """Say what the point is; "" asks for one."""
        self.label.setText(text or CLICK)
        self.label.setToolTip(text)
        self.take.setEnabled(can_take)

    def _space(self) -> None:
        self._row.setSpacing(px(SPACE_XS))
        for button in (self.back, self.forth):
            button.setIconSize(QSize(px(16), px(16)))

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.FontChange:
            self._space()
        super().changeEvent(event)
