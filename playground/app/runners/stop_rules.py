"""When do we stop? The rules for all runners, and why each of them has stopped."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import QEvent, Qt, Signal, Slot
from PySide6.QtWidgets import (
    QCheckBox,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from playground.app.core.view import Panel
from playground.app.look.style import SPACE_M, SPACE_S, SPACE_XS, px, set_role
from playground.app.text import numbers as fmt
from playground.app.widgets.error_line import ErrorLine
from playground.app.widgets.ladder import ladder, stepped
from playground.app.widgets.number_field import NumberField
from playground.app.widgets.panel_scroll import PanelScroll
from playground.app.widgets.swatch import Swatch
from playground.app.widgets.wrap_row import WrapRow
from playground.engine.parameters import Parameter, SettingError, declared
from playground.engine.stopping import DEFAULT_MAX_STEPS, StopRules
from playground.lab.edits import surface as edits
from playground.lab.verdicts.surface import Verdict

_LABELS = {
    "step_length": "Step shorter than",
    "gradient_norm": "Gradient shorter than",
    "max_steps": "At most",
    "epochs": "At most",
}
_UNITS = {"max_steps": "steps", "epochs": "epochs"}
_NARROW, _WIDE = 78, 120  # fields: a million steps has room beside its short name
_WHEN_ON = {
    "step_length": 1e-5, "gradient_norm": 1e-5, "max_steps": DEFAULT_MAX_STEPS, "epochs": 10,
}
_TIPS = {
    "step_length": "Converged when ‖x(i+1) − x(i)‖ is shorter than this: the lecture's rule, there "
    "1e-5. The short step is counted too; the lecture's loop takes it, but returns the point "
    "before it. A tiny learning rate makes short steps too, far from any minimum.",
    "gradient_norm": "Converged when ‖∇f‖ is smaller than this: the ground is nearly level. That "
    "is so at a minimum, but also at a saddle or on a plateau.",
    "max_steps": "Stop after this many steps, whatever happens: no run is endless.",
    "epochs": "Stop when all the training data has been seen this many times.",
}


class GroupedField(NumberField):
    """Shows large whole numbers in groups of three, while they are not typed over."""

    def _show(self) -> None:
        super()._show()
        if isinstance(self._value, int) and not self.hasFocus():
            self.setText(f"{self._value:,}".replace(",", fmt.GROUP) + self._unit)
            self.setCursorPosition(0)
            self.setModified(False)


class StopRow(QWidget):
    """One rule: a check box that switches it on, and its number."""

    edited = Signal(str, float)

    def __init__(self, name: str, parameter: Parameter, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.name = name
        self._always = name == "max_steps"
        self._parameter = replace(parameter, low=1) if isinstance(parameter.default, int) else (
            replace(parameter, above=True)
        )
        self._value = float(_WHEN_ON[name])  # what it is, or what it will be when switched on
        self._check = QCheckBox(_LABELS[name], self)
        self._name = QLabel(_LABELS[name], self)  # of the rule that cannot be switched off
        self._field = GroupedField()
        self._error = ErrorLine()
        self._make()

    def _make(self) -> None:
        tip = _TIPS[self.name]
        words = " ".join((_LABELS[self.name], _UNITS.get(self.name, ""))).strip()
        self._name.setBuddy(self._field)
        for part in (self._check, self._name, self._field):
            part.setToolTip(tip)
            part.setAccessibleName(words)
            part.setAccessibleDescription(tip)
        self._size()
        self._field.set_unit(_UNITS.get(self.name, ""))
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setVerticalSpacing(0)
        shown, hidden = (self._check, self._name)[:: -1 if self._always else 1]
        row = WrapRow()
        row.setSpacing(0)  # the longest words just fit the column
        row.addWidget(shown)
        hidden.hide()
        row.addStretch(1)
        row.addWidget(self._field)
        grid.addLayout(row, 0, 0)
        grid.addWidget(self._error, 1, 0)
        self._check.clicked.connect(self._switch)
        self._field.typed.connect(self._type)
        self._field.refused.connect(self._error.set_error)
        self._field.stepped.connect(self._step)

    def rename(self, words: str) -> None:
        """Another name, which says the unit too."""
        self._check.setText(words)
        self._name.setText(words)
        for part in (self._check, self._name, self._field):
            part.setAccessibleName(words)
        self._field.set_unit("")

    def _size(self) -> None:
        self._field.setFixedWidth(px(_WIDE if self.name in _UNITS else _NARROW))
        self._name.setIndent(px(26))  # in line with the words beside the check boxes

    def show_value(self, value: float) -> None:
        """Show the rule as it is; 0 is off (the number then waits for being switched on)."""
        on = value > 0 or self._always
        self._check.setChecked(on)
        self._field.setEnabled(on)
        self._value = value or self._value
        self._error.set_error("")
        if self._field.value != self._value or not self._field.hasFocus():
            self._field.set_value(self._number(self._value))

    def _number(self, value: float) -> float:
        return int(value) if isinstance(self._parameter.default, int) else value

    @Slot(bool)
    def _switch(self, on: bool) -> None:
        self.edited.emit(self.name, self._value if on else 0.0)

    @Slot(float)
    def _type(self, value: float) -> None:
        try:
            value = self._parameter.check(self.name, value)
        except SettingError as error:
            sentence = fmt.localised(str(error))
            self._error.set_error(f"{sentence[:1].upper()}{sentence[1:]}.")
            self._field.set_invalid(True)
            return
        self._error.set_error("")
        self._field.set_value(value)
        self.edited.emit(self.name, value)

    @Slot(int)
    def _step(self, steps: int) -> None:
        """Arrow keys: up and down the round values."""
        whole = isinstance(self._parameter.default, int)
        rungs = ladder(1, 1_000_000, True) if whole else ladder(1e-12, 1.0, True)
        value = stepped(rungs, self._field.value, steps)
        self._type(round(value) if whole else value)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.FontChange:
            self._size()
        super().changeEvent(event)


class StopPanel(Panel):
    """The rules that stop every run, and below them a line for each runner."""


    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows = {name: StopRow(name, p) for name, p in declared(StopRules).items()}
        self._verdicts: list[tuple[QWidget, Swatch, QLabel]] = []
        content = QWidget()
        self._inside = QVBoxLayout(content)
        self._inside.setContentsMargins(px(SPACE_M), px(SPACE_XS), px(SPACE_M), px(SPACE_S))
        self._inside.setSpacing(px(SPACE_XS))
        for row in self._rows.values():
            self._inside.addWidget(row)
            row.edited.connect(self._set_rule)
        self._lines = QVBoxLayout()
        self._lines.setSpacing(px(SPACE_XS))
        self._inside.addLayout(self._lines)
        self._inside.addStretch(1)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(PanelScroll(content))

    def show_verdicts(self, verdicts: Sequence[Verdict]) -> None:
        self.set_verdicts([verdict.sentence for verdict in verdicts])

    def set_verdicts(self, verdicts: Sequence[str]) -> None:
        """Say why each runner stopped, one line each, in the runners' order."""
        while len(self._verdicts) < len(verdicts):
            self._add_line(len(self._verdicts))
        slots = self.scene.slots if self.scene is not None else ()
        for k, (line, swatch, label) in enumerate(self._verdicts):
            swatch.set_runner(slots[k] if k < len(slots) else k)
            text = verdicts[k] if k < len(verdicts) else ""
            if label.text() != text:
                label.setText(text)
            line.setVisible(bool(text))

    def draw_scene(self) -> None:
        if self.scene is None:
            return
        stop = self.scene.experiment.stop
        on_surface = edits.surface_of(self.scene.experiment) is not None
        for name, row in self._rows.items():
            row.show_value(getattr(stop, name))
        self._rows["epochs"].setVisible(not on_surface)

    def draw_cursor(self) -> None:
        pass  # the rules do not depend on the step

    def _add_line(self, slot: int) -> None:
        line, swatch, label = QWidget(), Swatch(slot), QLabel()
        label.setWordWrap(True)
        label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
        set_role(label, "small")
        row = QHBoxLayout(line)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(px(SPACE_S))
        row.addWidget(swatch, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(label, 1)
        self._lines.addWidget(line)
        self._verdicts.append((line, swatch, label))

    @Slot(str, float)
    def _set_rule(self, name: str, value: float) -> None:
        if self.scene is None:
            return
        whole = isinstance(declared(StopRules)[name].default, int)
        changed = edits.set_stop(self.scene.experiment, name, int(value) if whole else value)
        words = f"{_LABELS[name].lower()} {fmt.number(value)} {_UNITS.get(name, '')}".strip()
        self.edited.emit(changed, f"stop: {words}" if value else f"no stop by {name}", None)


__all__ = ["StopPanel"]
