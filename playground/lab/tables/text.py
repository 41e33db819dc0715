"""A CSV file as cells: encoding, delimiter, decimal comma and header found out, and said.

Nothing is guessed silently: what was found is in the RawTable, each can be given instead, and
whatever is wrong is named by its line (as an editor counts) and its column.
"""

from __future__ import annotations

import codecs
import math
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import islice
from pathlib import Path
from typing import Literal, TypeAlias

from playground.engine.datasets.table import MOST_ROWS
from playground.engine.parameters import shown
from playground.engine.problem import Array
from playground.engine.streams import generator
from playground.lab.tables.numbers import is_large, numbers_of
from playground.lab.tables.rows import Keep, TableError, TooManyRowsError, each_row, most_rows

Kind: TypeAlias = Literal["number", "text"]
Decimal: TypeAlias = Literal[".", ","]

MOST_BYTES = 64 * 2**20
MOST_COLUMNS = 1000
SAMPLE = 100
DELIMITERS = {";": "semicolon", "\t": "tab", ",": "comma", "|": "bar", " ": "space"}
MISSING = frozenset({"", "na", "n/a", "nan", "null", "?"})
NUMBER = {
    ".": re.compile(r"[+\-−]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?", re.ASCII),
    ",": re.compile(r"[+\-−]?(\d+,?\d*|,\d+)([eE][+-]?\d+)?", re.ASCII),
}


@dataclass(frozen=True)
class RawTable:
    """The cells as text, in rows under names, with the line that each row came from."""

    names: tuple[str, ...]
    rows: Sequence[tuple[str, ...]]
    lines: Sequence[int]
    delimiter: str = ","
    decimal: Decimal = "."
    encoding: str = "utf-8"
    header: bool = True
    notes: tuple[str, ...] = field(default=())
    """What was found out, in sentences."""
    values: Array | None = None
    """All cells as numbers, (rows, columns), where they are many and nothing else."""

    @cached_property
    def kinds(self) -> tuple[Kind, ...]:
        """What each column holds: numbers, if most of its cells are."""
        if self.values is not None:
            return tuple("number" for _ in self.names)
        return tuple(self._kind(column) for column in range(len(self.names)))

    def _kind(self, column: int) -> Kind:
        cells = [row[column] for row in self.rows if not is_missing(row[column])]
        numbers = sum(is_number(cell, self.decimal) for cell in cells)
        return "number" if cells and numbers * 2 > len(cells) else "text"

    def preview(self, rows: int = 50) -> tuple[tuple[str, ...], ...]:
        """The first rows, for the eye."""
        return tuple(self.rows[:rows])


def read_table(
    path: Path | str, delimiter: str | None = None, decimal: Decimal | None = None,
    header: bool | None = None,
) -> RawTable:
    """The cells of a file; None lets the file decide. Raises TableError (or OSError)."""
    path = Path(path)
    size = path.stat().st_size
    if size > MOST_BYTES:
        raise TableError(
            f"the file has {size / 2**20:,.0f} MiB; at most {MOST_BYTES // 2**20} MiB can be "
            "read. Keep a part of its rows"
        )
    return parse_table(*decoded(path.read_bytes()), delimiter, decimal, header)


def decoded(content: bytes) -> tuple[str, str]:
    """The text and its encoding: UTF-8 or UTF-16 by their marks, UTF-8, or else Latin-1."""
    marks = (
        (codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"),
        (codecs.BOM_UTF16_BE, "utf-16"),
    )
    encoding = next((name for mark, name in marks if content.startswith(mark)), "utf-8")
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError:
        if encoding != "utf-8":
            raise TableError("the file's first bytes promise Unicode, but it is none") from None
        encoding = "latin-1"
        text = content.decode(encoding)
    if "\0" in text:
        raise TableError("this is not a text file; save the table as CSV first")
    return text, encoding


def parse_table(
    text: str, encoding: str = "utf-8", delimiter: str | None = None,
    decimal: Decimal | None = None, header: bool | None = None, keep: Keep | None = None,
) -> RawTable:
    """The same for text that was read (or pasted) already; `keep` makes a long table shorter."""
    delimiter = delimiter or _delimiter(text)
    if keep is None and text.count("\n") > 2 * MOST_ROWS:  # before anything slow is done to it
        raise _too_long(text, delimiter, decimal, header)
    if keep is None and decimal != "," and is_large(text, delimiter):
        large = _large(text, encoding, delimiter, header)
        if large is not None:
            return large
    rows, lines, kept = _kept(text, delimiter, decimal, header, keep)
    if not rows:
        raise TableError("there are no rows of data in it")
    _check_widths(rows, lines)
    decimal = decimal or _decimal(rows)
    has_header = _has_header(rows, decimal) if header is None else header
    names, notes = _named(rows[0]) if has_header else (_numbered(len(rows[0])), ())
    first = 1 if has_header else 0
    if len(rows) == first:
        raise TableError("there are no rows of data in it, only a line of names")
    if len(rows) - first > MOST_ROWS:
        raise TooManyRowsError(len(rows) - first, most_rows(len(rows[0])))
    said = (*_found(delimiter, decimal, encoding, has_header), *notes, *kept)
    return RawTable(
        names, tuple(rows[first:]), tuple(lines[first:]), delimiter, decimal, encoding,
        has_header, said,
    )


def _large(
    text: str, encoding: str, delimiter: str, header: bool | None
) -> RawTable | None:
    """A large table whose cells are numbers, all of them; None for others."""
    first, has_header = _start(text, delimiter, None, header)
    if not first or _decimal(first) == ",":
        return None
    if len(first[0]) > MOST_COLUMNS:
        return None
    found = numbers_of(text, delimiter, has_header)
    if found is None:
        return None
    rows, values = found
    if len(rows) > MOST_ROWS:
        raise TooManyRowsError(len(rows), most_rows(values.shape[1]))
    names, notes = _named(first[0]) if has_header else (_numbered(values.shape[1]), ())
    if len(names) != values.shape[1]:
        return None
    said = (*_found(delimiter, ".", encoding, has_header), *notes)
    lines = range(1 + has_header, 1 + has_header + len(rows))
    return RawTable(names, rows, lines, delimiter, ".", encoding, has_header, said, values)


def numbers_from_text(text: str) -> tuple[tuple[float, ...], ...]:
    """A block of numbers pasted from a spreadsheet, in rows; raises TableError for other text."""
    raw = parse_table(text, header=False)
    return tuple(
        tuple(number(cell, raw.decimal, line, k) for k, cell in enumerate(row, 1))
        for row, line in zip(raw.rows, raw.lines, strict=True)
    )


def is_missing(cell: str) -> bool:
    """Whether a cell says that there is no value."""
    return cell.lower() in MISSING


def is_number(cell: str, decimal: Decimal) -> bool:
    """Whether a cell is written as a number."""
    return NUMBER[decimal].fullmatch(cell) is not None


def number(cell: str, decimal: Decimal, line: int, column: int, name: str = "") -> float:
    """A cell as a finite number; raises TableError naming the cell."""
    if is_number(cell, decimal):
        value = float(cell.replace(",", ".").replace("−", "-"))
        if math.isfinite(value):
            return value
        raise TableError(f"{shown(cell)} is larger than any number can be", line, column, name)
    other: Decimal = "." if decimal == "," else ","
    if is_number(cell, other):
        mark = "comma" if decimal == "," else "point"
        raise TableError(
            f"{shown(cell)} is not a number here: the decimal mark is a {mark}", line, column, name
        )
    raise TableError(f"{shown(cell)} is not a number", line, column, name)


def _start(
    text: str, delimiter: str, decimal: Decimal | None, header: bool | None
) -> tuple[list[tuple[str, ...]], bool]:
    """The first rows, and whether the very first one has the names."""
    rows = [row for _, row in islice(each_row(text, delimiter), SAMPLE)]
    if header is None and rows:
        header = _has_header(rows, decimal or _decimal(rows))
    return rows, bool(header)


def _too_long(
    text: str, delimiter: str, decimal: Decimal | None, header: bool | None
) -> TooManyRowsError:
    """The refusal of a text by its lines alone; its line of names is no row."""
    rows, has_header = _start(text, delimiter, decimal, header)
    lines = text.count("\n") + (not text.endswith("\n"))
    return TooManyRowsError(lines - has_header, most_rows(len(rows[0]) if rows else 1))


def _kept(
    text: str, delimiter: str, decimal: Decimal | None, header: bool | None, keep: Keep | None
) -> tuple[list[tuple[str, ...]], list[int], tuple[str, ...]]:
    """The rows that are kept, the line of each, and a sentence if some are not.

    Rows are counted first and kept in a second pass: a million of them need no room at once.
    """
    if keep is None:
        return *_rows(text, delimiter), ()
    start, has_header = _start(text, delimiter, decimal, header)
    total = sum(1 for _ in each_row(text, delimiter)) - has_header
    most = most_rows(len(start[0]) if start else 1)
    if total <= most:
        return *_rows(text, delimiter), ()
    if keep.which == "first":
        wanted = set(range(most))
        said = f"Of {total:,} rows the first {most:,} are used."
    else:
        drawn = generator(keep.seed, "dataset", 1).choice(total, most, replace=False)
        wanted = set(drawn.tolist())
        said = f"Of {total:,} rows {most:,} are used, drawn at random with seed {keep.seed}."
    if has_header:
        wanted = {0, *(k + 1 for k in wanted)}
    kept = [row for k, row in enumerate(each_row(text, delimiter)) if k in wanted]
    return [row for _, row in kept], [line for line, _ in kept], (said,)


def _rows(text: str, delimiter: str) -> tuple[list[tuple[str, ...]], list[int]]:
    """All rows, and the line on which each begins."""
    rows = list(each_row(text, delimiter))
    return [row for _, row in rows], [line for line, _ in rows]


def _check_widths(rows: Sequence[tuple[str, ...]], lines: Sequence[int]) -> None:
    width = len(rows[0])
    for row, line in zip(rows, lines, strict=True):
        if len(row) != width:
            raise TableError(
                f"has {len(row)} {_cells(len(row))}, but line {lines[0]} has {width}", line
            )
    if width > MOST_COLUMNS:
        raise TableError(f"there are {width} columns in it; at most {MOST_COLUMNS} can be used")


def _cells(count: int) -> str:
    return "cell" if count == 1 else "cells"


def _delimiter(text: str) -> str:
    """The one that gives rows of equal length, with as many numbers as can be."""
    sample = "\n".join(text.splitlines()[:SAMPLE])
    best, best_score = ",", (0, 0.0, 0)
    for delimiter in DELIMITERS:
        try:
            rows, _ = _rows(sample, delimiter)
        except TableError:
            continue
        widths = [len(row) for row in rows]
        usual = max(set(widths), key=widths.count, default=0)
        if usual < 2:
            continue
        even = round(10 * widths.count(usual) / len(widths))
        cells = [cell for row in rows for cell in row]
        numeric = sum(is_number(c, ".") or is_number(c, ",") or is_missing(c) for c in cells)
        # Between separators that part the rows evenly: the one that leaves numbers whole.
        score = (even, round(numeric / len(cells), 2), -usual)
        if score > best_score and (delimiter != " " or numeric * 2 > len(cells)):
            best, best_score = delimiter, score
    return best


def _decimal(rows: Sequence[tuple[str, ...]]) -> Decimal:
    """A comma, if there are numbers with one and none with a point."""
    cells = [cell for row in rows[:SAMPLE] for cell in row]
    commas = sum("," in cell and is_number(cell, ",") for cell in cells)
    points = sum("." in cell and is_number(cell, ".") for cell in cells)
    return "," if commas > points else "."


def _has_header(rows: Sequence[tuple[str, ...]], decimal: Decimal) -> bool:
    """Names and no numbers in the first row, and numbers or other words below it."""
    first, rest = rows[0], rows[1:SAMPLE]
    if any(is_number(cell, decimal) for cell in first) or all(is_missing(c) for c in first):
        return False
    numbers_below = any(is_number(cell, decimal) for row in rest for cell in row)
    again = any(row[k] == cell for row in rest for k, cell in enumerate(first) if k < len(row))
    return numbers_below or not again


def _named(cells: Sequence[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Names that are not empty and differ, and what had to be done for that."""
    names: list[str] = []
    notes: list[str] = []
    for k, cell in enumerate(cells, 1):
        name = " ".join(cell.split())[:60] or f"column {k}"
        count, candidate = 2, name
        while candidate in names:
            candidate, count = f"{name} {count}", count + 1
        if candidate != name:
            notes.append(f"Two columns are called {name}; column {k} is now {candidate}.")
        names.append(candidate)
    return tuple(names), tuple(notes)


def _numbered(count: int) -> tuple[str, ...]:
    return tuple(f"column {k}" for k in range(1, count + 1))


def _found(delimiter: str, decimal: Decimal, encoding: str, header: bool) -> list[str]:
    said = [f"The cells are parted by a {DELIMITERS.get(delimiter, shown(delimiter))}."]
    if decimal == ",":
        said.append("The decimal mark is a comma.")
    said.append("The first line has the names." if header else "There is no line of names.")
    if encoding == "latin-1":
        said.append("The file is not UTF-8; it was read as Latin-1, so look at accented letters.")
    return said
