"""Paints the table of results: a runner's marker before its name, numbers aligned at the mark."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from playground.app.look.style import (
    BODY,
    SPACE_S,
    SPACE_XS,
    font,
    px,
    runner_color,
    runner_marker,
    style,
)
from playground.app.results.model import ResultsModel, is_text
from playground.app.text.numbers import decimal
from playground.lab.runs.results_table import LABEL, STOP, Column

Index = QModelIndex | QPersistentModelIndex
Flag = Qt.AlignmentFlag
_MARKER = 12


def parted(text: str) -> tuple[str, str]:
    """A number before its decimal mark, and the mark with what follows: "98", ".5 %"."""
    mark = decimal()
    for k, letter in enumerate(text):
        if letter in (mark, "×", " "):
            return text[:k], text[k:]
    return text, ""


class ResultsDelegate(QStyledItemDelegate):
    """Numbers of a column stand with their decimal marks under each other."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        model = index.model()
        assert isinstance(model, ResultsModel)
        column, rect = model.columns[index.column()], QRectF(option.rect)
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(rect, QColor(style.theme.selection))
        painter.setFont(index.data(Qt.ItemDataRole.FontRole))
        painter.setPen(index.data(Qt.ItemDataRole.ForegroundRole))
        inside = rect.adjusted(px(SPACE_S), 0, -px(SPACE_S), 0)
        text = str(index.data())
        if is_text(column):
            if column == LABEL:
                self._paint_marker(painter, model.row_at(index.row()).slot, inside)
                inside.setLeft(inside.left() + px(_MARKER + SPACE_XS))
            shown = painter.fontMetrics().elidedText(
                text, Qt.TextElideMode.ElideRight, int(inside.width()) + 1
            )
            painter.drawText(inside, Flag.AlignLeft | Flag.AlignVCenter, shown)
            return
        whole, rest = parted(text)
        mark = inside.right() - self._widths(model, column)[1]
        left = QRectF(rect.left(), rect.top(), mark - rect.left(), rect.height())
        painter.drawText(left, Flag.AlignRight | Flag.AlignVCenter, whole)
        painter.drawText(
            QRectF(mark, rect.top(), rect.right() - mark, rect.height()),
            Flag.AlignLeft | Flag.AlignVCenter, rest,
        )

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        model = index.model()
        assert isinstance(model, ResultsModel)
        column = model.columns[index.column()]
        font_ = index.data(Qt.ItemDataRole.FontRole)
        width = sum(self._widths(model, column)) if not is_text(column) else (
            QFontMetricsF(_bold(font_)).horizontalAdvance(str(index.data()))
        )
        if column == LABEL:
            width += px(_MARKER + SPACE_XS)
        elif column == STOP:  # words come and go; their room stays
            width = max(width, QFontMetricsF(font_).horizontalAdvance("out of epochs"))
        height = QFontMetricsF(font(BODY)).height() + 2 * px(SPACE_XS)
        return QSize(round(width) + 2 * px(SPACE_S) + 1, round(height))

    @staticmethod
    def _widths(model: ResultsModel, column: Column) -> tuple[float, float]:
        """The widest part before the mark in a column, and the widest behind it."""
        metrics = QFontMetricsF(font(BODY, bold=True))
        parts = [parted(model.text(k, column)) for k in range(model.rowCount())]
        before = max((metrics.horizontalAdvance(one) for one, _ in parts), default=0.0)
        behind = max((metrics.horizontalAdvance(other) for _, other in parts), default=0.0)
        return before, behind

    @staticmethod
    def _paint_marker(painter: QPainter, slot: int, inside: QRectF) -> None:
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.translate(inside.left() + px(_MARKER) / 2, inside.center().y())
        painter.scale(px(_MARKER), px(_MARKER))
        painter.fillPath(runner_marker(slot), runner_color(slot))
        painter.restore()


def _bold(font_: QFont) -> QFont:
    made = QFont(font_)
    made.setWeight(QFont.Weight.DemiBold)
    return made
