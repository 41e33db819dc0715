"""Many seeds: runners that differ in their start only, and who of them got stuck."""

import json
import math
from dataclasses import replace

import numpy as np
import pytest

from playground.lab.edits import network as edits
from playground.lab.edits.seeds import (
    first_seed,
    keep_seeds,
    many_seeds,
    outcome,
    risk_at,
    seed_count,
    split,
    stuck_share,
)
from playground.lab.experiments.experiment import Experiment
from playground.lab.experiments.presets import presets

NAN = float("nan")


def xor():
    return presets["xor"].experiment()


def theta_of(experiment, k):
    return experiment.run_of(experiment.runners[k])[0].theta


def test_each_runner_starts_where_the_initializer_draws_its_seed():
    before = edits.reinitialize(xor(), 5)
    many = many_seeds(before, 4)
    recipe = many.problem
    assert [r.label for r in many.runners] == ["seed 5", "seed 6", "seed 7", "seed 8"]
    for k in range(4):
        drawn = recipe.initializer.theta(recipe.network, 5 + k)
        assert np.array_equal(theta_of(many, k), drawn)
    assert np.array_equal(theta_of(many, 0), theta_of(before, 0))
    assert all(r.problem is None and r.optimizer == before.runners[0].optimizer
               for r in many.runners)
    assert many == many_seeds(before, 4) and many.problem == before.problem


def test_it_is_at_most_eight_and_survives_the_file():
    many = many_seeds(xor(), 100)
    assert len(many.runners) == 8 and seed_count(many) == 8
    assert Experiment.from_dict(json.loads(json.dumps(many.to_dict()))) == many
    assert many_seeds(many, 8) == many


def test_it_speaks_of_one_runners_network_and_of_none():
    duel = presets["vanishing_duel"].experiment()
    many = many_seeds(duel, 3, index=2)
    assert {r.problem for r in many.runners} == {duel.runners[2].problem}
    nobody = many_seeds(edits.set_batch(xor(), size=5), 2)
    alone = many_seeds(Experiment(nobody.problem, ()), 2)
    assert len(alone.runners) == 2 and first_seed(alone) == 0


def test_an_edit_of_the_network_draws_the_seeds_again():
    many = many_seeds(xor(), 3)
    wider = keep_seeds(many, edits.set_units(many, 1, 6))
    assert seed_count(wider) == 3 and wider.problem.network.sizes == (2, 6, 1)
    assert len({tuple(theta_of(wider, k)) for k in range(3)}) == 3
    again = keep_seeds(many, edits.reinitialize(many, 20))
    assert [r.label for r in again.runners] == ["seed 20", "seed 21", "seed 22"]
    slower = edits.set_batch(many, size=3)
    assert keep_seeds(many, slower) == slower  # nothing about the starts


def test_other_runners_are_left_alone():
    plain = xor()
    edited = edits.set_units(plain, 1, 6)
    assert keep_seeds(plain, edited) is edited and seed_count(plain) == 0
    assert seed_count(presets["vanishing_duel"].experiment()) == 0


def test_the_widest_gap_parts_the_losses():
    found = split([0.04, 0.01, 0.5, 0.02, 0.7, 0.03])
    assert (found.arrived, found.stuck) == (4, 2)
    assert found.under == pytest.approx(0.05) and found.above == pytest.approx(0.4)
    assert stuck_share([0.04, 0.01, 0.5, 0.02, 0.7, 0.03, 0.035, 0.31]) == (
        "5 of 8 reach a loss R under 0.05; 3 got stuck above 0.3."
    )


def test_small_losses_are_equal_and_close_ones_too():
    assert split([1e-6, 1e-9, 1e-12]).stuck == 0
    assert stuck_share([1e-6, 1e-9, 0.0]) == "All 3 reach a loss R under 0.0002: nobody got stuck."
    assert split([0.20, 0.25, 0.31]).stuck == 0
    said = stuck_share([0.20, 0.25, 0.31])
    assert said.startswith("All 3 end at about the same loss R, from 0.2")
    assert split([1e-4, 1e-3], start=0.01).stuck == 1  # on a scale where 0.001 is a tenth


def test_what_is_no_number_diverged():
    assert stuck_share([NAN, math.inf]) == "All 2 diverged."
    assert stuck_share([0.01, NAN, 0.5]) == (
        "1 of 3 reach a loss R under 0.02; 1 got stuck above 0.4; 1 diverged."
    )
    assert stuck_share([0.2, NAN]).startswith("1 of 2 end at about") and stuck_share([]) == ""


@pytest.mark.parametrize("power", range(-8, 9))
def test_the_numbers_of_the_sentence_are_true(power):
    for low in (1.0, 1.9, 3.33, 9.99, 9.5):
        losses = [low * 10.0**power, 3.01 * low * 10.0**power]
        found = split(losses, start=0)
        assert losses[0] < found.under <= found.above < losses[1]


def test_the_lectures_local_minima():
    many = many_seeds(presets["local_minima"].experiment(), 8)
    runs = [many.run_of(runner) for runner in many.runners]
    assert outcome(many, runs) == ""  # not before all have ended
    for run in runs:
        run.ensure(10**9)
    said = outcome(many, runs)
    stuck = sum(run.problem.risk_and_grad(run[run.last].theta)[0] > 0.4 for run in runs)
    assert 0 < stuck < 8 and f"{stuck} got stuck above 0.4" in said
    assert outcome(xor(), runs[:1]) == ""


@pytest.mark.parametrize("reduction", ["mean", "sum"])
def test_seeds_are_judged_by_the_loss_of_the_data_alone(reduction):
    plain = edits.set_batch(many_seeds(xor(), 2), size=2, reduction=reduction)
    heavy = replace(plain, problem=replace(plain.problem, l1=0.5, l2=2.0))
    for one, other in zip(plain.runners, heavy.runners, strict=True):
        assert risk_at(heavy.run_of(other), 0) == pytest.approx(risk_at(plain.run_of(one), 0))
