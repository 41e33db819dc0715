"""The loss with the labels it takes, and the initializer with its settings and its seed."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from playground.app.look.math_label import MathLabel
from playground.app.look.style import SPACE_XS, px
from playground.app.widgets.choices import SeedRow, TitleBox
from playground.app.widgets.labels import capital, sentence
from playground.app.widgets.ladder import ladder
from playground.app.widgets.log_slider import LogSlider
from playground.app.widgets.param_form import ParamForm
from playground.engine.dataset import Data
from playground.engine.networks.initializers import Initializer, initializers
from playground.engine.networks.losses import losses
from playground.engine.parameters import Parameter, SettingError

_LOSS = "ℓ(H, y): what an output H costs where y was wanted. The risk is its mean over the data."
_INITIALIZER = (
    "Where the weights start. Nodes that start equal stay equal for ever, so it is random."
)
TYPED = (
    "Typed weights override this: the run starts from the numbers that were typed or set by hand. "
    "Choosing an initializer or drawing again replaces them."
)


class LossBox(QWidget):
    """Says `chosen(name)`; losses that cannot take the data's labels say so."""

    chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._list = TitleBox("Loss", _LOSS)
        self._list.fill(losses)
        self.formula = MathLabel()
        self._labels = sentence()
        self._data: Data | None = None
        _column(self, self._list, self.formula, self._labels)
        self._list.chosen.connect(self.chosen)

    def show_loss(self, name: str, data: Data) -> None:
        """Show a loss, and which others fit the labels."""
        loss = losses[name]
        self._list.set_value(name)
        self.formula.set_latex(rf"\ell(H, y) = {loss.formula}", f"ℓ(H, y): {loss.help}")
        self._labels.setText(loss.labels_help())
        if data is not self._data:
            self._data = data
            self._list.set_reasons(_refusals(data))


class InitializerBox(QWidget):
    """Says `chosen(name)`, `setting(name, value, final)` and `reseeded(seed)`."""

    chosen = Signal(str)
    setting = Signal(str, object, bool)
    reseeded = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._list = TitleBox("Initializer", _INITIALIZER)
        self._list.fill(initializers)
        self.formula = MathLabel()
        self.form = ParamForm()
        self._seed = SeedRow(
            "Seed", "Draw again",
            "The weights are drawn from this seed; the data keeps its own.",
            "Draw the weights from the next seed. The data stays as it is.",
        )
        self._typed = sentence()
        self._typed.setText(TYPED)
        _column(self, self._typed, self._list, self.formula, self.form, self._seed)
        self._list.chosen.connect(self.chosen)
        self.form.edited.connect(self.setting)
        self._seed.chosen.connect(self.reseeded)

    def show_initializer(self, initializer: Initializer, seed: int, typed: bool) -> None:
        """Show an initializer, its seed, and whether its weights gave way to typed ones."""
        self._list.set_value(initializer.name)
        self.formula.set_latex(initializer.formula, initializer.help)
        self.form.set_source(type(initializer))
        self.form.set_settings(initializer.settings)
        self._seed.set_value(seed)
        self._typed.setVisible(typed)


def _column(box: QWidget, *parts: QWidget) -> None:
    layout = QVBoxLayout(box)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(px(SPACE_XS))
    for part in parts:
        layout.addWidget(part)


def _refusals(data: Data) -> dict[str, str]:
    """Why some losses cannot take these labels."""
    said = {}
    for name, loss in losses.items():
        try:
            data.targets_for(loss())
        except SettingError as error:
            said[name] = capital(error)
        else:
            if loss.labels == "one_hot" and not data.classes and data.y.shape[1] < 2:
                said[name] = "It tells classes apart; this data has numbers to predict."
    return said
LOWEST, HIGHEST = 1e-5, 1.0
"""Comfortable strengths; weaker ones do nothing that one could see."""


class PenaltySlider(LogSlider):
    """0, and from 0.00001 to 1 in round steps; any number of at least 0 can be typed."""

    def __init__(self, name: str, parameter: Parameter, parent: QWidget | None = None) -> None:
        super().__init__(name, parameter, parent)
        self._rungs = (0.0, *ladder(LOWEST, HIGHEST, True))
        self.slider.setRange(0, len(self._rungs) - 1)
        self.set_value(parameter.default)
