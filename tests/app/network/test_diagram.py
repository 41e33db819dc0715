"""The drawn network, used by hand."""

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QColor, QImage, QMouseEvent, QPainter
from PySide6.QtWidgets import QApplication, QMenu, QToolButton

from playground.app.core.view import Scene
from playground.app.look.style import style
from playground.app.network.diagram import edges as network_edges
from playground.app.network.diagram.edges import MOST, paint_edges
from playground.app.network.diagram.layout import Layout
from playground.app.network.diagram.tips import tip_for
from playground.app.network.diagram.view import NetworkView
from playground.app.network.facts import step_text
from playground.app.network.place import PARAMETER
from playground.app.network.scales import DECADES, GradientScale, WeightScale, step_above
from playground.app.text.numbers import exact, number
from playground.engine.datasets import datasets
from playground.engine.networks.network import Network
from playground.engine.networks.place import Place, node_at
from playground.engine.optimizers import optimizers
from playground.engine.stopping import StopRules
from playground.engine.surfaces import surfaces
from playground.lab.experiments.experiment import Experiment, Runner
from playground.lab.experiments.network_recipe import BatchRecipe, NetworkRecipe
from playground.lab.experiments.presets import presets
from playground.lab.experiments.surface_recipe import SurfaceRecipe

LEFT, RIGHT = Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton


def scene_of(sizes=(2, 3, 1), steps=5, activation="tanh", batch=10, rate=0.01,
             reduction="mean", **recipe):
    network = Network(sizes, (activation,) * (len(sizes) - 2) + ("linear",))
    made = NetworkRecipe(
        network, datasets["xor"].from_settings({"samples": 40}), "half_square",
        batch=BatchRecipe(batch, reduction=reduction), **recipe,
    )
    runner = Runner("GD", optimizers["gradient_descent"].from_settings({"learning_rate": rate}))
    return scene_for(Experiment(made, (runner,), StopRules(max_steps=1000)), steps)


def scene_for(experiment, steps=0):
    runs = tuple(experiment.run_of(runner) for runner in experiment.runners)
    for run in runs:
        run.ensure(steps)
    return Scene(experiment, runs)


@pytest.fixture
def view(qtbot):
    made = NetworkView()
    qtbot.addWidget(made)
    made.resize(760, 520)
    made.show()
    return made


def place(view, selection):
    return view.canvas.picture.place_of(selection).toPoint()


def at_edge(view, selection, share=0.2):
    """A pixel on an edge, near its beginning: in the middle others may cross."""
    picture = view.canvas.picture
    x1, y1, x2, y2 = picture.layout.segments[picture.edge_of(selection.index)]
    return QPoint(round(x1 + share * (x2 - x1)), round(y1 + share * (y2 - y1)))


def hover(view, at):
    """The pointer without a button; offscreen there is none that could be moved."""
    spot = QPointF(at)
    none = Qt.MouseButton.NoButton
    QApplication.sendEvent(view.canvas, QMouseEvent(
        QEvent.Type.MouseMove, spot, view.canvas.mapToGlobal(spot), none, none,
        Qt.KeyboardModifier.NoModifier,
    ))


def heard(signal):
    got = []
    signal.connect(lambda *what: got.append(what))
    return got


# Names and places


def test_every_parameter_is_found_by_its_place_in_theta():
    network = Network((2, 3, 2), ("tanh", "linear"))
    for index in range(network.dimension):
        selection = network.place_of(index)
        part = network.parts[2 * (selection.layer - 1) + (selection.kind == "bias")]
        marked = np.zeros(network.dimension)
        marked[index] = 1
        where = part.of(marked)
        if selection.kind == "bias":
            assert where[selection.j] == 1
            assert selection == network.place_at(selection.layer, -1, selection.j)
        else:
            assert where[selection.i, selection.j] == 1
            assert selection == network.place_at(selection.layer, selection.i, selection.j)
        assert network.has(selection)
    assert not network.has(Network((2, 9, 2), ("tanh", "linear")).place_at(1, 1, 8))
    assert network.place_at(2, 2, 0).name == "W₃₁⁽²⁾"
    assert network.place_at(1, -1, 0).name == "b₁⁽¹⁾"


def test_scales_change_in_steps_and_stay_while_about_right():
    assert [step_above(v) for v in (0.9, 1.0, 1.1, 3, 7, 0.013)] == [1, 1, 2, 5, 10, 0.02]
    scale = WeightScale()
    ends = []
    for most in (1.5, 1.9, 1.2, 2.1, 4.9, 0.3, np.nan):
        scale.follow(np.array([0.0, most]))
        ends.append(scale.end)
    assert ends == [2, 2, 2, 5, 5, 0.5, 0.5]
    assert scale.shares(np.array([0.25, -1.0, 0.0])).tolist() == [0.5, -1.0, 0.0]
    gradient = GradientScale()
    gradient.follow(np.array([0.5, 1e-9]))
    half = 10.0 ** (-DECADES / 2)
    assert np.allclose(gradient.shares(np.array([1.0, -half, 1e-12, 0])), [1, -0.5, 0, 0])


@pytest.mark.parametrize("sizes", [(2, 2, 1), (2, 64, 64, 64, 1), (2, *(8,) * 9, 1), (64, 32, 10)])
def test_nodes_never_overlap_and_stay_inside(sizes):
    layout = Layout(sizes, (60.0, 10.0, 560.0, 400.0))
    for layer, places in enumerate(layout.nodes):
        diameter = layout.diameters[layer]
        assert (np.diff(places[:, 1]) >= diameter).all()
        assert places[:, 1].min() - diameter / 2 >= 9
        assert places[:, 1].max() + diameter / 2 <= 411
    assert (np.diff(layout.columns) > max(layout.diameters)).all()
    assert len(layout.segments) == len(layout.edge_index)


# What is shown


def test_without_a_runner_it_says_how_to_get_one(view):
    scene = scene_of()
    view.show_scene(Scene(Experiment(scene.experiment.problem, ()), ()), 0)
    assert not view.canvas.isVisible()
    assert "Add a runner" in view.accessibleDescription()
    view.show_scene(scene, 3)
    assert view.canvas.isVisible()


def test_a_surface_is_no_network(view):
    experiment = Experiment(
        SurfaceRecipe(surfaces["bowl"]()),
        (Runner("GD", optimizers["gradient_descent"](), (1.0, 1.0)),),
    )
    view.show_scene(scene_for(experiment), 0)
    assert not view.canvas.isVisible()


def test_the_line_says_the_step_its_batch_and_the_parameters(view):
    view.show_scene(scene_of(), 3)
    facts = view.canvas.picture.facts
    assert step_text(facts) == "step 3: batch 1 of epoch 2"  # 20 samples to train on, by 10
    assert view.foot.line.text == "step 3: batch 1 of epoch 2 · 13 parameters"
    view.show_cursor(4)
    assert "step 4: batch 2 of epoch 2" in view.foot.line.text
    view.show_cursor(900)  # the run is shorter: shown at its last step
    assert "step 5" in view.foot.line.text


def test_the_full_batch_is_named(view):
    view.show_scene(scene_of(batch=None), 3)
    assert view.foot.line.text.startswith("step 3: epoch 3 ·")


def test_the_drawn_weights_follow_the_cursor(view, qtbot):
    scene = scene_of(rate=0.5, steps=200)
    view.show_scene(scene, 0)
    before = view.canvas.grab().toImage()
    shares = view.canvas.picture.shares.copy()
    view.show_cursor(200)
    assert np.array_equal(view.canvas.picture.facts.theta, scene.runs[0][200].theta)
    assert not np.allclose(shares, view.canvas.picture.shares)
    assert view.canvas.grab().toImage() != before


def test_a_hidden_view_waits(view):
    view.hide()
    view.show_scene(scene_of(), 2)
    assert view.canvas.picture.facts is None
    view.show()
    assert view.canvas.picture.facts.step == 2


def test_a_run_that_left_the_numbers_is_drawn_and_named(view):
    scene = scene_of(steps=300, rate=1e6, activation="relu")
    view.show_scene(scene, 300)
    view.canvas.grab()
    assert np.isfinite(scene.runs[0][scene.runs[0].last].theta).all() or (
        "not finite" in view.foot.line.text
    )


def test_nan_weights_are_drawn_in_the_colour_of_errors(view):
    scene = scene_of((2, 2, 1), steps=0)
    view.show_scene(scene, 0)
    facts = view.canvas.picture.facts
    theta = facts.theta.copy()
    theta[0], theta[5] = np.nan, np.inf
    view.canvas.show_facts(facts._replace(theta=theta))
    view._tell()
    x, y = at_edge(view, facts.network.place_of(0), 0.8).toTuple()
    image = view.canvas.grab().toImage()
    near = {image.pixelColor(x + dx, y + dy).name() for dx in (-1, 0, 1) for dy in (-1, 0, 1)}
    assert any(int(c[1:3], 16) > 180 and int(c[3:5], 16) < 120 for c in near)
    assert "not finite" in view.foot.line.text


@pytest.mark.parametrize("name", ["lecture_backprop", "digits", "spiral_features", "mazur"])
def test_the_presets_are_drawn(view, name):
    view.show_scene(scene_for(presets[name].experiment(), 2), 2)
    assert not view.canvas.grab().isNull()


def test_the_lecture_s_numbers_stand_in_the_nodes(view):
    """x = (2, 1): a(1) = (6, 0), a(2) = (12, 6), H = 24."""
    view.show_scene(scene_for(presets["lecture_backprop"].experiment()), 0)
    picture = view.canvas.picture
    assert picture.shown_example.tolist() == [2, 1]
    assert [v.tolist() for v in picture.maps.values] == [[2, 1], [6, 0], [12, 6], [24]]


def test_the_values_of_another_input_are_shown_on_request(view):
    view.show_scene(scene_of(steps=0), 0)
    assert view.example is None
    assert view.canvas.picture.shown_example is None
    view.set_example((0.5, -1.0))
    facts = view.canvas.picture.facts
    exact = facts.network.predict(facts.theta, np.array([[0.5, -1.0]]))
    assert view.canvas.picture.maps.values[-1].tolist() == exact[0].tolist()
    view.set_example(None)
    assert view.canvas.picture.shown_example is None


def test_thousands_of_edges_are_thinned_to_the_heaviest(view, monkeypatch):
    scene = scene_of((2, 64, 64, 64, 1), steps=0)
    view.show_scene(scene, 0)
    picture = view.canvas.picture
    assert len(picture.layout.segments) == 2 * 64 + 2 * 64 * 64 + 64
    assert f"Only the {MOST} heaviest" in view.foot.line.toolTip()
    pieces = []
    monkeypatch.setattr(network_edges, "draw_lines", lambda _, lines: pieces.append(lines))
    image = QImage(10, 10, QImage.Format.Format_ARGB32_Premultiplied)
    painter = QPainter(image)
    frozen = np.zeros(len(picture.edge_shares), bool)
    paint_edges(painter, picture.layout, picture.edge_shares, frozen, True)
    painter.end()
    drawn = {tuple(line) for lines in pieces for line in lines}
    assert len(drawn) == MOST
    heaviest = np.argsort(-np.abs(picture.edge_shares))
    assert all(tuple(picture.layout.segments[k]) in drawn for k in heaviest[:100])
    assert all(tuple(picture.layout.segments[k]) not in drawn for k in heaviest[-100:])


def test_neither_sign_hides_the_other_where_lines_are_dense(view):
    view.show_scene(scene_of((2, 64, 64, 1), steps=0), 0)
    layout = view.canvas.picture.layout
    shares = np.where(np.random.default_rng(0).random(len(layout.segments)) < 0.5, -0.4, 0.4)
    image = QImage(900, 700, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(QColor("white"))
    painter = QPainter(image)
    paint_edges(painter, layout, shares, np.zeros(len(shares), bool), True)
    painter.end()
    blue, _, red, _ = np.frombuffer(image.constBits(), np.uint8).reshape(-1, 4).T.astype(int)
    positive, negative = (blue > red + 20).sum(), (red > blue + 20).sum()
    assert min(positive, negative) > 0.6 * max(positive, negative) > 1000


def test_colour_by_gradient_pales_what_hardly_learns(view):
    view.show_scene(scene_of((2, *(6,) * 6, 1), steps=2, activation="sigmoid"), 2)
    view.colour_by = "gradient"
    picture = view.canvas.picture
    bounds = picture.layout.edge_layers
    strength = [np.abs(picture.edge_shares[a:b]).mean()
                for a, b in pairwise(bounds)]
    assert strength[0] < strength[3] < strength[-1]
    assert view.foot.ramp.ends[2] == "1" or view.foot.ramp.ends[2].startswith("10")
    with pytest.raises(ValueError, match="colour_by"):
        view.colour_by = "hue"


def test_colours_are_chosen_by_hand(view, qtbot):
    view.show_scene(scene_of(), 1)
    combo = view.foot._combo
    combo.setCurrentIndex(1)
    combo.activated.emit(1)
    assert view.colour_by == "gradient"


@pytest.mark.parametrize("mode", ["light", "dark"])
def test_it_follows_theme_and_scale(view, mode):
    view.show_scene(scene_of(), 1)
    style.mode, style.scale = mode, 1.5
    ground = view.canvas.grab().toImage().pixelColor(2, 2)
    assert ground.name() == style.theme.window
    assert view.canvas.picture.layout.unit == 1.5


# Hands


def test_a_click_on_an_edge_selects_it(view, qtbot):
    view.show_scene(scene_of(), 2)
    network = view.canvas.picture.facts.network
    wanted = network.place_at(1, 1, 2)
    told = heard(view.place_selected)
    qtbot.mouseClick(view.canvas, LEFT, pos=at_edge(view, wanted))
    assert told == [(wanted,)]
    qtbot.mouseClick(view.canvas, LEFT, pos=QPoint(3, 3))
    assert told[-1] == (None,)


def test_every_bias_and_every_node_can_be_clicked_the_output_s_too(view, qtbot):
    view.show_scene(scene_of(), 2)
    network = view.canvas.picture.facts.network
    wanted = [network.place_at(1, -1, j) for j in range(3)] + [network.place_at(2, -1, 0)]
    wanted += [node_at(0, 1), node_at(1, 2), node_at(2, 0)]
    for selection in wanted:
        qtbot.mouseClick(view.canvas, LEFT, pos=place(view, selection))
        assert view.selection == selection


def test_typing_replaces_the_value(view, qtbot):
    view.show_scene(scene_of(), 2)
    wanted = view.canvas.picture.facts.network.place_at(1, 0, 1)
    edits = heard(view.value_edited)
    qtbot.mouseClick(view.canvas, LEFT, pos=at_edge(view, wanted))
    qtbot.keyClicks(view.canvas, "-")
    editor = view.canvas.editor
    assert editor.is_open
    qtbot.keyClicks(editor, "1,25")
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    assert edits == [(wanted.index, -1.25, True)]
    assert not editor.is_open


def test_text_that_is_no_number_stays_and_says_so(view, qtbot):
    view.show_scene(scene_of(), 2)
    view.set_selection(view.canvas.picture.facts.network.place_at(2, -1, 0))
    edits = heard(view.value_edited)
    qtbot.keyClick(view.canvas, Qt.Key.Key_F2)
    editor = view.canvas.editor
    editor.selectAll()
    qtbot.keyClicks(editor, "abc")
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    assert editor.is_open
    assert "not a number" in editor.refusal
    view.canvas.grab()
    qtbot.keyClick(editor, Qt.Key.Key_Escape)
    assert not editor.is_open
    assert edits == []


def test_arrows_and_space_are_left_to_the_window(view, qtbot):
    view.show_scene(scene_of(), 2)
    view.set_selection(view.canvas.picture.facts.network.place_of(4))
    for key in (Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Space, Qt.Key.Key_Plus):
        qtbot.keyClick(view.canvas, key)
    assert not view.canvas.editor.is_open
    assert view.selection.index == 4


def test_tab_walks_through_the_parameters_and_escape_lets_go(view, qtbot):
    view.show_scene(scene_of(), 2)
    qtbot.keyClick(view.canvas, Qt.Key.Key_Return)
    assert view.selection.index == 0
    qtbot.keyClick(view.canvas, Qt.Key.Key_Tab)
    assert view.selection.index == 1
    qtbot.keyClick(view.canvas, Qt.Key.Key_Backtab)
    assert view.selection.index == 0
    qtbot.keyClick(view.canvas, Qt.Key.Key_Escape)
    assert view.selection is None


def test_dragging_up_and_down_scrubs(view, qtbot):
    view.show_scene(scene_of(), 2)
    facts = view.canvas.picture.facts
    wanted = facts.network.place_at(1, 0, 0)
    start, edits = at_edge(view, wanted), heard(view.value_edited)
    qtbot.mousePress(view.canvas, LEFT, pos=start)
    qtbot.mouseMove(view.canvas, start - QPoint(0, 5))
    qtbot.mouseMove(view.canvas, start - QPoint(0, 45))
    assert edits[-1][0] == wanted.index and not edits[-1][2]
    before = float(facts.theta[wanted.index])
    assert view.canvas.picture.facts.theta[wanted.index] == edits[-1][1] > before
    qtbot.mouseRelease(view.canvas, LEFT, pos=start - QPoint(0, 45))
    index, value, final = edits[-1]
    assert final
    assert value == pytest.approx(before + 0.4, abs=1e-5)
    assert view.canvas.picture.facts.theta[index] == before  # nobody took it up


def test_dragging_from_side_to_side_scrubs_too(view, qtbot):
    view.show_scene(scene_of(), 2)
    facts = view.canvas.picture.facts
    wanted = facts.network.place_at(1, 0, 0)
    start, edits = at_edge(view, wanted), heard(view.value_edited)
    qtbot.mousePress(view.canvas, LEFT, pos=start)
    qtbot.mouseMove(view.canvas, start + QPoint(5, 1))
    qtbot.mouseMove(view.canvas, start + QPoint(45, 9))  # what it moves down does not count
    qtbot.mouseRelease(view.canvas, LEFT, pos=start + QPoint(45, 9))
    index, value, final = edits[-1]
    assert index == wanted.index and final
    assert value == pytest.approx(float(facts.theta[index]) + 0.4, abs=1e-5)


def test_a_click_alone_changes_nothing(view, qtbot):
    view.show_scene(scene_of(), 2)
    edits = heard(view.value_edited)
    edge = view.canvas.picture.facts.network.place_of(2)
    qtbot.mouseClick(view.canvas, LEFT, pos=at_edge(view, edge))
    assert edits == []


def test_hover_reads_the_value_and_its_gradient(view, qtbot):
    view.show_scene(scene_of(batch=None), 2)
    facts = view.canvas.picture.facts
    wanted, told = facts.network.place_at(2, 2, 0), heard(view.hovered)
    hover(view, at_edge(view, wanted))
    assert told[-1][0].startswith("W₃₁⁽²⁾ = ")
    assert ", ∂R/∂W = " in told[-1][0]  # and not ∂H/∂W, which is worked out by hand
    tip = tip_for(view.canvas.picture, wanted)
    assert f"∂R/∂W = {exact(facts.grad[wanted.index])}. R is the risk" in tip and "∂H" not in tip
    # While H is worked through by hand, an edge speaks of that H as the nodes beside it do.
    view.set_values({(1, 0): "z = 1", (PARAMETER, wanted.index): "∂H/∂W = 12"})
    tip = tip_for(view.canvas.picture, wanted)
    assert "∂H/∂W = 12, as worked out by hand." in tip and "∂R" not in tip and "risk" not in tip
    hover(view, place(view, node_at(1, 0)))
    hover(view, at_edge(view, wanted))
    assert told[-1][0].endswith(", ∂H/∂W = 12")
    view.set_values({(1, 0): "z = 1"})
    tip = tip_for(view.canvas.picture, wanted)
    assert "its slope is not computed yet" in tip and "∂" not in tip
    view.set_values(None)
    hover(view, place(view, node_at(1, 0)))
    assert told[-1][0].startswith("layer 1, node 1: from ")
    view.canvas.grab()  # with the enlarged map
    assert tip_for(view.canvas.picture, node_at(1, 0)) == ""  # nothing lies on top of it
    hover(view, QPoint(2, 2))
    assert told[-1] == ("",)


@pytest.mark.parametrize(("recipe", "name"), [
    ({"batch": 10}, "∂ℓ(batch)/∂W"),
    ({"batch": 10, "reduction": "sum"}, "∂Σℓ/∂W"),
    ({"batch": None, "l2": 0.1}, "∂(R + penalty)/∂W"),
    ({"batch": 10, "l1": 0.1}, "∂(ℓ(batch) + penalty)/∂W"),
    ({"batch": None, "reduction": "sum", "l2": 0.1}, "∂(Σℓ + penalty)/∂W"),
])
def test_the_gradient_is_called_after_what_the_step_walks_down(view, recipe, name):
    view.show_scene(scene_of(**recipe), 2)
    facts = view.canvas.picture.facts
    wanted, told = facts.network.place_at(2, 2, 0), heard(view.hovered)
    hover(view, at_edge(view, wanted))
    slope = float(facts.grad[wanted.index])
    assert f", {name} = {number(slope)}" in told[-1][0]
    tip = tip_for(view.canvas.picture, wanted)
    assert f"{name} = {exact(slope)}. " in tip
    assert ("the optimizer minimizes the two together" in tip) == ("penalty" in name)


def test_freezing_by_the_menu(view, qtbot):
    view.show_scene(scene_of(frozen=(3,)), 2)
    asked, network = heard(view.freeze_requested), view.canvas.picture.facts.network
    for index in (2, 3):
        menu = view.canvas.fill_menu(network.place_of(index))
        menu.actions()[-1].trigger()
    assert asked == [(2, True), (3, False)]
    assert "1 frozen" in view.foot.line.text
    told = heard(view.hovered)
    hover(view, at_edge(view, network.place_of(3)))
    assert told[-1][0].endswith(", frozen")


def test_the_right_button_opens_the_menu_where_something_is(view, qtbot, monkeypatch):
    opened = []  # offscreen a real pop-up complains that it cannot grab the keyboard
    monkeypatch.setattr(QMenu, "popup", lambda menu, at: opened.append(menu))
    view.show_scene(scene_of(), 2)
    wanted = view.canvas.picture.facts.network.place_at(1, 1, 0)
    qtbot.mouseClick(view.canvas, RIGHT, pos=at_edge(view, wanted))
    assert opened == [view.canvas._menu]
    assert view.selection == wanted
    qtbot.mouseClick(view.canvas, RIGHT, pos=QPoint(3, 3))
    assert len(opened) == 1


def test_wheel_drag_and_double_click_look_closer(view, qtbot):
    view.show_scene(scene_of((2, 32, 32, 1)), 2)
    layout = view.canvas.picture.layout
    about = QPointF(*layout.nodes[1][4])
    view.canvas.zoom(4, about)
    zoomed = view.canvas.picture.layout
    assert zoomed.diameters[1] > 2 * layout.diameters[1]
    assert np.allclose(zoomed.nodes[1][4], about.toTuple(), atol=1)
    empty = QPoint(8, view.canvas.height() - 8)
    qtbot.mousePress(view.canvas, Qt.MouseButton.MiddleButton, pos=empty)
    for dy in (10, 60):
        qtbot.mouseMove(view.canvas, empty - QPoint(0, dy))
    qtbot.mouseRelease(view.canvas, Qt.MouseButton.MiddleButton, pos=empty - QPoint(0, 60))
    assert view.canvas.picture.layout.shift[1] == pytest.approx(zoomed.shift[1] - 50)
    assert view.heads._columns[1].x() == pytest.approx(
        view.canvas.picture.layout.columns[1] - view.heads._columns[1].width() / 2, abs=1
    )
    view.fit()
    assert view.canvas.picture.layout == layout


def test_selection_from_outside_is_silent_and_must_exist(view):
    view.show_scene(scene_of(), 2)
    told = heard(view.place_selected)
    wanted = view.canvas.picture.facts.network.place_of(3)
    view.set_selection(wanted)
    assert view.selection == wanted
    view.set_selection(Place("weight", 7, 0, 0, 900))
    assert view.selection is None
    assert told == []
    view.set_selection(wanted)
    view.show_scene(scene_of((2, 1, 1)), 2)  # W(1)[1→3] is something else in this one
    assert view.selection is None or view.canvas.picture.facts.network.has(view.selection)


def test_what_a_step_used_is_lit_and_the_rest_dimmed(view):
    view.show_scene(scene_of(), 2)
    lit = view.canvas.picture.facts.network.place_at(1, 0, 0)
    dark = view.canvas.picture.facts.network.place_at(1, 1, 2)

    def strength(selection):
        x, y = at_edge(view, selection, 0.7).toTuple()
        image = view.canvas.grab().toImage()
        ground = np.array(image.pixelColor(2, 2).getRgb()[:3])
        spots = [image.pixelColor(x, y + d).getRgb()[:3] for d in (-1, 0, 1)]
        return max(np.abs(np.array(s) - ground).sum() for s in spots)

    before = strength(lit), strength(dark)
    view.set_lit([(0, 0), (1, 0)], [lit.index])
    assert strength(dark) < 0.5 * before[1]
    assert strength(lit) > before[0]
    view.set_lit(None)
    assert (strength(lit), strength(dark)) == before


def test_while_backprop_is_walked_nodes_show_what_is_known_and_no_more(view):
    view.show_scene(scene_of(), 2)
    middle = place(view, node_at(1, 0))
    maps = view.canvas.grab().toImage()
    view.set_values({})
    blank = view.canvas.grab().toImage()
    assert blank.pixelColor(middle) == QColor(style.theme.panel)
    hover(view, middle)
    assert view.canvas.hover_text().endswith(": not computed yet")
    view.set_values({(1, 0): "z = 0.3775"})
    assert view.canvas.hover_text().endswith(": z = 0.3775")
    hover(view, QPoint(2, 2))
    assert view.canvas.grab().toImage() != blank
    view.set_values({(1, 0): "z = infinity", (9, 9): "a = 1"})  # of a network that has gone
    view.canvas.grab()
    view.set_values(None)
    assert view.canvas.grab().toImage() == maps


def test_another_experiment_lets_the_selection_go_and_tells(view):
    view.show_scene(scene_of(), 2)
    told = heard(view.place_selected)
    wanted = view.canvas.picture.facts.network.place_of(3)
    view.set_selection(wanted)
    view.show_scene(scene_of(rate=0.02), 0)  # the same network, learning otherwise
    assert view.selection == wanted
    view.show_scene(scene_of((2, 4, 1)), 0)  # it has a place 3 in theta too
    assert view.selection is None
    assert told == [(None,)]


# Layers


def buttons(view, layer):
    return {b.accessibleName(): b for b in view.heads._columns[layer].findChildren(QToolButton)}


def test_units_are_asked_for_by_buttons(view, qtbot):
    view.show_scene(scene_of((2, 3, 1, 1)), 0)
    asked = heard(view.units_requested)
    qtbot.mouseClick(buttons(view, 1)["One more in layer 1"], LEFT)
    qtbot.mouseClick(buttons(view, 1)["One node fewer in layer 1"], LEFT)
    assert asked == [(1, 4), (1, 2)]
    fewer = buttons(view, 2)["One node fewer in layer 2"]
    assert not fewer.isEnabled()
    assert "at least one node" in fewer.toolTip()


def test_layers_are_added_and_removed_by_buttons(view, qtbot):
    view.show_scene(scene_of((2, 3, 1)), 0)
    added, removed = heard(view.layer_add_requested), heard(view.layer_remove_requested)
    for gap in view.heads.gaps:
        qtbot.mouseClick(gap, LEFT)
    assert added == [(1,), (2,)]
    qtbot.mouseClick(buttons(view, 1)["Remove layer 1"], LEFT)
    assert removed == [(1,)]


def test_no_more_than_ten_layers_and_64_units(view):
    view.show_scene(scene_of((2, *(64,) * 9, 1), steps=0), 0)
    assert all(not gap.isEnabled() for gap in view.heads.gaps)
    assert "at most 10 layers" in view.heads.gaps[0].toolTip()
    assert not buttons(view, 3)["One more in layer 3"].isEnabled()


def test_an_activation_is_chosen_from_the_heading_s_menu(view, qtbot):
    view.show_scene(scene_of(), 0)
    asked = heard(view.activation_requested)
    column = view.heads._columns[1]
    column._fill_menu()
    actions = {action.text(): action for action in column._menu.actions()}
    assert actions["Tanh"].isChecked()
    actions["ReLU"].trigger()
    assert asked == [(1, "relu")]
    assert "Remove layer 1" in actions
    assert view.heads._columns[2].heading is not None  # the output's can be chosen too
    assert view.heads._columns[0].heading is None


def test_headings_follow_another_network(view):
    view.show_scene(scene_of((2, 3, 1)), 0)
    view.show_scene(scene_of((2, 5, 4, 1), activation="relu"), 0)
    names = [column._name.text() for column in view.heads._columns]
    assert names == ["inputs", "layer 1", "layer 2", "output"]
    assert view.heads._columns[1]._count.text() == "5"
    assert view.heads.heading(2).text().startswith("ReLU")


def test_what_a_screen_reader_says(view, qtbot):
    view.show_scene(scene_of(), 3)
    view._describe()
    text = view.accessibleDescription()
    assert "2 inputs (x₁, x₂)" in text
    assert "layer 1: 3 Tanh" in text
    assert "step 3: batch 1 of epoch 2" in text


def test_the_number_under_the_pointer_follows_an_edit(view, qtbot):
    scene = scene_of()
    view.show_scene(scene, 0)
    said = []
    view.hovered.connect(said.append)
    edge = view.canvas.picture.facts.network.place_at(1, 0, 0)
    view.canvas.hover(QPointF(place(view, edge)))
    assert len(said) == 1 and said[0].startswith(edge.name)
    theta = scene.runs[0][0].theta.copy()
    theta[edge.index] = 1.25
    run = scene.experiment.run_of(replace(scene.experiment.runners[0], start=tuple(theta)))
    view.show_scene(scene._replace(runs=(run,)), 0)
    assert said[1].startswith(f"{edge.name} = 1.25,")
    view.show_scene(scene, 0)
    assert said[2:] == said[:1]
    view.canvas.hover(None)
    assert said[3:] == [""]
