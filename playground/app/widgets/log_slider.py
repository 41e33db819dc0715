"""A number as a slider and a field: the slider for the comfortable range, the field for all."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Slot
from PySide6.QtGui import QAccessible, QAccessibleValueChangeEvent
from PySide6.QtWidgets import QWidget

from playground.app.look.style import FIELD_WIDTH
from playground.app.text.numbers import exact, number
from playground.app.widgets.ladder import ladder, nearest, stepped
from playground.app.widgets.number_field import NumberField
from playground.app.widgets.setting_row import SettingRow
from playground.app.widgets.slider import Slider
from playground.engine.parameters import Parameter


class LogSlider(SettingRow):
    """A number, logarithmic or linear as its parameter says.

    The slider stops at round values; a value typed into the field may lie between them or beyond
    the slider's ends, only not beyond the parameter's bounds.
    """

    _control_width = FIELD_WIDTH

    def __init__(self, name: str, parameter: Parameter, parent: QWidget | None = None) -> None:
        super().__init__(name, parameter, parent)
        self._rungs = ladder(*parameter.slider_range, parameter.log)
        self.entry_field = NumberField()
        self.entry_field.set_unit(parameter.unit)
        self._place(self.entry_field)
        self.entry_field.typed.connect(self._typed)
        self.entry_field.refused.connect(self.error_line.set_error)
        self.entry_field.stepped.connect(self._step)
        self.slider = Slider()
        self.slider.setAccessibleName(self.label.text())
        self.slider.setRange(0, max(len(self._rungs) - 1, 0))
        self.slider.setVisible(bool(self._rungs))
        self.slider.moved.connect(self._dragged)
        self.slider.stepped.connect(self._step)
        self._grid.addWidget(self.slider, 1, 0, 1, 2)
        self.set_value(parameter.default)

    def _display(self, value: Any) -> None:
        self.entry_field.set_value(value)
        self.entry_field.setToolTip(f"{exact(value)}\n{self.toolTip()}")
        self.slider.setAccessibleDescription(self._tip)
        if self._rungs:
            self.slider.set_position(nearest(self._rungs, value, self.parameter.log))
            QAccessible.updateAccessibility(
                QAccessibleValueChangeEvent(self.slider, number(value))
            )

    @Slot(int, bool)
    def _dragged(self, position: int, final: bool) -> None:
        # Letting go where the handle was taken must not round a value that lies between rungs.
        at_rest = position == nearest(self._rungs, self._value, self.parameter.log)
        self._take(self._value if at_rest else self._rungs[position], final)

    @Slot(int)
    def _step(self, steps: int) -> None:
        if self._rungs:
            self._take(stepped(self._rungs, self._value, steps), True)

    @Slot(float)
    def _typed(self, value: float) -> None:
        if value != self._value or self.error_line.text():
            self._take(value, True)
        else:
            self._display(value)

    def _take(self, value: float, final: bool) -> None:
        """Offer a value from a hand, and show it if it is allowed."""
        if self.offer(value, final):
            self._display(self._value)
        else:
            self.entry_field.set_invalid(True)
