"""Every stop rule is whole: its number, its check and its words, under one name."""

from math import inf

import numpy as np
import pytest

from playground.engine import SurfaceProblem, optimizers, surfaces
from playground.engine.dataset import Data
from playground.engine.descent import first_step
from playground.engine.networks.batches import Batches
from playground.engine.networks.fitting import FittingProblem
from playground.engine.networks.losses import losses
from playground.engine.networks.network import Network
from playground.engine.parameters import declared
from playground.engine.stop_rules import (
    Convergence,
    Limit,
    Seen,
    StopRules,
    Watch,
    stop_rules,
)
from playground.engine.stopping import Stop

BOWL = SurfaceProblem(surfaces["bowl"]())
START = first_step(BOWL, optimizers["gradient_descent"](0.1), np.array([1.0, 1.0]))


def test_a_rules_name_is_that_of_its_number():
    assert list(stop_rules) == list(declared(StopRules))
    for name, rule in stop_rules.items():
        assert rule.name == name
        assert declared(StopRules)[name] is rule.parameter


@pytest.mark.parametrize("name", stop_rules)
def test_a_rule_has_its_words(name):
    rule = stop_rules[name]
    assert rule.title and rule.noun and rule.parameter.help.endswith(".")
    assert rule.ended.endswith(".") and rule.ended[0].islower()
    rule.parameter.check(name, rule.usual)
    assert rule.usual > 0  # 0 would switch it off
    if isinstance(rule, Convergence):
        assert rule.met_words.count("{}") == rule.batch_words.count("{}") == 1
    elif isinstance(rule, Watch):
        assert rule.met_words.count("{}") == 1 and rule.kind in ("converged", "early_stopped")
    else:
        assert isinstance(rule, Limit)
        assert rule.unit and rule.each and rule.unit != rule.each
    assert Stop("converged", name).by is rule


def test_what_is_asked_for_in_words():
    said = {name: rule.phrase("3") for name, rule in stop_rules.items()}
    assert said == {
        "step_length": "step shorter than 3", "gradient_norm": "gradient shorter than 3",
        "max_steps": "at most 3 steps", "epochs": "at most 3 epochs",
        "risk_gradient": "true gradient below 3", "patience": "test risk no lower in 3 looks",
    }


def test_the_end_of_the_numbers_is_no_rule():
    for name in ("start", "not_finite", "no_gradient"):
        assert Stop("diverged", name).by is None


@pytest.mark.parametrize(("name", "seen"), [
    ("step_length", Seen(START, 0.5, inf)), ("gradient_norm", Seen(START, inf, 0.5)),
])
def test_a_length_is_met_below_the_number_and_not_at_it(name, seen):
    rule = stop_rules[name]
    assert isinstance(rule, Convergence)
    assert rule.met(seen, 0.6) and not rule.met(seen, 0.5)


def test_only_rules_with_a_number_are_asked_in_their_order():
    assert StopRules().checks == ()
    both = StopRules(gradient_norm=1e-3, step_length=1e-5).checks
    assert [(rule.name, number) for _, number, rule in both] == [
        ("step_length", 1e-5), ("gradient_norm", 1e-3),
    ]


def fitting(samples=10, size=5):
    x = np.linspace(-1, 1, samples)[:, None]
    data = Data(x, x, x[:0], x[:0])
    network = Network((1, 1), ("linear",))
    return FittingProblem(network, data, losses["square"](), batches=Batches(samples, size))


@pytest.mark.parametrize(("rules", "limit"), [
    (StopRules(), (10_000, "max_steps")),
    (StopRules(max_steps=0), (10_000, "max_steps")),
    (StopRules(max_steps=7), (7, "max_steps")),
    (StopRules(max_steps=7, epochs=3), (6, "epochs")),
    (StopRules(max_steps=6, epochs=3), (6, "max_steps")),
    (StopRules(max_steps=5, epochs=3), (5, "max_steps")),
])
def test_the_smallest_limit_holds_and_of_equals_the_steps(rules, limit):
    assert rules.limit(fitting()) == limit


def test_an_epoch_is_counted_apart_and_a_step_is_not():
    problem = fitting()
    assert {
        name: rule.counted(7, problem) for name, rule in stop_rules.items()
        if isinstance(rule, Limit)
    } == {"max_steps": None, "epochs": 3}
