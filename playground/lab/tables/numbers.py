"""Large tables of nothing but numbers, read at once: the cells stay text until one is looked at."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from typing import Any, overload

import numpy as np

from playground.engine.datasets.rows import MANY
from playground.engine.problem import Array
from playground.lab.tables.rows import each_row

AT_ONCE = 50_000  # numbers, some hundredths of a second
REMEMBERED = 100  # rows: a table on screen asks for each cell on its own


class LazyRows(Sequence[tuple[str, ...]]):
    """The rows of a text as cells, taken apart when one is asked for."""

    def __init__(self, lines: Sequence[str], delimiter: str) -> None:
        self._lines, self._delimiter = lines, delimiter
        self._seen: dict[int, tuple[str, ...]] = {}

    def __len__(self) -> int:
        return len(self._lines)

    @overload
    def __getitem__(self, index: int) -> tuple[str, ...]: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[tuple[str, ...], ...]: ...
    def __getitem__(self, index: Any) -> Any:
        if isinstance(index, slice):
            return tuple(self[k] for k in range(*index.indices(len(self))))
        if index not in self._seen:
            if len(self._seen) >= REMEMBERED:
                self._seen.clear()
            self._seen[index] = self._cells(self._lines[index])
        return self._seen[index]

    def _cells(self, line: str) -> tuple[str, ...]:
        return next((cells for _, cells in each_row(line, self._delimiter)), ())


def is_large(text: str, delimiter: str) -> bool:
    """Whether cell by cell would take seconds."""
    marks = text.count(delimiter) if delimiter != " " else len(text) // 4
    return marks + text.count("\n") >= MANY


def numbers_of(text: str, delimiter: str, skip: int) -> tuple[LazyRows, Array] | None:
    """All rows after the first `skip` lines and their numbers, (rows, columns); None where anything
    is not plainly a number.

    Then the cells are looked at one by one, and what is wrong is found and named.
    """
    if '"' in text:
        return None
    lines = text.splitlines()
    while lines and not lines[-1].strip():
        lines.pop()
    lines = lines[skip:]
    if not lines or not all(lines):
        return None
    try:
        values = np.concatenate(list(_parts(lines, None if delimiter == " " else delimiter)))
    except ValueError:
        return None
    if len(values) != len(lines) or not np.isfinite(values).all():
        return None
    return LazyRows(lines, delimiter), values


def _parts(lines: Sequence[str], delimiter: str | None) -> Iterator[Array]:
    """The numbers a few lines at a time: NumPy holds Python's lock, and the window waits for it."""
    columns = len(lines[0].split(delimiter))
    few = max(1, AT_ONCE // columns)
    for first in range(0, len(lines), few):
        text = io.StringIO("\n".join(lines[first : first + few]))
        yield np.loadtxt(text, ndmin=2, comments=None, delimiter=delimiter)
