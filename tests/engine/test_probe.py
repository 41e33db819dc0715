"""The probe: the lecture's numbers, directions, the plane's error, and kinks."""

import math

import numpy as np
import pytest

from playground.engine.expressions.typed_surface import TypedSurface
from playground.engine.probe import cross_section, height, probe
from playground.engine.surfaces import surfaces

LECTURE = surfaces["lecture_example"]()


def test_lecture_example_at_the_origin():
    found = probe(LECTURE, (0, 0), (0.1, 0.2))
    assert found.value == 14
    assert found.gradient == (-4, -6)
    assert found.norm == pytest.approx(math.sqrt(52))
    assert found.descent == pytest.approx((4 / math.sqrt(52), 6 / math.sqrt(52)))
    assert found.approximation == pytest.approx(14 - 0.4 - 1.2)
    true = math.exp(0.05) + 1.9**2 + 2.8**2
    assert found.true_value == pytest.approx(true)
    assert found.error == pytest.approx(true - 12.4)
    assert found.relative_error == pytest.approx((true - 12.4) / (14 - true))
    assert found.differentiable and not found.stationary


@pytest.mark.parametrize("name", list(surfaces))
def test_directions_say_what_they_claim(name):
    surface = surfaces[name]()
    (left, right), (low, high) = surface.window
    point = left + 0.3 * (right - left), low + 0.6 * (high - low)
    found = probe(surface, point)
    assert found.differentiable
    for slopes, exact in zip(found.slopes, found.gradient, strict=True):
        assert slopes[:2] == pytest.approx((exact, exact), rel=1e-4, abs=1e-4 * found.norm)
    if found.ascent is None:
        assert found.norm == 0
        return
    small = 1e-5 * (right - left)

    def change(way):
        return height(surface, point[0] + small * way[0], point[1] + small * way[1]) - found.value

    assert change(found.descent) < 0 < change(found.ascent)
    assert abs(change(found.level)) < 0.01 * change(found.ascent)
    assert np.dot(found.level, found.gradient) == pytest.approx(0, abs=1e-9 * found.norm)
    assert math.hypot(*found.level) == pytest.approx(1)


def test_error_shrinks_fourfold_when_delta_is_halved():
    errors = [probe(LECTURE, (0.3, -0.2), (h, h)).error for h in (0.02, 0.01, 0.005)]
    assert errors[0] / errors[1] == pytest.approx(4, rel=0.02)
    assert errors[1] / errors[2] == pytest.approx(4, rel=0.01)


def test_a_plane_has_no_error():
    found = probe(TypedSurface("2*x - 3*y + 1"), (1, 1), (0.5, 0.25))
    assert found.error == pytest.approx(0, abs=1e-15)
    assert found.approximation == pytest.approx(0.25)


def test_saddle_is_level_but_differentiable():
    found = probe(surfaces["saddle"](), (0, 0), (0.1, 0))
    assert found.stationary and found.differentiable
    assert found.ascent is found.descent is found.level is None
    assert math.isfinite(found.relative_error)


@pytest.mark.parametrize("text, x, y", [
    ("abs(x) + 2*abs(y)", (-1, 1), (-2, 2)),
    ("max(x, y)", (0, 1), (0, 1)),
    ("abs(x - y)", (-1, 1), (-1, 1)),
    ("sqrt(x^2 + y^2)", (-1, 1), (-1, 1)),
    ("sqrt(abs(x))", (-math.inf, math.inf), (0, 0)),
])
def test_kinks_have_a_slope_on_each_side(text, x, y):
    found = probe(TypedSurface(text), (0, 0))
    assert not found.differentiable
    assert found.slopes[0][:2] == pytest.approx(x)
    assert found.slopes[1][:2] == pytest.approx(y)
    assert found.slopes[0].kink
    assert probe(TypedSurface(text), (0.7, 0.3)).differentiable


def test_a_kink_that_only_the_diagonals_see():
    assert not probe(TypedSurface("sqrt(abs(x*y))"), (0, 0)).differentiable


def test_a_sharp_bend_is_no_kink():
    assert probe(TypedSurface("1000*x^2 + y^2"), (0, 0)).differentiable
    assert probe(TypedSurface("x^2 + 1e9"), (0.5, 0)).differentiable


def test_where_f_is_not_defined():
    found = probe(TypedSurface("sqrt(x)"), (0, 0))
    assert math.isnan(found.slopes[0].left) and found.slopes[0].right == math.inf
    assert not found.differentiable and found.descent is None
    assert not math.isfinite(probe(TypedSurface("log(x)"), (-1, 0), (0.1, 0)).approximation)
    far = probe(LECTURE, (1e200, -1e200), (1, 1))
    assert not far.differentiable


@pytest.mark.parametrize("axis", [0, 1])
def test_cross_section_goes_through_the_point(axis):
    positions, values = cross_section(LECTURE, (0.5, -0.25), axis, 0.5, 65)
    assert len(positions) == len(values) == 65
    assert positions[32] == (0.5, -0.25)[axis]
    assert values[32] == pytest.approx(height(LECTURE, 0.5, -0.25))
    assert positions[-1] - positions[0] == pytest.approx(1)
    corner = (1.0, -0.25) if axis == 0 else (0.5, 0.25)
    assert values[-1] == pytest.approx(height(LECTURE, *corner))


def test_cross_section_of_a_constant_and_of_nothing():
    assert (cross_section(TypedSurface("3"), (0, 0), 0, 1.0)[1] == 3).all()
    values = cross_section(TypedSurface("log(x)"), (0, 0), 0, 1.0)[1]
    assert np.isnan(values[:32]).all() and np.isfinite(values[33:]).all()
