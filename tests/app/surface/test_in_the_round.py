"""The surface in the round: the same ranges, the same step and the same colours as the map."""

import numpy as np
import pytest
from PySide6.QtCore import QPointF
from test_surface_view import lecture, scene_of, show

from playground.app.documents.picture_files import save_picture
from playground.app.look.preferences import preferences
from playground.app.surface.view import SurfaceView
from playground.engine.surfaces import surfaces


@pytest.fixture
def view(qtbot):
    made = SurfaceView()
    made.resize(900, 600)
    qtbot.addWidget(made)
    made.show()
    qtbot.waitExposed(made)
    return made


@pytest.fixture(autouse=True)
def _at_once():
    preferences.choose("motion", "reduced")
    yield
    preferences.forget()


def test_the_landscape_has_the_maps_ranges_and_colours(view):
    show(view, lecture(), 5)
    view.set_look("round")
    ground, map_ = view.looks.round.ground, view.plane.map_view
    assert (ground.a[0], ground.a[-1]) == pytest.approx(map_.x)
    assert (ground.b[0], ground.b[-1]) == pytest.approx(map_.y)
    assert ground.range == view.picture.layer.range
    surface = view.picture.surface
    assert ground.heights[7, 3] == surface.value(ground.a[3], ground.b[7])


def test_from_above_one_is_back_on_the_map_without_a_jump(view):
    show(view, lecture(), 5)
    before = view.plane.map_view
    view.set_look("round")
    round_ = view.looks.round
    round_.camera = type(round_.camera)(0.0, 90.0)
    at = round_.projection().pixel(0.5, -0.3, 0.0) + QPointF(round_.pos())
    assert (at - before.pixel((0.5, -0.3))).manhattanLength() < 1e-6
    view.look_from_above()
    assert view.look == "map" and view.plane.isVisible() and not round_.isVisible()
    assert view.plane.map_view == before


@pytest.mark.parametrize("cursor", [0, 3, 60, 4000, 7001])
def test_the_ways_end_at_the_cursor(view, cursor):
    scene = scene_of(surfaces["rosenbrock"](), (-1.0, 1.0), rate=1e-4, steps=9000)
    show(view, scene, cursor)
    view.set_look("round")
    run = scene.runs[0]
    way = view.looks.walks[0]
    np.testing.assert_allclose(way.points[-1], run[cursor].theta)
    np.testing.assert_allclose(way.points[0], run[0].theta)
    assert way.heights[-1] == pytest.approx(run[cursor].loss)
    assert len(way.points) <= 1300
    view.show_cursor(2)
    np.testing.assert_allclose(view.looks.walks[0].points[-1], run[2].theta)


def test_what_is_zoomed_or_moved_in_one_is_so_in_the_other(view):
    show(view, lecture(), 5)
    view.set_look("both")
    round_ = view.looks.round
    wide = np.ptp(view.plane.map_view.x)
    round_.zoomed.emit(2.0)
    assert np.ptp(view.plane.map_view.x) == pytest.approx(wide / 2)
    assert np.ptp(round_.ground.a) < wide
    middle = np.mean(view.plane.map_view.x), np.mean(view.plane.map_view.y)
    round_.panned.emit(0.25, -0.1)
    moved = np.mean(view.plane.map_view.x), np.mean(view.plane.map_view.y)
    assert moved == pytest.approx((middle[0] + 0.25, middle[1] - 0.1))
    assert round_.ground.a.mean() == pytest.approx(moved[0])
    round_.fit_asked.emit()
    assert view.plane.fitted


def test_where_there_is_no_room_for_both_the_landscape_is_shown(view, qtbot):
    show(view, lecture(), 5)
    view.set_look("both")
    assert view.plane.isVisible()
    view.resize(440, 600)
    qtbot.waitUntil(lambda: not view.plane.isVisible())
    assert view.looks.round.isVisible() and view.export_target() is view.looks.round
    view.resize(900, 600)
    qtbot.waitUntil(lambda: view.plane.isVisible())
    view.set_look("map")
    assert view.plane.isVisible()


def test_hover_reads_the_ground_that_is_seen(view):
    show(view, lecture(), 5)
    view.set_look("round")
    told = []
    view.hovered.connect(told.append)
    view.looks.round.pointed.emit((0.5, 0.25))
    assert told[-1] == view.reading_of((0.5, 0.25)) and "f = " in told[-1]
    view.looks.round.pointed.emit(None)
    assert told[-1] == ""


def test_a_click_on_a_head_selects_its_runner(view):
    show(view, lecture((0.0, 0.0), (1.0, -1.0)), 5)
    view.set_look("round")
    chosen = []
    view.runner_clicked.connect(chosen.append)
    view.looks.round.runner_clicked.emit(view.scene.slots[1])
    assert chosen == [1]


def test_both_looks_are_saved_as_pictures(view, tmp_path):
    show(view, lecture(), 5)
    for look in ("round", "both"):
        view.set_look(look)
        for suffix in ("png", "svg"):
            save_picture(view, tmp_path / f"{look}.{suffix}", scale=1.0)
            assert (tmp_path / f"{look}.{suffix}").stat().st_size > 5000


def test_a_surface_that_is_not_finite_everywhere_is_shown_where_it_is(view):
    from playground.engine.expressions.typed_surface import TypedSurface

    show(view, scene_of(TypedSurface("log(x) + y**2", ((-2.0, 2.0), (-2.0, 2.0))), (1.0, 1.0)), 3)
    view.set_look("round")
    ground = view.looks.round.ground
    assert not ground.finite and np.isnan(ground.levels[:, 0]).all()
    view.grab()


@pytest.mark.parametrize("rule", ["gradient_descent", "momentum"])
def test_the_maps_arrows_stand_at_the_head_and_go_with_their_switch(view, rule):
    scene = scene_of(surfaces["rosenbrock"](), (-1.0, 1.0), rate=1e-3, steps=40, optimizer=rule)
    show(view, scene, 20)
    view.set_look("both")
    round_ = view.looks.round
    theta, grad = scene.runs[0][20].theta, scene.runs[0][20].grad
    found = {heading.label: heading for heading in round_.headings}
    assert list(found) == [arrow.label for arrow in view.picture.arrows()]
    down = found["−∇f"]
    assert down.at == pytest.approx(tuple(theta)) and down.height == scene.runs[0][20].loss
    way = np.subtract(down.tip, down.at)
    assert np.dot(way, -grad) == pytest.approx(np.hypot(*way) * np.hypot(*grad))
    view.show_cursor(21)
    assert round_.headings[0].at == pytest.approx(tuple(scene.runs[0][21].theta))
    view.show_arrows = False
    assert round_.headings == ()
    view.show_arrows = True
    assert round_.headings
