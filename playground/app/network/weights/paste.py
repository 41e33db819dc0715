"""Blocks of numbers from and to a spreadsheet: tabs between columns, lines between rows."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from math import isfinite

from playground.app.text.numbers import for_sheets, parse_number
from playground.lab.tables.bracketed import unbracketed

Rows = list[list[float]]

COPY_TIP = "Copies W and, as the last row, b with all digits. Ctrl+C copies the selected cells."
PASTE_TIP = (
    "Pastes numbers from a spreadsheet, or a matrix such as [[1, 2], [3, 4]] (Ctrl+V), the first "
    "of them into the selected cell. Decimal commas are understood."
)
COMPUTED = "The gradient is computed: show the weights to paste some."


class PasteError(ValueError):
    """Why a block was not taken, in one sentence."""


def written(rows: Sequence[Sequence[float]]) -> str:
    """The block as the person's spreadsheet reads it, with every digit."""
    return "\n".join("\t".join(for_sheets(float(value)) for value in row) for row in rows)


def entries_of(text: str) -> list[list[str]]:
    """The entries of a pasted text, all rows of one length; raises PasteError.

    Numbers from a spreadsheet, or a matrix in brackets: [[1, 2], [3, 4.5]] has two rows of two.
    """
    text = unbracketed(text)
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    while lines and not lines[-1].strip():
        lines.pop()
    if not lines:
        raise PasteError("There is nothing to paste: copy a block of numbers first.")
    split = _splitter(text)
    entries = [split(line) for line in lines]
    for row, line in enumerate(entries):
        if len(line) != len(entries[0]):
            raise PasteError(
                f"Row {row + 1} of what you paste has {_numbers(len(line))}, "
                f"but row 1 has {len(entries[0])}."
            )
    return entries


def numbers_of(entries: list[list[str]], name_of: Callable[[int, int], str]) -> Rows:
    """The entries as numbers; `name_of(row, column)` names the cell that an entry is meant for.

    Raises PasteError, naming the first that is none.
    """
    return [
        [_read(entry, row, column, name_of) for column, entry in enumerate(line)]
        for row, line in enumerate(entries)
    ]


def _splitter(text: str) -> Callable[[str], list[str]]:
    """How the entries of a row are told apart: spreadsheets put tabs, people what they like."""
    if "\t" in text:
        return lambda line: line.split("\t")
    if ";" in text:
        return lambda line: line.split(";")
    return lambda line: re.split(r"\s+", line.strip())


def _read(entry: str, row: int, column: int, name_of: Callable[[int, int], str]) -> float:
    try:
        value = float(entry)  # most entries, and twenty times as fast as what follows
        if isfinite(value):
            return value
    except ValueError:
        pass
    where = f"Row {row + 1}, column {column + 1} (for {name_of(row, column)})"
    if not entry.strip():
        raise PasteError(f"{where} is empty: every cell needs a number.")
    try:
        return parse_number(entry)
    except ValueError as error:
        raise PasteError(f"{where}: {error}.") from None


def _numbers(count: int) -> str:
    return "1 number" if count == 1 else f"{count} numbers"
