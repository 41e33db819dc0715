"""Every optimizer against PyTorch (oracles/optimizers.json), and what all of them promise.

The numbers come from `oracles/make.py`, which asks PyTorch about everything that is registered.
"""

import json
import re
from dataclasses import replace
from itertools import islice
from pathlib import Path

import numpy as np
import pytest

from playground.engine.descent import descend, explained, first_step, update
from playground.engine.optimizers import Optimizer, optimizers
from playground.engine.parameters import declared
from playground.engine.problem import Array, Part, Problem
from playground.engine.surface import SurfaceProblem
from playground.engine.surfaces import surfaces

ORACLES = json.loads((Path(__file__).parent / "oracles" / "optimizers.json").read_text())
every_optimizer = pytest.mark.parametrize("name", optimizers)


class Noisy(Problem):
    """Gradients of all sizes that never repeat, for long and bumpy rides."""

    parts = (Part("w", 0, (5,)),)

    def start(self) -> Array:
        return np.linspace(-1, 1, 5)

    def loss_and_grad(self, theta: Array, index: int = 0) -> tuple[float, Array]:
        rng = np.random.default_rng(index)
        grad = theta + rng.normal(size=5) * 10.0 ** rng.integers(-6, 3)
        grad[index % 5] = 0
        return float(theta @ theta) / 2, grad


@pytest.mark.parametrize("case", ORACLES, ids=lambda c: f"{c['function']}-{c['optimizer']}")
def test_pytorch_agrees(case: dict) -> None:
    problem = SurfaceProblem(surfaces[case["function"]]())
    settings = case["settings"] | {"learning_rate": case["learning_rate"]}
    optimizer = optimizers[case["optimizer"]].from_settings(settings)
    first = first_step(problem, optimizer, np.array(case["start"]))
    assert first.loss == pytest.approx(case["value_at_start"], rel=1e-9)
    assert first.grad == pytest.approx(case["gradient_at_start"], rel=1e-9)
    steps = {s.index: s.theta for s in islice(descend(problem, optimizer, first), 100)}
    for index, theta in case["points"].items():
        assert steps[int(index)] == pytest.approx(theta, rel=1e-9, abs=1e-12)


@every_optimizer
def test_every_setting_was_asked_about_off_its_default(name: str) -> None:
    """Else a rule could ignore a setting, or misplace an epsilon that is too small to be seen."""
    if not optimizers[name].pytorch:
        pytest.skip("PyTorch has no such rule")
    cases = [case["settings"] for case in ORACLES if case["optimizer"] == name]
    assert cases, "run tests/engine/oracles/make.py"
    for key, parameter in declared(optimizers[name]).items():
        # A surface has no biases; those of networks are in test_decay.
        if key not in ("learning_rate", "decay_biases"):
            assert any(settings[key] != parameter.default for settings in cases), key


class Parabola(Problem):
    """f = λ/2 w²: everything about it is known."""

    parts = (Part("w", 0, (1,)),)

    def __init__(self, curvature: float) -> None:
        self.curvature = curvature

    def start(self) -> Array:
        return np.ones(1)

    def loss_and_grad(self, theta: Array, index: int = 0) -> tuple[float, Array]:
        return float(self.curvature / 2 * theta @ theta), self.curvature * theta


@every_optimizer
def test_it_scales_with_the_gradient_as_it_says(name: str) -> None:
    optimizer = optimizers[name]()
    if optimizer.scales_with_gradient is None or optimizer.asks:
        pytest.skip("it does not say")
    gradients = [np.array([1.0, -0.5]), np.array([0.3, 2.0]), np.array([-1.0, 0.1])]
    ways = []
    for factor in (1, 2):
        theta = np.zeros(2)
        state = optimizer.init(theta)
        for grad in gradients:
            theta, state = optimizer.step(theta, factor * grad, state)
        ways.append(theta)
    assert np.allclose(2 * ways[0], ways[1], rtol=1e-9) == optimizer.scales_with_gradient
    if not optimizer.scales_with_gradient:  # it divides by it: hardly any difference at all
        assert ways[1] == pytest.approx(ways[0], rel=0.05)


@every_optimizer
@pytest.mark.parametrize("curvature", [0.1, 1.0, 50.0])
def test_it_runs_away_just_above_its_stable_rate_and_not_below(name: str, curvature: float) -> None:
    kind, problem = optimizers[name], Parabola(curvature)
    momenta = (0.0, 0.5, 0.9) if "momentum" in declared(kind) else (None,)
    for momentum in momenta:
        optimizer = kind() if momentum is None else kind(momentum=momentum)
        bound = optimizer.stable_rate(curvature)
        if bound is None:
            continue
        rate, formula = bound
        assert "λₘₐₓ" in formula
        for factor in (0.99, 1.01):
            there = replace(optimizer, learning_rate=factor * rate)
            first = first_step(problem, there, problem.start())
            *_, last = islice(descend(problem, there, first), 1000)
            assert (abs(last.theta[0]) > 1) == (factor > 1), (momentum, factor)


def test_what_one_rule_takes_over_from_another() -> None:
    nesterov, adam = optimizers["nesterov"], optimizers["adam"]
    by_hand = optimizers["momentum"](learning_rate=0.3, momentum=0.5)
    assert nesterov().with_settings_of(by_hand) == nesterov(learning_rate=0.3, momentum=0.5)
    assert adam().with_settings_of(by_hand) == adam()  # its rate is the length of a step
    kept = optimizers["rmsprop"](learning_rate=0.3, epsilon=1e-3)
    assert adam().with_settings_of(kept) == adam(learning_rate=0.3, epsilon=1e-3)
    untouched = optimizers["gradient_descent"]()
    assert nesterov(learning_rate=0.7).with_settings_of(untouched).learning_rate == 0.7


FUNCTIONS = {
    "sqrt": np.sqrt, "abs": np.abs, "sign": np.sign, "max": np.maximum, "min": np.minimum,
}
"""What may stand in a line of numbers, beside arithmetic."""


def by_hand(template: str, operands: dict) -> np.ndarray:
    """The value of a line's numbers, computed from what is written and nothing else."""
    code = re.sub(r"√\{(\w+)\}", r"\1 ** 0.5", template).replace("√(", "sqrt(")
    code = re.sub(r"\|\{(\w+)\}\|", r"abs(\1)", code).replace("} = 0", "} == 0")
    code = re.sub(r"\^\{(\w+)\}", r" ** \1", code)
    code = re.sub(r"\{(\w+)\}", r"\1", code)
    code = code.replace("²", " ** 2").replace("−", "-").replace("·", "*")
    code = code.replace("≥", ">=")
    return eval(
        code, {"__builtins__": {}} | FUNCTIONS, {key: np.asarray(v) for key, v in operands.items()}
    )


def walkable(name: str) -> Problem:
    """A problem that the rule can walk on: the noisy one, or a sum of squares."""
    problem = Noisy()
    if optimizers[name]().why_not(problem):
        return SurfaceProblem(surfaces["rosenbrock"]())
    return problem


@every_optimizer
def test_every_line_of_the_explanation_adds_up_from_what_stands_in_it(name: str) -> None:
    """Also where settings are off their defaults: a μ of 0.9 is 1 − 0.1, and others are not."""
    problem = walkable(name)
    explains = optimizers[name].explain is not Optimizer.explain  # else it shows where it went
    moved = [c["settings"] for c in ORACLES if c["optimizer"] == name]
    for settings in moved[-1:] or [{}]:
        optimizer = optimizers[name].from_settings(settings)
        first = first_step(problem, optimizer, problem.start())
        known: dict[int, str] = {}
        for step in [first, *islice(descend(problem, optimizer, first), 5)]:
            known = {step.theta.tobytes(): "theta", step.grad.tobytes(): "grad"}
            known |= {a.tobytes(): k for k, a in step.state.items() if np.ndim(a)}
            for line in explained(problem, optimizer, step):
                value = by_hand(line.numbers, dict(line.operands))
                value = np.broadcast_to(value, np.shape(line.value))
                assert value == pytest.approx(line.value, rel=1e-12, abs=1e-300), line.name
                result = re.fullmatch(r"\{\w+\}", line.numbers)  # of more than arithmetic
                for key, operand in line.operands.items():
                    if key == "change" or result:
                        continue
                    if explains and np.ndim(operand):  # given, carried, or from a line before
                        assert np.asarray(operand).tobytes() in known, (line.name, operand)
                known[line.value.tobytes()] = line.name


@every_optimizer
def test_the_explanation_ends_where_the_step_does(name: str) -> None:
    problem, optimizer = walkable(name), optimizers[name]()
    first = first_step(problem, optimizer, problem.start())
    for step in [first, *islice(descend(problem, optimizer, first), 30)]:
        lines = list(explained(problem, optimizer, step))
        theta, _ = update(problem, optimizer, step)
        assert np.array_equal(lines[-1].value, theta)
        for line in lines:
            assert line.numbers.format(**line.operands) and line.symbol and line.formula


@every_optimizer
def test_a_step_never_writes_into_what_it_was_given(name: str) -> None:
    problem, optimizer = walkable(name), optimizers[name]()
    step = first_step(problem, optimizer, problem.start())
    for _ in range(3):
        arrays = [step.theta, step.grad, *(a for a in step.state.values() if np.ndim(a))]
        for array in arrays:
            array.setflags(write=False)
        keys = dict(step.state)
        theta, state = update(problem, optimizer, step)
        assert step.state.keys() == keys.keys()
        assert all(step.state[k] is keys[k] for k in keys)
        assert not any(np.shares_memory(theta, array) for array in arrays)
        assert all(np.shape(state[k]) == np.shape(keys[k]) for k in keys)
        step = step._replace(theta=theta, state=state)


@every_optimizer
def test_a_run_repeats_bit_for_bit_from_any_step(name: str) -> None:
    problem, optimizer = walkable(name), optimizers[name]()
    first = first_step(problem, optimizer, problem.start())
    steps = [first, *islice(descend(problem, optimizer, first), 60)]
    for start in (0, 1, 37):
        for step, again in zip(
            steps[start + 1 :], descend(problem, optimizer, steps[start]), strict=False
        ):
            assert (step.index, step.loss) == (again.index, again.loss)
            assert np.array_equal(step.theta, again.theta)
            assert np.array_equal(step.grad, again.grad)
            assert all(np.array_equal(step.state[k], again.state[k]) for k in step.state)
