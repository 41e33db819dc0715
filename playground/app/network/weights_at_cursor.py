"""What the matrix table shows at a cursor: the parameters, and their gradient with its name."""

from __future__ import annotations

from typing import NamedTuple

from playground.app.text.loss_names import derivative_of
from playground.app.text.numbers import grouped, localised
from playground.engine.data_problem import with_data
from playground.engine.problem import Array
from playground.lab.runs.objective import objective_at
from playground.lab.runs.run import Run

_MOST_WORK = 2_000_000  # samples times parameters that a frame may differentiate
_ALL = "over all the training data"


class Gradient(NamedTuple):
    """Derivatives by theta, what is differentiated ("R", "(R + penalty)"), and over what data."""

    values: Array
    of: str
    words: str


def gradient_at(run: Run, index: int) -> Gradient:
    """The gradient at a step of what is minimized; of the batch alone where that is too much."""
    step, problem = run[index], with_data(run.problem)
    if problem.sees_risk:
        return Gradient(step.grad, derivative_of(problem, True), _ALL)
    if len(problem.data.X) * len(step.theta) <= _MOST_WORK:
        some = f"over the {grouped(len(problem.data.X))} rows that R is estimated on"
        return Gradient(
            objective_at(problem, step.theta)[1], derivative_of(problem, True),
            some if problem.is_estimated else _ALL,
        )
    return Gradient(step.grad, derivative_of(problem, False), "over the next batch")


def step_in_run(index: int) -> str:
    """The step alone: "at step 37", "at the start"."""
    return f"at step {grouped(index)}" if index else "at the start"


def place_in_run(run: Run, index: int) -> str:
    """The step in words, with its batch where there are several: "step 37: batch 3 of epoch 2"."""
    batches = with_data(run.problem).batches
    made = "" if batches.is_full or index == 0 else f", {localised(batches.made(index))}"
    return f"{step_in_run(index)}{made}"
