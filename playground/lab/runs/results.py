"""What came of a run: the numbers that the table of results and `playground run --json` share."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from playground.engine.data_problem import DataProblem
from playground.engine.problem import Array, Problem, of_kind


class Quality(NamedTuple):
    """How good parameters are. `risk` is f on a surface; of a network the mean loss over all the
    training data, without a penalty. The others are None where they mean nothing: without test
    data, where there are no classes to get right, and on a surface.
    """

    risk: float
    test_risk: float | None = None
    accuracy: float | None = None
    test_accuracy: float | None = None
    risk_error: float | None = None
    """The standard error of the risk where that is an estimate on some of the training data."""


def quality(problem: Problem, theta: Array) -> Quality:
    """How good a problem's parameters are, over all its data.

    Reads the problem and changes nothing in it, so another thread may ask too.
    """
    with np.errstate(all="ignore"):
        if isinstance(problem, DataProblem):
            return _of_data(problem, theta)
        return Quality(float(problem.loss_and_grad(theta)[0]))


def samples_seen(problem: Problem, steps: int) -> int | None:
    """How many samples so many updates have seen, counted each time; None on a surface."""
    return problem.batches.seen(steps) if isinstance(problem, DataProblem) else None


def _of_data(problem: DataProblem, theta: Array) -> Quality:
    # Brings networks: not for every start of a surface.
    from playground.engine.networks.fitting import FittingProblem
    from playground.lab.tables.classes import Classes

    fitted = of_kind(problem, FittingProblem)
    classes = Classes.of(fitted)

    def of(inputs: Array, targets: Array) -> tuple[float, float | None]:
        outputs = fitted.network.predict(theta, inputs)
        loss = float(np.mean(fitted.loss.value(outputs, targets)))
        if classes is None:
            return loss, None
        right = classes.predicted(outputs) == classes.true(targets)
        return loss, float(np.mean(right))

    train = of(fitted.X, fitted.y)
    test = of(fitted.X_test, fitted.y_test) if len(fitted.y_test) else (None, None)
    error = fitted.risk_standard_error(theta) if fitted.is_estimated else None
    return Quality(train[0], test[0], train[1], test[1], error)
