"""A scroll area that comes to rest, whatever its content does with the room that it gets."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QScrollArea, QWidget

DEEPEST = 4
"""So often content may be sized from within a change of its size; Qt needs one or two to settle."""


class ScrollArea(QScrollArea):
    """As Qt's, resizing its content to the room that there is.

    Content whose height depends on its width may need a scroll bar only while there is one. Qt's
    area then sizes it, and is called by that to size it again, until the stack is full.
    """

    _deep = 0

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWidgetResizable(True)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() != QEvent.Type.Resize or watched is not self.widget():
            return super().eventFilter(watched, event)
        if self._deep == DEEPEST:
            return False
        self._deep += 1
        try:
            return super().eventFilter(watched, event)
        finally:
            self._deep -= 1
