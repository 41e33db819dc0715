"""A row of controls that goes on in a second line where the first is full, instead of being cut."""

from __future__ import annotations

from typing import NamedTuple

from PySide6.QtCore import QRect, QSize
from PySide6.QtWidgets import QLayout, QLayoutItem, QWidget, QWidgetItem


class _Placed(NamedTuple):
    """Something in the row; without an item it is a space that pushes what follows to the end."""

    item: QLayoutItem | None
    stretch: int

    @property
    def gone(self) -> bool:
        return self.item is not None and self.item.isEmpty()

    @property
    def least(self) -> int:
        """What it asks for: all it likes, or as little as it can if it takes what is left."""
        if self.item is None:
            return 0
        size = self.item.minimumSize() if self.stretch else self.item.sizeHint()
        return size.width()

    @property
    def high(self) -> int:
        return 0 if self.item is None else self.item.sizeHint().height()


class WrapRow(QLayout):
    """Used as a QHBoxLayout is.

    It asks for the height of the lines that its last width needed, and no width beyond that of
    its widest part. Height for width as Qt has it would not do: Qt's scroll areas then give
    what they hold its full height, and a chart below the row could no longer shrink.
    """

    _hint: QSize | None = None  # both known until something in the row changes
    _least: QSize | None = None

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent) if parent is not None else super().__init__()
        self._placed: list[_Placed] = []
        self._wide = 0
        self.setContentsMargins(0, 0, 0, 0)

    def addWidget(self, widget: QWidget, stretch: int = 0) -> None:
        self.addChildWidget(widget)
        self._placed.append(_Placed(QWidgetItem(widget), stretch))
        self.invalidate()

    def addStretch(self, stretch: int = 1) -> None:
        """What follows stands at the end of the line."""
        self._placed.append(_Placed(None, stretch))

    @property
    def lines(self) -> int:
        """How many there are at the present width."""
        return len(self._split(self._inside(self._wide)))

    def _inside(self, width: int) -> int:
        margins = self.contentsMargins()
        return width - margins.left() - margins.right()

    def _split(self, width: int) -> list[list[_Placed]]:
        """What stands in which line; none is wider than `width` if its parts allow that."""
        lines: list[list[_Placed]] = [[]]
        spaces: list[_Placed] = []  # they go where goes what they push
        taken, gap = 0, self.spacing()
        for placed in self._placed:
            if placed.item is None:
                spaces.append(placed)
            elif not placed.gone:
                needs = placed.least + (gap if taken else 0)
                if taken and taken + needs > width > 0:
                    lines.append([])
                    taken, needs = 0, placed.least
                lines[-1] += [*spaces, placed]
                spaces = []
                taken += needs
        lines[-1] += spaces
        return lines

    def _height(self, width: int) -> int:
        lines, margins = self._split(self._inside(width)), self.contentsMargins()
        high = sum(max((placed.high for placed in line), default=0) for line in lines)
        return high + self.spacing() * (len(lines) - 1) + margins.top() + margins.bottom()

    def _place(self, line: list[_Placed], left: int, top: int, width: int) -> int:
        """One line's parts into their places; returns its height."""
        high, gap = max((placed.high for placed in line), default=0), self.spacing()
        parts = [placed for placed in line if placed.item is not None]
        spare = width - sum(placed.least for placed in parts) - gap * (len(parts) - 1)
        growing = [placed for placed in parts if placed.stretch]
        shares = sum(placed.stretch for placed in growing)
        for placed in line:
            if placed.item is None:
                left += 0 if growing else max(spare, 0)
                continue
            wide = min(placed.least, width)
            if shares and placed.stretch:
                most = placed.item.maximumSize().width()
                wide = min(wide + max(spare, 0) * placed.stretch // shares, most)
            placed.item.setGeometry(QRect(left, top, wide, high))
            left += wide + gap
        return high

    # Qt's side

    def addItem(self, item: QLayoutItem) -> None:
        self._placed.append(_Placed(item, 0))

    def count(self) -> int:
        return sum(placed.item is not None for placed in self._placed)

    def itemAt(self, index: int) -> QLayoutItem | None:
        items = [placed.item for placed in self._placed if placed.item is not None]
        return items[index] if 0 <= index < len(items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:
        item = self.itemAt(index)
        if item is not None:
            self._placed = [placed for placed in self._placed if placed.item is not item]
        return item

    def setGeometry(self, rect: QRect) -> None:
        super().setGeometry(rect)
        margins = self.contentsMargins()
        top, width = rect.top() + margins.top(), self._inside(rect.width())
        for line in self._split(width):
            top += self._place(line, rect.left() + margins.left(), top, width) + self.spacing()
        before, self._wide = self._wide, rect.width()
        if before != self._wide:
            self._hint = self._least = None
            if self._height(before) != self._height(self._wide):
                self.update()

    def invalidate(self) -> None:
        self._hint = self._least = None
        super().invalidate()

    def sizeHint(self) -> QSize:
        if self._hint is None:
            self._hint = self._liked()
        return QSize(self._hint)

    def minimumSize(self) -> QSize:
        if self._least is None:
            self._least = self._smallest()
        return QSize(self._least)

    def _liked(self) -> QSize:
        parts = [placed for placed in self._placed if placed.item is not None and not placed.gone]
        hints = sum(placed.item.sizeHint().width() for placed in parts if placed.item is not None)
        margins = self.contentsMargins()
        wide = hints + self.spacing() * max(len(parts) - 1, 0) + margins.left() + margins.right()
        return QSize(wide, self._height(self._wide or wide))

    def _smallest(self) -> QSize:
        margins = self.contentsMargins()
        widest = max((placed.item.minimumSize().width() for placed in self._placed
                      if placed.item is not None and not placed.gone), default=0)
        wide = widest + margins.left() + margins.right()
        return QSize(wide, self._height(self._wide or self.sizeHint().width()))
