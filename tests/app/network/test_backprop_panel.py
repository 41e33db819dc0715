"""Backprop by hand: the walk's numbers are the engine's, and the hands lead through it."""

import re
from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QCoreApplication, QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QScrollArea

from playground.app.core.view import Scene
from playground.app.look.style import style
from playground.app.network.backprop.bars import round_up
from playground.app.network.backprop.check import verdict_of
from playground.app.network.backprop.highlight import texts_at
from playground.app.network.backprop.panel import BackpropPanel
from playground.app.network.backprop.text import plain_numbers
from playground.app.network.place import PARAMETER
from playground.app.text.numbers import number
from playground.engine.check import GradientCheck
from playground.engine.datasets import datasets
from playground.engine.networks.losses import losses
from playground.engine.networks.network import Network
from playground.engine.networks.place import Place
from playground.engine.networks.walkthrough import Edge, Node, Target, Walkthrough
from playground.engine.optimizers import optimizers
from playground.lab.experiments.experiment import Experiment, Runner, new_experiment
from playground.lab.experiments.network_recipe import NetworkRecipe
from playground.lab.experiments.presets import presets

Left = Qt.MouseButton.LeftButton


def scene_of(name="lecture_backprop", steps=0) -> Scene:
    return scene(presets[name].experiment(), steps)


def scene(experiment, steps=0) -> Scene:
    runs = tuple(experiment.run_of(runner) for runner in experiment.runners)
    for run in runs:
        run.ensure(steps)
    return Scene(experiment, runs)


def circle(sizes=(2, 4, 1), last="linear", loss="square", **more) -> Experiment:
    network = Network(sizes, ("tanh",) * (len(sizes) - 2) + (last,))
    data = datasets["circle"].from_settings({"samples": 40})
    recipe = NetworkRecipe(network, data, loss, **more)
    rule = optimizers["gradient_descent"].from_settings({"learning_rate": 0.05})
    return Experiment(recipe, (Runner("GD", rule),))


@pytest.fixture
def panel(qtbot):
    made = BackpropPanel()
    qtbot.addWidget(made)
    made.resize(340, 560)
    made.show()
    return made


def press(qtbot, panel, name, times=1):
    for _ in range(times):
        qtbot.mouseClick(panel.controls.buttons[name], Left)


def numbers(panel):
    """What the table of quantities shows, by kind, layer, node and (for a weight) where from."""
    return {key[: 3 + (key[3] >= 0)]: cell.shown
            for key, cell in panel._known.table._places.items()}


def test_the_lectures_example_one_quantity_at_a_time(qtbot, panel):
    panel.show_scene(scene_of(), 0)
    assert panel._line.text.startswith("Layer 1, node 1: what it gets, z:")
    assert panel._line.text.endswith("= 2\u00a0·\u00a02 +\u00a02\u00a0·\u00a01 +\u00a00 = 6")
    assert numbers(panel)["z", 1, 0] == "6"
    assert numbers(panel)["a", 1, 0] == "·"
    press(qtbot, panel, "next")
    assert numbers(panel)["a", 1, 0] == "6"
    press(qtbot, panel, "back")
    assert numbers(panel)["a", 1, 0] == "·"
    press(qtbot, panel, "end")
    shown = numbers(panel)
    assert "·" not in shown.values()
    assert shown["a", 3, 0] == "24"
    assert [shown["dH_dz", 1, j] for j in (0, 1)] == ["4", "0"]  # ReLU stops node 2: z = −5
    assert panel.position == len(panel.walk.lines) - 1
    assert not panel.controls.buttons["next"].isEnabled()


def test_the_walk_gives_the_whole_gradient(panel):
    panel.show_scene(scene_of(), 0)
    walk = panel.walk
    found = {k: v for line in walk.lines for k, v in zip(line.indices, line.results, strict=False)}
    assert sorted(found) == list(range(walk.network.dimension))
    blames = walk.network.backprop(walk.theta, walk.x)
    flat = np.concatenate([np.append(b.dH_dW.ravel(), b.dH_db) for b in blames])
    assert [found[k] for k in sorted(found)] == flat.tolist()


def test_mazurs_numbers(panel):
    panel.show_scene(scene_of("mazur"), 0)
    panel.source_part.choose_kind("loss")
    found = [line for line in panel.walk.lines if line.kind == "loss"]
    assert found[0].result == pytest.approx(0.298371109, abs=5e-10)
    panel.seek(len(panel.walk.lines))
    shown = numbers(panel)
    assert (shown["dH_dz", 2, 0], shown["dH_dz", 2, 1]) == ("0.1385", "−0.03810")
    panel.set_selection(panel.walk.network.place_at(2, 0, 0))
    blame, activation, product = panel.own_part.bars.rows
    assert blame.numbers[0] == pytest.approx(0.138498562)
    assert activation.numbers[0] == pytest.approx(0.593269992)
    assert product.numbers[0] == pytest.approx(0.0821670406)


def test_the_whole_pass_stands_in_one_table_and_can_be_copied(qtbot, panel):
    panel.show_scene(scene_of(), 0)
    press(qtbot, panel, "end")
    shown = numbers(panel)
    # The slide's example worked out: rows i, columns j.
    matrices = {1: [["8", "0"], ["4", "0"]], 2: [["18", "−12"], ["0", "0"]], 3: [["12"], ["6"]]}
    for layer, matrix in matrices.items():
        rows = [[shown["dH_dW", layer, j, i] for j in range(len(matrix[0]))] for i in (0, 1)]
        assert rows == matrix
    assert [shown["dH_db", 1, j] for j in (0, 1)] == ["4", "0"]
    assert [shown["dH_db", 2, j] for j in (0, 1)] == ["3", "−2"]
    assert shown["dH_db", 3, 0] == "1"
    qtbot.mouseClick(panel._known.copy_button, Left)
    lines = [line.split("\t") for line in QGuiApplication.clipboard().text().split("\n")]
    assert ["x", "2.0", "1.0"] in lines
    head = lines.index(["∂H/∂W⁽¹⁾", "j = 1", "j = 2"])
    assert lines[head + 1 : head + 3] == [["i = 1", "8.0", "0.0"], ["i = 2", "4.0", "0.0"]]
    assert ["layer 3", "z", "a", "∂H/∂a", "∂H/∂z", "∂H/∂b"] in lines


def test_what_is_not_computed_yet_is_neither_shown_nor_copied(qtbot, panel):
    panel.show_scene(scene_of(), 0)
    press(qtbot, panel, "next", 3)
    shown = numbers(panel)
    assert shown["dH_dW", 1, 0, 0] == shown["dH_db", 3, 0] == "·"
    qtbot.mouseClick(panel._known.copy_button, Left)
    assert "∂H/∂W" not in QGuiApplication.clipboard().text()


def test_a_click_on_an_entry_of_the_matrix_shows_how_it_is_computed(qtbot, panel):
    panel.show_scene(scene_of(), 0)
    press(qtbot, panel, "end")
    place = panel._known.table.row_of(("dH_dW", 2, 1, 0)).center()
    qtbot.mouseClick(panel._known.table, Left, pos=place)
    assert panel.line.kind == "dH_dW" and panel.line.edges == (Edge(2, 0, 1),)
    assert panel._known.table._current == {("dH_dW", 2, 1, 0)}


def test_many_numbers_are_one_line_that_unfolds(qtbot, panel):
    panel.show_scene(scene_of("spiral_features"), 0)
    form = panel.source_part._numbers
    assert form.folded and form.summary.text().startswith("x = (−0.7194, 2.601,")
    assert not any(field.isVisible() for field in form.fields)
    qtbot.mouseClick(form.summary, Left)
    assert not form.folded and all(field.isVisible() for field in form.fields[:7])
    form.fields[6].setFocus()
    qtbot.keyClicks(form.fields[6], "0,25")
    qtbot.keyClick(form.fields[6], Qt.Key.Key_Return)
    assert panel.walk.x[6] == 0.25
    qtbot.mouseClick(form.summary, Left)
    assert form.folded and form.summary.toolTip().splitlines()[6] == "sin x₂ = 0.25"


def test_an_image_is_chosen_and_not_typed(panel):
    panel.show_scene(scene_of("digits"), 0)
    form = panel.source_part._numbers
    assert not form.fields and not form.summary.isEnabled()
    assert form.summary.toolTip().endswith("too many to type: choose an example.")


@pytest.mark.parametrize("name", list(presets))
@pytest.mark.parametrize("kind", ["output", "loss", "risk"])
def test_formula_numbers_and_result_are_seen_without_scrolling(qtbot, panel, name, kind):
    """In the room that a window of 1280×720 leaves: the dock's inside is 352×306 there."""
    panel.resize(352, 306)
    panel.show_scene(scene_of(name), 0)
    panel.source_part.choose_kind(kind)
    count = len(panel.walk.lines)
    assert panel.minimumSizeHint().height() <= 306
    port = panel.scroll_area.viewport()
    steps = range(count) if count < 100 else [*range(0, count, 7), *range(count - 20, count)]
    for step in steps:
        panel.seek(step)
        QCoreApplication.sendPostedEvents()
        label = panel._line._numbers
        bottom = label.mapTo(port, QPoint(0, label.height())).y()
        assert bottom <= port.height(), f"step {step}: {panel._line.text}"
        assert panel._line.text.rstrip().endswith(result_of(panel))


def result_of(panel):
    """The result as the line has to end with it, with more digits where there is room for them."""
    return panel._line.plain.rpartition("= ")[2]


def test_mazurs_loss_is_substituted_and_has_his_digits(qtbot, panel):
    panel.show_scene(scene_of("mazur"), 0)
    panel.source_part.choose_kind("loss")
    panel.seek(panel.walk.first_backward - 1)
    said = panel._line.text.replace("\u00a0", " ")
    assert "= ½ [(0.7514 − 0.01)² + (0.7729 − 0.99)²] = 0.2984" in said
    assert said.endswith("(to 9 digits 0.298371109)")
    panel.activateWindow()
    for focused in (panel.controls.buttons["next"], panel._line._numbers):
        focused.setFocus()
        QGuiApplication.clipboard().clear()
        qtbot.keyClick(focused, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
        copied = QGuiApplication.clipboard().text()
        assert copied.startswith("ℓ(H, y) = 1 / 2 Σ")
        assert float(copied.rpartition(" = ")[2]) == panel.line.result


@pytest.mark.parametrize("loss", losses)
def test_every_loss_is_substituted_so_that_it_can_be_checked(loss):
    y = {"bits": (0.0, 1.0), "one_hot": (0.0, 1.0)}.get(losses[loss].labels, (0.3, -2.0))
    network = Network((2, 2), ("linear",))
    walk = Walkthrough(network, np.array([1, 2, -3, 1, 0.5, 0.25]), np.array([1.0, 2.0]),
                       Target(loss=losses[loss](), y=y))
    line = walk.lines[walk.first_backward - 1]
    text = plain_numbers(line, loss)
    for old, new in (("\u00a0", ""), ("−", "-"), ("·", "*"), ("²", "**2"), ("½", "0.5*"),
                     ("[", "("), ("]", ")")):
        text = text.replace(old, new)
    text = re.sub(r"\|(.*?)\|", r"abs(\1)", text)
    value = eval(text, {"exp": np.exp, "ln": np.log, "abs": abs})
    assert value == pytest.approx(line.result, rel=1e-3)


def test_lit_nodes_and_edges_follow_the_step(qtbot, panel):
    lit = []
    panel.lit_changed.connect(lambda nodes, edges: lit.append((nodes, edges)))
    panel.show_scene(scene_of(), 0)
    assert lit == [(
        (Node(0, 0), Node(0, 1), Node(1, 0)), (Edge(1, 0, 0), Edge(1, 1, 0)),
    )]
    press(qtbot, panel, "next")
    assert lit[-1] == ((Node(1, 0),), ())
    assert panel.position == 1
    panel.hide()
    assert lit[-1] == ((), ())
    panel.show()
    assert lit[-1] == ((Node(1, 0),), ())


def test_keys_slider_and_table_lead_through_the_walk(qtbot, panel):
    panel.show_scene(scene_of(), 0)
    panel.activateWindow()
    panel.controls.slider.setFocus()
    qtbot.keyClick(panel.controls.slider, Qt.Key.Key_Period)
    qtbot.keyClick(panel.controls.slider, Qt.Key.Key_Period)
    assert panel.position == 2
    qtbot.keyClick(panel.controls.slider, Qt.Key.Key_Comma)
    assert panel.position == 1
    qtbot.keyClick(panel.controls.slider, Qt.Key.Key_Right)
    assert panel.position == 2
    place = panel._known.table.row_of(("dH_da", 2, 1, -1)).center()
    qtbot.mouseClick(panel._known.table, Left, pos=place)
    line = panel.line
    assert (line.kind, line.layer, line.unit, line.result) == ("dH_da", 2, 1, -2.0)
    assert numbers(panel)["dH_da", 2, 1] == "−2"


def test_play_slowly_goes_to_the_end_and_stops(qtbot, panel):
    panel.show_scene(scene_of(), 0)
    controls = panel.controls
    controls.timer.setInterval(0)
    press(qtbot, panel, "play")
    assert controls.playing
    last = len(panel.walk.lines) - 1
    qtbot.waitUntil(lambda: panel.position == last)
    assert not controls.playing
    press(qtbot, panel, "play")  # begins again
    assert panel.position < last
    panel.hide()
    assert not controls.playing


def test_the_walk_follows_the_runs_step(qtbot, panel):
    scene = scene_of("mazur", steps=20)
    panel.show_scene(scene, 0)
    first = panel.walk.value
    panel.show_cursor(7)
    assert np.array_equal(panel.walk.theta, scene.run[7].theta)
    assert panel.walk.value != first
    panel.show_cursor(20)  # at once: waits a little
    qtbot.waitUntil(lambda: np.array_equal(panel.walk.theta, scene.run[20].theta))
    assert panel._line._where.text() == "at step 20"
    panel.show_cursor(500)
    qtbot.waitUntil(lambda: not panel.pace.timer.isActive())
    assert np.array_equal(panel.walk.theta, scene.run[20].theta)
    panel.pace.cost = 1.0  # a large network is only worked out when the cursor rests
    panel.show_cursor(3)
    assert np.array_equal(panel.walk.theta, scene.run[20].theta)
    qtbot.waitUntil(lambda: np.array_equal(panel.walk.theta, scene.run[3].theta))
    qtbot.waitUntil(lambda: not panel.pace.timer.isActive())


def test_an_example_and_an_x_of_ones_own(qtbot, panel):
    shown = scene(circle())
    panel.show_scene(shown, 0)
    panel.source_part.choose_example(11)
    X = shown.run.problem.X  # noqa: N806
    assert np.array_equal(panel.walk.x, X[11])
    field = panel.source_part._numbers.fields[1]
    field.setFocus()
    field.selectAll()
    qtbot.keyClicks(field, "-1,5")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert panel.walk.x.tolist() == [X[11, 0], -1.5]
    assert panel.source_part._example.text() == "my own x"
    assert numbers(panel)["a", 0, 1] == "−1.500"


def test_a_label_that_the_loss_cannot_take_is_refused(qtbot, panel):
    panel.show_scene(scene(circle(loss="binary_cross_entropy")), 0)
    panel.source_part.choose_kind("loss")
    before = panel.walk.value
    field = panel.source_part._numbers.fields[2]
    field.setFocus()
    field.selectAll()
    qtbot.keyClicks(field, "0.5")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert "needs labels 0 or 1" in panel.source_part.error_line.text()
    assert panel.walk.value == before


def test_the_same_quantity_stays_when_h_becomes_the_loss(qtbot, panel):
    panel.show_scene(scene_of(), 0)
    panel.seek(25)
    before = panel.line
    panel.source_part.choose_kind("loss")
    after = panel.line
    assert (after.kind, after.layer, after.unit, after.edges) == (
        before.kind, before.layer, before.unit, before.edges
    )
    assert after.result == pytest.approx(before.result * 2 * (24 - 20))


def test_a_weight_is_blame_times_activation_in_bars(panel):
    panel.show_scene(scene_of(), 0)
    panel.set_selection(panel.walk.network.place_at(2, 0, 0))
    assert [row.numbers for row in panel.own_part.bars.rows] == [(3.0,), (6.0,), (18.0,)]
    assert panel.own_part.bars.scale == 20
    assert panel.selected.isVisible()
    panel.set_selection(panel.walk.network.place_at(1, -1, 1))
    assert [row.numbers for row in panel.own_part.bars.rows] == [(0.0,), (0.0,)]
    assert "No blame arrives here" in panel.own_part.note_label.text()
    panel.set_selection(None)
    assert not panel.selected.isVisible()


def test_a_node_adds_up_what_its_followers_are_blamed_for(panel):
    panel.show_scene(scene_of(), 0)
    panel.set_selection(Place("node", 1, -1, 0, -1))
    rows = {row.label: row.numbers for row in panel.own_part.bars.rows}
    assert rows["to node 1"] == (3.0, 2.0, 6.0)
    assert rows["to node 2"] == (-2.0, 1.0, -2.0)
    assert rows["∂H/∂a₁⁽¹⁾"] == (4.0,)
    panel.set_selection(Place("node", 0, -1, 1, -1))
    assert panel.own_part.bars.rows[0].numbers == (1.0,)
    panel.set_selection(Place("node", 3, -1, 0, -1))
    assert panel.own_part.note_label.text() == "The walk back begins at the output."


@pytest.mark.parametrize("more", [{}, {"l1": 0.01, "l2": 0.1}])
def test_over_the_data_the_terms_average_to_the_risks_gradient(panel, more):
    shown = scene(circle(**more), 4)
    panel.show_scene(shown, 4)
    panel.source_part.choose_kind("risk")
    problem, theta = shown.run.problem, shown.run[4].theta
    place = problem.network.place_at(1, 1, 2)
    panel.set_selection(place)
    rows = panel.own_part.bars.rows
    error, blame, product = rows[1].numbers
    assert product == pytest.approx(error * blame)
    H = problem.network.predict(theta, problem.X[:1])  # noqa: N806
    assert error == pytest.approx(2 * (H - problem.y[:1])[0, 0])
    assert rows[-1].numbers[0] == pytest.approx(problem.risk_and_grad(theta)[1][place.index])
    assert any(row.label == "penalty" for row in rows) == bool(more)
    assert ("∂(R + penalty)/∂W" in rows[-1].tip) == bool(more)


@pytest.mark.parametrize(("kind", "count"), [("output", 17), ("loss", 17), ("risk", 17)])
def test_the_check_agrees_and_puts_the_selected_one_on_top(qtbot, panel, kind, count):
    shown = scene(circle(frozen=(0, 3)), 2)
    panel.show_scene(shown, 2)
    panel.source_part.choose_kind(kind)
    panel.set_selection(shown.run.problem.network.place_at(2, 2, 0))
    checker = panel.checker
    qtbot.mouseClick(checker._button, Left)
    assert checker._button.text() == "Stop"
    qtbot.waitUntil(lambda: not checker.busy, timeout=20_000)
    assert checker.verdict.startswith(f"All {count} agree: the gradient of ")
    assert "at step 2" in checker.verdict
    model = checker._model
    assert model.rowCount() == count
    assert model.index(0, 0).data() == "W₃₁⁽²⁾"
    worst = [checker.result.relative[model.index_at(row)] for row in range(1, count)]
    assert worst == sorted(worst, reverse=True)
    if kind == "risk":
        wanted = shown.run.problem.risk_and_grad(shown.run[2].theta)[1]
        free = np.setdiff1d(np.arange(count), [0, 3])
        assert checker.result.gradient[free] == pytest.approx(wanted[free])
        assert checker.result.gradient[0] != 0  # frozen, but backprop computes it


def test_a_check_can_be_stopped(qtbot, panel):
    experiment = circle((2, 30, 30, 1))
    panel.show_scene(scene(experiment), 0)
    panel.source_part.choose_kind("risk")
    checker = panel.checker
    checker._press()
    assert checker.busy
    checker._press()
    assert not checker.busy
    assert checker.verdict == "Stopped before it was done."
    assert checker.result is None
    panel.source_part.choose_kind("output")
    checker._press()  # and another one begins at once
    qtbot.waitUntil(lambda: checker.result is not None, timeout=30_000)


def test_clicking_a_checked_parameter_selects_it(qtbot, panel):
    panel.show_scene(scene_of(), 0)
    told = []
    panel.place_selected.connect(told.append)
    checker = panel.checker
    checker._press()
    qtbot.waitUntil(lambda: not checker.busy, timeout=20_000)
    checker._table.clicked.emit(checker._model.index(3, 1))
    assert len(told) == 1
    assert checker._model.index(0, 0).data() == told[0].name


def test_verdicts_in_words():
    network = Network((1, 1), ("linear",))
    good = GradientCheck(np.ones(2), np.ones(2), np.array([0, 3e-10]))
    assert verdict_of(network, good, "it") == (
        "All 2 agree: it, to a relative difference of 3×10⁻¹⁰."
    )
    bad = GradientCheck(np.ones(2), np.ones(2), np.array([0, 0.5]))
    assert verdict_of(network, bad, "it").startswith("1 of 2 differ by more than")
    assert "most of all b₁⁽¹⁾ by 0.5" in verdict_of(network, bad, "it")
    gone = GradientCheck(np.array([np.nan, 1]), np.ones(2), np.array([np.nan, 0]))
    assert "not finite" in verdict_of(network, gone, "it")


def test_too_large_a_surface_and_no_runner(panel):
    lit = []
    panel.lit_changed.connect(lambda nodes, edges: lit.append((nodes, edges)))
    panel.show_scene(scene_of(), 0)
    panel.show_scene(scene(circle((2, 150, 150, 1))), 0)
    assert "23,251 parameters" in panel.empty_state._sentence.text()
    assert lit[-1] == ((), ())
    assert panel.walk is None
    panel.show_scene(scene(new_experiment()), 0)
    assert "Open a network" in panel.empty_state._sentence.text()
    panel.show_scene(Scene(circle(), ()), 3)
    panel.show_cursor(5)
    panel.set_selection(Network((2, 1), ("relu",)).place_at(1, 0, 0))
    panel.show_scene(scene_of(), 0)
    assert panel.walk is not None
    assert panel.checker._prepare()[3] == "the gradient of output 1 at the start"


def test_a_check_that_would_take_minutes_is_refused(panel):
    panel.show_scene(scene(circle((2, 80, 80, 1))), 0)
    panel.checker._press()
    assert "6,801 parameters" in panel.checker.verdict
    assert not panel.checker.busy


def test_weights_that_left_the_floats(qtbot, panel):
    experiment = circle()
    rule = optimizers["gradient_descent"].from_settings({"learning_rate": 1e6})
    shown = scene(experiment.with_runner(0, Runner("GD", rule)), 60)
    panel.show_scene(shown, 0)
    panel.pace.stop()
    panel.show_cursor(shown.run.last)
    panel.source_part.choose_kind("loss")
    for kind, i in (("weight", 0), ("node", -1)):
        panel.set_selection(Place(kind, 1, i, 1, 1 if kind == "weight" else -1))
        assert not panel.grab().isNull()
    for name in ("end", "start"):
        press(qtbot, panel, name)
    panel.pace.stop()


def test_another_network_starts_over(panel):
    panel.show_scene(scene_of(), 0)
    panel.seek(20)
    panel.set_selection(panel.walk.network.place_at(3, 0, 0))
    panel.show_scene(scene(circle((2, 1))), 0)
    assert panel.position == 0
    assert not panel.selected.isVisible()
    assert [key for key in numbers(panel) if key[1] == 1] == [
        *((kind, 1, 0) for kind in ("z", "a", "dH_da", "dH_dz", "dH_db")),
        ("dH_dW", 1, 0, 0), ("dH_dW", 1, 0, 1),
    ]


def test_themes_and_scales(panel):
    panel.show_scene(scene_of(), 0)
    panel.set_selection(panel.walk.network.place_at(2, 0, 0))
    before = panel.grab().toImage()
    style.mode, style.scale = "dark", 1.5
    assert panel.grab().toImage() != before
    assert panel.minimumSizeHint().width() <= 1.5 * 340


@pytest.mark.parametrize(("value", "scale"), [(0.3, 0.5), (1, 1), (1.01, 2), (18, 20), (0, 1),
                                              (float("inf"), 1), (3e-300, 5e-300)])
def test_bars_have_round_scales(value, scale):
    assert round_up(value) == pytest.approx(scale)


def test_the_step_comes_back_into_sight_when_the_walk_goes_on(qtbot, panel):
    panel.resize(352, 306)
    panel.show_scene(scene_of(), 0)
    bar = panel.scroll_area.verticalScrollBar()
    panel.set_selection(panel.walk.network.place_at(1, 0, 0))
    assert bar.value() > 0  # to show the weight's own line
    press(qtbot, panel, "next")
    assert bar.value() == 0
    table = panel._known.table
    qtbot.waitUntil(lambda: table.height() > 100)
    row = table.row_of(("z", 1, 1, -1)).topLeft()
    below = table.mapTo(panel.scroll_area.widget(), row).y() - 20
    bar.setValue(below)
    press(qtbot, panel, "next")
    assert bar.value() == below  # one may watch the table fill
    panel.trust.set_opened(True)
    QCoreApplication.processEvents()
    bar.setValue(bar.maximum())  # at "Trust it": a step that nobody sees would seem dead
    assert not table.visibleRegion().contains(table.row_of(("a", 1, 1, -1)))
    press(qtbot, panel, "next")
    assert bar.value() == 0
    place = panel._known.table.row_of(("z", 1, 0, -1)).center()
    qtbot.mouseClick(panel._known.table, Left, pos=place)
    assert bar.value() == 0 and panel.position == 0


def test_the_runs_step_is_named_whole(panel):
    panel.show_scene(scene_of("xor", 1200), 1200)
    assert panel._line._where.text() == "at step 1,200"
    panel.show_scene(scene_of("xor", 5), 0)
    assert panel._line._where.text() == "at the start"


def test_what_is_unfolded_at_the_lower_edge_is_seen(qtbot, panel):
    panel.resize(340, 300)
    panel.show_scene(scene_of(), 0)
    panel.trust.set_opened(False)
    bar, button = panel.scroll_area.verticalScrollBar(), panel.checker._button
    QCoreApplication.processEvents()  # it stands as a person finds it
    bar.setValue(0)
    panel.trust.set_opened(True)

    def seen():
        view = panel.scroll_area.viewport()
        top = button.mapTo(view, button.rect().topLeft()).y()
        return button.isVisible() and top >= 0 and top + button.height() <= view.height()

    qtbot.waitUntil(seen)
    assert bar.value() > 0


@pytest.mark.parametrize("scale", [1.0, 1.6])
def test_the_sentence_about_the_mean_is_whole(panel, scale):
    style.scale = scale
    panel.show_scene(scene_of(), 0)
    panel.source_part.choose_kind("risk")
    note = panel.source_part.note_label
    panel.layout().activate()
    assert note.isVisible() and "Select a weight" in note.text()
    assert note.hasHeightForWidth() and note.heightForWidth(note.width()) <= note.height()


def test_claim_2_says_where_the_slope_is_taken(qtbot, panel):
    panel.show_scene(scene_of(), 0)
    at = next(k for k, line in enumerate(panel.walk.lines)
              if (line.kind, line.layer, line.unit) == ("dH_dz", 1, 0))
    panel.seek(at)
    z = panel.walk.line_for_node(1, 0, "z").result
    blame = panel.walk.lines[at].operands[0].value
    said = panel._line.text.replace("\u00a0", " ")
    assert z == 6 and "· g′(6) = " in said
    assert said.endswith(f"= {number(panel.walk.lines[at].result)}") and number(blame) in said


def test_only_what_one_works_for_has_more_digits_and_says_so(qtbot, panel):
    panel.show_scene(scene_of("mazur"), 0)
    panel.source_part.choose_kind("loss")
    for at, line in enumerate(panel.walk.lines):
        panel.seek(at)
        said = panel._line.plain
        if line.kind in ("loss", "dH_dW", "dH_db"):
            assert f"= {number(line.result)}" in said and "(to 9 digits " in said
        else:
            assert "digits" not in said and said.endswith(f"= {number(line.result)}")


def test_the_walk_tells_what_is_known_of_weights_by_the_panels_names(qtbot, panel):
    panel.show_scene(scene_of(), 0)
    walk = panel.walk
    assert not any(layer == PARAMETER for layer, _ in texts_at(walk, walk.first_backward - 1))
    known = texts_at(walk, len(walk.lines) - 1)
    gradient = walk.gradient
    assert {at for layer, at in known if layer == PARAMETER} == set(range(len(gradient)))
    assert known[PARAMETER, 0] == f"∂H/∂W = {number(gradient[0])}"
    assert known[PARAMETER, 4] == f"∂H/∂b = {number(gradient[4])}"


def test_another_experiment_begins_with_its_own_example_and_h(qtbot, panel):
    panel.show_scene(scene_of("xor"), 0)
    panel.source_part.choose_kind("loss")
    for place, value in enumerate((1.0, -2.0)):
        panel.source_part._typed(place, value)
    assert panel.source_part.source.row == -1
    panel.show_scene(scene_of(), 0)
    source = panel.source_part.source
    assert (source.kind, source.row, source.x.tolist()) == ("output", 0, [2.0, 1.0])
    panel.show_scene(scene_of("mazur"), 0)
    assert panel.source_part.source.kind == "loss" and panel.source_part.source.row == 0


def test_an_edit_of_the_same_experiment_keeps_ones_own_example(qtbot, panel):
    experiment = presets["xor"].experiment()
    panel.show_scene(scene(experiment), 0)
    panel.source_part.choose_kind("risk")
    panel.source_part._typed(0, 1.5)
    panel.show_scene(scene(replace(experiment, seed=7)), 0)  # other weights, other samples
    assert panel.source_part.source.kind == "risk"
    assert panel.source_part.source.row == -1 and panel.source_part.source.x[0] == 1.5


def test_the_panel_never_scrolls_in_a_dock_that_is_high_enough_for_its_parts(qtbot, panel):
    dock = QScrollArea(widgetResizable=True)
    qtbot.addWidget(dock)
    dock.setWidget(panel)
    dock.resize(352, 323)
    dock.show()
    for kind in ("output", "loss", "risk"):
        panel.show_scene(scene_of("xor"), 0)
        panel.source_part.choose_kind(kind)
        QCoreApplication.processEvents()
        assert dock.verticalScrollBar().maximum() == 0, kind
    dock.takeWidget()
