"""What a sweep goes over, the runs that makes, and giving them up."""

from dataclasses import replace
from multiprocessing import active_children

import pytest

from playground.engine.optimizers import optimizers
from playground.engine.parameters import SettingError
from playground.engine.stopping import StopRules
from playground.lab.edits.runners import add_runner, set_setting
from playground.lab.experiments.experiment import new_experiment
from playground.lab.sweeps.outcome import GivenUpError, outcome
from playground.lab.sweeps.over import (
    Over,
    executor_for,
    jobs_of,
    settings_of,
    trials_of,
    usual_over,
    with_trial,
    without,
)
from playground.lab.sweeps.pools import pool
from playground.lab.sweeps.sweep import outcomes, runs_in

RATES = Over("learning_rate", 0.01, 0.1, 3, True)


def two():
    return add_runner(new_experiment("bowl"), "adam")


def long():
    return replace(two(), stop=StopRules(max_steps=10**6))


def test_every_numeric_setting_can_be_swept_rates_first():
    found = list(settings_of(two()))
    assert found[0] == "learning_rate" and "beta1" in found and "amsgrad" not in found
    searching = add_runner(replace(two(), runners=()), "bfgs")
    assert "search" not in settings_of(searching)


def test_trials_are_in_order_and_of_those_that_have_the_setting():
    assert [t.slot for t in trials_of(two(), [RATES], 0)] == [0, 0, 0, 1, 1, 1]
    betas = Over("beta1", 0.5, 0.9, 2)
    assert {t.slot for t in trials_of(two(), [betas], 0)} == {1}
    assert [t.values[1] for t in trials_of(two(), [RATES, betas], 1)] == [0.5, 0.9] * 3
    with pytest.raises(SettingError, match="needs a runner"):
        trials_of(two(), [RATES, betas], 0)
    with pytest.raises(SettingError, match="more than 10,000 runs"):
        trials_of(two(), [replace(RATES, count=9000)], 0)


def test_a_job_is_the_run_that_its_point_becomes():
    experiment = set_setting(two(), 0, "learning_rate", 0.05, step=4)  # with a branch
    trials = trials_of(experiment, [RATES], 0)
    jobs = jobs_of(experiment, ["learning_rate"], trials)
    for trial, (document, place) in zip(trials, jobs, strict=True):
        made = with_trial(experiment, ["learning_rate"], trial)
        runner = next(k for k, r in enumerate(made.runners) if r.slot == trial.slot)
        assert not made.runners[runner].changes
        assert outcome(document, place) == outcome(made.to_dict(), runner)


def test_only_what_is_swept_may_differ():
    experiment = two()
    same = without(experiment, ["learning_rate"])
    assert without(set_setting(experiment, 0, "learning_rate", 0.3), ["learning_rate"]) == same
    assert without(set_setting(experiment, 1, "beta1", 0.3), ["learning_rate"]) != same
    assert without(replace(experiment, seed=3), ["learning_rate"]) != same


def test_usual_rates_are_about_those_that_are_there():
    over = usual_over(set_setting(two(), 0, "learning_rate", 0.02), "learning_rate")
    assert over.low < 0.02 < over.high and over.log
    assert usual_over(two(), "beta1").log is False


@pytest.mark.parametrize("executor", ["threads", "processes"])
def test_runs_are_given_up_in_the_middle(executor):
    jobs = jobs_of(long(), ["learning_rate"], trials_of(long(), [RATES], 0))
    search = outcomes(jobs, executor)
    assert next(search) is None  # nothing has ended by then
    search.close()


def test_a_run_ends_between_two_steps_when_nobody_waits():
    with pytest.raises(GivenUpError):
        outcome(long().to_dict(), 0, lambda: True)


def test_a_process_that_is_killed_is_told_of():
    jobs = jobs_of(long(), ["learning_rate"], trials_of(long(), [RATES], 0))
    runs = pool("processes")
    try:
        search = runs_in(runs, jobs)
        next(search)
        for process in active_children():
            process.terminate()
        with pytest.raises(ValueError, match="ended from outside; what is done is kept"):
            for _ in search:
                pass
    finally:
        runs.close()


def test_own_rules_stay_in_this_process(monkeypatch):
    assert executor_for(two()) == "processes"
    monkeypatch.setattr(type(optimizers), "own", {"adam": "mine.py"})
    assert executor_for(two()) == "threads"
