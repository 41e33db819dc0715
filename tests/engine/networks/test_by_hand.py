"""Backpropagation by hand and many starts at once agree with the product's backpropagation."""

import numpy as np
import pytest

from playground.engine.dataset import Data
from playground.engine.networks.by_hand import ByHand
from playground.engine.networks.fitting import FittingProblem
from playground.engine.networks.losses import losses
from playground.engine.networks.many_starts import ManyStarts
from playground.engine.networks.network import Network

NETWORK = Network((3, 4, 3, 2), ("tanh", "relu", "sigmoid"))


def data_of(X, y):  # noqa: N803
    return Data(X, y, X[:0], y[:0])


@pytest.fixture
def theta():
    return np.random.default_rng(1).normal(size=NETWORK.dimension)


@pytest.mark.parametrize("output", [0, 1])
def test_every_quantity_is_that_of_backprop(theta, output):
    x = np.array([0.3, -1.2, 0.7])
    sheet = ByHand(NETWORK, theta, x, output)
    for number, blame in enumerate(NETWORK.backprop(theta, x, output), 1):
        for name, value in zip(("z", "a", "da", "dz", "dW", "db"), blame, strict=True):
            np.testing.assert_allclose(sheet[f"{name}{number}"], value, atol=1e-14)
    assert [name in sheet.names() for name in ("z1", "H", "dW3", "x")] == [True, True, True, False]


@pytest.mark.parametrize("name", ["z0", "z4", "q1", "dW", "", "z99999"])
def test_what_there_is_not_is_a_key_error(theta, name):
    with pytest.raises(KeyError):
        ByHand(NETWORK, theta, np.zeros(3))[name]


def test_a_sheet_of_the_loss_is_its_gradient(theta):
    x, y = np.array([0.3, -1.2, 0.7]), np.array([1.0, 0.0])
    loss = losses["square"]()
    problem = FittingProblem(NETWORK, data_of(x[None], y[None]), loss, theta)
    sheet = ByHand(NETWORK, theta, x, loss=loss, y=y)
    grad = problem.risk_and_grad(theta)[1]
    for layer in (1, 2, 3):
        np.testing.assert_allclose(sheet[f"dW{layer}"], NETWORK.weights(layer).of(grad), atol=1e-13)
        np.testing.assert_allclose(sheet[f"db{layer}"], NETWORK.biases(layer).of(grad), atol=1e-13)


def test_many_starts_are_one_start_each():
    rng = np.random.default_rng(2)
    network = Network((2, 3, 1), ("tanh", "linear"))
    data = data_of(rng.normal(size=(5, 2)), rng.normal(size=(5, 1)))
    problem = FittingProblem(network, data, losses["square"]())
    thetas = rng.normal(size=(4, network.dimension))
    found, gradients = ManyStarts(problem, 4).losses_and_gradients(thetas)
    for theta, loss, gradient in zip(thetas, found, gradients, strict=True):
        one, grad = problem.risk_and_grad(theta)
        assert loss == pytest.approx(one) and gradient == pytest.approx(grad)
    ends, losses_there = ManyStarts(problem, 4).descended(thetas, 0.1, 20)
    for theta, end, loss in zip(thetas, ends, losses_there, strict=True):
        for _ in range(20):
            theta = theta - 0.1 * problem.risk_and_grad(theta)[1]
        assert end == pytest.approx(theta) and loss == pytest.approx(problem.risk_and_grad(end)[0])


def test_many_starts_refuse_penalties_and_too_much():
    network = Network((2, 1), ("linear",))
    data = data_of(np.zeros((1, 2)), np.zeros((1, 1)))
    with pytest.raises(ValueError, match="penalties"):
        ManyStarts(FittingProblem(network, data, losses["square"](), l2=1.0), 2)
    with pytest.raises(ValueError, match="too many"):
        ManyStarts(FittingProblem(network, data, losses["square"]()), 10**8)
