"""What an edit leaves alone is not run again."""

import weakref
from contextlib import suppress
from dataclasses import replace

import pytest

from playground.engine import optimizers
from playground.lab.experiments.experiment import Experiment, new_experiment
from playground.lab.experiments.presets import presets
from playground.lab.runs.cache import RunCache
from playground.lab.runs.history import DEFAULT_BUDGET
from playground.lab.runs.run import Run


def shown(shelf, experiment, keep=True):
    """The runs of an experiment, which is on screen now."""
    runs = shelf.find(experiment)
    shelf.show(experiment, runs, keep)
    return runs


@pytest.fixture
def race():
    """Two runners on the lecture's example."""
    one = new_experiment()
    runner = one.runners[0]
    return replace(one, runners=(runner, replace(runner, label="other")))


def test_the_same_experiment_has_the_same_runs(race):
    shelf = RunCache()
    runs = shown(shelf, race)
    assert shown(shelf, race) == runs
    assert sum(run.history.budget for run in runs) <= DEFAULT_BUDGET


def test_only_what_was_edited_begins_anew(race):
    shelf = RunCache()
    first, second = shown(shelf, race)
    moved = race.with_runner(1, replace(race.runners[1], start=(1.0, 1.0)))
    same, new = shown(shelf, moved)
    assert same is first and new is not second
    assert tuple(new[0].theta) == (1.0, 1.0)


def test_another_optimizer_goes_on_from_where_it_begins(race):
    shelf = RunCache()
    _, second = shown(shelf, race)
    second.ensure(20)
    adam = race.runners[1].changed_from(10, optimizers["adam"]())
    _, branch = shown(shelf, race.with_runner(1, adam))
    branch.ensure(20)
    assert (branch[10].theta == second[10].theta).all()
    assert (branch[11].theta != second[11].theta).any()


def moved(race, x):
    """The race with the second runner started elsewhere."""
    return race.with_runner(1, replace(race.runners[1], start=(x, 1.0)))


def test_what_undo_leads_back_to_is_as_it_was(race):
    shelf = RunCache()
    first, second = shown(shelf, race)
    second.ensure(40)
    columns = [column.tobytes() for column in second.columns]
    new = shown(shelf, moved(race, 1.0))[1]
    new.ensure(3)
    assert shown(shelf, race) == (first, second)
    assert second.last == 40 and [c.tobytes() for c in second.columns] == columns
    assert shown(shelf, moved(race, 1.0)) == (first, new)  # and redo


def test_a_branch_that_is_taken_back_leaves_the_run_with_its_old_future(race):
    shelf = RunCache()
    _, second = shown(shelf, race)
    second.ensure(40)
    adam = race.with_runner(1, race.runners[1].changed_from(10, optimizers["adam"]()))
    branch = shown(shelf, adam)[1]
    branch.ensure(30)
    assert shown(shelf, race)[1] is second and second.last == 40
    assert shown(shelf, adam)[1] is branch and branch.last == 30


def test_a_drag_keeps_what_it_began_with_and_nothing_on_its_way(race):
    shelf = RunCache()
    second = shown(shelf, race)[1]
    second.ensure(40)
    way = []
    for k in range(100):
        back = k == 50  # over the very point where the drag began
        experiment = race if back else moved(race, float(k))
        run = shown(shelf, experiment, keep=k == 0)[1]
        run.ensure(5)
        assert (run is second) == back
        way.append(weakref.ref(run))
    del run
    assert [ref() is not None for ref in way] == [k in (50, 99) for k in range(100)]
    assert shown(shelf, race)[1] is second and second.last == 40


def test_another_name_leaves_the_run_alone_and_twins_have_their_own(race):
    shelf = RunCache()
    twins = shown(shelf, race)
    assert twins[0] is not twins[1]
    for run in twins:
        run.ensure(20)
    renamed = race.with_runner(1, replace(race.runners[1], label="second"))
    assert shown(shelf, renamed) == twins
    three = replace(race, runners=(*race.runners, replace(race.runners[0], label="third")))
    third = shown(shelf, three)[2]
    assert third not in twins
    third.ensure(30)
    assert (twins[0].last, twins[1].last, third.last) == (20, 20, 30)
    assert shown(shelf, race) == twins


def test_the_runs_that_are_kept_have_a_budget(race, monkeypatch):
    shelf = RunCache()
    refs = []
    for k in range(8):
        (run,) = shown(shelf, replace(race, runners=moved(race, k / 10).runners[1:]))
        run.ensure(10)
        refs.append(weakref.ref(run))
        monkeypatch.setattr("playground.lab.runs.cache.KEPT_BYTES", 3 * run.nbytes)
    del run
    assert [ref() is not None for ref in refs] == [False] * 4 + [True] * 4


def test_the_data_of_runs_that_are_kept_counts_once(race, monkeypatch):
    made = presets["xor"].experiment()
    (run,) = shown(shelf := RunCache(), made)
    run.ensure(10)
    refs, problem = [weakref.ref(run)], run.problem
    room = run.problem.nbytes + 7 * run.nbytes  # also for steps that were replayed
    assert problem.nbytes > problem.X.nbytes + problem.y.nbytes
    monkeypatch.setattr("playground.lab.runs.cache.KEPT_BYTES", room)
    for rate in (0.11, 0.12, 0.13):  # the same data
        runner = replace(made.runners[0], optimizer=optimizers["gradient_descent"](rate))
        (run,) = shown(shelf, replace(made, runners=(runner,)))
        run.ensure(10)
        refs.append(weakref.ref(run))
        assert run.problem is problem
    (run,) = shown(shelf, replace(made, seed=5))  # other data
    run.ensure(10)
    assert all(ref() is not None for ref in refs)
    refs.append(weakref.ref(run))
    monkeypatch.setattr("playground.lab.runs.cache.KEPT_BYTES", 2 * run.nbytes)
    del run, problem
    shown(shelf, replace(made, seed=6))
    assert [ref() is not None for ref in refs] == [False] * 4 + [True]


def test_a_recipe_that_cannot_be_run_changes_nothing(race, monkeypatch):
    shelf = RunCache()
    first, second = shown(shelf, race)
    first.ensure(20)

    def fail(*args, **kwargs):
        raise RuntimeError("no run")

    for kind, name in ((Experiment, "run_of"), (Run, "with_plan")):
        with monkeypatch.context() as patched:
            patched.setattr(kind, name, fail)
            other = race.runners[1].changed_from(10, optimizers["adam"]())
            for failing in (race.with_runner(1, other), moved(race, 1.0)):
                with suppress(RuntimeError):
                    shelf.find(failing)
        assert shelf.find(race) == (first, second) and first.last == 20
