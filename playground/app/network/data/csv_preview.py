"""The preview: the first rows, their lines in the file, and a role above each column."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import (
    QAbstractTableModel,
    QEvent,
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    QSize,
    Qt,
    Signal,
    Slot,
)
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QHeaderView, QTableView, QWidget

from playground.app.look.style import faded, px, style
from playground.app.widgets.combo import Combo
from playground.app.widgets.slider import quiet_wheel
from playground.lab.tables.load import ROLES, Role
from playground.lab.tables.text import RawTable

ROWS = 50
NARROW, WIDE = 92, 180
MANY = 60
"""Of more columns only those in sight are measured and have a list."""
_ROLE_TIPS = {
    "input": "The network sees this column. Words become one input for each different word.",
    "target": "This is what the network is to say: a class, or a number.",
    "ignore": "This column is left out.",
}
Index = QModelIndex | QPersistentModelIndex


class Preview(QAbstractTableModel):
    """The first rows of a table, and one more if the error is further down."""

    def __init__(self) -> None:
        super().__init__()
        self._raw: RawTable | None = None
        self._rows: list[int] = []
        self._bad: tuple[int, int] | None = None

    def show_table(self, raw: RawTable | None) -> None:
        """Show another table, or none."""
        self.beginResetModel()
        self._raw, self._bad = raw, None
        self._rows = list(range(min(len(raw.rows), ROWS))) if raw else []
        self.endResetModel()

    def mark(self, row: int | None, column: int | None) -> QModelIndex:
        """Mark a cell (or a column: no row) as wrong; returns where it is shown."""
        self.beginResetModel()
        self._rows = [k for k in self._rows if k < ROWS]
        if row is not None and row >= ROWS:
            self._rows.append(row)
        self._bad = None if row is None or column is None else (row, column)
        self.endResetModel()
        place = self._rows.index(row) if row is not None else 0
        return self.index(place, column or 0)

    def rowCount(self, parent: Index | None = None) -> int:
        return len(self._rows)

    def columnCount(self, parent: Index | None = None) -> int:
        return len(self._raw.names) if self._raw else 0

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if self._raw is None:
            return None
        row, column = self._rows[index.row()], index.column()
        if role == Qt.ItemDataRole.DisplayRole:
            return self._raw.rows[row][column]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            number = self._raw.kinds[column] == "number"
            side = Qt.AlignmentFlag.AlignRight if number else Qt.AlignmentFlag.AlignLeft
            return side | Qt.AlignmentFlag.AlignVCenter
        if role == Qt.ItemDataRole.BackgroundRole and self._bad == (row, column):
            return faded(style.theme.error, 0.35)
        return None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        if self._raw is None:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            if orientation == Qt.Orientation.Horizontal:
                return self._raw.names[section]
            return str(self._raw.lines[self._rows[section]])
        if role == Qt.ItemDataRole.ToolTipRole:
            if orientation == Qt.Orientation.Horizontal:
                kind = "numbers" if self._raw.kinds[section] == "number" else "words"
                return f"Column {section + 1}, {self._raw.names[section]}: {kind}."
            return "The line of the file."
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return Qt.AlignmentFlag.AlignCenter
        return None


class RoleHeader(QHeaderView):
    """The names of the columns, and under each a list with its role."""

    chosen = Signal(int, str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._boxes: dict[int, Combo] = {}
        self._roles: tuple[Role, ...] = ()
        self._names: tuple[str, ...] = ()
        self.sectionResized.connect(self._place)

    @property
    def boxes(self) -> Sequence[Combo]:
        """The lists, one a column; of very many columns those that were looked at."""
        return [self._boxes[k] for k in sorted(self._boxes)]

    def show_roles(self, roles: Sequence[Role], names: Sequence[str]) -> None:
        """Show a role for each column."""
        self._roles, self._names = tuple(roles), tuple(names)
        for k in [k for k in self._boxes if k >= len(roles)]:
            box = self._boxes.pop(k)
            box.hide()
            box.deleteLater()
        for k in self._boxes:
            self._show_role(k)
        self._place()

    def _show_role(self, k: int) -> None:
        box, role = self._boxes[k], self._roles[k]
        box.setCurrentIndex(ROLES.index(role))
        box.setAccessibleName(f"Role of {self._names[k]}")
        box.setToolTip(_ROLE_TIPS[role])

    def _add(self, column: int) -> None:
        box = Combo(self.viewport())
        for role in ROLES:
            box.addItem(role, role)
            box.setItemData(box.count() - 1, _ROLE_TIPS[role], Qt.ItemDataRole.ToolTipRole)
        quiet_wheel(box)
        box.activated.connect(lambda k: self.chosen.emit(column, ROLES[k]))
        box.show()
        self._boxes[column] = box
        self._show_role(column)
        if len(self._boxes) == 1:
            self.updateGeometry()

    def _in_sight(self) -> range:
        """The columns that have lists: all, or of very many those that are seen."""
        count = min(self.count(), len(self._roles))
        if count <= MANY:
            return range(count)
        first, last = self.visualIndexAt(0), self.visualIndexAt(self.viewport().width())
        return range(max(first, 0), count if last < 0 else min(last + 1, count))

    @Slot()
    def _place(self) -> None:
        top = super().sizeHint().height()
        for k in self._in_sight():
            if k not in self._boxes:
                self._add(k)
        for k, box in self._boxes.items():
            if k < self.count():
                x, width = self.sectionViewportPosition(k), self.sectionSize(k)
                box.setGeometry(x + px(3), top, width - px(6), self._box_height())

    def _box_height(self) -> int:
        return next(iter(self._boxes.values())).sizeHint().height() if self._boxes else 0

    def sizeHint(self) -> QSize:
        hint = super().sizeHint()
        return QSize(hint.width(), hint.height() + self._box_height() + px(6))

    def updateGeometries(self) -> None:
        super().updateGeometries()
        self._place()

    def paintSection(self, painter: QPainter, rect: QRect, logicalIndex: int) -> None:  # noqa: N803
        top = QRect(rect.x(), rect.y(), rect.width(), super().sizeHint().height())
        super().paintSection(painter, top, logicalIndex)


class PreviewTable(QTableView):
    """A table to read, with the roles above it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.preview = Preview()
        self.roles = RoleHeader(self)
        self.setHorizontalHeader(self.roles)
        self.setModel(self.preview)
        self.setEditTriggers(QTableView.EditTrigger.NoEditTriggers)
        self.setAccessibleName("The first rows of the file")
        self.setTabKeyNavigation(False)
        self.setWordWrap(False)
        self.horizontalScrollBar().valueChanged.connect(self.roles._place)
        self._space()

    def show_table(self, raw: RawTable | None) -> None:
        """Show the first rows."""
        self.preview.show_table(raw)
        if self.preview.columnCount() > MANY:  # to measure each would take seconds
            self.roles.setDefaultSectionSize(px(NARROW))
            return
        self.resizeColumnsToContents()
        for k in range(self.preview.columnCount()):
            width = min(max(self.columnWidth(k), px(NARROW)), px(WIDE))
            self.setColumnWidth(k, width)

    def mark(self, row: int | None, column: int | None) -> None:
        """Mark what is wrong, and bring it into sight."""
        index = self.preview.mark(row, column)
        if row is not None or column is not None:
            self.scrollTo(index)

    def _space(self) -> None:
        self.verticalHeader().setDefaultSectionSize(px(24))

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.FontChange:
            self._space()
        super().changeEvent(event)
