"""One declared setting as a row of a form: its name, its control and, below, what is wrong."""

from __future__ import annotations

import re
from typing import Any

from PySide6.QtCore import QEvent, QObject, Qt, Signal, Slot
from PySide6.QtWidgets import (
    QCheckBox,
    QGridLayout,
    QSizePolicy,
    QSpinBox,
    QWidget,
)

from playground.app.look.style import FIELD_WIDTH, SPACE_M, SPACE_XS, px, set_role
from playground.app.text.numbers import decimal, grouped, localised, number
from playground.app.widgets.combo import Combo
from playground.app.widgets.error_line import ElidedLabel, ErrorLine
from playground.app.widgets.labels import capital
from playground.app.widgets.slider import quiet_wheel
from playground.engine.parameters import Parameter, SettingError

_LARGEST_INT = 2**31 - 1
_GROUPED_TO = 1e9  # larger ones are read as powers of ten


def label_of(name: str, parameter: Parameter) -> str:
    """A setting's name for people: "Learning rate η", "Beta β₁"; a letter as in formulas: "b"; the
    symbol alone where it is the name in other letters: "AMSGrad"."""
    words = name.replace("_", " ")
    if parameter.symbol.lower() == words:
        return parameter.symbol
    if parameter.symbol and parameter.symbol != name:
        words = f"{re.sub(r'[ 0-9]+$', '', words)} {parameter.symbol}"
    return words if len(words) == 1 else words[:1].upper() + words[1:]


def tooltip_of(parameter: Parameter) -> str:
    """What a setting does, what may be entered and what it is by default."""
    back = f"Default {_value_text(parameter.default)}; double click the name to set it."
    lines = localised(parameter.help), _range_of(parameter), back
    return "\n".join(line for line in lines if line)


def _value_text(value: Any) -> str:
    if isinstance(value, bool):
        return "on" if value else "off"
    return value if isinstance(value, str) else _written(value)


def _written(value: Any) -> str:
    """Numbers as everywhere: whole ones in groups of three, if they are to be read at all."""
    if isinstance(value, (int, float)) and 1000 <= abs(value) < _GROUPED_TO and value % 1 == 0:
        return grouped(value)
    return number(value, 6)


def _range_of(parameter: Parameter) -> str:
    low, high = parameter.low, parameter.high
    if isinstance(parameter.default, (str, bool)):
        return ""
    lower = f"{'greater than' if parameter.above else 'at least'} {_written(low)}"
    upper = f"{'less than' if parameter.below else 'at most'} {_written(high)}"
    parts = [lower] * (low > -float("inf")) + [upper] * (high < float("inf"))
    text = ", ".join(parts)
    return f"{text[:1].upper()}{text[1:]}." if text else ""


class SettingRow(QWidget):
    """The base of all rows: subclasses make the control and say `edited(value, final)`."""

    edited = Signal(object, bool)
    _control: QWidget | None = None
    _control_width = 0  # as wide as it likes

    def __init__(self, name: str, parameter: Parameter, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.name = name
        self.parameter = parameter
        self._value: Any = parameter.default
        self._tip = tooltip_of(parameter)
        self.label = ElidedLabel(label_of(name, parameter))
        self.label.installEventFilter(self)
        self.label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.error_line = ErrorLine()
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setColumnStretch(0, 1)
        self._grid.addWidget(self.label, 0, 0)
        self._grid.addWidget(self.error_line, 2, 0, 1, 2)
        self.setToolTip(self._tip)

    @property
    def value(self) -> Any:
        """The last good value."""
        return self._value

    def set_value(self, value: Any) -> None:
        """Show a value without saying so."""
        self._value = value
        self.error_line.set_error("")
        self._display(value)

    def set_error(self, sentence: str) -> None:
        """Say under the control what is wrong with it; empty: nothing."""
        self.error_line.set_error(sentence)

    def set_disabled(self, reason: str) -> None:
        """Switch the row off and tell why in its tooltip; an empty reason switches it on."""
        self.setEnabled(not reason)
        self.setToolTip(reason or self._tip)

    def offer(self, value: Any, final: bool) -> bool:
        """Take a value from a hand if the parameter allows it; else say why not."""
        try:
            value = self.parameter.check(self.name, value)
        except SettingError as error:
            self.error_line.set_error(capital(localised(str(error))))
            return False
        self.error_line.set_error("")
        changed = value != self._value or final
        self._value = value
        if changed:
            self.edited.emit(value, final)
        return True

    @Slot()
    def reset(self) -> None:
        """Back to the default, as if it had been typed."""
        if self._value != self.parameter.default:
            self._display(self.parameter.default)
            self.offer(self.parameter.default, True)

    def _place(self, control: QWidget) -> None:
        """Put the control at the right of the name and tie the two together."""
        control.setAccessibleName(self.label.text())
        control.setAccessibleDescription(self._tip)
        self.label.setBuddy(control)
        self._control = control
        self._space()
        self._grid.addWidget(control, 0, 1, Qt.AlignmentFlag.AlignRight)

    def _display(self, value: Any) -> None:
        raise NotImplementedError

    def _space(self) -> None:
        """Sizes at the present scale; controls of numbers stand under each other."""
        self._grid.setHorizontalSpacing(px(SPACE_M))
        self._grid.setVerticalSpacing(px(SPACE_XS) // 2)
        if self._control_width and self._control is not None:
            self._control.setFixedWidth(px(self._control_width))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.label and event.type() == QEvent.Type.MouseButtonDblClick:
            self.reset()
            return True
        return False

    def _rewrite(self) -> None:
        """Numbers are written another way: in the tooltip, in the control, in an error."""
        before, self._tip = self._tip, tooltip_of(self.parameter)
        if self.toolTip() == before:
            self.setToolTip(self._tip)
        if self._control is not None:
            self._control.setAccessibleDescription(self._tip)
            self._display(self._value)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.FontChange:
            self._space()
        elif event.type() == QEvent.Type.LocaleChange:
            self._rewrite()
        super().changeEvent(event)


class IntRow(SettingRow):
    """A whole number in a spin box."""

    _control_width = FIELD_WIDTH

    def __init__(self, name: str, parameter: Parameter, parent: QWidget | None = None) -> None:
        super().__init__(name, parameter, parent)
        self._spin = QSpinBox()
        low = max(parameter.low + parameter.above, -_LARGEST_INT)
        high = min(parameter.high - parameter.below, _LARGEST_INT)
        self._spin.setRange(int(low), int(high))
        self._spin.setKeyboardTracking(False)
        self._spin.setAlignment(Qt.AlignmentFlag.AlignRight)
        self._spin.setSuffix(f" {parameter.unit}" if parameter.unit else "")
        quiet_wheel(self._spin)
        self._place(self._spin)
        self.set_value(parameter.default)
        self._spin.valueChanged.connect(lambda value: self.offer(value, True))

    def _display(self, value: Any) -> None:
        blocked = self._spin.blockSignals(True)
        # As everywhere: 10,000. With a decimal comma Qt would write a point.
        self._spin.setGroupSeparatorShown(decimal() == ".")
        self._spin.setValue(value)
        self._spin.blockSignals(blocked)


class BoolRow(SettingRow):
    """On or off."""

    def __init__(self, name: str, parameter: Parameter, parent: QWidget | None = None) -> None:
        super().__init__(name, parameter, parent)
        self._box = QCheckBox()
        set_role(self._box, "bare")
        self._place(self._box)
        self.set_value(parameter.default)
        self._box.clicked.connect(lambda on: self.offer(on, True))

    def _display(self, value: Any) -> None:
        self._box.setChecked(value)


class ChoiceRow(SettingRow):
    """One of a few words."""

    def __init__(self, name: str, parameter: Parameter, parent: QWidget | None = None) -> None:
        super().__init__(name, parameter, parent)
        self._combo = Combo()
        for choice in parameter.choices:
            self._combo.addItem(choice.replace("_", " "), choice)
        quiet_wheel(self._combo)
        self._place(self._combo)
        self.set_value(parameter.default)
        self._combo.activated.connect(lambda k: self.offer(self._combo.itemData(k), True))

    def _display(self, value: Any) -> None:
        self._combo.setCurrentIndex(self._combo.findData(value))
