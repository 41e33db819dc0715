"""The network: its layers, its loss, where its weights start, and what holds them small."""

from __future__ import annotations

from weakref import ref

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QLabel, QToolButton, QWidget
from shiboken6 import isValid

from playground.app.core.held import edits
from playground.app.look.style import SPACE_XS, px, style
from playground.app.network.build.choices import InitializerBox, LossBox, PenaltySlider
from playground.app.network.build.formula import tooltips, typeset_all
from playground.app.network.build.layers import MOST_LAYERS, LayerTable
from playground.app.network.build.text import output_hint, parameters, parameters_tip
from playground.app.network.panel_base import NetworkPanel
from playground.app.text import numbers as fmt
from playground.app.text.numbers import count, decimal, localised
from playground.app.widgets.choices import TitleBox
from playground.app.widgets.error_line import ErrorLine
from playground.app.widgets.labels import heading, mend, sentence, tool_button
from playground.app.widgets.section import Separator
from playground.app.work import background
from playground.engine.data_problem import L1, L2
from playground.engine.networks.activations import activations
from playground.engine.networks.features import input_labels
from playground.engine.networks.initializers import initializers
from playground.engine.networks.losses import losses
from playground.engine.parameters import SettingError
from playground.lab.edits import network as network_edits
from playground.lab.edits.apply import Edit, Part
from playground.lab.edits.own_settings import SETTINGS
from playground.lab.experiments.experiment import Experiment
from playground.lab.experiments.network_recipe import NetworkRecipe
from playground.lab.experiments.presets import is_as_made, preset_of, presets

_FULL = (
    f"A network has at most {MOST_LAYERS} layers here, {MOST_LAYERS - 1} hidden ones and the "
    "output; take one away first."
)
CHANGED = "Changed since it was opened; choose it again to have it as it was."
_ADD = (
    "Put a hidden layer in before the output. Deeper is not always better: try. There can be "
    f"{MOST_LAYERS} layers, the output's counted."
)


class BuildPanel(NetworkPanel):
    """Builds the network of the selected runner; `preset_chosen(name)` asks for a ready one."""

    owned = frozenset(SETTINGS) - {"data", "batch size", "sampling", "reduction"} | {"start"}
    preset_chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._make()
        self._place()
        self._connect()
        self._typeset = ""  # with which decimal mark

    def _make(self) -> None:
        self.presets = TitleBox(
            "Ready networks", "Open a ready experiment, made for one thing to be seen."
        )
        self.presets.fill(presets)
        self.presets.setPlaceholderText("Open a ready network…")
        self.teaches = sentence()
        self.error_line = ErrorLine()
        self.hint = sentence("warning")
        self._layers = LayerTable()
        self._add = _button("Layer", "plus", _ADD)
        self._count = QLabel()
        self._frozen = QLabel()
        self.unfreeze = _button("Unfreeze all", "", "Let every parameter learn again.")
        self._loss = LossBox()
        self.initializer = InitializerBox()
        self._l1 = PenaltySlider("L1_penalty", L1)
        self._l2 = PenaltySlider("L2_penalty", L2)
        for part, things in (
            (self._add, ("network", "problem")),
            (self._loss, ("loss", "problem")), (self.initializer, ("weights", "problem")),
            (self.unfreeze, ("weights", "problem")), (self._l1, ("penalty", "problem")),
            (self._l2, ("penalty", "problem")),
        ):
            edits(part, *things)

    def _place(self) -> None:
        content = QWidget()
        inside = self._frame(content, "Here the network is built, while one is trained.")
        # Over the layers, which grow below it: the button stays under a hand that adds several.
        adding, freezing = QHBoxLayout(), QHBoxLayout()
        for row, parts in (
            (adding, (self._add, self._count)), (freezing, (self._frozen, self.unfreeze)),
        ):
            row.setSpacing(px(SPACE_XS))
            row.addWidget(parts[0])
            row.addStretch(1)
            row.addWidget(parts[1])
        self.freezing = QWidget()
        freezing.setContentsMargins(0, 0, 0, 0)
        self.freezing.setLayout(freezing)
        for part in (
            self.presets, self.teaches, self.hint, adding, self._layers,
            self.error_line, self.freezing, Separator(), heading("LOSS"), self._loss, Separator(),
            heading("WHERE THE WEIGHTS START"), self.initializer, Separator(),
            heading("REGULARIZATION"), self._l1, self._l2,
        ):
            inside.addLayout(part) if isinstance(part, QHBoxLayout) else inside.addWidget(part)
        inside.addStretch(1)

    def _connect(self) -> None:
        # Also the one that is shown: choosing it again brings it back as it was.
        self.presets.activated.connect(
            lambda k: self.preset_chosen.emit(self.presets.itemData(k))
        )
        self._layers.units_chosen.connect(self._set_units)
        self._layers.units_refused.connect(self.error_line.set_error)
        self._layers.activation_chosen.connect(self._set_activation)
        self._layers.layer_removed.connect(self._remove_layer)
        self._add.clicked.connect(self._add_layer)
        self.unfreeze.clicked.connect(self._unfreeze_all)
        self._loss.chosen.connect(self._set_loss)
        self.initializer.chosen.connect(self._set_initializer)
        self.initializer.setting.connect(self._set_initializer_setting)
        self.initializer.reseeded.connect(self._draw_again)
        self._l1.edited.connect(lambda v, final: self._set_penalty("l1", v, final))
        self._l2.edited.connect(lambda v, final: self._set_penalty("l2", v, final))
        style.changed.connect(self._show_tips)

    # Showing

    def draw_recipe(self, recipe: NetworkRecipe) -> None:
        data, scene = self.data, self.scene
        if data is None or scene is None:
            return
        self.error_line.set_error("")
        self._show_preset(scene.experiment)
        self.hint.setText(output_hint(recipe, data))
        self.hint.setVisible(bool(self.hint.text()))
        network = recipe.network
        self._layers.show_network(network, input_labels(recipe.features, data.columns))
        full = len(network.activations) >= MOST_LAYERS
        self._add.setEnabled(not full)
        self._add.setToolTip(_FULL if full else _ADD)
        self._count.setText(parameters(network))
        self._count.setToolTip(parameters_tip(network))
        self._frozen.setText(f"{count(len(recipe.frozen), 'parameter')} frozen")
        self.freezing.setVisible(bool(recipe.frozen))
        self._loss.show_loss(recipe.loss, data)
        seed = recipe.initializer_seed
        self.initializer.show_initializer(
            recipe.initializer, scene.experiment.seed if seed is None else seed,
            recipe.weights is not None or recipe.biases is not None,
        )
        for row, value in ((self._l1, recipe.l1), (self._l2, recipe.l2)):
            if row.value != value:
                row.set_value(value)
        self._ask_for_tips()

    def _show_preset(self, experiment: Experiment) -> None:
        """Which preset this is, by its title, and its words as long as they are true."""
        name = preset_of(experiment)
        self.presets.set_value(name)
        as_made = bool(name) and is_as_made(experiment, name)
        words = localised(presets[name].teaches) if as_made else CHANGED if name else ""
        self.teaches.setText(words)
        self.teaches.setVisible(bool(name))

    def _ask_for_tips(self) -> None:
        if self._typeset != decimal():
            self._typeset = decimal()
            panel = ref(self)  # the worker must not own a widget
            background.shared().submit((id(self), "tips"), typeset_all, lambda _: _tell(panel))

    @Slot()
    def _show_tips(self) -> None:
        if self._typeset:
            self._layers.set_tips(tooltips())

    # Editing

    def _try(
        self, edit: Edit, part: Part, what: str, merge: str | None = None, final: bool = True
    ) -> None:
        """An edit whose refusal is said under the layers."""
        try:
            self.change_part(edit, part, what, merge, final)
        except SettingError as error:
            self.draw_scene()
            self.error_line.set_error(mend(error))

    @Slot(int, int)
    def _set_units(self, layer: int, units: int) -> None:
        self._try(
            lambda e, r: network_edits.set_units(e, layer, units, r), _sizes,
            f"layer {layer} with {count(units, 'node')}", f"units {layer}",
        )

    @Slot(int, str)
    def _set_activation(self, layer: int, name: str) -> None:
        self._try(
            lambda e, r: network_edits.set_activation(e, layer, name, r),
            lambda recipe: recipe.network, f"layer {layer} {activations[name].title}",
        )

    @Slot(int)
    def _remove_layer(self, layer: int) -> None:
        self._try(
            lambda e, r: network_edits.remove_layer(e, layer, r), _sizes, f"without layer {layer}"
        )

    @Slot()
    def _add_layer(self) -> None:
        if self.recipe is None:
            return
        sizes = self.recipe.network.sizes
        last = len(sizes) - 1
        units = sizes[-2] if last > 1 and sizes[-2] <= network_edits.MOST_UNITS else 4
        self._try(
            lambda e, r: network_edits.add_layer(e, last, units, None, r), _sizes,
            f"layer {last} added",
        )

    @Slot()
    def _unfreeze_all(self) -> None:
        self._try(
            lambda e, r: network_edits.unfreeze(e, None, r),
            lambda recipe: (recipe.network.sizes, recipe.frozen), "nothing frozen",
        )

    @Slot(str)
    def _set_loss(self, name: str) -> None:
        self._try(
            lambda e, r: network_edits.set_loss(e, name, r),
            lambda recipe: (recipe.loss, recipe.dataset), f"loss {losses[name].title}",
        )

    @Slot(str)
    def _set_initializer(self, name: str) -> None:
        self._try(
            lambda e, r: network_edits.set_initializer(e, name, r), _beginning,
            f"initializer {initializers[name].title}",
        )

    @Slot(str, object, bool)
    def _set_initializer_setting(self, name: str, value: float, final: bool) -> None:
        try:
            self.change_part(
                lambda e, r: network_edits.set_initializer_setting(e, name, value, r), _beginning,
                f"{name} of the initializer {fmt.number(value)}", f"initializer {name}", final,
            )
        except SettingError as error:
            self.initializer.form.set_error(name, mend(error))

    @Slot(object)
    def _draw_again(self, seed: int) -> None:
        self._try(
            lambda e, r: network_edits.reinitialize(e, seed, r), _beginning,
            f"weights drawn with seed {seed}",
        )

    def _set_penalty(self, name: str, value: float, final: bool) -> None:
        self._try(
            lambda e, r: network_edits.set_regularization(e, runner=r, **{name: value}),
            lambda recipe: getattr(recipe, name), f"{name.upper()} penalty {fmt.number(value)}",
            f"penalty {name}", final,
        )


def _tell(panel: ref[BuildPanel]) -> None:
    """The formulas are typeset: show them, if there is the panel still."""
    there = panel()
    if there is not None and isValid(there):
        there._show_tips()


def _sizes(recipe: NetworkRecipe) -> object:
    return recipe.network.sizes


def _beginning(recipe: NetworkRecipe) -> object:
    return (
        recipe.network.sizes, recipe.initializer, recipe.initializer_seed, recipe.weights,
        recipe.biases,
    )


def _button(text: str, name: str, tip: str) -> QToolButton:
    button = tool_button(text, name, tip)
    button.setAccessibleName(text if name != "plus" else "Add a layer")
    return button
