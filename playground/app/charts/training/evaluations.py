"""The evaluations behind the training chart: who is evaluated when, and as which curves."""

from __future__ import annotations

from collections.abc import Sequence
from time import perf_counter

from PySide6.QtCore import QObject

from playground.app.charts.trace import Trace
from playground.app.charts.training.curvature import CurvatureWork
from playground.app.charts.training.series import RECORDED, STYLES, Evaluated, Shown
from playground.app.core.view import Scene
from playground.app.plots.along import Along
from playground.app.plots.series import Curve
from playground.engine.data_problem import DataProblem
from playground.engine.networks.fitting import FittingProblem
from playground.engine.problem import Problem
from playground.lab.runs.evaluation import Evaluations
from playground.lab.runs.objective import penalized
from playground.lab.runs.run import Run


class TrainingWork:
    """Evaluates the shown runs in turns, so that all curves grow alike."""

    def __init__(self, parent: QObject) -> None:
        self.curvature = CurvatureWork(parent)
        self.every: list[Evaluations] = []
        self._turn = 0

    @property
    def has_classes(self) -> bool:
        """Whether any of the runs tells classes apart."""
        return any(found.evaluator.classes for found in self.every)

    @property
    def problems(self) -> list[FittingProblem]:
        """What the runs minimize, in their order."""
        return [found.evaluator.problem for found in self.every]

    def look(self, scene: Scene) -> None:
        """Other runs; evaluations of those that stay are kept."""
        kept = {id(found.run): found for found in self.every}
        runs = [run for run in scene.runs if isinstance(run.problem, FittingProblem)]
        self.every = [kept.get(id(run)) or Evaluations(run) for run in runs]
        self.curvature.look(scene)

    def of(self, run: Run) -> Evaluations | None:
        """The evaluations of one run."""
        return next((found for found in self.every if found.run is run), None)

    def evaluate(self, scene: Scene, cursors: Sequence[int], deadline: float) -> bool:
        """Evaluate until the deadline, first where each run is looked at, in the runs' order, the
        selected one before the others; True if nothing is left to do.
        """
        shown = [found for _, _, found in self._shown(scene) if found.exists]
        if not shown:
            return True
        self._turn = (self._turn + 1) % len(shown)
        turns = shown[self._turn :] + shown[: self._turn]
        done = True
        at = {id(run): step for run, step in zip(scene.runs, cursors, strict=True)}
        for found in sorted(turns, key=lambda found: found.run is not scene.run):
            if found.run is scene.run or perf_counter() < deadline:
                found.at(min(at[id(found.run)], found.run.last))
            else:
                done = False
        for found in turns:
            done &= perf_counter() < deadline and found.work(deadline)
        return done

    def curves(self, scene: Scene, shown: Shown, log: bool, along: Along) -> list[Curve]:
        """Noise first, the lines over it, the selected runner's on top."""
        every = self._shown(scene)
        every.sort(key=lambda entry: entry[0] == scene.slot)
        if shown.curvature:
            tracks = [(slot, label, self.curvature.of(found.run)) for slot, label, found in every]
            return [
                Curve(slot, label, Evaluated(track, line.number, log, along), STYLES[line.part],
                      line.part)
                for slot, label, track in tracks if track is not None for line in shown.lines
            ]
        if not shown.lines:
            return [
                Curve(slot, label, Trace(found.run, shown.quantity, log, along), RECORDED)
                for slot, label, found in every
            ]
        # The noise of several runners together is a mud that hides every line.
        noise = [
            Curve(slot, label, Trace(found.run, shown.quantity, log, along), STYLES["noise"],
                  "noise")
            for slot, label, found in every
            if shown.recorded and slot == scene.slot and _is_noisy(found.run.problem)
        ]
        return noise + [
            Curve(slot, label, Evaluated(found, line.number, log, along), STYLES[line.part],
                  line.part)
            for slot, label, found in every for line in shown.lines if _has(found, line.part)
        ]

    def _shown(self, scene: Scene) -> list[tuple[int, str, Evaluations]]:
        """Slot, label and evaluations of the runners that are shown."""
        pairs = zip(scene.experiment.runners, scene.runs, strict=True)
        found = [(one.slot, one.label, self.of(run)) for one, run in pairs if one.shown]
        return [(slot, label, known) for slot, label, known in found if known is not None]


def _has(found: Evaluations, part: str) -> bool:
    """Whether a run has such a line: R + penalty is one of its own only with a penalty."""
    if part == "objective":
        return penalized(found.run.problem)
    if part == "error":
        return found.evaluator.sampled
    return part != "test" or found.evaluator.has_test


def _is_noisy(problem: Problem) -> bool:
    """Whether batches' losses lie around the risk, and are not the same; a sum is far off."""
    return isinstance(problem, DataProblem) and not (problem.sees_all or problem.sums)

