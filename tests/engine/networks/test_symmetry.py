"""Exchanged hidden nodes: other parameters, the same function."""

import numpy as np
import pytest

from playground.engine.networks.network import Network
from playground.engine.networks.symmetry import all_reversed, swapped

NETWORK = Network((2, 4, 3, 2), ("tanh", "relu", "linear"))
THETA = np.random.default_rng(0).normal(size=NETWORK.dimension)
X = np.random.default_rng(1).normal(size=(20, 2))


@pytest.mark.parametrize(("layer", "i", "j"), [(1, 0, 3), (1, 2, 1), (2, 0, 2)])
def test_two_nodes_change_places(layer, i, j):
    other = swapped(NETWORK, THETA, layer, i, j)
    assert not np.array_equal(other, THETA)
    np.testing.assert_allclose(NETWORK.predict(other, X), NETWORK.predict(THETA, X), rtol=1e-12)
    before, after = (NETWORK.forward(theta, X).layers[layer - 1].a for theta in (THETA, other))
    np.testing.assert_allclose(after[:, i], before[:, j], rtol=1e-12)
    assert np.array_equal(swapped(NETWORK, other, layer, i, j), THETA)


def test_every_layer_turned_round():
    other = all_reversed(NETWORK, THETA)
    np.testing.assert_allclose(NETWORK.predict(other, X), NETWORK.predict(THETA, X), rtol=1e-12)
    assert np.linalg.norm(other - THETA) > 1 and np.array_equal(
        all_reversed(NETWORK, other), THETA)


@pytest.mark.parametrize(("layer", "i", "j"), [(0, 0, 1), (3, 0, 1), (1, 0, 4), (1, -1, 0)])
def test_what_there_is_not_is_refused(layer, i, j):
    with pytest.raises(IndexError, match="no "):
        swapped(NETWORK, THETA, layer, i, j)
