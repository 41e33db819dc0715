"""The basins of the selected runner's rule, searched beside the window, coarse first."""

from __future__ import annotations

from typing import NamedTuple

from PySide6.QtCore import QObject, QTimer, Signal

from playground.app.work.background import Background
from playground.engine.basin_maps import BasinMap, Progress, basin_maps
from playground.engine.descent import Plan
from playground.engine.stopping import StopRules
from playground.engine.surface import Surface, Window

WAIT_MS = 250
"""A recipe that is still being changed, or a view that is still moved, is waited for."""


class Question(NamedTuple):
    """Whose basins are searched, and over which window."""

    surface: Surface
    plan: Plan
    rules: StopRules
    window: Window

    def other_runs(self, other: Question | None) -> bool:
        """Whether another question's map would be wrong here, and not only elsewhere."""
        return other is None or self[:3] != other[:3]


class BasinSearch(QObject):
    """Says `changed` when there is a new map, when it is farther, and when it has ended.

    A new question ends the work on the old one.
    """

    changed = Signal()

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.map: BasinMap | None = None
        self.share: float | None = None
        """How much is done, 0 to 1; None while nothing is searched."""
        self.stopped = False
        """Whether a person has stopped it: the map is coarser than it would be."""
        self.question: Question | None = None
        self._background = Background(self)
        self._wait = QTimer(self, singleShot=True, interval=WAIT_MS)
        self._wait.timeout.connect(self._begin)

    def ask(self, question: Question | None, at_once: bool = False) -> None:
        """Search for the answer to a question, unless it is the one that was asked; None: nothing.
        """
        if question == self.question:
            return
        if question is None or question.other_runs(self.question):
            self.map = None
        self.question, self.stopped = question, False
        self._background.cancel("basins")
        self._wait.stop()
        self.share = None if question is None else 0.0
        if question is not None and at_once:
            self._begin()
        elif question is not None:
            self._wait.start()
        self.changed.emit()

    def stop(self) -> None:
        """A person wants no finer map."""
        if self.share is not None:
            self._background.cancel("basins")
            self._wait.stop()
            self.share, self.stopped = None, True
            self.changed.emit()

    def _begin(self) -> None:
        question = self.question
        if question is not None:
            self._background.submit("basins", lambda: basin_maps(*question), self._hear)

    def _hear(self, progress: Progress) -> None:
        if progress.map is not None:
            self.map = progress.map
        ended = progress.map is not None and progress.done == progress.total
        self.share = None if ended else progress.done / progress.total
        self.changed.emit()
