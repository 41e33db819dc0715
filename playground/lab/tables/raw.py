"""A table of cells as it was read, and each cell as the number that it is."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from playground.engine.parameters import shown
from playground.engine.problem import Array
from playground.lab.tables.column import Column, Kind
from playground.lab.tables.errors import TableError
from playground.lab.tables.marks import (
    POINT,
    Decimal,
    Doubt,
    Marks,
    bare,
    is_number,
)


@dataclass(frozen=True)
class RawTable:
    """The cells as text, in rows under names, with the line that each row came from."""

    names: tuple[str, ...]
    rows: Sequence[tuple[str, ...]]
    lines: Sequence[int]
    columns: tuple[Column, ...] = field(compare=False)
    """The same cells by columns, as the numbers that they are."""
    delimiter: str = ","
    marks: Marks = POINT
    encoding: str = "utf-8"
    header: bool = True
    notes: tuple[str, ...] = field(default=())
    """What was found out, in sentences."""
    values: Array | None = None
    """All cells as numbers, (rows, columns), where they are many and nothing else."""
    skip: int = 0
    """How many lines come before the names or the data."""
    comment: str = ""
    doubt: Doubt | None = None
    """A cell that can be read as two numbers; nothing is imported before that is settled."""
    ragged: tuple[int, ...] = ()
    """The lines of the rows that were left out for having more or fewer cells than the others."""
    indexes: frozenset[int] = frozenset()
    """The columns that only number the rows."""

    @property
    def decimal(self) -> Decimal:
        """What stands before the decimals."""
        return self.marks.decimal

    @property
    def thousands(self) -> str:
        """What stands between each three digits; "" for nothing."""
        return self.marks.thousands

    @cached_property
    def kinds(self) -> tuple[Kind, ...]:
        """What each column holds: numbers, if most of its cells are."""
        return tuple(column.kind for column in self.columns)

    @property
    def units(self) -> tuple[str, ...]:
        """The unit of each column of numbers, as its cells have it: "%", "$", or ""."""
        return tuple(column.unit for column in self.columns)

    def is_missing(self, row: int, column: int) -> bool:
        """Whether a cell says that there is no value."""
        return bool(self.columns[column].missing[row])

    def numbers(self, rows: Sequence[int], column: int) -> Array:
        """The numbers of some rows; raises TableError naming the first cell that is none."""
        found: Array = self.columns[column].values[rows]
        bad = np.flatnonzero(np.isnan(found))
        if len(bad):
            self.number(rows[bad[0]], column)
        return found

    def read(self, cell: str) -> float | None:
        """The finite number that a cell is written as, or None."""
        value = self.marks.read(bare(cell)[0])
        return value if value is not None and math.isfinite(value) else None

    def number(self, row: int, column: int) -> float:
        """A cell as a finite number; raises TableError naming the cell."""
        cell, unit = self.rows[row][column], self.columns[column].unit
        place = self.lines[row], column + 1, self.names[column]
        value = number(cell, self.marks, *place)
        own = bare(cell)[1]
        if own != unit and (own or unit == "%"):
            said = f"is in {own}" if own else "has no unit"
            raise TableError(
                f"{shown(cell)} {said}, but others in its column are in {unit}", *place
            )
        return value

    def check_even(self) -> None:
        """Raise TableError if a row was left out for the number of its cells."""
        if self.ragged:
            raise TableError(f"has not {len(self.names)} cells, as others have", self.ragged[0])

    def preview(self, rows: int = 50) -> tuple[tuple[str, ...], ...]:
        """The first rows, for the eye."""
        return tuple(self.rows[:rows])


def number(cell: str, marks: Marks, line: int, column: int, name: str = "") -> float:
    """A cell as a finite number; raises TableError naming the cell."""
    value = marks.read(bare(cell)[0])
    if value is not None and abs(value) < float("inf"):
        return value
    if value is not None:
        raise TableError(f"{shown(cell)} is larger than any number can be", line, column, name)
    other = Marks("." if marks.decimal == "," else ",")
    if is_number(cell, other):
        mark = "comma" if marks.decimal == "," else "point"
        raise TableError(
            f"{shown(cell)} is not a number here: the decimal mark is a {mark}", line, column, name
        )
    raise TableError(f"{shown(cell)} is not a number", line, column, name)


__all__ = ["Column", "Kind", "RawTable", "number"]
