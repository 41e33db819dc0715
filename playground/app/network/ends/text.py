"""What is said of the ends of runs and of the lines between them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from playground.app.text.numbers import count, number
from playground.lab.landscapes.ends import Ends

EMPTY = (
    "Two or more runners whose networks have one shape are compared here: the risk where each "
    "ends, and whether a ridge lies between them. “Seeds” in Training makes several at once."
)
WAITING = "The ends are compared as soon as no run moves on."
TOO_LARGE = "These networks and their data are too large to walk every line between their ends."
LOOK = "Click to see that line under the loss surface."
FLAT = 0.01
"""Of the higher end's risk: a barrier that is lower is none to speak of."""


def cell_text(ends: Ends, row: int, column: int) -> str:
    """The risk of a row (column −1), or the barrier between two ends."""
    if column < 0:
        return number(float(ends.risk[row]), 3)
    if row == column:
        return "–"
    value = float(ends.barrier[row, column])
    return "…" if np.isnan(value) else number(value, 3)


def cell_tip(ends: Ends, labels: Sequence[str], row: int, column: int) -> str:
    """The same in a sentence."""
    if column < 0:
        return f"{labels[row]} ends at R = {number(float(ends.risk[row]))}."
    if row == column:
        return ""
    value, between = float(ends.barrier[row, column]), f"{labels[row]} and {labels[column]}"
    if np.isnan(value):
        return f"The line between {between} has not been walked, or an end of it is not finite."
    if not _is_barrier(ends, row, column):
        return f"No barrier on the straight line between {between}. {LOOK}"
    return (
        f"Between {between} the straight line rises by {number(value)} above the higher end, at "
        f"{number(100 * float(ends.place[row, column]), 2)} % of the way. {LOOK}"
    )


def caption(ends: Ends) -> str:
    """What the table shows, and how many pairs have no barrier."""
    size = len(ends.risk)
    pairs = [(i, j) for i in range(size) for j in range(i) if not np.isnan(ends.barrier[i, j])]
    total = size * (size - 1) // 2
    if len(pairs) < total and np.isfinite(ends.risk).all():
        return f"R at each end; walked {len(pairs)} of {count(total, 'line')} between them …"
    free = sum(not _is_barrier(ends, i, j) for i, j in pairs)
    said = f"R at each end; then how much higher the straight line between two ends gets: {free} "
    return said + (
        f"of {count(len(pairs), 'pair')} without a barrier. A barrier may be due to the order of "
        "hidden nodes alone."
    )


def _is_barrier(ends: Ends, row: int, column: int) -> bool:
    higher = max(abs(float(ends.risk[row])), abs(float(ends.risk[column])))
    return float(ends.barrier[row, column]) > FLAT * higher
