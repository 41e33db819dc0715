"""A form made from declared parameters: whatever a class declares can be edited, nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QShowEvent
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

    A form that `waits` makes its rows when it is first seen or one of them is asked for: what is
    folded away at the start of the program then costs nothing there.

    `edited(name, value, final)` comes for a hand's changes only: `final` is False while a slider
    is dragged and True when it is let go, when a value was typed or a key stepped it.
    """

    edited = Signal(str, object, bool)

    def __init__(
        self, source: type | Mapping[str, Parameter] | None = None, waits: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._waits = waits
        self._to_show: dict[str, object] = {}  # by name, once the rows are made
        self._disabled: dict[str, str] = {}
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
        self.parameters, self._rows = parameters, {}
        self._to_show, self._disabled = {}, {}
        if not self._waits:
            self._make()
        if not parameters:
            self.hide()
        elif self.parentWidget() is not None:  # without one it would be a window of its own
            self.show()
        else:
            self.setAttribute(Qt.WidgetAttribute.WA_WState_ExplicitShowHide, on=False)

    def _make(self) -> dict[str, SettingRow]:
        """The rows, made if they are not there yet."""
        if not self._rows and self.parameters:
            self._rows = {name: row_for(name, kind) for name, kind in self.parameters.items()}
            for name, row in self._rows.items():
                row.setProperty("edits", [name, *self.things] if self.things else None)
                row.edited.connect(
                    lambda value, final, name=name: self.edited.emit(name, value, final)
                )
                self._layout.addWidget(row)
            self._follow_with_tab()
            self.set_settings(self._to_show)
            for name, why in self._disabled.items():
                self._rows[name].set_disabled(why)
        return self._rows

    def _follow_with_tab(self) -> None:
        """Tab comes to the rows where the form stands, not after all that was there before them."""
        last = self.previousInFocusChain()
        while last is not None and last is not self and not _takes_focus(last):
            last = last.previousInFocusChain()  # Qt orders only what takes the focus
        if last is None or last is self:
            return
        for row in self._rows.values():
            for part in row.findChildren(QWidget):
                if _takes_focus(part) and part.window() is self.window():  # no list that pops up
                    QWidget.setTabOrder(last, part)
                    last = part

    def showEvent(self, event: QShowEvent) -> None:
        self._make()
        super().showEvent(event)

    @property
    def settings(self) -> dict[str, Any]:
        """The last good value of each parameter."""
        return {name: row.value for name, row in self._make().items()}

    def set_settings(self, settings: Mapping[str, object]) -> None:
        """Show these values, without saying `edited`; what is not named stays."""
        if self._waits and not self._rows:
            self._to_show.update(settings)
        for name, row in self._rows.items():
            if name in settings and row.value != settings[name]:
                row.set_value(settings[name])

    def set_disabled(self, name: str, why: str) -> None:
        """Disable one setting, and say why; empty: it can be changed."""
        if self._rows:
            self._rows[name].set_disabled(why)
        else:
            self._disabled[name] = why

    def row(self, name: str) -> SettingRow:
        """The row of one parameter, to hang something beside it."""
        return self._make()[name]

    def set_error(self, name: str, sentence: str) -> None:
        """Say what is wrong with one setting under its control; empty: nothing."""
        self.row(name).set_error(sentence)


def _takes_focus(widget: QWidget) -> bool:
    return widget.focusPolicy() != Qt.FocusPolicy.NoFocus
