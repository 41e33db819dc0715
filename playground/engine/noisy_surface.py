"""A surface whose gradient is seen through noise, as a batch's gradient is.

The noise of a step is a pure function of (seed, step), so any step can be reached again.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from playground.engine.parameters import Declared, parameter
from playground.engine.problem import Array
from playground.engine.streams import generator
from playground.engine.surface import Surface, SurfaceProblem

BLOCK = 1024
"""Steps whose draws come from one generator."""
MOST_TERMS = 100


@dataclass(frozen=True)
class GradientNoise(Declared):
    """What is between the gradient of f and the one that a step sees."""

    size: float = parameter(
        0.0, low=0, high=1e6, slider=(0.0, 5.0), symbol="σ",
        help="The standard deviation of what is added to each of the gradient's two entries, drawn "
        "anew at every step; with 0 nothing is added.",
    )
    terms: int = parameter(
        0, low=0, high=MOST_TERMS, symbol="m",
        help="Where f is the mean of several functions: how many of them a step sees, drawn anew "
        "with replacement, as a batch is drawn from the data. With 0 it sees all of them.",
    )
    seed: int = parameter(
        0, low=0, high=2**31 - 1, help="The same seed gives the same noise at every step.",
    )

    @property
    def is_on(self) -> bool:
        """Whether a step sees anything but the gradient itself."""
        return self.size > 0 or self.terms > 0


class NoisySurfaceProblem(SurfaceProblem):
    """Minimize a surface whose gradient comes with noise; f itself is exact.

    The mean of the noise is 0: the gradients that are seen are unbiased. Raises ValueError where
    terms are to be drawn of a surface that has none.
    """

    sees_all = False

    def __init__(self, surface: Surface, noise: GradientNoise) -> None:
        super().__init__(surface)
        if noise.terms and not surface.terms:
            raise ValueError(f"{surface.name} is not a mean of functions")
        self.noise = noise

    def loss_and_grad(self, theta: Array, index: int = 0) -> tuple[float, Array]:
        loss, grad = super().loss_and_grad(theta, index)
        noise, (block, i) = self.noise, divmod(index, BLOCK)
        if noise.terms:
            x, y = theta.tolist()
            drawn = _terms(noise.seed, self.surface.terms, noise.terms, block)[i]
            try:
                seen = [self.surface.term_gradient(int(k), x, y) for k in drawn]
                grad = np.mean(np.array(seen, dtype=float), axis=0)
            except OverflowError:
                grad = np.full(2, np.nan)
        if noise.size:
            grad = grad + noise.size * _normal(noise.seed, block)[i]
        return loss, grad

    def risk_and_grad(self, theta: Array) -> tuple[float, Array]:
        """f and its own gradient, shape (2,), at theta, shape (2,): without the noise."""
        return super().loss_and_grad(theta)


@lru_cache(maxsize=32)
def _normal(seed: int, block: int) -> Array:
    """Standard normal pairs, one for each step of a block, shape (BLOCK, 2)."""
    made = generator(seed, "gradient_noise", 2 * block).normal(size=(BLOCK, 2))
    made.setflags(write=False)
    return made


@lru_cache(maxsize=32)
def _terms(seed: int, terms: int, count: int, block: int) -> NDArray[np.int64]:
    """Which of the terms each step of a block sees, shape (BLOCK, count)."""
    rng = generator(seed, "gradient_noise", 2 * block + 1)
    drawn: NDArray[np.int64] = rng.integers(terms, size=(BLOCK, count))
    drawn.setflags(write=False)
    return drawn
