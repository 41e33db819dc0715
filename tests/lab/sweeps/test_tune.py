"""Tune each: the same budget for every rule, never worse than typed, and the way back."""

from dataclasses import replace

import pytest

from playground.engine.parameters import SettingError
from playground.engine.schedules import schedules
from playground.engine.stopping import StopRules
from playground.lab.edits.runners import add_runner, race_all, set_schedule, set_setting
from playground.lab.experiments.experiment import new_experiment
from playground.lab.sweeps import tune as tuning
from playground.lab.sweeps.outcome import Outcome, outcome
from playground.lab.sweeps.tune import BUDGET, best_of, tune, why_nothing, with_tuned


def race():
    made = race_all(new_experiment("bowl"))
    return replace(made, stop=StopRules(step_length=1e-5, max_steps=400))


@pytest.fixture(scope="module")
def found():
    made = []
    *_, last = tune(race(), "threads")
    made.extend(last.found)
    return tuple(made)


def test_no_rule_is_worse_than_typed(found):
    experiment = race()
    assert [one.slot for one in found] == [runner.slot for runner in experiment.runners]
    for one in found:
        assert one.best.outcome.gradient_evaluations <= max(
            one.typed.outcome.gradient_evaluations, 400
        )
        assert one.best.outcome.loss <= one.typed.outcome.loss + 4e-4
        assert one.best.seconds > 0


def test_gradient_descent_finds_the_best_rate_of_theory(found):
    # 2/(λmin + λmax) = 2/11 on the bowl with κ = 10
    assert found[0].names == ("learning_rate",)
    assert found[0].best.values[0] == pytest.approx(2 / 11, rel=0.05)
    momentum = next(one for one in found if one.label == "Momentum")
    assert momentum.names == ("learning_rate", "momentum")
    assert momentum.best.outcome.steps < found[0].best.outcome.steps


def test_every_rule_gets_the_same_number_of_runs(monkeypatch):
    counted = {}
    jobs_of = tuning.jobs_of

    def counting(experiment, names, trials):
        for trial in trials:
            counted[trial.slot] = counted.get(trial.slot, 0) + 1
        return jobs_of(experiment, names, trials)

    monkeypatch.setattr(tuning, "jobs_of", counting)
    *_, last = tune(race(), "threads")
    assert set(counted.values()) == {BUDGET + 2}  # and typed and best once more, for the clock
    assert last.done == last.total == 6 * (BUDGET + 2)


def test_what_is_said_to_have_come_of_it_comes_of_it(found):
    made = with_tuned(race(), found, "tuned")
    for place, one in enumerate(found):
        assert outcome(made.to_dict(), place) == one.best.outcome
        assert outcome(race().to_dict(), place) == one.typed.outcome


def test_typed_tuned_and_both_and_back(found):
    experiment = replace(race(), runners=race().runners[:3])
    some = found[:3]
    tuned = with_tuned(experiment, some, "tuned")
    assert [r.optimizer.learning_rate for r in tuned.runners] == [
        one.best.values[0] for one in some
    ]
    both = with_tuned(tuned, some, "both")
    assert [r.label for r in both.runners[3:]] == [
        f"{one.label} as typed" for one in some if one.best.values != one.typed.values
    ]
    assert len({r.slot for r in both.runners}) == len(both.runners)
    typed = {r.label: r.optimizer for r in experiment.runners}
    for runner in both.runners[3:]:
        assert runner.optimizer == typed[runner.label.removesuffix(" as typed")]
    assert with_tuned(both, some, "tuned") == tuned
    assert with_tuned(both, some, "typed") == experiment


def test_both_need_room(found):
    with pytest.raises(SettingError, match="at most 8"):
        with_tuned(race(), found, "both")


def test_a_runner_with_another_rule_is_left_alone(found):
    changed = race()
    changed = replace(changed, runners=changed.runners[1:])
    made = with_tuned(changed, found, "tuned")
    assert len(made.runners) == 5
    assert made.runners[0].optimizer.learning_rate == found[1].best.values[0]


def test_a_schedule_stays(found):
    experiment = set_schedule(race(), 0, schedules["cosine"]())
    made = with_tuned(experiment, found, "tuned")
    assert made.runners[0].optimizer.schedule == schedules["cosine"]()


def test_of_runs_that_end_as_low_the_cheapest_is_best():
    known = {
        (0.1,): Outcome("converged", 90, 1e-9, None, 90),
        (0.2,): Outcome("converged", 40, 2e-9, None, 40),
        (0.3,): Outcome("converged", 10, 0.5, None, 10),
        (0.4,): Outcome("diverged", 5, 1e-30, None, 5),
    }
    assert best_of(known, 1.0) == (0.2,)
    assert best_of(known, 1e-8) == (0.1,)


def test_rules_without_a_rate_race_as_typed():
    assert "learning rate" in why_nothing(
        replace(new_experiment(), runners=add_runner(new_experiment(), "bfgs").runners[1:])
    )
    assert why_nothing(replace(new_experiment(), runners=())) == "Add a runner first."
    assert why_nothing(new_experiment()) == ""


def test_it_can_be_left_between_any_two_runs():
    experiment = set_setting(race(), 0, "learning_rate", 1e-4)
    experiment = replace(experiment, stop=StopRules(max_steps=100_000))
    search = tune(experiment, "threads")
    next(search)
    search.close()
