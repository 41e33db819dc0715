"""Every step of a run as a table: CSV with floats that read back exactly, or NPZ arrays."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from math import nan
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from playground.engine.problem import Array
from playground.engine.stopping import Seen
from playground.lab.documents.disk import FileProblemError, write_atomically

if TYPE_CHECKING:
    from playground.engine.networks.fitting import FittingProblem

SUFFIXES = (".csv", ".npz")
ALL_DATA = 2**62
"""The work that an evaluation may take: nothing is estimated in a table."""
SCORES = ("risk", "test_risk", "accuracy", "test_accuracy")
"""What a network is worth at a step, over all its data and without the penalty."""


class Trace:
    """Collects what is seen of one run; a row for each step from 0.

    `loss_of` says of what its losses and gradients are; see `Problem.loss_of`. `scored`: a
    network's problem, of which every step's `SCORES` are collected too; NaN where there is no test
    data, or there are no classes.
    """

    def __init__(
        self, label: str, loss_of: str = "", scored: FittingProblem | None = None
    ) -> None:
        self.label, self.loss_of = label, loss_of
        self.rows: list[tuple[int, float, float, float]] = []
        self.points: list[Array] = []
        self.scores: list[tuple[float, ...]] | None = None if scored is None else []
        self._evaluator = None
        if scored is not None:
            from playground.lab.runs.evaluator import Evaluator  # a surface's table needs none

            self._evaluator = Evaluator(scored, most_work=ALL_DATA)

    def append(self, seen: Seen) -> None:
        """Add the next step."""
        step = seen.step
        self.rows.append((step.index, step.loss, seen.step_length, seen.gradient_norm))
        self.points.append(step.theta)
        if self._evaluator is not None and self.scores is not None:
            found = self._evaluator.evaluate(step)
            sets = (found.train, found.test)
            self.scores.append((
                *(nan if scores is None else scores.loss for scores in sets),
                *(nan if scores is None else scores.accuracy for scores in sets),
            ))


def check_suffix(path: str | Path) -> None:
    """Raises FileProblemError unless the name ends in .csv or .npz."""
    if Path(path).suffix.lower() not in SUFFIXES:
        raise FileProblemError(f"{path}: a trace is written as {' or '.join(SUFFIXES)}")


def write_traces(path: str | Path, traces: Sequence[Trace]) -> None:
    """Write all traces to one file, atomically; raises FileProblemError."""
    check_suffix(path)
    writer = _write_npz if Path(path).suffix.lower() == ".npz" else _write_csv
    write_atomically(path, lambda file: writer(file, traces))


def _write_csv(file: IO[bytes], traces: Sequence[Trace]) -> None:
    text = io.TextIOWrapper(file, encoding="utf-8", newline="", write_through=True)
    width = max((len(point) for trace in traces for point in trace.points[:1]), default=0)
    table = csv.writer(text, lineterminator="\n")
    names = [f"p{i}" for i in range(width)]
    scores = SCORES if any(trace.scores is not None for trace in traces) else ()
    said = any(trace.loss_of for trace in traces)
    names += ["loss_of"] if said else []  # behind the others, which programs count on
    table.writerow(["run", "step", "loss", "step_length", "gradient_norm", *scores, *names])
    for trace in traces:
        table.writerows(_csv_rows(trace, scores, width if said else None))
    text.flush()
    text.detach()


def _csv_rows(
    trace: Trace, scores: Sequence[str], width: int | None
) -> Iterable[list[object]]:
    """Floats that read back exactly; an empty cell where there is no such score.

    With a width, points are filled up to it and `loss_of` stands behind them.
    """
    nothing = [(nan,) * len(scores)] * len(trace.rows)
    scored = trace.scores if scores and trace.scores is not None else nothing
    for row, found, point in zip(trace.rows, scored, trace.points, strict=True):
        behind = [] if width is None else [""] * (width - len(point)) + [trace.loss_of]
        yield [
            trace.label, row[0], *map(repr, map(float, row[1:])),
            *("" if value != value else repr(float(value)) for value in found),
            *map(repr, point.tolist()), *behind,
        ]


def _write_npz(file: IO[bytes], traces: Sequence[Trace]) -> None:
    arrays: dict[str, NDArray[Any]] = {}
    for trace in traces:
        table = np.array(trace.rows, dtype=float).reshape(-1, 4)
        label = trace.label
        arrays[f"{label}/theta"] = np.array(trace.points)
        arrays[f"{label}/loss"] = table[:, 1]
        arrays[f"{label}/step_length"] = table[:, 2]
        arrays[f"{label}/gradient_norm"] = table[:, 3]
        if trace.loss_of:
            arrays[f"{label}/loss_of"] = np.array(trace.loss_of)
        if trace.scores is not None:
            scores = np.array(trace.scores, dtype=float).reshape(-1, len(SCORES))
            for k, name in enumerate(SCORES):
                arrays[f"{label}/{name}"] = scores[:, k]
    np.savez_compressed(file, **arrays)  # type: ignore[arg-type]
