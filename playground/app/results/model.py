"""The table of results as Qt sees it: rows in the order of the chosen column, numbers as text."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QWidget

from playground.app.look.style import BODY, SMALL, font, style
from playground.app.text.numbers import exact, grouped, number
from playground.app.text.shares import percent
from playground.lab.runs import results_table as table
from playground.lab.runs.results_table import Column, Row, Value

Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()
_SHARES = (table.RIGHT.name, table.TEST_RIGHT.name)


class ResultsModel(QAbstractTableModel):
    """Sorts by one column, the winner on top; who has no number in it stands last."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.rows: tuple[Row, ...] = ()
        self.columns: tuple[Column, ...] = ()
        self.chosen: Column = table.LABEL
        self.best_first = True
        self._tints: tuple[str, ...] = ()
        self.selected = -1
        self._order: list[int] = []
        self._winner: int | None = None

    def show_rows(
        self, rows: Sequence[Row], columns: Sequence[Column], tints: Sequence[str], selected: int
    ) -> None:
        """Other numbers; `tints` colour how each run ended, as the runners' list does."""
        found = table.columns_of(rows, columns)
        chosen = self.chosen if self.chosen in found and self.columns else None
        order = table.order(rows, chosen or found[1], self.best_first)
        anew = (found, order, len(rows)) != (self.columns, self._order, len(self.rows))
        if anew:
            self.beginResetModel()
        self.rows, self.columns, self._order = tuple(rows), found, order
        self.chosen = chosen or found[1]
        self._tints, self.selected = tuple(tints), selected
        self._winner = table.winner(rows, self.chosen)
        if anew:
            self.endResetModel()
        elif rows:
            last = self.index(len(rows) - 1, len(found) - 1)
            self.dataChanged.emit(self.index(0, 0), last)

    def choose(self, section: int) -> None:
        """Sort by a column, its best on top; by the chosen one, the other way round."""
        column = self.columns[section]
        self.best_first = column != self.chosen or not self.best_first
        self.beginResetModel()
        self.chosen = column
        self._order = table.order(self.rows, column, self.best_first)
        self._winner = table.winner(self.rows, column)
        self.endResetModel()

    def row_at(self, place: int) -> Row:
        """What stands in a row of the table, from the top."""
        return self.rows[self._order[place]]

    def runner_at(self, place: int) -> int:
        """Which runner stands in a row of the table."""
        return self._order[place]

    def in_order(self) -> list[Row]:
        """All rows, from the top."""
        return [self.rows[k] for k in self._order]

    @property
    def _arrow(self) -> str:
        """Up where values rise from the top down."""
        return "▴" if self.best_first == (self.chosen.best <= 0) else "▾"

    def text(self, place: int, column: Column) -> str:
        """What a cell says."""
        return written(column, self.row_at(place).values.get(column.name))

    # As Qt asks

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self.columns)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        column, runner = self.columns[index.column()], self._order[index.row()]
        value = self.rows[runner].values.get(column.name)
        if role == Qt.ItemDataRole.DisplayRole:
            return written(column, value)
        if role == Qt.ItemDataRole.ToolTipRole:
            return f"{exact(value)}\n{column.help}" if isinstance(value, float) else (
                f"{written(column, value)}\n{column.help}"
            )
        if role == Qt.ItemDataRole.FontRole:
            wins = column == self.chosen and runner == self._winner
            own = column == table.LABEL and runner == self.selected
            return font(SMALL if column == table.RULE else BODY, wins or own)
        if role == Qt.ItemDataRole.ForegroundRole:
            tint = self._tints[runner] if column == table.STOP else ""
            quiet = "quiet" if column == table.RULE else "text"
            return QColor(getattr(style.theme, tint or quiet))
        return None

    def headerData(
        self, section: int, side: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        if side != Qt.Orientation.Horizontal or section >= len(self.columns):
            return None
        column = self.columns[section]
        if role == Qt.ItemDataRole.DisplayRole:
            return f"{column.head} {self._arrow}" if column == self.chosen else column.head
        if role == Qt.ItemDataRole.ToolTipRole:
            return f"{column.help} Click to sort by it."
        if role == Qt.ItemDataRole.TextAlignmentRole:
            side_of = Qt.AlignmentFlag.AlignLeft if is_text(column) else Qt.AlignmentFlag.AlignRight
            return side_of | Qt.AlignmentFlag.AlignVCenter
        return None


def is_text(column: Column) -> bool:
    """Whether words stand in a column, and no numbers."""
    return column.text


def written(column: Column, value: Value) -> str:
    """A value for people."""
    if isinstance(value, str):
        return value
    if value is None:
        return "–"
    if column.name in _SHARES:
        return percent(value, least=1, most=1)
    return grouped(value) if isinstance(value, int) else number(value)
