"""Every optimizer against PyTorch (oracles/optimizers.json), and what all of them promise."""

import json
from itertools import islice
from pathlib import Path

import numpy as np
import pytest

from playground.engine.descent import descend, first_step
from playground.engine.optimizers import optimizers
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


def test_the_oracles_cover_them_all() -> None:
    assert {case["optimizer"] for case in ORACLES} == set(optimizers)


@every_optimizer
def test_the_explanation_ends_where_the_step_does(name: str) -> None:
    problem, optimizer = Noisy(), optimizers[name]()
    first = first_step(problem, optimizer, problem.start())
    for step in [first, *islice(descend(problem, optimizer, first), 30)]:
        lines = list(optimizer.explain(step.theta, step.grad, step.state))
        theta, _ = optimizer.step(step.theta, step.grad, step.state)
        assert np.array_equal(lines[-1].value, theta)
        for line in lines:
            assert line.numbers.format(**line.operands) and line.symbol and line.formula


@every_optimizer
def test_a_step_never_writes_into_what_it_was_given(name: str) -> None:
    problem, optimizer = Noisy(), optimizers[name]()
    step = first_step(problem, optimizer, problem.start())
    for _ in range(3):
        arrays = [step.theta, step.grad, *(a for a in step.state.values() if np.ndim(a))]
        for array in arrays:
            array.setflags(write=False)
        keys = dict(step.state)
        theta, state = optimizer.step(step.theta, step.grad, step.state)
        assert step.state.keys() == keys.keys()
        assert all(step.state[k] is keys[k] for k in keys)
        assert not any(np.shares_memory(theta, array) for array in arrays)
        assert all(np.shape(state[k]) == np.shape(keys[k]) for k in keys)
        step = step._replace(theta=theta, state=state)


@every_optimizer
def test_a_run_repeats_bit_for_bit_from_any_step(name: str) -> None:
    problem, optimizer = Noisy(), optimizers[name]()
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
