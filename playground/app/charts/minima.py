"""Finds the minima of a scene's surface, on the worker, so that distances can be measured."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QObject, Signal

from playground.app.work import background
from playground.engine.problem import Array
from playground.engine.surface import Surface
from playground.lab.edits.runners import surface_of
from playground.lab.experiments.experiment import Experiment

NO_SURFACE = "There is no list of minima for this problem to measure the distance to."
NO_MINIMUM = "No minimum is known in this window, so there is nothing to measure the distance to."
SEARCHING = "The minima of this surface are being looked for."


class Minima(QObject):
    """`found` comes with the minima, shape (k, 2), and a sentence why there are none (yet)."""

    found = Signal(object, str)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._surface: Surface | None = None
        # A result must not come to one that is gone.
        key = self._key = ("minima", id(self))
        self.destroyed.connect(lambda: background.shared().cancel(key))

    def look(self, experiment: Experiment) -> None:
        """Search if this is another surface; what was being searched is dropped."""
        surface = surface_of(experiment)
        if surface is None:
            background.shared().cancel(self._key)
            self._surface = None
            self._tell(_NONE, NO_SURFACE)
        elif surface != self._surface:
            self._surface = surface
            self._tell(None, SEARCHING)
            background.shared().submit(
                self._key, lambda: minima_of(surface),
                lambda minima: self._tell(minima, "" if len(minima) else NO_MINIMUM),
                lambda error: self._tell(_NONE, NO_MINIMUM),
            )

    def _tell(self, minima: Array | None, why_not: str) -> None:
        self.found.emit(minima, why_not)


_NONE: Array = np.empty((0, 2))


def minima_of(surface: Surface) -> Array:
    """The minima in the surface's window, and those that it declares, shape (k, 2)."""
    from playground.engine.critical import critical_points

    found = [(p.x, p.y) for p in critical_points(surface) if p.kind == "minimum"]
    return np.array([*surface.minima, *found], dtype=float).reshape(-1, 2)


def lowest(experiment: Experiment, minima: Array) -> float:
    """The height of the lowest of some minima, (k, 2), of an experiment's surface; 0 without any.
    """
    problem = experiment.problem
    if problem.kind != "surface" or not len(minima):
        return 0.0
    heights = problem.surface.value(minima[:, 0], minima[:, 1])
    return float(np.min(heights))
