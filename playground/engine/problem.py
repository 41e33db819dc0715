"""A Problem: loss and gradient over ONE flat vector theta.

A point on a surface and a network's weights are the same thing to an optimizer, so everything
above (runs, histories, charts, files) is written once, for Problems.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property, lru_cache
from math import prod
from typing import TypeAlias, TypeVar

import numpy as np
from numpy.typing import NDArray

from playground.engine.digits import entry

Array: TypeAlias = NDArray[np.float64]


@dataclass(frozen=True)
class Part:
    """A named piece of theta: where it starts and which shape it has (row by row)."""

    name: str
    start: int
    shape: tuple[int, ...]

    @cached_property
    def slice(self) -> slice:
        """The part's place in the flat vector."""
        return slice(self.start, self.start + prod(self.shape))

    def of(self, theta: Array) -> Array:
        """This part of a flat vector, as a view in its own shape."""
        return theta[self.slice].reshape(self.shape)


@lru_cache(maxsize=16)
def biases(parts: tuple[Part, ...]) -> tuple[Part, ...]:
    """The parts that are biases; a surface's coordinates are not."""
    return tuple(part for part in parts if len(part.shape) == 1)


@lru_cache(maxsize=16)
def weights_alone(parts: tuple[Part, ...]) -> Array:
    """1 for each weight and 0 for each bias, shape (dimension,); not to be written into."""
    made = np.ones(parts[-1].slice.stop)
    for part in biases(parts):
        part.of(made)[:] = 0.0
    made.setflags(write=False)
    return made


class RowsError(ValueError):
    """Data that cannot be fetched (any more), and the mend, in a sentence without a full stop."""


class UnfinishedError(Exception):
    """A gradient takes long, and whoever asked for it has had enough for now: ask again.

    What has been done so far is kept, so that asking again for the same goes on from there.
    """


class Problem(ABC):
    """What an optimizer minimizes. Implementations are pure: same theta and index, same answer."""

    parts: tuple[Part, ...] = ()
    steps_per_epoch: int = 1
    """How many steps see everything there is to see once."""
    sees_all: bool = True
    """Whether every step sees everything; else its loss and gradient are those of a batch."""
    may_lack_gradient: bool = False
    """Whether a loss may be finite where there is no gradient (a vertical tangent, a jump)."""
    takes_long: bool = False
    """Whether a step may take seconds. Then `enough` is asked now and then, and if it says so
    `loss_and_grad` raises UnfinishedError.
    """
    enough: Callable[[], bool] | None = None
    frozen: tuple[int, ...] = ()
    """Indices into theta of parameters that are held still: their gradient is given as 0."""

    @abstractmethod
    def start(self) -> Array:
        """The recommended (or initialized) parameters, shape (dimension,)."""

    @abstractmethod
    def loss_and_grad(self, theta: Array, index: int = 0) -> tuple[float, Array]:
        """Loss at theta and its gradient, shape (dimension,), as seen by step `index`.

        The index matters only where a step sees a part of the data (a batch). Numbers that leave
        the floats come back as inf or nan, never as an exception; what NumPy has to say about it
        is for the caller to silence (`np.errstate`), once for many steps.
        """

    def risk_and_grad(self, theta: Array) -> tuple[float, Array]:
        """The loss over everything there is, and its gradient, shape (dimension,).

        Here the same as for any step.
        """
        return self.loss_and_grad(theta)

    def samples(self, index: int) -> int:
        """How many gradients of single samples the gradient of step `index` is made of."""
        return 1

    def name_of(self, index: int) -> str:
        """What people read for the parameter at an index of theta: x, W₁₂⁽¹⁾.

        Raises IndexError where there is none.
        """
        for part in self.parts:
            if part.slice.start <= index < part.slice.stop:
                places = np.unravel_index(index - part.start, part.shape)
                return part.name + entry(*map(int, places))
        raise IndexError(f"no parameter {index} among {self.dimension}")

    def title_of(self, part: Part) -> str:
        """What people read for a whole part: W⁽¹⁾."""
        return part.name

    @property
    def loss_of(self) -> str:
        """Of what a step's loss is, where there is more than one answer: "risk", "batch"."""
        return ""

    @property
    def nbytes(self) -> int:
        """About how much memory its data and its scratch arrays take; of a surface, none."""
        return 0

    @property
    def dimension(self) -> int:
        """The length of theta."""
        last = self.parts[-1]
        return last.slice.stop if self.parts else 0


P = TypeVar("P", bound=Problem)


def of_kind(problem: Problem, kind: type[P]) -> P:
    """The same problem, known to be of a kind; raises TypeError where it is another."""
    if not isinstance(problem, kind):
        raise TypeError(f"needs a {kind.__name__}, got a {type(problem).__name__}")
    return problem
