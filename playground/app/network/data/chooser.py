"""The list of datasets, grouped: drawn by a formula, real ones, one's own."""

from __future__ import annotations

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QWidget

from playground.app.look.style import BODY, SMALL, font, style
from playground.app.widgets.choices import TitleBox, entry
from playground.engine.dataset import Dataset, Drawn
from playground.engine.datasets import datasets
from playground.lab.tables.file_data import FileData
from playground.lab.tables.real_data import RealData

TABLE, FILE = "table", "file"
_TIP = (
    "What the network is to learn. Its inputs and outputs, and the loss if it must, follow the "
    "data; the hidden layers stay."
)
_GROUPS: tuple[tuple[str, type], ...] = (("Drawn at random", Drawn), ("Real", RealData))
_CSV = "Your own table (CSV)…"
_ROWS = "Rows in a file (.npy)…"


class DatasetChooser(TitleBox):
    """Says `chosen(name)`: a registered dataset's name; TABLE and FILE ask for a file."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("Dataset", _TIP, parent)
        self.setModel(_filled())
        style.changed.connect(self._restyle)
        self._restyle()

    def show_dataset(self, dataset: Dataset) -> None:
        """Show what is learnt."""
        model, place = self.entries, self.findData(TABLE)
        own = dataset.name == TABLE
        rows = isinstance(dataset, FileData)
        model.item(self.findData(FILE)).setText(FileData.title if rows else _ROWS)
        model.item(place).setText(dataset.title if own else _CSV)
        self.set_value(dataset.name)

    @Slot()
    def _restyle(self) -> None:
        model = self.entries
        for row in range(self.count()):
            heading = self.itemData(row) is None
            model.item(row).setFont(font(SMALL, bold=True) if heading else font(BODY))


def _filled() -> QStandardItemModel:
    model = QStandardItemModel()
    grouped = set()
    for title, kind in _GROUPS:
        model.appendRow(_heading(title))
        for name, dataset in datasets.items():
            if issubclass(dataset, kind):
                grouped.add(name)
                model.appendRow(entry(dataset.title, name, dataset.teaches))
    model.appendRow(_heading("Yours"))
    for name, dataset in datasets.items():
        if name not in grouped:
            model.appendRow(entry(dataset.title, name, dataset.teaches))
    return model


def _heading(text: str) -> QStandardItem:
    item = QStandardItem(text.upper())
    item.setFlags(Qt.ItemFlag.NoItemFlags)
    item.setAccessibleText(text)
    return item
