"""The cloud of samples' gradients: what is projected while computing equals the gradients."""

# ruff: noqa: N806  (the lecture's names)

import numpy as np
import pytest

from playground.engine.dataset import Data
from playground.engine.networks.batches import Batches
from playground.engine.networks.cloud import Cloud, angle, drawn, ellipse, ellipse_of
from playground.engine.networks.fitting import FittingProblem
from playground.engine.networks.losses import losses
from playground.engine.networks.network import Network
from playground.engine.networks.per_sample import per_sample_gradients


def problem(frozen=(), n=40, loss="square"):
    rng = np.random.default_rng(3)
    X, y = rng.normal(size=(n, 2)), rng.normal(size=(n, 2))
    network = Network((2, 5, 3, 2), ("tanh", "gelu", "linear"))
    return FittingProblem(
        network, Data(X, y, X[:0], y[:0]), losses[loss](),
        rng.normal(size=network.dimension), Batches(n, 5), frozen=frozen, l2=0.1,
    )


@pytest.mark.parametrize("frozen", [(), (0, 7, 11, 30)])
def test_shares_and_sums_are_those_of_the_gradients(frozen):
    made = problem(frozen)
    theta = made.start()
    G = per_sample_gradients(made, theta)
    cloud = Cloud(made, theta)
    rng = np.random.default_rng(0)
    p, u = rng.normal(size=made.dimension), rng.normal(size=cloud.samples)
    assert cloud.along(p) == pytest.approx(G @ p, rel=1e-12)
    assert cloud.combined(u) == pytest.approx(G.T @ u, rel=1e-11, abs=1e-12)
    assert cloud.mean == pytest.approx(G.mean(axis=0), rel=1e-12, abs=1e-14)
    rows = np.array([3, 3, 8, 39])
    assert cloud.batch_mean(rows) == pytest.approx(G[rows].mean(axis=0), rel=1e-12, abs=1e-14)
    # The error of a sample times its output's blame is its gradient: seen at the last bias.
    assert cloud.errors == pytest.approx(2 * (cloud.output - made.y))
    if not frozen:
        assert G[:, -1] == pytest.approx(cloud.errors[:, -1])


def test_the_widest_direction_is_the_leading_one_across():
    made = problem()
    G = per_sample_gradients(made, made.start())
    cloud = Cloud(made, made.start())
    across = cloud.mean
    found = cloud.widest(across)
    assert found @ across == pytest.approx(0, abs=1e-12)
    away = G - G.mean(axis=0)
    unit = across / np.linalg.norm(across)
    away -= np.outer(away @ unit, unit)
    leading = np.linalg.svd(away)[2][0]
    assert abs(found @ leading) == pytest.approx(1, abs=1e-9)


def test_a_cloud_without_width_has_no_widest_direction():
    rng = np.random.default_rng(1)
    X = np.tile(rng.normal(size=(1, 2)), (6, 1))
    network = Network((2, 1), ("linear",))
    made = FittingProblem(
        network, Data(X, np.ones((6, 1)), X[:0], np.ones((0, 1))), losses["square"](), np.ones(3)
    )
    cloud = Cloud(made, made.start())
    found = cloud.widest(cloud.mean)
    assert np.allclose(cloud.along(found), cloud.along(found)[0])


def test_gradients_of_other_samples_than_the_risks():
    made = problem()
    rows = np.array([1, 4, 9])
    own = Cloud(made, made.start(), made.X[rows], made.y[rows])
    whole = Cloud(made, made.start())
    p = np.arange(made.dimension) / 7
    assert own.along(p) == pytest.approx(whole.along(p)[rows])
    assert own.mean == pytest.approx(whole.batch_mean(rows))


def test_ellipses_hold_the_shares_of_a_gaussian_that_are_written_beside_them():
    points = np.random.default_rng(5).multivariate_normal([1, -2], [[3, 1], [1, 1]], 200_000)
    found = ellipse_of(points)
    assert found.middle == pytest.approx([1, -2], abs=0.02)
    assert found.half**2 == pytest.approx(np.linalg.eigvalsh([[3, 1], [1, 1]])[::-1], rel=0.02)
    shares = (points - found.middle) @ found.axes / found.half
    inside = (shares**2).sum(axis=1)
    assert (inside < 1).mean() == pytest.approx(1 - np.exp(-1 / 2), abs=0.005)
    assert (inside < 4).mean() == pytest.approx(1 - np.exp(-2), abs=0.005)
    around = (found.outline(2.0) - found.middle) @ found.axes / found.half
    assert (around**2).sum(axis=1) == pytest.approx(np.full(97, 4.0))
    assert found.scaled(1 / 25).half == pytest.approx(found.half / 5)


def test_a_flat_covariance_is_a_line():
    found = ellipse([0, 0], np.array([[4.0, 0], [0, 0]]))
    assert found.half == pytest.approx([2, 0])
    assert np.abs(found.outline()[:, 1]).max() == 0


def test_drawn_batches_are_the_same_for_a_seed_and_fair():
    assert (drawn(50, 7, False, 3, 2) == drawn(50, 7, False, 3, 2)).all()
    assert (drawn(50, 7, False, 3, 2) != drawn(50, 7, False, 3, 3)).any()
    assert len(set(drawn(50, 50, False, 0, 0).tolist())) == 50
    assert len(drawn(5, 9, False, 0, 0)) == 5
    assert len(drawn(5, 9, True, 0, 0)) == 9
    often = np.bincount(np.concatenate([drawn(10, 3, False, 0, k) for k in range(2000)]))
    assert ((often - 600) ** 2 / 600).sum() < 21.67  # χ² of 9 degrees, 99 %


@pytest.mark.parametrize("turned", [0.0, 1e-7, 0.3, np.pi / 2, np.pi])
def test_angles_between_arrows(turned):
    one, other = np.array([3.0, 0]), 0.2 * np.array([np.cos(turned), np.sin(turned)])
    assert angle(one, other) == pytest.approx(np.degrees(turned), rel=1e-6, abs=1e-12)


def test_no_angle_to_nothing():
    assert np.isnan(angle(np.zeros(2), np.ones(2)))
