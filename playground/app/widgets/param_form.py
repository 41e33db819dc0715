"""A form made from declared parameters: whatever a class declares can be edited, nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from playground.app.look.style import SPACE_S, px
from playground.app.widgets.log_slider import LogSlider
from playground.app.widgets.setting_row import BoolRow, ChoiceRow, IntRow, SettingRow
from playground.engine.parameters import Parameter, declared

__all__ = ["LogSlider", "ParamForm", "row_for"]


def row_for(name: str, parameter: Parameter) -> SettingRow:
    """The control that fits a parameter: a check box, a list, a spin box or a slider."""
    if isinstance(parameter.default, bool):
        return BoolRow(name, parameter)
    if isinstance(parameter.default, str):
        return ChoiceRow(name, parameter)
    if isinstance(parameter.default, int):
        return IntRow(name, parameter)
    return LogSlider(name, parameter)


class ParamForm(QWidget):
    """One row for each declared parameter.

    `edited(name, value, final)` comes for a hand's changes only: `final` is False while a slider
    is dragged and True when it is let go, when a value was typed or a key stepped it.
    """

    edited = Signal(str, object, bool)

    def __init__(
        self, source: type | Mapping[str, Parameter] | None = None, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._rows: dict[str, SettingRow] = {}
        self.parameters: dict[str, Parameter] = {}
        self.things: tuple[str, ...] = ()
        """What its rows change beside their own setting, in a lesson's words."""
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(px(SPACE_S))
        if source is not None:
            self.set_source(source)

    def set_source(self, source: type | Mapping[str, Parameter]) -> None:
        """Make the rows for a class's declared parameters, or for some that are given by name."""
        parameters = declared(source) if isinstance(source, type) else dict(source)
        if parameters == self.parameters:
            return
        for row in self._rows.values():
            self._layout.removeWidget(row)
            row.hide()
            row.deleteLater()
        self.parameters = parameters
        self._rows = {name: row_for(name, parameter) for name, parameter in parameters.items()}
        for name, row in self._rows.items():
            row.setProperty("edits", [name, *self.things] if self.things else None)
            row.edited.connect(
                lambda value, final, name=name: self.edited.emit(name, value, final)
            )
            self._layout.addWidget(row)
        self.setVisible(bool(parameters))

    @property
    def settings(self) -> dict[str, Any]:
        """The last good value of each parameter."""
        return {name: row.value for name, row in self._rows.items()}

    def set_settings(self, settings: Mapping[str, object]) -> None:
        """Show these values, without saying `edited`; what is not named stays."""
        for name, value in settings.items():
            row = self._rows.get(name)
            if row is not None and row.value != value:
                row.set_value(value)

    def row(self, name: str) -> SettingRow:
        """The row of one parameter, to disable it or to hang something beside it."""
        return self._rows[name]

    def set_error(self, name: str, sentence: str) -> None:
        """Say what is wrong with one setting under its control; empty: nothing."""
        self._rows[name].set_error(sentence)
