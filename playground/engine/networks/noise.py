"""How a batch's gradient scatters around the full one: the noise in stochastic gradient descent.

Σ is the covariance of the samples' gradients, with divisor n. The mean gradient of a batch of m is
right on average, and its squared distance from the full gradient is on average

    tr Σ / m                          drawn with replacement
    tr Σ / m · (n − m) / (n − 1)      a batch of a shuffled epoch: no sample twice

which is a law for one batch: those of one epoch add up to the full gradient, so they are not
independent of each other.
"""

# ruff: noqa: N806  (the lecture's names)

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import combinations, product
from math import comb
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from playground.engine.networks.fitting import FittingProblem
from playground.engine.networks.per_sample import (
    batch_gradient,
    mean_gradient,
    per_sample_gradients,
    squared_norms,
)
from playground.engine.problem import Array
from playground.engine.streams import generator

MOST_NUMBERS = 20_000_000
"""Of all samples' gradients together; where they would be more, none is kept."""
MOST_WORK = 2 * 10**10
"""Samples times parameters that are gone through to measure one size; more is not measured."""
MOST_LISTED = 1024
"""Batches that are gone through one by one."""
_AT_ONCE = 2_000_000
Rows = NDArray[np.int64]


@dataclass(frozen=True)
class Spread:
    """E ‖g_B − g‖² for batches of one size: by the law, and measured (None: too much work)."""

    size: int
    with_replacement: float
    without_replacement: float
    measured_with: float | None = None
    measured_without: float | None = None


@dataclass(frozen=True, eq=False)
class GradientNoise:
    """The gradients of `samples` samples at one place: their mean, shape (dimension,), and tr Σ."""

    samples: int
    gradient: Array
    covariance_trace: float

    @property
    def noise_scale(self) -> float:
        """tr Σ / ‖g‖², the batch size from which on noise and gradient are alike (McCandlish et
        al. 2018); inf or nan where the full gradient is 0.
        """
        with np.errstate(all="ignore"):
            square = np.float64(self.gradient @ self.gradient)
            return float(np.float64(self.covariance_trace) / square)

    def law(self, size: int) -> Spread:
        """What is expected of batches of a size from 1 to `samples`."""
        n, spread = self.samples, self.covariance_trace / size
        rest = (n - size) / (n - 1) if n > 1 else 0.0
        return Spread(size, spread, spread * rest)


def fits(problem: FittingProblem) -> bool:
    """Whether the gradients of all samples may be kept together."""
    return len(problem.X) * problem.dimension <= MOST_NUMBERS


def gradient_noise(
    problem: FittingProblem, theta: Array, gradients: Array | None = None
) -> GradientNoise:
    """The noise at theta, shape (dimension,), over the samples that the risk is taken on.

    `gradients`, shape (samples, dimension), are those of `per_sample_gradients`, if they are there.
    """
    n = len(problem.X)
    with np.errstate(all="ignore"):
        if gradients is None and fits(problem):
            gradients = per_sample_gradients(problem, theta)
        if gradients is not None:
            mean = gradients.mean(axis=0)
            trace = sum(float(d @ d) for d in map(np.subtract, gradients.T, mean)) / n
            return GradientNoise(n, mean, trace)
    return noise_by_norms(problem, theta)


def noise_by_norms(problem: FittingProblem, theta: Array) -> GradientNoise:
    """The same at theta, shape (dimension,), without any sample's gradient, from their lengths: in
    no room, and fast enough to follow a run; where the noise is less than 10⁻⁸ of the gradient it
    is lost in rounding.
    """
    with np.errstate(all="ignore"):
        mean = mean_gradient(problem, theta)
        squares = float(squared_norms(problem, theta).mean())
    return GradientNoise(len(problem.X), mean, max(squares - float(mean @ mean), 0.0))


def sizes(n: int) -> list[int]:
    """1, 2, 5, 10, 20, 50, ... below n, and n."""
    ladder = (step * 10**power for power in range(len(str(n))) for step in (1, 2, 5))
    return [size for size in ladder if size < n] + [n]


def measured(
    problem: FittingProblem, theta: Array, noise: GradientNoise, draws: int, seed: int,
    gradients: Array | None = None, told: Callable[[int], object] | None = None,
) -> list[Spread]:
    """The laws of all `sizes` with means over `draws` batches beside them, the same for a seed.

    theta has the shape (dimension,), `gradients` (samples, dimension) if they are there. `told`
    hears how many sizes are done.
    """
    found = []
    for spread in measuring(problem, theta, noise, draws, seed, gradients):
        found.append(spread)
        if told:
            told(len(found))
    return found


def measuring(
    problem: FittingProblem, theta: Array, noise: GradientNoise, draws: int, seed: int,
    gradients: Array | None = None,
) -> Iterator[Spread]:
    """The same, size by size; theta of shape (dimension,), gradients (samples, dimension)."""
    if gradients is None and fits(problem):
        gradients = per_sample_gradients(problem, theta)
    scatter = _Scatter(problem, theta, noise.gradient, gradients)
    for k, size in enumerate(sizes(noise.samples)):
        law = noise.law(size)
        both: list[float | None] = [None, None]
        for without in (False, True):
            rng = generator(seed, "noise", 2 * k + without)
            if size == noise.samples and without:
                both[without] = 0.0  # it is all of them
            elif draws * size * problem.dimension <= MOST_WORK:
                both[without] = scatter.mean(rng, size, draws, not without)
        yield Spread(size, law.with_replacement, law.without_replacement, *both)


class _Scatter:
    """Draws batches and takes the squared distance of their gradient from the full one."""

    def __init__(
        self, problem: FittingProblem, theta: Array, full: Array, gradients: Array | None
    ) -> None:
        self._problem, self._theta, self._full = problem, theta, full
        self._n = len(problem.X)
        self._columns = None if gradients is None else gradients.T

    def mean(self, rng: np.random.Generator, size: int, draws: int, replace: bool) -> float:
        """The mean of `draws` squared distances."""
        few = max(1, _AT_ONCE // (self._n + min(self._full.size, size * self._full.size)))
        total = 0.0
        for first in range(0, draws, few):
            batches = self._drawn(rng, size, min(few, draws - first), replace)
            total += self._distances(batches)
        return total / draws

    def _drawn(self, rng: np.random.Generator, size: int, count: int, replace: bool) -> Rows:
        """The samples of `count` batches, shape (count, size)."""
        if replace:
            return rng.integers(self._n, size=(count, size))
        return np.array([
            rng.choice(self._n, size, replace=False, shuffle=False) for _ in range(count)
        ])

    def _distances(self, batches: Rows) -> float:
        """Σ ‖g_B − g‖² over batches of shape (count, size)."""
        count, size = batches.shape
        if self._columns is None:
            X, y = self._problem.X, self._problem.y
            means = (batch_gradient(self._problem, self._theta, X[b], y[b]) for b in batches)
            return sum(float(d @ d) for d in (g - self._full for g in means))
        if 8 * size < self._n:
            near = self._columns.take(batches.ravel(), axis=1).reshape(-1, count, size)
            means = near.sum(axis=2) / size
        else:  # how often each sample is in each batch: a product takes less than the fetching
            places = batches + self._n * np.arange(count)[:, None]
            often = np.bincount(places.ravel(), minlength=count * self._n)
            means = self._columns @ (often.reshape(count, -1).T / size)
        means -= self._full[:, None]
        return float(np.einsum("ij,ij->", means, means))


class AllBatches(NamedTuple):
    """Every batch of one size that there is, with its mean gradient, shape (count, dimension)."""

    size: int
    without: Array
    with_replacement: Array
    """Ordered: the same samples in another order count again."""

    def spreads(self, gradient: Array) -> tuple[float, float]:
        """The mean squared distance from the full gradient, without and with replacement."""
        return (
            float(((self.without - gradient) ** 2).sum(axis=1).mean()),
            float(((self.with_replacement - gradient) ** 2).sum(axis=1).mean()),
        )


def all_batches(gradients: Array, size: int) -> AllBatches | None:
    """All that can be drawn of a few samples; None of many. `gradients` have the shape
    (samples, dimension).
    """
    n = len(gradients)
    if not 1 <= size <= n or comb(n, size) > MOST_LISTED or n**size > MOST_LISTED:
        return None
    return AllBatches(
        size,
        np.array([gradients[list(rows)].mean(axis=0) for rows in combinations(range(n), size)]),
        np.array([gradients[list(rows)].mean(axis=0) for rows in product(range(n), repeat=size)]),
    )
