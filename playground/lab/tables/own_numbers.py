"""Samples typed by hand: a sheet of cells, inputs first and then what is wanted for them.

A sheet is made from the data and made into data again; every edit gives another sheet and raises
TableError, with a sentence that names the cell, where it cannot be.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias

from playground.engine.dataset import Dataset
from playground.engine.datasets.inline import Inline
from playground.engine.datasets.table import MOST_CLASSES, Rows, Table
from playground.engine.digits import SUBSCRIPTS
from playground.engine.networks.features import default_columns
from playground.lab.tables.errors import TableError
from playground.lab.tables.text import NUMBER

Cell: TypeAlias = float | str
Line: TypeAlias = tuple[Cell, ...]

MOST_ROWS = 1000
"""A larger table is no sheet: it is changed where it came from, and read again."""
MOST_COLUMNS = 32


@dataclass(frozen=True)
class Sheet:
    """Rows of `len(inputs)` numbers, followed by one for each target, or by one class's name."""

    inputs: tuple[str, ...]
    targets: tuple[str, ...]
    rows: tuple[Line, ...]
    classes: bool = False

    @property
    def columns(self) -> tuple[str, ...]:
        """The names of all columns."""
        return (*self.inputs, *self.targets)

    def is_class(self, column: int) -> bool:
        """Whether a column has names of classes in it."""
        return self.classes and column >= len(self.inputs)

    def place(self, row: int, column: int) -> str:
        """A cell in words, counted from 1."""
        return f"row {row + 1}, {self.columns[column]}"


def sheet_of(dataset: Dataset) -> Sheet | None:
    """The data as a sheet; None where it is drawn, or too much, or has samples held out by name."""
    if not isinstance(dataset, (Inline, Table)) or len(dataset.X) > MOST_ROWS:
        return None
    inputs, outputs = len(dataset.X[0]), len(dataset.y[0])
    if inputs + outputs > MOST_COLUMNS:
        return None
    if isinstance(dataset, Inline):
        names, wanted = default_columns(inputs), _targets(outputs)
    elif dataset.X_test:
        return None
    else:
        names = dataset.columns or default_columns(inputs)
        wanted = dataset.target_names or (("class",) if dataset.classes else _targets(outputs))
    if not dataset.classes:
        rows = tuple((*x, *y) for x, y in zip(dataset.X, dataset.y, strict=True))
        return Sheet(names, wanted, rows)
    assert isinstance(dataset, Table)
    labels = dataset.class_names or tuple(str(k) for k in range(dataset.classes))
    lines = tuple((*x, labels[int(y[0])]) for x, y in zip(dataset.X, dataset.y, strict=True))
    return Sheet(names, wanted, lines, classes=True)


def dataset_of(sheet: Sheet, like: Dataset) -> Dataset:
    """The sheet as data; a table keeps its settings, plain numbers without names stay "inline"."""
    k = len(sheet.inputs)
    x = [[float(cell) for cell in row[:k]] for row in sheet.rows]
    if sheet.classes:
        names = _class_names(sheet)
        y = [[float(names.index(str(row[k])))] for row in sheet.rows]
    else:
        names, y = (), [[float(cell) for cell in row[k:]] for row in sheet.rows]
        plain = sheet.columns == (*default_columns(k), *_targets(len(sheet.targets)))
        if plain and not _is_set(like):
            return Inline(X=_frozen(x), y=_frozen(y))
    base = like if isinstance(like, Table) else Table()
    return replace(
        base, X=Rows(map(tuple, x)), y=Rows(map(tuple, y)), X_test=(), y_test=(),
        class_count=len(names), class_names=names, columns=sheet.inputs,
        target_names=sheet.targets,
    )


def with_cell(sheet: Sheet, row: int, column: int, value: Cell) -> Sheet:
    """One cell changed."""
    line = sheet.rows[row]
    changed = (*line[:column], value, *line[column + 1 :])
    return replace(sheet, rows=(*sheet.rows[:row], changed, *sheet.rows[row + 1 :]))


def with_row(sheet: Sheet, after: int) -> Sheet:
    """A row more below row `after`, like it, to be typed over."""
    if len(sheet.rows) >= MOST_ROWS:
        raise TableError(f"there are {MOST_ROWS:,} rows already; bring more in from a file")
    return replace(
        sheet, rows=(*sheet.rows[: after + 1], sheet.rows[after], *sheet.rows[after + 1 :])
    )


def without_rows(sheet: Sheet, rows: Collection[int]) -> Sheet:
    """Some rows fewer; at least one stays."""
    left = tuple(line for k, line in enumerate(sheet.rows) if k not in rows)
    if not left:
        raise TableError("a network needs at least one sample; change the last row instead")
    return replace(sheet, rows=left)


def with_column(sheet: Sheet, target: bool) -> Sheet:
    """An input more, or a number more to predict, all 0."""
    if len(sheet.columns) >= MOST_COLUMNS:
        raise TableError(f"there are {MOST_COLUMNS} columns already; bring more in from a file")
    if target and sheet.classes:
        raise TableError("classes stand in one column; choose numbers to predict more than one")
    k = len(sheet.inputs)
    if target:
        rows = tuple((*line, 0.0) for line in sheet.rows)
        return _named(replace(sheet, targets=(*sheet.targets, ""), rows=rows))
    rows = tuple((*line[:k], 0.0, *line[k:]) for line in sheet.rows)
    return _named(replace(sheet, inputs=(*sheet.inputs, ""), rows=rows))


def without_column(sheet: Sheet, column: int) -> Sheet:
    """A column fewer; an input and a target stay."""
    k = len(sheet.inputs)
    names = list(sheet.columns)
    del names[column]
    rows = tuple((*line[:column], *line[column + 1 :]) for line in sheet.rows)
    inputs = k - (column < k)
    if inputs == 0 or inputs == len(names):
        raise TableError(
            "a network needs an input" if inputs == 0 else "something has to be predicted"
        )
    return _named(replace(
        sheet, inputs=tuple(names[:inputs]), targets=tuple(names[inputs:]), rows=rows
    ))


def as_classes(sheet: Sheet) -> Sheet:
    """What is wanted are classes, named as the numbers were written."""
    if sheet.classes:
        return sheet
    if len(sheet.targets) > 1:
        raise TableError("classes stand in one column; take the other targets away first")
    rows = tuple((*line[:-1], f"{line[-1]:.12g}".replace("-", "−")) for line in sheet.rows)
    changed = replace(sheet, rows=rows, classes=True, targets=_wanted(sheet, "class"))
    _class_names(changed)
    return changed


def as_numbers(sheet: Sheet) -> Sheet:
    """What is wanted are numbers: those in the classes' names, or the classes counted from 0."""
    if not sheet.classes:
        return sheet
    names = _class_names(sheet)
    values = {name: _value(name) for name in names}
    if any(value is None for value in values.values()):
        values = {name: float(k) for k, name in enumerate(names)}
    rows = tuple((*line[:-1], values[str(line[-1])] or 0.0) for line in sheet.rows)
    return replace(sheet, rows=rows, classes=False, targets=_wanted(sheet, "y"))


def plain_names(sheet: Sheet) -> Sheet:
    """With the names that columns without any have."""
    targets = ("class",) if sheet.classes else _targets(len(sheet.targets))
    return replace(sheet, inputs=default_columns(len(sheet.inputs)), targets=targets)


def _named(sheet: Sheet) -> Sheet:
    """Names for new columns, and the usual ones counted anew, all different."""
    usual = (*default_columns(len(sheet.inputs)), *_targets(len(sheet.targets)))
    own = [name for name in sheet.columns if name and name not in _USUAL]
    if not own:
        return plain_names(sheet)
    names = [name or usual[k] for k, name in enumerate(sheet.columns)]
    for k, name in enumerate(names):
        while names.count(names[k]) > 1:
            names[k] = f"{name} {k + 1}" if names[k] == name else f"{names[k]}'"
    k = len(sheet.inputs)
    return replace(sheet, inputs=tuple(names[:k]), targets=tuple(names[k:]))


def _targets(count: int) -> tuple[str, ...]:
    names = tuple(f"y{k}".translate(SUBSCRIPTS) for k in range(1, count + 1))
    return ("y",) if count == 1 else names


_USUAL = frozenset(
    name for count in range(1, MOST_COLUMNS + 1)
    for name in (*default_columns(count), *_targets(count), "class")
)


def _wanted(sheet: Sheet, usual: str) -> tuple[str, ...]:
    """The target's name, the usual one where it has none of its own."""
    (name,) = sheet.targets
    return (usual,) if name in ("y", "class") else (name,)


def _class_names(sheet: Sheet) -> tuple[str, ...]:
    """The classes in order: by number where all are numbers, else by name."""
    found = {str(line[-1]) for line in sheet.rows}
    if len(found) < 2:
        raise TableError(
            f"all rows are of one class ({found.pop()}); give one row another class first"
        )
    if len(found) > MOST_CLASSES:
        raise TableError(f"there are {len(found)} different classes; at most {MOST_CLASSES} fit")
    values = {name: _value(name) for name in found}
    if None in values.values():
        return tuple(sorted(found))
    return tuple(sorted(found, key=lambda name: (values[name] or 0.0, name)))


def _value(name: str) -> float | None:
    """A class's name as a number, where it is one."""
    return float(name.replace("−", "-")) if NUMBER["."].fullmatch(name) else None


def _is_set(dataset: Dataset) -> bool:
    """Whether a table has settings that plain numbers could not keep."""
    return isinstance(dataset, Table) and (
        dataset.standardize or dataset.standardize_target or dataset.test_fraction > 0
    )


def _frozen(rows: Sequence[Sequence[float]]) -> tuple[tuple[float, ...], ...]:
    return tuple(tuple(row) for row in rows)
