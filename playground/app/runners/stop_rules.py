"""When do we stop? The rules for all runners, and why each of them has stopped."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import QEvent, Signal, Slot
from PySide6.QtWidgets import (
    QCheckBox,
    QGridLayout,
    QLabel,
    QVBoxLayout,
    QWidget,
)

from playground.app.core.held import edits as edits_of
from playground.app.core.view import Panel
from playground.app.look.style import SPACE_M, SPACE_S, SPACE_XS, px
from playground.app.runners.verdict_lines import VerdictLines
from playground.app.text import numbers as fmt
from playground.app.widgets.error_line import ErrorLine
from playground.app.widgets.labels import capital
from playground.app.widgets.ladder import ladder, stepped
from playground.app.widgets.number_field import NumberField, WholeField
from playground.app.widgets.panel_scroll import PanelScroll
from playground.app.widgets.wrap_row import WrapRow
from playground.engine.parameters import SettingError
from playground.engine.stop_rules import StopRule, stop_rules
from playground.lab.edits import surface as edits
from playground.lab.verdicts.surface import Verdict

_NARROW, _WIDE = 78, 120  # fields: a million steps has room beside its short name


class StopRow(QWidget):
    """One rule: a check box that switches it on, and its number.

    `training` says it as where a network is trained.
    """

    edited = Signal(str, float)

    def __init__(
        self, rule: StopRule, training: bool = False, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.rule = rule
        self._whole = isinstance(rule.parameter.default, int)
        self._parameter = replace(rule.parameter, low=1) if self._whole else (
            replace(rule.parameter, above=True)
        )
        self._value = float(rule.usual)  # what it is, or what it will be when switched on
        said = rule.training_title if training else ""
        self._words, self._unit = (said, "") if said else (rule.title, rule.unit)
        self._tip = (rule.training_help if training else "") or rule.parameter.help
        self._check = QCheckBox(self._words, self)
        self._name = QLabel(self._words, self)  # of the rule that cannot be switched off
        self.entry_field = WholeField() if self._whole else NumberField()
        self.error_line = ErrorLine()
        edits_of(self, "stop")
        self._make()

    def _make(self) -> None:
        words = f"{self._words} {self._unit}".strip()
        self._name.setBuddy(self.entry_field)
        for part in (self._check, self._name, self.entry_field):
            part.setToolTip(self._tip)
            part.setAccessibleName(words)
            part.setAccessibleDescription(self._tip)
        self._size()
        self.entry_field.set_unit(self._unit)
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setVerticalSpacing(0)
        shown, hidden = (self._check, self._name)[:: -1 if self.rule.always else 1]
        row = WrapRow()
        row.setSpacing(0)  # the longest words just fit the column
        row.addWidget(shown)
        hidden.hide()
        row.addStretch(1)
        row.addWidget(self.entry_field)
        grid.addLayout(row, 0, 0)
        grid.addWidget(self.error_line, 1, 0)
        self._check.clicked.connect(self._switch)
        self.entry_field.typed.connect(self._type)
        self.entry_field.refused.connect(self.error_line.set_error)
        self.entry_field.stepped.connect(self._step)

    def _size(self) -> None:
        self.entry_field.setFixedWidth(px(_WIDE if self.rule.unit else _NARROW))
        self._name.setIndent(px(26))  # in line with the words beside the check boxes

    def show_value(self, value: float) -> None:
        """Show the rule as it is; 0 is off (the number then waits for being switched on)."""
        on = value > 0 or self.rule.always
        self._check.setChecked(on)
        self.entry_field.setEnabled(on)
        self._value = value or self._value
        self.error_line.set_error("")
        if self.entry_field.value != self._value or not self.entry_field.hasFocus():
            self.entry_field.set_value(int(self._value) if self._whole else self._value)

    @Slot(bool)
    def _switch(self, on: bool) -> None:
        self.edited.emit(self.rule.name, self._value if on else 0.0)

    @Slot(float)
    def _type(self, value: float) -> None:
        try:
            value = self._parameter.check(self.rule.name, value)
        except SettingError as error:
            self.error_line.set_error(capital(fmt.localised(str(error))))
            self.entry_field.set_invalid(True)
            return
        self.error_line.set_error("")
        self.entry_field.set_value(value)
        self.edited.emit(self.rule.name, value)

    @Slot(int)
    def _step(self, steps: int) -> None:
        """Arrow keys: up and down the round values."""
        rungs = ladder(1, 1_000_000, True) if self._whole else ladder(1e-12, 1.0, True)
        value = stepped(rungs, self.entry_field.value, steps)
        self._type(round(value) if self._whole else value)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.FontChange:
            self._size()
        super().changeEvent(event)


class StopPanel(Panel):
    """The rules that stop every run, and below them a line for each runner."""


    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows = {name: StopRow(rule) for name, rule in stop_rules.items()}
        self.verdicts = VerdictLines()
        content = QWidget()
        self._inside = QVBoxLayout(content)
        self._inside.setContentsMargins(px(SPACE_M), px(SPACE_XS), px(SPACE_M), px(SPACE_S))
        self._inside.setSpacing(px(SPACE_XS))
        for row in self._rows.values():
            self._inside.addWidget(row)
            row.edited.connect(self._set_rule)
        self._inside.addWidget(self.verdicts)
        self._inside.addStretch(1)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(PanelScroll(content))

    def show_verdicts(self, verdicts: Sequence[Verdict]) -> None:
        self.set_verdicts([verdict.sentence for verdict in verdicts])

    def set_verdicts(self, verdicts: Sequence[str]) -> None:
        """Say why each runner stopped, one line each, in the runners' order."""
        self.verdicts.set_verdicts(verdicts, self.scene.slots if self.scene is not None else ())

    def draw_scene(self) -> None:
        if self.scene is None:
            return
        stop = self.scene.experiment.stop
        on_surface = edits.surface_of(self.scene.experiment) is not None
        for name, row in self._rows.items():
            row.show_value(stop.settings[name])
            row.setVisible(not (on_surface and row.rule.of_data))

    def draw_cursor(self) -> None:
        pass  # the rules do not depend on the step

    @Slot(str, float)
    def _set_rule(self, name: str, value: float) -> None:
        if self.scene is None:
            return
        changed = edits.set_stop(self.scene.experiment, name, value)
        self.edited.emit(changed, told(name, value), None)


def told(name: str, value: float) -> str:
    """What an edit of a rule is called."""
    rule = stop_rules[name]
    if not value:
        return f"no stop by {rule.noun}"
    return f"stop: {rule.phrase(fmt.number(value))}"


__all__ = ["StopPanel", "StopRow", "told"]
