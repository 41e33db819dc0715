"""What the panels of the left column stand in: scrolls up and down, never sideways."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QFrame, QScrollBar, QWidget

from playground.app.look.style import least_panel, px
from playground.app.widgets.scroll_area import ScrollArea


class _QuietBar(QScrollBar):
    """A scroll bar that is seen only where there is something to scroll."""

    def paintEvent(self, event: QPaintEvent) -> None:
        if self.maximum() > self.minimum():
            super().paintEvent(event)


class PanelScroll(ScrollArea):
    """A scroll area that would like to be as high as its content, but needs not.

    The scroll bar is always there, seen or not: content that changed its height with the bar's
    coming and going would call it and send it away for ever.
    """

    def __init__(self, content: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.set_content(content)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBar(_QuietBar())
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.viewport().setAutoFillBackground(False)

    def set_content(self, content: QWidget) -> None:
        """Hold this; what was held before goes, once whatever it is doing is done."""
        before = self.takeWidget() if self.widget() is not None else None
        if before is not None:
            before.hide()
            before.deleteLater()
        self._content = content
        self.setWidget(content)
        content.setAutoFillBackground(False)

    def sizeHint(self) -> QSize:
        hint = self._content.sizeHint()
        return QSize(max(hint.width(), px(280)), hint.height())

    def minimumSizeHint(self) -> QSize:
        return QSize(least_panel(), min(px(96), 120))
