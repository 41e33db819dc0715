"""One cell of the matrix table: a number on a tint of its sign and size, and how it is typed."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import (
    QAbstractItemModel,
    QModelIndex,
    QPersistentModelIndex,
    QPointF,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor, QPainter, QPainterPath
from PySide6.QtWidgets import (
    QLineEdit,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from playground.app.look.style import SMALL, SPACE_XS, diverging, faded, font, mixed, pen, px, style
from playground.app.network.weights.model import WeightsModel
from playground.app.text.numbers import editable, parse_number
from playground.app.widgets.cells import ruler, written

Index = QModelIndex | QPersistentModelIndex
WIDEST = "−0.01234"
_TINT = 0.45  # of the full colour: the number on it stays readable
_DIGITS = (4, 3, 2)


class WeightDelegate(QStyledItemDelegate):
    """Paints the cells and takes what is typed: `typed(index in theta, value)` or `refused`."""

    typed = Signal(int, float)
    refused = Signal(str)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        model = index.model()
        assert isinstance(model, WeightsModel)
        rect = QRectF(option.rect)
        state = option.state
        theme = style.theme
        tint = diverging(model.share(index))
        painter.fillRect(rect, mixed(theme.panel, tint, _TINT))
        if state & QStyle.StateFlag.State_Selected:
            painter.fillRect(rect, faded(theme.selection, 0.5))
            painter.setPen(pen(theme.accent, 1.5))
            painter.drawRect(rect.adjusted(1, 1, -1, -1))
        if index.row() == model.inputs:  # the biases are no row of W
            painter.setPen(pen(theme.outline))
            painter.drawLine(rect.topLeft(), rect.topRight())
        measure = ruler(SMALL)
        room = rect.width() - 2 * px(SPACE_XS)
        value = model.value(index)
        text = next(
            (t for d in _DIGITS if measure.width(t := written(value, d)) <= room),
            written(value, 2, zeros=False),
        )
        painter.setFont(measure.font)
        painter.setPen(QColor(theme.text if value else theme.quiet))
        left = rect.right() - px(SPACE_XS) - measure.width(text)
        base = rect.top() + (rect.height() - measure.height) / 2 + measure.ascent
        painter.drawText(QPointF(left, base), text)
        if model.is_frozen(model.place(index)):
            draw_lock(painter, rect.topLeft() + QPointF(px(2), px(2)), px(7))

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return cell_size()

    def createEditor(
        self, parent: QWidget, option: QStyleOptionViewItem, index: Index
    ) -> QWidget:
        field = QLineEdit(parent)
        field.setFont(font(SMALL))
        field.setAlignment(Qt.AlignmentFlag.AlignRight)
        field.setStyleSheet("padding: 0px; min-height: 0px;")
        model = index.model()
        assert isinstance(model, WeightsModel)
        field.setAccessibleName(model.place(index).name)
        return field

    def setEditorData(self, editor: QWidget, index: Index) -> None:
        assert isinstance(editor, QLineEdit)
        if not editor.isModified():  # a run that plays on does not wipe out what is being typed
            editor.setText(editable(index.data(Qt.ItemDataRole.EditRole)))
            editor.selectAll()

    def setModelData(self, editor: QWidget, model: QAbstractItemModel, index: Index) -> None:
        assert isinstance(editor, QLineEdit) and isinstance(model, WeightsModel)
        place = model.place(index)
        if not editor.isModified():
            return
        try:
            value = parse_number(editor.text())
        except ValueError as error:
            self.refused.emit(f"{place.name}: {error}.")
            return
        self.refused.emit("")
        self.typed.emit(place.index, value)

    def updateEditorGeometry(
        self, editor: QWidget, option: QStyleOptionViewItem, index: Index
    ) -> None:
        rect: Any = option.rect
        editor.setGeometry(rect)


def cell_size() -> QSize:
    """Room for a number of four digits at the present scale."""
    measure = ruler(SMALL)
    return QSize(round(measure.width(WIDEST)) + 2 * px(SPACE_XS), px(24))


def draw_lock(painter: QPainter, corner: QPointF, size: float) -> None:
    """A small padlock: this number is frozen."""
    body = QRectF(corner.x(), corner.y() + size * 0.45, size, size * 0.65)
    shackle = QPainterPath()
    shackle.arcMoveTo(QRectF(corner.x() + size * 0.2, corner.y(), size * 0.6, size * 0.9), 0)
    shackle.arcTo(QRectF(corner.x() + size * 0.2, corner.y(), size * 0.6, size * 0.9), 0, 180)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(pen(style.theme.text, 1.2))
    painter.drawPath(shackle)
    painter.fillRect(body, QColor(style.theme.text))
    painter.restore()
