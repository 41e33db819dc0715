"""A Run: one optimizer's walk on one problem, recorded, and exact at every step."""

from __future__ import annotations

from collections.abc import Iterator
from math import inf, nan
from time import perf_counter

import numpy as np

from playground.engine.descent import (
    Plan,
    Step,
    arrows_at,
    at_step,
    carried,
    explained,
    first_step,
    optimizer_at,
    sketched,
    update,
)
from playground.engine.ground import Ground
from playground.engine.looks import Looks, look_every
from playground.engine.optimizer import Line, Optimizer
from playground.engine.problem import Array, Problem, UnfinishedError
from playground.engine.sketch import Arrow, Direction, Sketch, profile
from playground.engine.stopping import Stop, StopRules, Walk, norm
from playground.lab.runs.history import DEFAULT_BUDGET, Columns, History, step_bytes
from playground.lab.runs.replay import Replay


class Run:
    """Grows on demand (`ensure`), is read by index (`run[i]`) and forks (`branch`).

    The same recipe always gives the same steps, bit for bit, whether a step is reached forwards,
    backwards or after a jump: what is not remembered is replayed from a keyframe.

    Where a single step takes long (`Problem.takes_long`), the first gradient is only computed by
    `ensure`, a part of it at every deadline; until it has `begun`, loss and gradient are nan.
    """

    def __init__(
        self,
        problem: Problem,
        plan: Plan | Optimizer,
        start: Array | None = None,
        rules: StopRules | None = None,
        budget: int = DEFAULT_BUDGET,
    ) -> None:
        self.problem = problem
        self.plan: Plan = ((0, plan),) if isinstance(plan, Optimizer) else plan
        self.rules = rules or StopRules()
        self.looks = Looks(look_every(problem))
        """What rules for noisy steps have seen of all the data, if there are any."""
        self.begun: bool
        """Whether the first gradient is there."""
        self.history = History(problem.dimension, budget, problem.takes_long)
        theta = np.array(problem.start() if start is None else start, dtype=float)
        if problem.takes_long:
            nothing = np.full(theta.shape, np.nan)
            self._set_out(Step(0, theta, np.nan, nothing, self.plan[0][1].init(theta)), None)
            return
        with np.errstate(all="ignore"):
            first = first_step(problem, self.plan[0][1], theta)
        self._begin(first)
        self.ensure(0)

    def _begin(self, step: Step, resumed: float | None = None) -> None:
        """Walk from a step on; `resumed` is how long the step to it was, if it is recorded."""
        walk = Walk(self.problem, self.plan, self.rules, step, resumed, self.looks)
        self._set_out(step, walk, resumed)

    def _set_out(self, step: Step, walk: Walk | None, length: float | None = None) -> None:
        """A walk from a step that one of this length led to; without one nobody walks yet."""
        self.begun = walk is not None
        self._last, self._walk, self._length = step, walk, length
        self._recorded = -1 if length is None else step.index
        self._block: list[Step] = []
        self._sketched: tuple[int, Sketch] | None = None
        self._replay: Replay | None = None
        self._seconds = float(self.history.seconds_at(step.index))

    @property
    def last(self) -> int:
        """The index of the last recorded step."""
        return self._last.index

    @property
    def stop(self) -> Stop | None:
        """Why the run ended; None while it can go on."""
        return self._walk.stop if self._walk is not None else None

    @property
    def columns(self) -> Columns:
        """The recorded columns: steps, loss, gradient norm, step length, path."""
        return self.history.columns

    @property
    def nbytes(self) -> int:
        """About how much memory the recorded steps take, without the problem."""
        replayed = len(self._block) * step_bytes(self._last)
        return self.history.nbytes + replayed

    def ensure(self, index: int, deadline: float | None = None) -> bool:
        """Record steps until `index` is there or the run has ended; True if nothing is left to do.

        With a `deadline` (time.perf_counter seconds) it gives up there, but never before it has
        made one step, or a part of one that takes long. Raises RowsError where rows cannot be
        fetched; all that is recorded stays, and the next call tries again.
        """
        problem = self.problem
        if problem.takes_long and deadline is not None:
            problem.enough = lambda: perf_counter() >= deadline
        try:
            with np.errstate(all="ignore"):
                if not self.begun:
                    self._begin(first_step(problem, self.plan[0][1], self._last.theta))
                if self._recorded < index and not self.stop:
                    self._record(index, deadline)
        except UnfinishedError:
            pass
        finally:
            problem.enough = None
        return self.stop is not None or self._recorded >= index

    def _record(self, index: int, deadline: float | None) -> None:
        append, walk, clock = self.history.append, self._walk, perf_counter
        rate = None if self._is_constant else self._rate_of
        if rate is None:
            self.history.use_rate(self._rate_of(self._last))
        assert walk is not None
        before = clock()
        try:
            for seen in walk:
                self._seconds += clock() - before
                append(seen, self._seconds, rate and rate(seen.step))
                self._last, self._length = seen.step, seen.step_length
                if self._last.index >= index:
                    break
                before = clock()  # what remembers a step is not a part of computing it
                if deadline is not None and before >= deadline:
                    break
        except BaseException:  # a walk that raised is over: another one goes on from here
            if self._length is not None:
                self._recorded = self._last.index
                length = self._length if self._last.index else inf  # no step led to the start
                self._walk = Walk(
                    self.problem, self.plan, self.rules, self._last, length, self.looks
                )
            self._seconds += clock() - before  # a part of a step is kept, and counts
            raise
        self._recorded = self._last.index

    def __getitem__(self, index: int) -> Step:
        """The whole Step at `index`, exact; raises IndexError beyond what is recorded."""
        if index == self._last.index:
            return self._last
        if not 0 <= index < self._last.index:
            raise IndexError(f"step {index} of a run recorded from 0 to {self._last.index}")
        self.ready(index)
        return self._block[index - self._block[0].index]

    def ready(self, index: int, deadline: float | None = None) -> bool:
        """Have the Step at `index` at hand, replaying what is not remembered; True if it is.

        With a `deadline` (time.perf_counter seconds) it gives up there; the next call goes on.
        """
        block = self._block
        if index >= self._last.index or (block and block[0].index <= index <= block[-1].index):
            return True
        if self._replay is None or not self._replay.covers(index):
            self._replay = self._replay_to(index)
        if not self._replay.work(deadline):
            return False
        self._block, self._replay = self._replay.steps, None
        return True

    def step_length(self, index: int) -> float:
        """How long the step to `index` was, 0 at the start; from the columns if it is there."""
        row, rest = divmod(index, self.history.every)
        columns = self.history.columns
        if rest == 0 and row < len(columns.step_length):
            return float(columns.step_length[row])
        return norm(self[index].theta - self[index - 1].theta) if index else 0.0

    def _replay_to(self, index: int) -> Replay:
        """The block of Steps that holds `index`: from its keyframe to the next one's place.

        Neighbours are kept with it, so that stepping back costs one replay for many steps; where
        Steps are large, only as many before `index` as a quarter of the budget holds.
        """
        step = self.history.keyframe(index)
        most = max(1, self.history.budget // 4 // step_bytes(step))
        end = min(self._last.index, step.index + self.history.stride - 1)
        if end - step.index >= most:
            end = index
        return Replay(self.problem, self.plan, step, end, most)

    def branch(self, index: int, optimizer: Optimizer) -> Run:
        """A new run with the same past up to `index` and another optimizer from there on."""
        past = tuple(segment for segment in self.plan if segment[0] < index)
        return self.with_plan((*past, (index, optimizer)))

    def shared(self, plan: Plan) -> int:
        """Up to which recorded step a run of another plan would be the same."""
        return min(_first_difference(self.plan, plan), self.last)

    def with_plan(self, plan: Plan) -> Run:
        """A new run of another plan that shares the past up to the first difference."""
        index = self.shared(plan)
        if index == 0:
            return Run(self.problem, plan, self[0].theta, self.rules, self.history.budget)
        run = Run.__new__(Run)
        run.problem, run.plan, run.rules = self.problem, plan, self.rules
        run.history, run.looks = self.history.until(index), self.looks.until(index)
        run._begin(self[index], self.step_length(index))
        run.history.set_rate(index, run._rate_of(self[index]))
        return run

    def optimizer_at(self, index: int) -> Optimizer:
        """The optimizer that steps from `index` to the next."""
        return optimizer_at(self.plan, index)

    def rule_at(self, index: int) -> Optimizer:
        """The same as it makes that update: with its schedule's share of the learning rate."""
        optimizer = self.optimizer_at(index)
        if optimizer.schedule is None:
            return optimizer
        step = self[max(min(index, self.last), 0)]
        return at_step(optimizer, step._replace(state=carried(optimizer, step)))[0]

    @property
    def _is_constant(self) -> bool:
        """Whether all updates have one learning rate."""
        return len(self.plan) == 1 and self.plan[0][1].schedule is None

    def _rate_of(self, step: Step) -> float:
        """The learning rate of the update from a step; NaN where the rule has none."""
        optimizer = optimizer_at(self.plan, step.index)
        rate = float(getattr(optimizer, "learning_rate", nan))
        schedule = optimizer.schedule
        if schedule is None:
            return rate
        if not schedule.remembered():
            return rate * schedule.at(step.index)
        return rate * schedule.follow(step.index, step.loss, carried(optimizer, step))[0]

    def next_theta(self, index: int) -> Array:
        """Where the update from step `index` leads, shape (dimension,), whether or not the run goes
        there: recorded, or made once more at its last step, which stands for all behind it.
        """
        if index < self.last:
            return self[index + 1].theta
        index = self.last
        with np.errstate(all="ignore"):
            return update(self.problem, self.optimizer_at(index), self[index])[0]

    def explain(self, index: int) -> Iterator[Line]:
        """The update from step `index` to the next, line by line, with its numbers."""
        step, optimizer = self[index], self.optimizer_at(index)
        with np.errstate(all="ignore"):
            yield from explained(self.problem, optimizer, step)

    def explained_at(self, cursor: int) -> int:
        """Which update is looked at with the cursor at a step: the one from there, and at the end
        of a run that stopped the one that led there.
        """
        index = min(cursor, self.last)
        return max(index - 1, 0) if self.stop is not None and index == self.last else index

    def sketch(self, index: int) -> Sketch:
        """What there is to see of the update from step `index` to the next; the last one that was
        asked for is kept.
        """
        if self._sketched is None or self._sketched[0] != index:
            step, optimizer = self[index], self.optimizer_at(index)
            with np.errstate(all="ignore"):
                self._sketched = index, sketched(self.problem, optimizer, step)
        return self._sketched[1]

    def profile(self, index: int, way: Direction, alphas: Array) -> tuple[Array, Array]:
        """Loss and slope along a way of the update from step `index`, as that update sees them:

        both in the shape (n,) of alphas.
        """
        with np.errstate(all="ignore"):
            return profile(Ground(self.problem, index, way.start.loss), way, alphas)

    def arrows(self, index: int) -> tuple[Arrow, ...]:
        """The directions that the rule remembers at step `index`."""
        return arrows_at(self.optimizer_at(index), self[index])


def _first_difference(a: Plan, b: Plan) -> int:
    """The first step index whose update may differ between two plans."""
    for one, other in zip(a, b, strict=False):
        if one != other:
            return min(one[0], other[0])
    rest = a[len(b):] or b[len(a):]
    return rest[0][0] if rest else 2**62
