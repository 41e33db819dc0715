"""Clipped gradients: by hand, in files, in a run that would leave the floats."""

from dataclasses import replace
from itertools import islice

import numpy as np
import pytest

from playground.engine.clipping import Clip
from playground.engine.descent import descend, explained, first_step, update
from playground.engine.optimizers import optimizers
from playground.engine.surface import SurfaceProblem
from playground.engine.surfaces import surfaces
from playground.lab.edits.runners import set_clip
from playground.lab.experiments.experiment import Experiment, new_experiment
from playground.lab.experiments.reader import BadInputError
from playground.lab.runs.run import Run

GRADIENT = np.array([3.0, -4.0])


@pytest.mark.parametrize(("clip", "expected"), [
    (Clip(), (3, -4)), (Clip(norm=1), (0.6, -0.8)), (Clip(norm=5), (3, -4)),
    (Clip(value=2), (2, -2)), (Clip(value=3.5), (3, -3.5)),
    (Clip(norm=2.5, value=1.6), (1.5, -1.6)),
])
def test_by_hand(clip, expected):
    before = GRADIENT.copy()
    assert clip.of(GRADIENT) == pytest.approx(expected)
    assert (before == GRADIENT).all()


@pytest.mark.parametrize("name", ["gradient_descent", "adam", "momentum"])
@pytest.mark.parametrize("clip", [Clip(norm=1), Clip(value=0.7)])
def test_a_rule_sees_the_clipped_gradient(name, clip):
    problem = SurfaceProblem(surfaces["rosenbrock"]())
    rule = replace(optimizers[name](), clip=clip)
    step = first_step(problem, rule, problem.start())
    theta, state = step.theta, step.state
    for seen in islice(descend(problem, rule, step), 5):
        _, grad = problem.loss_and_grad(theta)
        theta, state = optimizers[name]().step(theta, clip.of(grad), state)
        assert seen.theta.tolist() == theta.tolist()


def test_the_first_line_says_what_was_clipped_and_the_last_where_it_led():
    problem = SurfaceProblem(surfaces["rosenbrock"]())
    rule = replace(optimizers["adam"](), clip=Clip(norm=1))
    step = first_step(problem, rule, problem.start())
    first, *_, last = explained(problem, rule, step)
    assert first.name == "clipped gradient"
    assert np.linalg.norm(first.value) == pytest.approx(1)
    assert last.value.tolist() == update(problem, rule, step)[0].tolist()


def test_a_clipped_run_stays_where_the_plain_one_diverges():
    problem = SurfaceProblem(surfaces["rosenbrock"]())
    plain = optimizers["gradient_descent"](learning_rate=0.01)
    for rule, diverges in ((plain, True), (replace(plain, clip=Clip(norm=1)), False)):
        run = Run(problem, rule)
        run.ensure(500)
        assert (run.stop is not None and run.stop.kind == "diverged") == diverges


def test_files_say_it_and_read_it():
    made = set_clip(new_experiment(), 0, Clip(norm=2, value=0.5))
    written = made.to_dict()
    assert (written["runners"][0]["clip_norm"], written["runners"][0]["clip_value"]) == (2, 0.5)
    assert Experiment.from_dict(written) == made
    assert "clip_norm" not in new_experiment().to_dict()["runners"][0]
    for bad in (0, -1, "1", True, float("inf"), 1e308):
        written["runners"][0]["clip_norm"] = bad
        with pytest.raises(BadInputError, match=r"^runners\[0\].clip_norm: must be"):
            Experiment.from_dict(written)
