"""Ends of runs and the barriers between them."""

import numpy as np
import pytest

from playground.engine.networks.symmetry import all_reversed
from playground.lab.edits.seeds import many_seeds
from playground.lab.experiments.presets import presets
from playground.lab.landscapes.ends import POINTS, barrier_of, ends_of


def test_a_barrier_is_what_rises_above_the_higher_end():
    assert barrier_of(np.array([1.0, 3.0, 2.0])) == (1.0, 0.5)
    assert barrier_of(np.array([3.0, 2.0, 1.0])) == (0.0, 0.0)
    assert barrier_of(np.array([1.0, np.nan, 0.5]))[0] == np.inf
    assert np.isnan(barrier_of(np.array([np.inf, 2.0, 1.0]))[0])


def trained(steps=60, count=3):
    experiment = many_seeds(presets["xor"].experiment(), count)
    runs = [experiment.run_of(runner) for runner in experiment.runners]
    for run in runs:
        run.ensure(steps)
    return runs


def test_risks_come_first_and_then_every_line():
    runs = trained()
    problem, thetas = runs[0].problem, [run[run.last].theta for run in runs]
    answers = list(ends_of(problem, thetas))
    assert len(answers) == 1 + 3
    assert np.isnan(answers[0].barrier[0, 1]) and answers[0].barrier[1, 1] == 0
    last = answers[-1]
    for theta, risk in zip(thetas, last.risk, strict=True):
        assert risk == problem.risk_and_grad(theta)[0]
    line = [problem.risk_and_grad(thetas[0] + t * (thetas[2] - thetas[0]))[0]
            for t in np.linspace(0, 1, POINTS)]
    height, place = barrier_of(np.array(line))
    assert last.barrier[0, 2] == last.barrier[2, 0] == pytest.approx(height)
    assert last.place[0, 2] == place and last.place[2, 0] == pytest.approx(1 - place)


def test_the_same_function_elsewhere_still_has_a_barrier():
    run = trained(400, 2)[0]
    theta = run[run.last].theta
    other = all_reversed(run.problem.network, theta)
    found = list(ends_of(run.problem, [theta, other]))[-1]
    assert found.risk[0] == pytest.approx(found.risk[1])
    assert found.barrier[0, 1] > 0.05
