"""The path of a run as it grows, seen from a plane, with the true risk along it."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from playground.engine.networks.fitting import FittingProblem
from playground.engine.plane import Plane
from playground.engine.problem import Array, of_kind
from playground.lab.landscapes.picture import Path
from playground.lab.runs.run import Run

MOST_STEPS = 100
"""So many steps tell how much of a step a plane misses."""


class Followed:
    """A run's waypoints beside planes. What is new since it was asked last is all it looks at."""

    def __init__(self, run: Run) -> None:
        self.run = run
        self.problem = of_kind(run.problem, FittingProblem)
        self._way = (0, 0)
        self._theta: Array = np.empty((0, self.problem.dimension))
        self._steps: NDArray[np.intp] = np.empty(0, np.intp)
        self._known: dict[int, float] = {}
        self._loss: Array = np.empty(0)
        self._plane: Plane | None = None
        self._seen = np.empty((4, 0))  # a, b, residual, size

    def catch_up(self) -> None:
        """Take what the run recorded since."""
        count, every = self.run.history.way
        if (count, every) == self._way:
            return
        if every != self._way[1] or count < self._way[0]:
            self._steps, self._theta = self.run.history.waypoints()
            self._plane, self._loss = None, np.empty(0)
        else:
            more = self.run.history.waypoints(self._way[0])
            self._steps = np.concatenate([self._steps, more.steps])
            self._theta = np.concatenate([self._theta, more.path])
        self._way = count, every
        known = [self._known.get(k, np.nan) for k in self._steps[len(self._loss) :].tolist()]
        self._loss = np.concatenate([self._loss, known])

    def path(self, plane: Plane, slot: int, label: str) -> Path:
        """The path as far as it is recorded, beside a plane."""
        self.catch_up()
        if plane is not self._plane:
            self._plane, self._seen = plane, np.empty((4, 0))
        new = self._theta[self._seen.shape[1] :]
        if len(new):
            self._seen = np.hstack([self._seen, beside(plane, new)])
        a, b, residual, size = self._seen
        return Path(slot, label, self._steps, a, b, residual, size, self._loss)

    def unknown(self) -> tuple[NDArray[np.intp], Array]:
        """The steps whose true risk is not known yet, and their parameters."""
        self.catch_up()
        missing = [k for k, step in enumerate(self._steps.tolist()) if step not in self._known]
        return self._steps[missing], self._theta[missing]

    def learn(self, steps: NDArray[np.intp], losses: Array) -> None:
        """Take the true risks of some steps, both of shape (n,)."""
        self._known.update(zip(steps.tolist(), losses.tolist(), strict=True))
        self._loss = np.array([self._known.get(k, np.nan) for k in self._steps.tolist()])


def beside(plane: Plane, thetas: Array) -> Array:
    """Of parameters of shape (n, dimension) a, b, the distance from the plane, and their length:

    shape (4, n).
    """
    with np.errstate(all="ignore"):
        a, b = plane.coordinates(thetas)
        away = np.linalg.norm(thetas - plane.at(a, b), axis=-1)
        return np.stack([a, b, away, np.linalg.norm(thetas, axis=-1)])


def sampled_steps(run: Run, most: int = MOST_STEPS) -> tuple[Array, Array]:
    """Before and after a run's steps, of a long run some, evenly chosen: two arrays (n, dimension).
    """
    if run.history.way[1] == 1:
        path = run.history.waypoints().path
        return path[:-1], path[1:]
    kept = [run.history.keyframe(i) for i in _evenly(run.last, most)]
    steps = {step.index: step for step in kept if step.index < run.last}
    pairs = [(step.theta, run.next_theta(i)) for i, step in steps.items()]
    before, after = zip(*pairs, strict=True)
    return np.array(before), np.array(after)


def missed_share(plane: Plane, before: Array, after: Array) -> float:
    """The share of a step's length that lies outside of the plane, the median over steps from
    `before` to `after`, both of shape (n, dimension); nan where nothing moves.
    """
    steps = after - before
    with np.errstate(all="ignore"):
        lengths = np.linalg.norm(steps, axis=1)
        shares = plane.residual(plane.origin + steps) / lengths
    shares = shares[np.isfinite(shares)]
    return float(np.median(shares)) if len(shares) else float("nan")


def _evenly(last: int, most: int) -> list[int]:
    return sorted(set(np.linspace(0, last, most).astype(int).tolist()))
