"""The evaluations of a run: at any step on demand, and at a growing set of steps for a chart."""

from __future__ import annotations

from bisect import insort
from collections.abc import Iterator
from time import perf_counter

import numpy as np

from playground.engine.descent import Step, follow
from playground.engine.networks.fitting import FittingProblem
from playground.engine.problem import RowsError, of_kind
from playground.lab.runs.evaluator import Evaluation, Evaluator
from playground.lab.runs.run import Run

POINTS = 200


class Evaluations:
    """Evaluations of a run at about `points` evenly spaced steps, made a little at a time.

    `work(deadline)` adds to them; the spacing is a power of two that doubles as the run grows, so
    that most of them lie on the history's keyframes. Between keyframes the run is replayed here,
    apart from the run's own cache, which belongs to who looks at the cursor.
    """

    def __init__(self, run: Run, points: int = POINTS) -> None:
        self.run, self.points = run, points
        self.evaluator = Evaluator(of_kind(run.problem, FittingProblem))
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

        True if nothing is left to do for what is recorded by now, or nothing can be done: where
        steps have to be made again whose data cannot be had any more.
        """
        if not self.exists or self._done == self.run.last:
            return True
        if self._jobs is None:
            self._jobs, self._began = self._work(self.run.last == self._seen), self.run.last
            self._seen = self.run.last
        try:
            with np.errstate(all="ignore"):
                for _ in self._jobs:
                    if perf_counter() >= deadline:
                        return False
        except RowsError:
            self._jobs = None
            return True
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
