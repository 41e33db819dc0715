"""The outermost eigenvalues of a symmetric matrix that is known by its products with vectors.

Small ones are formed and solved whole. Of large ones a Krylov space is searched (block Lanczos
with full reorthogonalization, restarted with the best vectors), which finds both ends of the
spectrum; a block finds an eigenvalue as often as it is there, up to the block's size.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple, TypeAlias

import numpy as np

from playground.engine.problem import Array

Product: TypeAlias = Callable[[Array], Array]
"""v, shape (dimension,), to H v."""

DENSE = 256
"""Up to this dimension the matrix itself is formed."""
TOLERANCE = 1e-7
"""Of a residual ‖H x − λ x‖ relative to |λ|: an eigenvalue is at least as near to λ."""
ROUNDING = 1e-12
"""Of a residual relative to the largest |λ|: less than this nobody can have."""
MOST_PRODUCTS = 20_000


class Spectrum(NamedTuple):
    """The largest eigenvalues, descending, with their vectors in rows, and the lowest one.

    `exact` is False where the search ended before all had settled.
    """

    largest: Array
    vectors: Array
    lowest: float
    exact: bool = True


def ends_of_spectrum(
    product: Product, dimension: int, top: int = 1, told: Callable[[int], object] | None = None
) -> Spectrum:
    """The `top` largest eigenvalues, shape (top,), and the lowest one; NaN where products are.

    `told` hears after each round of products how many there were. Raises ValueError unless `top`
    is from 1 to the dimension.
    """
    if not 1 <= top <= dimension:
        raise ValueError(f"top must be from 1 to {dimension}, got {top}")
    if dimension <= max(DENSE, 4 * (top + 2)):
        return _whole(product, dimension, top, told)
    return _search(product, dimension, top, told)


def _whole(
    product: Product, dimension: int, top: int, told: Callable[[int], object] | None
) -> Spectrum:
    matrix = np.empty((dimension, dimension))
    unit = np.zeros(dimension)
    for i in range(dimension):
        unit[i] = 1
        matrix[i] = product(unit)
        unit[i] = 0
        if told:
            told(i + 1)
    if not np.isfinite(matrix).all():
        return _nothing(dimension, top)
    values, vectors = np.linalg.eigh((matrix + matrix.T) / 2)
    return Spectrum(values[::-1][:top].copy(), vectors.T[::-1][:top].copy(), float(values[0]))


def _search(
    product: Product, dimension: int, top: int, told: Callable[[int], object] | None
) -> Spectrum:
    rng = np.random.default_rng(0)  # where to begin: the answer does not depend on it
    block = top + 1
    room = min(dimension, 24 * block + 40)
    basis, products = np.empty((room, dimension)), np.empty((room, dimension))
    new, count, made, exact = rng.standard_normal((block, dimension)), 0, 0, False
    while True:
        for vector in new:
            fresh = _orthogonal(vector, basis[:count], rng)
            basis[count], products[count] = fresh, product(fresh)
            count, made = count + 1, made + 1
        inner = basis[:count] @ products[:count].T
        if not np.isfinite(inner).all():
            return _nothing(dimension, top)
        values, turn = np.linalg.eigh((inner + inner.T) / 2)
        wanted = [*range(count - 1, count - 1 - top, -1), 0]
        vectors = turn[:, wanted].T @ basis[:count]
        away = turn[:, wanted].T @ products[:count] - values[wanted, None] * vectors
        large = max(abs(values[0]), abs(values[-1]))
        bound = np.maximum(TOLERANCE * np.abs(values[wanted]), ROUNDING * large)
        open_ = np.linalg.norm(away, axis=1) > bound
        if told:
            told(made)
        exact = not open_.any()
        if exact or made >= MOST_PRODUCTS or count == dimension:
            break
        new = away[open_]
        if count + len(new) > room:
            # Of both ends a few more than are wanted: that keeps what the search has learnt.
            kept = [*range(count - 1, count - 1 - 4 * block, -1), *range(2 * block)]
            basis[: len(kept)], products[: len(kept)] = (
                turn[:, kept].T @ basis[:count], turn[:, kept].T @ products[:count],
            )
            count = len(kept)
    return Spectrum(
        values[wanted[:-1]].copy(), vectors[:-1].copy(), float(values[0]),
        exact or count == dimension,
    )


def _orthogonal(vector: Array, basis: Array, rng: np.random.Generator) -> Array:
    """A unit vector at right angles to the basis: of `vector`, or a random one if nothing is left.

    Twice, because once leaves what rounding brings back.
    """
    while True:
        length = np.linalg.norm(vector)
        left = vector / (length or 1)
        for _ in range(2):
            left = left - (basis @ left) @ basis
        if np.linalg.norm(left) > 1e-8 and length > 0:
            left = left / np.linalg.norm(left)
            left = left - (basis @ left) @ basis
            return np.asarray(left / np.linalg.norm(left))
        vector = rng.standard_normal(len(vector))


def _nothing(dimension: int, top: int) -> Spectrum:
    """Where numbers have left the floats."""
    return Spectrum(np.full(top, np.nan), np.full((top, dimension), np.nan), np.nan)
