"""From a table of cells to data to learn from: roles of columns, classes, missing values."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

import numpy as np

from playground.engine.datasets.table import MOST_CLASSES, Rows, Table
from playground.engine.parameters import SettingError
from playground.engine.problem import Array
from playground.lab.tables.errors import TableError
from playground.lab.tables.raw import Kind, RawTable
from playground.lab.tables.roles import (
    ROLES,
    Role,
    suggested_classes,
    suggested_roles,
    suggested_standard,
)
from playground.lab.tables.text import (
    Decimal,
    decoded,
    named_lines,
    numbers_from_text,
    parse_table,
    read_table,
)
from playground.lab.tables.usable import LACKING, NOT_A_NUMBER, refuse_missing, usable_rows

Missing: TypeAlias = Literal["refuse", "drop"]

MOST_WORDS = 12
"""A text column among the inputs becomes one input for each word, so there must be few."""


@dataclass(frozen=True)
class Imported:
    """The data, ready to be chosen for a network, and what was done to get there."""

    dataset: Table
    notes: tuple[str, ...]
    left_out: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    """The lines of the rows that were left out, by the reason."""

    @property
    def dropped(self) -> tuple[int, ...]:
        """The lines of the rows that were left out."""
        return tuple(sorted(line for lines in self.left_out.values() for line in lines))


def import_table(
    raw: RawTable, roles: Sequence[Role] | None = None, classes: bool | None = None,
    standardize: bool = True, missing: Missing = "refuse", test_fraction: float = 0.0,
    standardize_target: bool = False,
) -> Imported:
    """The data of the columns with roles; None takes what is suggested.

    A target of classes stands alone; words among the inputs become an input a word. `missing`
    refuses rows that lack a value, or drops them with those that have a word for a number. Raises
    TableError, naming line and column of the first cell that cannot be used or can be read in two
    ways, and SettingError for a test_fraction that cannot be.
    """
    roles = suggested_roles(raw) if roles is None else tuple(roles)
    inputs, targets = _columns(raw, roles)
    if raw.doubt is not None:
        raise raw.doubt.refusal()
    alone = len(targets) == 1
    as_classes = alone and suggested_classes(raw, targets[0]) if classes is None else classes
    if as_classes and not alone:
        names = " and ".join(raw.names[k] for k in targets[:2])
        raise TableError(f"{names} cannot both be targets: classes stand in one column")
    how = {
        "standardize": standardize, "standardize_target": standardize_target and not as_classes,
        "test_fraction": test_fraction,
    }
    if raw.values is not None:
        return _imported_numbers(raw, inputs, targets, as_classes, how)
    numbers = [k for k in inputs if raw.kinds[k] == "number"]
    numbers += [] if as_classes else targets
    rows, left_out = _complete(raw, sorted((*inputs, *targets)), numbers, missing)
    columns, x = _inputs(raw, rows, inputs)
    class_names: tuple[str, ...] = ()
    if as_classes:
        class_names, y = _classes(raw, rows, targets[0])
    else:
        y = np.column_stack([raw.numbers(rows, k) for k in targets])
    dataset = _table(
        X=Rows(x), y=Rows(y), class_count=len(class_names), columns=columns,
        class_names=class_names, target_names=tuple(raw.names[k] for k in targets), **how,
    )
    return Imported(dataset, _notes(raw, dataset, left_out), left_out)


def _imported_numbers(
    raw: RawTable, inputs: list[int], targets: list[int], as_classes: bool,
    how: Mapping[str, object],
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
        target_names=tuple(raw.names[k] for k in targets), **how,
    )
    dataset.X.written()  # packed here, beside the window, for the copy of unsaved work
    return Imported(dataset, _notes(raw, dataset, {}))


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
    raw: RawTable, used: Sequence[int], numbers: Sequence[int], missing: Missing
) -> tuple[list[int], dict[str, tuple[int, ...]]]:
    """The rows that can be used in the columns used, and the lines of the others by the reason."""
    if missing == "refuse":
        refuse_missing(raw, used)
        return list(range(len(raw.rows))), {}
    rows, left_out = usable_rows(raw, used, numbers)
    if not rows and NOT_A_NUMBER in left_out:
        row = raw.lines.index(left_out[NOT_A_NUMBER][0])
        for k in numbers:
            raw.number(row, k)  # says what is wrong with it
    if not rows:
        raise TableError("there are no rows left: each has a missing value")
    return rows, left_out


def _inputs(
    raw: RawTable, rows: Sequence[int], inputs: Sequence[int]
) -> tuple[tuple[str, ...], Array]:
    """Names and rows of numbers; a column of words is an input for each word, 1 where it is."""
    names: list[str] = []
    columns: list[Array] = []
    for k in inputs:
        if raw.kinds[k] == "number":
            names.append(raw.names[k])
            columns.append(raw.numbers(rows, k))
            continue
        words = sorted({raw.rows[row][k] for row in rows})
        if len(words) > MOST_WORDS:
            raise TableError(
                f"has {len(words)} different texts; as an input it may have {MOST_WORDS}. "
                "Ignore it", None, k + 1, raw.names[k],
            )
        for word in words:
            names.append(f"{raw.names[k]} = {word}"[:80])
            columns.append(np.array([float(raw.rows[row][k] == word) for row in rows]))
    return tuple(names), np.column_stack(columns)


def _classes(
    raw: RawTable, rows: Sequence[int], column: int
) -> tuple[tuple[str, ...], Array]:
    """The classes' names in order, and each row's class number; 1 and 1.0 are one class."""
    cells = [raw.rows[row][column] for row in rows]
    values = {cell: raw.read(cell) for cell in set(cells)}
    if None not in values.values():
        of_cell = {cell: f"{value:.12g}" for cell, value in values.items()}
        ordered = sorted(set(of_cell.values()), key=float)
    else:
        of_cell = {cell: cell for cell in values}
        ordered = sorted(of_cell)
    _check_classes(ordered, column + 1, raw.names[column])
    numbers = {name: float(k) for k, name in enumerate(ordered)}
    return tuple(ordered), np.array([[numbers[of_cell[cell]]] for cell in cells])


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


WHY = {LACKING: "for missing values", NOT_A_NUMBER: "for words where a number should be"}


def _notes(
    raw: RawTable, dataset: Table, left_out: Mapping[str, tuple[int, ...]]
) -> tuple[str, ...]:
    said = [*raw.notes]
    for reason, lines in left_out.items():
        said.append(
            f"{len(lines):,} of {len(raw.rows):,} rows were left out {WHY[reason]} "
            f"({named_lines(lines)})."
        )
    if dataset.class_names:
        names = ", ".join(dataset.class_names[:6])
        said.append(f"There are {len(dataset.class_names)} classes: {names}"
                    f"{', …' if len(dataset.class_names) > 6 else ''}.")
    return tuple(said)


__all__ = [
    "ROLES", "Decimal", "Imported", "Kind", "Missing", "RawTable", "Role", "TableError", "decoded",
    "import_table", "numbers_from_text", "parse_table", "read_table", "suggested_classes",
    "suggested_roles", "suggested_standard",
]
