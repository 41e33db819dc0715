"""Edits of networks: what follows them, what they refuse, and that they change nothing given."""

# ruff: noqa: N806  (X, W and H are what everybody calls them)

import json
from dataclasses import replace

import numpy as np
import pytest

from playground.engine.datasets import datasets
from playground.engine.networks.initializers import initializers
from playground.engine.parameters import SettingError
from playground.lab.edits import network as edits
from playground.lab.edits.fit import reduction_note, what_changed
from playground.lab.experiments.experiment import Change, Experiment, new_experiment
from playground.lab.experiments.presets import presets


def xor():
    return presets["xor"].experiment()


def duel():
    return presets["vanishing_duel"].experiment()


def theta_of(experiment, k=0):
    runner = experiment.runners[k]
    return experiment.run_of(runner)[0].theta


def valid(experiment):
    """An experiment that comes back from a file and whose runners start."""
    back = Experiment.from_dict(json.loads(json.dumps(experiment.to_dict(), allow_nan=False)))
    assert back == experiment
    for k, runner in enumerate(experiment.runners):
        assert len(theta_of(experiment, k)) == edits.recipe_of(experiment, k).network.dimension
        assert not runner.changes
    return experiment


def refused(edit, *args, **kwargs):
    with pytest.raises(SettingError) as error:
        edit(*args, **kwargs)
    return f"{error.value.name} {error.value}"


# --- weights


def test_a_weight_is_where_the_start_has_it():
    before = xor()
    theta = theta_of(before)
    after = valid(edits.set_weight(before, 5, -1.25, theta))
    wanted = theta.copy()
    wanted[5] = -1.25
    assert np.array_equal(theta_of(after), wanted) and before == xor()
    late = np.linspace(-1, 1, len(theta))
    assert theta_of(edits.set_weight(before, 0, 9, late))[0] == 9
    assert theta_of(edits.set_weight(before, 0, 9, late))[1:].tolist() == late[1:].tolist()


def test_edits_of_a_weight_drop_starts_and_branches():
    before = xor()
    runner = before.runners[0]
    before = replace(before, runners=(
        replace(runner, start=tuple(range(17)), changes=(Change(3, runner.optimizer),)),
        replace(runner, label="other"),
    ))
    after = valid(edits.set_weight(before, 1, 0.5, theta_of(before)))
    assert after.runners[0].start is None
    assert theta_of(after)[:3].tolist() == [0, 0.5, 2] == theta_of(after, 1)[:3].tolist()
    one = edits.set_weight(before, 1, 0.5, theta_of(before, 1), runner=1)
    assert one.runners[0] == before.runners[0] and theta_of(one, 1)[1] == 0.5
    assert one.problem == before.problem


def test_the_same_weights_again_still_drop_a_start():
    before = edits.set_all_parameters(xor(), np.arange(17.0))
    moved = before.with_runner(0, replace(before.runners[0], start=(1.0,) * 17))
    assert theta_of(edits.set_all_parameters(moved, np.arange(17.0))).tolist() == list(range(17))


def test_weights_that_cannot_be():
    theta = theta_of(xor())
    assert "value must be a finite number" in refused(edits.set_weight, xor(), 0, np.nan, theta)
    assert "index must be from 0 to 16" in refused(edits.set_weight, xor(), 17, 1.0, theta)
    assert "must have 17 numbers" in refused(edits.set_all_parameters, xor(), theta[:3])
    theta[4] = np.inf
    assert "theta[4] must be a finite number" in refused(edits.set_all_parameters, xor(), theta)


def test_initializers_let_typed_weights_go():
    typed = edits.set_weight(xor(), 0, 7.0, theta_of(xor()))
    zeros = valid(edits.set_initializer(typed, "zeros"))
    assert not theta_of(zeros).any()
    biased = valid(edits.set_initializer_setting(zeros, "bias", 0.5))
    assert theta_of(biased)[8:12].tolist() == [0.5] * 4
    assert "no initializer" in refused(edits.set_initializer, typed, "zeroes")
    assert "bias must be a number" in refused(edits.set_initializer_setting, typed, "bias", "x")
    assert "is not a setting" in refused(edits.set_initializer_setting, zeros, "gain", 1)


def test_reinitializing_keeps_the_data():
    one, two = (valid(edits.reinitialize(xor(), seed)) for seed in (1, 2))
    assert not np.array_equal(theta_of(one), theta_of(two))
    a, b = (e.problem.build(e.seed).data.X for e in (one, two))
    assert np.array_equal(a, b)
    assert edits.reinitialize(two, None) == xor()


def test_freezing_holds_and_letting_go_frees():
    held = valid(edits.freeze(xor(), [3, 1]))
    more = edits.freeze(held, [3, 8])
    assert held.problem.frozen == (1, 3) and more.problem.frozen == (1, 3, 8)
    assert edits.unfreeze(more, [8]) == held and edits.unfreeze(more) == xor()
    assert "frozen[0] must be the flat index" in refused(edits.freeze, xor(), [99])
    run = held.run_of(held.runners[0])
    run.ensure(10)
    assert (run[10].theta == run[0].theta).nonzero()[0].tolist() == [1, 3]


# --- the shape


def test_adding_and_removing_layers():
    experiment = xor()
    deeper = valid(edits.add_layer(experiment, 2, 5, "relu"))
    assert deeper.problem.network.sizes == (2, 4, 5, 1)
    assert deeper.problem.network.activations == ("tanh", "relu", "tanh")
    assert edits.add_layer(experiment, 1, 3).problem.network.sizes == (2, 3, 4, 1)
    assert edits.remove_layer(deeper, 2) == experiment
    bare = edits.remove_layer(experiment, 1)
    assert valid(bare).problem.network.sizes == (2, 1)
    assert edits.add_layer(bare, 1).problem.network.activations == ("tanh", "tanh")


def test_at_most_ten_layers_and_64_units():
    experiment = xor()
    for _ in range(8):
        experiment = edits.add_layer(experiment, 1, 2)
    assert len(valid(experiment).problem.network.activations) == 10
    assert "at most 10 layers fit; take one away first" in refused(edits.add_layer, experiment, 1)
    assert valid(edits.set_units(xor(), 1, 64)).problem.network.sizes == (2, 64, 1)
    assert "must be at most 64, got 65" in refused(edits.set_units, xor(), 1, 65)
    assert "must be at least 1, got 0" in refused(edits.set_units, xor(), 1, 0)
    assert "must be at most 64" in refused(edits.add_layer, xor(), 1, 100)
    for layer, which in ((0, "input"), (2, "output")):
        assert f"the {which} layer cannot be" in refused(edits.set_units, xor(), layer, 3)
        assert f"the {which} layer cannot be taken away" in refused(
            edits.remove_layer, xor(), layer)
    assert "from 1 to 2, got 3" in refused(edits.add_layer, xor(), 3)
    assert "from 1 to 2, got 0" in refused(edits.set_activation, xor(), 0, "relu")
    assert "no activation" in refused(edits.set_activation, xor(), 1, "rely")


def parts(experiment):
    problem = edits.recipe_of(experiment).build(experiment.seed)
    return {p.name: p.of(problem.start()) for p in problem.parts}


def test_typed_weights_stay_where_their_nodes_stay():
    typed = edits.set_all_parameters(xor(), np.arange(100, 117.0))
    typed = edits.freeze(typed, [0, 3, 9, 12, 16])
    before = parts(typed)
    wider = parts(valid(edits.set_units(typed, 1, 6)))
    assert np.array_equal(wider["W1"][:, :4], before["W1"])
    assert np.array_equal(wider["b1"][:4], before["b1"]) and (np.abs(wider["W1"][:, 4:]) < 5).all()
    assert np.array_equal(wider["W2"][:4], before["W2"]) and wider["b2"] == before["b2"]
    narrow = valid(edits.set_units(typed, 1, 2))
    assert np.array_equal(parts(narrow)["W1"], before["W1"][:, :2])
    # W1 is 2×2, b1, W2 2×1, b2: the frozen ones that are still there, at their new places.
    assert narrow.problem.frozen == (0, 5, 6, 8)
    deeper = valid(edits.add_layer(typed, 2, 3))
    assert np.array_equal(parts(deeper)["W1"], before["W1"])
    assert (np.abs(parts(deeper)["W3"]) < 5).all() and parts(deeper)["b3"] == before["b2"]
    assert deeper.problem.frozen == (0, 3, 9, 12 + 12 + 3 + 3)
    without = valid(edits.remove_layer(typed, 1))
    assert (np.abs(parts(without)["W1"]) < 5).all() and parts(without)["b1"] == [116]


def test_without_typed_weights_the_initializer_draws():
    wider = edits.set_units(xor(), 1, 6)
    drawn = initializers["xavier_uniform"]().theta(wider.problem.network, wider.seed)
    assert wider.problem.weights is None and np.array_equal(theta_of(wider), drawn)


def test_a_changed_shape_drops_a_start_and_an_activation_keeps_it():
    experiment = xor()
    runner = replace(experiment.runners[0], start=(0.5,) * 17)
    experiment = experiment.with_runner(0, runner)
    assert edits.set_units(experiment, 1, 5).runners[0].start is None
    relu = valid(edits.set_activation(experiment, 1, "relu"))
    assert relu.runners[0].start == runner.start
    assert relu.problem.network.activations == ("relu", "tanh")


# --- runners with problems of their own


def test_the_duel_keeps_its_difference_while_all_else_changes_for_all():
    data = valid(edits.choose_dataset(duel(), "moons"))
    kinds = [edits.recipe_of(data, k).network.activations[0] for k in range(3)]
    assert kinds == ["sigmoid", "tanh", "relu"]
    assert {edits.recipe_of(data, k).dataset.name for k in range(3)} == {"moons"}
    deeper = valid(edits.add_layer(duel(), 1, 8))
    assert {len(edits.recipe_of(deeper, k).network.sizes) for k in range(3)} == {9}
    softplus = valid(edits.set_activation(duel(), 1, "softplus"))
    kinds = [edits.recipe_of(softplus, k).network.activations[0] for k in range(3)]
    assert kinds == ["softplus", "tanh", "relu"]
    batch = valid(edits.set_batch(duel(), size=5))
    assert {edits.recipe_of(batch, k).batch.size for k in range(3)} == {5}
    digits = valid(edits.choose_dataset(duel(), "digits"))
    assert {edits.recipe_of(digits, k).network.sizes[0] for k in range(3)} == {64}


def test_one_runner_alone():
    one = valid(edits.set_activation(xor(), 1, "relu", runner=0))
    assert one.problem == xor().problem
    assert one.runners[0].problem.network.activations[0] == "relu"
    assert valid(edits.set_activation(one, 1, "tanh", runner=0)) == xor()
    assert edits.scope(one, 0) == 0 and edits.scope(xor(), 0) is None
    assert edits.scope(xor(), 7) is None
    shallow = valid(edits.remove_layer(duel(), 3, runner=1))
    assert [len(edits.recipe_of(shallow, k).network.sizes) for k in range(3)] == [8, 7, 8]
    # Their shapes differ now: an edit of the shared shape leaves that runner alone.
    wide = valid(edits.set_units(shallow, 1, 20))
    assert [edits.recipe_of(wide, k).network.sizes[1] for k in range(3)] == [20, 8, 20]


# --- the data


def choose(experiment, name, **settings):
    after = valid(edits.choose_dataset(experiment, datasets[name].from_settings(settings)))
    return after, " ".join(what_changed(experiment.problem, after.problem))


def test_the_network_follows_the_data_and_says_so():
    same, said = choose(xor(), "circle")
    assert said == "" and same.problem.network == xor().problem.network
    three, said = choose(xor(), "spiral", arms=3)
    assert three.problem.network.sizes == (2, 4, 3)
    assert three.problem.network.activations[-1] == "linear"
    assert said == (
        "The network now has 3 outputs, one for each of 3 classes. The loss is now Softmax "
        "cross-entropy. The output is now Linear."
    )
    back, said = choose(three, "xor")
    assert back.problem.network.sizes[-1] == 1 and back.problem.loss == "binary_cross_entropy"
    sine, said = choose(back, "sine")
    assert sine.problem.network.sizes == (1, 4, 1) and sine.problem.loss == "square"
    assert said == "The network now has 1 input. The loss is now Square."
    plane, said = choose(xor(), "regression_plane")
    assert plane.problem.network.activations[-1] == "linear" and "Linear" in said
    digits, said = choose(xor(), "digits")
    assert digits.problem.network.sizes == (64, 4, 10)


def test_batches_and_features_follow_too():
    experiment = edits.set_features(edits.set_batch(xor(), size=100), ["x1_x2", "x1"])
    few, said = choose(experiment, "moons", samples=20, test_fraction=0.5)
    assert few.problem.batch.size == 10 and few.problem.features == ("x1_x2", "x1")
    assert "A batch is now 10 samples" in said
    drawn = edits.set_batch(xor(), size=100, sampling="replacement")
    few, said = choose(drawn, "moons", samples=20, test_fraction=0.5)
    assert few.problem.batch.size == 100 and "batch" not in said
    sine, said = choose(experiment, "sine")
    assert sine.problem.features == () and sine.problem.network.sizes[0] == 1


def test_a_setting_of_the_data():
    noisy = valid(edits.set_dataset_setting(xor(), "noise", 0.3))
    assert noisy.problem.dataset.noise == 0.3
    arms = edits.set_dataset_setting(edits.choose_dataset(xor(), "spiral"), "arms", 4)
    assert valid(arms).problem.network.sizes[-1] == 4
    assert "noise must be at most 1" in refused(edits.set_dataset_setting, xor(), "noise", 3)
    assert "arms is not a setting here" in refused(edits.set_dataset_setting, xor(), "arms", 3)
    assert "no dataset" in refused(edits.choose_dataset, xor(), "xorr")


def test_features_keep_the_weights_of_those_that_stay():
    typed = edits.set_all_parameters(xor(), np.arange(100, 117.0))
    before = parts(typed)["W1"]
    after = valid(edits.set_features(typed, ["x1_squared", "x2", "x1"]))
    W1 = parts(after)["W1"]
    assert np.array_equal(W1[1:], before[::-1]) and (np.abs(W1[0]) < 5).all()
    assert valid(edits.set_features(after, ())).problem.weights == typed.problem.weights
    sine = edits.choose_dataset(xor(), "sine")
    assert "features are made of x1 and x2" in refused(edits.set_features, sine, ["x1"])


# --- the training


def test_losses_adapt_the_output():
    softmax = valid(edits.set_loss(xor(), "softmax_cross_entropy"))
    assert softmax.problem.network.sizes == (2, 4, 2)
    assert softmax.problem.network.activations == ("tanh", "linear")
    assert edits.set_loss(softmax, "square").problem.network.sizes[-1] == 1
    plane = edits.choose_dataset(xor(), "regression_plane")
    assert "loss binary_cross_entropy needs labels 0 or 1" in refused(
        edits.set_loss, plane, "binary_cross_entropy")
    assert "no loss" in refused(edits.set_loss, plane, "hinge")


def test_batches():
    changed = valid(edits.set_batch(xor(), size=1, reduction="sum", sampling="in_order"))
    assert (changed.problem.batch.size, changed.problem.batch.reduction) == (1, "sum")
    assert edits.set_batch(xor(), size=None).problem.batch.size is None
    assert valid(edits.set_batch(xor(), size=151)).problem.batch.size == 151
    assert "size must be at most 1,000,000 with replacement" in refused(
        edits.set_batch, xor(), size=1_000_001, sampling="replacement")
    for changes in ({"size": 0}, {"reduction": "max"}, {"sampling": "x"}, {"sise": 3}):
        assert next(iter(changes)) in refused(edits.set_batch, xor(), **changes)


def test_what_the_sum_does_to_the_learning_rate():
    mean = edits.set_batch(xor(), size=30).problem
    total = edits.set_batch(xor(), size=30, reduction="sum").problem
    assert "30 times as long" in reduction_note(mean, 150)
    assert "a learning rate 30 times larger" in reduction_note(total, 150)
    assert "the same" in reduction_note(edits.set_batch(xor(), size=1).problem, 150)
    for sampling, seen in (("shuffle", 150), ("in_order", 150), ("replacement", 400)):
        large = edits.set_batch(xor(), size=400, sampling=sampling).problem
        assert f"the mean over {seen} samples" in reduction_note(large, 150)


def test_regularization():
    both = valid(edits.set_regularization(xor(), l1=0.1, l2=0.2))
    assert (both.problem.l1, both.problem.l2) == (0.1, 0.2)
    assert edits.set_regularization(both, l1=0.0).problem.l2 == 0.2
    assert "l2 must be at least 0" in refused(edits.set_regularization, xor(), l2=-1.0)


# --- points


def test_points_are_added_moved_and_removed():
    before = xor()
    data = before.problem.build(0).data
    X, y = np.vstack([data.X, [[1.5, -2.0]]]), np.vstack([data.y, [[1]]])
    after = valid(edits.set_points(before, X, y))
    new = after.problem.build(0).data
    assert len(new.X) == 151 and new.X[-1].tolist() == [1.5, -2.0] and new.y[-1] == 1
    assert np.array_equal(new.X[:-1], data.X) and np.array_equal(new.X_test, data.X_test)
    assert new.classes == 2 and after.problem.loss == before.problem.loss
    X[150] = 0
    moved = valid(edits.set_points(after, X, y)).problem.build(0).data
    assert moved.X[150].tolist() == [0, 0] and moved.y[150] == 1
    fewer = valid(edits.set_points(after, X[1:150], y[1:150])).problem.build(0).data
    assert np.array_equal(fewer.X, data.X[1:])
    # The same for any seed: the points are written down.
    assert np.array_equal(after.problem.build(5).data.X, new.X)


def test_written_samples_stay_written_samples():
    lecture = presets["lecture_backprop"].experiment()
    two = valid(edits.set_points(lecture, [[2, 1], [0, 1]], [[20], [3.5]]))
    assert two.problem.dataset.settings == {"X": [[2, 1], [0, 1]], "y": [[20], [3.5]]}
    assert "an empty list" in refused(edits.set_points, lecture, [], [])
    assert "X[1][0] must be a finite number" in refused(
        edits.set_points, lecture, [[2, 1], [np.nan, 1]], [[20], [3.5]])


def test_one_class_only_is_refused():
    data = xor().problem.build(0).data
    one = data.y[:, 0] == 1
    assert "all 7" in refused(edits.set_points, xor(), data.X[one][:7], data.y[one][:7])


def test_points_keep_several_classes_and_their_names():
    penguins = presets["penguins"].experiment()
    before = penguins.problem.build(0).data
    X, y = np.vstack([before.X, [[0.0, 0.0]]]), np.vstack([before.y, [[2]]])
    after = valid(edits.set_points(penguins, X, y))
    data = after.problem.build(0).data
    assert data.class_labels[2] == "Gentoo" and data.classes == 3
    assert data.columns == penguins.problem.build(0).data.columns


def test_a_surface_is_no_network():
    assert edits.is_network(xor()) and not edits.is_network(new_experiment())
    with pytest.raises(ValueError, match="for networks"):
        edits.set_units(new_experiment(), 1, 3)
