"""Every registered surface: gradients, formulas, minima and the facts that a learner is shown."""

import itertools
import math

import numpy as np
import pytest

from playground.engine.critical import polish
from playground.engine.curvature import hessian
from playground.engine.descent import descend, first_step
from playground.engine.expressions.expression import parse
from playground.engine.optimizers.gradient_descent import GradientDescent
from playground.engine.optimizers.momentum import Momentum
from playground.engine.parameters import declared
from playground.engine.surface import GROUPS, SurfaceProblem
from playground.engine.surfaces import surfaces

STEP = np.array([1, -8, 8, -1]) / 12, np.array([-2, -1, 1, 2])

# No Hessian at the minimum.
PEAKED = {"ackley"}
DEGENERATE = {"monkey_saddle"}
# Their start is their lesson: descent sticks there.
STUCK = {"plateau"}

# name, eigenvalues, condition number, 2/λmax, with as many digits as surfaces.md gives
AT_MINIMUM = [
    ("bowl", "1 10", "10", "0.2"),
    ("rotated_ravine", "1 100", "100", ".02"),
    ("rosenbrock", ".399 1001.6", "2508", ".001997"),
    ("himmelblau", "25.7 82.3", "3.2", ".0243"),
    ("beale", ".301 48.98", "162.5", ".0408"),
    ("booth", "2 18", "9", ".111"),
    ("matyas", ".04 1", "25", "2"),
    ("rastrigin", "396.8 396.8", "1", ".00504"),
    ("three_hump_camel", "1.59 4.41", "2.8", ".453"),
    ("six_hump_camel", "7.68 16.49", "2.1", ".121"),
    ("mccormick", "1.73 4", "2.3", ".5"),
    ("styblinski_tang", "34.6 34.6", "1", ".0578"),
    ("goldstein_price", "402.8 965.2", "2.4", ".00207"),
    ("easom", "3 3", "1", ".667"),
    ("bounded_saddle", "2 4", "2", ".5"),
    ("plateau", "4 4", "1", ".5"),
    ("banana", "1.38 520.6", "376", ".00384"),
    ("hagan", "8 21.4", "2.7", ".0934"),
    ("hagan_sgd", "4 20", "5", ".1"),
    ("drop_wave", "72.5 72.5", "1", ".0276"),
]

VALUES = {
    "himmelblau": (0, 0, 0, 0),
    "rastrigin": (0,),
    "ackley": (0,),
    "three_hump_camel": (0, 0.298638, 0.298638),
    "six_hump_camel": (-1.0316285, -1.0316285, -0.215464, -0.215464, 2.10425, 2.10425),
    "mccormick": (-1.9132230, 1.22837),
    "styblinski_tang": (-78.332331, -64.195612, -64.195612, -50.058893),
    "goldstein_price": (3, 30, 84, 840),
    "easom": (-1,),
    "bounded_saddle": (-1, -1),
    "hagan": (0.943827, 2.926658),
    "drop_wave": (-1,),
    "lecture_example": (9.505774,),
}

SLOPES = [
    ("rosenbrock", (-1.5, 2), "163"),
    ("himmelblau", (-0.15, 0.67), "39"),
    ("beale", (1, 1.5), "99"),
    ("booth", (-8, 7), "66"),
    ("matyas", (-9, 8), "12"),
    ("rastrigin", (-2, 3.5), "8.1"),
    ("three_hump_camel", (1.9, 1.4), "6.8"),
    ("six_hump_camel", (-1.6, 1.2), "16.6"),
    ("mccormick", (3.5, 3), "2.5"),
    ("styblinski_tang", (0.2, 0.2), ".97"),
    ("goldstein_price", (1.5, 1), "1336"),
    ("easom", (5, 4.5), ".0022"),
    ("plateau", (2, 2), ".0000013"),
    ("banana", (-1.2, 0.6), "53"),
]


@pytest.fixture(params=sorted(surfaces))
def surface(request):
    return surfaces[request.param]()


def points_in(window, count=200):
    low, high = np.array(window, float).T
    return np.random.default_rng(7).uniform(low, high, (count, 2)).T


def agrees(number, digits):
    """Whether a number rounds to the digits that stand in the table."""
    decimals = len(digits.partition(".")[2])
    return abs(number - float(digits)) <= 0.501 * 10.0**-decimals


def gradient_at(surface, point):
    return math.hypot(*surface.gradient(*point, math))


def walk(surface, optimizer, steps, start=None):
    """The steps from a surface's own start or another, step 0 included."""
    problem = SurfaceProblem(surfaces[surface]() if isinstance(surface, str) else surface)
    start = problem.start() if start is None else np.array(start, float)
    first = first_step(problem, optimizer, start)
    return [first, *itertools.islice(descend(problem, optimizer, first), steps)]


# --- every surface ----------------------------------------------------------------------------


def test_gradient_is_the_slope(surface):
    x, y = points_in(surface.window)
    h = 1e-4
    weights, steps = STEP
    by_x = sum(w * surface.value(x + k * h, y) for w, k in zip(weights, steps, strict=True)) / h
    by_y = sum(w * surface.value(x, y + k * h) for w, k in zip(weights, steps, strict=True)) / h
    gx, gy = surface.gradient(x, y)
    typical = np.median(np.hypot(gx, gy))
    difference = np.hypot(gx - by_x, gy - by_y)
    rounding = 1e-15 * np.abs(surface.value(x, y)) / h
    assert (difference < 1e-6 * np.maximum(np.hypot(gx, gy), 1e-2 * typical) + rounding).all()


def test_gradient_holds_for_other_settings(surface):
    for other in other_settings(surface):
        assert other != surface
        test_gradient_is_the_slope(other)
        for point in other.minima:
            assert gradient_at(other, point) < 1e-8


def test_one_point_and_a_grid_agree(surface):
    x, y = points_in(surface.window)
    value, gradient = surface.value(x, y), np.array(surface.gradient(x, y))
    assert value.shape == x.shape and gradient.shape == (2, *x.shape)
    points = list(zip(x.tolist(), y.tolist(), strict=True))
    single = [surface.value(*point, math) for point in points]
    slopes = np.transpose([surface.gradient(*point, math) for point in points])
    assert all(type(number) is float for number in single)
    typical = np.median(np.abs(value))
    np.testing.assert_allclose(single, value, rtol=1e-13, atol=1e-13 * typical)
    np.testing.assert_allclose(slopes, gradient, rtol=1e-12, atol=1e-13 * np.ptp(gradient))


def test_formula_says_what_the_code_does(surface):
    x, y = points_in(surface.window)
    for example in (surface, *other_settings(surface)):
        formula = parse(example.formula, constants=example.settings)
        value, gradient = example.value(x, y), example.gradient(x, y)
        tight = {"rtol": 1e-11, "atol": 1e-12 * np.ptp(value)}
        np.testing.assert_allclose(formula.value(x, y), value, **tight)
        np.testing.assert_allclose(formula.gradient(x, y), gradient, **tight)


def other_settings(surface):
    for name, declaration in declared(type(surface)).items():
        low, high = declaration.slider_range
        yield type(surface)(**{name: low + 0.3 * (high - low)})


def test_declared_minima_are_minima(surface):
    for point in surface.minima:
        polished = polish(surface, *point)
        assert polished is not None
        assert math.dist(point, polished) < 1e-5
        assert gradient_at(surface, polished) < 1e-8
        if surface.name not in PEAKED:
            assert np.linalg.eigvalsh(hessian(surface, *polished)).min() > 1e-3


def test_declared_saddles_are_saddles(surface):
    for point in surface.saddles:
        polished = polish(surface, *point)
        assert polished is not None
        assert math.dist(point, polished) < 1e-5
        assert gradient_at(surface, polished) < 1e-8
        low, high = np.linalg.eigvalsh(hessian(surface, *polished))
        if surface.name in DEGENERATE:
            assert max(abs(low), abs(high)) < 1e-9
        else:
            assert low < 0 < high


def test_first_minimum_is_the_lowest_point_in_the_window(surface):
    if not surface.minima:
        assert surface.saddles
        return
    grid = np.meshgrid(*(np.linspace(low, high, 401) for low, high in surface.window))
    values = [surface.value(*point, math) for point in surface.minima]
    assert values[0] <= surface.value(*grid).min() + 1e-5
    assert values[0] <= min(values) + 1e-5


def test_the_whole_window_can_be_drawn(surface):
    grid = np.meshgrid(*(np.linspace(low, high, 256) for low, high in surface.window))
    assert np.isfinite(surface.value(*grid)).all()
    assert np.isfinite(surface.gradient(*grid)).all()


def test_far_away_nothing_is_raised(surface):
    problem = SurfaceProblem(surface)
    for point in [(1e200, -1e200), (np.inf, 0), (np.nan, 1), (-1e3, 1e3)]:
        loss, gradient = problem.loss_and_grad(np.array(point, float))
        assert isinstance(loss, float) and gradient.shape == (2,)


def test_words_and_places(surface):
    for text in (surface.title, surface.teaches, surface.formula, type(surface).__doc__):
        assert text.strip()
    assert surface.teaches.endswith(".") and len(surface.teaches) < 200
    assert surface.group in GROUPS
    for (low, high), start in zip(surface.window, surface.start, strict=True):
        assert low < start < high
    for point in surface.minima + surface.saddles:
        assert all(low <= p <= high for (low, high), p in zip(surface.window, point, strict=True))


def test_descent_from_the_start_is_worth_watching(surface):
    walked = walk(surface.name, GradientDescent(surface.learning_rate), 150)
    inside = [
        all(low <= t <= high for (low, high), t in zip(surface.window, s.theta, strict=True))
        for s in walked
    ]
    losses = [s.loss for s in walked if np.isfinite(s.loss)]
    assert all(b <= a + 1e-12 for a, b in itertools.pairwise(losses))
    travelled = math.dist(walked[0].theta, walked[100].theta)
    if surface.name in STUCK:
        assert travelled < 1e-3
    else:
        assert travelled > 0.02 * min(high - low for low, high in surface.window)
        assert sum(inside) >= 100


def test_titles_and_lessons_differ():
    for field in ("title", "teaches", "formula"):
        texts = [getattr(cls(), field) for cls in surfaces.values()]
        assert len(set(texts)) == len(texts)


# --- the facts --------------------------------------------------------------------------------


@pytest.mark.parametrize(("name", "eigenvalues", "condition", "bound"), AT_MINIMUM)
def test_curvature_at_the_minimum(name, eigenvalues, condition, bound):
    surface = surfaces[name]()
    low, high = np.linalg.eigvalsh(hessian(surface, *polish(surface, *surface.minima[0])))
    for number, digits in zip((low, high), eigenvalues.split(), strict=True):
        assert agrees(number, digits)
    assert agrees(high / low, condition)
    assert agrees(2 / high, bound)


@pytest.mark.parametrize("name", VALUES)
def test_values_at_the_minima(name):
    surface = surfaces[name]()
    values = [surface.value(*point, math) for point in surface.minima]
    assert values == pytest.approx(VALUES[name], abs=6e-6)


@pytest.mark.parametrize(("name", "point", "slope"), SLOPES)
def test_slope_at_a_recommended_start(name, point, slope):
    assert agrees(gradient_at(surfaces[name](), point), slope)


def test_himmelblau_saddles_and_hagan_saddle():
    saddle_values = {
        "himmelblau": (13.31193, 67.71915, 104.01516, 178.33724),
        "hagan": (3.129515,),
    }
    for name, values in saddle_values.items():
        surface = surfaces[name]()
        assert [surface.value(*p) for p in surface.saddles] == pytest.approx(values, abs=6e-6)


def test_ackley_is_level_by_definition_at_its_peak():
    ackley = surfaces["ackley"]()
    for xp in (math, np):
        assert tuple(ackley.gradient(0.0, 0.0, xp)) == (0, 0)
        assert ackley.value(0.0, 0.0, xp) == pytest.approx(0, abs=1e-15)
    assert np.array(ackley.gradient(np.zeros(3), np.zeros(3))).tolist() == [[0] * 3] * 2
    assert gradient_at(ackley, (1e-9, 0.0)) == pytest.approx(20 / 5 / math.sqrt(2), rel=1e-6)


def test_beale_falls_along_its_escape_valley():
    heights = [surfaces["beale"]().value(x, 1 - 1 / x, math) for x in (-1e3, -1e5)]
    assert heights[0] > heights[1] > 0.45


def test_hagan_sgd_is_the_error_of_a_neuron():
    inputs, targets = [(-1, 2), (2, -1), (0, -1), (-1, 0)], [-1, -1, 1, 1]
    surface = surfaces["hagan_sgd"]()
    for x, y in points_in(surface.window, 5).T.tolist():
        errors = [t - x * p - y * q for (p, q), t in zip(inputs, targets, strict=True)]
        assert surface.value(x, y, math) == pytest.approx(sum(e * e for e in errors))


# --- what the lessons promise -----------------------------------------------------------------


def test_plateau_looks_converged():
    steps = walk("plateau", GradientDescent(surfaces["plateau"].learning_rate), 1)
    assert np.linalg.norm(steps[1].theta - steps[0].theta) < 1e-5
    assert steps[1].loss > 0.99


def test_saddle_holds_only_who_starts_on_its_ridge():
    assert np.allclose(walk("saddle", GradientDescent(0.05), 300)[-1].theta, 0)
    assert abs(walk("saddle", GradientDescent(0.05), 100, (1.5, 1e-3))[-1].theta[1]) > 2
    assert np.allclose(walk("bounded_saddle", GradientDescent(0.05), 300)[-1].theta, (0, 2**0.5))
    on_the_line = walk("dixon_price", GradientDescent(0.02), 500, (2.5, 0))[-1].theta
    assert np.allclose(on_the_line, (1 / 3, 0))


@pytest.mark.parametrize("name", ["hagan", "three_hump_camel"])
def test_momentum_reaches_the_best_minimum_where_plain_descent_does_not(name):
    cls = surfaces[name]
    plain = walk(name, GradientDescent(cls.learning_rate), 1000)[-1].theta
    quick = walk(name, Momentum(cls.learning_rate), 1000)[-1].theta
    assert math.dist(plain, cls.minima[0]) > 0.5
    assert math.dist(quick, cls.minima[0]) < 1e-3


def test_easom_waits_then_falls():
    walked = walk("easom", GradientDescent(surfaces["easom"].learning_rate), 150)
    assert math.dist(walked[20].theta, walked[0].theta) < 0.2
    assert math.dist(walked[-1].theta, (math.pi, math.pi)) < 1e-3


def test_shallower_dents_let_descent_get_further():
    ends = []
    for amplitude in (10, 0.3):
        surface = surfaces["rastrigin"](amplitude=amplitude)
        walked = walk(surface, GradientDescent(surface.learning_rate), 3000)
        ends.append(np.linalg.norm(walked[-1].theta))
    assert ends[1] < 0.5 * ends[0]
