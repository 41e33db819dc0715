"""Curvature along a run: right at every step, coarse first, and the edge of stability itself."""

from dataclasses import replace

import numpy as np
import pytest

from playground.engine.hessian import gradient_in, spectrum_at
from playground.engine.optimizers import optimizers
from playground.lab.experiments.presets import presets
from playground.lab.runs.curvature import (
    Asked,
    CurvatureTrack,
    bound_of,
    curvature_at,
    is_charted,
)


def run_of(name="edge_of_stability", k=0, steps=60):
    experiment = presets[name].experiment()
    run = experiment.run_of(experiment.runners[k])
    run.ensure(steps)
    return run


def followed(run, count, cursor=0):
    track, order = CurvatureTrack(run), []
    for _ in range(count):
        asked = track.wanted(cursor)
        if asked is None:
            break
        order.append(asked.step)
        track.take(asked, *curvature_at(run.problem, asked))
    return track, order


def test_every_point_is_the_spectrum_of_that_step():
    run = run_of()
    track, order = followed(run, 5, cursor=7)
    assert order[0] == 7 and order[1] == 0 and len(set(order)) == 5
    assert track.steps == sorted(order) and track.version == 5
    for step, point in zip(track.steps, track.all, strict=True):
        exact = spectrum_at(run.problem, run[step].theta)
        assert point.sharpness == pytest.approx(float(exact.largest[0]), rel=1e-3)
        share = gradient_in(run[step].grad, exact.vectors[0])
        assert point.share == pytest.approx(share, abs=0.02)
        assert point.bound == pytest.approx(10.0)
    assert track.known(7) is track.all[track.steps.index(7)] and track.known(9999) is None


def test_it_ends_when_all_the_way_is_known_and_goes_on_when_the_run_does():
    run = run_of(steps=20)
    track, order = followed(run, 1000, cursor=3)
    assert set(range(0, 21, 1)) == set(order) and track.wanted(3) is None
    run.ensure(40)
    assert track.wanted(3) is not None


def test_a_long_run_has_about_so_many_points():
    run = run_of(steps=3000)
    _, order = followed(run, 10_000)
    assert 60 <= len(order) <= 300
    assert order[:3] == [0, 2048, 1024] and max(order) > 2800
    fresh = CurvatureTrack(run)
    for step in (1000, 1001):
        asked = fresh.wanted(step, resting=False)
        fresh.take(asked, *curvature_at(run.problem, asked))
    assert fresh.steps == [0, 1000]  # the second one lies beside the first


def test_the_bound_is_the_rules_own():
    gd = optimizers["gradient_descent"].from_settings({"learning_rate": 0.1})
    momentum = optimizers["momentum"].from_settings({"learning_rate": 0.1, "momentum": 0.9})
    assert bound_of(gd) == pytest.approx(20.0)
    assert bound_of(momentum) == pytest.approx((2 + 2 * 0.9) / 0.1)
    assert np.isnan(bound_of(optimizers["adam"].from_settings({})))


def test_only_runs_that_see_all_data_are_charted():
    assert is_charted(run_of().problem)
    assert not is_charted(run_of("xor").problem)


def test_where_steps_sum_it_is_the_sum_that_curves():
    experiment = presets["edge_of_stability"].experiment()
    mean = experiment.run_of(experiment.runners[0])
    recipe = experiment.problem
    summed = replace(recipe, batch=replace(recipe.batch, reduction="sum"))
    other = replace(experiment, problem=summed)
    total = other.run_of(other.runners[0])
    points = [followed(run, 1)[0].all[0] for run in (mean, total)]
    assert points[1].sharpness == pytest.approx(250 * points[0].sharpness, rel=1e-3)


@pytest.mark.parametrize(("k", "rate"), [(0, 0.2), (1, 0.1)])
def test_gradient_descent_walks_to_the_edge_of_stability_and_stays(k, rate):
    run = run_of(k=k, steps=3000)
    late = []
    for step in (0, 1000, 1500, 2000, 2500, 3000):
        point, _ = curvature_at(run.problem, Asked(step, run[step].theta, 2 / rate, None))
        late.append(point.sharpness)
    assert late[0] == pytest.approx(12.1, abs=0.3)
    np.testing.assert_allclose(late[1:], 2 / rate, rtol=0.12)
    losses = run.columns.loss
    means = [losses[first : first + 500].mean() for first in range(0, 3000, 500)]
    assert (np.diff(means) < 0).all()  # it falls on the whole, though in half of the steps it rises
    assert 0.3 < (np.diff(losses[1000:]) > 0).mean() < 0.7
