"""Two classes one after the other, of any length: what must not be learnt in order."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from playground.engine.problem import Array
from playground.engine.streams import generator

_BLOCK = 2**19
"""About so many numbers are drawn by one generator."""
APART = 2.0
"""How far the middles of the two classes are from each other."""


def rows_of_halves(seed: int, samples: int, inputs: int, noise: float) -> Iterator[Array]:
    """Blocks of shape (rows, inputs + 1), x and then the class, 0 or 1.

    The first half of all rows is of class 0, the second of class 1. The inputs are normal around
    −1/√inputs and +1/√inputs, with the standard deviation 0.5 + noise.
    """
    many = max(1, _BLOCK // (inputs + 1))
    half = samples // 2
    middle = APART / 2 / np.sqrt(inputs)
    for block, first in enumerate(range(0, samples, many), 1):
        rng = generator(seed, "dataset", block)
        rows = rng.normal(size=(min(many, samples - first), inputs + 1))
        labels = (np.arange(first, first + len(rows)) >= half).astype(float)
        rows[:, :-1] *= 0.5 + noise
        rows[:, :-1] += middle * (2 * labels - 1)[:, None]
        rows[:, -1] = labels
        yield rows
