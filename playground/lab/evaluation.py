"""How good a network is at a step: loss and accuracy on training and test data, confusion matrix.

A Run records what the optimizer saw: the loss of one batch. What a learner wants to see, the risk
over all data, is computed here from the exact Steps: at any one of them on demand, and at a
growing set of them a little at a time, for a chart.
"""

# ruff: noqa: N803, N806  (the lecture's names)

from __future__ import annotations

from bisect import insort
from collections.abc import Iterator
from dataclasses import dataclass
from time import perf_counter
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from playground.engine.backprop import Pass
from playground.engine.descent import Step, follow
from playground.engine.fitting import FittingProblem
from playground.engine.histograms import by_layer
from playground.engine.problem import Array
from playground.lab.run import Run

MOST_WORK = 8_000_000
"""About the nanoseconds that one evaluation may take; of more data a sample is looked at."""
ELEMENT_COST = 20
"""What a unit costs for each sample, where a weight costs 1: an exponential and two products."""
FEWEST_ROWS = 200
POINTS = 200


class Scores(NamedTuple):
    """One set of data at one step: the mean loss without penalty, and how many classes are right

    (None where there are no classes) of so many samples.
    """

    loss: float
    right: int | None
    samples: int

    @property
    def accuracy(self) -> float:
        """The share that is right; nan where there are no classes."""
        return np.nan if self.right is None else self.right / self.samples


@dataclass(frozen=True, eq=False)
class Evaluation:
    """A network at one step. `test` is None where there is no test data.

    `ratio` is the median |∂R/∂W| of the first layer over that of the last, over all data: where
    it is small, the first layers hardly learn. nan where there is no such number.
    """

    step: int
    train: Scores
    test: Scores | None
    penalty: float
    ratio: float

    @property
    def risk(self) -> float:
        """What is minimized: the mean loss over the training data and the penalty."""
        return self.train.loss + self.penalty


class Classes(NamedTuple):
    """How the outputs of a problem name classes; `one` if there is one output for two classes."""

    labels: tuple[str, ...]
    one: bool

    @classmethod
    def of(cls, problem: FittingProblem) -> Classes | None:
        """None where the labels are numbers."""
        data, kind, outputs = problem.data, problem.loss.labels, problem.network.sizes[-1]
        if data.classes:
            return cls(data.class_labels, outputs == 1)
        if kind == "bits" and outputs == 1:
            return cls(("0", "1"), True)
        if kind == "one_hot":
            return cls(tuple(str(k) for k in range(outputs)), False)
        return None

    def predicted(self, H: Array) -> NDArray[np.intp]:
        """The class of each row of outputs; −1 where they are not finite.

        One output is above 0 for the second class: the labels are −1 and +1, or H is the log of
        the odds. Of several outputs the largest wins.
        """
        found = (H[:, 0] > 0).astype(np.intp) if self.one else H.argmax(axis=1)
        return np.where(np.isfinite(H).all(axis=1), found, -1)

    def true(self, targets: Array) -> NDArray[np.intp]:
        """The class of each row of targets, as the loss has them."""
        return (targets[:, 0] > 0).astype(np.intp) if self.one else targets.argmax(axis=1)


class Confusion(NamedTuple):
    """`counts[true, predicted]`; `lost` samples have outputs that are not finite."""

    labels: tuple[str, ...]
    counts: NDArray[np.int64]
    lost: int

    @property
    def samples(self) -> int:
        """How many samples were looked at."""
        return int(self.counts.sum()) + self.lost

    @property
    def right(self) -> int:
        """How many are on the diagonal."""
        return int(np.trace(self.counts))


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
        network = problem.network
        cost = network.dimension + ELEMENT_COST * sum(network.sizes[1:])
        self._most = max(int(most_work / cost), FEWEST_ROWS)
        self._train = self._rows(problem.X, problem.y)
        self._test = self._rows(problem.X_test, problem.y_test) if len(problem.y_test) else None

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
        theta = step.theta
        with np.errstate(all="ignore"):
            train = self._scores(self._train, theta)
            grad = self._gradient(theta)
            test = self._scores(self._test, theta) if self._test is not None else None
            return Evaluation(step.index, train, test, self._penalty(theta), _ratio(grad, self))

    def gradient(self, theta: Array) -> Array:
        """∇R over all training data that are looked at, with the penalty's."""
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
        with np.errstate(all="ignore"):
            found = self.classes.predicted(rows.through.forward(theta))
        count, there = len(self.classes.labels), found >= 0
        places = rows.true[there] * count + found[there]
        counts = np.bincount(places, minlength=count * count).reshape(count, count)
        return Confusion(self.classes.labels, counts, int((~there).sum()))

    def predictions(self, theta: Array, test: bool = False) -> tuple[Array, Array] | None:
        """True and predicted values, both (samples, outputs); None without such data."""
        rows = self._test if test else self._train
        if rows is None:
            return None
        with np.errstate(all="ignore"):
            return rows.targets, rows.through.forward(theta).copy()

    def _rows(self, X: Array, y: Array) -> _Rows:
        total = len(X)
        if total > self._most:
            chosen = np.sort(np.random.default_rng(0).choice(total, self._most, replace=False))
            X, y = X[chosen], y[chosen]
        through = self.problem.network.make_pass(len(X))
        through.x[:] = X
        return _Rows(through, y, self.classes.true(y) if self.classes else None, total)

    def _scores(self, rows: _Rows, theta: Array) -> Scores:
        H = rows.through.forward(theta)
        loss = float(np.mean(self.problem.loss.value(H, rows.targets)))
        if self.classes is None or rows.true is None:
            return Scores(loss, None, len(H))
        return Scores(loss, int(np.sum(self.classes.predicted(H) == rows.true)), len(H))

    def _gradient(self, theta: Array) -> Array:
        """Backward, after the training data went forward."""
        problem, (through, y, *_) = self.problem, self._train
        problem.loss.derivative(through.output, y, through.dH_da)
        np.divide(through.dH_da, len(y), out=through.dH_da)
        grad = through.backward()
        if problem.l1 or problem.l2:
            for part in problem.parts[::2]:
                w = theta[part.slice]
                grad[part.slice] += problem.l1 * np.sign(w) + problem.l2 * w
        grad[list(problem.frozen)] = 0
        return grad

    def _penalty(self, theta: Array) -> float:
        problem = self.problem
        if not (problem.l1 or problem.l2):
            return 0.0
        weights = [theta[part.slice] for part in problem.parts[::2]]
        return float(sum(
            problem.l1 * np.abs(w).sum() + problem.l2 / 2 * float(w @ w) for w in weights
        ))


def _ratio(grad: Array, evaluator: Evaluator) -> float:
    """The median size of the first layer's gradient over the last's."""
    layers = list(by_layer(grad, evaluator.problem.parts))
    first, last = (float(np.median(np.abs(layer))) for layer in (layers[0], layers[-1]))
    return first / last if last > 0 else np.nan


class Evaluations:
    """Evaluations of a run at about `points` evenly spaced steps, made a little at a time.

    `work(deadline)` adds to them; the spacing is a power of two that doubles as the run grows, so
    that most of them lie on the history's keyframes. Between keyframes the run is replayed here,
    apart from the run's own cache, which belongs to who looks at the cursor.
    """

    def __init__(self, run: Run, points: int = POINTS) -> None:
        assert isinstance(run.problem, FittingProblem)
        self.run, self.points = run, points
        self.evaluator = Evaluator(run.problem)
        self.version = 0
        self._known: dict[int, Evaluation] = {}
        self._order: list[int] = []
        self._jobs: Iterator[None] | None = None
        self._began = self._done = -1
        self._seen = -1

    @property
    def spacing(self) -> int:
        """How many steps lie between two evaluations."""
        return 1 << max(-(-self.run.last // self.points) - 1, 0).bit_length()

    @property
    def steps(self) -> list[int]:
        """The steps that have been evaluated, in order."""
        return self._order

    @property
    def all(self) -> list[Evaluation]:
        """What has been evaluated, in the order of the steps."""
        return [self._known[step] for step in self._order]

    @property
    def exists(self) -> bool:
        """Whether there is anything to evaluate: not so where the start is not finite."""
        return len(self.run.columns.steps) > 0

    def known(self, step: int) -> Evaluation | None:
        """The evaluation at a step, if it was made."""
        return self._known.get(step)

    def at(self, step: int) -> Evaluation | None:
        """The exact evaluation at a step, made now if need be; None beyond what is recorded."""
        found = self._known.get(step)
        if found is None and self.exists and 0 <= step <= self.run.last:
            found = self._add(self.run[step])
        return found

    def work(self, deadline: float) -> bool:
        """Evaluate until `deadline` (time.perf_counter seconds), at least a bit of it.

        True if nothing is left to do for what is recorded by now.
        """
        if not self.exists or self._done == self.run.last:
            return True
        if self._jobs is None:
            self._jobs, self._began = self._work(self.run.last == self._seen), self.run.last
            self._seen = self.run.last
        with np.errstate(all="ignore"):
            for _ in self._jobs:
                if perf_counter() >= deadline:
                    return False
        self._jobs = None
        if self._began == self.run.last and self._complete:
            self._done = self._began
        return self._done == self.run.last

    @property
    def _complete(self) -> bool:
        last, spacing = self.run.last, self.spacing
        return last in self._known and all(k in self._known for k in range(0, last + 1, spacing))

    def _work(self, settled: bool) -> Iterator[None]:
        """What is missing, coarse first; pauses after every evaluation and every replayed step.

        A block that is still being recorded is left for when the run is at rest or has ended.
        """
        run, history = self.run, self.run.history
        for k in range(0, run.last + 1, max(self.spacing, history.stride)):
            if k not in self._known and (step := history.keyframe(k)).index == k:
                self._take(step)
                yield
        settled = settled or run.stop is not None
        if run.last not in self._known and settled:
            self._take(run[run.last])
            yield
        last, stride, spacing = run.last, history.stride, self.spacing
        for k in range(0, last + 1, stride):
            if k + stride <= last or settled:
                yield from self._replay(k, range(k + spacing, min(k + stride, last + 1), spacing))

    def _replay(self, begin: int, steps: range) -> Iterator[None]:
        """Walk once more from a keyframe on, to the last of the steps that are missing."""
        missing = [step for step in steps if step not in self._known]
        if not missing:
            return
        for step in follow(self.run.problem, self.run.plan, self.run.history.keyframe(begin)):
            if step.index in steps:
                self._take(step)
            yield
            if step.index >= missing[-1]:
                return

    def _take(self, step: Step) -> None:
        if step.index not in self._known:
            self._add(step)

    def _add(self, step: Step) -> Evaluation:
        found = self._known[step.index] = self.evaluator.evaluate(step)
        insort(self._order, step.index)
        self.version += 1
        if len(self._order) > 3 * self.points:
            self._thin(step.index)
        return found

    def _thin(self, newest: int) -> None:
        """Forget what lies between the places of the present spacing."""
        spacing = self.spacing
        self._order = [k for k in self._order if k % spacing == 0 or k == newest]
        self._known = {k: self._known[k] for k in self._order}


__all__ = ["Classes", "Confusion", "Evaluation", "Evaluations", "Evaluator", "Scores"]
