"""The curvature along the runs, computed beside the window, one step after the other."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject, Signal

from playground.app.core.view import Scene
from playground.app.work.background import Background
from playground.engine.networks.fitting import FittingProblem
from playground.engine.problem import Array
from playground.lab.runs.curvature import (
    Asked,
    CurvaturePoint,
    CurvatureTrack,
    curvature_at,
    is_charted,
)
from playground.lab.runs.run import Run


class CurvatureWork(QObject):
    """Knows a track for every run of full batches; says `came` when one has grown."""

    came = Signal()

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._background = Background(self)
        self._tracks: dict[int, CurvatureTrack] = {}
        self._scene: Scene | None = None
        self._cursor = 0
        self._at_work = self._resting = False
        self._turn = 0

    def look(self, scene: Scene) -> None:
        """Other runs; what is known of those that stay is kept."""
        runs = [run for run in scene.runs if is_charted(run.problem)]
        self._tracks = {
            id(run): self._tracks.get(id(run)) or CurvatureTrack(run) for run in runs
        }

    def of(self, run: Run) -> CurvatureTrack | None:
        """What is known of one run; None where its steps do not see all the data."""
        return self._tracks.get(id(run))

    def follow(self, scene: Scene, cursor: int, resting: bool) -> bool:
        """Go on computing, at the cursor first; True if nothing is left to do."""
        self._scene, self._cursor, self._resting = scene, cursor, resting
        if self._at_work:
            return False
        for track in self._turns(scene):
            asked = track.wanted(cursor, resting)
            problem = track.run.problem
            if asked is not None and isinstance(problem, FittingProblem):
                self._at_work = True
                self._background.submit(
                    "curvature", partial(curvature_at, problem, asked),
                    partial(self._take, track, asked), self._fail,
                )
                return False
        return True

    def rest(self) -> None:
        """Nobody looks: what is being computed is the last for now."""
        self._scene = None

    def _turns(self, scene: Scene) -> list[CurvatureTrack]:
        """The tracks of the runners that are shown: in turns, so that all lines grow alike."""
        pairs = zip(scene.experiment.runners, scene.runs, strict=True)
        found = [self.of(run) for runner, run in pairs if runner.shown]
        there = [track for track in found if track is not None]
        self._turn += 1
        cut = self._turn % max(len(there), 1)
        return there[cut:] + there[:cut]

    def _take(
        self, track: CurvatureTrack, asked: Asked, found: tuple[CurvaturePoint, Array]
    ) -> None:
        self._at_work = False
        track.take(asked, *found)
        self.came.emit()
        if self._scene is not None:
            self.follow(self._scene, self._cursor, self._resting)

    def _fail(self, error: Exception) -> None:
        self._at_work = False
        raise error
