"""Basins of attraction: every start ends where its own run ends, and at the minimum it is at."""

import numpy as np
import pytest
from rules import rule as rule_at
from rules import walkers

from playground.engine import basins as engine_basins
from playground.engine.basins import DIVERGED, NOWHERE, basins, run_all
from playground.engine.expressions.typed_surface import TypedSurface
from playground.engine.optimizers import optimizers
from playground.engine.stopping import StopRules
from playground.engine.surface import SurfaceProblem
from playground.engine.surfaces import surfaces
from playground.lab.runs.run import Run

SHAPES = ("himmelblau", "rosenbrock", "ackley", "beale", "plateau", "goldstein_price")
TYPED = {"kinks": "|x| + |y|", "hole": "log(x) + y^2", "steep": "sqrt(x) + sqrt(y)"}


def surface_of(name):
    return TypedSurface(TYPED[name], ((-2, 2), (-2, 2))) if name in TYPED else surfaces[name]()


def map_of(surface, optimizer="gradient_descent", count=9, window=None, rate=None, **rules):
    """The basins of a surface over its window, and the starts."""
    (x0, x1), (y0, y1) = window or surface.window
    rule = rule_at(optimizer, rate or surface.learning_rate)
    x, y = np.linspace(x0, x1, count), np.linspace(y0, y1, count + 2)
    stop = StopRules(**(rules or {"step_length": 1e-7}))
    return basins(surface, ((0, rule),), stop, x, y), x, y


@pytest.mark.parametrize("name", [*SHAPES, *TYPED])
@pytest.mark.parametrize("optimizer", optimizers)
@pytest.mark.parametrize(
    "rules",
    [StopRules(step_length=1e-5, max_steps=300), StopRules(gradient_norm=0.5, max_steps=40)],
    ids=["short steps", "small gradient"],
)
def test_all_at_once_is_each_by_itself(name, optimizer, rules):
    """Steps and why, to the last one: also where runs diverge, begin nowhere, or meet a kink."""
    surface = surface_of(name)
    (x0, x1), (y0, y1) = surface.window
    starts = np.stack(np.meshgrid(np.linspace(x0, x1, 5), np.linspace(y0, y1, 5)), -1)
    starts = starts.reshape(-1, 2)
    if optimizer not in walkers(SurfaceProblem(surface)):
        return
    if optimizers[optimizer].asks and name != "himmelblau":  # these walk one by one anyway
        return
    rule = rule_at(optimizer, surface.learning_rate)
    ends = run_all(surface, ((0, rule),), rules, starts)
    for start, point, steps, why in zip(starts, *ends, strict=True):
        run = Run(SurfaceProblem(surface), rule, start, rules)
        run.ensure(10_000)
        assert run.stop is not None
        kinds = ("converged", "max_steps", "diverged")
        assert (steps, kinds[why]) == (run.last, run.stop.kind)
        assert point == pytest.approx(run[run.last].theta, rel=1e-9, abs=1e-12, nan_ok=True)


def test_himmelblau_has_four_basins_and_each_start_is_at_its_minimum():
    found, x, y = map_of(surfaces["himmelblau"](), count=12)
    assert found.minima == pytest.approx(np.array(
        [[3, 2], [3.584428, -1.848127], [-3.779310, -3.283186], [-2.805118, 3.131313]]
    ), abs=1e-6)
    assert found.basin.shape == found.steps.shape == (14, 12) == (len(y), len(x))
    assert set(found.basin.ravel()) == {0, 1, 2, 3}
    for k, (a, b) in enumerate(found.minima):  # a row for each y, a column for each x
        assert found.basin[np.abs(y - b).argmin(), np.abs(x - a).argmin()] == k


def test_a_start_on_the_ridge_ends_on_the_saddle_and_in_no_basin():
    surface = TypedSurface("(x^2 - 1)^2 + y^2", ((-2, 2), (-2, 2)))
    found, _x, _ = map_of(surface, count=5, rate=0.05)
    assert found.minima.tolist() == [[-1, 0], [1, 0]]
    assert found.basin.tolist() == [[0, 0, NOWHERE, 1, 1]] * 7


def test_who_diverges_and_who_is_out_of_steps():
    surface = TypedSurface("x^2 - y^4", ((-1, 1), (-1, 1)))
    found, _, y = map_of(surface, count=3, rate=0.1)
    assert len(found.minima) == 0
    still = y == 0
    assert (found.basin[still] == NOWHERE).all() and (found.basin[~still] == DIVERGED).all()
    slow, _, _ = map_of(surfaces["himmelblau"](), max_steps=3)
    assert (slow.steps == 3).all() and (slow.basin == NOWHERE).any()


def test_who_is_out_of_steps_at_a_minimum_has_reached_it():
    found, _, _ = map_of(surfaces["himmelblau"](), max_steps=300)
    assert (found.steps == 300).all() and found.basin.min() == 0


def test_minima_outside_the_window_are_found_by_who_walks_there():
    surface = TypedSurface("(x - 7)^2 + 2 (y + 9)^2", ((-1, 1), (-1, 1)))
    found, _, _ = map_of(surface, count=4, rate=0.1)
    assert found.minima == pytest.approx(np.array([[7.0, -9.0]]), abs=1e-6)
    assert not found.basin.any()


def test_starts_beyond_the_surfaces_own_window():
    window = ((-12.0, -8.0), (8.0, 12.0))
    found, x, _ = map_of(surfaces["bowl"](), count=3, window=window)
    assert x[0] == -12 and found.minima.tolist() == [[0, 0]] and not found.basin.any()


@pytest.mark.parametrize(
    "text, count",
    [
        ("x^4 + y^4", 1),  # level to third order, and a minimum all the same
        ("(x^2 + y^2 - 1)^2", 0),  # a ring of them: none for itself
        ("(x - y)^2", 0),  # a valley with a level floor
        ("x^2 - y^2", 0),
        ("1", 0),
    ],
)
def test_which_level_points_are_minima_for_themselves(text, count):
    surface = TypedSurface(text, ((-2, 2), (-2, 2)))
    found, _, _ = map_of(surface, count=4, rate=0.1, step_length=1e-9, max_steps=3000)
    assert len(found.minima) == count
    if not count:
        assert found.basin.max() < 0


def test_a_kink_is_a_minimum_too():
    found, _, _ = map_of(surface_of("kinks"), "adagrad", count=4, rate=0.1, max_steps=2000)
    assert found.minima.tolist() == [[0, 0]] and not found.basin.any()


def test_a_stop_rule_that_is_not_known_here_is_asked_run_by_run(monkeypatch):
    surface, heard = surfaces["himmelblau"](), []
    plan = ((0, optimizers["gradient_descent"](learning_rate=0.01)),)
    rules, starts = StopRules(step_length=1e-5), np.array([[0.0, 0.0], [1.0, -3.0], [-2.0, 2.0]])
    together = run_all(surface, plan, rules, starts)
    monkeypatch.setattr(engine_basins, "STOPS", ("max_steps",))
    one_by_one = run_all(surface, plan, rules, starts, heard.append)
    assert heard == [1, 2, 3]
    for a, b in zip(together, one_by_one, strict=True):
        assert a == pytest.approx(b, rel=1e-12)


@pytest.mark.parametrize("changes", [True, False])
def test_rules_that_look_at_all_coordinates_walk_one_by_one(changes):
    """And plans that change on the way: the same map as from runs."""
    surface = surfaces["himmelblau"]()
    one, two = (optimizers[n].from_settings({"learning_rate": r})
                for n, r in (("gradient_descent", 0.01), ("adam", 0.1)))
    plan = ((0, one), (5, two)) if changes else ((0, one),)
    x, y = np.array([-3.0, 1.0]), np.array([-2.0, 2.5])
    heard = []
    found = basins(surface, plan, StopRules(step_length=1e-5), x, y, heard.append)
    for j, i in np.ndindex(2, 2):
        start = np.array([x[i], y[j]])
        run = Run(SurfaceProblem(surface), plan, start, StopRules(step_length=1e-5))
        run.ensure(10_000)
        assert found.steps[j, i] == run.last
        assert found.minima[found.basin[j, i]] == pytest.approx(run[run.last].theta, abs=1e-2)
    assert heard[-1] == 4 and heard == sorted(heard)
