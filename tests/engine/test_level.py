"""Surfaces that are level over an area are told from those that only look so."""

import math

import pytest

from playground.engine import TypedSurface, surfaces
from playground.engine.level import level_area, lowest_seen

WINDOW = ((-2, 2), (-2, 2))


@pytest.mark.parametrize(("text", "level"), [
    ("max(0, x^2 + y^2 - 1)", "lowest"),
    ("sqrt(max(0, x^2 + y^2 - 1))", "lowest"),
    ("max(0, x)", "lowest"),
    ("-max(0, x^2 + y^2 - 1)", "higher"),
    ("1", "everywhere"),
    ("x^2", ""),
    ("x^4 + y^4", ""),
    ("x y", ""),
    ("1e-9 x + 5", ""),
    ("exp(-1/max(0, x))", "lowest"),
    ("log(x)", ""),
])
def test_where_a_typed_function_is_level(text, level):
    assert level_area(TypedSurface(text, WINDOW)) == level


@pytest.mark.parametrize("name", surfaces)
def test_no_surface_of_ours_is_level_over_an_area(name):
    assert level_area(surfaces[name]()) == ""


def test_the_lowest_height_is_of_what_is_finite():
    assert lowest_seen(TypedSurface("x^2 + y^2 - 3", WINDOW)) == -3
    assert lowest_seen(TypedSurface("sqrt(x)", WINDOW)) == 0
    assert math.isnan(lowest_seen(TypedSurface("log(-1 - x^2)", WINDOW)))
