"""One line of an update rule: the formula typeset, and under it the same with its numbers."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from playground.app.look.math_label import MathLabel
from playground.app.look.style import BODY, SMALL, SPACE_S, SPACE_XS, font, px
from playground.app.step.update import Column, Piece, entry, latex_of, pieces, plain_of
from playground.app.widgets.cells import Cell, Cells, Ruler, ruler, written
from playground.engine.optimizer import Line

_WIDEST = "−0.001234"  # what a number with four digits needs at most, but for powers of ten
_ROW = 17
_HEAD = 22
_TALL_HEAD = 34
_SHORTEST_NAME = 48


def needs_room(line: Line) -> bool:
    """Whether the formula has a fraction, which needs two rows."""
    return r"\frac" in line.formula


class StepLine(Cells):
    """Formula and name, then a row of numbers for each coordinate: 0.9 · 0 + 0.1 · (−4) = −0.4.

    The places of the numbers depend on the width and the rule only, never on the numbers.
    """

    def __init__(
        self, line: Line, columns: tuple[Column, ...], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._columns = columns
        self._pieces = pieces(line.numbers)
        self._line = line
        self._placed_for: tuple[object, ...] | None = None
        self.formula = MathLabel(latex_of(line), plain_of(line), self)
        self.formula.setToolTip(f"{line.name}: {plain_of(line)}")
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(f"{line.name}: {plain_of(line)}")
        self.setToolTip(f"{line.name}: {plain_of(line)}, here with the numbers of this step.")

    def show_line(self, line: Line) -> None:
        """The same rule with the numbers of another step."""
        self._line = line
        if self._fixed() != self._placed_for:
            self._place()
            return
        values: list[float] = []
        for column in self._columns:
            values += [
                entry(line.operands[piece.name], column.place)
                for piece in self._pieces if piece.name
            ]
            values.append(entry(line.value, column.place))
        self.show_values(values)

    def restyle(self) -> None:
        """Another theme or scale: place everything anew."""
        self.formula.setFont(font(BODY))
        self.updateGeometry()
        self._place()

    def _place(self) -> None:
        self._placed_for = self._fixed()
        if self.width() < px(120):
            return
        small = ruler(SMALL)
        head = px(_TALL_HEAD if needs_room(self._line) else _HEAD)
        wide = min(self.formula.sizeHint().width() + px(SPACE_XS), self.width())
        self.formula.setGeometry(0, 0, wide, head)
        cells: list[Cell] = []
        spare = self.width() - wide - px(SPACE_S)
        if spare >= px(_SHORTEST_NAME):
            place = QRect(self.width() - spare, 0, spare, head)
            name = small.elided(self._line.name, spare)
            cells.append(Cell(place, small, "quiet", name, tip=self._line.name))
        titles = max(small.width(column.title) for column in self._columns)
        left = round(titles) + px(SPACE_S)
        rooms = self._rooms(self.width() - left, small)
        for row, column in enumerate(self._columns):
            top = head + row * px(_ROW)
            title = QRect(0, top, left, px(_ROW))
            cells.append(Cell(title, small, "quiet", column.title, right=False))
            cells += self._row(left, top, rooms, small, column)
        self.set_cells(cells)
        self.show_line(self._line)

    def _row(
        self, left: int, top: int, rooms: list[float], small: Ruler, column: Column
    ) -> list[Cell]:
        """The cells of one coordinate's numbers, and of the result."""
        cells, x = [], float(left)
        ends = (*self._pieces, Piece(" = "), Piece("", "result"))
        for k, (piece, room) in enumerate(zip(ends, rooms, strict=True)):
            rect = QRect(round(x), top, round(x + room) - round(x), px(_ROW))
            result = piece.name == "result"
            cells.append(Cell(
                rect, small, "accent" if result else "text" if piece.name else "quiet",
                None if piece.name else piece.text,
                # Room that a short number leaves is in front of the line or of an operator.
                right=k == 0,
                raised=piece.raised, brackets=piece.brackets, setting=self._setting(piece),
                power=piece.power, tight=piece.tight,
                tip=f"{self._line.name}, {column.title}" if result else "",
            ))
            x += room
        return cells

    def _rooms(self, width: float, small: Ruler) -> list[float]:
        """The width of each piece: what is constant as it needs, what changes an equal share."""
        rooms: list[float] = []
        for piece in (*self._pieces, Piece(" = "), Piece("", "result")):
            value = self._line.operands.get(piece.name)
            if not piece.name:
                rooms.append(small.width(piece.text))
            elif piece.raised:
                rooms.append(small.width("³" * max(3, len(str(value)))))
            elif self._setting(piece):
                rooms.append(small.width(written(value, zeros=False)))
            else:
                widest = f"({_WIDEST})" if piece.brackets else _WIDEST
                rooms.append(-small.width(widest + piece.power))
        changing = [-room for room in rooms if room < 0]
        spare = width - sum(room for room in rooms if room >= 0)
        share = min(1.0, max(spare, 0.0) / sum(changing))
        return [-room * share if room < 0 else room for room in rooms]

    def _fixed(self) -> tuple[object, ...]:
        """What decides, beside the width, on the places: the settings, and how long t is."""
        operands = self._line.operands
        return tuple(
            len(str(operands[piece.name])) if piece.raised else operands[piece.name]
            for piece in self._pieces if piece.raised or self._setting(piece)
        )

    def _setting(self, piece: Piece) -> bool:
        """Whether a piece is a number that no step changes."""
        value = self._line.operands.get(piece.name)
        return value is not None and not getattr(value, "ndim", 0)

    def sizeHint(self) -> QSize:
        head = px(_TALL_HEAD if needs_room(self._line) else _HEAD)
        return QSize(px(280), head + len(self._columns) * px(_ROW) + px(SPACE_XS))

    def minimumSizeHint(self) -> QSize:
        return QSize(px(120), self.sizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place()

