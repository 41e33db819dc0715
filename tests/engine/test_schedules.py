"""Schedules: their factors by hand, and the walks that they make."""

from dataclasses import replace
from itertools import islice, pairwise
from math import cos, pi

import numpy as np
import pytest

from playground.engine.conventions import CONVENTIONS, has_convention, in_convention
from playground.engine.descent import descend, explained, first_step
from playground.engine.ground import Ground
from playground.engine.optimizers import optimizers
from playground.engine.parameters import SettingError, declared
from playground.engine.problem import Part, Problem
from playground.engine.schedules import schedules
from playground.engine.stopping import StopRules
from playground.engine.surface import SurfaceProblem
from playground.engine.surfaces import surfaces
from playground.lab.edits.runners import set_optimizer, set_schedule
from playground.lab.experiments.experiment import BadInputError, Experiment, new_experiment
from playground.lab.runs.run import Run


def made(name, **settings):
    return schedules[name].from_settings(settings)


FACTORS = [
    ("step", {"every": 10, "factor": 0.5}, {0: 1, 9: 1, 10: 0.5, 25: 0.25}),
    ("exponential", {"factor": 0.9}, {0: 1, 1: 0.9, 3: 0.729}),
    ("inverse", {"rate": 0.5}, {0: 1, 1: 1 / 1.5, 8: 0.2}),
    ("cosine", {"steps": 8, "floor": 0.2},
     {0: 1, 2: 0.2 + 0.8 * (1 + cos(pi / 4)) / 2, 4: 0.6, 8: 0.2, 99: 0.2}),
    ("linear_warmup", {"steps": 4, "begin": 0.2}, {0: 0.2, 1: 0.4, 4: 1, 50: 1}),
    ("warmup_cosine", {"warmup": 4, "steps": 12, "floor": 0.0},
     {0: 0, 2: 0.5, 4: 1, 8: 0.5, 12: 0, 40: 0}),
    ("warmup_cosine", {"warmup": 9, "steps": 5, "floor": 0.1}, {3: 1 / 3, 9: 0.1}),
    ("polynomial", {"steps": 10, "power": 2}, {0: 1, 5: 0.25, 10: 0, 11: 0}),
]


@pytest.mark.parametrize(("name", "settings", "factors"), FACTORS)
def test_factors_by_hand(name, settings, factors):
    schedule = made(name, **settings)
    for t, factor in factors.items():
        assert schedule.at(t) == pytest.approx(factor, abs=1e-15)
        assert schedule.follow(t, 3.0, {}) == (schedule.at(t), {})


def test_a_plateau_is_borne_for_so_long():
    schedule = made("plateau", factor=0.1, patience=2)
    state, factors = schedule.remembered(), []
    for t, loss in enumerate([5, 4, 4, 4.5, 4, 3.9, 9, 9, 9, 9]):
        factor, state = schedule.follow(t, loss, state)
        factors.append(factor)
    # 4 at t = 1; 2, 3 and 4 are no lower: that is one more than 2. Then 3.9, and three more.
    assert factors == pytest.approx([1, 1, 1, 1, 0.1, 0.1, 0.1, 0.1, 0.01, 0.01])


class Bowl(Problem):
    """½ ‖θ‖²: the gradient is θ."""

    parts = (Part("theta", 0, (2,)),)

    def start(self):
        return np.array([1.0, -2.0])

    def loss_and_grad(self, theta, index=0):
        return float(theta @ theta) / 2, theta.copy()


class Layered(Bowl):
    """The same over a matrix and a bias, which some rules step each in its own way."""

    parts = (Part("W", 0, (2, 2)), Part("b", 4, (2,)))

    def start(self):
        return np.array([1.0, -2.0, 0.5, 3.0, -1.5, 2.0])


RATED = sorted(
    (name, form) for name, kind in optimizers.items()
    # Rprop's rate is its first step's length.
    if "learning_rate" in declared(kind) and name != "rprop"
    for form in CONVENTIONS if form == "pytorch" or has_convention(kind, form)
)


def test_a_rule_that_mixes_has_a_rate_in_both_forms():
    assert ("muon", "keras") in RATED and ("muon", "pytorch") in RATED


@pytest.mark.parametrize(("name", "form"), RATED)
@pytest.mark.parametrize("schedule", [
    made("inverse", rate=0.3), made("cosine", steps=5, floor=0.001),
    made("plateau", factor=0.5, patience=0),
])
def test_every_rule_takes_each_step_at_its_share_of_the_rate(name, form, schedule):
    rule = in_convention(optimizers[name].from_settings({"learning_rate": 0.05}), form)
    problem = Layered()
    step = first_step(problem, replace(rule, schedule=schedule), problem.start())
    remembered = dict(step.state)
    theta, state = step.theta, rule.init(step.theta)
    walk = descend(problem, replace(rule, schedule=schedule), step)
    for t in range(8):
        loss, grad = problem.loss_and_grad(theta)
        factor, kept = schedule.follow(t, loss, remembered)
        remembered |= kept
        now = replace(rule, learning_rate=0.05 * factor).on(problem.parts)
        theta, state = now.move(theta, grad, state, Ground(problem, t, loss))
        seen = next(walk)
        assert seen.theta == pytest.approx(theta, rel=1e-14)


@pytest.mark.parametrize(("name", "form"), RATED)
def test_a_rate_of_nothing_is_told_as_it_is_stepped(name, form):
    rule = in_convention(optimizers[name](), form)
    rule = replace(rule, schedule=made("cosine", steps=2, floor=0.0))
    problem = Layered()
    step = first_step(problem, rule, problem.start())
    for after in islice(descend(problem, rule, step), 4):
        *_, told = explained(problem, rule, step)
        assert told.value == pytest.approx(after.theta, rel=1e-14)
        moved = (after.theta != step.theta).any()
        assert moved == (step.index < 2) or "momentum_step" in step.state  # which moves on
        step = after


def run_with(schedule, steps=200, budget=2**15):
    rule = optimizers["momentum"].from_settings({"learning_rate": 0.05})
    run = Run(Bowl(), replace(rule, schedule=schedule), rules=StopRules(max_steps=steps),
              budget=budget)
    run.ensure(steps)
    return run


@pytest.mark.parametrize("schedule", [
    made("inverse", rate=0.1), made("plateau", factor=0.7, patience=1),
])
def test_any_step_is_reached_again_and_told_at_its_own_rate(schedule):
    run = run_with(schedule)
    forwards = [run[k].theta.tobytes() for k in range(201)]
    for k in (150, 3, 77, 200, 31, 32):
        assert run[k].theta.tobytes() == forwards[k]
    factor, _ = schedule.follow(40, run[40].loss, run[40].state)
    *_, last = run.explain(40)
    assert last.operands["eta"] == pytest.approx(0.05 * factor)
    assert last.value == pytest.approx(run[41].theta)


def test_a_branch_goes_on_with_the_same_schedule():
    run = run_with(made("inverse", rate=0.1))
    rule = run.optimizer_at(0)
    branch = run.branch(50, replace(rule, learning_rate=0.02))
    branch.ensure(60)
    assert branch[50].theta.tobytes() == run[50].theta.tobytes()
    v = rule.momentum * run[50].state["velocity"] + run[50].grad
    assert branch[51].theta == pytest.approx(run[50].theta - 0.02 / 6 * v)  # 1/(1 + 0.1 · 50)


def test_rmsprops_two_cycle_dies_under_one_over_t():
    """On x²/2 the root of the mean square is |x| in the long run: steps of ±η, x = ±η/2."""
    bowl = SurfaceProblem(surfaces["bowl"](kappa=1.0))
    rule = optimizers["rmsprop"](learning_rate=0.1)
    ends = {}
    for schedule in (None, made("inverse", rate=0.05)):
        run = Run(bowl, replace(rule, schedule=schedule), np.array([1.0, 0.0]))
        run.ensure(6000)
        x = [float(run[k].theta[0]) for k in range(5990, 6001)]
        assert all(a * b < 0 for a, b in pairwise(x)) or schedule is not None
        ends[schedule is None] = max(map(abs, x))
    assert ends[True] == pytest.approx(0.05, rel=1e-3)
    assert ends[False] < 0.1 / (1 + 0.05 * 5990)


def test_robbins_and_monro():
    """x₀ = 5, λ = s = 1, T = 10⁴: E x² is about 1/T with the right 1/t, the floor at 0.1."""
    rng = np.random.default_rng(1)
    ends = {}
    for name, rate, schedule in (
        ("constant", 0.1, None), ("right", 1.0, made("inverse", rate=1.0)),
        ("too small", 0.5, made("inverse", rate=1.0)),
    ):
        x = np.full(400, 5.0)
        for t in range(10_000):
            eta = rate * (1 if schedule is None else schedule.at(t))
            x -= eta * (x + rng.standard_normal(400))
        ends[name] = float((x**2).mean())
    assert ends["constant"] == pytest.approx(0.0527, rel=0.25)
    assert ends["right"] == pytest.approx(0.000101, rel=0.25)
    assert ends["too small"] == pytest.approx(0.00106, rel=0.35)


def as_file(**runner):
    document = new_experiment().to_dict()
    document["runners"][0] |= runner
    return document


def test_files_keep_a_schedule():
    experiment = Experiment.from_dict(as_file(
        schedule={"name": "inverse", "settings": {"rate": 0.02}},
        changes=[
            {"step": 5, "settings": {"learning_rate": 0.001}},
            {"step": 9, "optimizer": "adam", "schedule": None},
            {"step": 12, "optimizer": "adam", "schedule": {"name": "cosine"}},
        ],
    ))
    runner = experiment.runners[0]
    assert [o.schedule for _, o in runner.plan] == [
        made("inverse", rate=0.02), made("inverse", rate=0.02), None, made("cosine"),
    ]
    assert Experiment.from_dict(experiment.to_dict()) == experiment
    assert "schedule" not in new_experiment().to_dict()["runners"][0]


@pytest.mark.parametrize(("schedule", "place", "says"), [
    ({"name": "invers"}, "schedule.name", "did you mean inverse"),
    ({"name": "inverse", "settings": {"rate": -1}}, "settings.rate", "at least 0"),
    ({"name": "cosine", "settings": {"floor": 2}}, "settings.floor", "at most 1"),
    ({"name": "step", "settings": {"every": 0.5}}, "settings.every", "whole number"),
    ({"settings": {}}, "schedule", "name"), ([], "schedule", "object"),
])
def test_bad_schedules_are_named(schedule, place, says):
    with pytest.raises(BadInputError) as told:
        Experiment.from_dict(as_file(schedule=schedule))
    assert place in str(told.value) and says in str(told.value)


def test_a_setting_out_of_bounds_is_refused():
    with pytest.raises(SettingError, match="greater than 0"):
        made("polynomial", power=0)


def test_another_rule_keeps_the_schedule():
    old = replace(optimizers["adam"](), schedule=made("cosine"))
    assert optimizers["momentum"]().with_settings_of(old).schedule == made("cosine")


def test_a_file_says_where_there_is_no_rate_and_drops_what_changed_nothing():
    document = as_file(optimizer="bfgs", settings={}, schedule={"name": "cosine"})
    with pytest.raises(BadInputError, match=r"schedule: .* learning rate .*; remove the schedule"):
        Experiment.from_dict(document)
    document = as_file(optimizer="rprop", settings={}, schedule={"name": "cosine"})
    assert Experiment.from_dict(document).runners[0].optimizer.schedule is None
    document = as_file(optimizer="rprop", settings={}, schedule={"name": "never"})
    with pytest.raises(BadInputError, match="never"):
        Experiment.from_dict(document)


@pytest.mark.parametrize("name", ["rprop", "bfgs"])
def test_a_rule_whose_rate_none_could_change_takes_no_schedule(name):
    old = replace(optimizers["adam"](), schedule=made("cosine"))
    assert optimizers[name]().with_settings_of(old).schedule is None
    experiment = set_optimizer(new_experiment(), 0, name)
    with pytest.raises(SettingError, match="learning rate"):
        set_schedule(experiment, 0, made("cosine"))
