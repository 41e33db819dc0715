"""The table of one's own numbers: typed into, copied from, pasted into."""

from __future__ import annotations

from PySide6.QtCore import (
    QAbstractTableModel,
    QItemSelectionModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor, QGuiApplication, QResizeEvent
from PySide6.QtWidgets import QWidget

from playground.app.look.style import SMALL, font, px, style
from playground.app.text.numbers import editable, exact, for_sheets, number
from playground.app.widgets.number_table import NumberTable, dress_headers, policy
from playground.lab.tables.own_numbers import Sheet

Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()
_MOST_ROWS = 8  # are seen at once; others are scrolled to
EMPTY = Sheet(("x₁",), ("y",), ())


class SheetModel(QAbstractTableModel):
    """Shows a sheet; what is typed is handed on as text: `typed(row, column, text)`."""

    typed = Signal(int, int, str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.sheet = EMPTY

    def show_sheet(self, sheet: Sheet) -> None:
        """Another sheet; one of the same size keeps what is selected."""
        old, same = self.sheet, _size(sheet) == _size(self.sheet)
        if not same:
            self.beginResetModel()
        self.sheet = sheet
        if not same:
            self.endResetModel()
        elif sheet != old and sheet.rows:
            last = self.index(len(sheet.rows) - 1, len(sheet.columns) - 1)
            self.dataChanged.emit(self.index(0, 0), last)
            self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, len(sheet.columns) - 1)

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self.sheet.rows)

    def columnCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self.sheet.columns)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        cell = self.sheet.rows[index.row()][index.column()]
        if role == Qt.ItemDataRole.DisplayRole:
            return cell if isinstance(cell, str) else number(cell)
        if role == Qt.ItemDataRole.EditRole:
            return cell if isinstance(cell, str) else editable(cell)
        if role == Qt.ItemDataRole.ToolTipRole:
            text = cell if isinstance(cell, str) else exact(cell)
            return f"{self.sheet.columns[index.column()]} = {text}"
        if role == Qt.ItemDataRole.AccessibleTextRole:
            text = cell if isinstance(cell, str) else exact(cell)
            return f"{self.sheet.place(index.row(), index.column())}: {text}"
        if role == Qt.ItemDataRole.TextAlignmentRole:
            word = isinstance(cell, str)
            side = Qt.AlignmentFlag.AlignLeft if word else Qt.AlignmentFlag.AlignRight
            return side | Qt.AlignmentFlag.AlignVCenter
        if role == Qt.ItemDataRole.BackgroundRole and self._is_target(index.column()):
            return QColor(style.theme.hover)
        return None

    def headerData(
        self, section: int, side: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        if side == Qt.Orientation.Vertical:
            return str(section + 1) if role == Qt.ItemDataRole.DisplayRole else None
        if role == Qt.ItemDataRole.DisplayRole:
            return self.sheet.columns[section]
        if role == Qt.ItemDataRole.ToolTipRole:
            what = (
                "an input: what the network sees" if not self._is_target(section)
                else "the class that is wanted" if self.sheet.classes
                else "what is wanted: the number to predict"
            )
            return f"{self.sheet.columns[section]}: {what}."
        return None

    def setData(self, index: Index, value: object, role: int = Qt.ItemDataRole.EditRole) -> bool:
        if role == Qt.ItemDataRole.EditRole and value != self.data(index, role):
            self.typed.emit(index.row(), index.column(), str(value))
        return True

    def flags(self, index: Index) -> Qt.ItemFlag:
        flag = Qt.ItemFlag
        return flag.ItemIsSelectable | flag.ItemIsEnabled | flag.ItemIsEditable

    def _is_target(self, column: int) -> bool:
        return column >= len(self.sheet.inputs)


class SheetTable(NumberTable):
    """Is typed into; Ctrl+C copies, Ctrl+V asks: `pasted(text, row, column)`."""

    pasted = Signal(str, int, int)

    def __init__(self, model: SheetModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._sheet = model
        self.setModel(model)
        self.setAccessibleName("Your own numbers: a sample in each row")
        model.modelReset.connect(self.restyle)
        self.restyle()

    def place(self) -> tuple[int, int]:
        """The row and column at which one works; of a block its first cell."""
        cells = self.selectedIndexes()
        if not cells:
            return 0, 0
        return min(cell.row() for cell in cells), min(cell.column() for cell in cells)

    def selected_rows(self) -> set[int]:
        """The rows of the selected cells; the last row where nothing is selected."""
        rows = {cell.row() for cell in self.selectedIndexes()}
        return rows or {len(self._sheet.sheet.rows) - 1}

    def take(self, row: int, column: int) -> None:
        """Go to a cell that there is."""
        cell = self._sheet.index(
            min(row, self._sheet.rowCount() - 1), min(column, self._sheet.columnCount() - 1)
        )
        # Whatever keys are held: Ctrl of Ctrl+V would only toggle the cell.
        self.selectionModel().setCurrentIndex(
            cell, QItemSelectionModel.SelectionFlag.ClearAndSelect
        )
        self.scrollTo(cell)

    def light(self, row: int | None) -> None:
        """Select all of a row and bring it into view; None: select nothing."""
        if row is None or row >= self._sheet.rowCount():
            self.clearSelection()
        else:
            self.selectRow(row)
            self.scrollTo(self._sheet.index(row, 0))

    def copy(self) -> None:
        """The selected block; the whole sheet with its names where no more than a cell is."""
        cells, sheet = self.selectedIndexes(), self._sheet.sheet
        rows = sorted({cell.row() for cell in cells}) or list(range(len(sheet.rows)))
        columns = sorted({c.column() for c in cells}) or list(range(len(sheet.columns)))
        lines = [
            "\t".join(_copied(sheet.rows[row][column]) for column in columns) for row in rows
        ]
        if not cells:
            lines.insert(0, "\t".join(sheet.columns))
        QGuiApplication.clipboard().setText("\n".join(lines))

    def paste(self) -> None:
        """What the clipboard has, from the first selected cell on."""
        self.pasted.emit(QGuiApplication.clipboard().text(), *self.place())

    def restyle(self) -> None:
        """Sizes at the present scale."""
        self.setFont(font(SMALL))
        dress_headers(self, "0" * len(str(max(self._sheet.rowCount(), 10))), px(22))
        self._spread()

    def _spread(self) -> None:
        """Columns that share the width, and no more height than there are rows."""
        count = max(1, self._sheet.columnCount())
        least = px(58)
        width = max(least, self.viewport().width() // count)
        self.horizontalHeader().setDefaultSectionSize(width)
        rows = min(self._sheet.rowCount(), _MOST_ROWS) * px(22)
        wide = width * count > self.viewport().width()
        self.setVerticalScrollBarPolicy(policy(self._sheet.rowCount() > _MOST_ROWS))
        self.setHorizontalScrollBarPolicy(policy(wide))
        bar = self.horizontalScrollBar().sizeHint().height() if wide else 0
        self.setFixedHeight(rows + px(24) + 2 + bar)

    def takes(self, text: str) -> bool:
        return super().takes(text) or self._sheet.sheet.is_class(self.currentIndex().column())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._spread()


def _copied(cell: float | str) -> str:
    return cell if isinstance(cell, str) else for_sheets(cell)


def _size(sheet: Sheet) -> tuple[int, int]:
    return len(sheet.rows), len(sheet.columns)
