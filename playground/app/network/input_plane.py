"""The part of the input plane that is shown: two inputs and their ranges; others stand still."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from playground.engine.dataset import REACH, Data
from playground.engine.networks.fitting import FittingProblem
from playground.engine.networks.landscape import Landscape, Range
from playground.engine.problem import Array

MARGIN = 0.08
ENOUGH = 1000
"""Rows, taken evenly, that tell how much an input varies."""


def shown_range(values: Array) -> Range:
    """A range for an axis: a bit more than what there is."""
    if not len(values):
        return -REACH, REACH
    low, high = float(values.min()), float(values.max())
    margin = MARGIN * (high - low) or max(1.0, abs(high))
    return low - margin, high + margin


def drawn_data(data: Data) -> bool:
    """Whether this looks like one of the datasets that are drawn in their own window.

    They reach far to both sides of 0; numbers of one's own from 1 to 4 do not.
    """
    if data.column_names or not len(data.X):
        return False
    nearer = min(-data.X.min(), data.X.max())
    return bool(0.55 * REACH < np.abs(data.X).max() <= 1.05 * REACH and nearer > 0.3 * REACH)


def telling_inputs(X: Array) -> tuple[int, int]:  # noqa: N803
    """The first two inputs that vary as much as the others do: a pixel that is always white
    tells nothing.
    """
    if X.shape[1] < 2:
        return 0, 0
    spread = X[:: len(X) // ENOUGH + 1].std(axis=0)
    varied = np.flatnonzero(spread >= 0.6 * spread.max())
    if len(varied) < 2:
        varied = np.sort(np.argsort(-spread, kind="stable")[:2])
    return int(varied[0]), int(varied[1])


@dataclass(frozen=True)
class Plane:
    """Two inputs (numbers of columns of the data), their ranges, and where all inputs stand."""

    inputs: tuple[int, int]
    window: tuple[Range, Range]
    fixed: tuple[float, ...]

    @classmethod
    def of(cls, data: Data, inputs: tuple[int, int] = (0, 1)) -> Plane:
        """The plane of two inputs that shows all samples; the other inputs at their mean."""
        window = (-REACH, REACH), (-REACH, REACH)
        if not drawn_data(data):
            across, up = (np.concatenate([data.X[:, k], data.X_test[:, k]]) for k in inputs)
            window = shown_range(across), shown_range(up)
        return cls(inputs, window, tuple(np.asarray(data.X.mean(axis=0), float).tolist()))

    def landscape(self, problem: FittingProblem, count: int) -> Landscape:
        """A grid over the plane for the problem's network."""
        features = problem.inputs if problem.features else None
        return Landscape(
            problem.network, self.window, count, features, self.inputs, self.fixed
        )
