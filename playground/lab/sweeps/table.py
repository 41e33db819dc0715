"""A sweep's table, as CSV: written row by row as runs end, and read again to go on."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import TextIO

from playground.lab.documents.disk import FileProblemError, one_line
from playground.lab.sweeps.axis import Axis
from playground.lab.sweeps.outcome import Outcome
from playground.lab.sweeps.sweep import Values


class SweepTable:
    """A file that gets a row for each run when it ends; floats read back exactly."""

    def __init__(self, path: str | Path, axes: Sequence[Axis]) -> None:
        self.path = Path(path)
        self._axes = axes
        self._file: TextIO | None = None

    @property
    def header(self) -> list[str]:
        """The names of the columns."""
        return [*(axis.path for axis in self._axes), *Outcome._fields]

    def done(self) -> dict[Values, Outcome]:
        """What an interrupted sweep has left; raises FileProblemError for another file."""
        try:
            text = self.path.read_text("utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise FileProblemError(one_line(f"{self.path}: {error}")) from None
        rows = list(csv.reader(text.splitlines()))
        if not rows or rows[0] != self.header:
            raise FileProblemError(
                f"{self.path}: is not the table of this sweep; its columns must be "
                f"{', '.join(self.header)}"
            )
        found: dict[Values, Outcome] = {}
        count = len(self._axes)
        for number, row in enumerate(rows[1:], 2):
            try:
                stop, steps, loss, test, evaluations = row[count:]
                values = tuple(float(value) for value in row[:count])
                found[values] = Outcome(
                    stop, int(steps), float(loss), float(test) if test else None, int(evaluations)
                )
            except ValueError:
                if number <= len(rows) - 1:
                    raise FileProblemError(
                        f"{self.path}: line {number} is not a row of a sweep; remove it"
                    ) from None
                break  # the last row was cut off: it is run again
        return found

    def __enter__(self) -> SweepTable:
        try:
            self._file = self.path.open("w", encoding="utf-8", newline="")
        except OSError as error:
            raise FileProblemError(one_line(f"{self.path}: {error}")) from None
        self._write(self.header)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._file is not None:
            self._file.close()

    def append(self, values: Values, found: Outcome) -> None:
        """Write one run's row, to the disk."""
        numbers = ["" if value is None else value for value in found]
        self._write([*map(repr, values), *numbers])

    def _write(self, row: Sequence[object]) -> None:
        if self._file is None:
            return
        try:
            csv.writer(self._file, lineterminator="\n").writerow(row)
            self._file.flush()
        except OSError as error:
            raise FileProblemError(one_line(f"{self.path}: {error}")) from None
