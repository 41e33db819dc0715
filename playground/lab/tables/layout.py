"""What stands around the rows of a table: other lines before them, comments, names, the delimiter.

All of it is found out from the first lines, and each part can be said instead.
"""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice, pairwise

from playground.lab.tables.errors import TableError
from playground.lab.tables.marks import is_missing, numberlike
from playground.lab.tables.rows import Reading, each_row

SAMPLE = 100
DELIMITERS = {";": "semicolon", "\t": "tab", ",": "comma", "|": "bar", " ": "space"}
COMMENTS = ("#", "%", "//")
_EXCEL = re.compile(r'"?sep=(.)"?\s*', re.IGNORECASE)
Cells = tuple[str, ...]


@dataclass(frozen=True)
class Layout:
    """How the rows are cut out of a text, and how many cells most of them have."""

    delimiter: str
    skip: int
    comment: str
    width: int
    names: Cells = ()
    """Names that stand in a comment."""

    def rows(self, text: str) -> list[tuple[int, Cells]]:
        """The first rows, each with its line."""
        return list(islice(each_row(text, self.delimiter, self.skip, self.comment), SAMPLE))


def found_layout(text: str, how: Reading) -> Layout:
    """The layout, as far as it was not said."""
    lines = list(islice(io.StringIO(text, newline=""), 2 * SAMPLE))
    skip, delimiter = how.skip, how.delimiter
    excel = _EXCEL.fullmatch(lines[0].rstrip("\r\n")) if lines else None
    if excel is not None and (skip or 1) == 1:
        skip, delimiter = 1, delimiter or excel[1]
    comment = _comment(lines[skip or 0 :]) if how.comment is None else how.comment
    sample = "".join(lines)
    delimiter = delimiter or _delimiter(sample, skip or 0, comment)
    rows = Layout(delimiter, skip or 0, comment, 0).rows(sample)
    width = _width([row for _, row in rows])
    if skip is None:
        skip = _titles(rows, width)
        rows = [(line, row) for line, row in rows if line > skip]
    names = _comment_names(lines[skip:], comment, delimiter, width)
    return Layout(delimiter, skip, comment, width, names)


def fitted(row: Cells, width: int) -> Cells:
    """A row without empty cells too many."""
    if len(row) > width and not any(row[width:]):
        return row[:width]
    return row


def has_header(rows: Sequence[Cells]) -> bool:
    """Whether the first row has names: words above numbers, or words that do not come again, or
    numbers that only count the columns (0, 1, 2, ... or 1990, 1991, ...).
    """
    first, rest = rows[0], [row for row in rows[1:SAMPLE] if len(row) == len(rows[0])]
    if all(is_missing(cell) for cell in first):
        return False
    if any(numberlike(cell) for cell in first):
        return _counts(first, rest) or _stands_above_numbers(first, rest)
    numbers_below = any(numberlike(cell) for row in rest for cell in row)
    again = any(row[k] == cell for row in rest for k, cell in enumerate(first))
    return numbers_below or not again


def _counts(first: Cells, rest: Sequence[Cells]) -> bool:
    """Whether the numbers of a row go on by 1, and do not merely begin rows that do."""
    places = [k for k, cell in enumerate(first) if cell.isascii() and cell.isdigit()]
    if len(places) < 2 or any(numberlike(cell) for k, cell in enumerate(first) if k not in places):
        return False
    values = [int(first[k]) for k in places]
    if any(b != a + 1 for a, b in pairwise(values)):
        return False
    if places == list(range(1, len(first))) and (not first[0] or values[0] >= 1000):
        return True  # an empty corner, or a name, and then the columns' numbers or years
    below = [row[k] for row in rest for k in places]
    fractions = sum(not cell.lstrip("+-−").isdigit() for cell in below if numberlike(cell))
    return values[0] in (0, 1) and 2 * fractions > len(below)


def _stands_above_numbers(first: Cells, rest: Sequence[Cells]) -> bool:
    """Whether words stand above columns that are all numbers."""
    for k, cell in enumerate(first):
        below = [row[k] for row in rest if not is_missing(row[k], among_numbers=True)]
        word = not numberlike(cell) and not is_missing(cell, among_numbers=True)
        if word and len(below) > 1 and all(map(numberlike, below)):
            return True
    return False


def named(cells: Sequence[str]) -> tuple[Cells, tuple[str, ...]]:
    """Names that are not empty and differ, and what had to be done for that."""
    wanted = [" ".join(cell.split())[:60] or f"column {k}" for k, cell in enumerate(cells, 1)]
    taken, next_number = set(wanted), dict.fromkeys(wanted, 1)
    names: list[str] = []
    changed: dict[str, list[int]] = {}
    for k, name in enumerate(wanted, 1):
        candidate = name
        if next_number[name] > 1:
            while candidate in taken:
                candidate = f"{name} {next_number[name]}"
                next_number[name] += 1
            taken.add(candidate)
            changed.setdefault(name, []).append(k)
        else:
            next_number[name] = 2
        names.append(candidate)
    return tuple(names), tuple(_said_twice(name, k, names) for name, k in changed.items())


def numbered(count: int) -> Cells:
    """Names for columns without any."""
    return tuple(f"column {k}" for k in range(1, count + 1))


def _said_twice(name: str, columns: Sequence[int], names: Sequence[str]) -> str:
    if len(columns) == 1:
        k = columns[0]
        return f"Two columns are called {name}; column {k} is now {names[k - 1]}."
    first, last = names[columns[0] - 1], names[columns[-1] - 1]
    return (
        f"{len(columns) + 1:,} columns are called {name}; all but one are now {first} to {last}."
    )


def _comment(lines: Sequence[str]) -> str:
    """The sign that the first lines begin with, if most others do not."""
    filled = [line.lstrip() for line in lines if line.strip()]
    for sign in COMMENTS:
        with_it = sum(line.startswith(sign) for line in filled)
        if filled and filled[0].startswith(sign) and 2 * with_it <= len(filled):
            return sign
        # A few comments further down, before which there is a blank.
        among = sum(line.startswith(f"{sign} ") for line in filled)
        if sign != "%" and 0 < 4 * among < len(filled):
            return sign
    return ""


def _comment_names(lines: Sequence[str], comment: str, delimiter: str, width: int) -> Cells:
    """The words of the last comment before the first row, if there is one for each column."""
    found: Cells = ()
    for line in lines:
        text = line.strip()
        if not text:
            continue
        if not comment or not text.startswith(comment):
            break
        text = text.removeprefix(comment).strip()
        for mark in (delimiter, " ", ",", "\t", ";"):
            words = next((row for _, row in each_row(text, mark)), ())
            if len(words) == width > 1 and not any(map(numberlike, words)):
                found = words
                break
    return found


def _titles(rows: Sequence[tuple[int, Cells]], width: int) -> int:
    """How many lines come before the first row that is as wide as most: titles, authors, dates.

    A row of names may lack the name of the column of row names, as R writes it.
    """
    for k, (line, row) in enumerate(rows):
        filled = sum(map(bool, row))
        lacks_one = len(row) == width - 1 >= 1 and width > 2 and k + 1 < len(rows) and (
            len(rows[k + 1][1]) == width and any(map(numberlike, rows[k + 1][1][1:]))
        )
        as_wide = len(fitted(row, width)) == width and (filled > 1 or width < 3)
        if as_wide or lacks_one or width < 2 or any(numberlike(cell) for cell in row):
            return line - 1 if k else 0
    return 0


def _width(rows: Sequence[Cells]) -> int:
    """How many cells most rows have; of two such numbers the first."""
    widths = [len(row) for row in rows]
    return max(dict.fromkeys(widths), key=widths.count, default=0)


def _delimiter(sample: str, skip: int, comment: str) -> str:
    """The one that gives rows of equal length, with as many numbers as can be."""
    best, best_score = ",", (0, 0.0, 0)
    for delimiter in DELIMITERS:
        try:
            rows = [row for _, row in each_row(sample, delimiter, skip, comment)][:SAMPLE]
        except TableError:
            continue
        usual = _width(rows)
        if usual < 2:
            continue
        even = round(10 * sum(len(row) == usual for row in rows) / len(rows))
        cells = [cell for row in rows[len(rows) > 1 :] for cell in row]  # without the names
        numeric = sum(numberlike(c) or is_missing(c, among_numbers=True) for c in cells)
        # Between separators that part the rows evenly: the one that leaves numbers whole.
        score = (even, round(numeric / len(cells), 2), -usual)
        if score > best_score and (delimiter != " " or numeric * 2 > len(cells)):
            best, best_score = delimiter, score
    return best


def index_columns(cells: Sequence[str], rows: Sequence[Cells]) -> frozenset[int]:
    """The columns that only number the rows: an empty first name, or what pandas makes of it."""
    found = {k for k, cell in enumerate(cells) if _UNNAMED.fullmatch(cell)}
    if cells and not cells[0] and len(cells) > 1 and rows:
        found.add(0)
    return frozenset(found)


_UNNAMED = re.compile(r"unnamed: ?\d+(_level_\d+)?|level_\d+|__index_level_\d+__", re.IGNORECASE)

__all__ = [
    "COMMENTS", "DELIMITERS", "SAMPLE", "Layout", "fitted", "found_layout", "has_header",
    "index_columns", "named", "numbered",
]
