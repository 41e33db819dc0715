"""How a file is to be read, and what becomes of its columns: two rows of controls."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QWidget,
)

from playground.app.look.style import SPACE_L, SPACE_M, SPACE_XS, px
from playground.app.network.data.csv_prepare import ENCODINGS, Reading
from playground.app.text.numbers import grouped
from playground.app.widgets.log_slider import LogSlider
from playground.app.widgets.slider import quiet_wheel
from playground.engine.datasets.table import Table
from playground.engine.parameters import declared
from playground.lab.tables.rows import Keep
from playground.lab.tables.text import DELIMITERS, RawTable

TEST_FRACTION = 0.3


class ReadingOptions(QWidget):
    """Delimiter, decimal mark, encoding and names; says `chosen(reading)`."""

    chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._how = Reading()
        self.delimiter = _box("Delimiter", "What stands between two cells of a row.")
        for mark, name in DELIMITERS.items():
            shown = f"{name} {mark}" if mark.strip() else name
            self.delimiter.addItem(shown, mark)
        self.decimal = _box("Decimal mark", "What stands before the decimals: 0.5 or 0,5.")
        self.decimal.addItem("point 0.5", ".")
        self.decimal.addItem("comma 0,5", ",")
        self.encoding = _box("Encoding", "How letters are written as bytes; look at é, ü, ñ.")
        for name, title in ENCODINGS.items():
            self.encoding.addItem(title, name)
        self.header = _box("First line", "Whether the first line has the names of the columns.")
        self.header.addItem("names", True)
        self.header.addItem("data", False)
        row = QGridLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setHorizontalSpacing(px(SPACE_M))
        row.setVerticalSpacing(px(SPACE_XS))
        for k, (name, box) in enumerate(self._boxes().items()):
            label = QLabel(box.accessibleName())
            label.setBuddy(box)
            label.setToolTip(box.toolTip())
            row.addWidget(label, 0, k)
            row.addWidget(box, 1, k)
            row.setColumnStretch(k, 1)
            box.activated.connect(lambda _, name=name, box=box: self._choose(name, box))

    def keep(self, keep: Keep) -> None:
        """Be content with some of the rows."""
        self._how = replace(self._how, keep=keep)
        self.chosen.emit(self._how)

    def show_found(self, raw: RawTable) -> None:
        """What was found out, where nothing was chosen."""
        for name, box in self._boxes().items():
            box.setCurrentIndex(box.findData(getattr(raw, name)))

    def _boxes(self) -> dict[str, QComboBox]:
        return {
            "delimiter": self.delimiter, "decimal": self.decimal, "encoding": self.encoding,
            "header": self.header,
        }

    def _choose(self, name: str, box: QComboBox) -> None:
        changed = {**self._how.__dict__, name: box.currentData()}
        if name in ("delimiter", "encoding"):
            # Another cut through the lines: what followed from the old one is found out anew.
            as_before = {key: changed[key] for key in ("encoding", "keep", name)}
            changed = {**Reading().__dict__, **as_before}
        self._how = Reading(**changed)
        self.chosen.emit(self._how)


class KeepButtons(QWidget):
    """Says `chosen("first" | "random")`, where a table has more rows than can be used."""

    chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.first, self.random = QPushButton(), QPushButton()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(px(SPACE_M))
        for button, which in ((self.first, "first"), (self.random, "random")):
            button.setAutoDefault(False)
            button.clicked.connect(lambda _=False, which=which: self.chosen.emit(which))
            row.addWidget(button)
        row.addStretch(1)
        self.hide()

    def offer(self, most: int, seed: int) -> None:
        """Offer to go on with so many rows."""
        self.first.setText(f"Use the first {grouped(most)} rows")
        self.first.setToolTip("Quick, but a file that is sorted would show only its beginning.")
        self.random.setText(f"Use a random {grouped(most)}")
        self.random.setToolTip(
            f"Rows from all over the file, drawn with the experiment's seed {seed}: the same seed "
            "draws the same rows."
        )
        self.show()


class ImportOptions(QWidget):
    """What the target is, standardizing, missing values, the share to test; says `changed`."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._target = QLabel("The target is")
        self.kind = _box("Kind of target", "A class to tell apart, or a number to predict.")
        self.kind.addItem("a class", True)
        self.kind.addItem("a number", False)
        self._target.setBuddy(self.kind)
        self.standardize = _check(
            "Standardize inputs",
            "Shift and scale every input to mean 0 and spread 1 over the training rows. Without "
            "it, a column of large numbers drowns the others.", True,
        )
        self.missing = _check(
            "Leave out rows with missing values",
            "Rows where a chosen column is empty, NA, NaN, null or ? are not imported.", False,
        )
        self.test = LogSlider("test_fraction", declared(Table)["test_fraction"])
        self.test.set_value(TEST_FRACTION)
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(px(SPACE_L))
        kind = QHBoxLayout()
        kind.setSpacing(px(SPACE_M))
        kind.addWidget(self._target)
        kind.addWidget(self.kind, 1)
        grid.addLayout(kind, 0, 0)
        grid.addWidget(self.standardize, 0, 1)
        grid.addWidget(self.test, 1, 0)
        grid.addWidget(self.missing, 1, 1)
        grid.setColumnStretch(0, 1)
        grid.setColumnStretch(1, 1)
        self.kind.activated.connect(lambda _: self.changed.emit())
        self.standardize.clicked.connect(lambda _: self.changed.emit())
        self.missing.clicked.connect(lambda _: self.changed.emit())
        self.test.edited.connect(lambda _, final: self.changed.emit() if final else None)

    @property
    def classes(self) -> bool:
        """Whether the target is a class."""
        return bool(self.kind.currentData())

    def show_kind(self, classes: bool, targets: int) -> None:
        """What the target is; several can only be numbers."""
        self.kind.setCurrentIndex(self.kind.findData(classes and targets == 1))
        self.kind.setEnabled(targets == 1)
        self.kind.setToolTip(
            "A class to tell apart, or a number to predict." if targets == 1 else
            "Several targets are numbers; a class stands in one column."
        )


def _box(name: str, tip: str) -> QComboBox:
    box = QComboBox()
    box.setAccessibleName(name)
    box.setAccessibleDescription(tip)
    box.setToolTip(tip)
    box.setMinimumContentsLength(6)
    box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    quiet_wheel(box)
    return box


def _check(text: str, tip: str, on: bool) -> QCheckBox:
    check = QCheckBox(text)
    check.setToolTip(tip)
    check.setAccessibleDescription(tip)
    check.setChecked(on)
    return check
