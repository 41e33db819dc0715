"""A column of a table read at once: tables have a million cells, and each is looked at here."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray

from playground.engine.problem import Array
from playground.lab.tables.marks import DASHES, MISSING, Marks, bare

Kind: TypeAlias = Literal["number", "text"]


@dataclass(frozen=True, eq=False)
class Column:
    """What the cells are: a column of numbers if most of them are."""

    kind: Kind
    values: Array
    """The numbers; nan where a cell is none, or has another unit than the others."""
    missing: NDArray[np.bool_]
    unit: str
    """What most numbers with a unit have: "%", a currency; or ""."""


def read_column(cells: Iterable[str], marks: Marks) -> Column:
    """A column of cells as numbers are written there."""
    values: list[float] = []
    missing: list[bool] = []
    units: dict[int, str] = {}
    dashes: list[int] = []
    plain, read = marks.pattern.fullmatch, marks.value
    for place, cell in enumerate(cells):
        value, lacks = math.nan, False
        if plain(cell):
            value = read(cell)
        elif cell.lower() in MISSING:
            lacks = True
        elif cell.lower() in DASHES:
            dashes.append(place)
        else:
            text, unit = bare(cell)
            if unit and plain(text):
                value, units[place] = read(text), unit
        values.append(value if math.isfinite(value) else math.nan)
        missing.append(lacks)
    found, lacking = np.array(values, dtype=float), np.array(missing, dtype=bool)
    numbers = int(np.count_nonzero(~np.isnan(found)))
    filled = len(values) - int(np.count_nonzero(lacking)) - len(dashes)
    if not filled or 2 * numbers <= filled:
        return Column("text", found, lacking, "")
    lacking[dashes] = True
    unit = Counter(units.values()).most_common(1)[0][0] if units else ""
    for place, own in units.items():
        if own != unit:
            found[place] = math.nan
    if unit == "%":  # half of them in percent, the others in shares: nobody can say
        bare_numbers = np.ones(len(found), dtype=bool)
        bare_numbers[list(units)] = False
        found[bare_numbers] = math.nan
    return Column("number", found, lacking, unit)


def plain_columns(values: Array) -> tuple[Column, ...]:
    """The columns of numbers (rows, columns) that were read already."""
    whole = np.zeros(len(values), dtype=bool)
    return tuple(Column("number", column, whole, "") for column in values.T)
