"""Real data that comes with the program, registered beside the datasets that are drawn.

It lives in resources/data, where LICENSES.md says whose it is; the engine reads no files, so it is
the lab that registers it.
"""

# ruff: noqa: N806  (X is what everybody calls it)

from __future__ import annotations

import csv
from abc import abstractmethod
from dataclasses import dataclass
from functools import cache
from typing import ClassVar

import numpy as np

from playground.engine.dataset import Data, Dataset, datasets
from playground.engine.datasets.table import standardized, standardized_names
from playground.engine.parameters import SettingError, parameter
from playground.engine.problem import Array
from playground.engine.streams import generator
from playground.lab.experiments.resources import resource

Labelled = tuple[Array, Array, tuple[str, ...]]

MEASURES = {
    "bill_length_mm": "bill length (mm)",
    "bill_depth_mm": "bill depth (mm)",
    "flipper_length_mm": "flipper length (mm)",
    "body_mass_g": "body mass (g)",
}
CHOSEN = {
    "all": tuple(MEASURES),
    "bill": ("bill_length_mm", "bill_depth_mm"),
    "flipper_and_mass": ("flipper_length_mm", "body_mass_g"),
    "bill_and_flipper": ("bill_length_mm", "flipper_length_mm"),
}


@dataclass(frozen=True)
class RealData(Dataset):
    """Samples from a file, in an order that the seed shuffles."""

    source: ClassVar[str]
    license: ClassVar[str]

    test_fraction: float = parameter(
        0.3, low=0, high=1, below=True, slider=(0.0, 0.9),
        help="The share of the samples that is kept for testing and never trained on.",
    )
    standardize: bool = parameter(
        True, help="Shift and scale every input to mean 0 and spread 1 over the training data.",
    )

    def make(self, seed: int) -> Data:
        X, y, columns = self.samples()
        order = generator(seed, "dataset").permutation(len(X))[: self.most]
        X, y = X[order], y[order]
        n = max(1, round(len(X) * (1 - self.test_fraction)))
        X, X_test = X[:n], X[n:]
        if self.standardize:
            X, X_test = standardized(X, X_test)
            columns = standardized_names(columns)
        return Data(
            X, y[:n], X_test, y[n:], self.classes, columns, self.class_names, ("class",),
            self.picture,
        )

    @property
    def most(self) -> int | None:
        """How many of the samples are taken; None: all."""
        return None

    @property
    @abstractmethod
    def class_names(self) -> tuple[str, ...]:
        """What the classes are called, class 0 first."""

    @abstractmethod
    def samples(self) -> Labelled:
        """All of X (n, inputs), class numbers y (n, 1), and what the columns are called."""


@datasets.register("penguins")
@dataclass(frozen=True)
class Penguins(RealData):
    """342 penguins of three species with four measurements."""

    title = "Penguins"
    teaches = "Three species told apart by their measures: real data, small enough to look at."
    source = "Palmer Station LTER, Kristen Gorman; palmerpenguins"
    license = "CC0 1.0"

    inputs: str = parameter(
        "all", choices=tuple(CHOSEN),
        help="Which measurements the network sees; with two of them the plane can be drawn.",
    )

    @property
    def classes(self) -> int:
        return len(self.class_names)

    @property
    def class_names(self) -> tuple[str, ...]:
        return "Adelie", "Chinstrap", "Gentoo"

    def samples(self) -> Labelled:
        X, y = _penguins()
        chosen = CHOSEN[self.inputs]
        columns = [list(MEASURES).index(name) for name in chosen]
        return X[:, columns], y, tuple(MEASURES[name] for name in chosen)


@datasets.register("digits")
@dataclass(frozen=True)
class Digits(RealData):
    """Handwritten digits of 8×8 pixels between 0 (white) and 1 (black)."""

    title = "Handwritten digits"
    teaches = "Ten classes and 64 inputs: the classic, small enough to train while you watch."
    source = "UCI Optical Recognition of Handwritten Digits, E. Alpaydin, C. Kaynak"
    license = "CC BY 4.0"
    standardize: bool = parameter(
        False, help="Give every pixel mean 0 and spread 1; otherwise it is from 0 to 1.",
    )
    count: int = parameter(
        1797, low=20, high=1797, slider=(100, 1797), symbol="n",
        help="How many of the 1,797 digits are used, for training and testing together.",
    )

    @property
    def classes(self) -> int:
        return 10

    @property
    def class_names(self) -> tuple[str, ...]:
        return tuple("0123456789")

    @property
    def picture(self) -> tuple[int, int]:
        return 8, 8

    @property
    def most(self) -> int | None:
        return self.count

    def samples(self) -> Labelled:
        X, y = _digits()
        rows, columns = self.picture
        names = tuple(f"row {i + 1}, column {j + 1}" for i in range(rows) for j in range(columns))
        return X, y, names


def _lines(name: str) -> list[list[str]]:
    """A resource's lines, the names of the columns first."""
    try:
        with resource(f"data/{name}").open(encoding="utf-8", newline="") as file:
            return list(csv.reader(file))
    except OSError as error:
        raise SettingError("name", f"resources/data/{name} cannot be read: {error}") from None


@cache
def _penguins() -> tuple[Array, Array]:
    """Measurements and species of every penguin that was measured."""
    names, *lines = _lines("penguins.csv")
    species = ("Adelie", "Chinstrap", "Gentoo")
    places = [names.index(name) for name in MEASURES]
    measured = [line for line in lines if all(line[k] != "NA" for k in places)]
    X = np.array([[float(line[k]) for k in places] for line in measured])
    y = np.array([[float(species.index(line[0]))] for line in measured])
    return _constant(X), _constant(y)


@cache
def _digits() -> tuple[Array, Array]:
    """Pixels from 0 to 1 and the digits."""
    table = np.array(_lines("digits.csv")[1:]).astype(float)
    return _constant(table[:, :64] / 16), _constant(table[:, 64:])


def _constant(values: Array) -> Array:
    values.setflags(write=False)
    return values
