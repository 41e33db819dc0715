"""Samples of one's own with names: an imported table, or points that were moved by hand."""

# ruff: noqa: N806  (X is what everybody calls it)

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Self

import numpy as np

from playground.engine.dataset import Data, Dataset, datasets
from playground.engine.datasets.rows import MANY, Rows, unpacked
from playground.engine.parameters import SettingError, declared, parameter, shown
from playground.engine.picture_shape import picture_shape
from playground.engine.problem import Array
from playground.engine.streams import generator
from playground.engine.tables import table

MOST_ROWS = 20_000
MOST_CELLS = 10_000_000
MOST_CLASSES = 64


@datasets.register("table")
@dataclass(frozen=True)
class Table(Dataset):
    """Columns with names, split and standardized as told, labels as numbers or as classes.

    With `classes` at 2 or more, y holds class numbers 0 ... classes − 1. `X_test` and `y_test`
    are held out as they are; where there are none, `test_fraction` splits X and y by the seed.
    Standardizing takes mean and spread from the training rows, also for the test rows.
    Raises SettingError naming "X[3][1]", "y[2]", "classes", ... for what cannot be.
    """

    title = "Your own table"
    teaches = "Your own data: whatever a network finds in it, it found in your numbers."

    X: Any = ((0.0, 0.0), (0.0, 1.0), (1.0, 0.0), (1.0, 1.0))
    y: Any = ((0.0,), (1.0,), (1.0,), (0.0,))
    X_test: Any = ()
    y_test: Any = ()
    class_count: int = 0
    columns: tuple[str, ...] = ()
    class_names: tuple[str, ...] = ()
    target_names: tuple[str, ...] = ()
    standardize: bool = parameter(
        False, help="Shift and scale every input to mean 0 and spread 1 over the training data.",
    )
    standardize_target: bool = parameter(
        False, help="The same for numbers to be predicted; classes are left alone.",
    )
    test_fraction: float = parameter(
        0.0, low=0, high=1, below=True, slider=(0.0, 0.9),
        help="The share of the samples that is kept for testing and never trained on.",
    )

    def __post_init__(self) -> None:
        super().__post_init__()
        self._set("X", _rows("X", self.X))
        self._set("y", _rows("y", self.y))
        self._check_pair("X", "y")
        if self.X_test or self.y_test:
            self._set("X_test", _rows("X_test", self.X_test, len(self.X[0])))
            self._set("y_test", _rows("y_test", self.y_test, len(self.y[0])))
            self._check_pair("X_test", "y_test")
        self._check_size()
        self._check_classes()
        self._names("columns", len(self.X[0]))
        self._names("class_names", self.class_count)
        self._names("target_names", len(self.y[0]))

    def _set(self, name: str, value: object) -> None:
        object.__setattr__(self, name, value)

    def _check_pair(self, x: str, y: str) -> None:
        rows, labels = len(getattr(self, x)), len(getattr(self, y))
        if rows != labels:
            raise SettingError(y, f"must have as many rows as {x} ({rows}), got {labels}")

    def _check_size(self) -> None:
        rows = len(self.X) + len(self.X_test)
        cells = rows * (len(self.X[0]) + len(self.y[0]))
        if rows > MOST_ROWS:
            raise SettingError("X", f"must have at most {MOST_ROWS:,} rows, got {rows:,}")
        if cells > MOST_CELLS:
            raise SettingError("X", f"must have at most {MOST_CELLS:,} numbers, got {cells:,}")

    def _check_classes(self) -> None:
        count: Any = self.class_count
        if isinstance(count, bool) or not isinstance(count, int) or not 0 <= count <= MOST_CLASSES:
            raise SettingError(
                "classes", f"must be from 2 to {MOST_CLASSES}, or 0 for numbers, got {shown(count)}"
            )
        if count == 1:
            raise SettingError("classes", "must be at least 2: with one class nothing is to learn")
        for name in ("y", "y_test") if count else ():
            for i, row in enumerate(getattr(self, name)):
                if len(row) != 1 or not (row[0].is_integer() and 0 <= row[0] < count):
                    got = shown(row[0]) if len(row) == 1 else f"{len(row)} numbers"
                    raise SettingError(
                        f"{name}[{i}]", f"must be one class number from 0 to {count - 1}, got {got}"
                    )

    def _names(self, name: str, count: int) -> None:
        given = getattr(self, name)
        texts = isinstance(given, (list, tuple)) and all(isinstance(n, str) for n in given)
        if not texts or len(given) not in (0, count):
            raise SettingError(name, f"must be a list of {count} texts, got {shown(given)}")
        self._set(name, tuple(given))

    @classmethod
    def from_settings(cls, settings: Mapping[str, object]) -> Self:
        """As for any dataset; X and y are both needed."""
        known = (*KEYS, *declared(cls))
        for name in settings:
            if name not in known:
                raise SettingError(name, f"is not a setting here; known: {', '.join(known)}")
        for name in ("X", "y"):
            if name not in settings:
                raise SettingError(name, "is missing; a table lists X and y")
        values: dict[str, Any] = {FIELDS.get(k, k): value for k, value in settings.items()}
        return cls(**values)

    @property
    def settings(self) -> dict[str, Any]:
        """As files write it: what is empty is left out."""
        written: dict[str, Any] = {}
        packed = _array(self.X).size >= MANY  # then the labels beside it, too
        for key in KEYS:
            value = getattr(self, FIELDS.get(key, key))
            if value:
                written[key] = _listed(value, packed)
        return {**written, **super().settings}

    @property
    def classes(self) -> int:
        return self.class_count

    @property
    def picture(self) -> tuple[int, int] | None:
        return picture_shape(self.columns)

    def make(self, seed: int) -> Data:
        return _made(self, seed) if _array(self.X).size >= MANY else self._make(seed)

    def _make(self, seed: int) -> Data:
        X, y = _array(self.X), _array(self.y)
        n = max(1, round(len(X) * (1 - self.test_fraction)))
        if self.X_test:
            parts = X, y, _array(self.X_test), _array(self.y_test)
        else:
            if n < len(X):
                order = generator(seed, "dataset").permutation(len(X))
                X, y = X[order], y[order]
            parts = X[:n], y[:n], X[n:], y[n:]
        X, y, X_test, y_test = parts
        columns, target_names = self.columns, self.target_names
        if self.standardize:
            X, X_test = standardized(X, X_test)
            columns = standardized_names(columns)
        if self.standardize_target and not self.classes:
            y, y_test = standardized(y, y_test)
            target_names = standardized_names(target_names)
        return Data(
            X, y, X_test, y_test, self.classes, columns, self.class_names, target_names,
            self.picture,
        )


STANDARD = ", standardized"
UNIT = re.compile(r"\s*(\([^()]*\)|\[[^\[\]]*\])$")


def standardized_names(names: tuple[str, ...]) -> tuple[str, ...]:
    """The names of columns whose numbers have lost their unit: "mass (g)", "mass, standardized"."""
    bare = [UNIT.sub("", name) or name for name in names]
    return tuple(
        name if is_standardized(name)
        else (short if bare.count(short) == 1 else name) + STANDARD
        for name, short in zip(names, bare, strict=True)
    )


def is_standardized(name: str) -> bool:
    """Whether a column's name says that its numbers are standardized."""
    return name.endswith(STANDARD)


KEYS = ("X", "y", "X_test", "y_test", "classes", "columns", "class_names", "target_names")
FIELDS = {"classes": "class_count"}


def standardized(train: Array, test: Array) -> tuple[Array, Array]:
    """Both with the training rows' mean taken off and divided by their standard deviation.

    Both have the shape (rows, columns). A column that never changes becomes 0.
    """
    # In units of a power of two near the largest number, in which no square leaves the floats.
    unit = np.ldexp(1.0, np.maximum(np.frexp(np.abs(train).max(axis=0))[1] - 1, -1000))
    train, test = train / unit, test / unit
    mean, spread = train.mean(axis=0), train.std(axis=0)
    spread = np.where(spread > 1e-12 * np.maximum(1 / unit, np.abs(mean)), spread, 1 / unit)
    return (train - mean) / spread, (test - mean) / spread


@lru_cache(maxsize=2)
def _made(table: Table, seed: int) -> Data:
    """The samples of a large table, which many edits ask for."""
    data = table._make(seed)
    for array in (data.X, data.y, data.X_test, data.y_test):
        array.setflags(write=False)
    return data


def _array(rows: Any) -> Array:
    array: Array = rows.array if isinstance(rows, Rows) else np.array(rows, dtype=float)
    return array


def _rows(name: str, values: object, columns: int | None = None) -> Rows:
    if isinstance(values, Rows):
        return values
    if isinstance(values, dict):
        return unpacked(name, values, MOST_CELLS)
    if isinstance(values, (list, tuple, np.ndarray)) and len(values) > MOST_ROWS:
        raise SettingError(name, f"must have at most {MOST_ROWS:,} rows, got {len(values):,}")
    return Rows(table(name, values, columns=columns))


def _listed(value: Any, packed: bool = False) -> Any:
    if isinstance(value, Rows):
        return value.written(packed)
    return [_listed(item) for item in value] if isinstance(value, tuple) else value


__all__ = ["MOST_CELLS", "MOST_CLASSES", "MOST_ROWS", "Rows", "Table", "standardized"]
