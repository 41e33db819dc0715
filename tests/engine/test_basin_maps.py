"""Maps of basins, coarse first, and why a start has no minimum."""

import numpy as np
import pytest

from playground.engine.basin_maps import BasinMap, basin_maps, sizes_for
from playground.engine.basins import (
    ARRIVED,
    DIVERGED,
    NOWHERE,
    OUT_OF_STEPS,
    SADDLE,
    STALLED,
    basins,
)
from playground.engine.expressions.typed_surface import TypedSurface
from playground.engine.optimizers import optimizers
from playground.engine.stopping import StopRules
from playground.engine.surfaces import surfaces

WINDOW = ((-6.0, 6.0), (-6.0, 6.0))


def plan_of(name="gradient_descent", rate=0.01):
    return ((0, optimizers[name].from_settings({"learning_rate": rate})),)


def test_each_map_is_the_engines_own_and_finer_than_the_one_before():
    surface, rules = surfaces["himmelblau"](), StopRules(step_length=1e-5)
    told = list(basin_maps(surface, plan_of(), rules, WINDOW, (4, 8)))
    maps = [step.map for step in told if step.map is not None]
    assert [len(m.x) for m in maps] == [4, 8]
    assert [step.done for step in told] == sorted(step.done for step in told)
    assert told[-1].done == told[-1].total == 16 + 64
    for m in maps:
        whole = basins(surface, plan_of(), rules, m.x, m.y)
        for ours, theirs in zip(m.found, whole, strict=True):
            np.testing.assert_array_equal(ours, theirs)
    assert maps[0].x == pytest.approx([-4.5, -1.5, 1.5, 4.5])


def test_a_start_belongs_to_the_pixel_around_it():
    x, y = np.array([-3.0, 3.0]), np.array([-4.0, 0.0, 4.0])
    made = BasinMap(WINDOW, x, y, None)
    assert made.pixel((-5.9, 5.9)) == (2, 0)
    assert made.pixel((0.1, -2.1)) == (0, 1)
    assert made.pixel((6.0, 6.0)) == (2, 1)
    assert made.pixel((6.1, 0.0)) is None
    for pixel in ((0, 0), (2, 1)):
        assert made.pixel(made.start(pixel)) == pixel


def test_rules_that_go_one_by_one_have_smaller_maps():
    assert max(sizes_for(plan_of())) == 128
    both = ((0, plan_of()[0][1]), (5, plan_of("adam")[0][1]))
    assert max(sizes_for(both)) == 64


def why(expression, window=((-2.0, 2.0), (-2.0, 2.0)), count=5, rate=0.1, **rules):
    surface = TypedSurface(expression, window)
    (x0, x1), (y0, y1) = window
    x, y = np.linspace(x0, x1, count), np.linspace(y0, y1, count)
    return basins(surface, plan_of(rate=rate), StopRules(**rules), x, y)


def test_a_start_on_the_way_down_to_a_saddle_rests_there():
    found = why("x^2 - y^2 + y^4", step_length=1e-6, max_steps=2000)
    assert found.basin.shape == (5, 5)
    assert (found.lost[2] == SADDLE).all() and (found.basin[2] == NOWHERE).all()
    assert (found.lost[[0, 1, 3, 4]] == ARRIVED).all()


def test_out_of_steps_is_told_from_steps_that_are_too_short():
    late = why("x^2 + y^2", rate=1e-3, step_length=0, max_steps=3)
    assert (late.lost[0] == OUT_OF_STEPS).all()
    short = why("x^2 + y^2", rate=1e-5, step_length=1e-3, max_steps=50)
    assert (short.lost[0] == STALLED).all() and (short.basin[0] == NOWHERE).all()


def test_what_diverges_has_not_lost_its_way():
    found = why("x^2 + y^2", rate=3.0, step_length=1e-6, max_steps=3000)
    assert found.basin[0, 0] == DIVERGED and found.lost[0, 0] == ARRIVED
