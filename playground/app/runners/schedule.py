"""How the learning rate changes from update to update: a schedule, and its settings."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QGridLayout, QLabel, QVBoxLayout, QWidget

from playground.app.look.style import SPACE_XS, px
from playground.app.text.numbers import localised
from playground.app.widgets.choices import TitleBox, entry
from playground.app.widgets.param_form import ParamForm
from playground.engine.optimizer import Optimizer
from playground.engine.parameters import SettingError
from playground.engine.schedules import Schedule, schedules

CONSTANT = "constant"
_TIP = (
    "By what factor of η each update is made, counted from the start of the run. It is one for the "
    "whole run, in all its branches."
)


class ScheduleRow(QWidget):
    """`changed(schedule, final)` comes for a hand's changes only; None is a constant rate."""

    changed = Signal(object, bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._schedule: Schedule | None = None
        self.box = TitleBox("Schedule of the learning rate", _TIP)
        self.box.entries.appendRow(entry("Constant", CONSTANT, "Every update with the whole η."))
        for name, kind in schedules.items():
            words = " ".join((kind.__doc__ or "").split())
            self.box.entries.appendRow(entry(kind.title, name, words))
        self.settings = ParamForm()
        self.settings.hide()
        label = QLabel("η over time")
        label.setBuddy(self.box)
        label.setToolTip(_TIP)
        row = QGridLayout()
        row.setHorizontalSpacing(px(SPACE_XS))
        row.setColumnStretch(1, 1)
        row.addWidget(label, 0, 0)
        row.addWidget(self.box, 0, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(px(SPACE_XS))
        column.addLayout(row)
        column.addWidget(self.settings)
        self.box.set_value(CONSTANT)
        self.box.chosen.connect(self._choose)
        self.settings.edited.connect(self._set)

    def show_optimizer(self, optimizer: Optimizer) -> None:
        """Show a rule's schedule; nothing of a rule whose learning rate none could change."""
        self.setVisible(not optimizer.why_no_schedule())
        schedule = self._schedule = optimizer.schedule
        self.box.set_value(CONSTANT if schedule is None else schedule.name)
        self.settings.set_source({} if schedule is None else type(schedule))
        if schedule is not None:
            self.settings.set_settings(schedule.settings)

    @Slot(str)
    def _choose(self, name: str) -> None:
        self.changed.emit(None if name == CONSTANT else schedules[name](), True)

    @Slot(str, object, bool)
    def _set(self, name: str, value: object, final: bool) -> None:
        if self._schedule is None:
            return
        change: Any = {name: value}
        try:
            made = replace(self._schedule, **change)
        except SettingError as error:
            self.settings.set_error(name, localised(str(error)))
            return
        self.changed.emit(made, final)
