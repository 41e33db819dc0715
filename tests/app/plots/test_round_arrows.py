"""Arrows in the round: in the ground's tangent, as long as the map's, or to where a step ends."""

import numpy as np
import pytest
from PySide6.QtCore import QRectF

from playground.app.plots.heights import Range
from playground.app.plots.round.arrows import Heading, placed, slope, smooth_level
from playground.app.plots.round.camera import GAP, MAP, Camera, Projection
from playground.app.plots.round.ground import Ground

SIDE = np.linspace(-2, 2, 81)
A, B = np.meshgrid(SIDE, SIDE)
BOWL = A**2 + 0.5 * B**2
AREA = QRectF(0, 0, 600, 600)


@pytest.fixture
def ground(qapp):
    return Ground(SIDE, SIDE, BOWL, Range(False, 0.0, 0.0, 6.0))


def heading(**other):
    given = {"at": (1.0, -1.0), "height": 1.5, "tip": (0.5, -0.75), "label": "", "color": "#000000"}
    return Heading(**{**given, **other})


def beside(arrow, head):
    """Whether it begins at the marker's edge, on the way from the head to the tip."""
    tail, tip = arrow.tail - head, arrow.tip - head
    across = tail.x() * tip.y() - tail.y() * tip.x()
    return abs(across) < 1e-6 * tip.manhattanLength() and np.hypot(tail.x(), tail.y()) < 9.1


def test_the_slope_is_the_grounds(ground):
    np.testing.assert_allclose(slope(ground, 1.0, -1.0), np.array([2.0, -1.0]) / 6, atol=1e-3)
    assert smooth_level(ground, 1.0, -1.0) == pytest.approx(1.5 / 6)
    assert np.isnan(smooth_level(ground, 2.1, 0.0))


def test_a_slopes_arrow_lies_in_the_tangent(ground):
    projection = Projection(ground, Camera(20.0, 40.0), AREA, AREA, 40)
    arrow = placed(ground, projection, heading())
    level = 1.5 / 6 + (2.0 * -0.5 + -1.0 * 0.25) / 6
    tip = projection.pixel(0.5, -0.75, level)
    assert (arrow.tip - tip).manhattanLength() < 1
    head = projection.pixel(1.0, -1.0, 0.25)
    assert beside(arrow, head)


def test_a_step_ends_on_the_ground_where_it_ends(ground):
    projection = Projection(ground, Camera(20.0, 40.0), AREA, AREA, 40)
    arrow = placed(ground, projection, heading(tip=(-1.0, 1.0), lands=True))
    assert (arrow.tip - projection.pixel(-1.0, 1.0, 1.5 / 6)).manhattanLength() < 0.5


def test_a_path_that_hovers_keeps_its_height_over_the_ground(ground):
    projection = Projection(ground, Camera(20.0, 40.0), AREA, AREA, 40)
    arrow = placed(ground, projection, heading(height=3.0, tip=(-1.0, 1.0), lands=True))
    assert beside(arrow, projection.pixel(1.0, -1.0, 3 / 6))
    assert (arrow.tip - projection.pixel(-1.0, 1.0, 3 / 6)).manhattanLength() < 0.5


def test_from_above_it_is_the_maps(ground):
    projection = Projection(ground, MAP, AREA, AREA, 40)
    arrow = placed(ground, projection, heading(tip=(0.5, -1.0)))
    assert (arrow.tip.x(), arrow.tip.y()) == pytest.approx((375, 450))
    assert (arrow.tail.x(), arrow.tail.y()) == pytest.approx((441, 450))


def test_what_would_leave_the_picture_is_shortened_and_what_is_cut_off_not_drawn(ground):
    projection = Projection(ground, Camera(0.0, 30.0), AREA, AREA, 40)
    arrow = placed(ground, projection, heading(tip=(-40.0, -1.0)))
    floor = projection.pixel(0.0, -1.0, -GAP).y()
    assert arrow.tip.y() == pytest.approx(floor) and arrow.tip.x() < arrow.tail.x()
    assert placed(ground, projection, heading(height=7.0)) is None
    assert placed(ground, projection, heading(at=(5.0, 0.0))) is None
    assert placed(ground, projection, heading(tip=(1.0, -1.001))) is None
