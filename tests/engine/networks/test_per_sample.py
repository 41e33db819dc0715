"""Each sample's gradient on its own, its norm without it, and how batches of them scatter."""

from itertools import combinations, product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from playground.engine.dataset import Data
from playground.engine.datasets import datasets
from playground.engine.networks import noise
from playground.engine.networks.batches import Batches
from playground.engine.networks.fitting import FittingProblem
from playground.engine.networks.losses import losses
from playground.engine.networks.network import Network
from playground.engine.networks.noise import gradient_noise, measured, sizes
from playground.engine.networks.per_sample import per_sample_gradients, squared_norms


def fitting(n=40, loss="square", **more):
    data = datasets["circle"](samples=n, test_fraction=0.0).make(1)
    network = Network((2, 4, 3, 1), ("tanh", "relu", "linear"))
    return FittingProblem(network, data, losses[loss](), **more)


TOY = Data(
    np.array([[1.0], [2], [3], [4]]), np.array([[2.0], [4], [5], [4]]), np.empty((0, 1)),
    np.empty((0, 1)),
)


def toy(**more):
    """H = w x at w = 0, to be worked through by hand; the bias stays 0."""
    network = Network((1, 1), ("linear",))
    return FittingProblem(network, TOY, losses["square"](), np.zeros(2), frozen=(1,), **more)


@given(st.integers(0, 10**6), st.sampled_from(["square", "half_square", "binary_cross_entropy"]))
@settings(max_examples=15, deadline=None)
def test_one_pass_gives_what_a_loop_over_samples_gives(seed, loss):
    problem = fitting(loss=loss, n=12, l2=0.3, frozen=(3, 20))
    theta = np.random.default_rng(seed).normal(size=problem.dimension)
    gradients = per_sample_gradients(problem, theta)
    for i, row in enumerate(gradients):
        data = Data(problem.X[[i]], problem.data.y[[i]], problem.X[:0], problem.data.y[:0], 2)
        one = FittingProblem(problem.network, data, problem.loss, frozen=problem.frozen)
        np.testing.assert_allclose(row, one.risk_and_grad(theta)[1], rtol=1e-11, atol=1e-13)
    assert not gradients[:, [3, 20]].any()
    plain = fitting(loss=loss, n=12, frozen=(3, 20))  # the penalty belongs to no sample
    np.testing.assert_allclose(gradients.mean(0), plain.risk_and_grad(theta)[1], atol=1e-13)
    np.testing.assert_allclose(squared_norms(problem, theta), (gradients**2).sum(1), rtol=1e-12)


def test_several_outputs_add_up_in_each_sample():
    data = datasets["spiral"](samples=30, test_fraction=0.0, arms=3).make(0)
    network = Network((2, 5, 3), ("tanh", "linear"))
    problem = FittingProblem(network, data, losses["softmax_cross_entropy"]())
    theta = problem.start()
    gradients = per_sample_gradients(problem, theta)
    assert gradients.shape == (30, network.dimension)
    np.testing.assert_allclose(gradients.mean(0), problem.risk_and_grad(theta)[1], atol=1e-14)


def test_the_toy_of_four_points_by_hand():
    problem = toy()
    gradients = per_sample_gradients(problem, np.zeros(2))
    assert gradients.tolist() == [[-4, 0], [-16, 0], [-30, 0], [-32, 0]]
    found = gradient_noise(problem, np.zeros(2))
    assert found.gradient.tolist() == [-20.5, 0]
    assert found.covariance_trace == 128.75
    assert found.noise_scale == pytest.approx(128.75 / 20.5**2)
    listed = noise.all_batches(gradients, 2)
    assert sorted(listed.without[:, 0]) == [-31, -24, -23, -18, -17, -10]
    assert listed.with_replacement.shape == (16, 2)
    assert listed.spreads(found.gradient) == pytest.approx((128.75 / 2 * 2 / 3, 64.375))
    assert noise.all_batches(gradients, 5) is None
    assert noise.all_batches(np.ones((40, 2)), 10) is None
    one = gradients[:, 0]
    twos = sorted(np.mean(pair) for pair in combinations(one, 2))
    assert twos == [-31, -24, -23, -18, -17, -10]
    assert found.law(2).without_replacement == pytest.approx(np.var(twos))
    assert found.law(2).without_replacement == pytest.approx(42.9167, abs=1e-4)
    ordered = [np.mean(pair) for pair in product(one, repeat=2)]
    assert len(ordered) == 16
    assert found.law(2).with_replacement == np.var(ordered) == 64.375


@pytest.mark.parametrize(("size", "sampling", "laws"), [
    (2, "shuffle", "without_replacement"), (2, "replacement", "with_replacement"),
    (3, "replacement", "with_replacement"),
])
def test_the_batches_of_training_follow_the_law(size, sampling, laws):
    problem = toy(batches=Batches(4, size, sampling, 5))
    steps = range(0, 6000, problem.batches.per_epoch)  # the first of each epoch: independent
    grads = np.array([problem.loss_and_grad(np.zeros(2), k)[1][0] for k in steps])
    law = getattr(gradient_noise(problem, np.zeros(2)).law(size), laws)
    far = (grads + 20.5) ** 2
    assert abs(far.mean() - law) < 4 * far.std() / np.sqrt(len(far))
    assert abs(grads.mean() + 20.5) < 4 * np.sqrt(law / len(far))


@pytest.mark.parametrize("kept", [True, False])
def test_measured_spreads_follow_the_law(kept, monkeypatch):
    problem = fitting(n=50)
    theta = problem.start() + 0.1
    if not kept:
        monkeypatch.setattr(noise, "MOST_NUMBERS", 100)
    draws = 2000 if kept else 300
    found = gradient_noise(problem, theta)
    law = measured(problem, theta, found, draws, 3)
    assert [s.size for s in law] == sizes(50) == [1, 2, 5, 10, 20, 50]
    for spread in law:
        # ‖·‖² of a sum of n terms has a relative spread of at most about √2 (near a Gaussian), of
        # single samples the largest.
        some = 5 * 2.5 / np.sqrt(draws)
        assert spread.measured_with == pytest.approx(spread.with_replacement, rel=some)
        assert spread.measured_without == pytest.approx(
            spread.without_replacement, rel=some, abs=1e-12
        )
    assert law[-1].without_replacement == law[-1].measured_without == 0
    assert law[0].with_replacement == law[0].without_replacement == found.covariance_trace
    assert measured(problem, theta, found, draws, 3) == law
    assert measured(problem, theta, found, draws, 4) != law


def test_without_the_gradients_the_numbers_are_the_same(monkeypatch):
    problem = fitting(frozen=(0, 9))
    theta = problem.start() + 0.1
    kept = gradient_noise(problem, theta)
    monkeypatch.setattr(noise, "MOST_NUMBERS", 100)
    found = gradient_noise(problem, theta)
    np.testing.assert_allclose(found.gradient, kept.gradient, atol=1e-15)
    assert found.covariance_trace == pytest.approx(kept.covariance_trace, rel=1e-12)


def test_the_trace_is_the_covariance_matrix_s():
    problem = fitting()
    theta = problem.start()
    gradients = per_sample_gradients(problem, theta)
    trace = np.trace(np.cov(gradients.T, ddof=0))
    assert gradient_noise(problem, theta).covariance_trace == pytest.approx(trace, rel=1e-12)


def test_what_would_take_too_long_is_not_measured(monkeypatch):
    problem = fitting(n=50)
    theta = problem.start()
    monkeypatch.setattr(noise, "MOST_WORK", 100 * 5 * problem.dimension)
    law = measured(problem, theta, gradient_noise(problem, theta), 100, 0)
    assert [s.measured_with is None for s in law] == [False, False, False, True, True, True]
    assert law[-1].measured_without == 0


def test_sizes_go_up_to_all_the_samples():
    assert sizes(1) == [1] and sizes(2) == [1, 2] and sizes(7) == [1, 2, 5, 7]
    assert sizes(250) == [1, 2, 5, 10, 20, 50, 100, 200, 250]


def test_a_single_sample_has_no_noise():
    problem = fitting(n=2, batches=None)
    one = Data(problem.X[:1], problem.data.y[:1], problem.X[:0], problem.data.y[:0], 2)
    single = FittingProblem(problem.network, one, problem.loss)
    found = gradient_noise(single, single.start())
    assert found.covariance_trace == 0
    (spread,) = measured(single, single.start(), found, 10, 0)
    assert spread.measured_with == spread.measured_without == spread.without_replacement == 0
