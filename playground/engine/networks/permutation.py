"""A permutation of 0 ... n − 1 that is nowhere written down: each place is computed on its own.

A Feistel network over the bits of the place: whatever mixes one half of them into the other can be
taken back, so no two places meet. Where it leaves 0 ... n − 1 it is applied again until it is back
(cycle walking), which keeps that.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

ROUNDS = 4


def permuted(places: NDArray[np.int64], n: int, keys: Sequence[int]) -> NDArray[np.int64]:
    """What stands at these places, shape (m,), of a permutation of 0 ... n − 1.

    The keys, one for each of the ROUNDS, choose the permutation. Every place must be in
    0 ... n − 1: others may be walked for ever.
    """
    half = max(1, ((n - 1).bit_length() + 1) // 2)
    found = _mixed(places.astype(np.uint64), half, keys)
    while len(outside := np.flatnonzero(found >= n)):
        found[outside] = _mixed(found[outside], half, keys)
    return found.astype(np.int64)


def _mixed(x: NDArray[np.uint64], half: int, keys: Sequence[int]) -> NDArray[np.uint64]:
    """A permutation of the numbers of 2 · half bits."""
    bits, low = np.uint64(half), np.uint64((1 << half) - 1)
    left, right = x >> bits, x & low
    for key in keys:
        left, right = right, left ^ (_hash(right ^ np.uint64(key)) & low)
    return left << bits | right


def _hash(x: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """64 bits of which each depends on each bit of x (the end of SplitMix64)."""
    x = (x ^ x >> np.uint64(30)) * np.uint64(0xBF58476D1CE4E5B9)
    x = (x ^ x >> np.uint64(27)) * np.uint64(0x94D049BB133111EB)
    return x ^ x >> np.uint64(31)
