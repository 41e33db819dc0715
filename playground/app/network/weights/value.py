"""The selected parameter: its name, its number to type or drag, and whether it is frozen."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, SignalInstance, Slot
from PySide6.QtWidgets import QCheckBox, QGridLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from playground.app.look.style import FIELD_WIDTH, SMALL, SPACE_S, SPACE_XS, px, set_role
from playground.app.network.place import way_name
from playground.app.widgets.cells import ruler
from playground.app.widgets.error_line import ElidedLabel, ErrorLine
from playground.app.widgets.ladder import ladder, nearest, stepped
from playground.app.widgets.number_field import NumberField
from playground.app.widgets.slider import Slider
from playground.engine.networks.place import Place

_RUNGS = ladder(-5.0, 5.0, False)


class WeightValue(QWidget):
    """`edited(value, final)` while the number is dragged or typed, `freeze_toggled(on)`."""

    edited = Signal(float, bool)
    refused = Signal(str)
    freeze_toggled = Signal(bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._value = 0.0
        self._name = QLabel()
        self._what = ElidedLabel()
        set_role(self._what, "small")
        self._what.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.entry_field = NumberField()
        self.entry_field.setToolTip(
            "Type any number; arrow keys step it. The run starts again from the numbers on screen."
        )
        self.slider = Slider()
        self.slider.setRange(0, len(_RUNGS) - 1)
        self.slider.setToolTip(
            "Drag to see what this one number does to the whole run; type for values beyond ±5."
        )
        self._freeze = QCheckBox("Frozen")
        self._freeze.setToolTip(
            "A frozen weight keeps its value: its gradient is computed, but no step changes it."
        )
        self._grid = QGridLayout(self)
        self._grid.setColumnStretch(1, 1)
        self._grid.addWidget(self._name, 0, 0)
        self._grid.addWidget(self._what, 0, 1)
        self._grid.addWidget(self.entry_field, 0, 2)
        self._grid.addWidget(self.slider, 1, 0, 1, 2)
        self._grid.addWidget(self._freeze, 1, 2)
        self.entry_field.typed.connect(self._typed)
        self.entry_field.refused.connect(self.refused)
        self.entry_field.stepped.connect(self._step)
        self.slider.moved.connect(self._dragged)
        self.slider.stepped.connect(self._step)
        self._freeze.clicked.connect(self.freeze_toggled)
        self.restyle()

    def show_place(self, place: Place | None, layers: int) -> None:
        """Whose number this is; None: nothing is selected."""
        self.setEnabled(place is not None)
        if place is None:
            self._name.setText("–")
            self._what.setText("Click a number to select it.")
            self.entry_field.clear()
            return
        what = way_name(place, layers)
        self._name.setText(place.name)
        self._what.setText(what)
        self._what.setToolTip(what)
        for control in (self.entry_field, self.slider):
            control.setAccessibleName(f"{place.name}, {what}")
        self._freeze.setAccessibleName(f"{place.name} frozen")

    def show_value(self, value: float, frozen: bool) -> None:
        """The number at the cursor."""
        self._freeze.setChecked(frozen)
        if self.entry_field.isModified() and self.entry_field.hasFocus():
            return  # being typed
        self._value = value
        self.entry_field.set_value(value)
        if value == value and not self.slider.isSliderDown():
            self.slider.set_position(nearest(_RUNGS, value, False))

    def restyle(self) -> None:
        """Another scale."""
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(px(SPACE_S))
        self._grid.setVerticalSpacing(px(SPACE_XS))
        self.entry_field.setFixedWidth(px(FIELD_WIDTH))

    @Slot(float)
    def _typed(self, value: float) -> None:
        self.refused.emit("")
        if value != self._value:
            self._take(value, True)

    @Slot(int)
    def _step(self, steps: int) -> None:
        self._take(stepped(_RUNGS, self._value, steps), True)

    @Slot(int, bool)
    def _dragged(self, position: int, final: bool) -> None:
        # Letting go where the handle was taken must not round a value between two positions.
        at_rest = position == nearest(_RUNGS, self._value, False)
        self._take(self._value if at_rest else _RUNGS[position], final)

    def _take(self, value: float, final: bool) -> None:
        self._value = value
        self.entry_field.set_value(value)
        self.slider.set_position(nearest(_RUNGS, value, False))
        self.edited.emit(value, final)
LINES = 3
"""The longest refusal in the narrowest panel."""


class Refusal(QWidget):
    """An error line that nothing below it moves for."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.line = ErrorLine()
        inside = QVBoxLayout(self)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.addWidget(self.line, 0, Qt.AlignmentFlag.AlignTop)
        self.restyle()

    def end_with(self, *deeds: SignalInstance) -> None:
        """What a hand may do next, after which nothing is said any more."""
        for done in deeds:
            done.connect(self.forgive)

    @Slot()
    def forgive(self) -> None:
        """The next thing was done: what was refused is past."""
        self.line.set_error("")

    def restyle(self) -> None:
        """Another scale."""
        self.setFixedHeight(LINES * round(ruler(SMALL).height) + 1)
