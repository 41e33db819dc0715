"""Branches are what a run of the same plan would have been: every column and every Step."""

from functools import cache

import pytest

from playground.engine import SurfaceProblem, optimizers, surfaces
from playground.engine.datasets import datasets
from playground.engine.networks.batches import Batches
from playground.engine.networks.fitting import FittingProblem
from playground.engine.networks.losses import losses
from playground.engine.networks.network import Network
from playground.engine.stopping import StopRules, norm
from playground.lab.runs.history import DEFAULT_BUDGET
from playground.lab.runs.run import Run

LAST = 5150
FORKS = (1, 1023, 1024, 1025, 5000)
THIN = 200_000
"""A budget that keeps every fourth row of 5,150."""
ROSENBROCK = SurfaceProblem(surfaces["rosenbrock"]())


def network(sizes, **batches):
    """A small network on the spiral; more than eight parameters have no path."""
    data = datasets["spiral"](samples=60).make(1)
    return FittingProblem(
        Network(sizes, ("tanh",) * (len(sizes) - 2) + ("linear",)), data, losses["square"](),
        batches=Batches(len(data.X), **batches),
    )


PROBLEMS = {
    "surface": ROSENBROCK,
    "all data": network((2, 1)),
    "batches": network((2, 3, 1), size=7),
}
ONE, TWO = optimizers["momentum"](1e-4), optimizers["momentum"](2e-4)
OTHER = optimizers["adam"](1e-3)
RULES = StopRules(max_steps=LAST)


@cache
def fresh(problem, plan, budget=DEFAULT_BUDGET, rules=RULES):
    """A run of a plan that never was another."""
    run = Run(problem, plan, problem.start(), rules, budget)
    run.ensure(LAST)
    return run


def is_the_run(found, expected):
    """Both runs say the same, bit for bit: columns (thinned or not), lengths, Steps, the end."""
    found.ensure(LAST)
    assert (found.last, found.stop, found.plan) == (expected.last, expected.stop, expected.plan)
    a, b = found.columns, expected.columns
    spacing = max(found.history.every, expected.history.every)
    rows, others = a.steps % spacing == 0, b.steps % spacing == 0
    for name in a._fields:
        one, other = getattr(a, name)[rows], getattr(b, name)[others]
        assert one.shape == other.shape and one.tobytes() == other.tobytes(), name
    for row in range(0, len(a.steps), 97):
        assert a.loss[row] == expected[int(a.steps[row])].loss
    for index in (*range(0, expected.last, 311), *range(expected.last - 3, expected.last + 1)):
        step, other = found[index], expected[index]
        assert (step.index, step.loss) == (other.index, other.loss)
        assert step.theta.tobytes() == other.theta.tobytes()
        assert step.grad.tobytes() == other.grad.tobytes()
        assert found.step_length(index) == expected.step_length(index)
    return True


@pytest.mark.parametrize("budget", [DEFAULT_BUDGET, THIN])
@pytest.mark.parametrize("fork", FORKS)
@pytest.mark.parametrize("kind", PROBLEMS)
def test_branch_undo_and_redo_are_what_a_fresh_run_is(kind, fork, budget):
    problem = PROBLEMS[kind]
    run = fresh(problem, ((0, ONE),), budget)
    expected = fresh(problem, ((0, ONE), (fork, TWO)))
    branch = run.branch(fork, TWO)
    assert branch.last == fork
    assert branch.columns.steps[-1] == fork // branch.history.every * branch.history.every
    assert is_the_run(branch, expected)
    assert expected.columns.loss[fork + 2] != run[fork + 2].loss
    undone = branch.with_plan(run.plan)
    assert is_the_run(undone, fresh(problem, ((0, ONE),)))
    assert is_the_run(undone.with_plan(branch.plan), expected)
    assert is_the_run(run, undone)  # nothing was taken from it


@pytest.mark.parametrize("fork", FORKS)
def test_a_branch_of_a_branch_with_another_optimizer(fork):
    first = fresh(ROSENBROCK, ((0, ONE),)).branch(fork, OTHER)
    first.ensure(LAST)
    second = first.branch(fork + 100, TWO)
    plan = ((0, ONE), (fork, OTHER), (fork + 100, TWO))
    assert is_the_run(second, fresh(ROSENBROCK, plan))
    without = second.with_plan((plan[0], plan[2]))
    assert is_the_run(without, fresh(ROSENBROCK, (plan[0], plan[2])))


@pytest.mark.parametrize("budget", [DEFAULT_BUDGET, THIN])
@pytest.mark.parametrize("index", FORKS)
def test_the_past_has_the_rows_up_to_a_step_and_no_more(index, budget):
    run = fresh(ROSENBROCK, ((0, ONE),), budget)
    past = run.history.until(index)
    assert past.columns.steps.tolist() == [s for s in run.columns.steps if s <= index]
    rows = len(past.columns.steps)
    for name in ("loss", "gradient_norm", "step_length", "path"):
        assert getattr(past.columns, name).tobytes() == getattr(run.columns, name)[:rows].tobytes()
    assert past.keyframe(index).index == index // past.stride * past.stride
    assert past.nbytes <= budget


@pytest.mark.parametrize("kind", PROBLEMS)
def test_the_length_of_a_step_is_the_same_in_a_thinned_run(kind):
    problem = PROBLEMS[kind]
    small = fresh(problem, ((0, ONE),), 60_000)
    assert small.history.every > 2
    before = small[0]
    for index in range(3 * small.history.every + 2):
        step = small[index]
        assert small.step_length(index) == norm(step.theta - before.theta)
        before = step
    assert small.step_length(LAST) == norm(small[LAST].theta - small[LAST - 1].theta)


LECTURE = SurfaceProblem(surfaces["lecture_example"]())
QUICK = optimizers["gradient_descent"](0.01)


@pytest.mark.parametrize("rules", [
    StopRules(step_length=1e-5), StopRules(gradient_norm=1e-3), StopRules(max_steps=40),
])
@pytest.mark.parametrize("change", [-1, 0, 1, 30])
def test_a_plan_that_changes_about_the_end_stops_where_a_fresh_run_does(rules, change):
    """Resumed at its last step, a run must not overlook that it had come to its stop there."""
    run = fresh(LECTURE, ((0, QUICK),), rules=rules)
    plan = ((0, QUICK), (run.last + change, optimizers["gradient_descent"](0.005)))
    assert is_the_run(run.with_plan(plan), fresh(LECTURE, plan, rules=rules))
    back = run.with_plan(plan).with_plan(run.plan)
    assert is_the_run(back, run)


def test_a_branch_may_begin_where_squares_leave_the_floats():
    run = Run(ROSENBROCK, optimizers["gradient_descent"](0.1))
    run.ensure(100)
    steep = run.last
    assert run.stop.kind == "diverged" and abs(run[steep].grad).max() > 1e155
    branch = run.branch(steep, optimizers["gradient_descent"](1e-300))
    branch.ensure(steep + 1)
    assert branch[steep + 1].theta == pytest.approx(run[steep].theta)
