"""A dialog that is a sheet of text, with Close under it."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QVBoxLayout,
    QWidget,
)

from playground.app.look.style import SPACE_L, SPACE_M, SPACE_S, px


def sheet(parent: QWidget, title: str, width: int, height: int) -> tuple[QDialog, QVBoxLayout]:
    """A dialog of a size of the design, no larger than its window; Escape closes it."""
    dialog = QDialog(parent)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.setWindowTitle(title)
    column = QVBoxLayout(dialog)
    column.setContentsMargins(*[px(SPACE_M)] * 4)
    column.setSpacing(px(SPACE_S))
    room = px(SPACE_L)
    dialog.resize(min(px(width), parent.width() - room), min(px(height), parent.height() - room))
    return dialog, column


def close_box(dialog: QDialog) -> QDialogButtonBox:
    """The row of buttons under a sheet, with Close in it."""
    box = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
    box.rejected.connect(dialog.reject)
    return box
