"""What an edit leaves alone is not run again."""

from dataclasses import replace

import pytest

from playground.engine import optimizers
from playground.lab.experiments.experiment import new_experiment
from playground.lab.runs.cache import RunShelf
from playground.lab.runs.history import DEFAULT_BUDGET


@pytest.fixture
def race():
    """Two runners on the lecture's example."""
    one = new_experiment()
    runner = one.runners[0]
    return replace(one, runners=(runner, replace(runner, label="other")))


def test_the_same_experiment_has_the_same_runs(race):
    shelf = RunShelf()
    runs = shelf.runs_of(race)
    assert shelf.runs_of(race) == runs
    assert sum(run.history.budget for run in runs) <= DEFAULT_BUDGET


def test_only_what_was_edited_begins_anew(race):
    shelf = RunShelf()
    first, second = shelf.runs_of(race)
    moved = race.with_runner(1, replace(race.runners[1], start=(1.0, 1.0)))
    same, new = shelf.runs_of(moved)
    assert same is first and new is not second
    assert tuple(new[0].theta) == (1.0, 1.0)


def test_another_optimizer_goes_on_from_where_it_begins(race):
    shelf = RunShelf()
    _, second = shelf.runs_of(race)
    second.ensure(20)
    adam = race.runners[1].changed_from(10, optimizers["adam"]())
    _, branch = shelf.runs_of(race.with_runner(1, adam))
    branch.ensure(20)
    assert (branch[10].theta == second[10].theta).all()
    assert (branch[11].theta != second[11].theta).any()


def test_what_is_not_asked_for_any_more_is_let_go(race):
    shelf = RunShelf()
    _, second = shelf.runs_of(race)
    shelf.runs_of(replace(race, runners=race.runners[:1]))
    assert shelf.runs_of(race)[1] is not second
