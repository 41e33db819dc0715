"""What came of one run of a sweep: plain data in and out, so that any process can make it."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from playground.engine.descent import first_step
from playground.engine.stopping import Walk
from playground.lab.experiments.experiment import Experiment
from playground.lab.runs.results import quality


class Outcome(NamedTuple):
    """How a run ended. `loss` is the risk there, penalty included, as `playground run` has it."""

    stop: str
    steps: int
    loss: float
    test_loss: float | None
    gradient_evaluations: int


def outcome(document: dict[str, Any], place: int) -> Outcome:
    """Run one runner of an experiment's document to its stop.

    Raises BadInputError or SettingError for what cannot be.
    """
    experiment = Experiment.from_dict(document)
    runner = experiment.runners[place]
    problem = experiment.problem_of(runner)
    start = problem.start() if runner.start is None else np.array(runner.start, dtype=float)
    with np.errstate(all="ignore"):
        step = first_step(problem, runner.optimizer, start)
        walk = Walk(problem, runner.plan, experiment.stop, step)
        samples = 0
        for seen in walk:
            step = seen.step
            samples += problem.samples(step.index - 1) if step.index else 0
        loss, _ = problem.risk_and_grad(step.theta)
    kind = walk.stop.kind if walk.stop else "max_steps"
    return Outcome(
        kind, step.index, float(loss), quality(problem, step.theta).test_risk,
        samples + step.searched,
    )
