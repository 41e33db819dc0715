"""Which rows of a table can be used, and why the others cannot."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from playground.lab.tables.errors import TableError
from playground.lab.tables.raw import RawTable

LACKING, NOT_A_NUMBER = "missing", "not a number"


def usable_rows(
    raw: RawTable, used: Sequence[int], numbers: Sequence[int]
) -> tuple[list[int], dict[str, tuple[int, ...]]]:
    """The rows with all values in the columns used, numbers where there should be some; and the
    lines of the others by the reason.
    """
    lacking = _lacking(raw, used)
    words = np.zeros(len(lacking), dtype=bool)
    for k in numbers:
        words |= np.isnan(raw.columns[k].values)
    words &= ~lacking
    left_out = {LACKING: np.flatnonzero(lacking), NOT_A_NUMBER: np.flatnonzero(words)}
    return np.flatnonzero(~lacking & ~words).tolist(), {
        reason: tuple(raw.lines[row] for row in rows.tolist())
        for reason, rows in left_out.items() if len(rows)
    }


def refuse_missing(raw: RawTable, used: Sequence[int]) -> None:
    """Raise TableError at the first missing value in the columns used, saying how many rows."""
    lacking = np.flatnonzero(_lacking(raw, used))
    if not len(lacking):
        return
    row = int(lacking[0])
    column = next(k for k in used if raw.is_missing(row, k))
    cell = raw.rows[row][column]
    what = f'"{cell}"' if cell else "nothing"
    raise TableError(
        f"a value is missing ({what} stands there); fill it in, or leave out such rows "
        f"({len(lacking):,} of {len(raw.rows):,})", raw.lines[row], column + 1, raw.names[column],
    )


def _lacking(raw: RawTable, used: Sequence[int]) -> NDArray[np.bool_]:
    """Which rows lack a value in the columns used."""
    lacking = np.zeros(len(raw.rows), dtype=bool)
    for k in used:
        lacking |= raw.columns[k].missing
    return lacking
