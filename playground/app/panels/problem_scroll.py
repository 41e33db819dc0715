"""What the panels of the left column stand in: scrolls up and down, never sideways."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QWidget

from playground.app.style import px

WIDTH = 216
"""What every panel makes do with; with large type on a small screen a column is no wider."""


class PanelScroll(QScrollArea):
    """A scroll area that would like to be as high as its content, but needs not.

    The scroll bar's room is kept free while there is none, so that nothing moves when it comes.
    """

    def __init__(self, content: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._content = content
        self.setWidget(content)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        content.setAutoFillBackground(False)
        self.viewport().setAutoFillBackground(False)
        self.verticalScrollBar().rangeChanged.connect(self._keep_room)
        self._keep_room()

    @Slot()
    def _keep_room(self) -> None:
        bar = self.verticalScrollBar()
        room = 0 if bar.maximum() > 0 else bar.sizeHint().width()
        if room != self.viewportMargins().right():
            self.setViewportMargins(0, 0, room, 0)

    def sizeHint(self) -> QSize:
        hint = self._content.sizeHint()
        return QSize(max(hint.width(), px(280)), hint.height())

    def minimumSizeHint(self) -> QSize:
        return QSize(px(WIDTH), px(96))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._keep_room()  # the bar grows with the window's scale
