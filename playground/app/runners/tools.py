"""What is done with the field of runners: add, duplicate, race all, random restarts."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, Qt, Signal, Slot
from PySide6.QtWidgets import (
    QGridLayout,
    QLabel,
    QMenu,
    QPushButton,
    QSpinBox,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from playground.app.core.held import edits
from playground.app.core.registry_signal import registered
from playground.app.look.icons import icon
from playground.app.look.style import SPACE_S, SPACE_XS, px
from playground.app.runners.form import optimizer_entries
from playground.app.widgets.slider import quiet_wheel
from playground.app.widgets.wrap_row import WrapRow
from playground.lab.experiments.experiment import MOST_RUNNERS

FULL = f"There are {MOST_RUNNERS} runners already, as many as can be told apart; remove one first."
NOBODY = "There is no runner yet; add one first."
ONLY_SURFACES = "Random starts are points of a surface's window; here no surface is walked on."
_ADD = "Add a runner: the same surface with another optimizer, to compare."
_DUPLICATE = (
    "Copy the selected runner with its past and its branches. Change the copy at the cursor and "
    "see what difference that makes."
)
_RACE = "One runner for each optimizer, all from the start of the selected one."
_RESTARTS = "Start the selected optimizer from several random points: where does it end up?"


class RunnerTools(QWidget):
    """A row of buttons and, folded away, the random restarts."""

    add = Signal(str)
    duplicate = Signal()
    race = Signal()
    restart = Signal(int)  # how many
    reseed = Signal(int, int)  # how many, with which seed
    seed_typed = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._make()
        self._place()
        self._duplicate.clicked.connect(self.duplicate)
        self._race.clicked.connect(self.race)
        self.restarts.toggled.connect(self._box.setVisible)
        self._go.clicked.connect(lambda: self.restart.emit(self._count.value()))
        self.dice.clicked.connect(self._roll)
        self._seed.valueChanged.connect(self.seed_typed)

    @property
    def add_button(self) -> QToolButton:
        """The button that adds a runner, for hints to point at."""
        return self._add

    def _make(self) -> None:
        self._add = QToolButton()
        self._add.setText("Add")
        self._add.setIcon(icon("plus"))
        self._add.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self._add.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self._menu = QMenu(self._add)
        self._menu.setToolTipsVisible(True)
        self._fill_menu()
        registered.changed.connect(self._fill_menu)
        self._add.setMenu(self._menu)
        self._duplicate = QToolButton()
        self._duplicate.setText("Duplicate")
        self._race = QToolButton()
        self._race.setText("Race all")
        self.restarts = QToolButton()
        self.restarts.setIcon(icon("dice"))
        self.restarts.setCheckable(True)
        self.restarts.setAccessibleName("Random restarts…")
        self._count = _spin(1, MOST_RUNNERS, "How many runners start at random.")
        self._count.setValue(5)
        self._count.setAccessibleName("Number of random starts")
        self._seed = _spin(0, 2**31 - 1, "The same seed draws the same starts again.")
        self._seed.setAccessibleName("Seed")
        self.dice = QPushButton("New seed")
        self.dice.setToolTip("The next seed, and starts drawn with it.")
        self._go = QPushButton("Draw")
        for part in (self._add, self._duplicate, self._race, self.restarts):
            edits(part, "runners.add", "runners")
        self._go.setToolTip("Draw the starts. An earlier draw of the same optimizer gives way.")

    @Slot()
    def _fill_menu(self) -> None:
        """Every optimizer there is by now."""
        self._menu.clear()
        for name, (title, tip) in optimizer_entries().items():
            action = self._menu.addAction(title)
            action.triggered.connect(lambda _=False, name=name: self.add.emit(name))
            action.setToolTip(tip)

    def _place(self) -> None:
        row = self._row = WrapRow()
        for button in (self._add, self._duplicate, self._race):
            row.addWidget(button)
        row.addStretch(1)
        row.addWidget(self.restarts)
        self._box = QWidget()
        grid = self._grid = QGridLayout(self._box)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setColumnStretch(2, 1)
        grid.addWidget(self._count, 0, 0)
        grid.addWidget(QLabel("random starts"), 0, 1, 1, 2)
        grid.addWidget(self._go, 0, 3)
        grid.addWidget(self._seed, 1, 0)
        grid.addWidget(QLabel("seed"), 1, 1)
        grid.addWidget(self.dice, 1, 3, Qt.AlignmentFlag.AlignRight)
        self._box.hide()
        layout = self._column = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addLayout(row)
        layout.addWidget(self._box)
        self._space()

    def show_state(self, count: int, room: int, seed: int, on_surface: bool) -> None:
        """How many runners there are, how many random ones fit, and the seed."""
        full = FULL if count >= MOST_RUNNERS else ""
        _enable(self._add, full, _ADD)
        _enable(self._duplicate, full or (NOBODY if not count else ""), _DUPLICATE)
        _enable(self._race, "", _RACE)
        why_not = "" if on_surface else ONLY_SURFACES
        _enable(self.restarts, why_not or (NOBODY if not count else ""), _RESTARTS)
        if not self.restarts.isEnabled():
            self.restarts.setChecked(False)
        self._count.setMaximum(max(room, 1))
        blocked = self._seed.blockSignals(True)
        self._seed.setValue(seed)
        self._seed.blockSignals(blocked)

    @Slot()
    def _roll(self) -> None:
        self.reseed.emit(self._count.value(), self._seed.value() + 1)

    def _space(self) -> None:
        self._row.setSpacing(px(SPACE_XS))
        self._grid.setSpacing(px(SPACE_XS))
        self._column.setSpacing(px(SPACE_S))
        for button in (self._add, self.restarts):
            button.setIconSize(QSize(px(16), px(16)))
        for spin in (self._count, self._seed):
            spin.setFixedWidth(px(60))

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.FontChange:
            self._space()
        super().changeEvent(event)


def _enable(button: QToolButton, why_not: str, tip: str) -> None:
    button.setEnabled(not why_not)
    button.setToolTip(why_not or tip)


def _spin(low: int, high: int, tip: str) -> QSpinBox:
    spin = QSpinBox()
    spin.setRange(low, high)
    spin.setKeyboardTracking(False)
    spin.setToolTip(tip)
    quiet_wheel(spin)
    return spin
