"""Planes of a run that still grows, its path beside them, and what they leave out."""

from dataclasses import replace

import numpy as np
import pytest

from playground.engine.networks.risks import Risks
from playground.engine.plane import NoPlaneError, Plane, principal
from playground.lab.experiments.presets import presets
from playground.lab.landscapes.followed import Followed, missed_share, sampled_steps
from playground.lab.landscapes.kinds import SEEN, check_kind
from playground.lab.landscapes.live import (
    Wanted,
    made,
    usual_kind,
    walked_so_far,
    wanted_plane,
    window,
)
from playground.lab.landscapes.walked import Walked

KINDS = ("weights:0,3", "pca", "pca:mean", "points", "random:7:joint", "curvature", "update",
         "ends:0,1,2")


@pytest.fixture
def runs():
    """Three runs of one network from three seeds, 40, 60 and 80 steps long."""
    experiment = presets["xor"].experiment()
    made_runs = []
    for k in range(3):
        problem = replace(experiment.problem, initializer_seed=k)
        other = replace(experiment, problem=problem)
        run = other.run_of(other.runners[0])
        run.ensure(40 + 20 * k)
        made_runs.append(run)
    return made_runs


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_while_the_run_goes_on(runs, kind):
    assert check_kind(kind, SEEN) == kind
    wanted = wanted_plane(kind, runs, 1, 25)
    plane = made(wanted)
    a0, a1, b0, b1 = window(plane, wanted)
    assert plane.kind == kind and a0 < a1 and b0 < b1
    if kind.startswith(("weights", "random", "curvature", "update")):
        assert plane.residual(runs[1][25].theta) == pytest.approx(0, abs=1e-12)
    if kind.startswith("ends"):
        for run in runs:
            assert plane.residual(run[run.last].theta) < 1e-12
            a, b = plane.coordinates(run[run.last].theta)
            assert a0 < a < a1 and b0 < b < b1


def test_one_looks_at_the_path_and_of_the_only_two_weights_at_both_signs(runs):
    problem = runs[0].problem
    for kind in ("pca", "points", "weights:0,3"):
        wanted = wanted_plane(kind, runs, 0, 25)
        plane = made(wanted)
        a0, a1, *_ = window(plane, wanted)
        a = plane.coordinates(wanted.walked.path)[0]
        assert (a0 + a1) / 2 == pytest.approx((a.min() + a.max()) / 2)
    problem.frozen = tuple(k for k in range(problem.dimension) if k not in (0, 3))
    wanted = wanted_plane("weights:0,3", runs, 0, 25)
    a0, a1, b0, b1 = window(made(wanted), wanted)
    assert a0 == -a1 and b0 == -b1 and a1 > np.abs(wanted.walked.path[:, 0]).max()


def test_the_gradients_plane_holds_the_rules_next_step(runs):
    run = runs[0]
    wanted = wanted_plane("update", runs, 0, 30)
    plane = made(wanted)
    assert wanted.following.tolist() == run[31].theta.tolist() == run.next_theta(30).tolist()
    assert plane.residual(run[31].theta) < 1e-12
    slope = run.problem.risk_and_grad(run[30].theta)[1]
    assert plane.u @ slope == pytest.approx(-np.linalg.norm(slope))
    assert plane.v @ slope == pytest.approx(0, abs=1e-12)


def test_two_parameters_that_move_have_their_own_plane(runs):
    problem = runs[0].problem
    assert usual_kind(problem) == "pca"
    problem.frozen = tuple(k for k in range(problem.dimension) if k not in (2, 9))
    assert usual_kind(problem) == "weights:2,9"


@pytest.mark.parametrize(
    ("kind", "why"),
    [
        ("weights:3,3", "names parameter 3 twice"), ("weights:0,999", "from 0 to 16, got 999"),
        ("ends:0,1,7", "there are 3"), ("ends:1,1,2", "not on one line"),
    ],
)
def test_what_is_no_plane_says_why(runs, kind, why):
    with pytest.raises(NoPlaneError, match=why):
        made(wanted_plane(kind, runs, 0, 10))


@pytest.mark.parametrize("kind", ["pca", "points"])
def test_a_path_of_one_step_has_no_plane(runs, kind):
    fresh = type(runs[0])(runs[0].problem, runs[0].plan)
    with pytest.raises(NoPlaneError, match="needs"):
        made(wanted_plane(kind, [fresh], 0, 0))


def test_weights_that_are_no_numbers_are_said_to_be_so(runs):
    wanted = wanted_plane("weights:0,1", runs, 0, 10)
    walked = wanted.walked
    nowhere = Walked(walked.steps, walked.path, walked.at, np.full(17, np.nan))
    broken = Wanted(wanted.kind, wanted.problem, nowhere)
    with pytest.raises(NoPlaneError, match="finite weights"):
        made(broken)


def test_the_path_grows_with_the_run_and_knows_the_true_risk(runs):
    run = runs[0]
    plane = principal(walked_so_far(run, 40).path)
    followed = Followed(run)
    path = followed.path(plane, 2, "GD")
    assert path.steps.tolist() == list(range(41)) and np.isnan(path.loss).all()
    assert path.residual[-1] == pytest.approx(0, abs=1e-12) and path.residual[0] > 1e-3
    steps, thetas = followed.unknown()
    followed.learn(steps, Risks(run.problem)(thetas))
    run.ensure(2600)
    path = followed.path(plane, 2, "GD")
    assert path.steps.tolist() == list(range(0, 2601, 4))
    known = np.isfinite(path.loss)
    assert path.steps[known].tolist() == list(range(0, 41, 4))
    for k in (0, 7, 10):
        assert path.loss[k] == run.problem.risk_and_grad(run[4 * k].theta)[0]
    a, b = plane.coordinates(run[2000].theta)
    assert (path.a[500], path.b[500]) == (pytest.approx(a), pytest.approx(b))
    assert path.residual[500] == pytest.approx(float(plane.residual(run[2000].theta)))


def test_how_much_of_a_step_is_missed():
    plane = Plane("pca", np.ones(3), np.array([1.0, 0, 0]), np.array([1.0, 1.0, 0]))
    before = np.zeros((3, 3))
    after = np.array([[0.3, 0.4, 0], [0, 0, 2.0], [0, 3.0, 4.0]])
    assert missed_share(plane, before, after) == pytest.approx(0.8)
    assert np.isnan(missed_share(plane, before, before))


@pytest.mark.parametrize("last", [80, 1500])
def test_the_steps_that_are_looked_at_are_the_runs(runs, last):
    run = runs[2]
    run.ensure(last)
    before, after = sampled_steps(run, 5)
    assert len(before) == (80 if last == 80 else 5)
    there = [run[i].theta.tolist() for i in range(last)]
    for one, other in zip(before, after, strict=True):
        index = there.index(one.tolist())
        assert run[index + 1].theta.tolist() == other.tolist()
