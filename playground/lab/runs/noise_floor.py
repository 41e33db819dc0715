"""The noise floor of a run: the level that its rule with its batches is predicted to stay at."""

from __future__ import annotations

from weakref import WeakKeyDictionary

import numpy as np

from playground.engine.networks.fitting import FittingProblem
from playground.engine.networks.floor import Floor, Minimum, NoFloorError, minimum_near, noise_floor
from playground.engine.networks.least_squares import is_least_squares
from playground.engine.optimizer import Optimizer
from playground.engine.problem import Array
from playground.engine.schedules import schedules
from playground.lab.runs.run import Run

MOST_NUMBERS = 5_000_000
"""Samples times parameters, squared by those, that are gone through without being asked."""

_known: WeakKeyDictionary[FittingProblem, Minimum | str] = WeakKeyDictionary()
_levels: WeakKeyDictionary[FittingProblem, dict[Optimizer, float | None]] = WeakKeyDictionary()


def floor_of(run: Run, step: int, near: Array) -> Floor:
    """Where the run dances with the rule that steps from `step`; for a curved risk about the
    minimum that is nearest to `near`, shape (dimension,). Raises NoFloorError.
    """
    problem = run.problem
    if not isinstance(problem, FittingProblem):
        raise NoFloorError("A level is predicted for networks.")
    return noise_floor(minimum_of(problem, near), problem, run.optimizer_at(step))


def minimum_of(problem: FittingProblem, near: Array) -> Minimum:
    """The minimum nearest to a place, shape (dimension,); kept where there is one for all.

    Raises NoFloorError.
    """
    if problem.data.source is not None:
        raise NoFloorError(
            "No level is predicted for data that stay in their file: w* is known of a part only."
        )
    if not is_least_squares(problem):
        return minimum_near(problem, near)
    found = _known.get(problem)
    if found is None:
        try:
            found = minimum_near(problem, near)
        except NoFloorError as error:
            found = str(error)
        _known[problem] = found
    if isinstance(found, str):
        raise NoFloorError(found)
    return found


def exact_level(run: Run, step: int) -> float | None:
    """The floor's level where it is known exactly and at once: of one linear layer with a square
    loss on batches; None otherwise, and where every step sees all the data.
    """
    problem = run.problem
    if not isinstance(problem, FittingProblem) or not is_least_squares(problem):
        return None
    size = len(problem.X) * problem.dimension**2
    if problem.batches.is_full or problem.penalized or size > MOST_NUMBERS:
        return None
    levels, rule = _levels.setdefault(problem, {}), run.optimizer_at(step)
    if rule not in levels:
        try:
            levels[rule] = floor_of(run, step, problem.start()).level
        except NoFloorError:
            levels[rule] = None
    return levels[rule]


def suited_decay(run: Run, step: int, near: Array) -> float:
    """The r of steps η/(1 + r t) that suits the flattest direction, of curvature λ: r = η λ, for
    then they become 1/(λ t), the best there is; the schedule's default where λ is not known.
    """
    usual = schedules["inverse"]().settings["rate"]
    rate = getattr(run.optimizer_at(step), "learning_rate", None)
    problem = run.problem
    if rate is None or not isinstance(problem, FittingProblem):
        return float(usual)
    try:
        values = np.linalg.eigvalsh(minimum_of(problem, near).hessian)
    except NoFloorError:
        return float(usual)
    curved = values[values > 1e-9 * values[-1]]
    times = problem.batches.count(0) if problem.sums else 1
    return float(f"{rate * times * curved[0]:.3g}") if len(curved) else float(usual)
