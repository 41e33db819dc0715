"""Whom a change reaches: all runners that share what is changed, or the selected one alone."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QWidget

from playground.app.core.view import Scene
from playground.app.look.style import SPACE_M, SPACE_XS, px
from playground.app.widgets.runner_text import RunnerText
from playground.app.widgets.swatch import Swatch


class ScopeBar(QWidget):
    """ "Only for this runner ● GD", where there are several; `toggled(on)` by a hand."""

    toggled = Signal(bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.box = QCheckBox("Only for this runner")
        self._swatch, self._name = Swatch(0), RunnerText(small=True)
        line = QHBoxLayout(self)
        line.setContentsMargins(px(SPACE_M), px(SPACE_XS), px(SPACE_M), 0)
        line.setSpacing(px(SPACE_XS))
        line.addWidget(self.box)
        line.addWidget(self._swatch)
        line.addWidget(self._name, 1)
        self.box.clicked.connect(self.toggled)
        self.hide()

    def show_scene(self, scene: Scene, only: bool) -> None:
        """Name the selected runner, and whether changes are for it alone."""
        runner = scene.runner
        self.setVisible(runner is not None and len(scene.experiment.runners) > 1)
        if runner is None:
            return
        self.box.setChecked(only)
        self._swatch.set_runner(runner.slot, runner.label)
        self._name.set_text(runner.label)
        tip = (
            f"On: what is changed here becomes {runner.label}'s own, and the others stay as they "
            "are. Off: a change reaches every runner that shares the setting; what is "
            f"{runner.label}'s own already changes for it alone."
        )
        self.box.setToolTip(tip)
        self.box.setAccessibleDescription(tip)
