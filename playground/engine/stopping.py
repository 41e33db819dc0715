"""When do we stop? As the lecture says: when x(i) and x(i+1) differ by next to nothing.

Beside that rule: a small gradient, a number of steps, a number of epochs, and the end of the
finite numbers, which is no rule but a fact.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from math import inf, isfinite, sqrt
from typing import NamedTuple

import numpy as np

from playground.engine.descent import Plan, Step, follow
from playground.engine.parameters import Declared, parameter
from playground.engine.problem import Array, Problem

DEFAULT_MAX_STEPS = 10_000


@dataclass(frozen=True)
class StopRules(Declared):
    """The rules of a run; 0 switches a rule off (`max_steps` then is 10,000: no run is endless)."""

    step_length: float = parameter(
        0.0, low=0, high=1e6, log=True, slider=(1e-10, 1e-1), symbol="‖x(i+1) − x(i)‖ <",
        help="Converged when a step is shorter than this: the lecture's rule, there 1e-5.",
    )
    gradient_norm: float = parameter(
        0.0, low=0, high=1e6, log=True, slider=(1e-10, 1e-1), symbol="‖∇f‖ <",
        help="Converged when the gradient is shorter than this: the ground is nearly level.",
    )
    max_steps: int = parameter(
        DEFAULT_MAX_STEPS, low=0, high=1_000_000_000, symbol="steps",
        help="Stop after this many steps, whatever happens.",
    )
    epochs: int = parameter(
        0, low=0, high=1_000_000_000, symbol="epochs",
        help="Stop when all the training data has been seen this many times.",
    )

    def limit(self, problem: Problem) -> tuple[int, str]:
        """The largest number of steps, and the rule that sets it."""
        steps = self.max_steps or DEFAULT_MAX_STEPS
        epochs = self.epochs * problem.steps_per_epoch
        return (epochs, "epochs") if 0 < epochs < steps else (steps, "max_steps")


class Stop(NamedTuple):
    """Why a run ended: `kind` is converged, batch_converged, max_steps or diverged.

    `rule` names the rule. Where a step sees a batch, one batch's numbers may meet a rule by luck
    while the risk is steep: "batch_converged" says that no more than that is known.
    """

    kind: str
    rule: str

    @property
    def at_start(self) -> bool:
        """Whether the run could not begin: no loss there ("start"), or no gradient."""
        return self.rule in ("start", "no_gradient")


class Seen(NamedTuple):
    """A step with what was measured on the way to it."""

    step: Step
    step_length: float
    """‖x(i) − x(i−1)‖; 0 at the start."""
    gradient_norm: float


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
    it; it is given the length of the step that led to `start`, so that it stops where a walk
    that came all the way would. The last step of a run that diverges is its last finite one; a
    start that is not finite is not seen.
    """

    def __init__(
        self,
        problem: Problem,
        plan: Plan,
        rules: StopRules,
        start: Step,
        resumed: float | None = None,
    ) -> None:
        # What is on its way knows the ending and not the walk: they would hold each other, and
        # the problem with its data, until Python's collector comes by.
        self._ending = _Ending()
        if resumed is not None:  # the start is known already, and with it whether it is the end
            self._ending.stop = _stop_at(problem, rules, start, resumed)
        self._seen = _walk(problem, plan, rules, start, resumed is None, self._ending)

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


def _stop_at(problem: Problem, rules: StopRules, step: Step, length: float) -> Stop | None:
    """Why a walk ends at a step that one of this length led to, if it does."""
    met = "converged" if problem.sees_all else "batch_converged"
    slope = _norm(step.grad)
    if stuck := _cannot_start(problem, step):
        return stuck
    if length < rules.step_length:
        return Stop(met, "step_length")
    if slope < rules.gradient_norm:
        return Stop(met, "gradient_norm")
    limit, limit_rule = rules.limit(problem)
    return Stop("max_steps", limit_rule) if step.index >= limit else None


def _walk(
    problem: Problem, plan: Plan, rules: StopRules, start: Step, fresh: bool, ending: _Ending
) -> Iterator[Seen]:
    # A stop is set before the step is handed out: whoever takes the last step of a run
    # learns with it that it is the last.
    if fresh:
        ending.stop = _stop_at(problem, rules, start, inf)
        if ending.stop is not None and ending.stop.at_start:
            return
        yield Seen(start, 0.0, _norm(start.grad))
    if ending.stop:
        return
    limit, limit_rule = rules.limit(problem)
    shortest, flattest = rules.step_length, rules.gradient_norm
    met = "converged" if problem.sees_all else "batch_converged"
    theta = start.theta
    for step in follow(problem, plan, start):
        length, slope = _norm(step.theta - theta), _norm(step.grad)
        if not (isfinite(step.loss) and isfinite(slope) and isfinite(length)):
            ending.stop = Stop("diverged", "not_finite")
            return
        theta = step.theta
        if length < shortest:
            ending.stop = Stop(met, "step_length")
        elif slope < flattest:
            ending.stop = Stop(met, "gradient_norm")
        elif step.index >= limit:
            ending.stop = Stop("max_steps", limit_rule)
        yield Seen(step, length, slope)
        if ending.stop:
            return
