"""A place for a label that may change with every frame without the layout hearing of it."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, Qt, QTimer
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QStatusBar, QWidget


class Steady(QWidget):
    """As high as the label, and as wide as there is room: its text has no say in that.

    A label tells its layout of every new text, and a main window then lays out all of its panels
    anew. Here there is no layout to tell. In a status bar it makes room for a message, also where
    the bar shows it again because it laid itself out anew (its first time, or for another type).
    """

    def __init__(self, label: QLabel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._label = label
        label.setParent(self)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(1, self._label.sizeHint().height())

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._label.setGeometry(self.rect())

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        QTimer.singleShot(0, self, self._make_room)

    def _make_room(self) -> None:
        bar = self.parentWidget()
        if isinstance(bar, QStatusBar) and bar.currentMessage():
            self.hide()  # as the bar does: it comes back when the message goes
            self.setAttribute(Qt.WidgetAttribute.WA_WState_ExplicitShowHide, False)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self.updateGeometry()
        super().changeEvent(event)
