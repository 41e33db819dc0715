"""Fitting: right gradients for everything registered, pure in (theta, index), shareable."""

from itertools import islice

import numpy as np
import pytest

from playground.engine.check import check_gradient
from playground.engine.dataset import Data
from playground.engine.datasets import datasets
from playground.engine.descent import descend, first_step
from playground.engine.networks.activations import activations
from playground.engine.networks.batches import SAMPLINGS, Batches
from playground.engine.networks.fitting import FittingProblem
from playground.engine.networks.losses import losses
from playground.engine.networks.network import Network
from playground.engine.optimizers import optimizers
from playground.engine.parameters import SettingError


def problem_on(dataset: str = "circle", batch: tuple = (None,), **more) -> FittingProblem:
    data = datasets[dataset].from_settings({"samples": 60}).make(0)
    network = Network((2, 4, 3, 1), ("tanh", "relu", "linear"))
    batches = Batches(len(data.X), *batch)
    return FittingProblem(network, data, losses["square"](), batches=batches, **more)


def random_case(activation: str, loss: str, seed: int) -> FittingProblem:
    """A network of random shape with this activation in all layers, on random data."""
    rng = np.random.default_rng(seed)
    sizes = tuple(int(n) for n in rng.integers(1, 6, size=rng.integers(2, 5)))
    network = Network(sizes, (activation,) * (len(sizes) - 1))
    rows, outputs = int(rng.integers(1, 9)), sizes[-1]
    labels = {
        "numbers": rng.normal(size=(rows, outputs)),
        "bits": rng.integers(2, size=(rows, outputs)).astype(float),
        "one_hot": np.eye(outputs)[rng.integers(outputs, size=rows)],
    }
    kind, X = losses[loss](), rng.normal(size=(rows, sizes[0]))  # noqa: N806
    data = Data(X, labels[kind.labels], X[:0], labels[kind.labels][:0])
    return FittingProblem(network, data, kind, rng.normal(size=network.dimension))


@pytest.mark.parametrize("activation", activations)
@pytest.mark.parametrize("loss", losses)
@pytest.mark.parametrize("seed", range(3))
def test_gradients_agree_with_differences(activation: str, loss: str, seed: int) -> None:
    problem = random_case(activation, loss, seed)
    assert check_gradient(problem, problem.start()).max_relative_difference < 1e-6


@pytest.mark.parametrize("sampling", SAMPLINGS)
@pytest.mark.parametrize("reduction", ["mean", "sum"])
def test_a_batch_is_the_mean_or_sum_of_its_samples(sampling: str, reduction: str) -> None:
    problem = problem_on(batch=(7, sampling, 3), reduction=reduction, l1=0.01, l2=0.1)
    theta = problem.start()
    for index in (0, 4, 11):
        rows = problem.batches.rows(index)
        each = [
            FittingProblem(
                problem.network, Data(problem.data.X[[r]], problem.y[[r]], np.empty((0, 2)),
                                      np.empty((0, 1))), problem.loss,
            ).risk_and_grad(theta)
            for r in rows
        ]
        factor = 1 / len(rows) if reduction == "mean" else 1
        w = theta * problem._is_weight
        loss, grad = problem.loss_and_grad(theta, index)
        assert problem.samples(index) == len(rows)
        assert loss == pytest.approx(
            factor * sum(v for v, _ in each) + 0.01 * abs(w).sum() + 0.05 * (w @ w), rel=1e-12
        )
        assert grad == pytest.approx(
            factor * sum(g for _, g in each) + 0.01 * np.sign(w) + 0.1 * w, rel=1e-10, abs=1e-13
        )
        assert check_gradient(problem, theta, index).max_relative_difference < 1e-6


def test_the_penalty_leaves_the_biases_alone() -> None:
    plain, heavy = problem_on(), problem_on(l1=1.0, l2=1.0)
    theta = plain.start() + 0.1
    for part in plain.parts:
        same = np.array_equal(*(part.of(p.risk_and_grad(theta)[1]) for p in (plain, heavy)))
        assert same == part.name.startswith("b")


def test_the_penalty_has_no_slope_at_a_weight_of_zero() -> None:
    """PyTorch's choice for |w| at its kink: a weight that has become 0 is left there."""
    plain, heavy = problem_on(), problem_on(l1=1.0)
    theta = plain.start()
    weights = plain.parts[0].of(theta)
    weights[0, 0], weights[0, 1], weights[0, 2] = 0.0, 0.5, -0.5
    added = heavy.risk_and_grad(theta)[1] - plain.risk_and_grad(theta)[1]
    assert heavy.parts[0].of(added)[0, :3] == pytest.approx([0, 1, -1], abs=1e-12)


@pytest.mark.parametrize("batch", [(None,), (30, "shuffle"), (99, "in_order")])
def test_a_batch_of_all_is_the_full_gradient_bit_for_bit(batch: tuple) -> None:
    problem = problem_on(batch=batch)
    full = problem_on()
    step = first_step(problem, optimizers["gradient_descent"](), problem.start())
    theta = problem.start()
    for step in islice(descend(problem, optimizers["gradient_descent"](), step), 20):  # noqa: B020
        risk, grad = full.risk_and_grad(theta)
        theta = theta - 0.01 * grad
        assert np.array_equal(step.theta, theta)
    risk, grad = full.risk_and_grad(theta)
    assert step.loss == risk and np.array_equal(step.grad, grad)


@pytest.mark.parametrize("sampling", SAMPLINGS)
@pytest.mark.parametrize("name", optimizers)
def test_two_runs_may_take_turns_and_any_step_can_be_reached_again(name, sampling) -> None:
    problem = problem_on(batch=(8, sampling, 4))
    optimizer = optimizers[name]()
    steps = [first_step(problem, optimizer, problem.start())]
    steps += islice(descend(problem, optimizer, steps[0]), 40)

    # Another problem object; a second run of it takes turns with the first.
    again = problem_on(batch=(8, sampling, 4))
    mine = descend(again, optimizer, first_step(again, optimizer, again.start()))
    other = descend(again, optimizer, first_step(again, optimizer, again.start() + 1))
    for step, _, same in zip(steps[1:], other, mine, strict=False):
        assert_equal(step, same)
    # From the middle, and backwards.
    assert_equal(steps[-1], next(islice(descend(again, optimizer, steps[25]), 14, 15)))
    for step in reversed(steps):
        loss, grad = problem.loss_and_grad(step.theta, step.index)
        assert loss == step.loss and np.array_equal(grad, step.grad)


def assert_equal(a, b) -> None:
    assert a.index == b.index and a.loss == b.loss
    assert np.array_equal(a.theta, b.theta) and np.array_equal(a.grad, b.grad)
    assert a.state.keys() == b.state.keys()
    assert all(np.array_equal(a.state[k], b.state[k]) for k in a.state)


def test_results_are_fresh_and_inputs_untouched() -> None:
    problem = problem_on(batch=(7,))
    theta = problem.start()
    before, X = theta.copy(), problem.data.X.copy()  # noqa: N806
    _, first = problem.loss_and_grad(theta, 0)
    kept = first.copy()
    _, second = problem.loss_and_grad(theta + 1, 1)
    assert np.array_equal(first, kept) and not np.shares_memory(first, second)
    first[:] = np.nan
    assert np.array_equal(problem.loss_and_grad(theta, 0)[1], kept)
    assert np.array_equal(theta, before) and np.array_equal(problem.data.X, X)
    problem.start()[:] = 7
    assert np.array_equal(problem.start(), before)


def test_numbers_that_leave_the_floats_come_back_quietly() -> None:
    problem = problem_on()
    far, nowhere = problem.start() * 1e300, np.full(problem.dimension, np.nan)
    step = first_step(problem, optimizers["gradient_descent"](), far)
    assert not np.isfinite(step.loss) and step.grad.shape == (problem.dimension,)
    assert not np.isfinite(problem.risk_and_grad(far)[0])
    problem.risk_and_grad(nowhere)
    check_gradient(problem, far, index=0)


def test_the_risk_on_test_data() -> None:
    problem = problem_on()
    theta = problem.start()
    output = problem.network.predict(theta, problem.data.X_test)
    assert problem.test_risk(theta) == pytest.approx(float(((output - problem.y_test) ** 2).mean()))
    untested = random_case("tanh", "square", 0)
    assert untested.test_risk(untested.start()) is None


@pytest.mark.parametrize(
    ("sizes", "loss", "place", "says"),
    [
        ((3, 1), "square", "sizes[0]", "must be 2, the number of inputs in the data, got 3"),
        ((2, 4, 2), "square", "sizes[2]", "must be 1, the number of outputs that square needs"),
        ((2, 1), "softmax_cross_entropy", "sizes[1]",
         "must be 2, the number of outputs that softmax_cross_entropy needs here, got 1"),
    ],
)
def test_networks_that_do_not_fit_the_data(sizes, loss, place, says) -> None:
    data = datasets["xor"]().make(0)
    network = Network(sizes, ("linear",) * (len(sizes) - 1))
    with pytest.raises(SettingError) as error:
        FittingProblem(network, data, losses[loss]())
    assert error.value.name == place and str(error.value).startswith(says)


def test_wrong_shapes_and_settings_are_refused() -> None:
    problem = problem_on()
    with pytest.raises(ValueError, match="theta must have shape"):
        problem.loss_and_grad(np.zeros(1))
    with pytest.raises(ValueError, match="start must have"):
        problem_on(start=np.zeros(3))
    with pytest.raises(SettingError, match="must be one of mean, sum, got"):
        problem_on(reduction="max")
    with pytest.raises(SettingError, match="must be at least 0"):
        problem_on(l2=-1)
    data = datasets["sine"]().make(0)
    with pytest.raises(ValueError, match="needs labels 0 or 1"):
        FittingProblem(Network((1, 1), ("linear",)), data, losses["binary_cross_entropy"]())


def test_problems_on_the_same_rows_share_them_and_agree():
    network = Network((2, 3, 1), ("tanh", "linear"))
    X, y = np.arange(12.0).reshape(6, 2) / 7, np.arange(6.0)[:, None]  # noqa: N806
    data = Data(X, y, X[:0], y[:0])
    small, large = (
        FittingProblem(network, data, losses["square"](), batches=Batches(6, size))
        for size in (2, 4)
    )
    assert small._samples is large._samples
    full = FittingProblem(network, data, losses["square"]())
    theta = full.start()
    for problem in (small, large):
        rows = problem.batches.rows(0)
        part = Data(X[rows], y[rows], X[:0], y[:0])
        alone = FittingProblem(network, part, losses["square"]())
        assert problem.loss_and_grad(theta)[0] == pytest.approx(alone.loss_and_grad(theta)[0])
        found, gradient = problem.risk_and_grad(theta)
        assert found == full.loss_and_grad(theta)[0]
        assert np.array_equal(gradient, full.loss_and_grad(theta)[1])
