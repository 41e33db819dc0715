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

from playground.engine.ground import Ground
from playground.engine.optimizer import Line, Optimizer, State
from playground.engine.problem import Array, Problem
from playground.engine.sketch import Arrow, Sketch


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
    searched: int = 0
    """How many evaluations the rules have asked for up to here, beside one for each step."""
    extent: float | None = None
    """How far apart the points are that a rule keeps; None where the step itself says it."""


def first_step(problem: Problem, optimizer: Optimizer, theta: Array) -> Step:
    """Step 0: the start theta, shape (dimension,), before any update."""
    theta = np.array(theta, dtype=float)
    with np.errstate(all="ignore"):
        loss, grad = problem.loss_and_grad(theta, 0)
    return Step(0, theta, loss, grad, optimizer.begin(theta))


def descend(problem: Problem, optimizer: Optimizer, step: Step) -> Iterator[Step]:
    """The steps after `step`, without end: the only loop that optimizes in this program.

    Update x(i+1) from x(i) and the gradient there; compute the loss and gradient at x(i+1).
    Parameters that are held still stay, whatever the rule does to the others.
    Who walks it silences NumPy: numbers may leave the floats.
    """
    optimizer = optimizer.on(problem.parts)
    if optimizer.asks:
        yield from _descend_asking(problem, optimizer, step)
    frozen = list(problem.frozen)
    searched = step.searched
    climbs = optimizer.sam.on
    plain = optimizer.schedule is None and not (optimizer.clip.on or climbs)
    while True:
        index = step.index + 1
        if plain:
            theta, state = optimizer.step(step.theta, step.grad, step.state)
        else:
            theta, state = scheduled(optimizer, as_shown(problem, optimizer, step))
            if climbs:
                searched += problem.samples(step.index)
        if frozen:
            theta[frozen] = step.theta[frozen]
        loss, grad = problem.loss_and_grad(theta, index)
        step = Step(index, theta, loss, grad, state, searched)
        yield step


def scheduled(optimizer: Optimizer, step: Step) -> tuple[Array, State]:
    """An update at its share of the learning rate, theta of shape (dimension,), and what rule and
    schedule carry after it.
    """
    now, kept = at_step(optimizer, step)
    theta, state = now.step(step.theta, step.grad, step.state)
    return theta, {**state, **kept}


def as_shown(problem: Problem, optimizer: Optimizer, step: Step) -> Step:
    """The step with the gradient that the rule is shown: taken where it has climbed to, on the
    same batch, and cut off where it is too long.
    """
    if not (optimizer.sam.on or optimizer.clip.on):
        return step
    grad = step.grad
    if optimizer.sam.on:
        grad = problem.loss_and_grad(optimizer.sam.climbed(step.theta, grad), step.index)[1]
    return step._replace(grad=optimizer.clip.of(grad))


def at_step(optimizer: Optimizer, step: Step) -> tuple[Optimizer, State]:
    """The rule as it makes the update from a step, and what its schedule remembers then."""
    if optimizer.schedule is None:
        return optimizer, {}
    factor, kept = optimizer.schedule.follow(step.index, step.loss, step.state)
    return optimizer.at_factor(factor), kept


def _descend_asking(problem: Problem, optimizer: Optimizer, step: Step) -> Iterator[Step]:
    """The same for a rule that asks for more than the gradient; what it asks for is counted."""
    frozen = list(problem.frozen)
    while True:
        index = step.index + 1
        ground = Ground(problem, step.index, step.loss)
        now, kept = at_step(optimizer, step)
        seen = as_shown(problem, optimizer, step)
        theta, state = now.move(step.theta, seen.grad, step.state, ground)
        asked = ground.evaluations + optimizer.sam.on
        if frozen and (theta[frozen] != step.theta[frozen]).any():
            theta = theta.copy()
            theta[frozen] = step.theta[frozen]
        if found := ground.known(theta):
            loss, grad = found.loss, found.grad
            asked -= 1
        else:
            loss, grad = problem.loss_and_grad(theta, index)
        searched = step.searched + asked * problem.samples(step.index)
        step = Step(
            index, theta, loss, grad, {**state, **kept}, searched, optimizer.extent(state)
        )
        yield step


def update(problem: Problem, optimizer: Optimizer, step: Step) -> tuple[Array, State]:
    """The next point and state after `step`, as `descend` makes them, whatever a rule asks for.

    The point has the shape (dimension,).
    """
    optimizer = optimizer.on(problem.parts)
    step = as_shown(problem, optimizer, step._replace(state=carried(optimizer, step)))
    now, kept = at_step(optimizer, step)
    theta, state = now.move(
        step.theta, step.grad, step.state, Ground(problem, step.index, step.loss)
    )
    theta = theta.copy()
    theta[list(problem.frozen)] = step.theta[list(problem.frozen)]
    return theta, {**state, **kept}


def explained(problem: Problem, optimizer: Optimizer, step: Step) -> Iterator[Line]:
    """The same update line by line; a search is made again, with every trial."""
    optimizer = optimizer.on(problem.parts)
    step = step._replace(state=carried(optimizer, step))
    if optimizer.sam.on:
        *lines, there = _climb(problem, optimizer, step)
        yield from (*lines, there)
        step = step._replace(grad=there.value)
    if optimizer.clip.on:
        step = step._replace(grad=optimizer.clip.of(step.grad))
        yield Line(
            "g", "clipped gradient", r"\mathrm{clip}(g)", "{g}", {"g": step.grad}, step.grad
        )
    now, _ = at_step(optimizer, step)
    ground = Ground(problem, step.index, step.loss)
    yield from now.explain_move(step.theta, step.grad, step.state, ground)


def _climb(problem: Problem, optimizer: Optimizer, step: Step) -> Iterator[Line]:
    """Where a sharpness-aware step takes its gradient, and what it is there."""
    rho, length = optimizer.sam.rho, float(np.linalg.norm(step.grad))
    up = optimizer.sam.climbed(step.theta, step.grad)
    yield Line(
        r"\hat\theta", "climbed point",
        r"\theta + \rho\, g / \|g\|", "{theta} + {rho} · {g} / {length}",
        {"theta": step.theta, "rho": rho, "g": step.grad, "length": length}, up,
    )
    grad = problem.loss_and_grad(up, step.index)[1]
    yield Line("g", "gradient up there", r"\nabla f(\hat\theta)", "{g}", {"g": grad}, grad)


def sketched(problem: Problem, optimizer: Optimizer, step: Step) -> Sketch:
    """What there is to see of the update from a step; a search is made again, with every trial."""
    optimizer = optimizer.on(problem.parts)
    step = as_shown(problem, optimizer, step._replace(state=carried(optimizer, step)))
    now, _ = at_step(optimizer, step)
    ground = Ground(problem, step.index, step.loss)
    return tuple(now.sketch(step.theta, step.grad, step.state, ground))


def arrows_at(optimizer: Optimizer, step: Step) -> tuple[Arrow, ...]:
    """The directions that the rule remembers at a step."""
    return tuple(optimizer.arrows(carried(optimizer, step)))


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
