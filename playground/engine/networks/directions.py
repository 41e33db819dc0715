"""Random directions through a network's parameters, scaled node by node.

A node's filter is its incoming weights: COLUMN j of W (n(ℓ−1), n(ℓ)), a row in PyTorch. Scaling
each filter of a Gaussian direction to the norm of the network's own (Li et al. 2018) makes
pictures comparable where a layer was made larger and the next smaller without a change of the
function. Only the scaling entry by entry ("elementwise") is blind to every such rescaling of
single nodes.
"""

# ruff: noqa: N806  (the lecture's names)

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from playground.engine.plane import NoPlaneError, Plane, spanned
from playground.engine.problem import Array, Part

SCALINGS = {
    "ignore": "Each node's incoming weights are as long as its own are; biases stand still.",
    "joint": "Each node's incoming weights with its bias are as long as its own are.",
    "elementwise": "Each entry is as large as the parameter's own size, times a Gaussian draw.",
    "none": "Plain Gaussian directions: their picture depends on how the weights are scaled.",
}
_STREAM = 0x706C616E65  # "plane": a stream of random numbers of its own


def random_plane(
    theta: Array, parts: Sequence[Part], seed: int, scaling: str = "ignore"
) -> Plane:
    """Two random directions at theta, shape (dimension,), the same for the same seed.

    Raises NoPlaneError where nothing is left of a direction (all weights are 0), and where the
    parameters are no network's and the scaling is one of nodes.
    """
    if scaling in ("ignore", "joint") and not all(part.shape for part in parts):
        raise NoPlaneError(
            f"scales the nodes of a network, and here are none; write random:{seed}:none"
        )
    rng = np.random.default_rng((seed, _STREAM))
    u, v = (
        scaled(rng.standard_normal(len(theta)), theta, parts, scaling) for _ in range(2)
    )
    dead = 0 if scaling == "none" else dead_nodes(theta, parts, with_bias=scaling == "joint")
    note = ""
    if dead:
        words = "1 node has" if dead == 1 else f"{dead} nodes have"
        what = "weights and a bias" if scaling == "joint" else "weights"
        note = f"{words} incoming {what} of 0: no direction moves them"
    kind = f"random:{seed}" if scaling == "ignore" else f"random:{seed}:{scaling}"
    return spanned(kind, theta, u, v, note)


def scaled(direction: Array, theta: Array, parts: Sequence[Part], scaling: str) -> Array:
    """A direction as long as theta, node by node or entry by entry; both have shape (dimension,).

    A filter of norm 0 (a dead node) gets a direction of 0.
    """
    if scaling == "none":
        return direction.copy()
    if scaling == "elementwise":
        return np.asarray(direction * np.abs(theta))
    made = np.zeros_like(direction)
    for W, b in zip(parts[::2], parts[1::2], strict=True):
        both = slice(W.slice.start, (b if scaling == "joint" else W).slice.stop)
        filters, own = (x[both].reshape(-1, b.shape[0]) for x in (direction, theta))
        made[both] = (filters * (_norms(own) / _norms(filters))).ravel()
    return made


def dead_nodes(theta: Array, parts: Sequence[Part], with_bias: bool = False) -> int:
    """How many nodes have nothing but zeros for incoming weights (`with_bias`: and for a bias);
    theta has shape (dimension,). Where the parameters are no network's there are no nodes.
    """
    if not all(part.shape for part in parts):
        return 0
    return sum(
        int(np.sum(~np.any(W.of(theta), axis=0) & ~(with_bias & (b.of(theta) != 0))))
        for W, b in zip(parts[::2], parts[1::2], strict=True)
    )


def _norms(filters: Array) -> Array:
    """The norm of each column."""
    return np.asarray(np.linalg.norm(filters, axis=0))
