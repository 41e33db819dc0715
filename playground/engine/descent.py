"""Iterative optimization, as the lecture writes it: start somewhere, step until told to stop.

`descend` is the loop; what stands around it, from the play button down, adds one thing each:

- `Player` (app) turns time into a step to reach, and asks every run for it.
- `Run.ensure` (lab) records what it is given, in a `History`, until that step or the end.
- `Walk` (stopping) measures each step and ends the run where a stop rule is met.
- `follow` changes the optimizer where the run branches; `descend` makes the steps.

Backwards, a step that the `History` did not keep whole is made again by `Replay`, which goes by
the same `follow` from a step that was kept; it needs no rules, as the run was there before.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple, TypeAlias

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
    """Step 0: the start theta, shape (dimension,), before any update."""
    theta = np.array(theta, dtype=float)
    with np.errstate(all="ignore"):
        loss, grad = problem.loss_and_grad(theta, 0)
    return Step(0, theta, loss, grad, optimizer.begin(theta))


def descend(problem: Problem, optimizer: Optimizer, step: Step) -> Iterator[Step]:
    """The steps after `step`, without end: the only loop that optimizes in this program.

    Update x(i+1) from x(i) and the gradient there; compute the loss and gradient at x(i+1).
    Who walks it silences NumPy: numbers may leave the floats.
    """
    while True:
        index = step.index + 1
        if optimizer.schedule is None:
            theta, state = optimizer.step(step.theta, step.grad, step.state)
        else:
            theta, state = scheduled(optimizer, step)
        loss, grad = problem.loss_and_grad(theta, index)
        step = Step(index, theta, loss, grad, state)
        yield step


def scheduled(optimizer: Optimizer, step: Step) -> tuple[Array, State]:
    """An update at its share of the learning rate, theta of shape (dimension,), and what rule and

    schedule carry after it.
    """
    now, kept = at_step(optimizer, step)
    theta, state = now.step(step.theta, step.grad, step.state)
    return theta, {**state, **kept}


def at_step(optimizer: Optimizer, step: Step) -> tuple[Optimizer, State]:
    """The rule as it makes the update from a step, and what its schedule remembers then."""
    if optimizer.schedule is None:
        return optimizer, {}
    factor, kept = optimizer.schedule.follow(step.index, step.loss, step.state)
    return optimizer.at_factor(factor), kept


Plan: TypeAlias = tuple[tuple[int, Optimizer], ...]
"""Which optimizer steps from which index on, in rising order; the first index is 0."""


def optimizer_at(plan: Plan, index: int) -> Optimizer:
    """The optimizer that makes the update from step `index` to the next."""
    return next(optimizer for first, optimizer in reversed(plan) if first <= index)


def carried(optimizer: Optimizer, step: Step) -> State:
    """The state an optimizer starts with at `step`: what was carried here if it is of its kind,

    else its own initial state (momentum cannot go on with Adam's moments).
    """
    fresh = optimizer.begin(step.theta)
    return step.state if fresh.keys() == step.state.keys() else fresh


def follow(problem: Problem, plan: Plan, step: Step) -> Iterator[Step]:
    """The steps after `step`, without end, changing the optimizer where the plan says so."""
    ends = [first for first, _ in plan[1:]]
    for (_, optimizer), end in zip(plan, [*ends, None], strict=True):
        if end is not None and end <= step.index:
            continue
        here = step._replace(state=carried(optimizer, step))
        for step in descend(problem, optimizer, here):
            yield step
            if step.index == end:
                break
