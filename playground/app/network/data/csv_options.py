"""What becomes of the columns and rows of a table: controls below its preview."""

from __future__ import annotations

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

from playground.app.look.icons import icon
from playground.app.look.style import SPACE_L, SPACE_M, px
from playground.app.text.numbers import grouped
from playground.app.widgets.combo import Combo
from playground.app.widgets.log_slider import LogSlider
from playground.app.widgets.slider import quiet_wheel
from playground.engine.datasets.table import Table
from playground.engine.parameters import declared

TEST_FRACTION = 0.3


class KeepButtons(QWidget):
    """Says `chosen("first" | "random")`, where a table has more rows than can be used."""

    chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.first = QPushButton(icon("to-start"), "")
        self.random = QPushButton(icon("dice"), "")
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
        self._large = False
        self.kind = box("Kind of target", "A class to tell apart, or a number to predict.")
        self.kind.addItem("a class", True)
        self.kind.addItem("a number", False)
        self._target.setBuddy(self.kind)
        self.standardize = _check(
            "Standardize inputs",
            "Shift and scale every input to mean 0 and spread 1 over the training rows. Without "
            "it, a column of large numbers drowns the others.", True,
        )
        self.target = _check(
            "Standardize the target",
            "The same for what is to be predicted. Without it, a network that begins near 0 has a "
            "long way to large numbers, and steps that are too large.", False,
        )
        self.missing = _check(
            "Leave out rows that lack a value",
            "Rows where a chosen column is empty, NA, NaN, null or ?, or has a word where the "
            "others have numbers, are not imported. How many, and which, is said below.", False,
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
        grid.addWidget(self.test, 1, 0, 2, 1)
        grid.addWidget(self.target, 1, 1)
        grid.addWidget(self.missing, 2, 1)
        grid.setColumnStretch(0, 1)
        grid.setColumnStretch(1, 1)
        self.kind.activated.connect(self._choose_kind)
        for check in (self.standardize, self.target, self.missing):
            check.clicked.connect(lambda _: self.changed.emit())
        self.test.edited.connect(lambda _, final: self.changed.emit() if final else None)

    @property
    def classes(self) -> bool:
        """Whether the target is a class."""
        return bool(self.kind.currentData())

    @property
    def standardize_target(self) -> bool:
        """Whether numbers to predict are standardized."""
        return self.target.isEnabled() and self.target.isChecked()

    def show_kind(self, classes: bool, targets: int, large: bool) -> None:
        """What the target is; several can only be numbers, which may be large."""
        self._large = large
        self.kind.setCurrentIndex(self.kind.findData(classes and targets == 1))
        self.kind.setEnabled(targets == 1)
        self.kind.setToolTip(
            "A class to tell apart, or a number to predict." if targets == 1 else
            "Several targets are numbers; a class stands in one column."
        )
        self._show_target()

    def _choose_kind(self) -> None:
        self._show_target()
        self.changed.emit()

    def _show_target(self) -> None:
        """Numbers can be standardized, and are if they are large; classes cannot."""
        self.target.setEnabled(not self.classes)
        self.target.setChecked(self._large and not self.classes)


def box(name: str, tip: str) -> Combo:
    """A list with a name and a tooltip, as wide as its place."""
    box = Combo()
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
