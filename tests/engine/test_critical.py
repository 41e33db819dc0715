"""The finder of critical points, on every registered surface and on awkward functions."""

import math
from collections import Counter
from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest

from playground.engine.critical import (
    CriticalPoint,
    critical_points,
    distance_to_nearest,
    polish,
)
from playground.engine.curvature import hessian
from playground.engine.surface import Surface
from playground.engine.surfaces import surfaces

SQUARE = ((-2.0, 2.0), (-2.0, 2.0))


def plain(value, gradient, window=SQUARE) -> Surface:
    """An unregistered surface that declares nothing."""
    bounds = window

    @dataclass(frozen=True)
    class Plain(Surface):
        window = bounds

        def value(self, x: Any, y: Any, xp: Any = np) -> Any:
            return value(x, y)

        def gradient(self, x: Any, y: Any, xp: Any = np) -> tuple[Any, Any]:
            return gradient(x, y)

    return Plain()


def without_declarations(cls) -> Surface:
    return type("Undeclared", (cls,), {"minima": (), "saddles": ()})()


def nearest_to(place, points):
    return min(points, key=lambda point: math.dist(place, (point.x, point.y)))


def kinds(points):
    return Counter(point.kind for point in points)


# --- one point --------------------------------------------------------------------------------


@pytest.mark.parametrize("name", sorted(set(surfaces) - {"ackley"}))
def test_hessian_agrees_with_the_symbolic_one(name):
    sympy = pytest.importorskip("sympy")
    surface = surfaces[name]()
    x, y = sympy.symbols("x y")
    f = surface.value(x, y, Symbolic(sympy))
    second = sympy.lambdify((x, y), sympy.hessian(f, (x, y)).tolist(), "math")
    low, high = np.array(surface.window, float).T
    for point in np.random.default_rng(3).uniform(low, high, (20, 2)).tolist():
        exact, here = np.array(second(*point), float), hessian(surface, *point)
        assert np.array_equal(here, here.T)
        largest = max(np.abs(exact).max(), 1e-3)
        assert np.abs(here - exact).max() < 1e-8 * largest


class Symbolic:
    """SymPy's functions under NumPy's names."""

    def __init__(self, sympy) -> None:
        self.sympy = sympy

    def __getattr__(self, name):
        return getattr(self.sympy, name)

    def hypot(self, x, y):
        return self.sympy.sqrt(x * x + y * y)

    def expm1(self, x):
        return self.sympy.exp(x) - 1


def test_polish_goes_to_the_point_or_says_that_there_is_none():
    himmelblau = surfaces["himmelblau"]()
    assert polish(himmelblau, 2.9, 2.1) == pytest.approx((3, 2), abs=1e-12)
    assert polish(himmelblau, -0.27, -0.92) == pytest.approx((-0.270845, -0.923039), abs=1e-6)
    slope = plain(lambda x, y: x * x + y / 1000, lambda x, y: (2 * x, 0 * y + 0.001))
    assert polish(slope, 1.0, 1.0) is None
    assert polish(himmelblau, math.nan, 0.0) is None


def test_numbers_of_a_point():
    minimum = CriticalPoint(0, 0, 0, (2, 8), "minimum")
    assert (minimum.condition_number, minimum.learning_rate_bound) == (4, 0.25)
    saddle = CriticalPoint(0, 0, 0, (-2, 2), "saddle")
    assert (saddle.condition_number, saddle.learning_rate_bound) == (None, 1)
    maximum = CriticalPoint(0, 0, 0, (-3, -2), "maximum")
    assert (maximum.condition_number, maximum.learning_rate_bound) == (None, None)
    valley = CriticalPoint(0, 0, 0, (0, 2), "degenerate")
    assert (valley.condition_number, valley.learning_rate_bound) == (math.inf, 1)
    peak = CriticalPoint(0, 0, 0, None, "minimum")
    assert (peak.condition_number, peak.learning_rate_bound) == (None, None)


# --- the search -------------------------------------------------------------------------------


@pytest.mark.parametrize("name", sorted(surfaces))
def test_search_alone_finds_what_is_declared(name):
    cls = surfaces[name]
    found = critical_points(without_declarations(cls))
    assert len(found) == len(critical_points(cls()))
    for declared, wanted in ((cls.minima, "minimum"), (cls.saddles, "saddle")):
        for point in declared:
            nearest = nearest_to(point, found)
            assert math.dist(point, (nearest.x, nearest.y)) < 1e-5
            assert nearest.kind == ("degenerate" if name == "monkey_saddle" else wanted)


@pytest.mark.parametrize("name", sorted(surfaces))
def test_found_points_are_level_sorted_and_inside(name):
    surface = surfaces[name]()
    found = critical_points(surface)
    order = [("minimum", "saddle", "maximum", "degenerate").index(p.kind) for p in found]
    assert order == sorted(order)
    minima = [p.value for p in found if p.kind == "minimum"]
    assert minima == sorted(minima)
    for point in found:
        assert point.value == pytest.approx(surface.value(point.x, point.y, math), abs=1e-12)
        slope = math.hypot(*surface.gradient(point.x, point.y, math))
        assert slope < 1e-8
        for (low, high), at in zip(surface.window, (point.x, point.y), strict=True):
            assert low <= at <= high


COUNTS = {
    "rastrigin": {"minimum": 121, "saddle": 220, "maximum": 100},
    "ackley": {"minimum": 121, "saddle": 220, "maximum": 100},
    "himmelblau": {"minimum": 4, "saddle": 4, "maximum": 1},
    "goldstein_price": {"minimum": 4, "saddle": 4, "maximum": 1},
    "styblinski_tang": {"minimum": 4, "saddle": 4, "maximum": 1},
    "six_hump_camel": {"minimum": 6, "saddle": 7, "maximum": 2},
    "three_hump_camel": {"minimum": 3, "saddle": 2},
    "mccormick": {"minimum": 2, "saddle": 1},
    "hagan": {"minimum": 2, "saddle": 1},
    "beale": {"minimum": 1, "saddle": 2},
    "rosenbrock": {"minimum": 1},
    "easom": {"minimum": 5, "saddle": 4, "maximum": 4},
    "monkey_saddle": {"degenerate": 1},
}


@pytest.mark.parametrize("name", COUNTS)
def test_how_many_there_are(name):
    assert kinds(critical_points(surfaces[name]())) == COUNTS[name]


def test_second_best_minima():
    first, *others = critical_points(surfaces["rastrigin"]())[:6]
    assert (first.x, first.y) == (0, 0)
    assert [p.value for p in others[:4]] == pytest.approx([0.99496] * 4, abs=5e-6)
    first, *others = critical_points(surfaces["ackley"]())[:6]
    assert (first.x, first.y, first.eigenvalues) == (0, 0, None)
    assert [p.value for p in others[:4]] == pytest.approx([2.57993] * 4, abs=5e-6)
    assert all(max(abs(p.x), abs(p.y)) == pytest.approx(0.95217, abs=5e-6) for p in others[:4])


def test_saddle_and_maximum_of_himmelblau():
    found = critical_points(surfaces["himmelblau"]())
    assert found[-1].kind == "maximum" and found[-1].value == pytest.approx(181.61652, abs=5e-6)
    assert found[4].kind == "saddle" and found[4].value == pytest.approx(13.31193, abs=5e-6)


def test_narrow_valleys_hide_nothing():
    for b in (1.0, 1e4):
        assert kinds(critical_points(surfaces["rosenbrock"](b=b))) == {"minimum": 1}
    for angle in (-71.0, 0.0, 13.0, 45.0):
        ravine = surfaces["rotated_ravine"](kappa=1e6, angle=angle)
        (point,) = critical_points(ravine)
        assert (point.x, point.y) == pytest.approx((0, 0), abs=1e-9)
        assert point.condition_number == pytest.approx(1e6, rel=1e-3)


def test_another_window():
    himmelblau = surfaces["himmelblau"]()
    assert kinds(critical_points(himmelblau, ((0, 6), (0, 6)))) == {
        "minimum": 1, "saddle": 2,
    }
    assert critical_points(himmelblau, ((4.0, 6.0), (4.0, 6.0))) == ()
    # a point on the rim of the window counts
    assert len(critical_points(surfaces["bowl"](), ((0, 5), (0, 5)))) == 1


LEVEL = {
    "constant": (lambda x, y: 0 * x + 3, lambda x, y: (0 * x, 0 * y), {}),
    "slope": (lambda x, y: x, lambda x, y: (0 * x + 1, 0 * y), {}),
    "fourth powers": (
        lambda x, y: x**4 + y**4, lambda x, y: (4 * x**3, 4 * y**3), {"degenerate": 1},
    ),
    "minimum off the nodes": (
        lambda x, y: (x - 0.3) ** 2 + (y - 0.7) ** 4,
        lambda x, y: (2 * (x - 0.3), 4 * (y - 0.7) ** 3),
        {"degenerate": 1},
    ),
    "steep": (
        lambda x, y: np.exp(10 * (x * x + y * y)),
        lambda x, y: (
            20 * x * np.exp(10 * (x * x + y * y)), 20 * y * np.exp(10 * (x * x + y * y)),
        ),
        {"minimum": 1},
    ),
    "logarithm": (
        lambda x, y: np.log(x) ** 2 + y * y,
        lambda x, y: (2 * np.log(x) / x, 2 * y),
        {"minimum": 1},
    ),
    "pole": (
        lambda x, y: 1 / x**2 + x**2 + y * y,
        lambda x, y: (2 * x - 2 / x**3, 2 * y),
        {"minimum": 2},
    ),
    "kink": (
        lambda x, y: np.abs(x - 0.3) + np.abs(y),
        lambda x, y: (np.sign(x - 0.3), np.sign(y)),
        {"minimum": 1},
    ),
    "cone": (np.hypot, lambda x, y: (x / np.hypot(x, y), y / np.hypot(x, y)), {"minimum": 1}),
    "not a number": (lambda x, y: x * np.nan, lambda x, y: (x * np.nan, y * np.nan), {}),
}


@pytest.mark.parametrize("name", LEVEL)
def test_awkward_functions(name):
    value, gradient, expected = LEVEL[name]
    assert kinds(critical_points(plain(value, gradient))) == expected


def test_lines_and_rings_come_back_as_a_few_points():
    line = critical_points(plain(lambda x, y: x * x, lambda x, y: (2 * x, 0 * y)))
    assert 3 <= len(line) <= 20
    assert all(p.kind == "degenerate" and p.x == 0 and p.eigenvalues == (0, 2) for p in line)
    diagonal = critical_points(
        plain(lambda x, y: (x + y) ** 2, lambda x, y: (2 * (x + y), 2 * (x + y)))
    )
    assert 3 <= len(diagonal) <= 20
    rings = critical_points(surfaces["drop_wave"]())
    assert kinds(rings)["minimum"] == 1 and 10 <= kinds(rings)["degenerate"] <= 50


def test_finding_takes_little_work_and_is_remembered(work):
    rastrigin = surfaces["rastrigin"](amplitude=9.5)
    critical_points.cache_clear()
    with work:
        critical_points(rastrigin)
    assert work.calls < 20_000  # all points travel together: a call for each would be millions
    assert critical_points(rastrigin) is critical_points(surfaces["rastrigin"](amplitude=9.5))


# --- distances --------------------------------------------------------------------------------


def test_distance_to_the_nearest():
    minima = np.array([(3.0, 2.0), (-1.0, 0.0)])
    path = np.array([(3.0, 2.0), (0.0, 0.0), (3.0, 5.0), (np.nan, 0.0), (1e300, 0.0)])
    distance = distance_to_nearest(minima, path)
    assert distance[:3].tolist() == [0, 1, 3]
    assert np.isnan(distance[3]) and distance[4] == np.inf
    assert distance_to_nearest(np.empty((0, 2)), path).tolist() == [np.inf] * 5
    assert distance_to_nearest(minima, np.empty((0, 2))).shape == (0,)


def test_distance_of_a_long_path():
    random = np.random.default_rng(0)
    minima, path = random.normal(size=(121, 2)), random.normal(size=(100_000, 2))
    distance = distance_to_nearest(minima, path)
    for i in random.integers(len(path), size=50):
        assert distance[i] == pytest.approx(min(math.dist(path[i], m) for m in minima))
