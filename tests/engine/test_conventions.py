"""Keras' forms of the rules: against its published formulas by hand, and Keras where it is."""

from importlib.util import find_spec

import numpy as np
import pytest

from playground.engine.conventions import has_convention, in_convention, kind_in
from playground.engine.optimizers import optimizers
from playground.lab.edits.runners import set_convention, set_optimizer, set_setting
from playground.lab.experiments.experiment import Experiment, new_experiment
from playground.lab.experiments.reader import BadInputError

NAMES = ("momentum", "nesterov", "adagrad", "rmsprop", "adam")


def walk(optimizer, steps=6):
    """A few steps down a lopsided bowl."""
    theta = np.array([1.0, -2.0])
    state = optimizer.init(theta)
    seen = []
    for _ in range(steps):
        theta, state = optimizer.step(theta, np.array([1.0, 3.0]) * theta, state)
        seen.append(theta)
    return np.array(seen)


def keras(name, **settings):
    return kind_in(optimizers[name], "keras").from_settings(settings)


@pytest.mark.parametrize("name", ["momentum", "nesterov"])
def test_at_a_constant_rate_momentum_is_the_same(name) -> None:
    mine = optimizers[name].from_settings({"learning_rate": 0.1})
    assert walk(in_convention(mine, "keras")) == pytest.approx(walk(mine), rel=1e-13)


def test_first_steps_by_the_published_formulas() -> None:
    theta, g = np.zeros(1), np.array([1e-3])
    step, _ = keras("rmsprop", learning_rate=0.001, rho=0.9, epsilon=1e-7).step(
        theta, g, {"v": np.zeros(1)})
    assert step[0] == pytest.approx(-0.001 * 1e-3 / np.sqrt(0.1 * 1e-6 + 1e-7))
    step, _ = keras("adagrad", learning_rate=0.001, initial_accumulator=0.1, epsilon=1e-7).step(
        theta, g, {"sum_of_squares": np.full(1, 0.1)})
    assert step[0] == pytest.approx(-0.001 * 1e-3 / np.sqrt(0.1 + 1e-6 + 1e-7))
    adam = keras("adam", learning_rate=0.001, epsilon=1e-7)
    step, _ = adam.step(theta, np.array([1e-5]), adam.init(theta))
    usual = optimizers["adam"].from_settings({"learning_rate": 0.001, "epsilon": 1e-8})
    other, _ = usual.step(theta, np.array([1e-5]), usual.init(theta))
    assert step[0] / other[0] == pytest.approx(0.760, abs=1e-3)  # reported by both libraries' users


def test_a_rate_that_falls_tells_the_velocities_apart() -> None:
    """PyTorch's buffer holds gradients, Keras' holds steps."""
    def drop(convention):
        before, after = (in_convention(optimizers["momentum"].from_settings(
            {"learning_rate": rate, "momentum": 0.9}), convention) for rate in (0.1, 0.001))
        theta, state = np.array([1.0]), before.init(np.array([1.0]))
        for optimizer in (before, before, after):
            theta, state = optimizer.step(theta, theta, state)
        return theta[0]

    assert drop("pytorch") == pytest.approx(0.71 - 0.001 * (0.9 * 1.8 + 0.9 - 0.19 + 0.0), abs=0.02)
    assert drop("keras") == pytest.approx(0.72 + 0.9 * -0.18 - 0.001 * 0.72, abs=0.02)
    assert drop("keras") < drop("pytorch") - 0.1


@pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning")
@pytest.mark.parametrize("name", NAMES)
def test_keras_itself_walks_the_same_way(name, monkeypatch) -> None:
    if find_spec("torch") is None or find_spec("keras") is None:
        pytest.skip("Keras is not installed")
    monkeypatch.setenv("KERAS_BACKEND", "torch")
    import keras as k

    from playground.lab.export.rules import keras_call

    mine = keras(name, learning_rate=0.05)
    theirs = eval(keras_call(mine), {"keras": k})
    theta = k.Variable([1.0, -2.0])
    theirs.build([theta])
    seen = []
    for _ in range(6):
        point = k.ops.convert_to_numpy(theta)
        gradient = k.ops.convert_to_tensor(np.array([1.0, 3.0], np.float32) * point)
        theirs.apply([gradient], [theta])
        seen.append(k.ops.convert_to_numpy(theta).copy())
    assert np.array(seen) == pytest.approx(walk(mine), rel=2e-5, abs=2e-6)


@pytest.mark.parametrize("name", NAMES)
def test_its_lines_end_where_it_steps(name) -> None:
    rule, theta, g = keras(name), np.array([1.0, -2.0]), np.array([0.5, 0.25])
    state = rule.init(theta)
    for _ in range(3):
        *_, last = rule.explain(theta, g, state)
        theta, state = rule.step(theta, g, state)
        assert np.array_equal(last.value, theta)


def test_files_keep_it_and_edits_too() -> None:
    document = new_experiment().to_dict()
    document["runners"][0] |= {
        "optimizer": "rmsprop", "convention": "keras", "settings": {"epsilon": 1e-7},
        "changes": [{"step": 5, "optimizer": "adam"}],
    }
    experiment = Experiment.from_dict(document)
    plan = experiment.runners[0].plan
    assert [optimizer.convention for _, optimizer in plan] == ["keras", "keras"]
    assert Experiment.from_dict(experiment.to_dict()) == experiment
    faster = set_setting(experiment, 0, "rho", 0.8)
    assert faster.runners[0].optimizer.convention == "keras"
    other = set_optimizer(experiment, 0, "adagrad")
    assert other.runners[0].optimizer.convention == "keras"
    back = set_convention(experiment, 0, "pytorch")
    assert "convention" not in back.to_dict()["runners"][0]
    assert set_convention(back, 0, "keras") == experiment


def test_what_has_no_such_form_is_refused() -> None:
    document = new_experiment().to_dict()
    document["runners"][0]["convention"] = "jax"
    with pytest.raises(BadInputError, match=r"runners\[0\]\.convention: must be one of pytorch"):
        Experiment.from_dict(document)
    other = [name for name in optimizers if not has_convention(optimizers[name], "keras")]
    for name in other:
        with pytest.raises(ValueError, match=f"{name} has no keras form"):
            kind_in(optimizers[name], "keras")
