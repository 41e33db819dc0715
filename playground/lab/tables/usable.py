"""Which rows of a table can be used, and why the others cannot."""

from __future__ import annotations

from collections.abc import Sequence

from playground.lab.tables.errors import TableError
from playground.lab.tables.raw import RawTable

LACKING, NOT_A_NUMBER = "missing", "not a number"


def usable_rows(
    raw: RawTable, used: Sequence[int], numbers: Sequence[int]
) -> tuple[list[int], dict[str, tuple[int, ...]]]:
    """The rows with all values in the columns used, numbers where there should be some; and the

    lines of the others by the reason.
    """
    if raw.values is not None:
        return list(range(len(raw.rows))), {}
    rows: list[int] = []
    left_out: dict[str, list[int]] = {LACKING: [], NOT_A_NUMBER: []}
    for row, line in enumerate(raw.lines):
        if any(raw.is_missing(row, k) for k in used):
            left_out[LACKING].append(line)
        elif not all(_is_number(raw, row, k) for k in numbers):
            left_out[NOT_A_NUMBER].append(line)
        else:
            rows.append(row)
    return rows, {reason: tuple(lines) for reason, lines in left_out.items() if lines}


def refuse_missing(raw: RawTable, used: Sequence[int]) -> None:
    """Raise TableError at the first missing value in the columns used, saying how many rows."""
    lacking = [row for row in range(len(raw.rows)) if any(raw.is_missing(row, k) for k in used)]
    if not lacking:
        return
    row = lacking[0]
    column = next(k for k in used if raw.is_missing(row, k))
    cell = raw.rows[row][column]
    what = f'"{cell}"' if cell else "nothing"
    raise TableError(
        f"a value is missing ({what} stands there); fill it in, or leave out such rows "
        f"({len(lacking):,} of {len(raw.rows):,})", raw.lines[row], column + 1, raw.names[column],
    )


def _is_number(raw: RawTable, row: int, column: int) -> bool:
    try:
        raw.number(row, column)
    except TableError:
        return False
    return True
