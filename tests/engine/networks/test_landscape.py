"""The maps that pictures are made of agree with the network itself, at every point."""

# ruff: noqa: N803, N806  (X is what everybody calls it)

import numpy as np
import pytest

from playground.engine.networks.activations import activations
from playground.engine.networks.features import features, inputs_of
from playground.engine.networks.landscape import Landscape
from playground.engine.networks.network import Network

WINDOW = (-6.0, 6.0), (-4.0, 2.0)


def theta_of(network, scale=0.6):
    return np.random.default_rng(5).normal(size=network.dimension) * scale


def points_of(grid):
    n = grid.count
    return np.column_stack([np.tile(grid.x, n), np.repeat(grid.y, n)])


@pytest.mark.parametrize("name", list(activations))
@pytest.mark.parametrize("count", [20, 100])
def test_every_layer_agrees_with_the_network(name, count):
    network = Network((2, 8, 5, 3), (name, name, "linear"))
    grid = Landscape(network, WINDOW, count)
    theta = theta_of(network)
    through = network.forward(theta, points_of(grid))
    for maps, layer in zip(grid.layers(theta)[1:], through.layers, strict=True):
        exact = layer.a.T.reshape(-1, count, count)
        assert maps.dtype == np.float32
        assert np.abs(maps - exact).max() < 3e-6 * max(1, np.abs(exact).max())


def test_the_output_alone_is_the_last_layer():
    network = Network((2, 8, 8, 8, 1), ("tanh",) * 4)
    grid = Landscape(network, WINDOW, 33)
    theta = theta_of(network)
    assert np.array_equal(grid.output(theta), grid.layers(theta)[-1])
    assert np.array_equal(grid.layer(theta, 2), grid.layers(theta)[2])
    assert grid.output(theta).shape == (1, 33, 33)


def test_rows_go_up_and_columns_to_the_right():
    network = Network((2, 2), ("linear",))
    theta = np.array([1.0, 0, 0, 1.0, 0, 0])  # W the identity, b zero
    across, up = Landscape(network, WINDOW, 4).output(theta)
    assert np.allclose(across[0], [-4.5, -1.5, 1.5, 4.5])
    assert np.allclose(up[:, 0], [-3.25, -1.75, -0.25, 1.25])


def test_features_are_made_of_the_plane():
    names = tuple(features)
    network = Network((len(names), 6, 1), ("tanh", "linear"))
    grid = Landscape(network, WINDOW, 25, lambda X: inputs_of(X, names))
    theta = theta_of(network)
    exact = network.predict(theta, inputs_of(points_of(grid), names))
    assert np.allclose(grid.output(theta)[0].ravel(), exact[:, 0], atol=2e-4)
    assert len(grid.layers(theta)[0]) == len(names)


def test_other_inputs_stand_still():
    network = Network((4, 5, 2), ("sigmoid", "linear"))
    fixed = (0.3, -1.0, 2.0, 0.7)
    grid = Landscape(network, WINDOW, 17, inputs=(3, 1), fixed=fixed)
    theta = theta_of(network)
    X = np.tile(fixed, (17 * 17, 1))
    X[:, [3, 1]] = points_of(grid)
    exact = network.predict(theta, X)
    assert np.allclose(grid.output(theta).reshape(2, -1).T, exact, atol=1e-5)
    assert np.allclose(grid.layers(theta)[0][2], 2.0)


def test_chunks_do_not_show():
    """A wide network is evaluated a few rows at a time; the picture is whole."""
    network = Network((2, 64, 64, 1), ("relu", "relu", "linear"))
    grid = Landscape(network, WINDOW, 50)
    theta = theta_of(network, 0.2)
    exact = network.predict(theta, points_of(grid))[:, 0]
    assert np.allclose(grid.output(theta).ravel(), exact, atol=1e-4)


@pytest.mark.parametrize("broken", [np.nan, np.inf, 1e300])
def test_what_leaves_the_numbers_comes_back_as_such(broken):
    network = Network((2, 3, 1), ("relu", "linear"))
    theta = theta_of(network)
    theta[0] = broken
    maps = Landscape(network, WINDOW, 6).layers(theta)
    assert not np.isfinite(maps[1][0]).all()
    assert np.isfinite(maps[1][1]).all()
