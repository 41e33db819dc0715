"""The parameters that a runner passed through, to its stop, in bounded memory."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from playground.engine.descent import first_step
from playground.engine.problem import Array, Problem
from playground.engine.stopping import Walk
from playground.lab.experiments.experiment import Experiment, Runner
from playground.lab.experiments.reader import BadInputError

MOST_NUMBERS = 2**24
"""Of a path that is kept; of a longer one every second, fourth, ... step."""
MOST_SHOWN = 1000


class Walked(NamedTuple):
    """`steps`, shape (n,), and their parameters, shape (n, dimension): all steps of the run from 0
    to `last`, or every 2ᵏ-th and the last. `at` is a step that was asked for, exact, and `theta`
    its parameters, shape (dimension,).
    """

    steps: NDArray[np.intp]
    path: Array
    at: int
    theta: Array

    @property
    def last(self) -> int:
        """The index of the last step."""
        return int(self.steps[-1])

    @property
    def middle(self) -> Array:
        """The parameters in the middle of the run, shape (dimension,), as near as they are kept."""
        return np.asarray(self.path[np.argmin(np.abs(self.steps - self.last // 2))])

    def shown(self) -> NDArray[np.intp]:
        """At most 1,000 of the rows, evenly chosen, both ends among them."""
        count = len(self.steps)
        if count <= MOST_SHOWN:
            return np.arange(count)
        return np.unique(np.rint(np.linspace(0, count - 1, MOST_SHOWN)).astype(np.intp))


def walked(
    experiment: Experiment, runner: Runner, problem: Problem, at: str = "end",
    told: Callable[[int], object] | None = None,
) -> Walked:
    """Walk a runner to its stop. `at` is "start", "end" or the number of a step.

    `told` hears of every step. Raises BadInputError for a step that the run has not.
    """
    wanted = _wanted(at)
    start = problem.start() if runner.start is None else np.array(runner.start, dtype=float)
    with np.errstate(all="ignore"):
        step = first_step(problem, runner.optimizer, start)
        path, every, found = [step.theta], 1, step.theta
        for seen in Walk(problem, runner.plan, experiment.stop, step):
            step = seen.step
            if step.index == wanted:
                found = step.theta
            if step.index and step.index % every == 0:
                path.append(step.theta)
                if len(path) * problem.dimension > MOST_NUMBERS and len(path) > 2:
                    path, every = path[::2], 2 * every
            if told:
                told(step.index)
    steps = np.arange(len(path)) * every
    if steps[-1] != step.index:
        path, steps = [*path, step.theta], np.append(steps, step.index)
    if wanted is None:
        wanted, found = step.index, step.theta
    elif wanted > step.index:
        raise BadInputError(
            "--at", f"the run of {runner.label} ends at step {step.index}, got {wanted}"
        )
    return Walked(steps, np.array(path), wanted, found)


def _wanted(at: str) -> int | None:
    """The number of a step; None for the last one."""
    if at in ("start", "end"):
        return 0 if at == "start" else None
    if not (at.isascii() and at.isdigit()) or len(at) > 12:
        raise BadInputError("--at", f"must be start, end or the number of a step, got {at!r:.60}")
    return int(at)
