"""Every sample with its error, its blame and the product of the two, which is its gradient."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from PySide6.QtCore import (
    QAbstractTableModel,
    QItemSelectionModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QSignalBlocker,
    Qt,
    Signal,
)
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from playground.app.look.style import SMALL, font, px, style
from playground.app.text.column_names import short_name
from playground.app.text.numbers import exact, for_sheets, number
from playground.app.widgets.cells import ruler
from playground.app.widgets.number_table import dress_headers, policy
from playground.engine.networks.blame import blame_table
from playground.engine.networks.fitting import FittingProblem
from playground.engine.problem import Array

Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()
_MOST_INPUTS = 3
_ROWS_SEEN = 6
_DIGITS = 3


class TableColumn(NamedTuple):
    """Its head, what it says, and a number for every sample, shape (n,)."""

    head: str
    help: str
    values: Array


def columns_of(
    problem: FittingProblem, theta: Array, outputs: Array, index: int, in_batch: Array | None
) -> list[TableColumn]:
    """What the table has of every sample at theta, for the parameter at `index`.

    `outputs` (n, n(L)) is H of every sample; `in_batch` (n,) how often each is in the batch.
    """
    table = blame_table(problem, theta, index)
    name = problem.network.place_of(index).name
    found = []
    if problem.X.shape[1] <= _MOST_INPUTS:
        labels = problem.input_labels
        found += [
            TableColumn(short_name(label), f"The input {label}.", problem.X[:, k])
            for k, label in enumerate(labels)
        ]
    if problem.y.shape[1] == 1:
        found += [
            TableColumn("y", "What is wanted.", problem.y[:, 0]),
            TableColumn("H", "What the network says.", outputs[:, 0]),
            TableColumn("error", "∂ℓ/∂H: how the loss of the sample changes with the output H.",
                        table.errors[:, 0]),
            TableColumn("blame", f"∂H/∂{name}: how the output H changes with {name}.",
                        table.blames[:, 0]),
        ]
    else:
        size = np.sqrt((table.errors**2).sum(axis=1))
        found.append(TableColumn("‖error‖", "The length of ∂ℓ/∂H over all outputs.", size))
    several = "" if problem.y.shape[1] == 1 else ", added up over the outputs"
    found.append(TableColumn(
        "error × blame",
        f"∂ℓ/∂{name} = error × blame{several}: the sample's own gradient along {name}. "
        f"The mean over all samples is ∂R/∂{name}.", table.products,
    ))
    if in_batch is not None:
        found.append(TableColumn(
            "batch", "How often the sample is in the batch that is shown.", in_batch
        ))
    return found


class SampleModel(QAbstractTableModel):
    """Numbers in columns, a sample in each row."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.columns: list[TableColumn] = []

    def show_columns(self, columns: list[TableColumn]) -> None:
        """Others; of as many samples and columns what is selected stays."""
        heads = [column.head for column in columns]
        same = heads == [column.head for column in self.columns] and (
            not columns or len(columns[0].values) == self.rowCount()
        )
        if not same:
            self.beginResetModel()
        self.columns = columns
        if not same:
            self.endResetModel()
        elif columns:
            last = self.index(self.rowCount() - 1, len(columns) - 1)
            self.dataChanged.emit(self.index(0, 0), last)

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() or not self.columns else len(self.columns[0].values)

    def columnCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self.columns)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        column = self.columns[index.column()]
        value = float(column.values[index.row()])
        if role == Qt.ItemDataRole.DisplayRole:
            if column.head == "batch":
                return "" if not value else "●" if value == 1 else f"● {number(value)}×"
            return number(value, _DIGITS)
        if role in (Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole):
            return f"sample {index.row() + 1}, {column.head}: {exact(value)}"
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        return None

    def headerData(
        self, section: int, side: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        if side == Qt.Orientation.Vertical:
            return str(section + 1) if role == Qt.ItemDataRole.DisplayRole else None
        if role == Qt.ItemDataRole.DisplayRole:
            return self.columns[section].head
        if role == Qt.ItemDataRole.ToolTipRole:
            return self.columns[section].help
        return None


class SampleTable(QTableView):
    """Says `taken(sample)` when a row is chosen by mouse or key; Ctrl+C copies the table."""

    taken = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.samples = SampleModel(self)
        self.setModel(self.samples)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setAccessibleName("The samples: error, blame and gradient of each")
        self.setTabKeyNavigation(False)
        self.setWordWrap(False)
        self.setCornerButtonEnabled(False)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        for header in (self.horizontalHeader(), self.verticalHeader()):
            header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
            header.setHighlightSections(False)
        self.selectionModel().currentRowChanged.connect(lambda now, _: self._take(now.row()))
        self.samples.modelReset.connect(self.restyle)
        style.changed.connect(self.restyle)
        self.restyle()

    def light(self, sample: int | None) -> None:
        """Select a sample's row and bring it into view, or none."""
        with QSignalBlocker(self):
            if sample is None or sample >= self.samples.rowCount():
                self.clearSelection()
                return
            cell = self.samples.index(sample, max(self.currentIndex().column(), 0))
            flags = QItemSelectionModel.SelectionFlag
            self.selectionModel().setCurrentIndex(cell, flags.ClearAndSelect | flags.Rows)
            self.scrollTo(cell)

    def _take(self, row: int) -> None:
        if row >= 0:
            self.taken.emit(row)

    def copy(self) -> None:
        """The whole table with every digit, for a spreadsheet."""
        columns = self.samples.columns
        lines = ["\t".join(["sample", *(column.head for column in columns)])]
        lines += [
            "\t".join([str(k + 1), *(for_sheets(float(c.values[k])) for c in columns)])
            for k in range(self.samples.rowCount())
        ]
        QGuiApplication.clipboard().setText("\n".join(lines))

    def restyle(self) -> None:
        """Sizes at the present scale."""
        self.setFont(font(SMALL))
        dress_headers(self, "0" * len(str(max(self.samples.rowCount(), 10))), px(20))
        for k, column in enumerate(self.samples.columns):
            wide = max(ruler(SMALL).width(column.head), ruler(SMALL).width("−0.0000"))
            self.setColumnWidth(k, round(wide) + px(16))
        self.setVerticalScrollBarPolicy(policy(self.samples.rowCount() > _ROWS_SEEN))
        bar = self.horizontalScrollBar().sizeHint().height()
        self.setFixedHeight(px(24) + _ROWS_SEEN * px(20) + bar + 2)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
        elif event.key() in (Qt.Key.Key_Left, Qt.Key.Key_Right) or (
            event.text() and event.text().isprintable()
        ):
            event.ignore()  # the window's keys
        else:
            super().keyPressEvent(event)
