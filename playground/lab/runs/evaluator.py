"""How good a network is at a step: loss and accuracy on training and test data, confusion matrix.

A Run records what the optimizer saw: the loss of one batch. What a learner wants to see, the risk
over all data, is computed here from the exact Steps.
"""

# ruff: noqa: N803, N806  (the lecture's names)

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from playground.engine.descent import Step
from playground.engine.networks.backprop import Pass
from playground.engine.networks.fitting import FittingProblem
from playground.engine.networks.histograms import by_layer
from playground.engine.networks.least_squares import is_least_squares
from playground.engine.problem import Array
from playground.engine.stopping import norm
from playground.lab.runs.closed_form import known_solution
from playground.lab.runs.objective import share
from playground.lab.tables.classes import Classes, Confusion

MOST_WORK = 8_000_000
"""About the nanoseconds that one evaluation may take; of more data a sample is looked at."""
ELEMENT_COST = 20
"""What a unit costs for each sample, where a weight costs 1: an exponential and two products."""
FEWEST_ROWS = 200


class Scores(NamedTuple):
    """One set of data at one step: the mean loss without penalty, and how many classes are right
    (None where there are no classes) of so many samples.
    """

    loss: float
    right: int | None
    samples: int
    error: float | None = None
    """The standard error of the loss, where these samples are some of the data."""

    @property
    def accuracy(self) -> float:
        """The share that is right; nan where there are no classes."""
        return np.nan if self.right is None else self.right / self.samples


@dataclass(frozen=True, eq=False)
class Evaluation:
    """A network at one step. `test` is None where there is no test data.

    `penalty` is as it counts beside the risk: of steps that sum over B samples, its B-th part.
    `ratio` is the median |∂R/∂W| of the first layer over that of the last, over all data: where
    it is small, the gradient has vanished on the way back. nan where there is no such number.
    """

    step: int
    train: Scores
    test: Scores | None
    penalty: float
    ratio: float
    apart: Callable[[], float] | None = None
    """How far the exact solution is, where there may be one."""

    @property
    def distance(self) -> float:
        """‖w − w*‖ over all weights and biases; nan where no w* is known, or there are many."""
        return np.nan if self.apart is None else self.apart()

    @property
    def objective(self) -> float:
        """What is minimized: R, the mean loss over the training data, and the penalty."""
        return self.train.loss + self.penalty


class Mistakes(NamedTuple):
    """Samples that are taken for another class: their inputs in rows, and both classes of each."""

    X: Array
    true: NDArray[np.intp]
    predicted: NDArray[np.intp]
    total: int
    """How many there are in all."""


class _Rows(NamedTuple):
    """The samples that are looked at, ready to go through the network again and again."""

    through: Pass
    targets: Array
    true: NDArray[np.intp] | None
    total: int


class Evaluator:
    """Evaluates one problem at any parameters; its arrays are made once. Not for two threads.

    Data that would take too long are sampled, always the same rows: `sampled` says so.
    """

    def __init__(self, problem: FittingProblem, most_work: float = MOST_WORK) -> None:
        self.problem = problem
        self.classes = Classes.of(problem)
        self._solvable = is_least_squares(problem)
        network = problem.network
        cost = network.dimension + ELEMENT_COST * sum(network.sizes[1:])
        self._most = max(int(most_work / cost), FEWEST_ROWS)
        self._last: tuple[Array | None, bool, NDArray[np.intp]] = None, False, np.empty(0, np.intp)
        self._train = self._rows(problem.X, problem.y, problem.data.samples)
        held_out = len(problem.y_test)
        self._test = self._rows(problem.X_test, problem.y_test, held_out) if held_out else None

    @property
    def sampled(self) -> bool:
        """Whether only some of the data are looked at."""
        sets = [rows for rows in (self._train, self._test) if rows is not None]
        return any(len(rows.targets) < rows.total for rows in sets)

    @property
    def has_test(self) -> bool:
        """Whether there is test data."""
        return self._test is not None

    def samples(self, test: bool = False) -> tuple[int, int]:
        """How many samples are looked at, of how many."""
        rows = self._test if test else self._train
        return (len(rows.targets), rows.total) if rows is not None else (0, 0)

    def evaluate(self, step: Step) -> Evaluation:
        """Everything about one Step."""
        problem, theta = self.problem, step.theta
        with np.errstate(all="ignore"):
            train = self._scores(self._train, theta)
            grad = self._gradient(theta)
            test = self._scores(self._test, theta) if self._test is not None else None
            penalty, ratio = problem.penalty(theta) / share(problem), _ratio(grad, problem)
            apart = partial(_distance, problem, theta) if self._solvable else None
            return Evaluation(step.index, train, test, penalty, ratio, apart)

    def gradient(self, theta: Array) -> Array:
        """∇(R + penalty) over all training data that are looked at: of what is minimized."""
        with np.errstate(all="ignore"):
            self._train.through.forward(theta)
            return self._gradient(theta)

    def activations(self, theta: Array) -> Pass:
        """The training data sent forward; overwritten by the next call."""
        with np.errstate(all="ignore"):
            self._train.through.forward(theta)
        return self._train.through

    def confusion(self, theta: Array, test: bool = False) -> Confusion | None:
        """Which classes are taken for which; None for numbers, or without such data."""
        rows = self._test if test else self._train
        if rows is None or rows.true is None or self.classes is None:
            return None
        found = self._taken_for(theta, test)
        count, there = len(self.classes.labels), found >= 0
        places = rows.true[there] * count + found[there]
        counts = np.bincount(places, minlength=count * count).reshape(count, count)
        return Confusion(self.classes.labels, counts, int((~there).sum()))

    def mistakes(self, theta: Array, test: bool = False, most: int = 100) -> Mistakes | None:
        """The first samples that are taken for another class; None for numbers, or without data."""
        rows = self._test if test else self._train
        if rows is None or rows.true is None or self.classes is None:
            return None
        found = self._taken_for(theta, test)
        wrong = np.flatnonzero((found != rows.true) & (found >= 0))
        first = wrong[:most]
        return Mistakes(rows.through.x[first], rows.true[first], found[first], len(wrong))

    def _taken_for(self, theta: Array, test: bool) -> NDArray[np.intp]:
        """The class that each sample is taken for; of the same parameters only once."""
        rows = self._test if test else self._train
        assert rows is not None and self.classes is not None
        before, last, found = self._last
        if before is not theta or last != test:
            with np.errstate(all="ignore"):
                found = self.classes.predicted(rows.through.forward(theta))
            self._last = theta, test, found
        return found

    def predictions(self, theta: Array, test: bool = False) -> tuple[Array, Array] | None:
        """True and predicted values, both (samples, outputs); None without such data."""
        rows = self._test if test else self._train
        if rows is None:
            return None
        with np.errstate(all="ignore"):
            return rows.targets, rows.through.forward(theta).copy()

    def _rows(self, X: Array, y: Array, total: int) -> _Rows:
        if len(X) > self._most:
            chosen = np.sort(np.random.default_rng(0).choice(len(X), self._most, replace=False))
            X, y = X[chosen], y[chosen]
        through = self.problem.network.make_pass(len(X))
        through.x[:] = X
        return _Rows(through, y, self.classes.true(y) if self.classes else None, total)

    def _scores(self, rows: _Rows, theta: Array) -> Scores:
        H = rows.through.forward(theta)
        losses = self.problem.loss.value(H, rows.targets)
        loss, n = float(np.mean(losses)), len(losses)
        error = float(np.std(losses, ddof=1)) / np.sqrt(n) if 1 < n < rows.total else None
        if self.classes is None or rows.true is None:
            return Scores(loss, None, n, error)
        return Scores(loss, int(np.sum(self.classes.predicted(H) == rows.true)), n, error)

    def _gradient(self, theta: Array) -> Array:
        """Backward, after the training data went forward."""
        problem, (through, y, *_) = self.problem, self._train
        problem.loss.derivative(through.output, y, through.dH_da)
        np.divide(through.dH_da, len(y), out=through.dH_da)
        grad = through.backward()
        if problem.penalized:
            grad += problem.penalty_gradient(theta) / share(problem)
        grad[list(problem.frozen)] = 0
        return grad


def _distance(problem: FittingProblem, theta: Array) -> float:
    exact = known_solution(problem)
    if exact is None or not exact.is_unique:
        return np.nan
    return norm(theta - exact.parameters)


def _ratio(grad: Array, problem: FittingProblem) -> float:
    """The median size of the first layer's gradient over the last's."""
    layers = list(by_layer(grad, problem.parts))
    first, last = (float(np.median(np.abs(layer))) for layer in (layers[0], layers[-1]))
    return first / last if last > 0 else np.nan
