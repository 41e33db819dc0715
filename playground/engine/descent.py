"""Iterative optimization, as the lecture writes it: start somewhere, step until told to stop."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from playground.engine.optimizer import Optimizer, State
from playground.engine.problem import Array, Problem


class Step(NamedTuple):
    """One step, immutable and complete: a run can go on from any Step.

    `loss` and `grad` are taken at `theta`; `state` is what the optimizer carried here (velocity,
    moments, ...). `theta` and `grad` have shape (dimension,). Nobody writes into a Step's arrays.
    """

    index: int  # type: ignore[assignment]  # hides tuple.index, which nobody needs here
    theta: Array
    loss: float
    grad: Array
    state: State


def first_step(problem: Problem, optimizer: Optimizer, theta: Array) -> Step:
    """Step 0: the start, before any update."""
    theta = np.array(theta, dtype=float)
    loss, grad = problem.loss_and_grad(theta, 0)
    return Step(0, theta, loss, grad, optimizer.init(theta))


def descend(problem: Problem, optimizer: Optimizer, step: Step) -> Iterator[Step]:
    """The steps after `step`, without end: the only loop that optimizes in this program.

    Update x(i+1) from x(i) and the gradient there; compute the loss and gradient at x(i+1).
    """
    while True:
        index = step.index + 1
        theta, state = optimizer.step(step.theta, step.grad, step.state)
        loss, grad = problem.loss_and_grad(theta, index)
        step = Step(index, theta, loss, grad, state)
        yield step
