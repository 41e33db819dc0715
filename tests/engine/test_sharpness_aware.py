"""Sharpness-aware steps: golden numbers, two gradients a step, batches, frozen weights, files."""

from dataclasses import replace
from itertools import islice

import numpy as np
import pytest

from playground.engine.clipping import Clip
from playground.engine.descent import descend, explained, first_step, update
from playground.engine.optimizers import optimizers
from playground.engine.parameters import SettingError
from playground.engine.schedules import schedules
from playground.engine.sharpness_aware import SharpnessAware
from playground.engine.surface import SurfaceProblem
from playground.engine.surfaces import surfaces
from playground.lab.edits.network import freeze
from playground.lab.edits.runners import set_optimizer, set_sam
from playground.lab.experiments.experiment import Experiment, new_experiment
from playground.lab.experiments.presets import presets
from playground.lab.experiments.reader import BadInputError
from playground.lab.runs.cost import EVALUATIONS
from playground.lab.runs.run import Run
from playground.lab.sweeps.outcome import outcome
from playground.lab.verdicts.learning_rates import learning_rate_bound

CLIMBS = [name for name, kind in optimizers.items() if kind.may_climb]
RHO = SharpnessAware(0.05)


def bowl():
    return SurfaceProblem(surfaces["bowl"]())


def walked(problem, rule, count, start=None):
    first = first_step(problem, rule, problem.start() if start is None else np.array(start))
    return first, list(islice(descend(problem, rule, first), count))


def test_the_golden_steps():
    """f = (x² + 10 y²)/2 from (1, 1), η = 0.1, ρ = 0.05."""
    rule = optimizers["gradient_descent"](learning_rate=0.1, sam=RHO)
    _, steps = walked(bowl(), rule, 3, (1.0, 1.0))
    golden = [(0.89950248, -0.04975186), (0.8051769, 0.02420014), (0.71987081, -0.01439186)]
    assert [tuple(step.theta) for step in steps] == [pytest.approx(g, abs=5e-9) for g in golden]


@pytest.mark.parametrize("name", CLIMBS)
@pytest.mark.parametrize("clip", [Clip(), Clip(norm=0.5)])
def test_every_rule_sees_the_gradient_up_there(name, clip):
    problem, plain = bowl(), optimizers[name]()
    rule = replace(plain, sam=SharpnessAware(0.3), clip=clip)
    first, steps = walked(problem, rule, 4)
    theta, state = first.theta, first.state
    for k, step in enumerate(steps):
        _, here = problem.loss_and_grad(theta)
        _, up = problem.loss_and_grad(theta + 0.3 * here / np.linalg.norm(here))
        seen = first._replace(theta=theta, grad=up, state=state)
        theta, state = update(problem, replace(plain, clip=clip), seen)
        assert step.theta.tolist() == theta.tolist()
        assert step.searched == k + 1


@pytest.mark.parametrize("name", CLIMBS)
def test_explained_says_the_point_its_gradient_and_where_it_led(name):
    problem = bowl()
    rule = replace(optimizers[name](), sam=SharpnessAware(0.2), clip=Clip(value=3.0))
    step = first_step(problem, rule, problem.start())
    climbed, there, cut, *_, last = explained(problem, rule, step)
    assert climbed.name.startswith("climbed point") and there.name == "gradient up there"
    assert np.linalg.norm(climbed.value - step.theta) == pytest.approx(0.2)
    assert problem.loss_and_grad(climbed.value)[0] > step.loss
    assert there.value.tolist() == problem.loss_and_grad(climbed.value)[1].tolist()
    assert cut.value.tolist() == np.clip(there.value, -3, 3).tolist()
    assert last.value.tolist() == update(problem, rule, step)[0].tolist()


def test_on_level_ground_it_stays():
    assert RHO.climbed(np.array([1.0, 2.0]), np.zeros(2)).tolist() == [1.0, 2.0]


def with_sam(name="four_points", rule="gradient_descent", rho=0.1):
    made = presets[name].experiment()
    made = set_optimizer(made, 0, rule)
    return set_sam(made, 0, SharpnessAware(rho))


def test_the_climb_sees_the_steps_own_batch():
    made = with_sam("xor")
    run = made.run_of(made.runners[0])
    run.ensure(20)
    problem, rule = run.problem, made.runners[0].optimizer
    plain = replace(rule, sam=SharpnessAware(0.0))
    assert not problem.sees_all
    for k in (0, 7, 19):
        step = run[k]
        _, up = problem.loss_and_grad(rule.sam.climbed(step.theta, step.grad), k)
        assert run[k + 1].theta.tolist() == update(
            problem, plain, step._replace(grad=up)
        )[0].tolist()


def test_two_gradients_are_counted():
    made = with_sam("xor")
    size = made.problem.batch.size
    run = made.run_of(made.runners[0])
    run.ensure(30)
    assert EVALUATIONS.of(run, np.array([1, 10, 30])).tolist() == [
        2 * size, 20 * size, 60 * size
    ]
    short = replace(made, stop=replace(made.stop, epochs=0, max_steps=30))
    assert outcome(short.to_dict(), 0).gradient_evaluations == 60 * size


@pytest.mark.parametrize("rule", ["adamw", "muon"])
def test_frozen_weights_stay(rule):
    made = with_sam("xor", rule)
    made = freeze(made, [0, 3])
    run = made.run_of(made.runners[0])
    run.ensure(10)
    moved = run[10].theta != run[0].theta
    assert not moved[[0, 3]].any() and moved.any()
    assert run[10].searched == 10 * made.problem.batch.size


def test_every_step_is_made_again_bit_for_bit():
    made = with_sam("xor", "adam")
    run = made.run_of(made.runners[0])
    run.ensure(300)
    again = made.run_of(made.runners[0])
    for k in (299, 3, 150):
        again.ensure(300)
        assert again[k].theta.tolist() == run[k].theta.tolist()
        assert again[k].searched == run[k].searched


def test_files_keep_it():
    made = set_sam(new_experiment(), 0, RHO)
    written = made.to_dict()
    assert written["runners"][0]["sam_rho"] == 0.05
    assert Experiment.from_dict(written) == made
    assert "sam_rho" not in new_experiment().to_dict()["runners"][0]
    for bad in (0, -1, "1", True, 1e9):
        written["runners"][0]["sam_rho"] = bad
        with pytest.raises(BadInputError, match=r"^runners\[0\].sam_rho: must be"):
            Experiment.from_dict(written)


def test_branches_and_schedules_keep_it_and_files_too():
    made = set_sam(new_experiment(), 0, RHO)
    made = set_optimizer(made, 0, "bfgs", 5)
    made = set_optimizer(made, 0, "adam", 9)
    assert [o.sam.rho for _, o in made.runners[0].plan] == [0.05, 0.0, 0.05]
    assert Experiment.from_dict(made.to_dict()) == made
    rule = replace(optimizers["adam"](), sam=RHO, schedule=schedules["cosine"](steps=10))
    run = Run(bowl(), rule)
    run.ensure(10)
    assert run[10].searched == 10


@pytest.mark.parametrize("name", ["bfgs", "lbfgs", "newton", "nelder_mead", "cma_es"])
def test_who_asks_about_the_ground_refuses(name):
    made = set_optimizer(new_experiment(), 0, name)
    with pytest.raises(SettingError, match="asks about the ground"):
        set_sam(made, 0, RHO)
    written = made.to_dict()
    written["runners"][0]["sam_rho"] = 0.05
    with pytest.raises(BadInputError, match=r"runners\[0\].sam_rho: .* asks about the ground"):
        Experiment.from_dict(written)


def test_nothing_is_said_that_is_not_true_of_it():
    rule = optimizers["gradient_descent"](sam=RHO)
    assert learning_rate_bound(rule, 10.0) is None


def test_by_a_minimum_it_goes_to_and_fro():
    """About a minimum of curvature λ, by η λ ρ/(2 − η λ) to either side: e = −((1 − ηλ)e − ηλρ)."""
    rule = optimizers["gradient_descent"](learning_rate=0.05, sam=SharpnessAware(0.5))
    _, steps = walked(bowl(), rule, 400, (0.0, 0.3))
    assert abs(steps[-1].theta[1]) == pytest.approx(0.05 * 10 * 0.5 / (2 - 0.05 * 10), rel=1e-6)
