"""What a dataset is: a recipe that makes training and test samples from a seed.

Two classes are told apart by 0 and 1, −1 and +1 or two columns, depending on who asks: `y` keeps
class numbers, and `Data.targets_for` writes them as a loss needs them.
"""

# ruff: noqa: N803, N806  (X is what everybody calls it)

from __future__ import annotations

from abc import abstractmethod
from dataclasses import dataclass
from typing import ClassVar, Protocol

import numpy as np

from playground.engine.networks.batches import Rows
from playground.engine.networks.features import default_columns
from playground.engine.networks.losses import Loss
from playground.engine.parameters import Declared, parameter
from playground.engine.problem import Array
from playground.engine.registry import Registry
from playground.engine.streams import generator

REACH = 6.0
"""The planar datasets lie within about [−6, 6]², the window that they are drawn in."""


class Source(Protocol):
    """Rows that are too many to hold: those that are asked for are fetched.

    Raises RowsError where that is impossible, for numbers that are not finite too.
    """

    @property
    def samples(self) -> int:
        """How many rows there are."""

    def take(self, rows: Rows) -> tuple[Array, Array]:
        """X, shape (m, inputs), and y, shape (m, columns), of m rows by their indices."""

    def block(self, first: int, end: int) -> tuple[Array, Array]:
        """X, shape (m, inputs), and y, shape (m, columns), of rows `first` to `end` − 1."""

    def fill(self, first: int, end: int, X_and_one: Array, y: Array) -> None:
        """Write the same rows into arrays of shape (m, inputs + 1) and (m, columns).

        The last column of the first is left at 1. Numbers that are not finite are not looked for.
        """


@dataclass(frozen=True, eq=False)
class Data:
    """Samples in rows: X (n, inputs) and y (n, columns) to train on, X_test and y_test to test on.

    With `classes` at 2 or more, y has one column of class numbers 0 ... classes − 1; with 0 it
    holds plain numbers, which every loss gets as they are. The names are empty where the columns
    and classes have none of their own; `columns` and `class_labels` always say something.
    `picture` is (rows, columns) where a row of X is a picture's pixels, row by row.

    With a `source` the training data are its rows, and X and y some of them, always the same: what
    is said of the risk is then an estimate on these.
    """

    X: Array
    y: Array
    X_test: Array
    y_test: Array
    classes: int = 0
    column_names: tuple[str, ...] = ()
    class_names: tuple[str, ...] = ()
    target_names: tuple[str, ...] = ()
    picture: tuple[int, int] | None = None
    source: Source | None = None

    @property
    def samples(self) -> int:
        """How many samples there are to train on."""
        return len(self.X) if self.source is None else self.source.samples

    @property
    def columns(self) -> tuple[str, ...]:
        """What the columns of X are called."""
        return self.column_names or default_columns(self.X.shape[1])

    @property
    def class_labels(self) -> tuple[str, ...]:
        """What the classes are called: "0", "1", ... where they have no names."""
        return self.class_names or tuple(str(k) for k in range(self.classes))

    def targets_for(self, loss: Loss) -> tuple[Array, Array]:
        """The labels as `loss` needs them, shape (n, outputs): for training and for testing.

        Two classes make one column: −1 and +1 for losses on numbers, 0 and 1 for
        binary_cross_entropy. More classes, or softmax_cross_entropy, make one column for each
        class. Raises SettingError for labels that the loss cannot take.
        """
        targets = self._encoded(self.y, loss), self._encoded(self.y_test, loss)
        loss.check_labels(targets[0])
        return targets

    def _encoded(self, y: Array, loss: Loss) -> Array:
        if not self.classes:
            return y
        if self.classes > 2 or loss.labels == "one_hot":
            y = (y == np.arange(self.classes)).astype(float)
        return 2 * y - 1 if loss.labels == "numbers" else y


class Dataset(Declared):
    """A recipe for samples."""

    name: ClassVar[str]
    title: ClassVar[str]
    teaches: ClassVar[str]

    @property
    def classes(self) -> int:
        """How many classes there are; 0 where the labels are numbers."""
        return 2

    @property
    def picture(self) -> tuple[int, int] | None:
        """Rows and columns of the picture that a sample's inputs are; None if they are none."""
        return None

    @abstractmethod
    def make(self, seed: int) -> Data:
        """The samples; the same for the same seed."""


datasets: Registry[type[Dataset]] = Registry("dataset")


@dataclass(frozen=True)
class Drawn(Dataset):
    """A dataset drawn at random: some of it to train on, the rest to test on."""

    samples: int = parameter(
        500, low=2, high=100_000, log=True, slider=(10, 2000), symbol="n",
        help="How many samples, for training and testing together.",
    )
    noise: float = parameter(
        0.0, low=0, high=1, slider=(0.0, 0.5),
        help="Noise: 0 is clean, 0.5 leaves little to learn.",
    )
    test_fraction: float = parameter(
        0.5, low=0, high=1, below=True, slider=(0.0, 0.9),
        help="The share of the samples that is kept for testing and never trained on.",
    )

    def make(self, seed: int) -> Data:
        rng = generator(seed, "dataset")
        X, y = self.draw(rng, self.samples)
        order = rng.permutation(self.samples)
        X, y = X[order], y[order].reshape(self.samples, -1).astype(float)
        n = max(1, round(self.samples * (1 - self.test_fraction)))
        return Data(X[:n], y[:n], X[n:], y[n:], self.classes)

    @abstractmethod
    def draw(self, rng: np.random.Generator, n: int) -> tuple[Array, Array]:
        """n samples in any order: X of shape (n, inputs), y (n,) of class numbers or numbers."""


def halves(n: int) -> Array:
    """Class numbers for n samples, shape (n,), as equal in number as can be: 0, 1, 0, 1, ..."""
    return (np.arange(n) % 2).astype(float)
