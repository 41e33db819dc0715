"""A landscape: the loss of a problem on a grid over a plane of its parameters."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

import numpy as np

from playground.engine.plane import Plane
from playground.engine.problem import Array, Problem

Losses: TypeAlias = Callable[[Array], Array]
"""Parameters of shape (n, dimension) to their losses, shape (n,)."""

BLOCK = 2**20
"""So many numbers of parameters are made at a time: the memory is bounded whatever the grid."""
MOST_AT_ONCE = 256
"""And not more points: who waits wants to know how far it is."""


def losses_of(problem: Problem) -> Losses:
    """What gives the loss over everything (penalty included) at many parameters.

    Bit for bit the number of `risk_and_grad`; takes shape (n, dimension), gives shape (n,).
    """
    from playground.engine.networks.fitting import FittingProblem
    from playground.engine.networks.risks import Risks

    if isinstance(problem, FittingProblem):
        return Risks(problem)

    def one_by_one(thetas: Array) -> Array:
        with np.errstate(all="ignore"):
            return np.array([problem.risk_and_grad(theta)[0] for theta in thetas], dtype=float)

    return one_by_one


def losses_along(
    losses: Losses, thetas: Array, told: Callable[[int], object] | None = None
) -> Array:
    """The losses, shape (n,), at parameters of shape (n, dimension), some at a time.

    `told` hears after each time how many are done.
    """
    made, some = np.empty(len(thetas)), _at_once(thetas.shape[1])
    for i in range(0, len(made), some):
        made[i : i + some] = losses(thetas[i : i + some])
        if told:
            told(min(i + some, len(made)))
    return made


def landscape(
    losses: Losses, plane: Plane, a: Array, b: Array,
    told: Callable[[int], object] | None = None,
) -> Array:
    """The losses at all a, shape (m,), and b, shape (n,): shape (n, m), a row for each b.

    inf or nan where they leave the floats. `told` hears from time to time how many are done.
    """
    made, some = np.empty(len(a) * len(b)), _at_once(len(plane.origin))
    for i in range(0, len(made), some):
        row, column = np.divmod(np.arange(i, min(i + some, len(made))), len(a))
        with np.errstate(all="ignore"):
            thetas = plane.at(a[column], b[row])
        made[i : i + some] = losses(thetas)
        if told:
            told(i + len(thetas))
    return made.reshape(len(b), len(a))


def _at_once(dimension: int) -> int:
    return max(1, min(MOST_AT_ONCE, BLOCK // dimension))
