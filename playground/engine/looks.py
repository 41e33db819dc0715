"""Looks at all the data every so often: what a rule for noisy steps goes by.

A batch's numbers may be short by luck. Here the gradient of the risk and the risk on the test data
are taken at some of the steps, a pure function of their parameters.
"""

from __future__ import annotations

from array import array
from math import inf, isfinite, nan
from typing import NamedTuple

from playground.engine.data_problem import DataProblem
from playground.engine.problem import Array, Problem

OFTEN, SELDOM = 10, 1000


def look_every(problem: Problem) -> int:
    """How many steps lie between two looks: an epoch, but at least 10 steps and at most 1,000."""
    return min(max(problem.steps_per_epoch, OFTEN), SELDOM)


class Best(NamedTuple):
    """The step at which the test risk was least, and what it was there."""

    step: int
    test_risk: float


class Looks:
    """What was seen so far; look k was at step k · `every`."""

    def __init__(self, every: int) -> None:
        self.every = every
        self.slopes, self.tests = array("d"), array("d")
        self._best = -1

    def take(self, problem: Problem, theta: Array, slope: float) -> None:
        """Look at the next such step, at theta, shape (dimension,).

        `slope` is the length of the step's own gradient.
        """
        test = nan
        if not (problem.sees_risk if isinstance(problem, DataProblem) else problem.sees_all):
            gradient = problem.risk_and_grad(theta)[1]
            slope = float(gradient @ gradient) ** 0.5
        if isinstance(problem, DataProblem):
            found = problem.test_risk(theta)
            test = nan if found is None else found
        self.slopes.append(slope)
        self.tests.append(test)
        least = self.tests[self._best] if self._best >= 0 else inf
        if isfinite(test) and test < least:
            self._best = len(self.tests) - 1

    @property
    def slope(self) -> float:
        """‖∇R‖ at the last look (with a penalty, of R + penalty); on a surface ‖∇f‖."""
        return self.slopes[-1] if self.slopes else inf

    @property
    def best(self) -> Best | None:
        """None without test data."""
        if self._best < 0:
            return None
        return Best(self._best * self.every, self.tests[self._best])

    @property
    def since_best(self) -> int:
        """How many looks in a row have not found a lower test risk."""
        return len(self.tests) - 1 - self._best if self._best >= 0 else 0

    def until(self, step: int) -> Looks:
        """A copy of the past up to and including a step."""
        past = Looks(self.every)
        count = step // self.every + 1
        past.slopes, past.tests = self.slopes[:count], self.tests[:count]
        for k, test in enumerate(past.tests):
            if isfinite(test) and (past._best < 0 or test < past.tests[past._best]):
                past._best = k
        return past
