"""The loss surface in the round: the map's heights and paths, at their true risk."""

from dataclasses import replace

import numpy as np
import pytest

from playground.app.core.view import Scene
from playground.app.look.preferences import preferences
from playground.app.network.landscape.scale import scale_of
from playground.app.network.landscape.view import LandscapeView
from playground.app.plots.round.ground import Ground
from playground.app.plots.round.text import about_height
from playground.lab.edits.landscape import set_landscape
from playground.lab.edits.network import set_all_parameters
from playground.lab.edits.training import set_batch
from playground.lab.edits.view import set_view, view_of
from playground.lab.experiments.presets import presets


@pytest.fixture
def view(qtbot):
    preferences.choose("motion", "reduced")
    made = LandscapeView()
    made.resize(1100, 700)
    qtbot.addWidget(made)
    yield made
    made.survey.cancel()
    preferences.forget()


def shown(view, qtbot, name="two_minima", steps=40, size=None, **settings):
    experiment = presets[name].experiment()
    if size is not None:
        experiment = set_batch(experiment, size=size)
    if settings:
        experiment = set_landscape(experiment, **settings)
    runs = tuple(experiment.run_of(runner) for runner in experiment.runners)
    for run in runs:
        run.ensure(steps)
    view.show_scene(Scene(experiment, runs), steps)
    view.show()
    qtbot.waitUntil(lambda: view.settled and view.picture is not None, timeout=20_000)
    return runs


def test_it_shows_the_maps_heights_and_the_path_up_to_the_cursor(view, qtbot):
    runs = shown(view, qtbot)
    view.bar.looks.button("both").click()
    round_ = view.pictures.rounds[0].view
    grid = view.picture.grid
    assert round_.ground.heights is grid.loss and round_.ground.a is grid.a
    assert round_.ground.range == view.canvas.scale
    view.show_cursor(20)
    qtbot.waitUntil(lambda: view.settled)
    walked = view.pictures.rounds[0].walks[0]
    theta = runs[0][20].theta
    np.testing.assert_allclose(walked.points[-1], theta[list(view.looking.axes)], atol=1e-12)
    assert walked.exact.all()
    qtbot.waitUntil(lambda: np.isfinite(view.pictures.rounds[0].walks[0].heights).all())
    risk, _ = runs[0].problem.risk_and_grad(runs[0][0].theta)
    assert view.pictures.rounds[0].walks[0].heights[0] == pytest.approx(risk)


def test_while_steps_follow_each_other_pictures_take_turns(view, qtbot):
    shown(view, qtbot)
    view.bar.looks.button("both").click()
    landscape, seen = view.pictures.rounds[0], []
    view.canvas.pictured.connect(
        lambda picture: seen.append((picture.cursor, len(landscape.walks[0].points)))
    )
    view.show_cursor(20)
    qtbot.waitUntil(lambda: bool(seen))
    assert seen[0] == (20, 41), "the map is there, the landscape not yet"
    qtbot.waitUntil(lambda: len(landscape.walks[0].points) == 21)
    qtbot.waitUntil(lambda: view.settled)
    view.bar.looks.button("round").click()
    seen.clear()
    view.show_cursor(10)
    qtbot.waitUntil(lambda: bool(seen))
    assert seen[0] == (10, 11), "alone it follows at once"


def test_a_path_beside_the_plane_is_marked_as_a_shadow(view, qtbot):
    shown(view, qtbot, "xor", plane="random:1")
    view.bar.looks.button("both").click()
    assert not view.pictures.rounds[0].walks[0].exact.all()
    view.pictures.rounds[0].view.grab()


def test_ranks_are_told_as_not_to_scale(view, qtbot):
    shown(view, qtbot, scale="quantile")
    view.bar.looks.button("both").click()
    round_ = view.pictures.rounds[0].view
    assert about_height(round_.ground, round_.projection()) == ["heights by rank: not to scale"]
    assert len(round_.ground.height_ticks(6)) > 2


def test_the_landscape_takes_the_maps_place_where_there_is_no_room(view, qtbot):
    shown(view, qtbot)
    view.bar.looks.button("both").click()
    assert view.canvas.isVisible() and view.pictures.rounds[0].view.isVisible()
    assert view.pictures.left_out == "" and view.left_out.isHidden()
    view.resize(500, 420)
    qtbot.waitUntil(lambda: not view.canvas.isVisible())
    assert "No room for the map" in view.left_out.text and view.left_out.isVisible()
    assert view.export_target() is view.pictures.rounds[0].view
    view.pictures.rounds[0].view.look_from_above()
    assert view.canvas.isVisible() and not view.pictures.rounds[0].view.isVisible()
    assert view.export_target() is view.canvas and view.left_out.isHidden()


@pytest.mark.parametrize(("look", "batch", "size", "seen", "missing"), [
    ("map", False, (1100, 700), "m", ""),
    ("round", False, (1100, 700), "r", ""),
    ("both", False, (1100, 700), "mr", ""),
    ("map", True, (1100, 700), "mM", ""),
    ("round", True, (1100, 700), "rR", ""),
    ("both", True, (1100, 700), "mrMR", ""),
    ("both", True, (700, 420), "mr", "the batch's surface"),
    ("both", True, (400, 420), "r", "the batch's surface and the map"),
    ("round", True, (400, 420), "r", "the batch's surface"),
    ("map", True, (400, 420), "m", "the batch's surface"),
])
def test_each_look_with_and_without_the_batch_shows_what_has_room(
    view, qtbot, look, batch, size, seen, missing
):
    view.resize(*size)
    runs = shown(view, qtbot, "two_minima", batch=batch, size=3)
    edited = set_view(view.scene.experiment, look=look)
    view.show_scene(Scene(edited, runs), 20)
    qtbot.waitUntil(lambda: view.settled)
    full, own = view.pictures.rounds
    there = {"m": view.canvas, "r": full.view, "M": view.batch_canvas, "R": own.view}
    visible = {name for name, widget in there.items() if widget is not None and widget.isVisible()}
    assert visible == set(seen)
    assert view.pictures.widgets == [there[name] for name in seen]
    assert view.bar.looks.value == look and view.bar.batch.isChecked() == batch
    assert (missing in view.left_out.text) if missing else view.left_out.isHidden()
    frames = [there[name].geometry() for name in seen]
    assert all(min(frame.width(), frame.height()) > 100 for frame in frames)
    assert not any(a.intersects(b) for k, a in enumerate(frames) for b in frames[:k])


def test_each_look_is_chosen_by_hand_and_kept(view, qtbot):
    runs, kept = shown(view, qtbot), []

    def edit(experiment, *_):
        kept.append(experiment)
        view.show_scene(Scene(experiment, runs), 20)

    view.edited.connect(edit)
    for look in ("round", "both", "map"):
        view.bar.looks.button(look).click()
        assert view.pictures.look == look and view_of(kept[-1]).look == look
    view.pictures.set_look("map")
    assert len(kept) == 3, "as it is already"


def test_two_mountains_have_one_camera_and_one_scale(view, qtbot):
    shown(view, qtbot, "two_minima", batch=True, size=3)
    view.bar.looks.button("round").click()
    qtbot.waitUntil(lambda: view.settled)
    full, own = (round_.view for round_ in view.pictures.rounds)
    assert full.ground.range == own.ground.range
    assert full.ground.heights is view.canvas.picture.grid.loss
    assert own.ground.heights is view.batch_canvas.picture.grid.loss is not full.ground.heights
    assert (full.name, own.name) == ("all samples", view.batch_canvas.name) != ("", "")
    full.turn(25, 5)
    assert own.camera == full.camera
    own.turn(-40, 0)
    assert own.camera == full.camera
    head, [stands] = view.batch_canvas.heads[0], view.pictures.rounds[1].walks
    assert stands.points.tolist() == [[head.a, head.b]]
    assert stands.heights[0] == pytest.approx(
        view.batch_canvas.picture.grid.at(head.a, head.b))


@pytest.mark.parametrize("look", ["round", "both"])
def test_the_batchs_landscape_is_moved_as_all_pictures_are(view, qtbot, look):
    shown(view, qtbot, size=3, batch=True)
    view.bar.looks.button(look).click()
    qtbot.waitUntil(lambda: view.settled)
    full, batch = view.canvas, view.batch_canvas
    before = full.map_view.x
    view.pictures.rounds[1].view.panned.emit(0.2, 0.0)
    assert full.map_view.x != before
    assert batch.map_view.x == pytest.approx(full.map_view.x)
    full.zoom(2.0)
    assert batch.map_view.x == pytest.approx(full.map_view.x)
    assert batch.map_view.y == pytest.approx(full.map_view.y)


def test_alone_and_from_above_the_landscape_is_the_map(view, qtbot):
    shown(view, qtbot)
    area, ranges = view.canvas.box.area, (view.canvas.map_view.x, view.canvas.map_view.y)
    view.bar.looks.button("round").click()
    qtbot.waitUntil(lambda: view.settled)
    round_ = view.pictures.rounds[0].view
    assert (round_.ground.a[[0, -1]].tolist(), round_.ground.b[[0, -1]].tolist()) == (
        pytest.approx(list(ranges[0])), pytest.approx(list(ranges[1])))
    left, top, right, bottom = round_.inset
    inside = round_.rect().toRectF().adjusted(left, top, -right, -bottom)
    assert inside.getRect() == pytest.approx(area.getRect(), abs=0.5)


def test_names_are_shorter_where_there_is_little_room(view, qtbot):
    view.resize(700, 460)
    shown(view, qtbot, "xor", plane="pca", steps=20)
    view.bar.looks.button("both").click()
    qtbot.waitUntil(lambda: view.settled)
    across, up, _ = view.pictures.rounds[0].view.ground.names
    assert across.startswith("1st (") and up.startswith("2nd (")
    bottom = view.canvas.plot.getAxis("bottom")
    assert "…" not in bottom.name and bottom.toolTip().startswith("1st main direction (")


def test_zoom_is_the_maps(view, qtbot):
    shown(view, qtbot)
    view.bar.looks.button("both").click()
    wide = np.ptp(view.canvas.map_view.x)
    view.pictures.rounds[0].view.zoomed.emit(2.0)
    assert np.ptp(view.canvas.map_view.x) == pytest.approx(wide / 2)
    qtbot.waitUntil(lambda: view.settled)


def test_half_a_plane_without_numbers_is_left_out():
    side = np.linspace(-1, 1, 33)
    heights = np.where(side > 0, np.inf, 1.0 + side**2) + np.zeros((33, 1))
    ground = Ground(side, side, heights, scale_of(heights, "log"))
    assert not ground.finite and np.isfinite(ground.levels[:, :16]).all()
    assert replace(ground, heights=heights[:, :16], a=side[:16]).finite


def test_the_next_step_is_an_arrow_to_where_it_ends(view, qtbot):
    runs = shown(view, qtbot, steps=10)
    view.bar.looks.button("both").click()
    view.show_cursor(3)
    qtbot.waitUntil(lambda: view.settled)
    [step] = [heading for heading in view.pictures.rounds[0].view.headings if heading.lands]
    axes = list(view.looking.axes)
    assert step.at == pytest.approx(tuple(runs[0][3].theta[axes]))
    assert step.tip == pytest.approx(tuple(runs[0][4].theta[axes]))
    assert step.height == pytest.approx(runs[0].problem.risk_and_grad(runs[0][3].theta)[0])


def test_batches_have_both_ways_downhill_in_the_round(view, qtbot):
    experiment = set_batch(presets["two_minima"].experiment(), size=3)
    runs = tuple(experiment.run_of(runner) for runner in experiment.runners)
    runs[0].ensure(5)
    view.show_scene(Scene(experiment, runs), 2)
    view.show()
    view.bar.looks.button("both").click()
    qtbot.waitUntil(lambda: view.settled and view.picture is not None, timeout=20_000)
    qtbot.waitUntil(lambda: len(view.pictures.rounds[0].view.headings) == 3)
    down = next(h for h in view.pictures.rounds[0].view.headings if h.label == "−∇R")
    _, grad = runs[0].problem.risk_and_grad(runs[0][2].theta)
    way, slope = np.subtract(down.tip, down.at), -grad[list(view.looking.axes)]
    assert way @ slope == pytest.approx(np.hypot(*way) * np.hypot(*slope))


def test_a_runner_whose_risk_is_not_known_yet_stands_on_the_ground(view, qtbot):
    runs = shown(view, qtbot, steps=10)
    view.bar.looks.button("both").click()
    moved = set_all_parameters(view.scene.experiment, [0.3, 0.0, 0.7, 0.0])
    moved = set_view(moved, look="both")
    runs = (moved.run_of(moved.runners[0]),)
    view.hurried = True  # a drag goes on: no true risks are computed
    view.show_scene(Scene(moved, runs), 0)
    qtbot.wait(1)
    [walked] = view.pictures.rounds[0].walks
    assert walked.points.tolist() == [[0.3, 0.7]]
    risk, _ = runs[0].problem.risk_and_grad(runs[0][0].theta)
    assert walked.heights[-1] == pytest.approx(risk, rel=0.1)
