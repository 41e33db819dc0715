"""Runners that are compared where they have cost alike: some of them must be recorded further."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject, QTimer, Slot

from playground.app.core.player import FRAME_MS, Player
from playground.lab.runs.cost import Cost, step_within
from playground.lab.runs.run import Run


class SameCost(QObject):
    """Has the player record each run as far as the comparison takes.

    `compared` tells what runners are compared by; None: they are looked at at the same step.
    """

    def __init__(
        self, player: Player, compared: Callable[[], Cost | None], parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._player, self._compared = player, compared
        self._catching_up = QTimer(self, interval=FRAME_MS)
        self._catching_up.timeout.connect(self._record_ahead)
        player.ahead = self.steps_ahead
        player.moved.connect(self.look_ahead)

    def steps_ahead(self, index: int, runs: tuple[Run, ...]) -> Sequence[int]:
        """How far runs are to be recorded while the step `index` is looked at."""
        cost, selected = self._compared(), self._player.selected
        own = runs[selected] if selected < len(runs) else None
        if cost is None or cost.measured or own is None:
            return (index,) * len(runs)
        spent = float(cost.of(own, min(index, own.last) if own.stop else index))
        return [max(index, step_within(cost, run, spent)) for run in runs]

    @Slot()
    def look_ahead(self) -> None:
        """Have runs recorded as far as it takes, a part in every frame."""
        behind = self._compared() is not None and self._player.is_behind
        if behind and not self._catching_up.isActive():
            self._catching_up.start()

    @Slot()
    def _record_ahead(self) -> None:
        """A frame of it; while the cursor moves, the player does it."""
        player = self._player
        if self._compared() is None or not (player.moving or player.catch_up()):
            self._catching_up.stop()
