"""The derivatives by backprop and by differences as a table: the worst first."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtWidgets import QWidget

from playground.app.text.numbers import exact, number
from playground.engine.check import GradientCheck
from playground.engine.networks.network import Network

Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()
_HEADS = (
    ("of", "Whose derivative it is."),
    ("backprop", "The derivative by backpropagation: exact but for rounding."),
    ("differences", "(H(w + h) − H(w − h)) / 2h, refined: it knows no calculus, only H."),
    ("rel. diff.", "How far the two are apart, relative to their size. Below 1e-6 they agree."),
)


class CheckModel(QAbstractTableModel):
    """One row for each parameter: the selected one first, then the worst."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._network: Network | None = None
        self._check: GradientCheck | None = None
        self._order: list[int] = []

    def show_check(
        self, network: Network | None, check: GradientCheck | None, first: int | None
    ) -> None:
        """Another check, or none; `first` stands on top."""
        self.beginResetModel()
        self._network, self._check = network, check
        self._order = []
        if check is not None:
            self._order = np.argsort(-check.relative, kind="stable").tolist()
            if first in self._order:
                self._order.remove(first)
                self._order.insert(0, first)
        self.endResetModel()

    def index_at(self, row: int) -> int:
        """Which parameter a row is about."""
        return self._order[row]

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self._order)

    def columnCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(_HEADS)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if self._check is None or self._network is None:
            return None
        at = self.index_at(index.row())
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return Qt.AlignmentFlag.AlignVCenter | (
                Qt.AlignmentFlag.AlignRight if index.column() else Qt.AlignmentFlag.AlignLeft
            )
        if role not in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return None
        if index.column() == 0:
            return self._network.place_of(at).name
        check = self._check
        value = (check.gradient, check.differences, check.relative)[index.column() - 1][at]
        if role == Qt.ItemDataRole.ToolTipRole:
            return exact(value)
        return number(value, 2 if index.column() == 3 else 4)

    def headerData(
        self, section: int, side: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        if side == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return _HEADS[section][0]
        if side == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.ToolTipRole:
            return _HEADS[section][1]
        if role == Qt.ItemDataRole.TextAlignmentRole and section == 0:
            return Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        return None
