"""The path of a run in bounded memory, however many parameters and steps it has."""

import numpy as np
import pytest

from playground.engine.optimizers import optimizers
from playground.engine.surface import SurfaceProblem
from playground.engine.surfaces import surfaces
from playground.lab.experiments.presets import presets
from playground.lab.runs.history import MOST_WAYPOINTS
from playground.lab.runs.run import Run


def network_run(steps, **options):
    experiment = presets["xor"].experiment()
    run = experiment.run_of(experiment.runners[0], **options)
    run.ensure(steps)
    return run


@pytest.mark.parametrize("steps", [0, 3, MOST_WAYPOINTS - 1, MOST_WAYPOINTS, 2500])
def test_waypoints_are_the_runs_own_steps(steps):
    run = network_run(steps)
    found, path = run.history.waypoints()
    assert len(found) <= MOST_WAYPOINTS and run.history.way == (len(found), 1 << steps // 1024)
    assert found.tolist() == list(range(0, steps + 1, run.history.way[1]))
    rest = run.history.waypoints(len(found) // 2)
    assert rest.steps.tolist() == found[len(found) // 2 :].tolist()
    assert np.array_equal(rest.path, path[len(found) // 2 :])
    for k in {0, len(found) // 2, len(found) - 1}:
        assert path[k].tolist() == run[int(found[k])].theta.tolist()


def test_of_few_parameters_the_columns_are_the_path():
    problem = SurfaceProblem(surfaces["rosenbrock"]())
    run = Run(problem, optimizers["gradient_descent"](learning_rate=1e-4))
    run.ensure(5000)
    found, path = run.history.waypoints()
    assert run.history.way == (len(found), 8) and found[-1] == 5000 and path.shape == (626, 2)
    assert path[100].tolist() == run[800].theta.tolist()


def test_a_small_budget_keeps_few_of_them_and_the_run_exact():
    run = network_run(400, budget=2**16)
    count, every = run.history.way
    assert 2 <= count <= 2**16 // 8 // (8 * run.problem.dimension) and every > 1
    assert run.nbytes < 2**17
    run.history.budget = 2**14
    fewer, path = run.history.waypoints()
    assert 2 <= len(fewer) < count
    assert path[-1].tolist() == run[int(fewer[-1])].theta.tolist()


def test_a_branch_has_the_past_of_its_run_and_its_own_way_from_there():
    run = network_run(90)
    branch = run.branch(40, optimizers["gradient_descent"](learning_rate=0.2))
    assert branch.history.waypoints().steps.tolist() == list(range(41))
    branch.ensure(60)
    ours, theirs = run.history.waypoints().path, branch.history.waypoints().path
    assert np.array_equal(ours[:41], theirs[:41]) and not np.array_equal(ours[41], theirs[41])
