"""How gradients are clipped before a rule sees them: by norm, by value, or not."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from playground.app.text.numbers import localised
from playground.app.widgets.param_form import ParamForm
from playground.app.widgets.section import Section
from playground.engine.clipping import Clip
from playground.engine.optimizer import Optimizer
from playground.engine.parameters import SettingError

_TIP = (
    "Shorten gradients that are too long before the rule sees them. It is one for the whole run, "
    "in all its branches."
)


class ClipRow(QWidget):
    """`changed(clip, final)` comes for a hand's changes only. Folded while nothing is clipped."""

    changed = Signal(object, bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._clip = Clip()
        self.settings = ParamForm(Clip, waits=True)
        self.settings.setToolTip(_TIP)
        self.section = Section("Clip gradients", self.settings, "clip gradients", opened=False)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self.section)
        self.settings.edited.connect(self._set)

    def show_optimizer(self, optimizer: Optimizer) -> None:
        """Show what a rule's gradients are clipped to."""
        self._clip = optimizer.clip
        self.settings.set_settings(optimizer.clip.settings)
        if optimizer.clip.on:
            self.section.set_opened(True)

    @Slot(str, object, bool)
    def _set(self, name: str, value: object, final: bool) -> None:
        change: Any = {name: value}
        try:
            made = replace(self._clip, **change)
        except SettingError as error:
            self.settings.set_error(name, localised(str(error)))
            return
        self.changed.emit(made, final)
