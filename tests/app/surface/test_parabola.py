"""The parabola at the selected runner: words, ellipse, contours, and a net in the round."""

from math import hypot

import numpy as np
import pytest
from PySide6.QtCore import QPointF
from test_surface_view import scene_of, show

from playground.app.look.preferences import preferences
from playground.app.paint.viewport import Viewport
from playground.app.plots.heights import Range
from playground.app.surface.parabola import NO_SECOND, axis_ends, contours_of, ellipse
from playground.app.surface.view import SurfaceView
from playground.engine.expressions.typed_surface import TypedSurface
from playground.engine.quadratic import quadratic_at
from playground.engine.surfaces import surfaces

VIEW = Viewport((-2.0, 2.0), (-2.0, 2.0), (0.0, 0.0, 400.0, 400.0), True)


@pytest.fixture
def view(qtbot):
    preferences.choose("motion", "reduced")
    made = SurfaceView()
    made.resize(900, 640)
    qtbot.addWidget(made)
    made.show()
    qtbot.waitExposed(made)
    yield made
    preferences.forget()


def test_it_follows_the_selected_runner_along_its_way(view):
    scene = scene_of(surfaces["himmelblau"](), (0.5, 0.5))
    show(view, scene, 0)
    assert view.parabola.model is None
    view.tools.parabola.click()
    for cursor in (0, 4, 60):
        view.show_cursor(cursor)
        assert view.parabola.model.point == pytest.approx(tuple(scene.runs[0][cursor].theta))
    lines = view.parabola.lines()
    assert lines[0].startswith("λ₁ = 82.2") and lines[1].startswith("λ₂ = 25.7")
    assert any(line.startswith("κ = λ₁/λ₂ = 3.") for line in lines)
    assert any(line.startswith("2/λ₁ = 0.0243") for line in lines)
    before = view.plane.grab().toImage()
    view.tools.parabola.click()
    assert view.parabola.model is None and view.plane.grab().toImage() != before


def test_at_a_saddle_no_condition_number_is_told(view):
    show(view, scene_of(TypedSurface("x^2 - y^2"), (0.2, 0.1)), 0)
    view.show_parabola(True)
    lines = view.parabola.lines()
    assert lines[:2] == ["λ₁ = 2", "λ₂ = −2"] and not any("κ" in line for line in lines)
    assert lines[-1] == "f is this parabola, as far as the window goes"
    view.plane.grab()


def test_at_a_kink_it_says_that_there_is_none(view):
    show(view, scene_of(TypedSurface("|x| + y^2"), (0.0, 0.5)), 0)
    view.show_parabola(True)
    assert view.parabola.lines() == [NO_SECOND]
    assert view.parabola.sheet(None) is None
    view.plane.grab()


def test_the_ellipse_is_as_wide_as_the_curvature_says():
    model = quadratic_at(TypedSurface("2 x^2 + 0.5 y^2"), (0.0, 0.0))
    sharp, flat = axis_ends(model, VIEW)
    assert hypot(*flat.toTuple()) == pytest.approx(2 * hypot(*sharp.toTuple()), rel=1e-3)
    assert abs(sharp.y()) < 1e-3 * abs(sharp.x()) and abs(flat.x()) < 1e-3 * abs(flat.y())
    path = ellipse(QPointF(200, 200), [sharp, flat])
    heights = []
    for k in range(path.elementCount()):
        x, y = VIEW.to_data(QPointF(path.elementAt(k).x, path.elementAt(k).y))
        heights.append(float(model(x, y)))
    assert np.ptp(heights) < 1e-2 * max(heights)  # one line of equal height


def test_its_contours_are_its_own_at_the_maps_heights():
    model = quadratic_at(TypedSurface("x^2 + x^4 + y^2"), (0.3, 0.2))
    range_ = Range(False, 0.0, 0.0, 8.0)
    path = contours_of(model, VIEW, range_)
    points = [QPointF(path.elementAt(k).x, path.elementAt(k).y)
              for k in range(path.elementCount())]
    heights = np.array([float(model(*VIEW.to_data(at))) for at in points])
    off = np.abs(heights[:, None] - range_.levels).min(axis=1)
    assert len(points) > 100 and off.max() < 0.02


def test_in_the_round_it_is_a_net_over_the_ground(view):
    show(view, scene_of(surfaces["himmelblau"](), (0.5, 0.5)), 30)
    view.show_parabola(True)
    view.set_look("round")
    round_ = view.looks.round
    sheet = view.parabola.sheet(round_.ground)
    model = view.parabola.model
    wanted = round_.ground.level(model(np.array(sheet.a[10]), np.array(sheet.b[20])))
    assert sheet.levels[20, 10] == pytest.approx(float(wanted))
    with_net = round_.grab().toImage()
    view.show_parabola(False)
    assert round_.grab().toImage() != with_net


@pytest.mark.parametrize("corner", range(4))
@pytest.mark.parametrize("wide", [110.0, 420.0])
def test_its_words_lie_over_no_others(view, corner, wide):
    show(view, scene_of(surfaces["himmelblau"](), (0.5, 0.5)), 4)
    view.tools.parabola.click()
    legend, entries = view.picture.legend, view.picture.entries()
    map_ = Viewport((-2.0, 2.0), (-2.0, 2.0), (0.0, 0.0, wide, 500.0), True)
    # One that walks everywhere but in this corner sends the legend there.
    x, y = (wide - 4, 4)[corner in (2, 3)], (4, 496)[corner in (1, 2)]
    busy = np.array([(a, b) for a in (4, wide - 4) for b in (4, 496) if (a, b) != (x, y)])
    legend.settle(entries, map_.area, busy)
    plate, other = view.parabola.plate(map_), legend.box(entries, map_.area)
    assert map_.area.contains(plate) and not plate.intersects(other)
    if wide < 200:  # the basins' words have the other half of the height
        assert (plate.center().y() < 250) == (other.center().y() < 250)
