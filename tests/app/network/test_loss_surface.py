"""The loss surface in the window: what is drawn is the engine's risk; hands move the network."""

import json
from dataclasses import replace

import numpy as np
import pytest
from moving import go_to
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QAbstractButton, QMenu

from playground.app.core import questions as dialogs
from playground.app.look.style import px, runner_color, style
from playground.app.network.ends.panel import EndsPanel
from playground.app.network.landscape import job
from playground.app.network.landscape.job import Drawn, Request, heights
from playground.app.network.landscape.strip import told
from playground.app.network.landscape.view import LEAST
from playground.app.shell.window import Window
from playground.engine.datasets import datasets
from playground.engine.networks.network import Network
from playground.engine.optimizers import optimizers
from playground.engine.plane import Plane, random_walk_shares
from playground.lab.edits.landscape import landscape_of, set_landscape
from playground.lab.edits.network import set_all_parameters
from playground.lab.edits.runners import race_all, set_optimizer
from playground.lab.experiments.experiment import Experiment
from playground.lab.experiments.network_recipe import NetworkRecipe
from playground.lab.experiments.presets import presets

LEFT, RIGHT = Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton
KINDS = ("weights:0,3", "pca", "pca:mean", "points", "random:4", "random:4:elementwise",
         "curvature", "update")


@pytest.fixture
def opened(qtbot, user_folders):
    """A function that opens a window on a ready network, wide enough for both views."""

    def open_on(name="xor", size=(1920, 1080), change=lambda experiment: experiment):
        made = Window(change(presets[name].experiment()), keep_settings=False)
        qtbot.addWidget(made, before_close_func=lambda w: w.player.workspace.mark_all_saved())
        made.resize(*size)
        with qtbot.waitExposed(made):
            made.show()
        qtbot.waitUntil(lambda: made.mode.is_complete)
        settle(qtbot, made)
        return made

    return open_on


def settle(qtbot, window):
    """Until the surface is drawn as finely as it gets."""
    qtbot.waitUntil(lambda: window.mode.landscape.settled, timeout=20_000)


def look(qtbot, window, **settings):
    """Choose how it is looked at, as its controls do."""
    window.player.edit(set_landscape(window.player.experiment, **settings), "loss surface")
    settle(qtbot, window)
    return window.mode.landscape


def theta(window):
    """The selected runner's parameters at the cursor."""
    run = window.player.run
    return run[min(window.player.cursor, run.last)].theta


def pixel(view, a, b):
    """A place of the plane in the canvas."""
    at = view.canvas.map_view.pixel((a, b))
    return QPoint(round(at.x()), round(at.y()))


# What is drawn


@pytest.mark.parametrize("kind", KINDS)
def test_the_ground_is_the_networks_risk_and_the_path_lies_where_it_is(opened, qtbot, kind):
    window = opened()
    go_to(window.player, 40)
    view = look(qtbot, window, plane=kind)
    picture, problem = view.picture, window.player.run.problem
    plane = picture.grid.plane
    assert plane.kind == kind and view.error_line.text() == ""
    assert picture.grid.loss.shape == (129, 129)
    for j, i in ((0, 0), (64, 64), (128, 5), (30, 100)):
        at = plane.at(picture.grid.a[i], picture.grid.b[j])
        assert picture.grid.loss[j, i] == pytest.approx(problem.risk_and_grad(at)[0], rel=1e-5)
    path = picture.paths[0]
    assert path.steps.tolist() == list(range(41))
    for row in (0, 17, 40):
        there = window.player.run[row].theta
        a, b = plane.coordinates(there)
        assert (path.a[row], path.b[row]) == (pytest.approx(a), pytest.approx(b))
        assert path.loss[row] == problem.risk_and_grad(there)[0]
    head = view.canvas.heads[0]
    assert (head.a, head.b) == tuple(map(pytest.approx, plane.coordinates(theta(window))))
    next_step = plane.coordinates(window.player.run[40].theta)
    assert view.canvas.step_to != next_step


def test_both_views_are_seen_where_there_is_room_else_tabs(opened, qtbot):
    window = opened()
    middle, view = window.mode.middle, window.mode.landscape
    assert middle.beside and view.isVisible() and window.mode.network.isVisible()
    window.resize(1280, 720)
    qtbot.waitUntil(lambda: not middle.beside)
    assert window.mode.network.isVisible() and not view.isVisible()
    window.actions_by_name["show_loss_surface"].trigger()
    assert view.isVisible() and not window.mode.network.isVisible()
    middle.tabs.setCurrentIndex(0)
    assert window.mode.network.isVisible() and not view.isVisible()


def test_a_ready_network_that_is_about_its_surface_shows_it(opened):
    """Behind a tab nobody would find the ridge that one is told to drag the runner across."""
    window = opened(size=(1280, 720))
    assert not window.mode.landscape.isVisible()
    for name, seen in (("two_minima", True), ("straight_line", True), ("mazur", False)):
        window.mode.middle.tabs.setCurrentIndex(0)
        window.mode.build.preset_chosen.emit(name)
        assert window.mode.landscape.isVisible() == seen, name


def test_weights_that_are_all_0_have_a_surface_round_them(opened, qtbot):
    """There is nothing that a direction could be scaled by: it is drawn as it is."""
    window = opened("xor", change=lambda e: set_all_parameters(
        e, np.zeros(e.problem_of(e.runners[0]).dimension)))
    view = window.mode.landscape
    assert not theta(window).any() and view.error_line.text() == ""
    assert view.picture.grid.plane.kind == "random:1:none"


def test_it_follows_playing_stepping_and_scrubbing(opened, qtbot):
    window = opened()
    view = look(qtbot, window, plane="random:1")
    first = view.picture.grid
    window.player.step(1)
    settle(qtbot, window)
    second = view.picture.grid
    assert second.plane.origin.tolist() == theta(window).tolist() != first.plane.origin.tolist()
    window.player.play()
    qtbot.waitUntil(lambda: window.player.cursor > 12)
    window.player.pause()
    settle(qtbot, window)
    assert view.picture.grid.plane.origin.tolist() == theta(window).tolist()
    window.transport.sought.emit(3)
    settle(qtbot, window)
    head = view.canvas.heads[0]
    assert head.step == 3 and head.on_plane and view.picture.cursor == 3
    assert view.picture.grid.plane.origin.tolist() == window.player.run[3].theta.tolist()


def test_it_follows_rules_that_need_more_than_a_gradient_of_each_parameter(opened, qtbot):
    window = opened("two_minima")
    view = look(qtbot, window, plane="update")
    asking = [name for name, kind in optimizers.items() if kind.asks or kind.mixes]
    for name in asking:
        window.player.edit(set_optimizer(window.player.experiment, 0, name), name)
        assert window.player.experiment.runners[0].optimizer.name == name
        window.player.go_to(0)
        go_to(window.player, 3)
        settle(qtbot, window)
        assert view.picture.cursor == 3
    assert len(asking) >= 9


def test_while_the_path_grows_its_plane_stays_for_a_while(opened, qtbot):
    window = opened()
    go_to(window.player, 60)
    view = look(qtbot, window, plane="pca")
    plane = view.picture.grid.plane
    window.player.play()
    qtbot.waitUntil(lambda: window.player.last > 65)
    assert view.picture.grid.plane is plane
    window.player.pause()
    settle(qtbot, window)
    assert view.picture.grid.plane is not plane
    assert view.picture.grid.plane.origin.tolist() == (
        window.player.run[window.player.last].theta.tolist())


@pytest.mark.parametrize("kind", ["pca", "pca:mean", "curvature"])
def test_a_plane_whose_signs_are_free_goes_on_as_the_one_before(opened, qtbot, kind):
    window = opened()
    go_to(window.player, 20)
    view = look(qtbot, window, plane=kind)
    asked = view.looking.request(view.canvas.map_view.rect, None)
    plain = next(heights(asked._replace(plane=None, before=None))).plane
    other = Plane(kind, plain.origin, -plain.u, -plain.v)
    kept = next(heights(asked._replace(plane=None, before=other))).plane
    np.testing.assert_array_equal([kept.u, kept.v], [-plain.u, -plain.v])
    strange = Plane("random:1", plain.origin, -plain.u, -plain.v)
    free = next(heights(asked._replace(plane=None, before=strange))).plane
    np.testing.assert_array_equal([free.u, free.v], [plain.u, plain.v])
    go_to(window.player, 60)
    settle(qtbot, window)
    went = view.looking.request(view.canvas.map_view.rect, None)
    assert went.before is view.picture.grid.plane


def test_every_runner_has_its_path_in_its_colour_and_hidden_ones_none(opened, qtbot):
    window = opened(change=race_all)
    go_to(window.player, 12)
    settle(qtbot, window)
    view = window.mode.landscape
    assert [path.slot for path in view.picture.paths] == list(window.mode.landscape.scene.slots)
    shown = window.player.experiment.with_runner(
        2, type(window.player.experiment.runners[2])(**{
            **vars(window.player.experiment.runners[2]), "shown": False}))
    window.player.edit(shown, "hide")
    settle(qtbot, window)
    assert 2 not in [path.slot for path in view.picture.paths]


def two_inputs(experiment):
    """A linear network of two inputs and no bias: its two weights are all there is."""
    X = [[1.0, 0.5], [0.0, 1.0], [-1.0, 0.3], [2.0, -1.0], [0.5, 0.5]]  # noqa: N806
    y = [[1.0], [0.5], [-2.0], [3.0], [0.2]]
    recipe = NetworkRecipe(
        Network((2, 1), ("linear",)), datasets["inline"].from_settings({"X": X, "y": y}), "square",
        weights=(((1.5,), (-1.0,)),), biases=((0.0,),), frozen=(2,),
    )
    return replace(experiment, problem=recipe)


@pytest.mark.parametrize("change", [lambda experiment: experiment, two_inputs])
def test_a_linear_networks_surface_is_the_bowl_of_least_squares(opened, qtbot, change):
    """R(w) = wᵀGw − 2cᵀw + s with G = AᵀA/n, c = Aᵀy/n, s = yᵀy/n: written down, not computed by
    a network."""
    window = opened("straight_line", change=change)
    view, problem = window.mode.landscape, window.player.run.problem
    n = len(problem.X)
    A = np.column_stack([problem.X, np.ones(n)])[:, :2]  # noqa: N806
    y = problem.y[:, 0]
    G, c = A.T @ A / n, A.T @ y / n  # noqa: N806

    def bowl(w):
        return np.einsum("...i,ij,...j", w, G, w) - 2 * w @ c + y @ y / n

    grid = view.picture.grid
    w = np.stack(np.meshgrid(grid.a, grid.b), axis=-1)
    np.testing.assert_allclose(grid.loss, bowl(w), rtol=2e-6)
    before, best = theta(window).copy(), np.linalg.solve(G, c)
    held = before.copy()
    held[:2] = best
    for share in (0.5, 1.0):  # dragged to the bottom
        view.canvas.held.emit(*(before[:2] + share * (best - before[:2])), False, share == 1)
        settle(qtbot, window)
    np.testing.assert_allclose(theta(window), held, atol=1e-12)
    assert window.player.run.columns.loss[0] == pytest.approx(bowl(best), rel=1e-9)
    window.player.undo()
    settle(qtbot, window)
    np.testing.assert_array_equal(theta(window), before)
    assert window.player.run.columns.loss[0] == pytest.approx(bowl(before[:2]), rel=1e-12)


# The truth


def test_two_weights_of_a_frozen_rest_are_exact_and_it_is_said(opened, qtbot):
    window = opened("two_minima")
    go_to(window.player, 50)
    settle(qtbot, window)
    view = window.mode.landscape
    path = view.picture.paths[0]
    assert path.on_plane.all() and "All of the path lies on this plane" in view.truth.text
    grid = view.picture.grid
    a, b = view.canvas.heads[0].a, view.canvas.heads[0].b
    assert (a, b) == (theta(window)[0], theta(window)[2])
    # Both minima are in view: the function does not change where both weights change their sign.
    assert grid.at(-a, -b) == pytest.approx(grid.at(a, b), rel=1e-3)


def test_a_path_beside_the_plane_says_how_far_and_what_a_random_walk_would_show(opened, qtbot):
    window = opened()
    go_to(window.player, 80)
    view = look(qtbot, window, plane="pca")
    own, null = view.picture.grid.plane.explained, random_walk_shares()
    for width in (480, 600):  # in words; in bars with their numbers
        view.resize(width, view.height())
        view.draw_cursor()
        view.come_to_rest()
        bars = view.shares.isVisible()
        assert bars == (width == 600)
        told = view.shares.accessibleDescription() if bars else view.truth.text
        for share in (*own, *null):
            digits = 1 if share in own and min(own) < 0.0995 else 0
            assert f"{100 * share:.{digits}f} %" in told
    assert view.truth.shown == view.truth.text  # nothing of the rest is cut off beside them
    run, plane = window.player.run, view.picture.grid.plane
    steps = np.diff([run[i].theta for i in range(81)], axis=0)
    outside = plane.residual(plane.origin + steps) / np.linalg.norm(steps, axis=1)
    assert f"misses {100 * np.median(outside):.0f} %" in view.truth.text.lower()
    path = view.picture.paths[0]
    worst = 100 * (path.residual / path.size).max()
    assert f"the path up to {worst:.2g} %" in view.truth.text


def test_the_reading_is_exact_and_tells_both_risks_at_a_paths_point(opened, qtbot):
    window = opened()
    go_to(window.player, 40)
    view = look(qtbot, window, plane="points")
    said = []
    view.hovered.connect(said.append)
    path, plane = view.picture.paths[0], view.picture.grid.plane
    row = int(np.argmax(path.residual))
    at = view.canvas.map_view.pixel((path.a[row], path.b[row]))
    view.canvas.pointed.emit(at)
    problem = window.player.run.problem
    assert "plane's R" in said[-1] and "true R" in said[-1] and "beside the plane" in said[-1]
    corner = QPointF(view.canvas.map_view.area.bottomRight()) - QPointF(30, 30)
    view.canvas.pointed.emit(corner)
    a, b = view.canvas.map_view.to_data(corner)
    risk = problem.risk_and_grad(plane.at(a, b))[0]
    assert said[-1].startswith(f"R = {risk:.4g} at a =")
    view.canvas.pointed.emit(None)
    assert said[-1] == ""


# Hands


def test_a_drag_moves_the_network_and_is_one_edit(opened, qtbot):
    window = opened("two_minima")
    go_to(window.player, 30)
    settle(qtbot, window)
    view, before = window.mode.landscape, window.player.experiment
    grid, port = view.picture.grid, view.canvas.viewport()
    qtbot.mousePress(port, LEFT, pos=pixel(view, 0.5, -0.5))
    assert theta(window)[[0, 2]] == pytest.approx([0.5, -0.5], abs=0.02)
    qtbot.mouseMove(port, pixel(view, -0.8, -1.2))
    there = theta(window)
    assert there[[0, 2]] == pytest.approx([-0.8, -1.2], abs=0.02) and window.player.cursor == 0
    assert there[[1, 3]].tolist() == [0, 0]
    drawn = window.mode.network.canvas.picture
    qtbot.waitUntil(lambda: drawn.facts.theta.tolist() == there.tolist())  # it follows in its turn
    map_ = window.mode.output.canvas
    qtbot.waitUntil(lambda: map_.facts.theta.tolist() == there.tolist())
    assert view.picture.grid is grid, "the picture stays under the hand"
    qtbot.mouseRelease(port, LEFT, pos=pixel(view, -0.8, -1.2))
    window.player.undo()
    assert window.player.experiment == before


def test_a_head_beside_the_plane_is_moved_along_it(opened, qtbot):
    window = opened()
    go_to(window.player, 60)
    look(qtbot, window, plane="points")
    go_to(window.player, 20)
    settle(qtbot, window)
    view, plane = window.mode.landscape, window.mode.landscape.picture.grid.plane
    head, before, port = view.canvas.heads[0], theta(window), view.canvas.viewport()
    assert not head.on_plane
    qtbot.mousePress(port, LEFT, pos=pixel(view, head.a, head.b))
    assert theta(window).tolist() == before.tolist(), "a click is no drag"
    to = pixel(view, head.a, head.b) + QPoint(40, -25)
    qtbot.mouseMove(port, to)
    qtbot.mouseRelease(port, LEFT, pos=to)
    moved = theta(window) - before
    assert np.linalg.norm(moved) > 1e-3 and plane.residual(plane.origin + moved) < 1e-12
    assert plane.residual(theta(window)) == pytest.approx(head.residual)


def test_a_double_click_fits_and_leaves_the_network_alone(opened, qtbot):
    window = opened("two_minima")
    go_to(window.player, 25)
    settle(qtbot, window)
    view, before = window.mode.landscape, window.player.experiment
    view.canvas.zoom(3.0)
    settle(qtbot, window)
    assert view.picture.grid.a[-1] - view.picture.grid.a[0] < 2
    at, port = pixel(view, *view.canvas.map_view.to_data(QPointF(300, 200))), view.canvas.viewport()
    qtbot.mouseClick(port, LEFT, pos=at)
    qtbot.mouseDClick(port, LEFT, pos=at)
    settle(qtbot, window)
    assert window.player.experiment == before and view.canvas.fitted
    assert window.player.cursor == 25


def test_keys_move_the_network_along_the_plane(opened, qtbot):
    window = opened("straight_line")
    view = window.mode.landscape
    before, (left, right) = theta(window), view.canvas.map_view.x
    qtbot.keyClick(view.canvas, Qt.Key.Key_Right, Qt.KeyboardModifier.AltModifier)
    assert theta(window) - before == pytest.approx([(right - left) / 50, 0])
    qtbot.keyClick(view.canvas, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    assert theta(window)[1] < before[1]


def entry(view, text, place=None):
    """An entry of the context menu, at a place of the plane."""
    menu = QMenu(view)
    menu.addAction("Show all")
    view.canvas.menu_wanted.emit(menu, place)
    return next(action for action in menu.actions() if action.text() == text)


def test_a_runner_starts_where_the_menu_was_asked_for(opened, qtbot):
    window = opened("straight_line")
    view = window.mode.landscape
    entry(view, "Start a runner here", (0.5, -0.25)).trigger()
    runners = window.player.experiment.runners
    assert len(runners) == 2 and runners[1].start == (0.5, -0.25)
    assert window.player.selected == 1 and theta(window).tolist() == [0.5, -0.25]
    entry(view, "Move the network here", (1.5, 0.25)).trigger()
    assert theta(window).tolist() == [1.5, 0.25]
    for _ in range(7):
        entry(view, "Start a runner here", (0.0, 0.0)).trigger()
    assert len(window.player.experiment.runners) == 8 and "8 runners" in window.notice.text


def test_two_weights_are_picked_in_the_drawing_and_marked_there(opened, qtbot):
    window = opened()
    view, network = window.mode.landscape, window.player.run.problem.network
    look(qtbot, window, plane="weights:0,1")
    view.bar.pick.click()
    window.mode.network.place_selected.emit(network.place_of(5))
    assert network.place_of(5).name in view.sentence.text
    window.mode.weights.place_selected.emit(network.place_of(16))
    settle(qtbot, window)
    assert landscape_of(window.player.experiment).plane == "weights:5,16"
    assert not view.bar.pick.isChecked()
    assert window.mode.network.canvas.picture.axes == (5, 16)
    assert (view.picture.a_name, view.picture.b_name) == (
        network.place_of(5).name, network.place_of(16).name)
    window.mode.network.place_selected.emit(network.place_of(2))
    assert landscape_of(window.player.experiment).plane == "weights:5,16"
    look(qtbot, window, plane="pca")
    assert window.mode.network.canvas.picture.axes is None


def test_one_weight_is_picked_once_also_where_it_was_selected_before(opened, qtbot):
    """What a click on a drawn weight does; one on what is selected already would not be heard."""
    window = opened()
    view, network = window.mode.landscape, window.player.run.problem.network
    look(qtbot, window, plane="weights:0,1")
    canvas, panel = window.mode.network.canvas, window.mode.weights
    fifth, other = network.place_of(5), network.place_of(16)
    window.mode.bring("weights")
    canvas.select(fifth)
    view.bar.pick.click()
    canvas.select(fifth)
    assert f"Across: {fifth.name}." in view.sentence.text
    qtbot.waitUntil(lambda: canvas.picture.selection is None)
    panel.table.setCurrentIndex(panel.table.model().index(1, 1))  # the same one, in the table
    assert f"{fifth.name} is the axis across; click another" in view.sentence.text
    assert view.bar.pick.isChecked()
    qtbot.waitUntil(lambda: canvas.picture.selection is None)
    canvas.select(other)
    assert landscape_of(window.player.experiment).plane == "weights:5,16"


def test_weights_are_marked_only_while_the_surface_is_seen(opened, qtbot):
    window = opened()
    window.resize(1280, 720)
    qtbot.waitUntil(lambda: not window.mode.middle.beside)
    window.mode.bring("landscape")
    look(qtbot, window, plane="weights:0,1")
    picture = window.mode.network.canvas.picture
    assert picture.axes == (0, 1)
    window.mode.bring("network")
    assert picture.axes is None
    window.player.edit(presets["least_squares"].make(), "another network")
    assert picture.axes is None
    window.mode.bring("landscape")
    look(qtbot, window, plane="weights:0,1")
    assert picture.axes == (0, 1)


def test_swapped_nodes_are_the_same_function_elsewhere(opened, qtbot):
    window = opened()
    go_to(window.player, 30)
    look(qtbot, window, plane="pca")
    before, problem = theta(window), window.player.run.problem
    X = problem.data.X_test  # noqa: N806
    H = problem.predict(before, X)  # noqa: N806
    window.mode.landscape.strip.bar.swap_asked.emit()
    after = theta(window)
    assert not np.allclose(after, before)
    np.testing.assert_allclose(problem.predict(after, X), H, rtol=1e-9, atol=1e-12)
    window.player.undo()
    go_to(window.player, 30)
    assert theta(window).tolist() == before.tolist()


# The strip and the batch


def test_the_strip_is_the_risk_along_the_line(opened, qtbot):
    window = opened()
    go_to(window.player, 50)
    settle(qtbot, window)
    strip, run = window.mode.landscape.strip.strip, window.player.run
    for k in (0, 37, 100):
        at = run[0].theta + k / 100 * (run[50].theta - run[0].theta)
        assert strip.loss[k] == pytest.approx(run.problem.risk_and_grad(at)[0], rel=1e-5)
    look(qtbot, window, strip="swapped")
    assert strip.loss[0] == pytest.approx(strip.loss[-1], rel=1e-6)
    assert strip.loss.max() > strip.loss[0] and "ridge" in window.mode.landscape.strip.line.text


def test_the_strip_between_two_runners_ends(opened, qtbot):
    window = opened(change=race_all)
    go_to(window.player, 20)
    view = look(qtbot, window, strip="ends:0,2")
    first, third = window.player.runs[0], window.player.runs[2]
    ends = [run.problem.risk_and_grad(run[run.last].theta)[0] for run in (first, third)]
    assert view.strip.strip.loss[[0, -1]].tolist() == pytest.approx(ends, rel=1e-5)
    view = look(qtbot, window, strip="ends:0,7")
    assert "not there any more" in view.strip.line.text


def test_a_barrier_that_is_clicked_is_the_strip(opened, qtbot):
    window = opened("local_minima", size=(1280, 720))
    go_to(window.player, 200)
    window.mode.bring("ends")
    panel = window.findChild(EndsPanel)
    qtbot.waitUntil(lambda: panel.ends is not None and not panel.busy, timeout=20_000)
    panel.table.cellClicked.emit(2, 1 + 5)
    assert landscape_of(window.player.experiment).strip == "ends:2,5"
    view = window.mode.landscape
    assert view.isVisible()
    settle(qtbot, window)
    assert window.player.selected == 2
    qtbot.waitUntil(lambda: panel.ends is not None and not panel.busy, timeout=20_000)
    risk = view.strip.strip.loss
    barrier = float(risk.max() - max(risk[0], risk[-1]))
    assert barrier > 0.1 and panel.ends.barrier[2, 5] == pytest.approx(barrier, rel=0.05)
    assert view.strip.bar.line.currentText() == "end of seed 2 to end of seed 5"


@pytest.mark.parametrize(
    ("loss", "words"),
    [
        ([1.0, 0.6, 0.5], "without a ridge: it only falls"),
        ([0.5, 0.7, 0.9], "it only rises"), ([1.0, 0.2, 0.5], "without a ridge between them"),
        ([0.5, 1.5, 0.25], "a ridge as high as 1.5, 50 % of the way"),
        ([0.5, np.inf, 0.25], "R from 0.5 to 0.25; on a part of the way between not finite"),
        ([np.inf, np.nan, np.inf], "R is not finite along this line"),
        ([1.0, 2.0, np.inf], "R from 1 to 2; from 100 % of the way on not finite"),
        ([np.inf, 2.0, 1.0], "R from 2 to 1; before 50 % of the way not finite"),
        ([1.0, 1e200, 1e261], "1×10²⁶¹, drawn by its logarithm, without a ridge: it only rises"),
        ([1.0, 1e200, np.inf], "drawn by its logarithm; from 100 %"),
        ([0.06, 1e5, 0.04], "R from 0.06 to 0.04; between them a ridge"),
    ],
)
def test_what_a_line_shows_is_said(loss, words):
    assert words in told(np.array(loss))


def test_the_batchs_surface_stands_beside_in_the_same_colours(opened, qtbot):
    window = opened()
    go_to(window.player, 7)
    view = look(qtbot, window, batch=True)
    canvas, problem = view.batch_canvas, window.player.run.problem
    assert canvas.isVisible() and canvas.scale == view.canvas.scale
    rows = problem.batches.rows(7)
    plane, grid = canvas.picture.grid.plane, canvas.picture.grid
    assert grid.samples == len(rows) == 10 and plane is view.picture.grid.plane
    at = plane.at(grid.a[30], grid.b[90])
    H = problem.network.predict(at, problem.X[rows])  # noqa: N806
    assert grid.loss[90, 30] == pytest.approx(
        problem.loss.value(H, problem.y[rows]).mean(), rel=1e-5)
    assert (canvas.map_view.x, canvas.map_view.y) == (view.canvas.map_view.x,
                                                      view.canvas.map_view.y)
    target = view.export_target()  # both, and nothing that is pressed
    assert target.isAncestorOf(canvas) and target.isAncestorOf(view.canvas)
    assert not [b for b in target.findChildren(QAbstractButton) if b.isVisible()]


# Bad input


@pytest.mark.parametrize(
    ("kind", "why"),
    [
        ("weights:4,4", "names parameter 4 twice"), ("weights:0,99", "from 0 to 16, got 99"),
        ("pca", "let the run make more steps"), ("points", "let it walk"),
        ("ends:0,1,2", "there is 1"),
    ],
)
def test_what_is_no_plane_is_one_sentence_and_the_last_picture_stays(opened, qtbot, kind, why):
    window = opened()
    view = window.mode.landscape
    before = view.picture.grid.plane
    look(qtbot, window, plane=kind)
    assert why in view.error_line.text() and view.error_line.isVisible()
    assert view.picture.grid.plane is before and "stays" in view.error_line.text()
    window.resize(1920, 900)  # the line took some of the picture's room already
    qtbot.wait(1)
    settle(qtbot, window)
    grid, seen = view.picture.grid, view.canvas.map_view
    assert grid.plane is before and why in view.error_line.text()
    np.testing.assert_allclose([grid.a[[0, -1]], grid.b[[0, -1]]], [seen.x, seen.y])
    look(qtbot, window, plane="random:2")
    assert view.error_line.text() == "" and view.picture.grid.plane is not before


def test_a_runner_that_cannot_start_is_seen_and_taken_to_where_it_can(opened, qtbot):
    def far(experiment):
        return set_all_parameters(experiment, [1e160, 1.0])

    window = opened("straight_line", change=far)
    view = window.mode.landscape
    assert window.player.run.stop is not None and len(view.canvas.heads) == 1
    assert (view.canvas.heads[0].a, view.canvas.heads[0].b) == (1e160, 1.0)
    view.theta_held.emit(np.array([0.5, 0.0]), True)
    settle(qtbot, window)
    assert window.player.run.stop is None
    assert (view.canvas.heads[0].a, view.canvas.heads[0].b) == (0.5, 0.0)


def test_a_straight_path_has_no_main_plane(opened, qtbot):
    window = opened("two_minima")
    window.mode.freeze((0, 1, 3), True)
    go_to(window.player, 20)
    view = look(qtbot, window, plane="pca")
    assert "this one is straight" in view.error_line.text()


def test_a_dead_node_is_told(opened, qtbot):
    window = opened()
    weights = theta(window).copy()
    weights[[0, 4]] = 0
    window.mode.set_block(dict(enumerate(weights)))
    view = look(qtbot, window, plane="random:1")
    assert "1 node has incoming weights of 0" in view.truth.text


def test_risks_that_leave_the_floats_are_hatched_and_outside_of_the_colours(opened, qtbot):
    window = opened("local_minima")
    view = look(qtbot, window, plane="weights:0,6")
    view.canvas.look(view.canvas.map_view.seen(((-1e160, 1e160), (-1.0, 1.0))))
    view.canvas.fitted = False
    view.canvas.viewed.emit()
    settle(qtbot, window)
    grid, scale = view.picture.grid, view.canvas.scale
    assert not np.isfinite(grid.loss).all() and np.isfinite([scale.low, scale.high]).all()
    assert not view.canvas.grab().toImage().isNull()
    assert "R is not finite where it is striped" in view.truth.text
    view.fit()
    settle(qtbot, window)
    assert "finite" not in view.truth.text


def test_of_a_run_that_cannot_begin_no_path_is_told(opened, qtbot):
    window = opened("two_minima")
    huge = window.player.run[0].theta.copy()
    huge[0] = huge[2] = 1e155
    window.mode.hold_theta(huge, True)
    view = window.mode.landscape
    settle(qtbot, window)
    assert not len(window.player.run.columns.loss)
    assert "path" not in view.truth.text and "finite" in view.truth.text


def test_another_network_lets_go_of_the_old_ones_picture(opened, qtbot):
    window = opened()
    go_to(window.player, 20)
    settle(qtbot, window)
    window.mode.set_units(1, 3)
    settle(qtbot, window)
    view = window.mode.landscape
    assert len(view.picture.grid.plane.origin) == window.player.run.problem.dimension == 13
    window.player.undo()
    settle(qtbot, window)
    assert len(view.picture.grid.plane.origin) == 17


def test_without_runners_it_says_what_would_be_here(opened, qtbot):
    window = opened()
    from playground.lab.edits.runners import remove_runner

    window.player.edit(remove_runner(window.player.experiment, 0), "remove")
    assert window.mode.landscape.empty_state.isVisible()
    window.player.undo()
    settle(qtbot, window)
    assert not window.mode.landscape.empty_state.isVisible()


# Speed: newer questions, large networks


def test_a_large_network_comes_coarser_and_says_what_it_left_out(opened, qtbot, monkeypatch):
    window = opened()
    monkeypatch.setattr(job, "QUICK_S", 0.0)  # as if it were slow
    monkeypatch.setattr(job, "LIMIT_S", 0.0)
    view = look(qtbot, window, plane="random:9")
    assert view.picture.grid.loss.shape == (17, 17)
    assert "17 × 17 points" in view.canvas.note


def test_a_preview_on_some_samples_says_so_and_the_last_picture_has_them_all(
    opened, qtbot, monkeypatch
):
    window = opened()
    view = window.mode.landscape
    monkeypatch.setattr(job, "COST_S", 1e-6)
    request = view.looking.request(view.canvas.map_view.rect, None)
    drawn = [part for part in heights(request) if isinstance(part, Drawn)]
    assert "preview" in drawn[0].note and drawn[0].grid.samples < drawn[0].grid.of == 150
    assert drawn[-1].grid.samples == 150 and drawn[-1].note == "" and drawn[-1].last
    assert [len(part.grid.a) for part in drawn] == [17, 9, 17, 33, 65, 129]


def test_many_samples_are_added_up_some_at_a_time(opened, qtbot, monkeypatch):
    window = opened()
    view = window.mode.landscape
    asked = view.looking.request(view.canvas.map_view.rect, None)
    request = Request(asked.wanted, asked.plane, asked.window, None, asked.area, (17,))
    whole = [part for part in heights(request) if isinstance(part, Drawn)][-1].grid
    monkeypatch.setattr(job, "MOST_ROWS", 64)
    parts = [part for part in heights(request) if isinstance(part, Drawn)][-1].grid
    np.testing.assert_allclose(parts.loss, whole.loss, rtol=1e-6)


# Files and looks


@pytest.mark.parametrize("suffix", [".npz", ".csv"])
def test_the_numbers_are_saved_with_every_digit(opened, qtbot, monkeypatch, tmp_path, suffix):
    window = opened("straight_line")
    go_to(window.player, 10)
    settle(qtbot, window)
    view = window.mode.landscape
    file = tmp_path / f"surface{suffix}"
    monkeypatch.setattr(dialogs, "ask_save", lambda *_: file)
    view.save_numbers()
    qtbot.waitUntil(lambda: file.exists() and view.settled, timeout=20_000)
    problem, grid = window.player.run.problem, view.picture.grid
    exact = problem.risk_and_grad(grid.plane.at(grid.a[3], grid.b[7]))[0]
    if suffix == ".npz":
        with np.load(file) as saved:
            assert saved["loss"][7, 3] == exact and saved["origin"].tolist() == [0, 0]
            assert saved["GD/step"].tolist() == list(range(11))
            assert saved["v"].tolist() == [0, 1]
    else:
        rows = file.read_text().splitlines()
        assert rows[0] == "a,b,loss" and len(rows) == 129 * 129 + 1
        assert rows[1 + 7 * 129 + 3] == f"{grid.a[3]!r},{grid.b[7]!r},{exact!r}".replace(
            "np.float64(", "").replace(")", "")
        plane = (tmp_path / "surface.plane.csv").read_text().splitlines()
        assert plane[0] == "parameter,origin,u,v" and plane[1].endswith(",0.0,1.0,0.0")
        paths = (tmp_path / "surface.paths.csv").read_text().splitlines()
        assert paths[0] == "runner,step,a,b,residual,loss" and len(paths) == 12


def test_a_folder_that_is_not_there_is_told(opened, qtbot, monkeypatch, tmp_path):
    window = opened("straight_line")
    monkeypatch.setattr(dialogs, "ask_save", lambda *_: tmp_path / "nowhere" / "x.npz")
    window.mode.landscape.save_numbers()
    qtbot.waitUntil(lambda: "x.npz" in window.notice.text)


@pytest.mark.parametrize("suffix", [".png", ".svg"])
def test_pictures(opened, qtbot, monkeypatch, tmp_path, suffix):
    window = opened()
    go_to(window.player, 30)
    settle(qtbot, window)
    file = tmp_path / f"loss{suffix}"
    monkeypatch.setattr(dialogs, "ask_save", lambda *_: file)
    window.mode.landscape.picture_asked.emit()
    assert file.stat().st_size > 10_000


def test_how_it_is_looked_at_is_undone_and_saved(opened, qtbot):
    window = opened()
    view = window.mode.landscape
    view.bar.chosen.emit({"plane": "random:5", "scale": "quantile"})
    settle(qtbot, window)
    document = json.loads(json.dumps(window.player.experiment.to_dict()))
    assert document["landscape"] == {"plane": "random:5", "scale": "quantile"}
    assert Experiment.from_dict(document) == window.player.experiment
    assert view.canvas.bar.name == "R (by rank)"
    view.bar.another.click()
    assert landscape_of(window.player.experiment).plane == "random:6"
    window.player.undo()
    window.player.undo()
    settle(qtbot, window)
    assert landscape_of(window.player.experiment).plane == ""
    assert view.canvas.bar.name == "R (log)"


def test_every_choice_of_the_controls_is_a_plane(opened, qtbot):
    window = opened("local_minima")
    go_to(window.player, 20)
    view = window.mode.landscape
    for place in range(view.bar.kind.count()):
        view.bar.kind.setCurrentIndex(place)
        view.bar.kind.activated.emit(place)
        settle(qtbot, window)
        wanted = view.bar.kind.currentData()
        assert landscape_of(window.player.experiment).plane.partition(":")[0] == wanted
        assert view.sentence.text == view.sentence.toolTip() != ""
    for combo in (view.bar.normalisation, view.bar.scale):
        for place in range(combo.count()):
            combo.setCurrentIndex(place)
            combo.activated.emit(place)
    settle(qtbot, window)
    assert landscape_of(window.player.experiment).scale == "linear"


def test_both_themes_and_large_type(opened, qtbot):
    window = opened(size=(1280, 720))
    window.mode.bring_landscape()
    go_to(window.player, 30)
    settle(qtbot, window)
    view = window.mode.landscape
    light = view.canvas.grab().toImage()
    style.mode = "dark"
    style.scale = 1.4
    settle(qtbot, window)
    dark = view.canvas.grab().toImage()
    assert light.pixelColor(2, 2).lightness() > 200 > 60 > dark.pixelColor(2, 2).lightness()


def test_the_full_gradient_and_the_batchs_are_arrows_on_two_weights(opened, qtbot):
    window = opened("xor")
    go_to(window.player, 12)
    view = look(qtbot, window, plane="weights:2,9")
    qtbot.waitUntil(lambda: view.canvas.descents is not None)
    run = window.player.run
    full = run.problem.risk_and_grad(run[12].theta)[1]
    assert view.canvas.descents.full == pytest.approx((-full[2], -full[9]))
    batch = run[12].grad
    assert view.canvas.descents.batch == pytest.approx((-batch[2], -batch[9]))
    assert view.canvas.descents.batch != pytest.approx(view.canvas.descents.full)
    view.canvas.grab()
    look(qtbot, window, plane="random:4")
    assert view.canvas.descents is None


def test_with_all_the_data_there_is_one_gradient(opened, qtbot):
    window = opened("local_minima")
    view = look(qtbot, window, plane="weights:0,1")
    assert view.canvas.descents is None


def test_shares_stand_beside_those_of_a_random_walk(opened, qtbot):
    window = opened()
    go_to(window.player, 60)
    view = look(qtbot, window, plane="pca")
    bars, explained = view.shares, view.picture.grid.plane.explained
    assert bars.isVisible() and bars.shares == tuple(explained)
    assert "61 % and 15 %" in bars.toolTip() and bars.toolTip() == bars.accessibleDescription()
    image = bars.grab().toImage()
    middle, top = bars.width() - 1, image.height() // 4
    colour = runner_color(window.player.experiment.runners[0].slot).name()
    painted = [image.pixelColor(x, top).name() == colour for x in range(middle)]
    below = [image.pixelColor(x, 3 * top).name() == QColor(style.theme.quiet).name()
             for x in range(middle)]
    whole = (sum(painted) / sum(explained), sum(below) / sum(random_walk_shares()))
    assert whole[0] == pytest.approx(whole[1], rel=0.1)  # both rows are on one scale
    look(qtbot, window, plane="random:1")
    assert not bars.isVisible()


def test_what_is_said_of_a_plane_that_stays_under_the_hand(opened, qtbot):
    """The network that was moved has walked no path, and that plane was made of another's."""
    window = opened()
    go_to(window.player, 60)
    view = look(qtbot, window, plane="pca")
    assert view.shares.isVisible() and view.sentence.text.startswith("Shows the two directions")
    plane = view.picture.grid.plane
    view.canvas.held.emit(0.1, 0.1, True, True)
    settle(qtbot, window)
    assert view.picture.grid.plane is plane
    assert "stays as it was before the network was moved" in view.sentence.text
    assert not view.shares.isVisible() and "spread" not in view.truth.text
    assert "no path yet" in view.truth.text.lower()
    window.player.undo()
    settle(qtbot, window)
    assert window.player.cursor == 60
    assert view.shares.isVisible() and view.sentence.text.startswith("Shows the two directions")


@pytest.mark.parametrize("scale", [1.0, 1.25])
def test_the_strip_leaves_the_picture_its_height(opened, qtbot, scale):
    style.scale = scale
    window = opened()
    view = window.mode.landscape
    for height, there in ((830, True), (280, False), (830, True)):
        window.resize(round(1920 * scale), round((height + 250) * scale))
        qtbot.waitUntil(lambda there=there: view.strip.strip.isVisible() == there)
        assert view.strip.line.isVisible()
        assert view.pictures.height() >= px(LEAST) or not there
