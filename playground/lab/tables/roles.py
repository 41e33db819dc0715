"""What the columns of a table seem to be: inputs, the target, numbers of rows; classes or numbers.

These are first guesses; the person who knows the table has the last word.
"""

from __future__ import annotations

import re
from typing import Literal, TypeAlias

import numpy as np

from playground.engine.datasets.table import MOST_CLASSES
from playground.engine.problem import Array
from playground.lab.tables.raw import RawTable

Role: TypeAlias = Literal["input", "target", "ignore"]

ROLES: tuple[Role, ...] = ("input", "target", "ignore")
TARGETS = ("target", "label", "class", "species", "y", "output", "outcome")
CLASSES = ("label", "class", "species", "kind", "category")
COUNTERS = ("nr", "nr.", "no", "no.", "number", "row", "#")
_IDENTIFIER = re.compile(r"(.+[ _])?id|index|idx", re.IGNORECASE)
FEW = 10
"""A target of so few different whole numbers is taken for classes, unless one says otherwise."""
SMALL = 100
"""Larger numbers than this rarely are the numbers of classes: they are prices, years, weights."""
LARGE = 100.0
"""A number to predict that is as large as this is standardized, unless one says otherwise."""


def suggested_roles(raw: RawTable) -> tuple[Role, ...]:
    """A first guess: one target (by its name, or the last column), numbers as inputs."""
    lowered = [name.lower() for name in raw.names]
    numbering = [
        k in raw.indexes or (raw.header and _IDENTIFIER.fullmatch(name) is not None)
        or (raw.header and name in COUNTERS and _counts_rows(raw, k))
        for k, name in enumerate(lowered)
    ]
    named = [k for k, name in enumerate(lowered) if name in TARGETS and not numbering[k]]
    fit = [k for k in range(len(lowered)) if not numbering[k] and _may_be_target(raw, k)]
    last = fit[-1] if fit else len(lowered) - 1
    target = named[-1] if named else last
    return tuple(
        "target" if k == target else
        "ignore" if raw.kinds[k] == "text" or numbering[k] else "input"
        for k in range(len(lowered))
    )


def _counts_rows(raw: RawTable, column: int) -> bool:
    """Whether a column is whole numbers that all differ."""
    values = column_values(raw, column)
    return len(np.unique(values)) == len(values) and bool(np.all(values == np.round(values)))


def _may_be_target(raw: RawTable, column: int) -> bool:
    """Whether a column is a number, or words that come again (no remarks, no names of rows)."""
    if raw.kinds[column] == "number":
        return True
    cells = [row[column] for row in raw.rows if row[column]]
    return len(set(cells)) <= MOST_CLASSES and not (len(cells) > 4 and _all_differ(cells))


def _all_differ(cells: list[str]) -> bool:
    return len(set(cells)) == len(cells)


def suggested_classes(raw: RawTable, column: int) -> bool:
    """Whether a target column looks like classes: words, or a few small whole numbers that come
    again and again. (Nearly) as many different numbers as rows are numbers to predict.
    """
    if raw.kinds[column] == "text":
        return True
    if raw.units[column]:
        return False
    values = column_values(raw, column)
    found = np.unique(values)
    if not 2 <= len(found) <= FEW or not np.all(found == np.round(found)):
        return False
    small = float(np.abs(found).max()) <= SMALL or raw.names[column].lower() in CLASSES
    again = 2 * len(found) <= len(values) or (len(found) == 2 < len(values))
    return small and again


def suggested_standard(raw: RawTable, columns: list[int]) -> bool:
    """Whether the numbers to predict are so large that a network needs them standardized."""
    values = [column_values(raw, k) for k in columns]
    return any(len(found) and float(np.abs(found).max()) >= LARGE for found in values)


def column_values(raw: RawTable, column: int) -> Array:
    """The numbers in a column, without the cells that are none."""
    values = raw.columns[column].values
    return values[~np.isnan(values)]
