"""The exact solution beside a run: what is minimized, at the place where it is least."""

from __future__ import annotations

from collections.abc import Callable
from math import inf
from typing import NamedTuple
from weakref import WeakKeyDictionary

import numpy as np

from playground.engine.networks.fitting import FittingProblem
from playground.engine.networks.least_squares import is_least_squares, least_squares
from playground.engine.problem import Array, Problem, RowsError
from playground.lab.runs.objective import objective_at, share

MOST_NUMBERS = 10_000_000
"""Numbers in a file that are all read without being asked for."""
MOST_WORK = 100_000_000
"""Products that a solution may take that nobody asked for: some hundredths of a second."""


class ClosedForm(NamedTuple):
    """Where R + penalty is least, flat; its value there; the condition number of its Hessian."""

    parameters: Array
    loss: float
    condition: float


class Exact(NamedTuple):
    """The exact solution with what its bowl says of descent: all that a panel or a map needs."""

    parameters: Array
    """w*, flat: where the star stands. Where `is_unique` is not, the shortest of many."""
    loss: float
    """R + penalty there: less is not to be had."""
    curvatures: Array
    """Eigenvalues of the Hessian of what is minimized, the largest first."""
    condition: float
    """κ = λmax / λmin; inf where a direction does not matter."""
    design_condition: float
    """cond(X) of the inputs with the column of ones; κ is its square where there is no penalty."""
    root: Array
    """See `LeastSquares`."""

    def excess(self, theta: Array) -> float:
        """R + penalty at theta, shape (dimension,), above what it is at w*: over all data."""
        away = (theta - self.parameters).reshape(self.root.shape[1], -1)
        return float(np.sum((self.root @ away) ** 2))

    @property
    def is_unique(self) -> bool:
        """Whether there is one lowest point."""
        return self.condition < inf

    @property
    def largest_rate(self) -> float:
        """2/λmax: gradient descent on the mean over all data is stable below it."""
        return 2 / float(self.curvatures[0])

    @property
    def best_rate(self) -> float | None:
        """2/(λmax + λmin), at which its slowest direction shrinks most; None without a least."""
        if not self.is_unique:
            return None
        return 2 / float(self.curvatures[0] + self.curvatures[-1])

    @property
    def best_factor(self) -> float | None:
        """(κ − 1)/(κ + 1): by so much the distance shrinks at each step then, at worst."""
        return (self.condition - 1) / (self.condition + 1) if self.is_unique else None


_known: WeakKeyDictionary[FittingProblem, Exact | None] = WeakKeyDictionary()


def exact_solution(
    problem: Problem, told: Callable[[int], object] | None = None
) -> Exact | None:
    """The exact solution of a problem, however long it takes; None where there is none.

    It is one linear layer with a square loss and no L1. `told` hears how many rows are done, in
    two passes over a file, and may raise to end the work. For any thread: the problem's own arrays
    are left alone.
    """
    if not isinstance(problem, FittingProblem):
        return None
    found = least_squares(problem, problem.l2 / share(problem), told)
    if found is None:
        return None
    rows = problem.data.samples
    again = None if told is None else lambda done: told(rows + done)
    return Exact(
        found.parameters, _least(problem, found.parameters, again), found.curvatures,
        found.condition, found.design_condition, found.root,
    )


def remember(problem: FittingProblem, exact: Exact | None) -> None:
    """Let `known_solution` answer what was found beside the window."""
    _known[problem] = exact


def known_solution(problem: Problem) -> Exact | None:
    """The same where it takes no time, or was found before; else None."""
    if not isinstance(problem, FittingProblem) or not is_least_squares(problem):
        return None
    if problem not in _known:
        if not is_quick(problem):
            return None
        try:
            _known[problem] = exact_solution(problem)
        except RowsError:  # a row is not finite, or not there any more
            _known[problem] = None
    return _known[problem]


def is_quick(problem: FittingProblem) -> bool:
    """Whether the solution may be found without being asked for."""
    data = problem.data
    columns = problem.X.shape[1] + 1
    large = data.source is not None and data.samples * columns > MOST_NUMBERS // 10
    return not large and data.samples * columns**2 <= MOST_WORK


def _least(
    problem: FittingProblem, theta: Array, told: Callable[[int], object] | None = None
) -> float:
    """R + penalty over all data, a file's too."""
    if problem.data.source is None:
        return objective_at(problem.twin(), theta)[0].total
    loss, _ = problem.twin().full_risk_and_grad(theta, told)
    return loss - (1 - 1 / share(problem)) * problem.penalty(theta)


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
    return ClosedForm(found.parameters, _least(problem, found.parameters), found.condition)
