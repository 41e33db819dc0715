"""Which plane is wanted now, whether the one that is there still is, and what to ask for."""

from __future__ import annotations

from collections.abc import Hashable

from playground.app.core.view import Scene
from playground.app.network.landscape.job import SIDES, Batch, Drawn, Request
from playground.app.network.landscape.words import kind_of
from playground.engine.networks.fitting import FittingProblem
from playground.engine.plane import Plane
from playground.engine.surface import Window
from playground.lab.edits.landscape import landscape_of
from playground.lab.experiments.landscape_settings import LandscapeSettings
from playground.lab.landscapes.kinds import numbers
from playground.lab.landscapes.live import Wanted, usual_kind, wanted_plane
from playground.lab.runs.run import Run

MOVING_S, DRAG_S = 0.004, 0.02
"""What a grid may take while things move; while a weight is dragged, when few are asked for."""
FEW_STEPS = 8
"""A path of fewer steps has no main directions worth a picture."""


class Looking:
    """What the view looks at: its scene and cursor, and the plane that was drawn last.

    `moving`: steps follow each other, or a hand moves the view or (`dragged`) a weight. `held`: the
    plane stays, whatever becomes of the run, for the hand that holds the network must not lose it.
    """

    def __init__(self) -> None:
        self.scene: Scene | None = None
        self.cursor = 0
        self.moving = self.dragged = self.held = False
        self.plane: Plane | None = None
        self.wanted: Wanted | None = None
        self.window: Window | None = None
        self.making_s = 0.0
        """What it took to make the plane, the last time."""
        self._made: tuple[object, ...] = ()  # what the plane that is wanted is made of
        self._drawn: Hashable = None  # and the one that is drawn
        self._side = 1  # of SIDES, while things move

    def show(self, scene: Scene | None, cursor: int) -> bool:
        """Another scene; False if the plane that was drawn is none of this network's."""
        self.scene, self.cursor = scene, cursor
        run = self.run
        if self.plane is None or (
            run is not None and run.problem.dimension == len(self.plane.origin)
        ):
            return True
        self.plane = self.wanted = self.window = self._drawn = None
        self._made, self.held = (), False
        return False

    @property
    def run(self) -> Run | None:
        """The selected runner's run, if it trains a network."""
        run = self.scene.run if self.scene is not None else None
        return run if run is not None and isinstance(run.problem, FittingProblem) else None

    @property
    def problem(self) -> FittingProblem:
        """What it minimizes."""
        assert self.run is not None and isinstance(self.run.problem, FittingProblem)
        return self.run.problem

    @property
    def step(self) -> int:
        """The step of the selected run that is looked at."""
        return 0 if self.run is None else min(self.cursor, self.run.last)

    @property
    def settings(self) -> LandscapeSettings:
        """How it is looked at."""
        return landscape_of(self.scene.experiment) if self.scene else LandscapeSettings()

    @property
    def kinds(self) -> tuple[str, ...]:
        """The kinds of plane that are wanted: the first that there is."""
        chosen = self.settings.plane
        if chosen:
            return (chosen,)
        usual = usual_kind(self.problem)
        if usual != "pca":
            return (usual,)
        long = self.run is not None and self.run.last >= FEW_STEPS
        # All weights may be 0: then there is nothing to scale a direction by.
        random = ("random:1", "random:1:none")
        return ("pca", *random) if long else random

    @property
    def axes(self) -> tuple[int, int] | None:
        """Which two parameters are the axes of a plane of two weights."""
        if self.run is None:
            return None
        name, _, rest = self.kinds[0].partition(":")
        places = numbers(rest) or [0, 0] if name == "weights" else []
        there = len(places) == 2 and max(places) < self.problem.dimension
        return (places[0], places[1]) if there else None

    @property
    def batch(self) -> Batch | None:
        """The batch of this step, where its surface is wanted beside."""
        problem = self.problem
        rows = problem.batches.rows(self.step) if self.settings.batch else None
        if rows is None or problem.data.source is not None:
            return None
        return problem.X[rows], problem.y[rows]

    @property
    def made(self) -> Hashable:
        """What the plane that is wanted is made of."""
        return self._made

    # Asking

    def question(
        self, area: tuple[float, float, float, float], ranges: Window | None
    ) -> tuple[object, ...]:
        """What is to be seen now, for a picture in `area` of what a person has zoomed to."""
        self._settle(ranges is None)
        side = self._side if self.moving else -1
        batch = self.step if self.settings.batch else -1
        return self._made, id(self.problem), ranges, area, side, batch

    def request(
        self, area: tuple[float, float, float, float], ranges: Window | None
    ) -> Request:
        """The same with all that the answer is made of."""
        scene = self.scene
        assert scene is not None
        wanted = tuple(
            wanted_plane(kind, scene.runs, scene.selected, self.cursor) for kind in self.kinds
        )
        sides = (SIDES[self._side],) if self.moving else SIDES
        plane = self.plane if self._drawn_is_good else None
        window = self.window if plane is not None else None
        return Request(
            wanted, plane, window, ranges, area, sides, self.batch, not self.moving, self._made,
            self.plane,
        )

    def last(
        self, area: tuple[float, float, float, float], ranges: Window | None
    ) -> Request:
        """The plane that was drawn last once more, where there is none such as is wanted."""
        assert self.wanted is not None
        sides = (SIDES[self._side],) if self.moving else SIDES
        return Request((self.wanted,), self.plane, self.window, ranges, area, sides, self.batch,
                       not self.moving, self._drawn)

    def take(self, drawn: Drawn) -> None:
        """An answer has come."""
        self._drawn = drawn.made
        self.plane, self.wanted, self.window = drawn.plane, drawn.wanted, drawn.window
        if drawn.making:
            self.making_s = drawn.making
        most = DRAG_S if self.dragged else MOVING_S
        if self.moving and drawn.seconds > most:
            self._side = 0
        elif self.moving and 0 < drawn.seconds < most / 8:
            self._side = 1

    @property
    def _drawn_is_good(self) -> bool:
        return self.plane is not None and self._drawn == self._made

    def _settle(self, fitted: bool) -> None:
        """Note what a plane is to be made of now, unless the one there is serves still."""
        now, before = self._making(fitted), self._made
        if now == before:
            return
        if self.moving and len(now) == len(before) and now[:-1] == before[:-1]:
            last, seen = now[-1], before[-1]
            growing = kind_of(self.kinds[0]).name in ("pca", "points")
            # While the path grows its plane stays for a while: nothing jumps with every frame.
            if growing and isinstance(last, int) and isinstance(seen, int) and (
                seen <= last < 2 * seen + FEW_STEPS
            ):
                return
        self._made = now

    def _making(self, fitted: bool) -> tuple[object, ...]:
        """What a plane that is made now is made of."""
        scene, run = self.scene, self.run
        assert scene is not None and run is not None
        name = self.kinds[0].partition(":")[0]
        if name == "weights":
            return self.kinds, id(run.problem), self._others(run), self._left(run, fitted)
        if name in ("pca", "points"):
            return self.kinds, id(run), run.last
        if name == "ends":
            return self.kinds, tuple((id(other), other.last) for other in scene.runs)
        return self.kinds, id(run), self.step

    def _others(self, run: Run) -> int:
        """The values of all the parameters that are no axes, as a hash."""
        theta = run[self.step].theta.copy()
        if self.axes is not None:
            theta[list(self.axes)] = 0
        return hash(theta.tobytes())

    def _left(self, run: Run, fitted: bool) -> int:
        """Where the runner is, once it has left the window of its two weights; 0 inside."""
        if self.axes is None or self.window is None or not fitted:
            return 0
        here = run[self.step].theta[list(self.axes)]
        inside = all(low <= x <= high for x, (low, high) in
                     zip(here.tolist(), self.window, strict=True))
        return 0 if inside else hash(here.tobytes())
