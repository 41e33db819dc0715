"""A list to choose from; where what is chosen has no room it ends in "…", and is not just cut."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QStandardItemModel
from PySide6.QtWidgets import QComboBox, QLineEdit, QStyle, QStyleOptionComboBox, QStyleOptionFrame

_BESIDE = 2
"""Pixels that a field leaves free on either side of its text, besides its margins."""


class Combo(QComboBox):
    """A box whose text is cut with an ellipsis; currentText() stays whole."""

    @property
    def entries(self) -> QStandardItemModel:
        """What there is to choose from, item by item; raises TypeError for a model of no items."""
        model = self.model()
        if not isinstance(model, QStandardItemModel):
            raise TypeError(f"the list is a {type(model).__name__}, which has no items")
        return model

    def minimumSizeHint(self) -> QSize:
        """Qt keeps an old one when the box is allowed fewer letters."""
        policy = QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        return self.sizeHint() if self.sizeAdjustPolicy() == policy else super().minimumSizeHint()

    def showPopup(self) -> None:
        """The list is as wide as its longest entry: there the words are whole."""
        view = self.view()
        bar = view.verticalScrollBar().sizeHint().width() * (self.count() > self.maxVisibleItems())
        view.setMinimumWidth(view.sizeHintForColumn(0) + 2 * view.frameWidth() + bar)
        super().showPopup()

    def initStyleOption(self, option: QStyleOptionComboBox) -> None:
        super().initStyleOption(option)
        field = self.style().subControlRect(
            QStyle.ComplexControl.CC_ComboBox, option, QStyle.SubControl.SC_ComboBoxEditField, self
        )
        room = field.width() - 2 * _BESIDE
        if not option.currentIcon.isNull():
            room -= option.iconSize.width() + 2 * _BESIDE
        option.currentText = self.fontMetrics().elidedText(
            option.currentText, Qt.TextElideMode.ElideRight, room
        )


class ComboField(QLineEdit):
    """The field of a box that can be typed into: cut with an ellipsis while nobody types in it."""

    def paintEvent(self, event: QPaintEvent) -> None:
        option = QStyleOptionFrame()
        self.initStyleOption(option)
        part = QStyle.SubElement.SE_LineEditContents
        room = self.style().subElementRect(part, option, self).adjusted(_BESIDE, 0, -_BESIDE, 0)
        metrics = self.fontMetrics()
        if self.hasFocus() or metrics.horizontalAdvance(self.text()) <= room.width():
            super().paintEvent(event)
            return
        painter = QPainter(self)
        text = metrics.elidedText(self.text(), Qt.TextElideMode.ElideRight, room.width())
        base = room.top() + (room.height() - metrics.height() + 1) // 2 + metrics.ascent()
        painter.setPen(self.palette().text().color())
        painter.drawText(QPoint(room.left(), base), text)
        painter.end()
