"""The noise floor: the level and the cloud that a constant rate settles to, against walks."""

# ruff: noqa: N806  (the lecture's names)

from dataclasses import replace

import numpy as np
import pytest

from playground.engine.dataset import Data
from playground.engine.datasets import datasets
from playground.engine.networks.batches import Batches
from playground.engine.networks.fitting import FittingProblem
from playground.engine.networks.floor import Minimum, NoFloorError, minimum_near, noise_floor
from playground.engine.networks.losses import losses
from playground.engine.networks.network import Network
from playground.engine.optimizers import optimizers
from playground.engine.schedules import schedules


def plane(m, reduction="mean", sampling="replacement", **more):
    data = datasets["regression_plane"](samples=1000, noise=0.2, test_fraction=0.0).make(0)
    return FittingProblem(
        Network((2, 1), ("linear",)), data, losses["square"](), np.zeros(3),
        Batches(1000, m, sampling), reduction, **more,
    )


def one(m=1, n=50):
    """A problem of one parameter, to give `noise_floor` its batches; the bias is held."""
    X = np.ones((n, 1))
    data = Data(X, np.zeros((n, 1)), X[:0], X[:0])
    return FittingProblem(
        Network((1, 1), ("linear",)), data, losses["half_square"](), np.zeros(2),
        Batches(n, m, "replacement"), frozen=(1,),
    )


def of(name, **settings):
    return optimizers[name].from_settings(settings)


def descent(rate):
    return of("gradient_descent", learning_rate=rate)


@pytest.mark.parametrize(("curvature", "rate", "m"), [
    (1, 0.1, 1), (1, 0.1, 10), (4, 0.1, 1), (1, 1, 1), (1, 1.9, 1),
])
def test_the_formula_of_one_direction(curvature, rate, m):
    """Var = η s² / (m λ (2 − ηλ)) with s = 1."""
    H, S = np.diag([curvature, 0.0]), np.diag([1.0, 0])
    found = noise_floor(Minimum(np.zeros(2), 0.5, H, S), one(m), descent(rate))
    law = rate / (m * curvature * (2 - rate * curvature))
    assert found.covariance[0, 0] == pytest.approx(law)
    assert found.covariance[1, 1] == 0
    assert found.excess == pytest.approx(curvature / 2 * law)
    assert found.level == pytest.approx(0.5 + curvature / 2 * law)


@pytest.mark.parametrize(("mu", "rate", "curvature", "seen"), [
    (0.9, 0.1, 1, 0.5135), (0.5, 0.2, 2, 0.1154),
])
def test_the_formula_with_momentum(mu, rate, curvature, seen):
    H, S = np.diag([curvature, 0.0]), np.diag([1.0, 0])
    rule = of("momentum", learning_rate=rate, momentum=mu)
    found = noise_floor(Minimum(np.zeros(2), 0.0, H, S), one(), rule)
    assert found.covariance[0, 0] == pytest.approx(seen, abs=5e-5)


@pytest.mark.parametrize("rule", [
    descent(0.3), of("momentum", learning_rate=0.1, momentum=0.6),
    of("nesterov", learning_rate=0.1, momentum=0.6),
])
def test_a_walk_has_the_covariance_that_is_predicted(rule):
    """Many walkers on a quadratic in two dimensions whose noise lies across its axes."""
    H = np.array([[1.0, 0.4], [0.4, 2.0]])
    S = np.array([[1.0, -0.7], [-0.7, 2.0]])
    found = noise_floor(Minimum(np.zeros(2), 0.0, H, S), one(4), rule)
    rng = np.random.default_rng(0)
    x = np.zeros(2 * 40_000)
    state = rule.init(x)
    for _ in range(80):
        noise = rng.multivariate_normal([0, 0], S / 4, 40_000)
        x, state = rule.step(x, (x.reshape(-1, 2) @ H + noise).ravel(), state)
    seen = np.cov(x.reshape(-1, 2).T)
    assert found.covariance == pytest.approx(seen, rel=0.04, abs=0.002)


@pytest.mark.parametrize(("m", "level"), [(1, 0.007140), (10, 0.0063688), (100, 0.0062917)])
def test_the_levels_of_the_plane(m, level):
    problem = plane(m)
    low = minimum_near(problem, np.ones(3))
    assert low.place == pytest.approx([0.0829818, 0.0835472, -0.0022297], abs=1e-6)
    assert low.value == pytest.approx(0.0062831436, rel=1e-8)
    assert np.trace(low.noise) == pytest.approx(0.645, abs=5e-4)
    assert noise_floor(low, problem, descent(0.005)).level == pytest.approx(level, abs=2e-6)


def test_half_the_rate_or_twice_the_batch_halve_it_and_all_data_have_none():
    low = minimum_near(plane(1), np.zeros(3))
    excess = noise_floor(low, plane(10), descent(0.005)).excess
    assert noise_floor(low, plane(20), descent(0.005)).excess == pytest.approx(excess / 2)
    # η/(2 − ηλ): a little less than half
    assert noise_floor(low, plane(10), descent(0.0025)).excess == pytest.approx(
        excess / 2, rel=0.06
    )
    assert noise_floor(low, plane(None), descent(0.005)).excess == 0


def test_a_sum_at_an_mth_of_the_rate_has_the_same_floor():
    low = minimum_near(plane(10), np.zeros(3))
    mean = noise_floor(low, plane(10), descent(0.005))
    total = noise_floor(low, plane(10, "sum"), descent(0.0005))
    assert total.covariance == pytest.approx(mean.covariance)


def test_a_curved_problem_is_followed_to_its_minimum():
    data = datasets["gauss"](samples=80, noise=0.9, test_fraction=0.0).make(2)
    problem = FittingProblem(
        Network((2, 1), ("linear",)), data, losses["binary_cross_entropy"](), np.zeros(3),
        Batches(80, 8, "replacement"), l2=0.01,
    )
    low = minimum_near(problem, np.zeros(3))
    assert np.abs(problem.risk_and_grad(low.place)[1]).max() < 1e-8
    found = noise_floor(low, problem, descent(0.1))
    assert found.level > low.value


def refused(problem, rule=None):
    with pytest.raises(NoFloorError) as told:
        noise_floor(minimum_near(problem, problem.start()), problem, rule or descent(0.005))
    return str(told.value)


def test_where_none_is_predicted_it_says_why():
    assert "run away" in refused(plane(10), descent(0.5))
    assert "Adam" in refused(plane(10), of("adam"))
    assert "not in proportion" in refused(plane(10), of("rmsprop"))
    falling = replace(descent(0.005), schedule=schedules["inverse"]())
    assert "the steps change" in refused(plane(10), falling)
    assert "beside a penalty" in refused(plane(10, "sum", l2=0.1))
    data = datasets["circle"](samples=40, test_fraction=0.0).make(0)
    wide = FittingProblem(Network((2, 60, 1), ("tanh", "linear")), data, losses["square"]())
    assert "more than 120 parameters" in refused(wide)
    bent = FittingProblem(
        Network((2, 3, 1), ("tanh", "linear")), data, losses["square"](), batches=Batches(40, 4)
    )
    assert "no minimum near" in refused(bent) or "does not curve" in refused(bent)
