"""Keras' forms of the rules: against its published formulas by hand, and Keras' own classes."""

import json
from itertools import islice
from pathlib import Path

import numpy as np
import pytest

from playground.engine.conventions import has_convention, in_convention, kind_in
from playground.engine.descent import descend, explained, first_step
from playground.engine.optimizers import optimizers
from playground.engine.problem import Part, Problem
from playground.lab.edits.runners import set_convention, set_optimizer, set_setting
from playground.lab.experiments.experiment import Experiment, new_experiment
from playground.lab.experiments.reader import BadInputError

NAMES = (
    "momentum", "nesterov", "adagrad", "rmsprop", "adam", "adamw", "nadam", "adamax", "muon",
)
KERAS = json.loads((Path(__file__).parent / "oracles" / "keras.json").read_text())


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


def follow(rule, start, curvatures, count):
    """Where a rule leads on the bowl f = ½ Σ c θ², a point after each of so many steps."""
    start, c = np.array(start, float), np.ravel(curvatures)
    problem = Bowl(start.shape, c)
    step = first_step(problem, rule, start.ravel())
    return [s.theta.reshape(start.shape) for s in islice(descend(problem, rule, step), count)]


class Bowl(Problem):
    def __init__(self, shape, curvatures):
        self.parts, self.curvatures = (Part("W", 0, shape),), curvatures

    def start(self):
        return np.ones(len(self.curvatures))

    def loss_and_grad(self, theta, index=0):
        return float(self.curvatures @ theta**2) / 2, self.curvatures * theta


@pytest.mark.parametrize("case", KERAS["cases"], ids=lambda c: f"{c['optimizer']} {c['settings']}")
def test_keras_itself_walks_the_same_way(case) -> None:
    """Keras' own classes, in single precision; see oracles/make_keras.py."""
    rule = keras(case["optimizer"], **case["settings"])
    points = follow(rule, case["start"], case["curvatures"], max(map(int, case["points"])))
    for step, theirs in case["points"].items():
        assert points[int(step) - 1] == pytest.approx(np.array(theirs), rel=2e-5, abs=2e-6)


def test_there_is_an_oracle_of_every_rule_in_keras_form() -> None:
    known = [name for name in optimizers if has_convention(optimizers[name], "keras")]
    assert {case["optimizer"] for case in KERAS["cases"]} == set(known)
    assert set(NAMES) < set(known)


@pytest.mark.parametrize(("name", "settings", "points"), [
    ("nadam", {"epsilon": 1e-7},
     [(0.893721230297, 0.893721220732), (0.820245047356, None), (0.754674293976, None)]),
    ("adadelta", {"learning_rate": 1.0, "rho": 0.95, "epsilon": 1e-7},
     [(0.998585787852, 0.998585786452), (0.997154547399, 0.997154544564),
      (0.995712467972, 0.995712463683)]),
    ("lion", {"weight_decay": 0.0}, [(0.9, 0.9), (0.8, 0.8), (0.7, 0.7)]),
    ("lion", {"weight_decay": 0.1}, [(0.89, 0.89), (0.7811, 0.7811), (0.673289, 0.673289)]),
])
def test_golden_steps_in_keras_form(name, settings, points) -> None:
    rule = keras(name, **{"learning_rate": 0.1, **settings})
    for mine, (x, y) in zip(follow(rule, [1, 1], [1, 10], 3), points, strict=True):
        assert mine[0] == pytest.approx(x, rel=3e-9)
        assert y is None or mine[1] == pytest.approx(y, rel=3e-9)


def test_golden_steps_of_muon_in_keras_form() -> None:
    rule = keras("muon", learning_rate=0.1, momentum=0.95, weight_decay=0.0)
    *_, third = follow(rule, np.ones((2, 3)), np.arange(1.0, 7.0), 3)
    assert third == pytest.approx(np.array([
        [1.0679744274, 0.9937208894, 0.9239201541], [0.9378049397, 0.9579837686, 0.9763356509],
    ]), abs=2e-9)


def test_nadams_warm_up_is_no_setting_in_keras_form() -> None:
    mine = optimizers["nadam"].from_settings({"momentum_decay": 0.5, "beta1": 0.8})
    theirs = in_convention(mine, "keras")
    assert "momentum_decay" not in theirs.settings and theirs.settings["beta1"] == 0.8
    assert in_convention(theirs, "pytorch").settings["momentum_decay"] == 0.004
    document = new_experiment().to_dict()
    document["runners"][0] |= {
        "optimizer": "nadam", "convention": "keras", "settings": {"momentum_decay": 0.5},
    }
    with pytest.raises(BadInputError, match=r"settings.*momentum_decay"):
        Experiment.from_dict(document)


@pytest.mark.parametrize("name", NAMES)
def test_its_lines_end_where_it_steps(name) -> None:
    rule, problem = keras(name), Bowl((2, 1), np.array([1.0, 3.0]))
    step = first_step(problem, rule, np.array([1.0, -2.0]))
    for after in islice(descend(problem, rule, step), 3):
        *_, last = explained(problem, rule, step)
        assert np.array_equal(last.value, after.theta)
        step = after


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
