"""The editor of one's own numbers: the table, rows and columns to add and take, classes or not."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QSize, Qt, Signal, Slot
from PySide6.QtWidgets import QGridLayout, QMenu, QToolButton, QVBoxLayout, QWidget

from playground.app.look.style import SPACE_XS, px, style
from playground.app.network.data.table import SheetModel, SheetTable
from playground.app.text.numbers import decimal, localised, number, parse_number
from playground.app.widgets.choices import Segments
from playground.app.widgets.error_line import ErrorLine
from playground.app.widgets.labels import capital, tool_button
from playground.app.widgets.wrap_row import WrapRow
from playground.engine.dataset import Dataset
from playground.lab.tables import own_numbers as own
from playground.lab.tables.errors import TableError
from playground.lab.tables.own_numbers import Sheet
from playground.lab.tables.paste import pasted, read_cell
from playground.lab.tables.text import Decimal

_KINDS = (
    ("numbers", "Numbers", "What is wanted are numbers: the network is to predict them."),
    ("classes", "Classes", (
        "What is wanted are classes: the network is to tell them apart. Their names can be typed."
    )),
)
_PASTE = (
    "Paste a block from a spreadsheet from the selected cell on (Ctrl+V); decimal commas are "
    "understood. At the first cell a table with a line of names replaces everything."
)


class OwnNumbers(QWidget):
    """Shows data that can be typed; `edited(dataset, what)` is what a hand made of it."""

    edited = Signal(object, str)
    refused = Signal()
    """An edit cannot be; why stands in `error`."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._dataset: Dataset | None = None
        self.model = SheetModel(self)
        self.table = SheetTable(self.model)
        self.error = ErrorLine()
        self.kinds = Segments(_KINDS, "What is wanted")
        self.more = tool_button("Row", "plus", "A row more below the selected one, like it.")
        self.fewer = tool_button("", "minus", "Take the selected rows away.")
        self.columns = tool_button(
            "Column ▾", "", "Add or take away an input or a number to predict."
        )
        self.columns.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self._menu = QMenu(self)
        self._menu.setToolTipsVisible(True)
        self._menu.aboutToShow.connect(self._fill_menu)
        self.columns.setMenu(self._menu)
        self.columns.setStyleSheet("QToolButton::menu-indicator { image: none; }")
        self.paste = tool_button("Paste", "", _PASTE)
        for button, name in (
            (self.more, "Add a row"), (self.fewer, "Remove the selected rows"),
            (self.columns, "Columns"), (self.paste, "Paste"),
        ):
            button.setAccessibleName(name)
        self._place()
        self._connect()

    def _place(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        row = WrapRow()
        for button in (self.more, self.fewer, self.columns, self.paste):
            row.addWidget(button)
        row.addStretch(1)
        wanted = QGridLayout()
        wanted.addWidget(self.kinds, 0, 0)
        for part in (self.table, self.error, row, wanted):
            column.addLayout(part) if isinstance(part, (WrapRow, QGridLayout)) else (
                column.addWidget(part)
            )
        self._rows = column, row
        self._space()

    def _connect(self) -> None:
        # Once the cell's editor is closed: what changes then may take the focus from it.
        self.model.typed.connect(self._type, Qt.ConnectionType.QueuedConnection)
        self.table.pasted.connect(self._paste)
        self.more.clicked.connect(self._add_row)
        self.fewer.clicked.connect(self._remove_rows)
        self.paste.clicked.connect(self.table.paste)
        self.kinds.chosen.connect(self._choose_kind)
        style.changed.connect(self._restyle)

    def show_dataset(self, dataset: Dataset) -> None:
        """Show data that can be typed; hides where it cannot."""
        sheet = own.sheet_of(dataset)
        self._dataset = dataset
        self.setVisible(sheet is not None)
        if sheet is None:
            return
        place = self.table.currentIndex()
        row, column = place.row(), place.column()
        self.model.show_sheet(sheet)
        if row >= 0 and not self.table.currentIndex().isValid():  # another size
            self.table.take(row, column)
        self.error.set_error("")
        self.kinds.set_value("classes" if sheet.classes else "numbers")
        several = len(sheet.targets) > 1
        self.kinds.set_reason(
            "classes", "Classes stand in one column; take the other targets away." if several
            else "",
        )
        self.fewer.setEnabled(len(sheet.rows) > 1)

    def set_error(self, sentence: str) -> None:
        """Say why the last edit cannot be."""
        self.error.set_error(sentence)
        if sentence:
            self.refused.emit()

    # Editing

    def _try(self, change: Callable[[Sheet], Sheet], what: str) -> bool:
        """An edit of the sheet, handed on as data; or why it cannot be."""
        if self._dataset is None:
            return False
        try:
            sheet = change(self.model.sheet)
            dataset = own.dataset_of(sheet, self._dataset)
        except TableError as error:
            self.set_error(localised(capital(error)))
            return False
        self.error.set_error("")
        if dataset != self._dataset:
            self.edited.emit(dataset, what)
        return not self.error.text()

    @Slot(int, int, str)
    def _type(self, row: int, column: int, text: str) -> None:
        def change(sheet: Sheet) -> Sheet:
            value = read_cell(sheet, row, column, text, parse_number)
            return own.with_cell(sheet, row, column, value)

        shown = text if self.model.sheet.is_class(column) else _written(text)
        self._try(change, f"{self.model.sheet.place(row, column)}: {shown}")

    @Slot(str, int, int)
    def _paste(self, text: str, row: int, column: int) -> None:
        mark: Decimal = "," if decimal() == "," else "."
        self._try(
            lambda sheet: pasted(sheet, text, row, column, parse_number, mark), "pasted numbers"
        )

    @Slot()
    def _add_row(self) -> None:
        at, column = max(self.table.selected_rows()), self.table.place()[1]
        if self._try(lambda sheet: own.with_row(sheet, at), "a row more"):
            self.table.take(at + 1, column)

    @Slot()
    def _remove_rows(self) -> None:
        rows, column = self.table.selected_rows(), self.table.place()[1]
        what = "a row fewer" if len(rows) == 1 else f"{len(rows)} rows fewer"
        if self._try(lambda sheet: own.without_rows(sheet, rows), what):
            self.table.take(min(rows), column)

    @Slot(str)
    def _choose_kind(self, kind: str) -> None:
        change = own.as_classes if kind == "classes" else own.as_numbers
        if not self._try(change, f"{kind} to learn"):
            self.kinds.set_value("classes" if self.model.sheet.classes else "numbers")

    @Slot()
    def _fill_menu(self) -> None:
        """What can be done with columns, the selected one by its name."""
        menu, sheet = self._menu, self.model.sheet
        menu.clear()
        menu.addAction("Add an input", lambda: self._add_column(False))
        wanted = menu.addAction("Add a number to predict", lambda: self._add_column(True))
        wanted.setEnabled(not sheet.classes)
        if sheet.classes:
            wanted.setToolTip("Classes stand in one column; choose Numbers to predict several.")
        column = self.table.place()[1]
        name = sheet.columns[column]
        menu.addSeparator()
        menu.addAction(f"Remove {name}", lambda: self._remove_column(column))

    def _add_column(self, target: bool) -> None:
        what = "a number more to predict" if target else "an input more"
        self._try(lambda sheet: own.with_column(sheet, target), what)

    def _remove_column(self, column: int) -> None:
        name = self.model.sheet.columns[column]
        self._try(lambda sheet: own.without_column(sheet, column), f"without {name}")

    @Slot()
    def _restyle(self) -> None:
        self.table.restyle()

    def _space(self) -> None:
        for layout in self._rows:
            layout.setSpacing(px(SPACE_XS))
        for button in (self.more, self.fewer):
            button.setIconSize(QSize(px(12), px(12)))

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.FontChange:
            self._space()
        super().changeEvent(event)


def _written(text: str) -> str:
    """What was typed as numbers are written, for the undo menu."""
    try:
        return number(parse_number(text))
    except ValueError:
        return text
