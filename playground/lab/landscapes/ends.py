"""Where several trained networks end: the risk of each, and the barrier between each two.

Two ends are in one basin, as far as the straight line between them can tell, where the risk on it
is nowhere higher than at the higher end. A barrier does not say that they are in two: another way,
or the same network with its nodes in another order, may have none.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations
from typing import NamedTuple

import numpy as np

from playground.engine.networks.fitting import FittingProblem
from playground.engine.networks.risks import Risks
from playground.engine.problem import Array

POINTS = 41
"""Places on each line, the ends included."""


class Ends(NamedTuple):
    """`risk` (n,): R + penalty at each end. `barrier` and `place` (n, n): how much higher than the
    higher of its two ends the straight line gets, and where, as a share of the way from the row's
    end to the column's; nan where it is not known (yet).
    """

    risk: Array
    barrier: Array
    place: Array


def ends_of(problem: FittingProblem, thetas: Sequence[Array]) -> Iterator[Ends]:
    """Risks first, then the lines one after the other: each answer knows more than the last."""
    risks, count = Risks(problem), len(thetas)
    barrier, place = np.full((count, count), np.nan), np.full((count, count), np.nan)
    np.fill_diagonal(barrier, 0.0)
    found = Ends(risks(np.array(thetas)), barrier, place)
    yield found
    share = np.linspace(0, 1, POINTS)
    for i, j in combinations(range(count), 2):
        line = thetas[i] + share[:, None] * (thetas[j] - thetas[i])
        height, at = barrier_of(risks(line))
        barrier, place = found.barrier.copy(), found.place.copy()
        barrier[i, j] = barrier[j, i] = height
        place[i, j], place[j, i] = at, 1 - at
        found = Ends(found.risk, barrier, place)
        yield found


def barrier_of(losses: Array) -> tuple[float, float]:
    """How much higher than its higher end a line gets, and where (0 to 1); losses shape (n,).

    inf where it leaves the floats between the ends; nan where an end is not finite.
    """
    high = float(max(losses[0], losses[-1]))
    if not np.isfinite(losses[[0, -1]]).all():
        return float("nan"), float("nan")
    heights = np.where(np.isnan(losses), np.inf, losses)
    top = int(np.argmax(heights))
    return max(float(heights[top]) - high, 0.0), top / (len(losses) - 1)
