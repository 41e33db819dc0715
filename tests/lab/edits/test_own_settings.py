"""What is a runner's own: told, kept in the file, changed alone, and given back."""

import json

import numpy as np
import pytest

from playground.engine.parameters import SettingError
from playground.lab.edits import network as network_edits
from playground.lab.edits import surface as edits
from playground.lab.edits.network import recipe_of, whose
from playground.lab.edits.own_settings import SETTINGS, own_settings, share
from playground.lab.edits.own_starts import join_starts, one_start, shared_start
from playground.lab.edits.seeds import keep_seeds, many_seeds
from playground.lab.experiments.experiment import Experiment, new_experiment
from playground.lab.experiments.presets import new_network, presets


@pytest.fixture
def two():
    """Two runners that share everything."""
    return edits.duplicate_runner(new_network(), 0)


def reopened(experiment):
    return Experiment.from_dict(json.loads(json.dumps(experiment.to_dict())))


OWN = {
    "batch size": lambda e: network_edits.set_batch(e, 1, size=7),
    "sampling": lambda e: network_edits.set_batch(e, 1, sampling="in_order"),
    "reduction": lambda e: network_edits.set_batch(e, 1, reduction="sum"),
    "activations": lambda e: network_edits.set_activation(e, 1, "sigmoid", 1),
    "layers": lambda e: network_edits.set_units(e, 1, 6, 1),
    "initializer": lambda e: network_edits.set_initializer(e, "he_normal", 1),
    "loss": lambda e: network_edits.set_loss(e, "absolute", 1),
    "frozen": lambda e: network_edits.freeze(e, [0, 2], 1),
    "l1": lambda e: network_edits.set_regularization(e, l1=0.01, runner=1),
    "l2": lambda e: network_edits.set_regularization(e, l2=0.01, runner=1),
    "data": lambda e: network_edits.set_dataset_setting(e, "samples", 30, 1),
    "start": lambda e: network_edits.set_weight(e, 0, 0.5, e.run_of(e.runners[1])[0].theta, 1),
}


def test_every_setting_is_tried_here():
    assert set(OWN) == {*SETTINGS, "start"}


@pytest.mark.parametrize("name", OWN)
def test_one_runners_own_is_told_kept_and_given_back(two, name):
    changed = OWN[name](two)
    assert own_settings(changed, 1) == (name,) and own_settings(changed, 0) == ()
    assert changed.problem == two.problem and changed.runners[0] == two.runners[0]
    assert reopened(changed) == changed
    back = share(changed, 1, name)
    assert back == two


def test_of_two_own_settings_one_is_given_back(two):
    both = network_edits.set_batch(two, 1, size=7, sampling="in_order")
    assert own_settings(both, 1) == ("batch size", "sampling")
    left = share(both, 1, "sampling")
    assert own_settings(left, 1) == ("batch size",)
    assert recipe_of(left, 1).batch.size == 7


def test_two_batch_sizes_race(two):
    """The lecture's Part 3: each takes its own steps an epoch."""
    raced = network_edits.set_batch(network_edits.set_batch(two, size=None), 1, size=10)
    first, second = (raced.run_of(runner) for runner in raced.runners)
    samples = len(first.problem.X)
    assert (first.problem.steps_per_epoch, second.problem.steps_per_epoch) == (
        1, -(-samples // 10)
    )
    assert np.array_equal(first[0].theta, second[0].theta)


def test_whose_an_edit_is(two):
    size, sampling = SETTINGS["batch size"], SETTINGS["sampling"]
    assert whose(two, 1, size) is None and whose(two, 1, size, only=True) == 1
    own = network_edits.set_batch(two, 1, size=7)
    assert whose(own, 1, size) == 1 and whose(own, 0, size) is None
    assert whose(own, 1, sampling) is None, "the sampling is shared still"
    assert whose(own, 5, size, only=True) is None


def test_what_is_shared_beside_an_own_batch_size_changes_for_all(two):
    own = network_edits.set_batch(two, 1, size=7)
    changed = network_edits.set_batch(own, None, sampling="in_order")
    assert [recipe_of(changed, k).batch.sampling for k in (0, 1)] == ["in_order", "in_order"]
    assert [recipe_of(changed, k).batch.size for k in (0, 1)] == [10, 7]


def test_a_value_that_does_not_go_with_what_is_own_is_refused(two):
    numbers = network_edits.choose_dataset(two, "regression_plane", 1)
    numbers = network_edits.set_loss(numbers, "absolute", 1)
    classes = network_edits.set_loss(numbers, "binary_cross_entropy", None)
    assert own_settings(classes, 1) == ("data", "loss")
    with pytest.raises(SettingError):
        share(classes, 1, "loss")


def test_with_other_layers_come_other_activations(two):
    deeper = network_edits.add_layer(two, 1, 3, "relu", 1)
    assert own_settings(deeper, 1) == ("layers",)
    assert share(deeper, 1, "layers") == two


def test_the_duel_differs_in_its_activations():
    duel = presets["vanishing_duel"].experiment()
    own = [own_settings(duel, k) for k in range(len(duel.runners))]
    assert own[0] == () and any("activations" in names for names in own)


def test_what_is_changed_for_one_seed_alone_stays():
    seeds = many_seeds(new_network(), 3)
    theta = seeds.run_of(seeds.runners[1])[0].theta
    typed = network_edits.set_weight(seeds, 0, 0.5, theta, 1)
    assert keep_seeds(seeds, typed) == typed and typed.runners[1].start[0] == 0.5
    own = network_edits.set_initializer(seeds, "he_normal", 1)
    assert keep_seeds(seeds, own) == own


# --- starts on a surface


def starting(*starts):
    experiment = new_experiment()
    for _ in starts[1:]:
        experiment = edits.duplicate_runner(experiment, 0)
    for k, start in enumerate(starts):
        experiment = edits.set_start(experiment, start, k)
    return experiment


def test_one_start_is_nobodys_own():
    same = starting((1, 1), (1, 1), (1, 1))
    assert one_start(same) and [own_settings(same, k) for k in range(3)] == [(), (), ()]
    assert own_settings(starting((1, 1)), 0) == ()


def test_who_starts_elsewhere_has_its_own_and_can_join_the_others():
    apart = starting((1, 1), (0, 2), (1, 1))
    assert not one_start(apart)
    assert [own_settings(apart, k) for k in range(3)] == [(), ("start",), ()]
    assert shared_start(apart, 1) == (1.0, 1.0)
    branched = edits.set_setting(apart, 1, "learning_rate", 0.02, 4)
    joined = share(branched, 1, "start")
    assert one_start(joined) and joined.runners[1].changes == branched.runners[1].changes


def test_all_can_join_one():
    joined = join_starts(starting((1, 1), (2, 2), (3, 3)), 1)
    assert {runner.start for runner in joined.runners} == {(2.0, 2.0)}


def test_of_two_that_differ_each_has_its_own():
    assert [own_settings(starting((1, 1), (2, 2)), k) for k in range(2)] == [("start",)] * 2
