"""What came of one run of a sweep: plain data in and out, so that any process can make it."""

from __future__ import annotations

from collections.abc import Callable
from time import perf_counter
from typing import Any, NamedTuple

import numpy as np

from playground.engine.descent import first_step
from playground.engine.stopping import Walk
from playground.lab.experiments.experiment import Experiment
from playground.lab.runs.results import quality

ASKED_S = 0.05
"""So often at most a run asks whether anybody still waits for it."""


class Outcome(NamedTuple):
    """How a run ended. `loss` is the risk there, penalty included, as `playground run` has it."""

    stop: str
    steps: int
    loss: float
    test_loss: float | None
    gradient_evaluations: int

    @property
    def diverged(self) -> bool:
        """Whether it left the finite numbers: its loss is then that of the last finite step."""
        return self.stop == "diverged"


class GivenUpError(Exception):
    """Nobody waits for the run any more."""


def _never() -> bool:
    return False


def outcome(
    document: dict[str, Any], place: int, given_up: Callable[[], bool] = _never
) -> Outcome:
    """Run one runner of an experiment's document to its stop.

    Raises BadInputError or SettingError for what cannot be, and GivenUpError between two steps once
    `given_up` says so.
    """
    return timed(document, place, given_up)[0]


def timed(
    document: dict[str, Any], place: int, given_up: Callable[[], bool] = _never
) -> tuple[Outcome, float]:
    """The same, and how many seconds its steps took on whoever made them."""
    experiment = Experiment.from_dict(document)
    runner = experiment.runners[place]
    problem = experiment.problem_of(runner)
    start = problem.start() if runner.start is None else np.array(runner.start, dtype=float)
    begun = next_ask = perf_counter()
    with np.errstate(all="ignore"):
        step = first_step(problem, runner.optimizer, start)
        walk = Walk(problem, runner.plan, experiment.stop, step)
        samples = 0
        for seen in walk:
            step = seen.step
            samples += problem.samples(step.index - 1) if step.index else 0
            if perf_counter() >= next_ask:
                if given_up():
                    raise GivenUpError
                next_ask = perf_counter() + ASKED_S
        seconds = perf_counter() - begun
        loss, _ = problem.risk_and_grad(step.theta)
    kind = walk.stop.kind if walk.stop else "max_steps"
    worth = quality(problem, step.theta).test_risk
    return Outcome(kind, step.index, float(loss), worth, samples + step.searched), seconds
