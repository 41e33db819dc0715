"""When do we stop? As the lecture says: when x(i) and x(i+1) differ by next to nothing.

That rule and the others are in `stop_rules`; beside them a run ends with the finite numbers, which
is no rule but a fact.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import inf, isfinite, sqrt
from typing import NamedTuple

import numpy as np

from playground.engine.descent import Plan, Step, follow
from playground.engine.looks import Looks, look_every
from playground.engine.problem import Array, Problem
from playground.engine.stop_rules import (
    Convergence,
    Seen,
    StopRule,
    StopRules,
    Watch,
    stop_rules,
)


class Stop(NamedTuple):
    """Why a run ended: `kind` is converged, batch_converged, max_steps, early_stopped or diverged.

    `rule` names the rule. Where a step sees a batch, one batch's numbers may meet a rule by luck
    while the risk is steep: "batch_converged" says that no more than that is known.
    """

    kind: str
    rule: str

    @property
    def at_start(self) -> bool:
        """Whether the run could not begin: no loss there ("start"), or no gradient."""
        return self.rule in ("start", "no_gradient")

    @property
    def by(self) -> StopRule | None:
        """The rule itself; None where no rule ended the run, but the end of the numbers."""
        return stop_rules.get(self.rule)


def norm(vector: Array) -> float:
    """Euclidean length, a scalar, also where squares would overflow or vanish.

    inf or nan where an entry is.
    """
    with np.errstate(all="ignore"):
        return _norm(vector)


def _norm(vector: Array) -> float:
    """The same for who has silenced NumPy already: a walk asks twice at every step."""
    square = float(vector.dot(vector))
    if 1e-290 < square < 1e290:
        return sqrt(square)
    largest = float(np.abs(vector).max(initial=0.0))
    if largest == 0 or not isfinite(largest):
        return largest
    scaled = vector / largest
    return largest * sqrt(float(scaled.dot(scaled)))


class Walk:
    """A run as it happens: iterate over what is seen; `stop` says why it ended, once it has.

    Starts with what is seen at `start`. One that is `resumed` there starts with the step after
    it; it is given the length of the step that led to `start`, and the `looks` taken until there,
    so that it stops where a walk that came all the way would. The last step of a run that diverges
    is its last finite one; a start that is not finite is not seen.
    """

    def __init__(
        self,
        problem: Problem,
        plan: Plan,
        rules: StopRules,
        start: Step,
        resumed: float | None = None,
        looks: Looks | None = None,
    ) -> None:
        # What is on its way knows the ending and not the walk: they would hold each other, and
        # the problem with its data, until Python's collector comes by.
        self._ending = _Ending()
        looks = Looks(look_every(problem)) if looks is None else looks
        if resumed is not None:  # the start is known already, and with it whether it is the end
            with np.errstate(all="ignore"):  # whoever walks on does so, too, but only then
                self._ending.stop = _stop_at(problem, rules, start, resumed, looks)
        self._seen = _walk(problem, plan, rules, start, resumed is None, self._ending, looks)

    @property
    def stop(self) -> Stop | None:
        """Why the run ended, once it has."""
        return self._ending.stop

    def __iter__(self) -> Iterator[Seen]:
        return self._seen


class _Ending:
    """Why a walk ended, told by who walks."""

    stop: Stop | None = None


def _cannot_start(problem: Problem, start: Step) -> Stop | None:
    """Why nobody can walk on from a start, if it is so.

    Where a surface is finite but vertical, or jumps, no number has left the floats: the runner
    has taken all the steps that it can, none, which is "max_steps".
    """
    if isfinite(start.loss) and np.isfinite(start.theta).all():
        if isfinite(_norm(start.grad)):
            return None
        if problem.may_lack_gradient:
            return Stop("max_steps", "no_gradient")
    return Stop("diverged", "start")


def _stop_at(
    problem: Problem, rules: StopRules, step: Step, length: float, looks: Looks
) -> Stop | None:
    """Why a walk ends at a step that one of this length led to, if it does."""
    if stuck := _cannot_start(problem, step):
        return stuck
    seen = Seen(step, length, _norm(step.grad))
    for met, number, rule in rules.checks:
        if met(seen, number):
            return _converged(problem, rule)
    if step.index % looks.every == 0 and (stop := _watched(rules.watches(problem), looks)):
        return stop
    limit, limit_rule = rules.limit(problem)
    return Stop("max_steps", limit_rule) if step.index >= limit else None


def _watched(watches: Sequence[tuple[Watch, float]], looks: Looks) -> Stop | None:
    """The end by a rule that the last look meets."""
    return next((Stop(r.kind, r.name) for r, number in watches if r.met(looks, number)), None)


def _converged(problem: Problem, rule: Convergence) -> Stop:
    return Stop("converged" if problem.sees_all else "batch_converged", rule.name)


def _walk(
    problem: Problem, plan: Plan, rules: StopRules, start: Step, fresh: bool, ending: _Ending,
    looks: Looks,
) -> Iterator[Seen]:
    # A stop is set before the step is handed out: whoever takes the last step of a run
    # learns with it that it is the last.
    watches, every = rules.watches(problem), looks.every
    if fresh:
        if watches and start.index % every == 0:
            looks.take(problem, start.theta, _norm(start.grad))
        ending.stop = _stop_at(problem, rules, start, inf, looks)
        if ending.stop is not None and ending.stop.at_start:
            return
        yield Seen(start, 0.0, _norm(start.grad))
    if ending.stop:
        return
    limit, limit_rule = rules.limit(problem)
    checks = rules.checks
    theta = start.theta
    for step in follow(problem, plan, start):
        length, slope = _norm(step.theta - theta), _norm(step.grad)
        if step.extent is not None:
            length = max(length, step.extent)
        if not (isfinite(step.loss) and isfinite(slope) and isfinite(length)):
            ending.stop = Stop("diverged", "not_finite")
            return
        theta = step.theta
        seen = Seen(step, length, slope)
        for met, number, rule in checks:
            if met(seen, number):
                ending.stop = _converged(problem, rule)
                break
        if watches and step.index % every == 0:
            looks.take(problem, theta, slope)
            ending.stop = ending.stop or _watched(watches, looks)
        if not ending.stop and step.index >= limit:
            ending.stop = Stop("max_steps", limit_rule)
        yield seen
        if ending.stop:
            return


__all__ = ["Seen", "Stop", "StopRules", "Walk", "norm"]
