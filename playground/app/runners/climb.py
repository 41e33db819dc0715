"""Sharpness-aware steps: how far a rule climbs before it takes its gradient, or not at all."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from playground.app.text.numbers import localised
from playground.app.widgets.param_form import ParamForm
from playground.app.widgets.section import Section
from playground.engine.optimizer import Optimizer
from playground.engine.parameters import SettingError
from playground.engine.sharpness_aware import SharpnessAware

_TIP = (
    "Look for ground that is flat round about, not only low: the gradient is taken a little "
    "uphill. It is one for the whole run, in all its branches."
)


class ClimbRow(QWidget):
    """`changed(sam, final)` comes for a hand's changes only. Folded while nobody climbs, and not
    there for rules that cannot.
    """

    changed = Signal(object, bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.settings = ParamForm(SharpnessAware, waits=True)
        self.settings.setToolTip(_TIP)
        self.section = Section("Sharpness-aware", self.settings, "sharpness-aware", opened=False)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self.section)
        self.settings.edited.connect(self._set)

    def show_optimizer(self, optimizer: Optimizer) -> None:
        """Show how far a rule climbs."""
        self.setVisible(optimizer.may_climb)
        self.settings.set_settings(optimizer.sam.settings)
        if optimizer.sam.on:
            self.section.set_opened(True)

    @Slot(str, object, bool)
    def _set(self, name: str, value: float, final: bool) -> None:
        try:
            made = SharpnessAware(value)
        except SettingError as error:
            self.settings.set_error(name, localised(str(error)))
            return
        self.changed.emit(made, final)
