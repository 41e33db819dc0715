"""The picture in the round: where points are, what hides what, and what a hand does."""

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPixmap, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from playground.app.look.style import runner_color, surface_lut
from playground.app.paint.viewport import Viewport
from playground.app.plots.heights import Range
from playground.app.plots.round.camera import (
    GAP,
    HIGHEST,
    LOWEST,
    MAP,
    Camera,
    Projection,
    hidden,
    under,
)
from playground.app.plots.round.floor import Floor
from playground.app.plots.round.ground import Ground, Walked
from playground.app.plots.round.relief import Relief, lit_cells
from playground.app.plots.round.text import about_height, exaggeration
from playground.app.plots.round.view import RoundView
from playground.app.plots.round.walks import Placed

AREA = QRectF(10, 20, 600, 500)


def ground_of(height, a=(-3.0, 3.0), b=(-2.0, 2.0), count=61, range_=None, log=False):
    a, b = np.linspace(*a, count), np.linspace(*b, count)
    heights = np.asarray(height(*np.meshgrid(a, b)), float) + np.zeros((count, count))
    finite = heights[np.isfinite(heights)]
    return Ground(a, b, heights, range_ or Range(log, 0.0, float(finite.min()),
                                                 max(float(finite.max()), finite.min() + 1)))


def bowl(x, y):
    return x**2 + 2 * y**2


def ridge(x, y):
    """A wall along x in the middle of y, on level ground."""
    return np.where(np.abs(y) < 0.2, 1.0, 0.0)


def seen(ground, camera=None, area=AREA):
    return Projection(ground, camera or Camera(), area, area, 0)


@pytest.fixture
def view(qtbot):
    made = RoundView()
    made.animated = False
    made.resize(640, 520)
    qtbot.addWidget(made)
    made.show_ground(ground_of(bowl))
    made.show()
    qtbot.waitExposed(made)
    return made


def test_from_above_a_point_is_where_the_map_has_it():
    ground = ground_of(bowl)
    points = np.random.default_rng(0).uniform(-2, 2, (50, 2))
    map_ = Viewport((-3.0, 3.0), (-2.0, 2.0), AREA.getRect(), False)
    room = AREA.adjusted(-40, -10, 70, 30)
    above = Projection(ground, MAP, AREA, room, 46)
    drawn = above.to_pixels(*points.T, ground.level(bowl(*points.T)))
    np.testing.assert_allclose(drawn, map_.to_pixels(points), atol=1e-9)


@pytest.mark.parametrize("camera", [Camera(), Camera(-130, 70, 2.0), MAP])
def test_flat_things_and_pixels_are_projected_as_points_are(camera):
    projection = seen(ground_of(bowl), camera)
    a, b = np.array([0.3, -2.5]), np.array([1.1, 0.7])
    pixels = projection.to_pixels(a, b, 0.4)
    for (x, y), p, q in zip(pixels, a, b, strict=True):
        flat = projection.on_level(0.4).map(QPointF(p, q))
        assert (flat.x(), flat.y()) == pytest.approx((x, y))
        back = projection.on_ground(QPointF(x, y), 0.4)
        assert back == pytest.approx((p, q))


def test_higher_is_drawn_higher_and_a_turn_is_against_the_clock():
    projection = seen(ground_of(bowl), Camera(90, 30))
    low, high = projection.pixel(0, 0, 0.0), projection.pixel(0, 0, 1.0)
    assert high.y() < low.y() and high.x() == pytest.approx(low.x())
    # Turned by a quarter against the clock, what was on the right is at the back.
    right, left = projection.pixel(2, 0, 0.0), projection.pixel(-2, 0, 0.0)
    assert right.y() < left.y() and right.x() == pytest.approx(left.x())


def test_the_ground_hides_what_lies_behind_it():
    ground = ground_of(ridge)
    a, b, level = np.array([0.0, 0.0, 0.0]), np.array([0.5, -0.5, 0.0]), np.array([0.0, 0.0, 1.0])
    assert hidden(ground, seen(ground, Camera(0, 20)), a, b, level).tolist() == [True, False, False]
    # From the other side it is the other one; from above none.
    turned = hidden(ground, seen(ground, Camera(180, 20)), a, b, level)
    assert turned.tolist() == [False, True, False]
    assert not hidden(ground, seen(ground, MAP), a, b, level).any()


def test_what_is_under_a_pixel_is_what_is_seen_there():
    ground = ground_of(ridge)
    projection = seen(ground, Camera(0, 25))
    top = projection.pixel(0.5, 0.0, 1.0)
    assert under(ground, projection, top) == pytest.approx((0.5, 0.0), abs=0.25)
    behind = projection.pixel(0.5, 0.4, 0.0)  # the wall stands before it
    found = under(ground, projection, behind)
    assert found is not None and abs(found[1]) < 0.3
    assert under(ground, projection, QPointF(0, 0)) is None


def painted(ground, camera):
    picture = QPixmap(620, 540)
    picture.fill(QColor("magenta"))
    painter = QPainter(picture)
    projection = seen(ground, camera)
    Relief(ground).paint(painter, projection, False)
    painter.end()
    return picture.toImage(), projection


@pytest.mark.parametrize("azimuth", range(-180, 180, 45))
def test_near_cells_are_painted_over_far_ones(azimuth):
    """A tower on level ground: its foot is hidden behind its own middle from every side."""
    ground = ground_of(lambda x, y: np.where(np.hypot(x, y) < 0.5, 1.0, 0.0), b=(-3, 3))
    image, projection = painted(ground, Camera(azimuth, 25))
    da, db, _ = projection.towards()
    back = np.array([-da, -db]) / np.hypot(da, db) * 0.9
    at = projection.pixel(*back, 0.0)
    lowest = QColor(*surface_lut()[0].tolist())
    assert image.pixelColor(at.toPoint()) != lowest
    front = projection.pixel(*-back, 0.0)
    assert image.pixelColor(front.toPoint()) == lowest


def test_level_ground_has_the_maps_colour_and_slopes_are_lit_from_the_upper_left():
    ground = ground_of(lambda x, y: 0 * x)
    brushes, _ = lit_cells(ground.a, ground.b, ground.levels, seen(ground), 0.3)
    assert {brush.color().name() for brush in brushes} == {
        QColor(*surface_lut()[0].tolist()).name()
    }
    sides = {}
    for name, slope in (("to the light", 1.0), ("away", -1.0)):
        tilted = ground_of(lambda x, y, slope=slope: slope * x)
        brushes, _ = lit_cells(tilted.a, tilted.b, tilted.levels, seen(tilted), 0.3)
        # The same height, 0, in the middle of both.
        sides[name] = brushes[30 * 60 + 30].color().lightness()
    # Ground that rises to the right faces the left.
    assert sides["to the light"] > sides["away"] + 10


def test_what_has_no_height_is_left_out_and_striped_on_the_floor():
    ground = ground_of(lambda x, y: np.where(x > 0, np.inf, y))
    image, projection = painted(ground, Camera(0, 60))
    assert image.pixelColor(projection.pixel(2, 0, 0.5).toPoint()) == QColor("magenta")
    assert image.pixelColor(projection.pixel(-2, 0, 0.5).toPoint()) != QColor("magenta")
    assert Floor(ground).holes.contains(QPointF(2, 0))
    assert not Floor(ground).holes.contains(QPointF(-2, 0))
    assert not ground.finite and np.isnan(ground.level(np.array([np.inf, np.nan]))).all()


def test_what_is_higher_than_the_colours_is_cut_and_that_is_said():
    ground = ground_of(bowl, range_=Range(False, 0.0, 0.0, 4.0))
    image, projection = painted(ground, Camera(0, 60))
    assert image.pixelColor(projection.pixel(2.9, 1.9, 1.0).toPoint()) == QColor("magenta")
    assert "cut at f = 4" in about_height(ground, projection)
    assert not any("cut" in line for line in about_height(ground_of(bowl), projection))


def test_the_exaggeration_that_is_said_is_the_one_that_is_drawn():
    for ground in (ground_of(bowl), ground_of(bowl, range_=Range(True, 0.0, -2.0, 1.0))):
        projection = seen(ground, Camera(0, 30, 1.7))
        rise = projection.pixel(0, 0, 0.0).y() - projection.pixel(0, 0, 1.0).y()
        along = projection.pixel(1, 0, 0.0).x() - projection.pixel(0, 0, 0.0).x()
        span = ground.range.high - ground.range.low
        # A unit of height, seen from the side, against a unit of a.
        drawn = rise / projection.cos / span / along
        assert exaggeration(ground, projection) == pytest.approx(drawn)


def test_contours_on_the_floor_are_lines_of_one_height():
    ground = ground_of(bowl)
    path = Floor(ground).contours
    points = [(path.elementAt(k).x, path.elementAt(k).y) for k in range(path.elementCount())]
    levels = ground.range.levels
    x, y = np.array(points).T
    off = np.abs(bowl(x, y)[:, None] - levels).min(axis=1)
    assert len(points) > 200 and off.max() < 0.02 * levels.max()


def test_coarse_cells_keep_the_rim():
    ground = ground_of(bowl, count=130)
    a, b, levels = ground.coarse(40)
    assert len(a) <= 42 and a[0] == ground.a[0] and a[-1] == ground.a[-1]
    assert levels[-1, -1] == ground.levels[-1, -1] and levels.shape == (len(b), len(a))


def test_a_way_is_seen_on_the_ground_with_its_shadow_on_the_floor(view):
    x = np.linspace(-2, 2, 30)
    way = Walked(1, np.stack([x, 0 * x], 1), bowl(x, 0), True)
    view.look(Camera(0, 40))
    before = view.grab().toImage()
    view.show_walks([way])
    image = view.grab().toImage()
    projection = view.projection()
    at = projection.pixel(-1.0, 0.0, float(view.ground.level(np.array(1.0)))).toPoint()
    colour, wanted = image.pixelColor(at), runner_color(1)
    assert abs(colour.red() - wanted.red()) + abs(colour.blue() - wanted.blue()) < 80
    assert image.pixelColor(at) != before.pixelColor(at)


def test_a_runner_higher_than_the_picture_stands_at_its_top_with_an_arrow(view):
    """Its true risk may be above all of the plane that is drawn: it must not get lost."""
    ground = ground_of(bowl)
    top = float(ground.heights.max())
    points, low = np.array([[0.0, 0.0], [1.0, 0.5]]), np.array([0.0, 1.5])
    inside, higher = (
        Placed(ground, seen(ground), Walked(0, points, heights, True))
        for heights in (low, np.array([0.0, 50 * top]))
    )
    assert not inside.higher and higher.higher
    there = seen(ground).to_pixels(points[1:, 0], points[1:, 1], np.ones(1))[0]
    assert (higher.head.x(), higher.head.y()) == pytest.approx(tuple(there))
    assert higher.head.y() < inside.head.y()
    assert not higher.there[-1]  # no line is drawn to where it is not
    view.show_walks([Walked(3, points, np.array([0.0, 50 * top]), True)])
    image = view.grab().toImage()
    colour = runner_color(3)
    at = [
        (x, y) for x in range(image.width()) for y in range(image.height())
        if image.pixelColor(x, y) == colour
    ]
    assert len(at) > 60  # the marker and its arrow
    away = Placed(ground, seen(ground), Walked(0, points + 10, np.array([0.0, 50 * top])))
    assert away.head is None and not away.higher


def test_mouse_and_keys_turn_within_bounds(view, qtbot):
    camera = view.camera
    middle = view.rect().center()
    qtbot.mousePress(view, Qt.MouseButton.LeftButton, pos=middle)
    qtbot.mouseMove(view, middle + QPoint(50, 0))
    QTest.mouseMove(view, middle + QPoint(50, 1000))
    qtbot.mouseRelease(view, Qt.MouseButton.LeftButton, pos=middle)
    assert view.camera.azimuth > camera.azimuth
    assert view.camera.elevation == HIGHEST
    azimuth = view.camera.azimuth
    qtbot.keyClick(view, Qt.Key.Key_Right, Qt.KeyboardModifier.ControlModifier)
    assert view.camera.azimuth < azimuth
    for _ in range(40):
        qtbot.keyClick(view, Qt.Key.Key_Down, Qt.KeyboardModifier.ControlModifier)
    assert view.camera.elevation == LOWEST
    assert not view.fine
    qtbot.waitUntil(lambda: view.fine)


def test_heights_are_stretched_and_the_ground_is_zoomed(view, qtbot):
    zooms = []
    view.zoomed.connect(zooms.append)
    for modifier in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ShiftModifier):
        QApplication.sendEvent(view, QWheelEvent(
            QPointF(200, 200), QPointF(200, 200), QPoint(), QPoint(0, 120),
            Qt.MouseButton.NoButton, modifier, Qt.ScrollPhase.NoScrollPhase, False,
        ))
    assert len(zooms) == 1 and zooms[0] > 1
    assert view.camera.stretch > 1
    qtbot.waitUntil(lambda: view.fine)


def test_from_above_is_told_and_is_the_map(view, qtbot):
    with qtbot.waitSignal(view.above_reached):
        view.look_from_above()
    assert view.projection().above
    view.look_down_from_above()
    assert view.camera == Camera()
    qtbot.waitUntil(lambda: view.fine)


def test_an_animated_flight_ends_where_it_was_to(view, qtbot):
    view.animated = True
    with qtbot.waitSignal(view.above_reached):
        view.look_from_above()
    assert view.projection().above
    qtbot.waitUntil(lambda: view.fine)


def test_without_a_ground_a_sentence_stands_there(view):
    view.show_ground(None)
    view.grab()
    assert view.projection() is None


def test_the_floor_lies_below_the_ground():
    projection = seen(ground_of(bowl))
    assert projection.pixel(0, 0, -GAP).y() > projection.pixel(0, 0, 0.0).y()


def test_words_about_heights_go_where_the_axes_have_none(view):
    view.resize(420, 260)
    lines = about_height(view.ground, view.projection())
    area = QRectF(view.rect()).adjusted(6, 6, -6, -6)
    moved = 0
    for azimuth in range(-180, 180, 15):
        view.look(Camera(float(azimuth), 25.0))
        view.grab()
        place = view.words_place(lines, area)
        words = view.edge_words
        assert words and area.contains(place)
        assert not any(map(place.intersects, words))
        moved += place.left() > area.left() + 1 or place.top() < area.center().y()
    assert 0 < moved < 24  # else the first corner would do, or none
