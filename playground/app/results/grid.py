"""The view of the table of results: sorted by a click on a head, copied as a spreadsheet would."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, Qt, Signal, Slot
from PySide6.QtGui import QContextMenuEvent, QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QMenu, QTableView, QWidget

from playground.app.look.icons import icon
from playground.app.look.style import SMALL, font, px, style
from playground.app.results.cells import ResultsDelegate
from playground.app.results.model import ResultsModel
from playground.app.widgets.number_table import hold_rows
from playground.lab.runs.results_table import as_text

_ARROW = 8  # room in each head for the one that says how the rows are sorted


class ResultsGrid(QTableView):
    """Says `taken(runner)` for a row that was clicked, and `save_asked()`."""

    taken = Signal(int)
    save_asked = Signal()

    def __init__(self, model: ResultsModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.results = model
        self.setModel(model)
        self.setItemDelegate(ResultsDelegate(self))
        self.setAccessibleName("Results")
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setTabKeyNavigation(False)
        self.setWordWrap(False)
        self.setShowGrid(False)
        self.verticalHeader().hide()
        heads = self.horizontalHeader()
        heads.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        heads.setHighlightSections(False)
        heads.setSectionsClickable(True)
        heads.sectionClicked.connect(self.sort_by)
        self.clicked.connect(self._take)
        # Not at a change of fonts: a font set while Qt dresses all widgets brings it down.
        style.changed.connect(self.restyle)
        self.restyle()

    @Slot(int)
    def sort_by(self, section: int) -> None:
        """The winner by this column on top; again: on the bottom."""
        self.results.choose(section)

    def widen(self, anew: bool) -> None:
        """Columns as wide as what is in them; not `anew`, they only grow, so that nothing jumps."""
        heads = self.horizontalHeader()
        for section in range(self.results.columnCount()):
            head = heads.sectionSizeHint(section) + px(_ARROW)
            needed = max(self.sizeHintForColumn(section), head)
            if anew or needed > heads.sectionSize(section):
                heads.resizeSection(section, needed)

    @Slot()
    def copy(self) -> None:
        """The selected rows (all, where none is) with their heads, all digits, tabs between."""
        model = self.results
        places = sorted({cell.row() for cell in self.selectedIndexes()})
        rows = [model.row_at(k) for k in places or range(model.rowCount())]
        if rows:
            QGuiApplication.clipboard().setText(as_text(rows, model.columns))

    @Slot()
    def restyle(self) -> None:
        """Sizes at the present scale."""
        self.horizontalHeader().setFont(font(SMALL))
        hold_rows(self, px(24))

    @Slot(QModelIndex)
    def _take(self, cell: QModelIndex) -> None:
        if QGuiApplication.keyboardModifiers() == Qt.KeyboardModifier.NoModifier:
            self.taken.emit(self.results.runner_at(cell.row()))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
        elif event.text() and event.text().isprintable():
            event.ignore()  # nothing is typed here: let it be the window's key
        else:
            super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        menu = QMenu(self)
        menu.addAction(icon("copy"), "Copy", QKeySequence.StandardKey.Copy, self.copy)
        menu.addAction(icon("save"), "Save as CSV…", self.save_asked.emit)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(event.globalPos())
