"""From a table of cells to data to learn from: roles of columns, classes, missing values."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

import numpy as np

from playground.engine.datasets.table import MOST_CLASSES, Rows, Table
from playground.engine.parameters import SettingError
from playground.lab.tables.rows import TableError
from playground.lab.tables.text import (
    Decimal,
    Kind,
    RawTable,
    decoded,
    is_missing,
    is_number,
    number,
    numbers_from_text,
    parse_table,
    read_table,
)

Role: TypeAlias = Literal["input", "target", "ignore"]
Missing: TypeAlias = Literal["refuse", "drop"]

ROLES: tuple[Role, ...] = ("input", "target", "ignore")
TARGETS = ("target", "label", "class", "species", "y", "output", "outcome")
IDENTIFIERS = ("id", "index", "nr", "no", "number", "row", "")
MOST_WORDS = 12
"""A text column among the inputs becomes one input for each word, so there must be few."""
FEW = 10
"""A target of so few different whole numbers is taken for classes, unless one says otherwise."""


@dataclass(frozen=True)
class Imported:
    """The data, ready to be chosen for a network, and what was done to get there."""

    dataset: Table
    notes: tuple[str, ...]
    dropped: tuple[int, ...] = ()
    """The lines of the rows that were left out for missing values."""


@dataclass(frozen=True)
class _Row:
    line: int
    cells: tuple[str, ...]


def suggested_roles(raw: RawTable) -> tuple[Role, ...]:
    """A first guess: one target (by its name, or the last column), numbers as inputs."""
    lowered = [name.lower() for name in raw.names]
    named = [k for k, name in enumerate(lowered) if name in TARGETS]
    target = named[-1] if named else len(raw.names) - 1
    roles: list[Role] = []
    for k, (name, kind) in enumerate(zip(lowered, raw.kinds, strict=True)):
        if k == target:
            roles.append("target")
        elif kind == "text" or name in IDENTIFIERS:
            roles.append("ignore")
        else:
            roles.append("input")
    return tuple(roles)


def suggested_classes(raw: RawTable, column: int) -> bool:
    """Whether a target column looks like classes: words, or a few different whole numbers."""
    if raw.kinds[column] == "text":
        return True
    if raw.values is not None:
        values = np.unique(raw.values[:, column])
        return 2 <= len(values) <= FEW and bool(np.all(values == np.round(values)))
    cells = {row[column] for row in raw.rows if not is_missing(row[column])}
    return 2 <= len(cells) <= FEW and all(cell.lstrip("+-").isdigit() for cell in cells)


def import_table(
    raw: RawTable, roles: Sequence[Role] | None = None, classes: bool | None = None,
    standardize: bool = True, missing: Missing = "refuse", test_fraction: float = 0.0,
) -> Imported:
    """The data of the columns with roles; None takes what is suggested.

    A target of classes stands alone; words among the inputs become an input a word. Raises
    TableError, naming line and column of the first cell that cannot be used, and SettingError for
    a test_fraction that cannot be.
    """
    roles = suggested_roles(raw) if roles is None else tuple(roles)
    inputs, targets = _columns(raw, roles)
    alone = len(targets) == 1
    as_classes = alone and suggested_classes(raw, targets[0]) if classes is None else classes
    if as_classes and not alone:
        names = " and ".join(raw.names[k] for k in targets[:2])
        raise TableError(f"{names} cannot both be targets: classes stand in one column")
    if raw.values is not None:
        return _imported_numbers(raw, inputs, targets, as_classes, standardize, test_fraction)
    rows, dropped = _complete(raw, sorted((*inputs, *targets)), missing)
    columns, x = _inputs(raw, rows, inputs)
    class_names: tuple[str, ...] = ()
    if as_classes:
        class_names, y = _classes(raw, rows, targets[0])
    else:
        y = [tuple(_number(raw, row, k) for k in targets) for row in rows]
    dataset = _table(
        X=Rows(x), y=Rows(y), class_count=len(class_names), columns=columns,
        class_names=class_names, target_names=tuple(raw.names[k] for k in targets),
        standardize=standardize, test_fraction=test_fraction,
    )
    return Imported(dataset, _notes(raw, dataset, dropped), dropped)


def _imported_numbers(
    raw: RawTable, inputs: list[int], targets: list[int], as_classes: bool, standardize: bool,
    test_fraction: float,
) -> Imported:
    """The same for a large table of numbers, by columns instead of cells."""
    assert raw.values is not None
    class_names: tuple[str, ...] = ()
    y = raw.values[:, targets]
    if as_classes:
        found, places = np.unique(y[:, 0], return_inverse=True)
        class_names = tuple(f"{value:.12g}" for value in found)
        _check_classes(class_names, targets[0] + 1, raw.names[targets[0]])
        y = places.reshape(-1, 1).astype(float)
    dataset = _table(
        X=Rows(raw.values[:, inputs]), y=Rows(y), class_count=len(class_names),
        columns=tuple(raw.names[k] for k in inputs), class_names=class_names,
        target_names=tuple(raw.names[k] for k in targets), standardize=standardize,
        test_fraction=test_fraction,
    )
    dataset.X.written()  # packed here, beside the window, for the copy of unsaved work
    return Imported(dataset, _notes(raw, dataset, ()))


def _table(**values: object) -> Table:
    try:
        return Table(**values)  # type: ignore[arg-type]
    except SettingError as error:
        if error.name == "X":
            raise TableError(f"the table {error}; keep a part of its rows or columns") from None
        raise


def _columns(raw: RawTable, roles: Sequence[Role]) -> tuple[list[int], list[int]]:
    """Where the inputs and the targets stand."""
    if len(roles) != len(raw.names):
        raise TableError(f"there are {len(raw.names)} columns, but {len(roles)} roles")
    for k, role in enumerate(roles):
        if role not in ROLES:
            raise TableError(f"the role must be one of {', '.join(ROLES)}", None, k + 1)
    inputs = [k for k, role in enumerate(roles) if role == "input"]
    targets = [k for k, role in enumerate(roles) if role == "target"]
    if not inputs or not targets:
        lacks = "an input" if not inputs else "a target"
        raise TableError(
            f"no column is {lacks}: a network learns to tell targets from inputs, so choose one"
        )
    return inputs, targets


def _complete(
    raw: RawTable, used: Sequence[int], missing: Missing
) -> tuple[list[_Row], tuple[int, ...]]:
    """The rows without missing values in the columns used, and the lines of the others."""
    rows: list[_Row] = []
    dropped: list[int] = []
    for line, cells in zip(raw.lines, raw.rows, strict=True):
        lacking = next((k for k in used if is_missing(cells[k])), None)
        if lacking is None:
            rows.append(_Row(line, cells))
        elif missing == "refuse":
            what = f'"{cells[lacking]}"' if cells[lacking] else "nothing"
            raise TableError(
                f"a value is missing ({what} stands there); fill it in, or leave out such rows",
                line, lacking + 1, raw.names[lacking],
            )
        else:
            dropped.append(line)
    if not rows:
        raise TableError("there are no rows left: each has a missing value")
    return rows, tuple(dropped)


def _inputs(
    raw: RawTable, rows: Sequence[_Row], inputs: Sequence[int]
) -> tuple[tuple[str, ...], list[tuple[float, ...]]]:
    """Names and rows of numbers; a column of words is an input for each word, 1 where it is."""
    names: list[str] = []
    columns: list[list[float]] = []
    for k in inputs:
        if raw.kinds[k] == "number":
            names.append(raw.names[k])
            columns.append([_number(raw, row, k) for row in rows])
            continue
        words = sorted({row.cells[k] for row in rows})
        if len(words) > MOST_WORDS:
            raise TableError(
                f"has {len(words)} different texts; as an input it may have {MOST_WORDS}. "
                "Ignore it", None, k + 1, raw.names[k],
            )
        for word in words:
            names.append(f"{raw.names[k]} = {word}"[:80])
            columns.append([float(row.cells[k] == word) for row in rows])
    return tuple(names), list(zip(*columns, strict=True))


def _classes(
    raw: RawTable, rows: Sequence[_Row], column: int
) -> tuple[tuple[str, ...], list[tuple[float, ...]]]:
    """The classes' names in order, and each row's class number."""
    found = {row.cells[column] for row in rows}
    _check_classes(found, column + 1, raw.names[column])
    numeric = all(is_number(cell, raw.decimal) for cell in found)
    ordered = sorted(found, key=_value) if numeric else sorted(found)
    numbers = {cell: float(k) for k, cell in enumerate(ordered)}
    return tuple(ordered), [(numbers[row.cells[column]],) for row in rows]


def _check_classes(found: Collection[str], column: int, name: str) -> None:
    """Two classes at least, and no more than can be told apart."""
    if len(found) < 2:
        raise TableError(
            f"all rows are of one class ({next(iter(found))}); it takes two to tell apart",
            None, column, name,
        )
    if len(found) > MOST_CLASSES:
        raise TableError(
            f"there are {len(found)} different classes; at most {MOST_CLASSES} can be told apart. "
            "Is this a number to predict, or a name?", None, column, name,
        )


def _value(cell: str) -> float:
    """What is known to be a number."""
    return float(cell.replace(",", ".").replace("−", "-"))


def _number(raw: RawTable, row: _Row, column: int) -> float:
    return number(row.cells[column], raw.decimal, row.line, column + 1, raw.names[column])


def _notes(raw: RawTable, dataset: Table, dropped: Sequence[int]) -> tuple[str, ...]:
    said = [*raw.notes]
    if dropped:
        lines = ", ".join(str(line) for line in dropped[:5])
        more = ", …" if len(dropped) > 5 else ""
        said.append(
            f"{len(dropped)} of {len(raw.rows)} rows were left out for missing values "
            f"(line{'s' if len(dropped) > 1 else ''} {lines}{more})."
        )
    if dataset.class_names:
        names = ", ".join(dataset.class_names[:6])
        said.append(f"There are {len(dataset.class_names)} classes: {names}"
                    f"{', …' if len(dataset.class_names) > 6 else ''}.")
    return tuple(said)


__all__ = [
    "Decimal", "Imported", "Kind", "Missing", "RawTable", "Role", "TableError", "decoded",
    "import_table", "numbers_from_text", "parse_table", "read_table", "suggested_classes",
    "suggested_roles",
]
