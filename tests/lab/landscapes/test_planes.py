"""A runner's path in bounded memory, planes by name, and where one looks."""

import numpy as np
import pytest

from playground.engine.plane import NoPlaneError
from playground.lab.edits.runners import set_optimizer
from playground.lab.experiments.experiment import new_experiment
from playground.lab.experiments.presets import presets
from playground.lab.experiments.reader import BadInputError
from playground.lab.landscapes import walked as walking
from playground.lab.landscapes.kinds import check_kind
from playground.lab.landscapes.planes import plane_of, usual_window, window_around
from playground.lab.landscapes.walked import walked

KINDS = (
    "weights:0,3", "pca", "pca:mean", "points", "random:1", "random:1:joint",
    "random:1:elementwise", "random:1:none", "curvature", "line",
)


@pytest.fixture
def scene():
    """The first runner of exclusive or for 50 steps: experiment, runner, problem."""
    experiment = presets["xor"].experiment()
    experiment = type(experiment)(**{
        **vars(experiment), "stop": type(experiment.stop)(max_steps=50)
    })
    runner = experiment.runners[0]
    return experiment, runner, experiment.problem_of(runner)


def test_the_path_is_the_runs_own(scene):
    experiment, runner, _ = scene
    run = experiment.run_of(runner)
    run.ensure(50)
    found = walked(*scene)
    assert found.steps.tolist() == list(range(51)) and found.last == found.at == 50
    assert found.path.tolist() == [run[k].theta.tolist() for k in range(51)]
    assert found.theta.tolist() == run[50].theta.tolist()
    assert found.middle.tolist() == run[25].theta.tolist()
    for at, step in (("start", 0), ("end", 50), ("0", 0), ("7", 7), ("50", 50)):
        there = walked(*scene, at)
        assert (there.at, there.theta.tolist()) == (step, run[step].theta.tolist())


def test_a_path_too_long_to_keep_is_thinned_evenly_and_the_step_asked_for_is_exact(
    scene, monkeypatch
):
    whole = walked(*scene)
    monkeypatch.setattr(walking, "MOST_NUMBERS", 10 * whole.path.shape[1])
    found = walked(*scene, "37")
    assert found.steps.tolist() == [*range(0, 49, 8), 50]
    assert found.path.tolist() == whole.path[found.steps].tolist()
    assert found.theta.tolist() == whole.path[37].tolist()


@pytest.mark.parametrize("most", [3, 10, 50, 51, 1000])
def test_what_is_shown_is_even_and_has_both_ends(scene, monkeypatch, most):
    monkeypatch.setattr(walking, "MOST_SHOWN", most)
    rows = walked(*scene).shown()
    assert rows[0] == 0 and rows[-1] == 50 and len(rows) == min(most, 51)
    assert np.ptp(np.diff(rows)) <= 1


@pytest.mark.parametrize("at", ["51", "-1", "middle", "", "1.5", "9" * 30])
def test_a_step_that_there_is_not(scene, at):
    with pytest.raises(BadInputError, match=r"--at: (the run of .* ends at step 50|must be start)"):
        walked(*scene, at)


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_by_its_name(scene, kind):
    run = walked(*scene)
    plane = plane_of(kind, scene[2], run)
    assert plane.kind == check_kind(kind) == kind
    a0, a1, b0, b1 = usual_window(plane, run)
    assert a0 < a1 and (b0 < b1 or kind == "line")
    if kind.startswith(("weights", "pca", "points", "line")):
        a, b = plane.coordinates(run.path)
        assert a0 <= a.min() and a.max() <= a1 and (kind == "line" or b0 <= b.min())
    centre = run.path[-1] if kind.startswith("pca") else run.theta
    if kind == "pca" or kind.startswith(("random", "curvature")):
        assert plane.origin.tolist() == centre.tolist()


def test_the_planes_stand_where_they_are_asked_for(scene):
    run = walked(*scene, "10")
    for kind in ("random:3", "curvature"):
        assert plane_of(kind, scene[2], run).origin.tolist() == run.path[10].tolist()
    line, points = (plane_of(kind, scene[2], run) for kind in ("line", "points"))
    assert line.at(np.array([0.0, 1])) == pytest.approx(run.path[[0, -1]])
    assert points.residual(run.path[[0, 25, 50]]) == pytest.approx([0, 0, 0], abs=1e-12)
    two = plane_of("weights:0,3", scene[2], run)
    a0, a1, b0, b1 = window_around(two, run, 0.5)
    assert ((a0 + a1) / 2, (b0 + b1) / 2) == pytest.approx(run.theta[[0, 3]])
    assert (a1 - a0, b1 - b0) == pytest.approx((1, 1))
    assert window_around(points, run, 2.0) == (-2, 2, -2, 2)


@pytest.mark.parametrize(
    "kind",
    ["", "weights", "weights:", "weights:1", "weights:1,2,3", "weights:a,b", "weights:-1,2",
     "weights:1.0,2", "pca:", "pca:median", "points:3", "random", "random:", "random:x",
     "random:1:", "random:1:rows", "random:-1", "random:1:joint:2", "curvature:2", "line:1",
     "random:SEED", "weights:I,J", "random:SEED[:ignore|joint|elementwise|none]"],
)
def test_names_of_no_plane(kind):
    with pytest.raises(NoPlaneError, match="must be one of weights:I,J"):
        check_kind(kind)


def test_a_run_that_does_not_move_has_a_plane_around_its_point_only():
    experiment = set_optimizer(new_experiment("bowl"), 0, "gradient_descent")
    runner = experiment.runners[0]
    runner = type(runner)(runner.label, runner.optimizer, (0.0, 0.0))
    scene = experiment, runner, experiment.problem_of(runner)
    run = walked(*scene)
    for kind in ("pca", "pca:mean", "points", "line"):
        with pytest.raises(NoPlaneError, match="needs"):
            plane_of(kind, scene[2], run)
    assert plane_of("weights:0,1", scene[2], run).coordinates(run.theta) == (0, 0)
    assert plane_of("curvature", scene[2], run).residual(run.theta) == 0
