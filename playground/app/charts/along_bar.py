"""The buttons that choose what a chart counts along its lower axis, and whether its marks stand at
the same cost."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtGui import QFontMetricsF
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QToolButton, QWidget

from playground.app.look import icons
from playground.app.look.style import SMALL, font, px, set_role
from playground.app.plots.along import Along

_SAME_TIP = (
    "At the same cost: every runner's mark, and its row in the results, stands where it has cost "
    "as much as the selected one at the cursor, by what the axis counts."
)
_NO_SAME = (
    "The axis counts updates, and the marks stand at the same number of those anyway. Count "
    "samples, epochs or seconds to compare at the same cost."
)
_ALONE = "There is one runner: nothing to compare it with."


class AlongBar(QWidget):
    """Says `chosen(key)` for what is to be counted, `same_switched(on)` for marks at one cost."""

    chosen = Signal(str)
    same_switched = Signal(bool)

    def __init__(self, choices: Iterable[Along], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._choices = {along.key: along for along in choices}
        self._several = False
        self._buttons: dict[str, QToolButton] = {}
        self._group = QButtonGroup(self)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        for key, along in self._choices.items():
            button = self._buttons[key] = QToolButton()
            button.setText(along.button)
            named = along.button if len(along.button) > 1 else along.name
            button.setAccessibleName(f"Axis in {named}")
            button.setCheckable(True)
            set_role(button, "count")
            self._group.addButton(button)
            self._row.addWidget(button)
            button.toggled.connect(lambda on, key=key: self._choose(key, on))
        self.turn = QToolButton()
        set_role(self.turn, "count")
        self.turn.clicked.connect(self._take_next)
        self.turn.hide()
        self._row.addWidget(self.turn)
        self.same = QToolButton()
        self.same.setIcon(icons.icon("link"))
        self.same.setCheckable(True)
        self.same.setAccessibleName("Marks at the same cost")
        self.same.toggled.connect(self.same_switched)
        self._row.addWidget(self.same)
        for button in (*self._buttons.values(), self.turn, self.same):
            button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._buttons[next(iter(self._choices))].setChecked(True)
        self.set_reasons({}, several=False)
        self.dress()

    @property
    def along(self) -> Along:
        """What is counted: the one that is chosen, as long as it can be."""
        keys = list(self._choices)
        wanted = next(key for key in keys if self._buttons[key].isChecked())
        return self._choices[wanted if self._buttons[wanted].isEnabled() else keys[0]]

    @property
    def keys(self) -> tuple[str, ...]:
        """Everything that it offers to count."""
        return tuple(self._choices)

    @property
    def at_same_cost(self) -> bool:
        """Whether marks are to stand at one cost."""
        return self.same.isChecked() and self.same.isEnabled()

    def choose(self, key: str) -> None:
        """Count this; raises KeyError for what there is not."""
        self._buttons[key].setChecked(True)

    def set_compact(self, compact: bool) -> None:
        """One button instead of all: every click on it counts what comes next."""
        self.turn.setVisible(compact)
        for button in self._buttons.values():
            button.setVisible(not compact)

    @Slot()
    def _take_next(self) -> None:
        keys = [key for key, button in self._buttons.items() if button.isEnabled()]
        self.choose(keys[(keys.index(self.along.key) + 1) % len(keys)])

    def set_reasons(self, reasons: dict[str, str], several: bool) -> None:
        """Why some of them cannot be chosen; whether there are several runners to compare."""
        for key, button in self._buttons.items():
            button.setEnabled(key not in reasons)
            button.setToolTip(reasons.get(key, self._choices[key].tip))
        self._several = several
        self._follow()

    def _follow(self) -> None:
        """Say what is counted now, and whether costs can be compared by that."""
        along = self.along
        self.turn.setText(f"{along.button} ▸")
        self.turn.setAccessibleName(f"The axis counts {along.name}; click to count something else")
        self.turn.setToolTip(f"{along.tip}\nClick to count something else.")
        counts_updates = along.key == next(iter(self._choices))
        why = "" if self._several and not counts_updates else _NO_SAME if self._several else _ALONE
        self.same.setEnabled(not why)
        self.same.setToolTip(why or _SAME_TIP)

    def _choose(self, key: str, on: bool) -> None:
        if on:
            self._follow()
            self.chosen.emit(key)

    def dress(self) -> None:
        """Put on the sizes of the style."""
        self._row.setSpacing(0)
        metrics = QFontMetricsF(font(SMALL))
        widest = max(metrics.horizontalAdvance(f"{a.button} ▸") for a in self._choices.values())
        self.turn.setMinimumWidth(round(widest) + px(10))
        self.same.setIconSize(QSize(px(14), px(14)))

    def minimumSizeHint(self) -> QSize:
        """As little as there is of it where it is compact."""
        least = self.turn.sizeHint() + QSize(self.same.sizeHint().width(), 0)
        return least.boundedTo(self.sizeHint())
