"""A table of numbers to type into, copy from and paste into, as a spreadsheet would let one."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Slot
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from playground.app.look.style import SMALL, font, px
from playground.app.widgets.cells import ruler

TYPED = set("0123456789+-−.,")
"""What a number begins with."""


def hold_header(header: QHeaderView, size: int) -> None:
    """Let a header be so many pixels high, or wide where it stands at the rows.

    Its least size must at no time be above its most: table and header would then size each other
    until the program ends.
    """
    if header.orientation() == Qt.Orientation.Horizontal:
        header.setMaximumHeight(max(size, header.minimumHeight()))
        header.setFixedHeight(size)
    else:
        header.setMaximumWidth(max(size, header.minimumWidth()))
        header.setFixedWidth(size)


def policy(on: bool) -> Qt.ScrollBarPolicy:
    """Of a scroll bar whose need is known. Where Qt is to find out about both bars of a table, each
    can make the other one needed, and the table sizes itself until the program ends.
    """
    return Qt.ScrollBarPolicy.ScrollBarAlwaysOn if on else Qt.ScrollBarPolicy.ScrollBarAlwaysOff


def hold_rows(table: QTableView, height: int) -> None:
    """Let all rows be so many pixels high, at any scale.

    Qt resizes only rows of the usual height: none may have become another one by a least height.
    """
    header = table.verticalHeader()
    header.setMinimumSectionSize(1)
    header.setDefaultSectionSize(height)
    header.setMinimumSectionSize(min(px(16), height))


def dress_headers(table: QTableView, longest: str, row: int) -> None:
    """Headers and rows at the present scale: rows `row` pixels high, their header as wide as its
    longest text.
    """
    hold_rows(table, row)
    table.horizontalHeader().setMinimumSectionSize(px(16))
    for header in (table.horizontalHeader(), table.verticalHeader()):
        header.setFont(font(SMALL))
    hold_header(table.horizontalHeader(), px(24))
    hold_header(table.verticalHeader(), round(ruler(SMALL).width(longest)) + px(14))


class NumberTable(QTableView):
    """Subclasses write `copy` and `paste`; `takes` says which text begins an entry."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        trigger = QAbstractItemView.EditTrigger
        self.setEditTriggers(
            trigger.DoubleClicked | trigger.EditKeyPressed | trigger.AnyKeyPressed
        )
        self.setTabKeyNavigation(False)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setWordWrap(False)
        self.setCornerButtonEnabled(False)
        for header in (self.horizontalHeader(), self.verticalHeader()):
            header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
            header.setHighlightSections(False)

    @Slot()
    def copy(self) -> None:
        """Put the selected block on the clipboard."""
        raise NotImplementedError

    @Slot()
    def paste(self) -> None:
        """Take what the clipboard has."""
        raise NotImplementedError

    def takes(self, text: str) -> bool:
        """Whether typing this begins an entry in the current cell."""
        return text in TYPED

    def _begins(self, text: str) -> bool:
        printable = bool(text.strip()) and text.isprintable()
        return printable and self.currentIndex().isValid() and self.takes(text)

    def event(self, event: QEvent) -> bool:
        # What begins an entry is typed into the cell, though it is a key of the window's elsewhere.
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            plain = not event.modifiers() & ~(
                Qt.KeyboardModifier.KeypadModifier | Qt.KeyboardModifier.ShiftModifier
            )
            if plain and self._begins(event.text()):
                event.accept()
                return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
        elif event.matches(QKeySequence.StandardKey.Paste):
            self.paste()
        elif event.text() and event.text().isprintable() and not self._begins(event.text()):
            event.ignore()  # a letter is no number: let it be the window's key
        else:
            super().keyPressEvent(event)
