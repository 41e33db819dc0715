"""What the matrix table shows at a cursor: the parameters, and the risk's derivatives by them."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from playground.app.format import grouped, localised
from playground.engine.problem import Array
from playground.lab.run import Run

_MOST_WORK = 2_000_000  # samples times parameters that a frame may differentiate


class Gradient(NamedTuple):
    """∂R/∂θ, or of one batch, and which of the two in words."""

    values: Array
    words: str


def gradient_at(run: Run, index: int) -> Gradient:
    """The derivatives at a step: of the risk, or of the step's batch where that is too much."""
    step, problem = run[index], _fitting(run)
    batches = problem.batches
    if batches.is_full and problem.reduction == "mean":
        return Gradient(step.grad, "over all the training data")
    if batches.samples * len(step.theta) <= _MOST_WORK:
        with np.errstate(all="ignore"):
            return Gradient(problem.risk_and_grad(step.theta)[1], "over all the training data")
    return Gradient(step.grad, "over the next batch")


def step_in_run(index: int) -> str:
    """The step alone: "at step 37", "at the start"."""
    return f"at step {grouped(index)}" if index else "at the start"


def place_in_run(run: Run, index: int) -> str:
    """The step in words, with its batch where there are several: "step 37: batch 3 of epoch 2"."""
    batches = _fitting(run).batches
    made = "" if batches.is_full or index == 0 else f", {localised(batches.made(index))}"
    return f"{step_in_run(index)}{made}"


def _fitting(run: Run) -> Any:
    return run.problem
