"""The rows of a text one after the other, and what can be wrong with them."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from playground.engine.datasets.table import MOST_CELLS, MOST_ROWS


class TableError(ValueError):
    """A table that cannot be used; `line` and `column` count from 1, where there is a place."""

    def __init__(
        self, sentence: str, line: int | None = None, column: int | None = None, name: str = ""
    ) -> None:
        place = [] if line is None else [f"line {line}"]
        if column is not None:
            place.append(f"column {column}" + (f" ({name})" if name else ""))
        super().__init__(f"{', '.join(place)}: {sentence}" if place else sentence)
        self.line, self.column = line, column


class TooManyRowsError(TableError):
    """A table with more rows than can be used: one may `Keep` so many of them."""

    def __init__(self, rows: int, most: int = MOST_ROWS) -> None:
        super().__init__(
            f"there are {rows:,} rows in it; at most {most:,} can be used. Keep a part of them"
        )
        self.rows, self.most = rows, most


@dataclass(frozen=True)
class Keep:
    """Which rows of a table that has too many: the first, or some that the seed draws."""

    which: Literal["first", "random"]
    seed: int = 0


def most_rows(columns: int) -> int:
    """How many rows of so many columns can be used."""
    return max(1, min(MOST_ROWS, MOST_CELLS // max(columns, 1)))


def each_row(text: str, delimiter: str) -> Iterator[tuple[int, tuple[str, ...]]]:
    """The line on which each row begins, and its cells without the blanks around them."""
    if delimiter == " ":
        for line, words in enumerate((line.split() for line in text.splitlines()), 1):
            if words:
                yield line, tuple(words)
        return
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, skipinitialspace=True)
    line = 1
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                yield line, tuple(cell.strip() for cell in cells)
            line = reader.line_num + 1
    except csv.Error as error:
        raise TableError(f"this line cannot be read: {error}", reader.line_num) from None
