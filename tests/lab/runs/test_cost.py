"""What runs have cost, and the steps at which they have cost alike."""

import numpy as np
import pytest

from playground.engine.networks.batches import Batches
from playground.engine.optimizers import optimizers
from playground.engine.surface import SurfaceProblem
from playground.engine.surfaces import surfaces
from playground.lab.experiments.presets import presets
from playground.lab.runs.cost import (
    EPOCHS,
    EVALUATIONS,
    SAMPLES,
    SECONDS,
    UPDATES,
    at_equal_cost,
    step_within,
)
from playground.lab.runs.results import quality
from playground.lab.runs.run import Run


@pytest.fixture(scope="module")
def race():
    experiment = presets["batch_race"].experiment()
    runs = [experiment.run_of(runner) for runner in experiment.runners]
    for run in runs:
        run.ensure(20_000)
    return runs


RISKS = [(1, [0.130962, 0.020047, 0.0063448, 0.0070852]),
         (20, [0.0075018, 0.0062833, 0.0063107, 0.0079431])]


@pytest.mark.parametrize(("epochs", "risks"), RISKS)
@pytest.mark.parametrize("own", range(4))
def test_the_race_at_equal_cost(race, epochs, risks, own):
    """1,000 sample gradients in 1, 10, 100 or 1,000 updates; after 20 epochs m = 1 is the worst."""
    per_epoch = [1, 10, 100, 1000]
    steps = at_equal_cost(SAMPLES, race, own, epochs * per_epoch[own])
    assert steps == [epochs * n for n in per_epoch]
    found = [quality(run.problem, run[k].theta).risk for run, k in zip(race, steps, strict=True)]
    assert found == pytest.approx(risks, rel=1e-4)
    assert at_equal_cost(EPOCHS, race, own, epochs * per_epoch[own]) == steps


def test_between_two_updates_one_waits_for_the_next(race):
    assert at_equal_cost(SAMPLES, race, 3, 1999) == [1, 19, 199, 1999]
    assert at_equal_cost(UPDATES, race, 3, 15) == [15, 15, 15, 15]
    # "all" has ended after 20 updates; the cursor goes on with the longest run.
    assert at_equal_cost(SAMPLES, race, 0, 20_000) == [20, 200, 2000, 20_000]
    assert at_equal_cost(UPDATES, race, 0, 150) == [20, 150, 150, 150]


def test_seconds_are_those_of_computing(race):
    for run in race:
        spent = SECONDS.of(run, np.arange(run.last + 1))
        assert (np.diff(spent) > 0).all() and spent[0] >= 0
        for step in (1, run.last // 2, run.last):
            assert SECONDS.step(run, float(SECONDS.of(run, step))) == pytest.approx(step)
        assert SECONDS.step(run, 2 * spent[-1]) == pytest.approx(2 * run.last)
    steps = at_equal_cost(SECONDS, race, 3, 10_000)
    assert steps[3] == 10_000 and all(k <= r.last for k, r in zip(steps, race, strict=True))


def test_seconds_of_a_branch_and_of_a_thinned_history():
    problem = SurfaceProblem(surfaces["lecture_example"]())
    rule = optimizers["gradient_descent"].from_settings({"learning_rate": 1e-7})
    run = Run(problem, rule, budget=2**16)
    assert SECONDS.step(run, 1.0) == 0  # nothing is known yet
    run.ensure(9000)
    assert run.history.every > 1
    spent = [float(SECONDS.of(run, k)) for k in (0, 1000, 4501, 9000)]
    assert spent == sorted(spent) and spent[1] > 0
    branch = run.branch(1000, optimizers["adam"]())
    assert float(SECONDS.of(branch, 1000)) == pytest.approx(spent[1], rel=0.02)
    branch.ensure(1500)
    assert float(SECONDS.of(branch, 1500)) > float(SECONDS.of(branch, 1000))


@pytest.mark.parametrize(("samples", "size", "sampling"), [
    (24, None, "shuffle"), (24, 7, "shuffle"), (24, 8, "in_order"), (24, 7, "replacement"),
    (5, 9, "shuffle"),
])
def test_samples_and_steps_are_each_others_inverse(samples, size, sampling):
    batches = Batches(samples, size, sampling)
    steps = np.arange(0, 40)
    assert batches.seen(steps).tolist() == [batches.seen(int(k)) for k in steps]
    assert batches.seen(steps).tolist() == np.cumsum(
        [0] + [batches.count(k) for k in range(39)]
    ).tolist()
    for step in np.linspace(0, 40, 97):
        assert batches.steps_for(float(batches.seen(np.array([step]))[0])) == pytest.approx(step)


def test_on_a_surface_an_update_is_a_sample():
    run = Run(SurfaceProblem(surfaces["bowl"]()), optimizers["adam"]())
    run.ensure(12)
    assert SAMPLES.of(run, 12) == 12 == step_within(SAMPLES, run, 12)
    assert at_equal_cost(SAMPLES, [run], 0, 7) == [7]


def test_a_rounding_loses_no_step():
    class OfHundred:
        steps_per_epoch = 100
        def __init__(self):
            self.problem = self
    assert step_within(EPOCHS, OfHundred(), 0.29) == 29


def test_a_search_within_an_update_costs_gradients():
    problem = SurfaceProblem(surfaces["rosenbrock"]())
    plain = Run(problem, optimizers["gradient_descent"](learning_rate=1e-3))
    search = Run(problem, optimizers["line_search"](search="armijo"))
    for run in (plain, search):
        run.ensure(50)
    steps = np.arange(51)
    assert EVALUATIONS.of(plain, steps).tolist() == steps.tolist()
    counted = EVALUATIONS.of(search, steps)
    assert counted.tolist() == [k + search[k].searched for k in range(51)]
    assert counted[-1] > 100
    for step in (1, 17, 50):
        assert EVALUATIONS.step(search, counted[step]) == pytest.approx(step, abs=1e-6)
        assert step_within(EVALUATIONS, search, counted[step]) == step
        assert step_within(EVALUATIONS, search, counted[step] - 1) == step - 1
    assert at_equal_cost(EVALUATIONS, [plain, search], 0, 50)[1] < 15


def test_gradients_of_samples_are_counted_where_there_are_data(race):
    for run in race:
        steps = np.arange(run.last + 1)
        assert EVALUATIONS.of(run, steps).tolist() == SAMPLES.of(run, steps).tolist()
