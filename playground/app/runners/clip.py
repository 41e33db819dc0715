"""How gradients are clipped before a rule sees them: by norm, by value, or not."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QToolButton, QVBoxLayout, QWidget

from playground.app.look.style import SPACE_XS, px, set_role
from playground.app.text.numbers import localised
from playground.app.widgets.param_form import ParamForm
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
        self.fold = QToolButton()
        self.fold.setText("Clip gradients")
        self.fold.setCheckable(True)
        self.fold.setToolTip(_TIP)
        self.settings = ParamForm()
        self.settings.set_source(Clip)
        self.settings.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(px(SPACE_XS))
        column.addWidget(self.fold)
        column.addWidget(self.settings)
        set_role(self.fold, "tight")
        self.fold.toggled.connect(self.settings.setVisible)
        self.settings.edited.connect(self._set)

    def show_optimizer(self, optimizer: Optimizer) -> None:
        """Show what a rule's gradients are clipped to."""
        self._clip = optimizer.clip
        self.settings.set_settings(optimizer.clip.settings)
        if optimizer.clip.on:
            self.fold.setChecked(True)

    @Slot(str, object, bool)
    def _set(self, name: str, value: object, final: bool) -> None:
        change: Any = {name: value}
        try:
            made = replace(self._clip, **change)
        except SettingError as error:
            self.settings.set_error(name, localised(str(error)))
            return
        self.changed.emit(made, final)
