"""The exact solution beside a run: what is minimized, at the place where it is least."""

from __future__ import annotations

from typing import NamedTuple

from playground.engine.networks.fitting import FittingProblem
from playground.engine.networks.least_squares import is_least_squares, least_squares
from playground.engine.problem import Array, Problem
from playground.lab.runs.objective import objective_at, share

MOST_NUMBERS = 10_000_000
"""Numbers in a file that are all read without being asked for."""


class ClosedForm(NamedTuple):
    """Where R + penalty is least, flat; its value there; the condition number of its Hessian."""

    parameters: Array
    loss: float
    condition: float


def closed_form(problem: Problem, every_row: bool = False) -> ClosedForm | None:
    """Of one linear layer with a square loss; None for others.

    Reads all of a file; None for a large one, unless that is wanted.
    """
    if not isinstance(problem, FittingProblem) or not is_least_squares(problem):
        return None
    data = problem.data
    numbers = data.samples * (data.X.shape[1] + data.y.shape[1])
    if data.source is not None and numbers > MOST_NUMBERS and not every_row:
        return None
    found = least_squares(problem, problem.l2 / share(problem))
    if found is None:
        return None
    if data.source is None:
        loss = objective_at(problem, found.parameters)[0].total
    else:
        loss, _ = problem.full_risk_and_grad(found.parameters)
        loss -= (1 - 1 / share(problem)) * problem.penalty(found.parameters)
    return ClosedForm(found.parameters, loss, found.condition)
