"""What was found out about a table, in sentences."""

from __future__ import annotations

from collections.abc import Sequence

from playground.engine.parameters import shown
from playground.lab.tables.layout import DELIMITERS, Layout
from playground.lab.tables.marks import THOUSANDS, Marks, is_number
from playground.lab.tables.raw import RawTable


def found(table: RawTable, layout: Layout) -> list[str]:
    said = [
        f"The cells are parted by a {DELIMITERS.get(table.delimiter, shown(table.delimiter))}."
    ]
    if table.decimal == ",":
        said.append("The decimal mark is a comma.")
    if table.thousands:
        said.append(f"The thousands mark is {_a(THOUSANDS[table.thousands])}{_example(table)}.")
    if table.skip:
        said.append(
            "The first line is skipped." if table.skip == 1 else
            f"The first {table.skip} lines are skipped."
        )
    if layout.names and table.header:
        said.append("The names stand in a comment.")
    elif table.header and table.skip:
        said.append("The line after that has the names.")
    else:
        said.append("The first line has the names." if table.header else "There is no line of "
                    "names.")
    said += [
        f"{table.names[k]} is in {unit}: the number is taken as it is written."
        for k, unit in enumerate(table.units) if unit
    ]
    if table.encoding == "latin-1":
        said.append("The file is not UTF-8; it was read as Latin-1, so look at accented letters.")
    return said


def _a(word: str) -> str:
    return f"an {word}" if word[0] in "aeiou" else f"a {word}"


def left_out(ragged: Sequence[int], width: int) -> tuple[str, ...]:
    """How many rows are left out for their number of cells, and where."""
    if not ragged:
        return ()
    where = f"line {ragged[0]}" if len(ragged) == 1 else f"{named_lines(ragged)}"
    rows = "1 row is" if len(ragged) == 1 else f"{len(ragged):,} rows are"
    return (f"{rows} left out for not having {width} cells ({where}).",)


def named_lines(lines: Sequence[int]) -> str:
    """Some of the lines by their numbers."""
    more = ", …" if len(lines) > 5 else ""
    return f"line{'s' if len(lines) > 1 else ''} {', '.join(map(str, lines[:5]))}{more}"


def _example(table: RawTable) -> str:
    """A cell with a thousands mark, and the number that it is."""
    plain = Marks(table.decimal)
    for row in table.rows:
        for cell in row:
            value = table.read(cell)
            if value is not None and not is_number(cell, plain):
                return f': "{cell}" is {value:.12g}'
    return ""
