"""The runners over a loss surface: their paths and heads beside its plane, and the true risks."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from weakref import WeakKeyDictionary

import numpy as np

from playground.app.core.view import Scene
from playground.app.network.landscape.job import Steps, true_risks
from playground.app.network.landscape.trails import Head
from playground.app.work.background import Background
from playground.engine.networks.fitting import FittingProblem
from playground.engine.plane import Plane
from playground.engine.problem import Array
from playground.lab.landscapes.followed import Followed, beside
from playground.lab.landscapes.picture import Path
from playground.lab.runs.run import Run


class Walkers:
    """Knows every run's waypoints; computes the true risk along them beside the window."""

    def __init__(self, background: Background, learnt: Callable[[], object]) -> None:
        self._background, self._learnt = background, learnt
        self._followed: WeakKeyDictionary[Run, Followed] = WeakKeyDictionary()
        self._learning = False
        self._there: list[tuple[int, str, Run]] = []
        self._plane: Plane | None = None
        self._starts: WeakKeyDictionary[Run, Head] = WeakKeyDictionary()  # beside that plane

    def show(self, scene: Scene, plane: Plane) -> None:
        """Those that are shown, and have the plane's many parameters."""
        if plane is not self._plane:
            self._plane, self._starts = plane, WeakKeyDictionary()
        self._there = [
            (runner.slot, runner.label, run)
            for runner, run in zip(scene.experiment.runners, scene.runs, strict=True)
            if (runner.shown or runner.slot == scene.slot)
            and run.problem.dimension == len(plane.origin)
            and isinstance(run.problem, FittingProblem)
        ]

    def paths(self) -> tuple[Path, ...]:
        """Their paths as far as they are recorded."""
        plane = self._plane
        if plane is None:
            return ()
        return tuple(self._follow(run).path(plane, slot, label)
                     for slot, label, run in self._there)

    def heads(self, cursor: int) -> list[Head]:
        """Where each is at the cursor."""
        if self._plane is None or not self._there:
            return []
        steps = [min(cursor, run.last) for _, _, run in self._there]
        thetas = [run[k].theta for k, (_, _, run) in zip(steps, self._there, strict=True)]
        found = beside(self._plane, np.array(thetas)).T.tolist()
        return [
            Head(slot, label, step, *numbers)
            for step, numbers, (slot, label, _) in zip(steps, found, self._there, strict=True)
        ]

    def starts(self) -> list[Head]:
        """Where each began."""
        for slot, label, run in self._there:
            known = self._starts.get(run)
            if known is None or (known.slot, known.label) != (slot, label):
                self._starts[run] = self._start(slot, label, run)
        return [self._starts[run] for _, _, run in self._there]

    def next_place(self, run: Run, cursor: int) -> tuple[float, float] | None:
        """Where a run's next step leads to, beside the plane; None where it has ended."""
        if self._plane is None or (run.stop is not None and cursor >= run.last):
            return None
        a, b, *_ = beside(self._plane, run.next_theta(cursor)[None])[:, 0].tolist()
        return (a, b) if np.isfinite([a, b]).all() else None

    def learn(self, least: int = 1) -> None:
        """Compute what is not known yet, if it is so many steps of a run."""
        if self._learning:
            return
        for _, _, run in self._there:
            followed = self._follow(run)
            steps, thetas = followed.unknown()
            if len(steps) >= least:
                self._learning = True
                self._background.submit(
                    "true", partial(true_risks, followed.problem, steps, thetas),
                    partial(self._take, followed, int(steps[-1])), self._fail,
                )
                return

    def _take(self, followed: Followed, last: int, part: tuple[Steps, Array]) -> None:
        followed.learn(*part)
        self._learning = int(part[0][-1]) != last
        self._learnt()

    def _fail(self, error: Exception) -> None:
        self._learning = False
        raise error

    def _start(self, slot: int, label: str, run: Run) -> Head:
        assert self._plane is not None
        a, b, away, size = beside(self._plane, run[0].theta[None])[:, 0].tolist()
        return Head(slot, label, 0, a, b, away, size)

    def _follow(self, run: Run) -> Followed:
        found = self._followed.get(run)
        if found is None:
            found = self._followed[run] = Followed(run)
        return found
