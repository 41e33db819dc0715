"""The rows of a text one after the other, and what can be wrong with them."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from playground.engine.datasets.table import MOST_CELLS, MOST_ROWS
from playground.lab.tables.errors import TableError

if TYPE_CHECKING:
    from playground.lab.tables.raw import RawTable


class TooManyRowsError(TableError):
    """A table with more rows than can be used: one may `Keep` so many of them."""

    def __init__(self, rows: int, most: int = MOST_ROWS, start: RawTable | None = None) -> None:
        super().__init__(
            f"there are {rows:,} rows in it; at most {most:,} can be used. Keep a part of them"
        )
        self.rows, self.most = rows, most
        self.start = start
        """The first rows, as they would be read."""


@dataclass(frozen=True)
class Keep:
    """Which rows of a table that has too many: the first, or some that the seed draws."""

    which: Literal["first", "random"]
    seed: int = 0


@dataclass(frozen=True)
class Reading:
    """How a person says that a table is to be read; None is as found out."""

    delimiter: str | None = None
    decimal: Literal[".", ","] | None = None
    thousands: str | None = None
    """The mark between each three digits; "" for none."""
    encoding: str | None = None
    header: bool | None = None
    skip: int | None = None
    """How many lines come before the names or the data."""
    comment: str | None = None
    """What a line begins with that is no row; "" for nothing."""
    keep: Keep | None = None
    """Which rows, where there are too many; None refuses them."""


def most_rows(columns: int) -> int:
    """How many rows of so many columns can be used."""
    return max(1, min(MOST_ROWS, MOST_CELLS // max(columns, 1)))


class _Lines:
    """The lines of a text that are rows, for the reader of cells; `began` is the row's first."""

    def __init__(self, text: str, skip: int, comment: str) -> None:
        self._numbered = enumerate(io.StringIO(text, newline=""), 1)
        self._skip, self._comment = skip, comment
        self.began: int | None = None
        self.line = 0

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        for line, text in self._numbered:
            self.line = line
            if line <= self._skip:
                continue
            if self.began is None:
                if self._comment and text.lstrip().startswith(self._comment):
                    continue
                self.began = line
            return text
        raise StopIteration


def each_row(
    text: str, delimiter: str, skip: int = 0, comment: str = ""
) -> Iterator[tuple[int, tuple[str, ...]]]:
    """The line on which each row begins, and its cells without the blanks around them.

    The first `skip` lines are none, nor are lines that begin with the comment sign.
    """
    lines = _Lines(text, skip, comment)
    rows: Iterator[list[str]] = map(_words, lines) if delimiter == " " else (
        csv.reader(lines, delimiter=delimiter, skipinitialspace=True)
    )
    try:
        for cells in rows:
            began, lines.began = lines.began, None
            if began is not None and any(cell.strip() for cell in cells):
                yield began, tuple(cell.strip() for cell in cells)
    except csv.Error as error:
        raise TableError(f"this line cannot be read: {error}", lines.line) from None


def _words(line: str) -> list[str]:
    """What blanks part, however many there are; in quotes they part nothing."""
    if '"' not in line:
        return line.split()
    return next(csv.reader([line.strip()], delimiter=" ", skipinitialspace=True), [])
