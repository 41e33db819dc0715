"""How sharply a loss curves upwards at most, quickly: for a chart that follows a run.

Lanczos' tridiagonal matrix of a few products with the Hessian, kept orthogonal by going twice
through all vectors. Its largest eigenvalue is never above λmax and comes close to it in a few
products, closer still when it begins where the last step's ended. (`eigen` gives both ends of the
spectrum to the last digit, and takes longer.)
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from playground.engine.eigen import Product
from playground.engine.problem import Array

STEPS, MOST_STEPS = 20, 120
"""Products after which it is first looked whether λmax has settled, and at most."""
SETTLED = 1e-3
"""Of a residual ‖H x − λ x‖ relative to the largest |λ| seen: for a chart that is exact."""


class Sharpest(NamedTuple):
    """λmax with its unit direction (dimension,), the lowest eigenvalue as far as it was seen (it is
    never below the true one), how many products were made, and whether λmax has settled.
    """

    value: float
    direction: Array
    lowest: float
    products: int
    settled: bool


def sharpest(
    product: Product, dimension: int, start: Array | None = None, steps: int = STEPS,
    most: int = MOST_STEPS,
) -> Sharpest:
    """The largest eigenvalue of a symmetric matrix known by its products; NaN where those are.

    `start`, shape (dimension,), is where the search begins: a direction that is known to be near,
    or chance. Looks after every `steps` products whether the answer has settled. Raises ValueError
    unless there is a dimension and a product to be made.
    """
    most = min(most, dimension)
    basis, along, between = np.empty((most, dimension)), np.zeros(most), np.zeros(most)
    vector = _begin(dimension, start)
    for k in range(most):
        basis[k] = vector
        image = product(vector)
        if not np.isfinite(image).all():
            return Sharpest(np.nan, np.full(dimension, np.nan), np.nan, k + 1, False)
        along[k] = vector @ image
        left = image
        for _ in range(2):
            left = left - (basis[: k + 1] @ left) @ basis[: k + 1]
        between[k] = float(np.linalg.norm(left))
        # Nothing is left: the vectors so far span all that the start has a part in.
        size = max(np.abs(along[: k + 1]).max(), between[: k + 1].max())
        done = between[k] <= 1e-12 * size
        if done or k + 1 == most or (k + 1) % steps == 0:
            found = _looked(basis, along, between, k + 1)
            if found.settled or done or k + 1 == most:
                return found._replace(settled=bool(found.settled or done))
        vector = left / between[k]
    raise ValueError(f"at least one product must be made, not {most}")


def _looked(basis: Array, along: Array, between: Array, count: int) -> Sharpest:
    """What the tridiagonal matrix of `count` products tells."""
    inner = np.diag(along[:count])
    inner += np.diag(between[: count - 1], 1) + np.diag(between[: count - 1], -1)
    values, turns = np.linalg.eigh(inner)
    large = max(abs(values[0]), abs(values[-1]), 1e-300)
    away = between[count - 1] * abs(turns[-1, -1])
    direction = turns[:, -1] @ basis[:count]
    direction = direction / np.linalg.norm(direction)
    return Sharpest(
        float(values[-1]), direction, float(values[0]), count, bool(away <= SETTLED * large)
    )


def _begin(dimension: int, start: Array | None) -> Array:
    """The start, with a little chance in it: alone it might be at right angles to the answer."""
    chance = np.random.default_rng(0).standard_normal(dimension)
    chance /= np.linalg.norm(chance)
    if start is None or not np.isfinite(start).all() or not np.any(start):
        return np.asarray(chance)
    mixed = start / np.linalg.norm(start) + 0.05 * chance
    return np.asarray(mixed / np.linalg.norm(mixed))
