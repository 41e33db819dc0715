"""Runs: the same steps whichever way they are reached, within the memory they may take."""

import gc
import weakref

import numpy as np
import pytest
from rules import rule, walkers

from playground.engine import SurfaceProblem, optimizers, surfaces
from playground.engine.descent import Step, explained, first_step, follow
from playground.engine.parameters import declared
from playground.engine.stopping import Seen, StopRules
from playground.lab.runs.history import FIRST_ROOM, History
from playground.lab.runs.run import Run

LECTURE = SurfaceProblem(surfaces["lecture_example"]())
WALKERS = walkers(LECTURE)
OTHERS = [n for n in WALKERS if optimizers[n].in_lecture or n in ("rprop", "bfgs", "nelder_mead")]
"""What the others change to and from: some of each kind."""


def same(a, b):
    """Equal bit for bit, in everything a Step holds."""
    assert a.index == b.index
    assert a.theta.tobytes() == b.theta.tobytes()
    assert a.grad.tobytes() == b.grad.tobytes()
    assert np.float64(a.loss).tobytes() == np.float64(b.loss).tobytes()
    assert a.state.keys() == b.state.keys()
    for name in a.state:
        assert np.asarray(a.state[name]).tobytes() == np.asarray(b.state[name]).tobytes()
    return True


def walked(problem, plan, start, count):
    """Steps 0..count, straight on, with no history."""
    steps = [first_step(problem, plan[0][1], start)]
    for step in follow(problem, plan, steps[0]):
        steps.append(step)
        if step.index == count:
            return steps


@pytest.mark.parametrize("name", WALKERS)
@pytest.mark.parametrize("surface", ["lecture_example", "rosenbrock", "rastrigin"])
def test_any_step_is_exact_forwards_backwards_and_after_jumps(name, surface):
    problem = SurfaceProblem(surfaces[surface]())
    optimizer = rule(name, 0.001)
    expected = walked(problem, ((0, optimizer),), problem.start(), 700)
    run = Run(problem, optimizer, rules=StopRules(max_steps=700))
    run.ensure(700)
    for index in [700, 699, 0, 1, 350, *range(349, 310, -1), 31, 32, 33, 700, 64, 63]:
        assert same(run[index], expected[index])


@pytest.mark.parametrize("name", WALKERS)
def test_a_run_made_in_pieces_is_the_run_made_at_once(name):
    optimizer = optimizers[name]()
    pieces = Run(LECTURE, optimizer, rules=StopRules(max_steps=50))
    for index in (1, 2, 3, 10, 11, 49, 50, 60):
        pieces.ensure(index)
    at_once = Run(LECTURE, optimizer, rules=StopRules(max_steps=50))
    at_once.ensure(1000)
    assert pieces.last == at_once.last == 50
    assert same(pieces[50], at_once[50])
    for a, b in zip(pieces.columns, at_once.columns, strict=True):
        assert a.tobytes() == b.tobytes()


def test_columns_say_what_the_steps_say():
    run = Run(LECTURE, optimizers["momentum"](), rules=StopRules(max_steps=40))
    run.ensure(40)
    columns = run.columns
    for i in columns.steps:
        step = run[int(i)]
        assert columns.loss[i] == step.loss
        assert columns.path[i].tolist() == step.theta.tolist()
        assert columns.gradient_norm[i] == pytest.approx(np.linalg.norm(step.grad))
        length = np.linalg.norm(step.theta - run[int(i) - 1].theta) if i else 0
        assert columns.step_length[i] == pytest.approx(length)


@pytest.mark.parametrize("first", WALKERS)
@pytest.mark.parametrize("second", OTHERS)
def test_branching_keeps_the_past_and_changes_the_future(first, second):
    one = rule(first, 0.01)
    two = rule(second, 0.005)
    run = Run(LECTURE, one, rules=StopRules(max_steps=80))
    run.ensure(80)
    branch = run.branch(37, two)
    branch.ensure(80)
    expected = walked(LECTURE, ((0, one), (37, two)), LECTURE.start(), 80)
    for index in (0, 1, 36, 37, 38, 80, 5, 60):
        assert same(branch[index], expected[index]) if index != 37 else True
    assert branch[37].theta.tobytes() == run[37].theta.tobytes()
    # Rprop's rate is the length of its very first step, and says nothing later.
    rated = "learning_rate" in declared(type(one))
    same_rule = first == second and (first == "rprop" or not rated)
    if run.step_length(37) > 1e-9:  # it has not arrived before that
        assert (branch[38].theta.tobytes() == run[38].theta.tobytes()) == same_rule
    assert branch.columns.loss[:38].tobytes() == run.columns.loss[:38].tobytes()


@pytest.mark.parametrize("name", WALKERS)
def test_where_the_next_update_leads_is_known_at_the_last_step_too(name):
    """Of every rule, also one that asks for more than the gradient."""
    run = Run(LECTURE, optimizers[name](), rules=StopRules(max_steps=6))
    run.ensure(3)
    at_the_end = run.next_theta(3)
    assert run.last == 3 and run.next_theta(99).tolist() == at_the_end.tolist()
    run.ensure(4)
    assert at_the_end.tolist() == run[4].theta.tolist() == run.next_theta(3).tolist()


def test_branching_carries_the_velocity_on():
    one = optimizers["momentum"](0.01)
    run = Run(LECTURE, one, rules=StopRules(max_steps=40))
    run.ensure(40)
    half = run.branch(20, optimizers["momentum"](0.005))
    half.ensure(21)
    velocity = 0.9 * run[20].state["velocity"] + run[20].grad
    assert half[21].theta.tolist() == (run[20].theta - 0.005 * velocity).tolist()


def test_another_plan_shares_what_is_common():
    gd = optimizers["gradient_descent"]
    run = Run(LECTURE, ((0, gd(0.01)), (30, gd(0.02))), rules=StopRules(max_steps=90))
    run.ensure(90)
    undone = run.with_plan(((0, gd(0.01)),))
    undone.ensure(90)
    straight = Run(LECTURE, gd(0.01), rules=StopRules(max_steps=90))
    straight.ensure(90)
    for index in (0, 29, 30, 31, 90):
        assert same(undone[index], straight[index])


def test_stops_as_the_lecture_stops():
    run = Run(LECTURE, optimizers["gradient_descent"](0.01), rules=StopRules(step_length=1e-5))
    run.ensure(10_000)
    x = np.zeros(2)  # the lecture's own loop
    steps = 0
    while True:
        new = x - 0.01 * LECTURE.loss_and_grad(x)[1]
        steps += 1
        if np.linalg.norm(x - new) < 1e-5:
            break
        x = new
    assert run.stop == ("converged", "step_length")
    assert run.last == steps
    assert run[run.last].theta.tolist() == new.tolist()


@pytest.mark.parametrize(("rules", "stop", "last"), [
    (StopRules(gradient_norm=10), ("converged", "gradient_norm"), 0),
    (StopRules(max_steps=7), ("max_steps", "max_steps"), 7),
    (StopRules(max_steps=7, epochs=3), ("max_steps", "epochs"), 3),
    (StopRules(max_steps=3, epochs=7), ("max_steps", "max_steps"), 3),
    (StopRules(max_steps=3, epochs=3), ("max_steps", "max_steps"), 3),
    (StopRules(max_steps=0, epochs=0), ("max_steps", "max_steps"), 10_000),
])
def test_each_rule_stops_for_its_own_reason(rules, stop, last):
    run = Run(LECTURE, optimizers["gradient_descent"](1e-6), rules=rules)
    run.ensure(20_000)
    assert (run.stop, run.last) == (stop, last)


def test_a_run_that_diverges_ends_at_its_last_finite_step():
    run = Run(SurfaceProblem(surfaces["bowl"](kappa=10)), optimizers["gradient_descent"](1.0))
    run.ensure(10_000)
    assert run.stop == ("diverged", "not_finite")
    last = run[run.last]
    assert np.isfinite(last.loss) and np.isfinite(last.theta).all()
    after = next(follow(run.problem, run.plan, last))
    assert not np.isfinite(after.loss)
    assert run.ensure(20_000) and run.last == last.index


def test_a_start_that_is_not_finite_is_told_and_nothing_else_happens():
    run = Run(LECTURE, optimizers["adam"](), start=np.array([1e200, 0]))
    assert run.ensure(100)
    assert run.stop == ("diverged", "start")
    assert run.last == 0 and len(run.columns.steps) == 0
    assert not np.isfinite(run[0].loss)


def test_indices_outside_are_refused():
    run = Run(LECTURE, optimizers["adam"]())
    run.ensure(5)
    for index in (-1, 6):
        with pytest.raises(IndexError):
            run[index]


def test_a_small_budget_thins_rows_and_keyframes_but_never_a_step():
    adam = optimizers["adam"](0.001)
    small = Run(LECTURE, adam, rules=StopRules(max_steps=20_000), budget=200_000)
    small.ensure(20_000)
    assert small.history.nbytes <= 200_000
    assert small.history.every > 1
    columns = small.columns
    assert columns.steps[-1] + small.history.every > 20_000
    expected = walked(LECTURE, ((0, adam),), LECTURE.start(), 20_000)
    for index in (0, 1, 12_345, 12_344, 19_999, 20_000, 3):
        assert same(small[index], expected[index])
    for row in (0, 1, 5, len(columns.steps) - 1):
        assert columns.loss[row] == expected[columns.steps[row]].loss


def test_lowering_a_budget_later_frees_memory():
    run = Run(LECTURE, optimizers["adam"](0.001), rules=StopRules(max_steps=20_000))
    run.ensure(20_000)
    assert run.history.nbytes > 1_000_000
    run.history.budget = 200_000
    assert run.history.nbytes <= 200_000
    run[777]


def test_large_problems_keep_no_path():
    history = History(dimension=100)
    assert history.columns.path.shape == (0, 0)
    assert history._room == FIRST_ROOM


def test_a_deadline_in_the_past_still_makes_one_step():
    run = Run(LECTURE, optimizers["adam"]())
    assert not run.ensure(1000, deadline=0.0)
    assert run.last == 1


@pytest.mark.parametrize("name", WALKERS)
def test_explanations_end_in_the_next_step(name):
    run = Run(LECTURE, optimizers[name]())
    run.ensure(10)
    for index in (0, 5):
        lines = list(run.explain(index))
        assert lines[-1].symbol == r"\theta"
        assert lines[-1].value.tobytes() == run[index + 1].theta.tobytes()


@pytest.mark.parametrize("old", OTHERS)
@pytest.mark.parametrize("new", WALKERS)
def test_explanations_hold_where_the_optimizer_changes(old, new):
    plan = ((0, optimizers[old]()), (4, optimizers[new]()))
    run = Run(LECTURE, plan)
    run.ensure(10)
    for index in (3, 4, 5):
        lines = list(run.explain(index))
        assert lines[-1].value.tobytes() == run[index + 1].theta.tobytes()
    fresh = optimizers[new]().init(run[4].theta)
    state = run[4].state if fresh.keys() == run[4].state.keys() else fresh
    expected = explained(LECTURE, plan[1][1], run[4]._replace(state=state))
    for line, same_line in zip(run.explain(4), expected, strict=True):
        assert line.name == same_line.name
        assert np.array_equal(line.value, same_line.value)


def test_a_replay_goes_on_where_its_deadline_left_it():
    problem = SurfaceProblem(surfaces["rosenbrock"]())
    optimizer = optimizers["adam"](0.01)
    run = Run(problem, optimizer, rules=StopRules(max_steps=200))
    run.ensure(200)
    index = 5 * run.history.stride - 1  # the far end of a stretch between two keyframes
    looks = 1
    while not run.ready(index, deadline=0.0):
        looks += 1
    assert looks == run.history.stride - 1  # a step at each look: none was walked twice
    fresh = Run(problem, optimizer, rules=StopRules(max_steps=200))
    fresh.ensure(index)
    assert same(run[index], fresh[index])
    assert run.ready(index - 3, deadline=0.0)
    assert run.ready(200, deadline=0.0)


def test_another_wish_starts_another_replay():
    run = Run(SurfaceProblem(surfaces["booth"]()), optimizers["adam"](0.01))
    run.ensure(300)
    assert not run.ready(95, deadline=0.0)
    assert not run.ready(195, deadline=0.0)
    assert run[195].index == 195
    assert run[95].index == 95


def test_where_rows_are_narrow_keyframes_have_the_room():
    """Three columns of a thousand rows leave most of a budget to Steps of a large problem."""
    budget = 2**24
    history = History(10_000, budget)
    theta = np.zeros(10_000)
    for index in range(3000):
        history.append(Seen(Step(index, theta.copy(), 1.0, theta.copy(), {}), 0.0, 0.0))
    assert budget // 4 < history.nbytes <= budget * 3 // 4


def test_a_run_that_nobody_holds_is_gone_at_once():
    """With its problem and the data in it, not when Python's collector comes by."""
    problem = SurfaceProblem(surfaces["lecture_example"]())
    run = Run(problem, ((0, optimizers["adam"]()),), problem.start(), StopRules())
    run.ensure(100)
    run.ready(50)
    there = weakref.ref(problem)
    gc.disable()
    try:
        del run, problem
        assert there() is None
    finally:
        gc.enable()
