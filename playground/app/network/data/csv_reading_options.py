"""How a file is to be read: controls above the preview, and the question that may be open."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import (
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSpinBox,
    QWidget,
)

from playground.app.look.icons import icon
from playground.app.look.style import SPACE_M, SPACE_XS, px, set_role
from playground.app.network.data.csv_options import box
from playground.app.network.data.csv_prepare import ENCODINGS
from playground.app.text.numbers import number
from playground.app.widgets.combo import Combo
from playground.app.widgets.slider import quiet_wheel
from playground.lab.tables.layout import COMMENTS, DELIMITERS
from playground.lab.tables.marks import THOUSANDS, Doubt, Marks
from playground.lab.tables.raw import RawTable
from playground.lab.tables.rows import Keep, Reading

MOST_SKIPPED = 1000
_COLUMNS = 4
_MARKS = {"": "none", ",": "comma 1,000", ".": "point 1.000", " ": "space 1 000",
          "'": "apostrophe 1'000"}
assert _MARKS.keys() == THOUSANDS.keys()


class ReadingOptions(QWidget):
    """Delimiter, marks, encoding, names and what is no row; says `chosen(reading)`."""

    chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._how = Reading()
        self.delimiter = box("Delimiter", "What stands between two cells of a row.")
        for mark, name in DELIMITERS.items():
            self.delimiter.addItem(f"{name} {mark}" if mark.strip() else name, mark)
        self.decimal = box("Decimal mark", "What stands before the decimals: 0.5 or 0,5.")
        self.decimal.addItem("point 0.5", ".")
        self.decimal.addItem("comma 0,5", ",")
        self.thousands = box(
            "Thousands mark", "What stands between each three digits of a large number."
        )
        for mark, name in _MARKS.items():
            self.thousands.addItem(name, mark)
        self.encoding = box("Encoding", "How letters are written as bytes; look at é, ü, ñ.")
        for name, title in ENCODINGS.items():
            self.encoding.addItem(title, name)
        self.header = box("First line", "Whether the first line has the names of the columns.")
        self.header.addItem("names", True)
        self.header.addItem("data", False)
        self.comment = box("Comment sign", "A line that begins so is no row.")
        for sign in ("", *COMMENTS):
            self.comment.addItem(sign or "none", sign)
        self.skip = QSpinBox()
        self.skip.setRange(0, MOST_SKIPPED)
        self.skip.setAccessibleName("Skip lines")
        self.skip.setToolTip("How many lines come before the names or the data: titles, dates.")
        self.skip.setAccessibleDescription(self.skip.toolTip())
        self.skip.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.skip.setKeyboardTracking(False)
        quiet_wheel(self.skip)
        self._place()
        for name, one in self._boxes().items():
            one.activated.connect(lambda _, name=name, one=one: self._set(name, one.currentData()))
        self.skip.valueChanged.connect(lambda count: self._set("skip", count))

    def _place(self) -> None:
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(px(SPACE_M))
        grid.setVerticalSpacing(px(SPACE_XS))
        for k, part in enumerate((*self._boxes().values(), self.skip)):
            row, column = divmod(k, _COLUMNS)
            label = QLabel(part.accessibleName())
            label.setBuddy(part)
            label.setToolTip(part.toolTip())
            grid.addWidget(label, 2 * row, column)
            grid.addWidget(part, 2 * row + 1, column)
            grid.setColumnStretch(column, 1)

    def keep(self, keep: Keep) -> None:
        """Be content with some of the rows."""
        self._set("keep", keep)

    def settle(self, marks: Marks) -> None:
        """These are the marks of numbers."""
        self._how = replace(self._how, thousands=marks.thousands)
        self._set("decimal", marks.decimal)

    def show_found(self, raw: RawTable) -> None:
        """What was found out, where nothing was chosen."""
        for name, one in self._boxes().items():
            value = getattr(raw, name)
            if one.findData(value) < 0:  # Excel's "sep=" may name any sign
                one.addItem(str(value), value)
            one.setCurrentIndex(one.findData(value))
        self.skip.blockSignals(True)
        self.skip.setValue(raw.skip)
        self.skip.blockSignals(False)

    def _boxes(self) -> dict[str, Combo]:
        return {
            "delimiter": self.delimiter, "decimal": self.decimal, "thousands": self.thousands,
            "encoding": self.encoding, "header": self.header, "comment": self.comment,
        }

    def _set(self, name: str, value: object) -> None:
        changed = {**self._how.__dict__, name: value}
        if name in ("delimiter", "encoding", "skip", "comment"):
            # Another cut through the lines: what followed from the old one is found out anew.
            cut = ("encoding", "keep", "skip", "comment", name)
            changed = {**Reading().__dict__, **{key: changed[key] for key in cut}}
        elif name == "decimal" and value == changed["thousands"]:
            changed["thousands"] = None
        elif name == "thousands" and value == (changed["decimal"] or ""):
            changed["decimal"] = None
        self._how = Reading(**changed)
        self.chosen.emit(self._how)


class DoubtRow(QWidget):
    """Asks which of two numbers a cell is; says `settled(marks)`."""

    settled = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.question = QLabel()
        self.question.setTextFormat(Qt.TextFormat.PlainText)
        set_role(self.question, "large")
        self.one, self.other = (QPushButton(icon("check"), "") for _ in range(2))
        self._marks: tuple[Marks, Marks] | None = None
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(px(SPACE_M))
        row.addWidget(self.question)
        for k, button in enumerate((self.one, self.other)):
            button.setAutoDefault(False)
            button.clicked.connect(lambda _=False, k=k: self._choose(k))
            row.addWidget(button)
        row.addStretch(1)
        self.hide()

    def ask(self, doubt: Doubt) -> None:
        """Show a cell with both of its readings."""
        self.question.setText(f"Line {doubt.line}, {doubt.name[:24]}: what is “{doubt.cell[:24]}”?")
        (one, first), (other, second) = doubt.readings
        self._marks = one, other
        for button, marks, value in ((self.one, one, first), (self.other, other, second)):
            decimal = "point" if marks.decimal == "." else "comma"
            button.setText(f"{number(value, 12)} (decimal {decimal})")
            button.setToolTip(
                f"The decimal mark of this file is a {decimal}"
                + (f", its thousands mark a {THOUSANDS[marks.thousands]}." if marks.thousands
                   else ".")
            )
            button.setAccessibleName(f"It is {button.text()}. {button.toolTip()}")
        self.show()

    @Slot()
    def _choose(self, k: int) -> None:
        if self._marks is not None:
            self.settled.emit(self._marks[k])
