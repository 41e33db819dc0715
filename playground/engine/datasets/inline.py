"""Samples written into the experiment itself, used as they are; all of them to train on."""

# ruff: noqa: N806  (X is what everybody calls it)

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

from playground.engine.dataset import Data, Dataset, datasets
from playground.engine.datasets.rows import Rows
from playground.engine.parameters import SettingError
from playground.engine.tables import table

MOST_ROWS = 100_000
MOST_NUMBERS = 1_000_000
_MEND = "keep so many in a table file (CSV) and open that as the network's data"


@datasets.register("inline")
@dataclass(frozen=True)
class Inline(Dataset):
    """X and y as lists of rows, one row a sample; labels go to the loss as they are.

    Raises SettingError, naming "X", "y[2]" or "X[3][1]", for ragged rows, unequal numbers of rows,
    more than 100,000 rows or 1,000,000 numbers, and whatever is not a finite number.
    """

    title = "Your own numbers"
    teaches = "A handful of samples typed in by hand: every step can be checked on paper."

    X: Any = ((0.0, 0.0), (0.0, 1.0), (1.0, 0.0), (1.0, 1.0))
    y: Any = ((0.0,), (1.0,), (1.0,), (0.0,))

    def __post_init__(self) -> None:
        super().__post_init__()
        for name in ("X", "y"):
            object.__setattr__(self, name, _rows(name, getattr(self, name)))
        if len(self.y) != len(self.X):
            raise SettingError(
                "y", f"must have as many rows as X ({len(self.X)}), got {len(self.y)}"
            )

    @classmethod
    def from_settings(cls, settings: Mapping[str, object]) -> Self:
        """As for any dataset; X and y are both needed."""
        for name in settings:
            if name not in ("X", "y"):
                raise SettingError(name, "is not a setting here; known settings: X, y")
        for name in ("X", "y"):
            if name not in settings:
                raise SettingError(name, "is missing; an inline dataset lists X and y")
        values: Mapping[str, Any] = settings
        return cls(X=values["X"], y=values["y"])

    @property
    def settings(self) -> dict[str, Any]:
        return {name: getattr(self, name).array.tolist() for name in ("X", "y")}

    @property
    def classes(self) -> int:
        return 0

    def make(self, seed: int) -> Data:
        X, y = self.X.array, self.y.array
        return Data(X, y, X[:0], y[:0])


def _rows(name: str, values: object) -> Rows:
    """The rows, looked through; too many are refused before they are."""
    if isinstance(values, Rows):
        return values
    if isinstance(values, (list, tuple)):
        if len(values) > MOST_ROWS:
            raise SettingError(
                name, f"must have at most {MOST_ROWS:,} rows, got {len(values):,}; {_MEND}"
            )
        count = sum(len(row) for row in values if isinstance(row, (list, tuple)))
        if count > MOST_NUMBERS:
            raise SettingError(
                name, f"must have at most {MOST_NUMBERS:,} numbers, got {count:,}; {_MEND}"
            )
    return Rows(table(name, values))
