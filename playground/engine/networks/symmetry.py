"""Other parameters for the same function: two nodes of a hidden layer change places.

A hidden node is its column of W(ℓ), its b(ℓ) and its row of W(ℓ+1). Whoever exchanges two nodes
exchanges nothing that the outputs depend on: n! points of the parameters for each layer of n nodes
have one risk, and minima that look different may be one.
"""

# ruff: noqa: N806  (the lecture's names)

from __future__ import annotations

import numpy as np

from playground.engine.networks.network import Network
from playground.engine.problem import Array


def swapped(network: Network, theta: Array, layer: int, i: int, j: int) -> Array:
    """theta, shape (dimension,), with nodes i and j of a hidden layer (1 ... L − 1) exchanged.

    Raises IndexError for a layer or a node that there is not.
    """
    if not 1 <= layer < len(network.sizes) - 1:
        raise IndexError(f"no hidden layer {layer} in a network of {len(network.sizes) - 2}")
    for node in (i, j):
        if not 0 <= node < network.sizes[layer]:
            raise IndexError(f"no node {node} in a layer of {network.sizes[layer]}")
    made = theta.copy()
    W, b, above = (
        part.of(made) for part in
        (network.weights(layer), network.biases(layer), network.weights(layer + 1))
    )
    W[:, [i, j]], b[[i, j]], above[[i, j]] = W[:, [j, i]], b[[j, i]], above[[j, i]]
    return made


def all_reversed(network: Network, theta: Array) -> Array:
    """theta, shape (dimension,), with the nodes of every hidden layer in the opposite order.

    The same function at another place: no node stays where it was, but a middle one.
    """
    made = theta.copy()
    for layer in range(1, len(network.sizes) - 1):
        W, b, above = (
            part.of(made) for part in
            (network.weights(layer), network.biases(layer), network.weights(layer + 1))
        )
        W[:], b[:], above[:] = W[:, ::-1].copy(), b[::-1].copy(), above[::-1].copy()
    return np.asarray(made)
