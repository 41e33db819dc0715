"""What training costs, counted in five ways, and the steps at which several runs have cost alike.

After the same number of updates, runs with different batches have seen different numbers of
samples and are in different epochs; which of them is ahead depends on what is counted.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import ceil, floor
from typing import Any

from playground.engine.data_problem import DataProblem
from playground.lab.runs.run import Run


@dataclass(frozen=True)
class Cost:
    """`of(run, steps)` is what a run's first steps have cost (an array, or one of them); it rises
    with them. `step(run, cost)` is its inverse, with fractions of steps. What is `measured` is
    known of recorded steps alone.
    """

    name: str
    of: Callable[[Run, Any], Any]
    step: Callable[[Run, float], float]
    measured: bool = False


def _samples(run: Run, steps: Any) -> Any:
    problem = run.problem
    return problem.batches.seen(steps) if isinstance(problem, DataProblem) else steps


def _step_of_samples(run: Run, samples: float) -> float:
    problem = run.problem
    return problem.batches.steps_for(samples) if isinstance(problem, DataProblem) else samples


UPDATES = Cost("updates", lambda run, steps: steps, lambda run, cost: cost)
SAMPLES = Cost("samples", _samples, _step_of_samples)
EPOCHS = Cost(
    "epochs",
    lambda run, steps: steps / run.problem.steps_per_epoch,
    lambda run, cost: cost * run.problem.steps_per_epoch,
)


def _evaluations(run: Run, steps: Any) -> Any:
    return _samples(run, steps) + run.history.searched_at(steps)


def _step_of_evaluations(run: Run, spent: float) -> float:
    """By halving: the count rises with the steps. Beyond what is recorded at the same pace."""
    last = run.last
    all_ = float(_evaluations(run, last))
    if spent >= all_ or not last:
        return last * spent / all_ if all_ > 0 else spent
    low, high = 0.0, float(last)
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if float(_evaluations(run, middle)) <= spent else (low, middle)
    return high if float(_evaluations(run, high)) <= spent else low


EVALUATIONS = Cost("evaluations", _evaluations, _step_of_evaluations, measured=True)
SECONDS = Cost(
    "seconds",
    lambda run, steps: run.history.seconds_at(steps),
    lambda run, cost: run.history.step_at_seconds(cost), measured=True,
)


def step_within(cost: Cost, run: Run, spent: float) -> int:
    """The last step of a run that costs no more than that, recorded or not."""
    near = max(cost.step(run, spent), 0.0)
    step = floor(near)
    # Divisions and their inverses may part by a rounding: 0.29 · 100 is less than 29.
    if near - step > 1 - 1e-6 and cost.of(run, ceil(near)) <= spent * (1 + 1e-9):
        step = ceil(near)
    return step


def at_equal_cost(cost: Cost, runs: Sequence[Run], selected: int, cursor: int) -> list[int]:
    """For every run the last recorded step that has cost no more than the selected one's at the
    cursor; where that run has ended before the cursor, than what the longest has cost by then.
    """
    own = runs[selected]
    if cost.measured or cursor <= own.last:
        spent = float(cost.of(own, min(cursor, own.last)))
    else:
        dearest = max(float(cost.of(run, run.last)) for run in runs)
        spent = min(float(cost.of(own, cursor)), dearest)
    return [
        min(cursor, run.last) if run is own else min(step_within(cost, run, spent), run.last)
        for run in runs
    ]
