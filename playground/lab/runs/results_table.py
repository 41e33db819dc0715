"""The table of results: which columns there are, who is on top, and the table as text."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from playground.lab.documents.disk import write_atomically
from playground.lab.runs.results import Quality

Value = str | int | float | None


class Column(NamedTuple):
    """A column: its name in files, its head, what it says, and which way is better.

    `best` is −1 where the least wins, +1 where the most does and 0 where nobody does. A column
    that is `optional` is left out where no row has anything in it.
    """

    name: str
    head: str
    help: str
    best: int = 0
    optional: bool = False
    text: bool = False
    """Whether words stand in it, and no numbers."""


LABEL = Column("label", "Runner", "Who ran.", text=True)
RULE = Column(
    "rule", "Rule", "The optimizer, with the setting that one speaks of first.", text=True
)
STOP = Column("stop", "Stop", "How the run ended, or where it is.", text=True)
STEPS = Column("steps", "Steps", "How many updates were made.", -1)
SEEN = Column(
    "samples_seen", "Samples seen",
    "How many samples these updates have seen, each counted every time: what training cost.", -1,
)
EVALUATIONS = Column(
    "gradient_evaluations", "Gradients",
    "How many gradients (of single samples, for a network) were computed, those of a search or of "
    "a sharpness-aware step included.", -1, True,
)
HEIGHT = Column("f", "f", "The height of the surface where the runner is.", -1)
SLOPE = Column("gradient_norm", "‖∇f‖", "The length of the gradient there: 0 on level ground.", -1)
X = Column("x", "x", "Where the runner is.")
Y = Column("y", "y", "Where the runner is.")
RISK = Column(
    "risk", "Risk R", "The mean loss over all the training data, without a penalty.", -1
)
ERROR = Column(
    "risk_standard_error", "± of R",
    "The standard error of R, which is an estimate on some rows of a file. R of all rows lies "
    "within twice that, 19 times of 20.", 0, True,
)
TEST = Column(
    "test_risk", "Test risk", "The mean loss over the test data, which training never saw.", -1,
    True,
)
RIGHT = Column(
    "accuracy", "Accuracy", "The share of the training data whose class is right.", 1, True
)
TEST_RIGHT = Column(
    "test_accuracy", "Test accuracy", "The share of the test data whose class is right.", 1, True
)

SURFACE = (LABEL, HEIGHT, STEPS, SLOPE, EVALUATIONS, STOP, RULE, X, Y)
NETWORK = (LABEL, RISK, ERROR, TEST, RIGHT, TEST_RIGHT, STEPS, SEEN, EVALUATIONS, STOP, RULE)
FILED = (
    LABEL, RULE, STOP, STEPS, SEEN, EVALUATIONS, RISK, ERROR, TEST, RIGHT, TEST_RIGHT, HEIGHT,
    SLOPE, X, Y,
)
"""The order of the columns on screen, numbers first, and in files."""


class Row(NamedTuple):
    """What came of one runner: its colour, and its values by the columns' names."""

    slot: int
    values: dict[str, Value]


def network_values(found: Quality) -> dict[str, Value]:
    """The columns that say how good a network is."""
    return {
        RISK.name: found.risk, ERROR.name: found.risk_error, TEST.name: found.test_risk,
        RIGHT.name: found.accuracy, TEST_RIGHT.name: found.test_accuracy,
    }


def columns_of(rows: Sequence[Row], columns: Sequence[Column]) -> tuple[Column, ...]:
    """The columns without those that are empty in every row."""
    return tuple(
        column for column in columns
        if not column.optional or any(row.values.get(column.name) is not None for row in rows)
    )


def order(rows: Sequence[Row], column: Column, best_first: bool = True) -> list[int]:
    """The places of the rows, the best (or first by the alphabet) on top, or the other way round.

    Who has no finite number stands last in both: nobody wins by running away.
    """
    there = [k for k, row in enumerate(rows) if _is_there(row.values.get(column.name))]
    missing = [k for k in range(len(rows)) if k not in there]
    sign = 1 if column.best == 1 else -1

    def key(k: int) -> tuple[float, str]:
        value = rows[k].values[column.name]
        if isinstance(value, str):
            return 0.0, value.casefold()
        return -sign * float(value or 0), ""

    ranked = sorted(there, key=key)
    return (ranked if best_first else ranked[::-1]) + missing


def winner(rows: Sequence[Row], column: Column) -> int | None:
    """The place of the row that wins by a column; None where nobody does."""
    if not column.best or len(rows) < 2:
        return None
    first = order(rows, column)[0]
    return first if _is_there(rows[first].values.get(column.name)) else None


def as_text(rows: Sequence[Row], columns: Sequence[Column], separator: str = "\t") -> str:
    """Head and rows with every digit, for a spreadsheet; nothing where there is no number."""
    file = io.StringIO()
    table = csv.writer(file, delimiter=separator, lineterminator="\n")
    table.writerow([column.name for column in columns])
    for row in rows:
        table.writerow([_written(row.values.get(column.name)) for column in columns])
    return file.getvalue()


def write_table(path: str | Path, rows: Sequence[Row], columns: Sequence[Column]) -> None:
    """Write them as CSV, whole or not at all; raises FileProblemError."""
    text = as_text(rows, columns, ",").encode()
    write_atomically(path, lambda file: file.write(text))


def _written(value: Value) -> str:
    if value is None:
        return ""
    return repr(value) if isinstance(value, float) else " ".join(str(value).split())


def _is_there(value: Value) -> bool:
    return value is not None and (not isinstance(value, float) or math.isfinite(value))
