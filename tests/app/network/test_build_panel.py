"""The network panel: layers, loss, starts and penalties, each one edit that can be undone."""

from dataclasses import replace

import numpy as np
import pytest
from desk import Desk
from moving import go_to
from PySide6.QtCore import Qt

from playground.app.look.style import style
from playground.app.network.build.layers import MOST_LAYERS
from playground.app.network.build.panel import BuildPanel
from playground.app.runners.own_list import OwnList
from playground.engine.networks.activations import activations
from playground.engine.networks.initializers import initializers
from playground.engine.networks.losses import losses
from playground.lab.edits import network as edits
from playground.lab.edits.seeds import many_seeds, seed_count
from playground.lab.experiments.experiment import new_experiment
from playground.lab.experiments.presets import presets


@pytest.fixture
def desk(qtbot):
    return Desk(qtbot, BuildPanel, presets["xor"].experiment(), (300, 900))


def rows(desk):
    return [row for row in desk.panel._layers.rows if row.name.isVisible()]


def test_the_table_is_the_network(desk):
    assert desk.panel._layers._inputs.text() == "2 nodes: x₁, x₂"
    hidden, output = rows(desk)
    assert (hidden.name.text(), hidden.units.value()) == ("Layer 1", 4)
    assert hidden.activation.currentData() == output.activation.currentData() == "tanh"
    assert (output.name.text(), output.fixed.text()) == ("Output", "1 node")
    assert not output.units.isVisible() and not output.remove.isVisible()
    assert desk.panel._count.text() == "17 parameters"
    assert "2·4 weights + 4 biases = 12" in desk.panel._count.toolTip()


def test_units_are_typed_and_stepped(desk):
    units = rows(desk)[0].units
    desk.type(units.lineEdit(), "64")
    assert desk.recipe.network.sizes == (2, 64, 1)
    desk.qtbot.keyClick(units, Qt.Key.Key_Down)
    assert desk.recipe.network.sizes == (2, 63, 1)
    assert desk.panel.focusWidget() in (units, units.lineEdit())  # one can go on
    desk.type(units.lineEdit(), "99")
    assert desk.recipe.network.sizes == (2, 63, 1) and units.value() == 63


@pytest.mark.parametrize("wrong", ["100", "65", "1000"])
def test_too_many_units_are_typed_and_refused_in_place(desk, wrong):
    units, error = rows(desk)[0].units, desk.panel.error_line
    desk.type(units.lineEdit(), wrong)
    assert desk.recipe.network.sizes == (2, 4, 1) and units.value() == 4
    assert error.isVisible() and "at most 64 nodes in a layer" in error.text()
    desk.type(units.lineEdit(), "4")
    assert not error.isVisible()
    desk.type(units.lineEdit(), "64")
    desk.qtbot.keyClick(units, Qt.Key.Key_Up)
    assert desk.recipe.network.sizes == (2, 64, 1) and not error.isVisible()


def test_undo_shows_the_count(desk):
    desk.type(rows(desk)[0].units.lineEdit(), "9")
    desk.player.undo()
    assert desk.panel._count.text() == f"{desk.recipe.network.dimension} parameters"


def test_layers_are_added_to_ten_and_removed(desk):
    while desk.panel._add.isEnabled():
        desk.click(desk.panel._add)
    assert len(desk.recipe.network.activations) == MOST_LAYERS == 10
    assert len(rows(desk)) == 10 and "at most 10" in desk.panel._add.toolTip()
    assert desk.recipe.network.sizes == (2, *[4] * 9, 1)
    desk.type(rows(desk)[4].units.lineEdit(), "7")
    desk.click(rows(desk)[3].remove)
    assert desk.recipe.network.sizes == (2, 4, 4, 4, 7, 4, 4, 4, 4, 1) and len(rows(desk)) == 9
    assert desk.panel._add.isEnabled()
    while len(rows(desk)) > 1:
        desk.click(rows(desk)[0].remove)
    assert desk.recipe.network.sizes == (2, 1)
    go_to(desk.player, 2)
    assert desk.player.run.last == 2


@pytest.mark.parametrize("name", activations)
def test_an_activation_for_each_layer(desk, name):
    desk.choose(rows(desk)[0].activation, name)
    assert desk.recipe.network.activations == (name, "tanh")
    desk.choose(rows(desk)[1].activation, name)
    assert desk.recipe.network.activations == (name, name)


def test_tooltips_have_the_formula(desk):
    box = rows(desk)[0].activation
    desk.qtbot.waitUntil(lambda: "<img" in box.toolTip())
    assert activations["tanh"].help in box.toolTip()
    light = box.toolTip()
    style.mode = "dark"
    assert box.toolTip() != light  # the formula has the theme's colour
    relu = box.itemData(box.findData("relu"), Qt.ItemDataRole.ToolTipRole)
    assert relu.count("<img") == 2


@pytest.mark.parametrize("name", losses)
def test_a_loss_says_which_labels_it_takes(desk, name):
    desk.choose(desk.panel._loss._list, name)
    assert desk.recipe.loss == name and desk.panel._loss._labels.text()
    assert desk.recipe.network.sizes[-1] == (2 if name == "softmax_cross_entropy" else 1)
    go_to(desk.player, 2)
    assert desk.player.run.last == 2


def test_losses_that_the_labels_do_not_fit_cannot_be_chosen(desk):
    def can(name):
        box = desk.panel._loss._list
        return box.model().item(box.findData(name)).isEnabled()

    assert can("binary_cross_entropy")
    desk.player.edit(edits.choose_dataset(desk.player.experiment, "sine"), "sine")
    assert not can("binary_cross_entropy") and not can("softmax_cross_entropy") and can("absolute")
    box = desk.panel._loss._list
    tip = box.itemData(box.findData("binary_cross_entropy"), Qt.ItemDataRole.ToolTipRole)
    assert "0 or 1" in tip
    desk.player.undo()
    assert can("binary_cross_entropy")


@pytest.mark.parametrize("name", initializers)
def test_every_initializer_draws(desk, name):
    desk.choose(desk.panel.initializer._list, name)
    assert desk.recipe.initializer.name == name
    drawn = initializers[name]().theta(desk.recipe.network, desk.player.experiment.seed)
    assert np.array_equal(desk.player.run[0].theta, drawn)


def test_its_settings_and_its_seed(desk):
    desk.choose(desk.panel.initializer._list, "normal")
    desk.type(desk.panel.initializer.form.row("std").entry_field, "2")
    assert desk.recipe.initializer.std == 2
    data, first = desk.player.run.problem.data.X, desk.player.run[0].theta
    desk.click(desk.panel.initializer._seed._next)
    assert desk.recipe.initializer_seed == 1
    assert not np.array_equal(desk.player.run[0].theta, first)
    assert np.array_equal(desk.player.run.problem.data.X, data)
    desk.player.undo()
    assert np.array_equal(desk.player.run[0].theta, first)


def test_a_range_upside_down_is_refused_in_place(desk):
    desk.choose(desk.panel.initializer._list, "uniform")
    row = desk.panel.initializer.form.row("low")
    desk.qtbot.waitUntil(row.isVisible)
    desk.type(row.entry_field, "0.9")
    assert desk.recipe.initializer.low == -0.5 and row.error_line.isVisible()


def test_typed_weights_are_said_and_given_up_when_drawn_again(desk):
    theta = desk.player.run[0].theta
    desk.player.edit(edits.set_weight(desk.player.experiment, 0, 3.0, theta), "weight")
    assert desk.panel.initializer._typed.isVisible()
    desk.click(desk.panel.initializer._seed._next)
    assert desk.recipe.weights is None and not desk.panel.initializer._typed.isVisible()


def test_penalties_go_from_off_to_one(desk):
    row = desk.panel._l2
    assert row.entry_field.text() == "0"
    row.slider.setFocus()
    desk.qtbot.keyClick(row.slider, Qt.Key.Key_Right)
    assert desk.recipe.l2 == 1e-5
    desk.qtbot.keyClick(row.slider, Qt.Key.Key_Left)
    assert desk.recipe.l2 == 0
    desk.type(row.entry_field, "0.02")
    desk.type(desk.panel._l1.entry_field, "0.5")
    assert (desk.recipe.l1, desk.recipe.l2) == (0.5, 0.02)
    desk.type(row.entry_field, "-1")
    assert desk.recipe.l2 == 0.02 and row.error_line.isVisible()


def test_frozen_weights_are_counted_and_let_go(desk):
    assert not desk.panel.freezing.isVisible()
    desk.player.edit(edits.freeze(desk.player.experiment, [0, 3, 4]), "freeze")
    assert desk.panel._frozen.text() == "3 parameters frozen" and desk.panel.freezing.isVisible()
    desk.click(desk.panel.unfreeze)
    assert desk.recipe.frozen == () and not desk.panel.freezing.isVisible()


def test_presets_are_asked_for_and_known_again(desk):
    assert desk.panel.presets.currentData() == "xor"
    assert "bend the plane" in desk.panel.teaches.text()
    for name in ("digits", "xor"):  # also the one that is shown
        with desk.qtbot.waitSignal(desk.panel.preset_chosen) as heard:
            desk.choose(desk.panel.presets, name)
        assert heard.args == [name]
    desk.draw()
    desk.type(rows(desk)[0].units.lineEdit(), "2")
    assert desk.panel.teaches.text().startswith("Changed")
    tips = [desk.panel.presets.itemData(k, Qt.ItemDataRole.ToolTipRole)
            for k in range(desk.panel.presets.count())]
    assert tips == [p.teaches for p in presets.values()]


def test_in_the_duel_depth_is_shared_and_activations_are_not(qtbot):
    desk = Desk(qtbot, BuildPanel, presets["vanishing_duel"].experiment(), (300, 900))
    desk.player.select(1)
    assert desk.panel.findChild(OwnList).texts == ("Activations Tanh, shared: Sigmoid",)
    desk.click(rows(desk)[0].remove)

    def networks():
        count = range(len(desk.player.experiment.runners))
        return [edits.recipe_of(desk.player.experiment, k).network for k in count]

    assert {n.sizes for n in networks()} == {(2, 8, 8, 8, 8, 8, 1)}
    assert [n.activations[0] for n in networks()] == ["sigmoid", "tanh", "relu"]
    desk.choose(rows(desk)[0].activation, "elu")
    assert [n.activations[0] for n in networks()] == ["sigmoid", "elu", "relu"]


def test_many_seeds_stay_many(qtbot):
    desk = Desk(qtbot, BuildPanel, many_seeds(presets["xor"].experiment(), 4), (300, 900))
    desk.choose(desk.panel.initializer._list, "he_normal")
    assert seed_count(desk.player.experiment) == 4
    assert len({tuple(run[0].theta) for run in desk.player.runs}) == 4


def test_a_surface_has_no_network(qtbot):
    desk = Desk(qtbot, BuildPanel, new_experiment())
    assert desk.panel.empty_state.isVisible()


def test_it_fits_the_column_and_every_control_teaches(desk):
    assert desk.panel.scroll_area.widget().minimumSizeHint().width() <= 276
    first = rows(desk)[0]
    for part in (first.units, first.activation, first.remove, desk.panel._add,
                 desk.panel._loss._list, desk.panel.initializer._list, desk.panel.presets):
        assert part.toolTip() and part.accessibleName()


def hint(desk):
    return desk.panel.hint.text() if desk.panel.hint.isVisible() else ""


def test_an_output_that_cannot_reach_the_labels_is_hinted_at(desk):
    assert hint(desk) == ""  # tanh, and labels −1 and +1
    output = rows(desk)[-1].activation
    desk.choose(output, "sigmoid")
    assert hint(desk).startswith("Sigmoid gives only numbers from 0 to 1, and −1 to 1 are wanted")
    assert "Linear or Tanh" in hint(desk)
    desk.choose(output, "relu")
    assert "from 0 on" in hint(desk)
    desk.choose(output, "linear")
    assert hint(desk) == ""


def test_an_output_that_is_squeezed_twice_is_hinted_at(desk):
    desk.choose(desk.panel._loss._list, "binary_cross_entropy")
    assert hint(desk) == "" and rows(desk)[-1].activation.currentData() == "linear"
    desk.choose(rows(desk)[-1].activation, "sigmoid")
    assert "squeezed twice" in hint(desk)


@pytest.mark.parametrize("name", list(presets))
def test_every_presets_output_fits(qtbot, name):
    assert hint(Desk(qtbot, BuildPanel, presets[name].experiment(), (300, 900))) == ""


def test_a_changed_preset_says_so_in_its_title_until_it_is_as_made_again(desk):
    made = presets["xor"].title
    units = rows(desk)[0].units
    desk.type(units.lineEdit(), "5")
    assert desk.player.experiment.title == f"{made} (changed)"
    assert desk.panel.presets.currentData() == "xor"
    assert "Changed since it was opened" in desk.panel.teaches.text()
    desk.type(units.lineEdit(), "4")
    assert desk.player.experiment.title == made
    desk.player.undo()
    assert desk.player.experiment.title == f"{made} (changed)"
    desk.player.undo()
    assert desk.player.experiment.title == made


def test_a_title_of_ones_own_stays(qtbot):
    own = replace(presets["xor"].experiment(), title="Mine")
    desk = Desk(qtbot, BuildPanel, own, (300, 900))
    desk.type(rows(desk)[0].units.lineEdit(), "5")
    assert desk.player.experiment.title == "Mine"


def test_the_output_is_counted_among_the_layers(desk):
    assert "the output's counted" in desk.panel._add.toolTip()
    for _ in range(MOST_LAYERS - 2):
        desk.click(desk.panel._add)
    assert not desk.panel._add.isEnabled()
    assert "9 hidden ones and the output" in desk.panel._add.toolTip()


def test_names_are_whole_in_the_width_of_a_small_window(qtbot):
    desk = Desk(qtbot, BuildPanel, presets["xor"].experiment(), (292, 900))
    for row in rows(desk):
        for name in activations:
            room = row.activation.width() - 34  # the arrow, the padding and the border
            needed = row.activation.fontMetrics().horizontalAdvance(activations[name].title)
            assert needed <= room, name
    box = desk.panel.presets
    for preset in presets.values():
        assert box.fontMetrics().horizontalAdvance(preset.title) <= box.width() - 34, preset.title
