"""Rules for noisy steps go by looks at everything, wherever a walk is taken up again."""

import numpy as np
import pytest

from playground.engine.looks import Looks, look_every
from playground.engine.stopping import StopRules
from playground.lab.edits import network as edits
from playground.lab.edits.surface import set_noise
from playground.lab.experiments.experiment import new_experiment
from playground.lab.experiments.presets import presets
from playground.lab.runs.run import Run


def run_of(rules, size=10, **more):
    experiment = edits.set_batch(presets["xor"].experiment(), size=size)
    runner = experiment.runners[0]
    return Run(experiment.problem_of(runner), runner.plan, rules=StopRules(**rules), **more)


def gradient_of_risk(run, step):
    return np.linalg.norm(run.problem.risk_and_grad(run[step].theta)[1])


@pytest.mark.parametrize(("size", "every"), [(10, 15), (None, 10), (1, 150)])
def test_looks_are_an_epoch_apart_but_never_next_to_each_other(size, every):
    assert look_every(run_of({}, size).problem) == every


def test_the_risk_s_gradient_is_looked_at_over_all_data_not_one_batch():
    run = run_of({"risk_gradient": 0.3, "max_steps": 5000})
    run.ensure(10**6)
    assert run.stop == ("converged", "risk_gradient")
    assert run.last % 15 == 0 and gradient_of_risk(run, run.last) < 0.3
    before = [gradient_of_risk(run, k) for k in range(0, run.last, 15)]
    assert min(before) >= 0.3
    assert list(run.looks.slopes) == pytest.approx([*before, gradient_of_risk(run, run.last)])
    lucky = run_of({"gradient_norm": 0.3, "max_steps": 5000})
    lucky.ensure(10**6)
    assert lucky.stop.kind == "batch_converged"


def test_a_step_that_sees_all_has_that_gradient_already():
    run = run_of({"risk_gradient": 0.2, "max_steps": 5000}, None)
    run.ensure(10**6)
    assert run.stop == ("converged", "risk_gradient") and run.last % 10 == 0
    assert list(run.looks.slopes) == list(run.columns.gradient_norm[::10])


def test_early_stopping_ends_when_the_test_risk_has_not_come_lower():
    run = run_of({"patience": 5, "max_steps": 20_000})
    run.ensure(10**6)
    assert run.stop == ("early_stopped", "patience")
    best = run.looks.best
    tests = [run.problem.test_risk(run[k].theta) for k in range(0, run.last + 1, 15)]
    assert list(run.looks.tests) == pytest.approx(tests)
    assert best.step == 15 * int(np.argmin(tests)) and best.test_risk == min(run.looks.tests)
    assert run.last == best.step + 5 * 15


def test_without_test_data_nothing_ends_early():
    experiment = edits.set_dataset_setting(presets["xor"].experiment(), "test_fraction", 0.0)
    runner = experiment.runners[0]
    run = Run(experiment.problem_of(runner), runner.plan,
              rules=StopRules(patience=1, max_steps=300))
    run.ensure(10**6)
    assert run.stop.kind == "max_steps" and run.looks.best is None


@pytest.mark.parametrize("at", [7, 15, 40])
def test_a_branch_knows_what_was_seen_before_it(at):
    rules = {"patience": 5, "max_steps": 20_000}
    whole = run_of(rules)
    whole.ensure(10**6)
    optimizer = whole.plan[0][1]
    branch = run_of(rules)
    branch.ensure(at + 3)
    again = branch.branch(at, type(optimizer).from_settings({"learning_rate": 0.031}))
    back = again.with_plan(whole.plan)
    back.ensure(10**6)
    assert back.stop == whole.stop and back.last == whole.last
    assert list(back.looks.tests) == list(whole.looks.tests)


def test_a_copy_of_the_past_has_its_own_best():
    looks = Looks(10)
    for test in (3.0, 1.0, 2.0, 0.5):
        looks.slopes.append(0.0)
        looks.tests.append(test)
    past = looks.until(25)
    assert past.best == (10, 1.0) and past.since_best == 1


@pytest.mark.parametrize("size", [0.0, 2.0])
def test_on_a_surface_the_gradient_of_f_itself_is_looked_at(size):
    experiment = new_experiment("booth")
    if size:
        experiment = set_noise(experiment, 0, "size", size)
    runner = experiment.runners[0]
    run = Run(experiment.problem_of(runner), runner.plan, np.array([-8.0, 7.0]),
              StopRules(risk_gradient=1.0, patience=1, max_steps=5000))
    run.ensure(10_000)
    assert run.stop == ("converged", "risk_gradient") and run.last % 10 == 0
    exact = [np.linalg.norm(run.problem.risk_and_grad(run[k].theta)[1])
             for k in range(0, run.last + 1, 10)]
    assert exact[-1] < 1 <= min(exact[:-1]) and list(run.looks.slopes) == pytest.approx(exact)
    assert run.looks.best is None
