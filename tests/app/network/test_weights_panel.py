"""The matrix table: what it shows is theta, and what is typed or pasted arrives by flat index."""


import numpy as np
import pytest
from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QComboBox, QLineEdit, QWidget

from playground.app.core.view import Scene
from playground.app.look.style import style
from playground.app.network.weights.panel import WeightsPanel
from playground.app.text.numbers import exact, set_decimal
from playground.engine.dataset import Data, Dataset
from playground.engine.datasets import datasets
from playground.engine.networks.network import Network
from playground.engine.optimizers import optimizers
from playground.lab.edits.network import freeze
from playground.lab.experiments.experiment import Experiment, Runner, new_experiment
from playground.lab.experiments.network_recipe import BatchRecipe, NetworkRecipe
from playground.lab.experiments.presets import presets

Key = Qt.Key


def scene_of(sizes=(2, 3, 1), steps=5, batch=None, reduction="mean", **more) -> Scene:
    network = Network(sizes, ("tanh",) * (len(sizes) - 2) + ("linear",))
    recipe = NetworkRecipe(
        network, datasets["circle"].from_settings({"samples": 40}), "square",
        batch=BatchRecipe(batch, reduction=reduction), **more,
    )
    runner = Runner("GD", optimizers["gradient_descent"].from_settings({"learning_rate": 0.05}))
    experiment = Experiment(recipe, (runner,))
    run = experiment.run_of(runner)
    run.ensure(steps)
    return Scene(experiment, (run,))


@pytest.fixture
def panel(qtbot):
    made = WeightsPanel()
    qtbot.addWidget(made)
    made.resize(340, 420)
    made.show()
    return made


@pytest.fixture
def heard(panel):
    values = []
    panel.value_edited.connect(lambda *told: values.append(told))
    return values


def click(qtbot, panel, row, column, kind="mouseClick"):
    table = panel.table
    place = table.visualRect(table.model().index(row, column)).center()
    getattr(qtbot, kind)(table.viewport(), Qt.MouseButton.LeftButton, pos=place)


def typed_into(qtbot, panel, row, column, text, end=Key.Key_Return):
    click(qtbot, panel, row, column)
    qtbot.keyClicks(panel.table, text[0])
    editor = panel.table.findChild(QLineEdit)
    qtbot.keyClicks(editor, text[1:])
    close(qtbot, panel, end)


def close(qtbot, panel, key=Key.Key_Return):
    """Qt commits in the event after the key."""
    qtbot.keyClick(panel.table.findChild(QLineEdit), key)
    qtbot.waitUntil(lambda: panel.table.findChild(QLineEdit) is None)


def test_the_table_is_theta_at_the_cursor(panel):
    scene = scene_of()
    panel.show_scene(scene, 0)
    W, b = (part.of(scene.run[0].theta) for part in scene.run.problem.parts[:2])  # noqa: N806
    assert np.array_equal(panel.table.model().block(), np.vstack([W, b]))
    panel.show_cursor(5)
    W5 = scene.run.problem.parts[0].of(scene.run[5].theta)  # noqa: N806
    assert np.array_equal(panel.table.model().block()[:2], W5)
    assert not np.array_equal(W5, W)
    shown = panel.table.model().index(1, 2)
    assert exact(W5[1, 2]) in shown.data(Qt.ItemDataRole.ToolTipRole)
    assert "W₂₃⁽¹⁾" in shown.data(Qt.ItemDataRole.ToolTipRole)


def test_places_and_flat_indices_agree_with_the_network():
    network = Network((2, 11, 3), ("tanh", "linear"))
    theta = np.arange(network.dimension, dtype=float)
    for index in range(network.dimension):
        place = network.place_of(index)
        weights, biases = network.parts[2 * place.layer - 2 : 2 * place.layer]
        part = biases.of(theta)[place.j] if place.i < 0 else weights.of(theta)[place.i, place.j]
        assert part == index
        assert network.place_at(place.layer, place.i, place.j) == place
    assert network.place_at(2, 10, 0).name == "W₁₁,₁⁽²⁾"
    assert network.place_at(2, -1, 2).name == "b₃⁽²⁾"


def test_typing_into_a_cell_says_which_parameter(qtbot, panel, heard):
    panel.show_scene(scene_of(), 0)
    typed_into(qtbot, panel, 1, 0, "-0,5")
    assert heard == [(3, -0.5, True)]
    typed_into(qtbot, panel, 2, 1, "2")
    assert heard[1:] == [(7, 2.0, True)]  # b2: after the six weights


def test_escape_and_nonsense_change_nothing(qtbot, panel, heard):
    panel.show_scene(scene_of(), 0)
    typed_into(qtbot, panel, 0, 0, "12", Key.Key_Escape)
    assert heard == []
    typed_into(qtbot, panel, 0, 1, "1-2")
    assert heard == []
    assert panel.error_line.text().startswith("W₁₂⁽¹⁾: “1-2” is not a number")
    typed_into(qtbot, panel, 0, 1, "3")
    assert heard == [(1, 3.0, True)]
    assert panel.error_line.text() == ""


def test_opening_and_closing_a_cell_rounds_nothing(qtbot, panel, heard):
    panel.show_scene(scene_of(), 0)
    click(qtbot, panel, 0, 0)
    click(qtbot, panel, 0, 0, "mouseDClick")
    close(qtbot, panel)
    assert heard == []


def test_a_run_that_plays_on_leaves_what_is_being_typed(qtbot, panel, heard):
    panel.show_scene(scene_of(), 0)
    click(qtbot, panel, 0, 0)
    qtbot.keyClicks(panel.table, "7")
    panel.show_cursor(4)
    editor = panel.table.findChild(QLineEdit)
    assert editor.text() == "7"
    close(qtbot, panel)
    assert heard == [(0, 7.0, True)]


def test_later_steps_say_what_an_edit_does(panel):
    panel.show_scene(scene_of(), 0)
    assert panel.note_label.text() == "W⁽¹⁾ at the start."
    panel.show_cursor(3)
    assert "at step 3" in panel.note_label.text()
    assert "An edit makes these numbers the start" in panel.note_label.text()


def test_selecting_by_hand_and_from_elsewhere(qtbot, panel):
    scene = scene_of()
    panel.show_scene(scene, 0)
    told = []
    panel.place_selected.connect(told.append)
    click(qtbot, panel, 1, 2)
    assert [(p.kind, p.layer, p.i, p.j, p.index) for p in told] == [("weight", 1, 1, 2, 5)]
    network = scene.run.problem.network
    panel.set_selection(network.place_at(2, -1, 0))
    assert len(told) == 1  # what comes from elsewhere is not sent back
    assert panel.table.model().layer == 2
    assert panel.table.currentIndex().row() == 3
    assert panel._value._name.text() == "b₁⁽²⁾"
    panel.set_selection(None)
    assert panel.selection is None
    assert not panel.table.currentIndex().isValid()
    assert not panel._value.isEnabled()


def test_the_field_below_types_steps_and_drags(qtbot, panel, heard):
    scene = scene_of()
    panel.show_scene(scene, 0)
    click(qtbot, panel, 0, 1)
    field, slider = panel._value.entry_field, panel._value.slider
    assert field.value == scene.run[0].theta[1]
    qtbot.mouseClick(field, Qt.MouseButton.LeftButton)
    field.selectAll()
    qtbot.keyClicks(field, "1/4")
    qtbot.keyClick(field, Key.Key_Return)
    assert heard == [(1, 0.25, True)]
    qtbot.mousePress(slider, Qt.MouseButton.LeftButton, pos=slider.rect().center())
    qtbot.mouseRelease(slider, Qt.MouseButton.LeftButton, pos=slider.rect().center())
    assert [final for _, _, final in heard[1:]] == [False, True]
    assert heard[-1][1] == pytest.approx(0, abs=0.2)


def test_copy_gives_every_digit_and_paste_takes_it_back(qtbot, panel):
    scene = scene_of()
    panel.show_scene(scene, 0)
    blocks = []
    panel.block_edited.connect(blocks.append)
    qtbot.mouseClick(panel._copy, Qt.MouseButton.LeftButton)
    lines = QGuiApplication.clipboard().text().split("\n")
    assert [len(line.split("\t")) for line in lines] == [3, 3, 3]
    qtbot.mouseClick(panel._paste, Qt.MouseButton.LeftButton)
    assert blocks == [dict(enumerate(scene.run[0].theta[:9].tolist()))]


def test_a_block_goes_where_the_selection_is(qtbot, panel):
    panel.show_scene(scene_of(), 0)
    blocks = []
    panel.block_edited.connect(blocks.append)
    click(qtbot, panel, 1, 1)
    QGuiApplication.clipboard().setText("1,5\t−2\r\n0\t1e-3\r\n")
    qtbot.keyClick(panel.table, Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert blocks == [{4: 1.5, 5: -2.0, 7: 0.0, 8: 0.001}]
    QGuiApplication.clipboard().setText("1\t2\t3\n4\t5\t6")  # the whole W: fits nowhere else
    qtbot.keyClick(panel.table, Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert blocks[1] == {k: float(k + 1) for k in range(6)}


@pytest.mark.parametrize(("text", "says"), [
    ("1\t2\t3\t4", "1 × 4, but from W₂₁⁽¹⁾ on there are 2 × 3 cells"),
    ("1\n2\n3\n4", "4 × 1"),
    ("1\t2\n3", "Row 2 of what you paste has 1 number, but row 1 has 2"),
    ("1\t2\nabc\t4", "Row 2, column 1 (for b₁⁽¹⁾): “abc” is not a number"),
    ("1\t\t3", "Row 1, column 2 (for W₂₂⁽¹⁾) is empty"),
    ("1\tnan", "column 2 (for W₂₂⁽¹⁾): “nan” is not a number"),
    ("1e999", "too large"),
    ("", "nothing to paste"),
])
def test_a_bad_block_is_refused_in_a_sentence(qtbot, panel, text, says):
    panel.show_scene(scene_of(), 0)
    blocks = []
    panel.block_edited.connect(blocks.append)
    click(qtbot, panel, 1, 0)
    QGuiApplication.clipboard().setText(text)
    qtbot.mouseClick(panel._paste, Qt.MouseButton.LeftButton)
    assert blocks == []
    assert says in panel.error_line.text()
    assert panel.error_line.isVisible()


def test_a_refusal_goes_with_the_next_edit_or_undo(qtbot, panel):
    panel.show_scene(scene_of(), 0)
    click(qtbot, panel, 1, 0)
    QGuiApplication.clipboard().setText("abc")
    panel.table.paste()
    assert panel.error_line.text()
    panel.show_scene(scene_of(), 0)
    assert panel.error_line.text() == ""


def test_a_refusal_moves_nothing_and_goes_with_the_next_selection(qtbot, panel):
    panel.show_scene(scene_of(), 0)
    click(qtbot, panel, 1, 0)
    QCoreApplication.processEvents()  # the first layout is through
    places = [part.geometry() for part in (panel._value, panel._paste)]
    QGuiApplication.clipboard().setText("1\t2\t3\t4")
    qtbot.mouseClick(panel._paste, Qt.MouseButton.LeftButton)
    QCoreApplication.processEvents()
    assert panel.error_line.isVisible()
    assert [part.geometry() for part in (panel._value, panel._paste)] == places
    assert panel.error_line.height() <= panel.refusal.height()
    click(qtbot, panel, 0, 0)
    assert not panel.error_line.isVisible()


def test_the_gradient_is_the_risks_and_read_only(qtbot, panel, heard):
    scene = scene_of(batch=5)
    panel.show_scene(scene, 3)
    panel._show.setFocus()
    qtbot.keyClick(panel._show, Key.Key_Down)
    step = scene.run[3]
    risk = scene.run.problem.risk_and_grad(step.theta)[1]
    assert np.array_equal(panel.table.model().block().ravel(), risk[:9])
    assert not np.array_equal(risk, step.grad)
    assert "∂R/∂W⁽¹⁾ at step 3, batch 3 of epoch 1, over all the training data" in (
        panel.note_label.text()
    )
    click(qtbot, panel, 0, 0)
    qtbot.keyClicks(panel.table, "5")
    assert panel.table.findChild(QLineEdit) is None
    assert heard == []
    QGuiApplication.clipboard().setText("1")
    qtbot.keyClick(panel.table, Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert "computed" in panel.error_line.text()


@pytest.mark.parametrize(("reduction", "parts", "name"), [
    ("mean", 1, "∂(R + penalty)/∂"), ("sum", 5, "∂(R + penalty/5)/∂"),
])
def test_with_a_penalty_the_gradient_is_that_of_both(qtbot, panel, reduction, parts, name):
    scene = scene_of(batch=5, l2=0.5, reduction=reduction)
    panel.show_scene(scene, 3)
    panel._show.setFocus()
    qtbot.keyClick(panel._show, Key.Key_Down)
    theta = scene.run[3].theta
    plain = scene_of(batch=5).run.problem.risk_and_grad(theta)[1]
    wanted = plain + scene.run.problem.penalty_gradient(theta) / parts
    model = panel.table.model()
    assert model.block().ravel() == pytest.approx(wanted[:9])
    assert f"{name}W⁽¹⁾ at step 3" in panel.note_label.text()
    assert model.data(model.index(0, 0), Qt.ItemDataRole.ToolTipRole).startswith(f"{name}W₁₁⁽¹⁾ =")


def test_freezing_one_and_several(qtbot, panel):
    scene = scene_of()
    panel.show_scene(scene, 0)
    one, many = [], []
    panel.freeze_requested.connect(lambda *told: one.append(told))
    panel.freeze_block_requested.connect(lambda *told: many.append(told))
    click(qtbot, panel, 0, 2)
    qtbot.mouseClick(panel._value._freeze, Qt.MouseButton.LeftButton)
    assert one == [(2, True)]
    frozen = scene._replace(experiment=freeze(scene.experiment, [2, 3]))
    panel.show_scene(frozen, 0)
    assert panel._value._freeze.isChecked()
    assert "Frozen" in panel.table.model().index(1, 0).data(Qt.ItemDataRole.ToolTipRole)
    panel.table.selectRow(1)
    next(a for a in panel.table.menu().actions() if a.text() == "Freeze these 3").trigger()
    assert many == [((3, 4, 5), True)]


def test_a_smaller_network_a_surface_and_no_runner(panel):
    panel.show_scene(scene_of((2, 5, 4, 1)), 0)
    panel._show_layer(3)
    panel.set_selection(Network((2, 5, 4, 1), ("tanh",) * 3).place_at(3, 3, 0))
    panel.show_scene(scene_of((2, 1)), 0)
    assert panel.selection is None
    assert panel.table.model().rowCount() == 3
    surface = new_experiment()
    run = surface.run_of(surface.runners[0])
    panel.show_scene(Scene(surface, (run,)), 0)
    assert panel._stack.currentIndex() == 1
    panel.show_scene(Scene(scene_of().experiment, ()), 7)
    assert panel._stack.currentIndex() == 1


def test_numbers_that_left_the_floats_are_shown(panel):
    weights = (((float("inf"), 1.0, 2.0), (float("nan"), -1e300, 0.0)), ((1.0,), (1.0,), (1.0,)))
    scene = scene_of()
    run = scene.run
    theta = run[0].theta.copy()
    theta[:6] = np.array(weights[0]).ravel()
    panel.show_scene(scene, 0)
    panel.table.model().set_values(theta)
    panel.set_selection(run.problem.network.place_at(1, 1, 0))
    assert not panel.grab().isNull()


def test_colours_follow_sign_and_scale_in_steps(panel):
    panel.show_scene(scene_of(), 0)
    model = panel.table.model()
    theta = np.zeros(model.network.dimension)
    theta[:2] = 0.3, -0.3
    model.set_values(theta)
    assert model.scale == 0.5
    theta[0] = 0.45
    model.set_values(theta)
    assert model.scale == 0.5
    theta[0] = 0.6
    model.set_values(theta)
    assert model.scale == 1
    assert model.share(model.index(0, 0)) > 0 > model.share(model.index(0, 1))


def test_decimal_comma_and_themes(qtbot, panel):
    set_decimal(",")
    scene = scene_of()
    panel.show_scene(scene, 0)
    assert "," in panel.table.model().index(0, 0).data()
    before = panel.grab().toImage()
    style.mode, style.scale = "dark", 1.5
    assert panel.grab().toImage() != before


class Wide(Dataset):
    """Ten samples of 784 numbers."""

    name, title, teaches, settings = "wide", "Wide", "", {}

    def make(self, seed):
        rng = np.random.default_rng(seed)
        X = rng.normal(size=(10, 784))  # noqa: N806
        return Data(X, rng.integers(2, size=(10, 1)) * 1.0, X[:0], X[:0, :1], 2)


def test_a_large_layer_has_no_widget_for_each_cell(qtbot, panel):
    recipe = NetworkRecipe(Network((784, 128, 1), ("tanh", "linear")), Wide(), "square")
    runner = Runner("GD", optimizers["gradient_descent"].from_settings({}))
    experiment = Experiment(recipe, (runner,))
    run = experiment.run_of(runner)
    run.ensure(4)
    panel.show_scene(Scene(experiment, (run,)), 0)
    for cursor in (1, 2):
        panel.show_cursor(cursor)
        panel.grab()
    assert len(panel.findChildren(QWidget)) < 200


@pytest.mark.parametrize("sizes", [(2, 3, 1), (7, 8, 6, 1), (64, 32, 10)])
def test_it_fits_the_dock_of_a_small_window(panel, sizes):
    """A window of 1280×720 leaves 306 pixels for it."""
    if sizes[0] == 2:
        panel.show_scene(scene_of(sizes), 0)
    else:
        name = "digits" if sizes[0] == 64 else "spiral_features"
        experiment = presets[name].experiment()
        panel.show_scene(Scene(experiment, (experiment.run_of(experiment.runners[0]),)), 0)
    assert panel.minimumSizeHint().height() <= 306


@pytest.mark.parametrize("sizes", [(1, 1), (2, 3, 1)])
def test_each_layer_has_its_line_in_the_list_from_the_first_network_on(panel, sizes):
    panel.show_scene(scene_of(sizes) if sizes != (1, 1) else bowl(), 0)
    layers = next(box for box in panel.findChildren(QComboBox) if box.accessibleName() == "Layer")
    assert layers.count() == len(sizes) - 1
    assert layers.currentText().startswith("Layer 1: W⁽¹⁾")


def bowl():
    """The smallest network there is a table for, which the panel began with."""
    experiment = presets["straight_line"].experiment()
    return Scene(experiment, tuple(experiment.run_of(runner) for runner in experiment.runners))
