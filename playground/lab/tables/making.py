"""Files of rows of any length, made or converted in blocks; whoever waits hears how far it is."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from playground.engine.datasets.halves import rows_of_halves
from playground.engine.datasets.linear import rows_of
from playground.engine.problem import Array
from playground.lab.tables.convert import converted
from playground.lab.tables.npy import write_rows
from playground.lab.tables.rows import Reading

Told = Callable[[int], object]
"""Hears how many rows are done; what it raises ends the work, and nothing of the file stays."""
KINDS = {
    "linear": "Linear with noise",
    "halves": "Two classes, sorted",
}


class Wanted(NamedTuple):
    """What is to be made: `rows` of `inputs` numbers and y, of one of KINDS."""

    kind: str
    rows: int
    inputs: int
    noise: float = 0.1
    condition: float = 1.0
    seed: int = 0
    dtype: str = "float32"

    @property
    def columns(self) -> int:
        """How many numbers stand in a row."""
        return self.inputs + 1

    def blocks(self) -> Iterator[Array]:
        """The rows, a block at a time."""
        if self.kind == "halves":
            return rows_of_halves(self.seed, self.rows, self.inputs, self.noise)
        return rows_of(self.seed, self.rows, self.inputs, self.noise, self.condition)


class Converted(NamedTuple):
    """What became of a table: rows written, their columns, and why how many were left out."""

    rows: int
    columns: tuple[str, ...]
    left_out: dict[str, int]


def make_rows(path: str | Path, wanted: Wanted, told: Told | None = None) -> int:
    """Write them; returns how many. Raises FileProblemError, before writing for too little space.

    The same numbers as the dataset of that name and seed has.
    """
    blocks = _counted(wanted.blocks(), told)
    return write_rows(path, blocks, wanted.columns, wanted.dtype, wanted.rows)


def convert_rows(
    table: str | Path, path: str | Path, how: Reading, dtype: str, told: Told | None = None
) -> Converted:
    """Write a table's numbers; raises TableError for the table, FileProblemError for the file."""
    with converted(table, how) as found:
        blocks = _counted(found.blocks(), told)
        rows = write_rows(path, blocks, len(found.columns), dtype)
        return Converted(rows, found.columns, dict(found.left_out))


def _counted(blocks: Iterable[Array], told: Told | None) -> Iterator[Array]:
    done = 0
    for block in blocks:
        yield block
        done += len(block)
        if told:
            told(done)
