"""The part of the input plane that is shown: two inputs and their ranges; others stand still."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from playground.engine.dataset import REACH, Data
from playground.engine.fitting import FittingProblem
from playground.engine.landscape import Landscape, Range
from playground.engine.problem import Array

MARGIN = 0.08


def shown_range(values: Array) -> Range:
    """A range for an axis: the datasets' own window if the values fill it, else a bit more than

    what there is.
    """
    finite = values[np.isfinite(values)]
    if not len(finite):
        return -REACH, REACH
    low, high = float(finite.min()), float(finite.max())
    if max(-low, high) <= REACH * 1.001 and high - low > REACH * 0.6:
        return -REACH, REACH
    margin = MARGIN * (high - low) or 1.0
    return low - margin, high + margin


@dataclass(frozen=True)
class Plane:
    """Two inputs (numbers of columns of the data), their ranges, and where all inputs stand."""

    inputs: tuple[int, int]
    window: tuple[Range, Range]
    fixed: tuple[float, ...]

    @classmethod
    def of(cls, data: Data, inputs: tuple[int, int] = (0, 1)) -> Plane:
        """The plane of two inputs that shows all samples; the other inputs at their mean."""
        both = np.concatenate([data.X, data.X_test])
        window = shown_range(both[:, inputs[0]]), shown_range(both[:, inputs[1]])
        return cls(inputs, window, tuple(np.asarray(data.X.mean(axis=0), float).tolist()))

    def landscape(self, problem: FittingProblem, count: int) -> Landscape:
        """A grid over the plane for the problem's network."""
        features = problem.inputs if problem.features else None
        return Landscape(
            problem.network, self.window, count, features, self.inputs, self.fixed
        )
