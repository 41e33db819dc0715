"""The row over the chart: which quantity, all of the steps, linear or logarithmic."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QStandardItemModel
from PySide6.QtWidgets import QComboBox, QToolButton, QWidget

from playground.app.charts.trace import Quantity
from playground.app.look import icons
from playground.app.look.preferences import preferences
from playground.app.look.style import SPACE_M, SPACE_S, SPACE_XS, px
from playground.app.widgets.combo import Combo
from playground.app.widgets.wrap_row import WrapRow

_LOG_TIP = (
    "Logarithmic axis: equal distances are equal factors, so a straight line falling means: "
    "the same factor smaller with every step."
)
_LETTERS, _FEWEST = 8, 3
_FIT_TIP = "Show all steps (or double-click the chart). The wheel zooms, right drag moves."


class ChartControls(QWidget):
    """Remembers for every quantity whether its axis is logarithmic, over restarts too."""

    chosen = Signal(int)
    log_switched = Signal(bool)
    fit_clicked = Signal()

    def __init__(self, quantities: Sequence[Quantity]) -> None:
        super().__init__()
        self._quantities = quantities
        self._log = [preferences.remembered(_key(one), one.log) for one in quantities]
        self.chooser = Combo()
        self.chooser.setAccessibleName("Quantity of the chart")
        for place, quantity in enumerate(quantities):
            self.chooser.addItem(quantity.title)
            self.chooser.setItemData(place, quantity.tip, Qt.ItemDataRole.ToolTipRole)
        self.chooser.view().setTextElideMode(Qt.TextElideMode.ElideRight)
        self.let_shrink(_LETTERS)
        self._fit = QToolButton()
        self._fit.setIcon(icons.icon("fit"))
        self._fit.setAccessibleName("Show all steps")
        self._log_button = QToolButton()
        self._log_button.setText("log")
        self._log_button.setCheckable(True)
        self._log_button.setAccessibleName("Logarithmic axis")
        self._log_button.setToolTip(_LOG_TIP)
        self._row = WrapRow(self)
        self._row.addWidget(self.chooser, 1)
        for button in (self._fit, self._log_button):
            button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            self._row.addWidget(button)
        self._choose(0)
        self.set_zoomed(False)
        self.dress()
        self.chooser.currentIndexChanged.connect(self._choose)
        self._log_button.toggled.connect(self._switch_log)
        self._fit.clicked.connect(self.fit_clicked)

    def add(self, widget: QWidget) -> None:
        """One more at the end of the row."""
        self._row.addWidget(widget)

    def let_shrink(self, letters: int) -> None:
        """Let the chooser become as narrow as so many letters, its text elided."""
        self.chooser.setSizeAdjustPolicy(
            QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        )
        self.chooser.setMinimumContentsLength(letters)

    def set_terse(self, terse: bool) -> None:
        """Leave out what a double click does too, for the others to have room in one row."""
        self._fit.setVisible(not terse)
        self.let_shrink(_FEWEST if terse else _LETTERS)

    @property
    def place(self) -> int:
        """Which of the quantities is chosen."""
        return self.chooser.currentIndex()

    @property
    def log(self) -> bool:
        """Whether its axis is logarithmic."""
        return self._log[self.place]

    def choose(self, place: int) -> None:
        """Choose a quantity."""
        self.chooser.setCurrentIndex(place)

    def choose_named(self, name: str) -> None:
        """Choose a quantity by its name, if it can be chosen here."""
        for place, quantity in enumerate(self._quantities):
            if quantity.name == name and self.is_allowed(place):
                self.choose(place)

    def begin_with(self, place: int) -> None:
        """Another experiment begins with this quantity, and every axis as it usually is; tells
        nobody.
        """
        for quantity in self._quantities:
            preferences.remember(_key(quantity), None)
        self._log = [quantity.log for quantity in self._quantities]
        blocked = self.blockSignals(True)
        self.choose(place)
        self._choose(place)
        self.blockSignals(blocked)

    def set_log(self, log: bool) -> None:
        """Choose the axis of the chosen quantity."""
        self._log_button.setChecked(log)

    def allow(self, place: int, why_not: str) -> None:
        """Let a quantity be chosen, or not: then its tooltip says why."""
        model = self.chooser.model()
        assert isinstance(model, QStandardItemModel)
        item = model.item(place)
        item.setEnabled(not why_not)
        item.setToolTip(why_not or self._quantities[place].tip)

    def is_allowed(self, place: int) -> bool:
        """Whether a quantity can be chosen."""
        return bool(self.chooser.model().index(place, 0).flags() & Qt.ItemFlag.ItemIsEnabled)

    def set_zoomed(self, zoomed: bool) -> None:
        """Whether there is something to fit."""
        self._fit.setEnabled(zoomed)
        self._fit.setToolTip(_FIT_TIP if zoomed else f"All steps are shown. {_FIT_TIP}")

    def dress(self) -> None:
        """Put on the sizes of the style."""
        self._row.setContentsMargins(px(SPACE_S), px(SPACE_XS), px(SPACE_S), 0)
        self._row.setSpacing(px(SPACE_XS))
        choices = self.chooser.view()  # they are read whole, however narrow the chooser is
        choices.setMinimumWidth(choices.sizeHintForColumn(0) + 2 * px(SPACE_M))

    @Slot(int)
    def _choose(self, place: int) -> None:
        self.chooser.setToolTip(self._quantities[place].tip)
        self._log_button.blockSignals(True)  # the quantity's own axis, not a switch
        self._log_button.setChecked(self._log[place])
        self._log_button.blockSignals(False)
        self.chosen.emit(place)

    @Slot(bool)
    def _switch_log(self, log: bool) -> None:
        self._log[self.place] = log
        preferences.remember(_key(self._quantities[self.place]), log)
        self.log_switched.emit(log)


def _key(quantity: Quantity) -> str:
    return f"chart/log/{quantity.name}"
