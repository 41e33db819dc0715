"""The gradient check: passes what is right, on kinks and plateaus too, and catches what is not."""

import numpy as np
import pytest

from playground.engine.check import check_gradient
from playground.engine.dataset import Data
from playground.engine.networks.fitting import FittingProblem
from playground.engine.networks.losses import losses
from playground.engine.networks.network import Network
from playground.engine.problem import Array, Part, Problem
from playground.engine.surface import SurfaceProblem
from playground.engine.surfaces import surfaces


class Bent(Problem):
    """Another problem's gradient with a mistake in one entry."""

    def __init__(self, problem: Problem, factor: float, add: float) -> None:
        self.problem, self.factor, self.add, self.parts = problem, factor, add, problem.parts

    def start(self) -> Array:
        return self.problem.start()

    def loss_and_grad(self, theta: Array, index: int = 0) -> tuple[float, Array]:
        loss, grad = self.problem.loss_and_grad(theta, index)
        grad[1] = grad[1] * self.factor + self.add
        return loss, grad


class Flat(Problem):
    parts = (Part("x", 0, (3,)),)

    def start(self) -> Array:
        return np.zeros(3)

    def loss_and_grad(self, theta: Array, index: int = 0) -> tuple[float, Array]:
        return 0.0, np.zeros(3)


def fitting(activation: str, bias: float = 0.0) -> FittingProblem:
    """Exclusive or on the corners, where ReLU's z is exactly 0 at the first of them."""
    X = np.array([[0, 0], [0, 1], [1, 0], [1, 1]], dtype=float)  # noqa: N806
    y = np.array([[0.0], [1], [1], [0]])
    network = Network((2, 3, 1), (activation, "linear"))
    theta = np.random.default_rng(1).normal(size=network.dimension)
    network.parts[1].of(theta)[...] = bias
    return FittingProblem(network, Data(X, y, X[:0], y[:0]), losses["square"](), theta)


@pytest.mark.parametrize("name", surfaces)
def test_surfaces_pass_at_their_start_and_minima(name: str) -> None:
    surface = surfaces[name]()
    problem = SurfaceProblem(surface)
    for point in (surface.start, *surface.minima[:3]):
        if np.isfinite(problem.loss_and_grad(np.array(point))[0]):
            check = check_gradient(problem, np.array(point, dtype=float))
            assert check.max_relative_difference < 1e-6, point


@pytest.mark.parametrize("activation", ["relu", "leaky_relu", "elu", "tanh"])
@pytest.mark.parametrize("bias", [0.0, 1e-9, -1e-6, 3e-5])
def test_kinks_do_not_matter(activation: str, bias: float) -> None:
    problem = fitting(activation, bias)
    assert check_gradient(problem, problem.start()).max_relative_difference < 1e-6


@pytest.mark.parametrize(("factor", "add"), [(1.0001, 0), (0, 0), (-1, 0), (2, 0), (1, 0.01)])
@pytest.mark.parametrize("activation", ["relu", "tanh"])
def test_mistakes_are_found(activation: str, factor: float, add: float) -> None:
    problem = fitting(activation, 0.3)
    check = check_gradient(Bent(problem, factor, add), problem.start())
    assert check.max_relative_difference > 5e-5
    assert check.relative.argmax() == 1
    assert check.relative[[0, *range(2, problem.dimension)]].max() < 1e-6


def test_two_zeros_do_not_differ() -> None:
    check = check_gradient(Flat(), np.zeros(3))
    assert check.max_relative_difference == 0
    assert check.differences.tolist() == [0, 0, 0] == check.gradient.tolist()


def test_a_batch_can_be_checked_alone() -> None:
    problem = fitting("tanh")
    whole, batch = (check_gradient(problem, problem.start(), i) for i in (None, 3))
    assert np.array_equal(whole.gradient, batch.gradient)
