"""A table of any length as rows of numbers, in one pass: only a block of it is in memory.

How it is to be read is found out from its first lines, as for any table; whatever follows is read
in that way, and rows that cannot be are counted by the reason.
"""

from __future__ import annotations

import codecs
import io
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import chain, islice
from pathlib import Path
from typing import TextIO

import numpy as np

from playground.engine.problem import Array
from playground.lab.documents.regular_file import open_regular
from playground.lab.tables.column import read_column
from playground.lab.tables.errors import TableError
from playground.lab.tables.marks import Marks
from playground.lab.tables.numbers import numbers_of
from playground.lab.tables.raw import RawTable
from playground.lab.tables.roles import suggested_roles
from playground.lab.tables.rows import Reading, each_row
from playground.lab.tables.text import decoded, parse_table
from playground.lab.tables.usable import LACKING, NOT_A_NUMBER

HEAD_LINES = 2000
LINES, MOST_CHARACTERS = 5000, 2**24
"""Of a block; a quoted cell may make it longer, up to so many characters."""
RAGGED = "another number of cells"
_SAMPLE = 2**16


class Conversion:
    """A table on its way: `columns` names what is kept, the target last. `blocks` once."""

    def __init__(self, lines: Iterator[str], encoding: str, how: Reading) -> None:
        head = "".join(islice(lines, HEAD_LINES))
        self._raw = raw = parse_table(head, encoding, how)
        if raw.doubt is not None:
            raise TableError(f"{raw.doubt.refusal()}: --decimal . or --decimal ,")
        self._used = _used(raw)
        self.columns = tuple(raw.names[k] for k in self._used)
        self.left_out: Counter[str] = Counter()
        began = raw.lines[0] - 1
        self._lines = islice(chain(io.StringIO(head, newline=""), lines), began, None)
        self._began = began

    def blocks(self) -> Iterator[Array]:
        """The rows that can be used, a block at a time, each of shape (rows, columns)."""
        line, any_rows = self._began, False
        for text in _texts(self._lines):
            try:
                values = self._values(text)
            except TableError as error:
                place = None if error.line is None else error.line + line
                raise TableError(error.sentence, place, error.column, error.name) from None
            line += text.count("\n")
            any_rows |= len(values) > 0
            yield values
        if not any_rows:
            raise TableError("no row of it can be used: in each one a number is missing")

    def _values(self, text: str) -> Array:
        raw, width = self._raw, len(self._raw.names)
        if raw.marks == Marks() and not raw.comment:
            at_once = numbers_of(text, raw.delimiter, 0)
            if at_once is not None and at_once[1].shape[1] == width:
                return at_once[1][:, self._used]
        rows = [cells for _, cells in each_row(text, raw.delimiter, 0, raw.comment)]
        even = [row[:width] for row in rows if len(row) >= width and not any(row[width:])]
        if len(even) < len(rows):
            self.left_out[RAGGED] += len(rows) - len(even)
        columns = [read_column((row[k] for row in even), raw.marks) for k in self._used]
        values = np.column_stack([column.values for column in columns])
        lacking = np.any([column.missing for column in columns], axis=0)
        wrong = np.isnan(values).any(axis=1) & ~lacking
        for reason, found in ((LACKING, lacking), (NOT_A_NUMBER, wrong)):
            if found.any():
                self.left_out[reason] += int(found.sum())
        return np.asarray(values[~lacking & ~wrong])


@contextmanager
def converted(path: str | Path, how: Reading) -> Iterator[Conversion]:
    """A table's file, open to be converted; raises TableError."""
    encoding = how.encoding or ""
    try:
        if encoding:
            codecs.lookup(encoding)
    except LookupError:
        raise TableError(f"there is no encoding {encoding}; choose another one") from None
    try:
        with open_regular(path) as file:
            encoding = encoding or _encoding(file.read(_SAMPLE))
            file.seek(0)
            with io.TextIOWrapper(file, encoding, newline="") as text:
                yield Conversion(_lines(text), encoding, how)
    except UnicodeDecodeError:
        raise TableError(
            f"not all of the file can be read as {encoding.upper()}; say --encoding latin-1, or "
            "which one it is"
        ) from None
    except OSError as error:
        raise TableError(f"the file cannot be read: {error.strerror or error}") from None


def _encoding(sample: bytes) -> str:
    """The encoding of a file that begins like this."""
    if sample.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    return decoded(sample[: sample.rfind(b"\n") + 1] or sample)[1]


def _lines(text: TextIO) -> Iterator[str]:
    while line := text.readline(MOST_CHARACTERS):
        if len(line) == MOST_CHARACTERS:
            raise TableError(f"a line has more than {MOST_CHARACTERS:,} signs; this is no table")
        yield line


def _used(raw: RawTable) -> list[int]:
    """Which columns are kept, the target last; raises TableError for words."""
    roles = suggested_roles(raw)
    inputs = [k for k, role in enumerate(roles) if role == "input"]
    target = roles.index("target")
    if raw.kinds[target] == "text":
        raise TableError(
            "holds words, and the file is to hold numbers; write a number for each class",
            None, target + 1, raw.names[target],
        )
    if not inputs:
        raise TableError("no column of it is an input: it takes numbers besides the target")
    return [*inputs, target]


def _texts(lines: Iterator[str]) -> Iterator[str]:
    """Blocks of whole lines, none of which ends inside a quoted cell."""
    while block := list(islice(lines, LINES)):
        quotes, size = sum(line.count('"') for line in block), sum(map(len, block))
        while quotes % 2 and size < MOST_CHARACTERS and (more := next(lines, "")):
            block.append(more)
            quotes, size = quotes + more.count('"'), size + len(more)
        yield "".join(block)
