"""The matrix table: selects, types, copies, pastes and asks to freeze."""

from __future__ import annotations

from PySide6.QtCore import QItemSelectionModel, QModelIndex, Qt, Signal, Slot
from PySide6.QtGui import QContextMenuEvent, QGuiApplication, QKeySequence, QResizeEvent
from PySide6.QtWidgets import QMenu, QWidget

from playground.app.look.icons import icon
from playground.app.look.style import px
from playground.app.network.weights.cell import WeightDelegate, cell_size
from playground.app.network.weights.model import WeightsModel
from playground.app.network.weights.paste import (
    COMPUTED,
    PasteError,
    entries_of,
    numbers_of,
    written,
)
from playground.app.widgets.number_table import NumberTable, dress_headers, policy
from playground.engine.networks.place import raised

Flag = QItemSelectionModel.SelectionFlag


class WeightsTable(NumberTable):
    """`taken(cell)` by hand, `typed(index, value)`, `pasted({index: value})`, `refused(why)`,
    `freeze_asked(indices, on)`; indices are places in theta."""

    taken = Signal(QModelIndex)
    typed = Signal(int, float)
    pasted = Signal(object)
    refused = Signal(str)
    freeze_asked = Signal(object, bool)

    def __init__(self, model: WeightsModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._weights = model
        self._telling = True
        self.setModel(model)
        delegate = WeightDelegate(self)
        delegate.typed.connect(self.typed)
        delegate.refused.connect(self.refused)
        self.setItemDelegate(delegate)
        self.setAccessibleName("Weights: rows come from, columns go to; the last row is the biases")
        self.verticalHeader().setDefaultAlignment(
            Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        )
        self.verticalHeader().setStyleSheet(
            "QHeaderView::section { border: none; padding: 0px 6px; }"
        )
        self.selectionModel().currentChanged.connect(self._moved)
        model.modelReset.connect(self.restyle)
        self.restyle()

    def take(self, cell: QModelIndex | None) -> None:
        """Select one cell, or none, without a word."""
        if cell is not None and cell == self.currentIndex():
            self.scrollTo(cell)  # it may have been taken while there was no room to show it
            return
        self._telling = False
        if cell is None:
            self.selectionModel().clear()
        else:
            self.setCurrentIndex(cell)
            self.scrollTo(cell)
        self._telling = True

    @Slot()
    def copy(self) -> None:
        """The selected cells, as the smallest block around them, with all digits."""
        cells = self.selectedIndexes()
        if cells:
            rows = sorted({cell.row() for cell in cells})
            columns = sorted({cell.column() for cell in cells})
            block = self._weights.block()[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
            QGuiApplication.clipboard().setText(written(block.tolist()))

    @Slot()
    def copy_all(self) -> None:
        """The whole table."""
        QGuiApplication.clipboard().setText(written(self._weights.block().tolist()))

    @Slot()
    def paste(self) -> None:
        """Numbers from the clipboard: from the first selected cell on, or as the whole table."""
        if not self._weights.flags(self._weights.index(0, 0)) & Qt.ItemFlag.ItemIsEditable:
            self.refused.emit(COMPUTED)
            return
        cells = self.selectedIndexes()
        top = min((cell.row() for cell in cells), default=0)
        left = min((cell.column() for cell in cells), default=0)
        text = QGuiApplication.clipboard().text()
        try:
            entries = entries_of(text)
            top, left = self._corner(entries, top, left)
            rows = numbers_of(entries, lambda i, j: self._weights.place_at(top + i, left + j).name)
        except PasteError as error:
            self.refused.emit(str(error))
            return
        self.refused.emit("")
        self.pasted.emit({
            self._weights.place_at(top + i, left + j).index: value
            for i, row in enumerate(rows) for j, value in enumerate(row)
        })

    def menu(self) -> QMenu:
        """What can be done with the selected cells."""
        menu = QMenu(self)
        menu.addAction(icon("copy"), "Copy", QKeySequence.StandardKey.Copy, self.copy)
        menu.addAction("Copy the whole table", self.copy_all)
        menu.addAction("Paste", QKeySequence.StandardKey.Paste, self.paste)
        places = [self._weights.place(cell) for cell in self.selectedIndexes()]
        if places:
            menu.addSeparator()
            frozen = all(map(self._weights.is_frozen, places))
            indices = tuple(sorted(place.index for place in places))
            several = "" if len(places) == 1 else f" these {len(places)}"
            menu.addAction(
                f"{'Thaw' if frozen else 'Freeze'}{several}",
                lambda: self.freeze_asked.emit(indices, not frozen),
            )
        return menu

    @Slot()
    def restyle(self) -> None:
        """Sizes at the present scale."""
        longest = "i = " + "0" * len(str(self._weights.inputs))
        dress_headers(self, longest, cell_size().height())
        self._spread()

    def _spread(self) -> None:
        """Whole columns as wide as the table, and the table no higher than its rows."""
        least = cell_size().width()
        room = self.viewport().width()
        count = max(1, min(room // least, self._weights.outputs))
        width = min(room // count, 3 * least // 2)
        self.horizontalHeader().setDefaultSectionSize(width)
        wide = width * self._weights.outputs > room
        self.setHorizontalScrollBarPolicy(policy(wide))
        bar = self.horizontalScrollBar().sizeHint().height()
        rows = self._weights.rowCount() * cell_size().height()
        high = rows + px(24) + 2 + (bar if wide else 0)
        self.setMaximumHeight(high)
        self.setMinimumHeight(min(high, px(96)))

    def _corner(self, entries: list[list[str]], top: int, left: int) -> tuple[int, int]:
        """Where a block goes: one that is the whole matrix needs no selected first cell."""
        model, rows, columns = self._weights, len(entries), len(entries[0])
        room = model.rowCount() - top, model.columnCount() - left
        if rows <= room[0] and columns <= room[1]:
            return top, left
        if columns == model.outputs and rows in (model.inputs, model.inputs + 1):
            return 0, 0
        raise PasteError(
            f"What you paste is {rows} × {columns}, but from {model.place_at(top, left).name} on "
            f"there are {room[0]} × {room[1]} cells; W{raised(model.layer)} is "
            f"{model.inputs} × {model.outputs}, with the biases in one row more."
        )

    @Slot(QModelIndex, QModelIndex)
    def _moved(self, cell: QModelIndex, before: QModelIndex) -> None:
        if self._telling and cell.isValid():
            self.taken.emit(cell)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._spread()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        menu = self.menu()
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(event.globalPos())
