"""A CSV file as cells: encoding, delimiter, marks, names and other lines found out, and said.

Nothing is guessed silently: what was found is in the RawTable, each can be given instead, and
whatever is wrong is named by its line (as an editor counts) and its column.
"""

from __future__ import annotations

import codecs
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from playground.engine.datasets.table import MOST_ROWS
from playground.engine.streams import generator
from playground.lab.documents.regular_file import NotRegularError, read_regular
from playground.lab.tables.column import plain_columns, read_column
from playground.lab.tables.errors import TableError
from playground.lab.tables.layout import (
    DELIMITERS,
    SAMPLE,
    Layout,
    fitted,
    found_layout,
    has_header,
    index_columns,
    named,
    numbered,
)
from playground.lab.tables.marks import (
    NUMBER,
    Decimal,
    Marks,
    found_marks,
    is_missing,
    is_number,
    numberlike,
)
from playground.lab.tables.numbers import is_large, numbers_of
from playground.lab.tables.raw import Kind, RawTable, number
from playground.lab.tables.rows import Reading, TooManyRowsError, each_row, most_rows
from playground.lab.tables.told import found, left_out, named_lines

MOST_BYTES = 64 * 2**20
MOST_COLUMNS = 1000
AS_FOUND = Reading()


def read_table(path: Path | str, how: Reading = AS_FOUND, **given: Any) -> RawTable:
    """The cells of a file; what is None lets the file decide. Raises TableError."""
    how = replace(how, **given)
    return parse_table(*_text(_content(Path(path)), how.encoding), how)


def _content(path: Path) -> bytes:
    try:
        content = read_regular(path, MOST_BYTES)
    except (OSError, ValueError, NotRegularError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise TableError(f"the file cannot be read: {reason}") from None
    if len(content) > MOST_BYTES:
        raise TableError(
            f"the file is too large; at most {MOST_BYTES // 2**20} MiB can be read. Keep a part of "
            "its rows"
        )
    return content


def _text(content: bytes, encoding: str | None) -> tuple[str, str]:
    if encoding is None:
        return decoded(content)
    try:
        text = content.decode(encoding)
    except (UnicodeError, LookupError):
        raise TableError(
            f"the file cannot be read as {encoding.upper()}; choose another encoding"
        ) from None
    if "\0" in text:
        raise TableError("read like this it is no text; choose another encoding")
    return text, encoding


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
    text: str, encoding: str = "utf-8", how: Reading = AS_FOUND, **given: Any
) -> RawTable:
    """The same for text that was read (or pasted) already."""
    how = replace(how, **given)
    layout = found_layout(text, how)
    if how.keep is None and text.count("\n") > 2 * MOST_ROWS:  # before anything slow is done
        raise _too_long(text, encoding, how, layout)
    if how.keep is None and how.decimal != "," and is_large(text, layout.delimiter):
        large = _large(text, encoding, how, layout)
        if large is not None:
            return large
    rows, said = _kept(text, how, layout)
    table = _table(rows, encoding, how, layout, said)
    if len(table.rows) > MOST_ROWS:
        start = _table(layout.rows(text), encoding, how, layout)
        raise TooManyRowsError(len(table.rows), most_rows(len(table.names)), start)
    return table


Numbered = list[tuple[int, tuple[str, ...]]]


def _table(
    rows: Numbered, encoding: str, how: Reading, layout: Layout, said: tuple[str, ...] = ()
) -> RawTable:
    """The table of these rows, the names among them."""
    if not rows:
        raise TableError("there are no rows of data in it")
    rows, ragged = _even(rows, layout.width)
    cells = [row for _, row in rows]
    header, heading = _heading(cells, how, layout)
    if header and not layout.names:
        rows, cells = rows[1:], cells[1:]
    if not rows:
        raise TableError("there are no rows of data in it, only a line of names")
    width = _width_used(heading, cells)
    if width > MOST_COLUMNS:
        raise TableError(f"there are {width} columns in it; at most {MOST_COLUMNS} can be used")
    if width < layout.width:
        heading, cells = heading[:width], [row[:width] for row in cells]
    names, notes = named(heading) if header else (numbered(width), ())
    lines = tuple(line for line, _ in rows)
    marks, doubt = found_marks(names, cells, lines, layout.delimiter, how.decimal, how.thousands)
    indexes = index_columns(heading, cells) if header else frozenset()
    columns = tuple(read_column((row[k] for row in cells), marks) for k in range(width))
    table = RawTable(
        names, tuple(cells), lines, columns, layout.delimiter, marks, encoding, header, (), None,
        layout.skip, layout.comment, doubt, ragged, indexes,
    )
    notes = (*found(table, layout), *notes, *said, *left_out(ragged, layout.width))
    return replace(table, notes=notes)


def _even(rows: Numbered, width: int) -> tuple[Numbered, tuple[int, ...]]:
    """The rows that have as many cells as most, and the lines of the others.

    The row of names may lack one: R writes no name for the names of the rows, and a delimiter may
    end all rows but this.
    """
    fit = [(line, fitted(row, width)) for line, row in rows]
    first, heading = fit[0]
    if len(heading) == width - 1 and not any(map(numberlike, heading)):
        if not any(row[-1] for _, row in fit[1:] if len(row) == width):
            fit[0] = first, (*heading, "")
        elif width > 2:
            fit[0] = first, ("", *heading)
    even = [(line, row) for line, row in fit if len(row) == width]
    ragged = [(line, row) for line, row in fit if len(row) != width]
    if ragged and (2 * len(ragged) > len(fit) or ragged[0][0] == fit[0][0]):
        line, row = ragged[0]
        other = even[0][0] if even else line
        raise TableError(
            f"has {len(row)} {'cell' if len(row) == 1 else 'cells'}, but line {other} has {width}; "
            "choose another delimiter, or skip the lines before the names", line,
        )
    return even, tuple(line for line, _ in ragged)


def _heading(
    cells: Sequence[tuple[str, ...]], how: Reading, layout: Layout
) -> tuple[bool, tuple[str, ...]]:
    """Whether there are names, and the cells that have them."""
    if layout.names and how.header is not False:
        return True, layout.names
    header = has_header(cells) if how.header is None else how.header
    return header, cells[0]


def _width_used(heading: tuple[str, ...], cells: Sequence[tuple[str, ...]]) -> int:
    """How many columns there are without empty ones at the end: a delimiter may end each line."""
    width = len(heading)
    while width > 1 and not heading[width - 1] and not any(row[width - 1] for row in cells):
        width -= 1
    return width


def _large(text: str, encoding: str, how: Reading, layout: Layout) -> RawTable | None:
    """A large table whose cells are numbers, all of them; None for others."""
    start = layout.rows(text)
    if not start or layout.width > MOST_COLUMNS:
        return None
    if any(len(row) != layout.width for _, row in start):
        return None
    begin = _table(start, encoding, how, layout)
    if begin.marks != Marks() or begin.doubt is not None:
        return None
    plain = layout.delimiter == "," or "." not in text or any(
        "." in cell and not is_number(cell, Marks(",", ".")) for row in begin.rows for cell in row
    )
    if not plain:  # each number with a point may be a thousand times as large
        return None
    at_once = numbers_of(text, layout.delimiter, begin.lines[0] - 1)
    if at_once is None:
        return None
    rows, values = at_once
    if values.shape[1] != len(begin.names):
        return None
    if len(rows) > MOST_ROWS:
        raise TooManyRowsError(len(rows), most_rows(values.shape[1]), begin)
    lines = range(begin.lines[0], begin.lines[0] + len(rows))
    columns = plain_columns(values)
    return replace(begin, rows=rows, values=values, lines=lines, columns=columns)


def numbers_from_text(text: str) -> tuple[tuple[float, ...], ...]:
    """A block of numbers pasted from a spreadsheet, in rows; raises TableError for other text."""
    raw = parse_table(text, header=False, skip=0, comment="")
    raw.check_even()
    if raw.doubt is not None:
        raise raw.doubt.refusal()
    return tuple(
        tuple(number(cell, raw.marks, line, k) for k, cell in enumerate(row, 1))
        for row, line in zip(raw.rows, raw.lines, strict=True)
    )


def _too_long(text: str, encoding: str, how: Reading, layout: Layout) -> TooManyRowsError:
    """The refusal of a text by its lines alone; its line of names is no row."""
    start = _table(layout.rows(text), encoding, how, layout)
    lines = text.count("\n") + (not text.endswith("\n")) - (start.lines[0] - 1)
    return TooManyRowsError(lines, most_rows(len(start.names)), start)


def _kept(text: str, how: Reading, layout: Layout) -> tuple[Numbered, tuple[str, ...]]:
    """The rows that are kept, and a sentence if some are not.

    Rows are counted first and kept in a second pass: a million of them need no room at once.
    """
    cut = layout.delimiter, layout.skip, layout.comment
    if how.keep is None:
        return list(each_row(text, *cut)), ()
    start, _ = _even(layout.rows(text), layout.width)
    has_names = bool(start) and not layout.names and (
        _heading([row for _, row in start], how, layout)[0]
    )
    total = sum(1 for _ in each_row(text, *cut)) - has_names
    most = most_rows(layout.width)
    if total <= most:
        return list(each_row(text, *cut)), ()
    if how.keep.which == "first":
        wanted = set(range(most))
        said = f"Of {total:,} rows the first {most:,} are used."
    else:
        drawn = generator(how.keep.seed, "dataset", 1).choice(total, most, replace=False)
        wanted = set(drawn.tolist())
        said = f"Of {total:,} rows {most:,} are used, drawn at random with seed {how.keep.seed}."
    if has_names:
        wanted = {0, *(k + 1 for k in wanted)}
    return [row for k, row in enumerate(each_row(text, *cut)) if k in wanted], (said,)


__all__ = [
    "DELIMITERS", "MOST_BYTES", "MOST_COLUMNS", "NUMBER", "SAMPLE", "Decimal", "Kind", "Marks",
    "RawTable", "Reading", "decoded", "is_missing", "is_number", "named_lines", "number",
    "numbers_from_text", "parse_table", "read_table",
]
