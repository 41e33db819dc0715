"""A block from a spreadsheet, or a typed entry, put into a sheet of one's own numbers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from playground.lab.tables.bracketed import unbracketed
from playground.lab.tables.errors import TableError
from playground.lab.tables.load import Role, import_table, suggested_roles
from playground.lab.tables.own_numbers import (
    MOST_COLUMNS,
    MOST_ROWS,
    Cell,
    Sheet,
    plain_names,
    sheet_of,
    with_cell,
    with_row,
)
from playground.lab.tables.rows import Reading
from playground.lab.tables.text import NUMBER, Decimal, RawTable, parse_table


def pasted(
    sheet: Sheet, text: str, row: int, column: int, read: Callable[[str], float],
    decimal: Decimal = ".",
) -> Sheet:
    """A block from a spreadsheet put in from a cell on; rows are added as there is need.

    At the very first cell a block with a line of names, or of another width, becomes the whole
    sheet: its last column (or the one called y, class, ...) is what is wanted. `read` makes
    a number of an entry, or raises ValueError with a sentence; `decimal` is the mark that is meant
    where a text can be read both ways.
    """
    raw = _parsed(unbracketed(text), decimal)
    width = len(raw.names)
    if (row, column) == (0, 0) and (raw.header or width != len(sheet.columns)):
        return _whole(sheet, raw)
    room = len(sheet.columns) - column
    if width > room:
        raise TableError(
            f"what you paste has {width} columns, but from {sheet.columns[column]} on there "
            f"{'is' if room == 1 else 'are'} {room}; select the first cell to replace everything"
        )
    for i, entries in enumerate(raw.rows):
        at = row + i
        if at >= len(sheet.rows):
            sheet = with_row(sheet, len(sheet.rows) - 1)
        for j, entry in enumerate(entries):
            sheet = with_cell(sheet, at, column + j, read_cell(sheet, at, column + j, entry, read))
    return sheet


def read_cell(sheet: Sheet, row: int, column: int, text: str, read: Callable[[str], float]) -> Cell:
    """What was typed as the cell takes it; raises TableError naming the cell."""
    if sheet.is_class(column):
        name = " ".join(text.split())[:40]
        if not name:
            raise TableError(f"{sheet.place(row, column)}: type the name of a class")
        return name
    if not text.strip():
        raise TableError(f"{sheet.place(row, column)} is empty: every cell needs a number")
    try:
        return read(text)
    except ValueError as error:
        raise TableError(f"{sheet.place(row, column)}: {error}") from None


def _parsed(text: str, decimal: Decimal) -> RawTable:
    """The entries of a text; without tabs or semicolons a comma may be a mark or a separator."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    if not lines:
        raise TableError("there is nothing to paste: copy a block of numbers first")
    how = Reading(skip=0, comment="")
    if "\t" in text:
        how = replace(how, delimiter="\t")
    elif decimal == "," and all(NUMBER[","].fullmatch(line) for line in lines):
        how = replace(how, delimiter=";", decimal=",")
    raw = parse_table(text, how=how)
    if raw.doubt is not None:
        raw = parse_table(text, how=replace(how, decimal=decimal))
    raw.check_even()
    return raw


def _whole(sheet: Sheet, raw: RawTable) -> Sheet:
    """A pasted table as a sheet of its own."""
    if len(raw.rows) > MOST_ROWS:
        raise TableError(
            f"there are {len(raw.rows):,} rows in it; up to {MOST_ROWS:,} can be pasted. "
            "Save it as CSV and open that"
        )
    roles: list[Role] = list(suggested_roles(raw))
    if not raw.header:  # a column without a name is no identifier
        inputs: list[Role] = ["input"] * (len(roles) - 1)
        roles = [*inputs, "target"]
    if len(raw.names) == 1:
        raise TableError("a sheet needs two columns at least: an input, and what is wanted")
    target = roles.index("target")
    classes = raw.kinds[target] == "text" or sheet.classes
    found = sheet_of(import_table(raw, roles, classes, standardize=False).dataset)
    if found is None:
        raise TableError(f"there are too many columns in it; up to {MOST_COLUMNS} can be pasted")
    return found if raw.header else plain_names(found)
