"""How sharply the loss curves along a run: λmax beside the bound that the rule can stand.

Gradient descent on a parabola comes to rest only while λmax < 2/η; in networks it walks to where
λmax has grown to about that and stays there, at the edge of stability (Cohen et al. 2021).
"""

from __future__ import annotations

from bisect import bisect_left, insort
from math import nan
from time import perf_counter
from typing import NamedTuple

from playground.engine.hessian import gradient_in
from playground.engine.networks.fitting import FittingProblem
from playground.engine.networks.hessian import RiskHessian
from playground.engine.optimizer import Optimizer
from playground.engine.problem import Array, Problem
from playground.engine.sharpness import sharpest
from playground.lab.runs.objective import share
from playground.lab.runs.run import Run

REPLAY_S = 0.004
"""Seconds of a frame for a step that has to be walked to again."""
POINTS = 128
"""Steps at which a chart knows the curvature, about."""


class CurvaturePoint(NamedTuple):
    """At a step: λmax of what is minimized, the largest λmax at which the rule is stable on a
    parabola (nan where it has no such bound), and the share of ‖g‖² along the sharpest direction.
    """

    sharpness: float
    bound: float
    share: float


class Asked(NamedTuple):
    """A step whose curvature is wanted, with all that the answer is made of."""

    step: int
    theta: Array
    bound: float
    near: Array | None
    """A direction to begin with."""


def is_charted(problem: Problem) -> bool:
    """Whether curvature says something of a run on this problem: where every step sees all data."""
    return isinstance(problem, FittingProblem) and problem.sees_all


def bound_of(optimizer: Optimizer, step: int = 0) -> float:
    """The largest curvature at which a rule is stable with the rate of a step: 2/η of gradient
    descent, (2 + 2μ)/η of momentum; nan where there is none, or where a schedule's rate depends on
    the losses before.
    """
    schedule = optimizer.schedule
    if schedule is not None and schedule.remembered():
        return nan
    if schedule is not None:
        optimizer = optimizer.at_factor(schedule.at(step))
    found = optimizer.stable_rate(1.0)
    rate = getattr(optimizer, "learning_rate", 0.0)
    return found[0] / rate if found is not None and rate > 0 else nan


def curvature_at(problem: FittingProblem, asked: Asked) -> tuple[CurvaturePoint, Array]:
    """The answer, and the sharpest direction to begin the next one with. Pure: for any thread."""
    made = RiskHessian(problem, asked.theta, share(problem))
    found = sharpest(made, made.dimension, asked.near)
    part = gradient_in(made.gradient, found.direction)
    return CurvaturePoint(found.value, asked.bound, part), found.direction


class CurvatureTrack:
    """The curvature along one run at a growing set of steps, coarse first; `version` counts them.

    `wanted` names the next one; what has been computed comes back by `take`.
    """

    def __init__(self, run: Run, points: int = POINTS, patience: float = REPLAY_S) -> None:
        """`patience`: seconds in which a step may be walked to again before it is asked for."""
        self.run, self.points, self.patience = run, points, patience
        self.version = 0
        self._known: dict[int, CurvaturePoint] = {}
        self._order: list[int] = []
        self._near: tuple[int, Array] | None = None

    @property
    def steps(self) -> list[int]:
        """The steps that are known, in order."""
        return self._order

    @property
    def all(self) -> list[CurvaturePoint]:
        """What is known, in the order of the steps."""
        return [self._known[step] for step in self._order]

    def known(self, step: int) -> CurvaturePoint | None:
        """What is known at a step."""
        return self._known.get(step)

    def wanted(self, cursor: int, resting: bool = True) -> Asked | None:
        """The next step whose curvature is to be computed: where one looks first, then the recorded
        way at ever finer spacing; None if there is nothing left. While one is not `resting` there,
        a step that lies beside a known one is passed over.
        """
        run = self.run
        if not len(run.columns.steps):
            return None
        here = min(cursor, run.last)
        if (resting or self._alone(here)) and here not in self._known and (
            run.ready(here, perf_counter() + self.patience)
        ):
            return self._asked(here, run[here].theta)
        way = run.history.waypoints()
        if not len(way.steps):
            return None
        every = max(1, len(way.steps) // self.points)
        spacing = 1 << (len(way.steps) - 1).bit_length()
        while spacing >= every:
            for row in range(0, len(way.steps), spacing):
                if int(way.steps[row]) not in self._known:
                    return self._asked(int(way.steps[row]), way.path[row].copy())
            spacing //= 2
        return None

    def _alone(self, step: int) -> bool:
        """Whether no known step is nearer than the known ones are to each other in the end."""
        place, spacing = bisect_left(self._order, step), max(1, self.run.last // self.points)
        beside = self._order[max(place - 1, 0) : place + 1]
        return all(abs(step - other) >= spacing for other in beside)

    def take(self, asked: Asked, point: CurvaturePoint, direction: Array) -> None:
        """What was computed."""
        if asked.step not in self._known:
            insort(self._order, asked.step)
        self._known[asked.step] = point
        self._near = asked.step, direction
        self.version += 1

    def _asked(self, step: int, theta: Array) -> Asked:
        near = None if self._near is None else self._near[1]
        return Asked(step, theta, bound_of(self.run.optimizer_at(step), step), near)
