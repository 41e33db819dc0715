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
from playground.lab.edits.training import set_batch
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


def shown(view, qtbot, name="two_minima", steps=40, **settings):
    experiment = presets[name].experiment()
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
    view.round.button.click()
    round_ = view.round.view
    grid = view.picture.grid
    assert round_.ground.heights is grid.loss and round_.ground.a is grid.a
    assert round_.ground.range == view.canvas.scale
    view.show_cursor(20)
    qtbot.waitUntil(lambda: view.settled)
    walked = view.round.walks[0]
    theta = runs[0][20].theta
    np.testing.assert_allclose(walked.points[-1], theta[list(view.looking.axes)], atol=1e-12)
    assert walked.exact.all()
    qtbot.waitUntil(lambda: np.isfinite(view.round.walks[0].heights).all())
    risk, _ = runs[0].problem.risk_and_grad(runs[0][0].theta)
    assert view.round.walks[0].heights[0] == pytest.approx(risk)


def test_a_path_beside_the_plane_is_marked_as_a_shadow(view, qtbot):
    shown(view, qtbot, "xor", plane="random:1")
    view.round.button.click()
    assert not view.round.walks[0].exact.all()
    view.round.view.grab()


def test_ranks_are_told_as_not_to_scale(view, qtbot):
    shown(view, qtbot, scale="quantile")
    view.round.button.click()
    round_ = view.round.view
    assert about_height(round_.ground, round_.projection()) == ["heights by rank: not to scale"]
    assert len(round_.ground.height_ticks(6)) > 2


def test_the_landscape_takes_the_maps_place_where_there_is_no_room(view, qtbot):
    shown(view, qtbot)
    view.round.button.click()
    assert view.canvas.isVisible() and view.round.view.isVisible()
    view.resize(560, 620)
    qtbot.waitUntil(lambda: not view.canvas.isVisible())
    view.round.view.look_from_above()
    assert view.canvas.isVisible() and not view.round.view.isVisible()
    assert view.export_target() is view.canvas


def test_zoom_is_the_maps(view, qtbot):
    shown(view, qtbot)
    view.round.button.click()
    wide = np.ptp(view.canvas.map_view.x)
    view.round.view.zoomed.emit(2.0)
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
    view.round.button.click()
    view.show_cursor(3)
    qtbot.waitUntil(lambda: view.settled)
    [step] = [heading for heading in view.round.view.headings if heading.lands]
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
    view.round.button.click()
    qtbot.waitUntil(lambda: view.settled and view.picture is not None, timeout=20_000)
    qtbot.waitUntil(lambda: len(view.round.view.headings) == 3)
    down = next(h for h in view.round.view.headings if h.label == "−∇R")
    _, grad = runs[0].problem.risk_and_grad(runs[0][2].theta)
    way, slope = np.subtract(down.tip, down.at), -grad[list(view.looking.axes)]
    assert way @ slope == pytest.approx(np.hypot(*way) * np.hypot(*slope))
