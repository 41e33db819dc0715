"""A linear relation with noise: the problem whose exact solution everybody knows."""

# ruff: noqa: N806  (X is what everybody calls it)

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from playground.engine.dataset import Data, Drawn, datasets
from playground.engine.parameters import SettingError, parameter
from playground.engine.problem import Array
from playground.engine.streams import generator

MOST_INPUTS = 1000
MOST_NUMBERS = 10_000_000
_BLOCK = 2**19
"""About so many numbers are drawn by one generator."""


class Plane(NamedTuple):
    """The relation itself: y = w·x + b, with w of shape (inputs,)."""

    w: Array
    b: float


@datasets.register("linear")
@dataclass(frozen=True)
class Linear(Drawn):
    """y = w·x + b + noise · ε. The inputs are normal and independent, their standard deviations
    evenly spaced from 1 down to 1/√condition; w, b and ε are standard normal. The first samples
    are those to train on.
    """

    title = "Linear with noise"
    teaches = "One linear node is all it takes, and least squares solves it exactly: SGD gets near."

    noise: float = parameter(
        0.1, low=0, high=1e6, slider=(0.0, 2.0), symbol="σ",
        help="The standard deviation of what is added to y; with 0 every sample lies on the plane.",
    )
    inputs: int = parameter(
        2, low=1, high=MOST_INPUTS, slider=(1, 20), symbol="d", help="How many inputs there are.",
    )
    condition: float = parameter(
        1.0, low=1, high=1e12, log=True, slider=(1.0, 1e4), symbol="κ",
        help="The condition number of the inputs' covariance: how much longer than wide the bowl "
        "of the risk is. With one input there is none.",
    )

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.samples * (self.inputs + 1) > MOST_NUMBERS:
            most = MOST_NUMBERS // (self.inputs + 1)
            raise SettingError(
                "samples", f"must be at most {most:,} with {self.inputs} inputs, got "
                f"{self.samples:,}; more can be kept in a file (dataset file)",
            )

    @property
    def classes(self) -> int:
        return 0

    def make(self, seed: int) -> Data:
        rows = np.concatenate(
            list(rows_of(seed, self.samples, self.inputs, self.noise, self.condition))
        )
        X, y = rows[:, :-1].copy(), rows[:, -1:].copy()
        n = max(1, round(self.samples * (1 - self.test_fraction)))
        return Data(X[:n], y[:n], X[n:], y[n:])

    def draw(self, rng: np.random.Generator, n: int) -> tuple[Array, Array]:
        raise NotImplementedError  # they are made in blocks, as the file of the same numbers is


def plane_of(seed: int, inputs: int) -> Plane:
    """The relation that a seed chooses for so many inputs."""
    rng = generator(seed, "dataset")
    return Plane(rng.normal(size=inputs), float(rng.normal()))


def rows_of(
    seed: int, samples: int, inputs: int, noise: float, condition: float
) -> Iterator[Array]:
    """The samples a block at a time, each of shape (rows, inputs + 1) with y behind x."""
    w, b = plane_of(seed, inputs)
    scales = np.linspace(1.0, 1 / np.sqrt(condition), inputs)
    many = max(1, _BLOCK // (inputs + 1))
    for block, first in enumerate(range(0, samples, many), 1):
        rng = generator(seed, "dataset", block)
        rows = rng.normal(size=(min(many, samples - first), inputs + 1))
        X, y = rows[:, :-1], rows[:, -1]
        X *= scales
        y *= noise
        y += X @ w + b
        yield rows
