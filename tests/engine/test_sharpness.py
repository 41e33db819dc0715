"""λmax by a few products: never above it, close to it, and closer from where one was before."""

import numpy as np
import pytest

from playground.engine.dataset import Data
from playground.engine.networks.fitting import FittingProblem
from playground.engine.networks.hessian import RiskHessian
from playground.engine.networks.losses import losses
from playground.engine.networks.network import Network
from playground.engine.sharpness import sharpest


def symmetric(values, seed=0):
    q, _ = np.linalg.qr(np.random.default_rng(seed).standard_normal((len(values),) * 2))
    return q @ np.diag(values) @ q.T


def test_the_largest_eigenvalue_and_its_direction():
    values = np.concatenate([np.linspace(-1, 1, 80), [4.0, 9.0]])
    matrix = symmetric(values)
    found = sharpest(lambda v: matrix @ v, 82)
    assert found.settled and found.value == pytest.approx(9.0, rel=1e-5)
    np.testing.assert_allclose(matrix @ found.direction, 9 * found.direction, atol=0.02)
    assert found.lowest == pytest.approx(-1.0, abs=0.1) and found.lowest >= -1 - 1e-9


def test_it_is_the_largest_and_not_the_one_of_largest_size():
    matrix = symmetric(np.concatenate([np.linspace(0, 1, 40), [-50.0, 2.0]]))
    assert sharpest(lambda v: matrix @ v, 42).value == pytest.approx(2.0, rel=1e-3)


def test_it_goes_on_until_it_has_settled_and_is_quicker_from_a_near_direction():
    values = np.concatenate([np.linspace(0, 9.9, 300), [10.0]])
    matrix = symmetric(values)
    cold = sharpest(lambda v: matrix @ v, 301, steps=5)
    assert cold.products > 5 and cold.settled
    warm = sharpest(lambda v: matrix @ v, 301, start=cold.direction, steps=5)
    assert warm.products < cold.products
    assert not sharpest(lambda v: matrix @ v, 301, steps=5, most=6).settled


@pytest.mark.parametrize("matrix", [np.zeros((3, 3)), np.eye(4) * 2, np.array([[5.0]])])
def test_small_and_flat_matrices(matrix):
    found = sharpest(lambda v: matrix @ v, len(matrix))
    assert found.settled and found.value == pytest.approx(matrix.max())


def test_what_leaves_the_floats_is_nan():
    found = sharpest(lambda v: v * np.nan, 5)
    assert np.isnan(found.value) and not found.settled


@pytest.mark.parametrize("times", [1.0, 30.0])
@pytest.mark.parametrize("penalty", [{}, {"l2": 0.1}, {"l1": 0.05, "l2": 0.02}])
def test_the_hessian_knows_its_gradient_and_that_of_a_sum(times, penalty):
    rng = np.random.default_rng(3)
    inputs, y = rng.normal(size=(30, 2)), rng.normal(size=(30, 1))
    network = Network((2, 5, 1), ("tanh", "linear"))
    data = Data(inputs, y, inputs[:0], y[:0])
    problem = FittingProblem(network, data, losses["square"](), frozen=(2,), **penalty)
    theta = rng.normal(size=problem.dimension)
    made = RiskHessian(problem, theta, times)
    _, whole = problem.risk_and_grad(theta)
    penalty_part = problem.penalty_gradient(theta)
    penalty_part[2] = 0
    np.testing.assert_allclose(
        made.gradient, times * (whole - penalty_part) + penalty_part, atol=1e-12
    )
    v, e = rng.normal(size=problem.dimension), 1e-5
    v[2] = 0
    ends = [RiskHessian(problem, theta + s * e * v, times).gradient for s in (1, -1)]
    np.testing.assert_allclose(made(v), (ends[0] - ends[1]) / (2 * e), rtol=1e-5, atol=1e-6)
