"""The noise that a runner sees a surface's gradient through, and the same with other seeds."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from playground.app.look.style import SPACE_XS, px
from playground.app.widgets.labels import sentence
from playground.app.widgets.param_form import ParamForm
from playground.app.widgets.section import Section
from playground.engine.noisy_surface import GradientNoise
from playground.engine.parameters import declared
from playground.engine.surface import Surface

SEEDS = 5
_SEEDS_TIP = (
    f"Beside this runner {SEEDS - 1} more that differ in the seed of the noise alone: what luck "
    "does to the same rule. Pressed again, they give way."
)
_NO_NOISE = "Without noise all seeds are alike: choose a size above 0 first."
_RULES = (
    "One noisy step may be short by luck. The rule “True gradient below” looks at f itself, every "
    "10 steps."
)
_NO_TERMS = "f is not given as a mean of functions here; Booth's and Hagan's linear neuron are."


class NoiseRow(QWidget):
    """Says `edited(name, value, final)` and `seeds_requested(count)`."""

    edited = Signal(str, object, bool)
    seeds_requested = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._was_on = False
        self.form = ParamForm(declared(GradientNoise), waits=True)
        self.seeds = QPushButton(f"{SEEDS} seeds")
        self.seeds.clicked.connect(lambda: self.seeds_requested.emit(SEEDS))
        content = QWidget()
        inside = QVBoxLayout(content)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(px(SPACE_XS))
        inside.addWidget(self.form)
        self.rules = sentence("small")
        self.rules.setText(_RULES)
        inside.addWidget(self.rules)
        under = QHBoxLayout()
        under.addStretch(1)
        under.addWidget(self.seeds)
        inside.addLayout(under)
        self.section = Section("Gradient noise", content, "gradient noise", opened=False)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self.section)
        self.form.edited.connect(self.edited)

    def show_noise(self, noise: GradientNoise | None, surface: Surface | None) -> None:
        """Show a runner's noise on a surface; without a surface there is nothing to show."""
        self.setVisible(surface is not None)
        if surface is None:
            return
        self.form.set_settings((noise or GradientNoise()).settings)
        self.form.set_disabled("seed", "" if noise is not None else _NO_NOISE)
        self.form.set_disabled("terms", "" if surface.terms else _NO_TERMS)
        self.rules.setVisible(noise is not None)
        self.seeds.setEnabled(noise is not None)
        self.seeds.setToolTip(_SEEDS_TIP if noise is not None else _NO_NOISE)
        if noise is not None and not self._was_on:
            self.section.set_opened(True)  # what changes a run is not hidden
        self._was_on = noise is not None

    def set_error(self, name: str, text: str) -> None:
        """Say beside a field what is wrong with it."""
        self.form.set_error(name, text)
