"""Inputs that are the pixels of a picture, row by row: known by the names of their columns."""

from __future__ import annotations

import re
from collections.abc import Sequence
from math import isqrt

LEAST = 16
"""Fewer pixels than 4 by 4 are no picture to look at."""
_PLACED = re.compile(r"(?:row )?(\d+)(?:, column |x|_)(\d+)")
_COUNTED = re.compile(r"(?:pixel|px|pix)[ _]?(\d+)", re.IGNORECASE)


def picture_shape(names: Sequence[str]) -> tuple[int, int] | None:
    """Rows and columns of the picture that columns of these names are; None where they are none.

    "row 1, column 1", ..., "1x1", ..., or "pixel0", "pixel1", ... (then it is a square).
    """
    placed = [_PLACED.match(name) for name in names]
    if len(names) >= LEAST and all(placed):
        at = [(int(found[1]), int(found[2])) for found in placed if found]
        (row, column), (last_row, last_column) = at[0], at[-1]
        rows, columns = range(row, last_row + 1), range(column, last_column + 1)
        in_order = at == [(i, j) for i in rows for j in columns]
        return (len(rows), len(columns)) if in_order else None
    counted = [_COUNTED.match(name) for name in names]
    if len(names) >= LEAST and all(counted):
        side = isqrt(len(names))
        numbers = [int(found[1]) for found in counted if found]
        if side * side == len(names) and numbers == list(range(numbers[0], numbers[0] + side**2)):
            return side, side
    return None
