"""Unsaved work of both halves, kept for the case of a crash, and offered again after one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import QObject, QTimer, Signal

from playground.app.core.player import Player
from playground.lab.documents.document import Document
from playground.lab.documents.recovery import Left, Recovery
from playground.lab.experiments.experiment import Experiment

KEEP_AFTER_MS = 800


class SafetyNet(QObject):
    """Keeps what is unsaved a moment after each edit, and the place where the cursor rests."""

    warned = Signal(str)

    def __init__(self, player: Player, parent: QObject) -> None:
        super().__init__(parent)
        self._player = player
        self.recovery = Recovery()
        self._cannot_keep = ""
        self.timer = QTimer(self)
        self.timer.setSingleShot(True)
        self.timer.setInterval(KEEP_AFTER_MS)
        self.timer.timeout.connect(self.keep)
        player.experiment_changed.connect(self._soon)
        player.playing_changed.connect(self._started_or_stopped)
        player.moved.connect(self._rested)

    def has_none(self, why: str) -> None:
        """It was said already that unsaved work cannot be kept, and why."""
        self._cannot_keep = why

    def as_seen(self, half: Document) -> Experiment:
        """The experiment of a half, with the cursor where it is, or was when the half was left."""
        return replace(half.experiment, cursor=self.cursor_of(half))

    def cursor_of(self, half: Document) -> int:
        """Where the cursor of a half is, was when it was left, or is still being brought to."""
        player = self._player
        if half is not player.workspace.front:
            return half.cursor
        return max(player.cursor, half.cursor) if player.seeking else player.cursor

    def keep(self) -> bool:
        """Keep what is unsaved, forget what is saved; False if something cannot be kept."""
        why = ""
        for half in reversed(self._player.workspace.halves):  # what is on screen comes last
            if half.unsaved:
                why = self.recovery.keep(self.as_seen(half), half.known) or why
            else:
                self.recovery.forget(half.kind)
        if why and not self._cannot_keep:
            self.warned.emit(
                f"Unsaved work cannot be kept for the case of a crash ({why}). Save now and then."
            )
        self._cannot_keep = why
        return not why

    def forget(self, half: Document) -> None:
        """A half is saved now."""
        self.recovery.forget(half.kind)

    def offer(
        self, ask: Callable[[list[Left]], tuple[str, int]], open_: Callable[[Left], bool]
    ) -> None:
        """Offer the work that crashed windows left, if any; what is not opened stays."""
        left = self.recovery.left_behind()
        while left:
            answer, place = ask(left)
            if answer == "discard":
                left.pop(place).discard()
                continue
            # Its files go once this window's own hold the work.
            if answer == "open" and open_(left[place]) and self.keep():
                left.pop(place).discard()
            break
        for one in left:
            one.leave()

    def close(self) -> None:
        """The window closes: all is saved, or was thrown away on purpose."""
        self.timer.stop()
        self.recovery.close()

    def _soon(self) -> None:
        if not self.timer.isActive():  # while one drags, too, some of it is kept
            self.timer.start()

    def _started_or_stopped(self) -> None:
        """Whoever sends the cursor far away from here may say so after this."""
        self._player.workspace.front.cursor = self._player.cursor
        self._rested()

    def _rested(self) -> None:
        """The cursor is at rest: of unsaved work, its place is kept too."""
        if not self._player.moving and self._player.workspace.unsaved:
            self._soon()
