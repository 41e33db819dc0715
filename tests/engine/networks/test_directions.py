"""Random directions: each node's incoming weights, a COLUMN of W, scaled to the network's own."""

import numpy as np
import pytest

from playground.engine.dataset import Data
from playground.engine.networks.directions import (
    SCALINGS,
    dead_nodes,
    random_plane,
    scaled,
)
from playground.engine.networks.fitting import FittingProblem
from playground.engine.networks.hessian import RiskHessian
from playground.engine.networks.losses import losses
from playground.engine.networks.network import Network
from playground.engine.networks.risks import Risks
from playground.engine.plane import NoPlaneError, Plane
from playground.engine.surface import SurfaceProblem

NETWORK = Network((2, 8, 8, 1), ("relu", "relu", "linear"))
PARTS = NETWORK.parts


@pytest.fixture
def theta():
    """Weights and biases, none of them 0."""
    return np.random.default_rng(5).normal(size=NETWORK.dimension)


@pytest.fixture
def fitting():
    """The network with data."""
    rng = np.random.default_rng(6)
    X, y = rng.uniform(-2, 2, (100, 2)), rng.normal(size=(100, 1))  # noqa: N806
    return FittingProblem(NETWORK, Data(X, y, X[:0], y[:0]), losses["square"]())


def test_each_column_is_as_long_as_the_networks_and_no_row_is(theta):
    plane = random_plane(theta, PARTS, 7)
    for direction in (plane.u, plane.v):
        for W, b in zip(PARTS[::2], PARTS[1::2], strict=True):  # noqa: N806
            ours, theirs = W.of(direction), W.of(theta)
            norms = (np.linalg.norm(w, axis=0) for w in (ours, theirs))
            assert next(norms) == pytest.approx(next(norms), rel=1e-12)
            if theirs.shape[0] > 1 and theirs.shape[1] > 1:
                rows = np.linalg.norm(ours, axis=1) / np.linalg.norm(theirs, axis=1)
                assert np.abs(rows - 1).max() > 0.05
            assert not b.of(direction).any()


def test_jointly_the_bias_is_one_more_entry_of_the_column(theta):
    u = random_plane(theta, PARTS, 7, "joint").u
    for W, b in zip(PARTS[::2], PARTS[1::2], strict=True):  # noqa: N806
        ours, theirs = (np.vstack([W.of(x), b.of(x)]) for x in (u, theta))
        assert np.linalg.norm(ours, axis=0) == pytest.approx(np.linalg.norm(theirs, axis=0))
        assert b.of(u).all()


def test_element_by_element_and_plain_are_the_same_draws(theta):
    """One Gaussian draw a parameter for every scaling, so that they can be compared."""
    plain, entries, ignore = (random_plane(theta, PARTS, 3, s) for s in
                              ("none", "elementwise", "ignore"))
    assert entries.u == pytest.approx(plain.u * np.abs(theta))
    column = PARTS[0].of(ignore.v)[:, 4] / PARTS[0].of(plain.v)[:, 4]
    assert column == pytest.approx(column[0]) and column[0] > 0
    assert abs(plain.u.mean()) < 0.3 and plain.u.std() == pytest.approx(1, abs=0.2)


def test_a_seed_is_a_plane(theta):
    one, again, other = (random_plane(theta, PARTS, seed) for seed in (1, 1, 2))
    assert np.array_equal(one.u, again.u) and np.array_equal(one.v, again.v)
    assert not np.array_equal(one.u, other.u) and not np.array_equal(one.u, one.v)
    assert np.array_equal(one.origin, theta)


def test_a_dead_node_is_not_moved_and_that_is_said(theta):
    PARTS[0].of(theta)[:, 2] = 0
    plane = random_plane(theta, PARTS, 1)
    assert not PARTS[0].of(plane.u)[:, 2].any() and np.isfinite(plane.u).all()
    assert dead_nodes(theta, PARTS) == 1 and "1 node has incoming weights of 0" in plane.note
    assert random_plane(theta, PARTS, 1, "none").note == ""
    assert "1 node has incoming weights of 0" in random_plane(theta, PARTS, 1, "elementwise").note
    PARTS[1].of(theta)[2] = 0.5  # a filter with its bias: that alone makes it move
    assert random_plane(theta, PARTS, 1, "joint").note == ""
    PARTS[1].of(theta)[2] = 0
    joint = random_plane(theta, PARTS, 1, "joint")
    assert not PARTS[0].of(joint.u)[:, 2].any() and "weights and a bias of 0" in joint.note


def test_nothing_to_scale_is_no_plane(theta):
    with pytest.raises(NoPlaneError, match="length 0"):
        random_plane(0 * theta, PARTS, 1)
    with pytest.raises(NoPlaneError, match="length 0"):
        random_plane(0 * theta, PARTS, 1, "elementwise")
    point = np.array([1.0, 2.0])
    with pytest.raises(NoPlaneError, match="write random:4:none"):
        random_plane(point, SurfaceProblem.parts, 4)
    assert random_plane(point, SurfaceProblem.parts, 4, "elementwise").u.all()


def curve(fitting, theta, scaling):
    """The risk along the first direction, and the same numbers drawn for any theta."""
    draw = np.random.default_rng(11).standard_normal(len(theta))
    way = Plane("", theta, scaled(draw, theta, PARTS, scaling))
    return Risks(fitting)(way.at(np.linspace(-1, 1, 21)))


def layers_rescaled(theta):
    """Layer 1 times 10, layer 2 divided by 10: the same function of a ReLU network."""
    other = theta.copy()
    for part in PARTS[:2]:
        part.of(other)[...] *= 10
    PARTS[2].of(other)[...] /= 10
    return other


def node_rescaled(theta):
    """One hidden node times 10, what leaves it divided by 10."""
    other = theta.copy()
    PARTS[0].of(other)[:, 3] *= 10
    PARTS[1].of(other)[3] *= 10
    PARTS[2].of(other)[3] /= 10
    return other


@pytest.mark.parametrize("rescaled", [layers_rescaled, node_rescaled])
@pytest.mark.parametrize("scaling", SCALINGS)
def test_which_scaling_is_blind_to_which_rescaling(fitting, theta, scaling, rescaled):
    """Node filters without biases for whole layers; entry by entry for every single node."""
    other = rescaled(theta)
    assert Risks(fitting)(np.array([theta, other])) == pytest.approx(
        fitting.risk_and_grad(theta)[0], rel=1e-12
    )
    before, after = (curve(fitting, t, scaling) for t in (theta, other))
    away = np.abs(after / before - 1).max()
    blind = scaling == "elementwise" or (scaling == "ignore" and rescaled is layers_rescaled)
    assert away < 1e-10 if blind else away > 0.05


@pytest.mark.parametrize("rescaled", [layers_rescaled, node_rescaled])
def test_the_sharpness_of_scaled_parameters_is_blind_and_the_plain_one_is_not(
    fitting, theta, rescaled
):
    """λmax(|w| H |w|), the curvature that the element-wise directions see (Kwon et al. 2021)."""

    def sharpness(at, scale):
        product = RiskHessian(fitting, at)
        matrix = np.array([scale * product(scale * unit) for unit in np.eye(len(at))])
        return np.linalg.eigvalsh((matrix + matrix.T) / 2)[-1]

    other = rescaled(theta)
    scaled_ones = [sharpness(t, np.abs(t)) for t in (theta, other)]
    plain = [sharpness(t, np.ones_like(t)) for t in (theta, other)]
    assert scaled_ones[0] == pytest.approx(scaled_ones[1], rel=1e-9)
    assert abs(plain[1] / plain[0] - 1) > 0.2
