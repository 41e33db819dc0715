"""When the views of a network are brought up to date: at once, or in turns while much moves.

They all together take longer to draw than a frame lasts, and a loss surface has a pace of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial

from PySide6.QtWidgets import QMainWindow

from playground.app.core.mode import Mode
from playground.app.core.player import Player
from playground.app.core.view import Scene, View
from playground.app.network.turns import Turns

LANDSCAPE = 3
"""The phase in which the loss surface takes its turn."""


class PacedMode(Mode):
    """A mode whose views take turns while steps are played or a hand drags a weight."""

    _surface: View | None = None
    _holding = _dragging = _owes_scene = False

    def __init__(self, window: QMainWindow, player: Player) -> None:
        super().__init__(window, player)
        self.turns = Turns(self)
        player.playing_changed.connect(lambda on: None if on else self.catch_up())

    def show_cursor(self, cursor: int) -> None:
        """Another step. Where many steps go into a frame the views take turns, so that painting
        leaves time to learn: first the drawing, then the panels, then those below on the right and
        the window's words. At a slower pace each step is drawn by one group after another, a frame
        each. Whenever the cursor rests they all agree.
        """
        self._end_drag()
        if self.player.racing:
            self.turns.drop()
            for view, turn in self._groups():
                view.hurried = True
                if turn == self.player.phase:
                    view.show_cursor(cursor)
        elif self.player.playing:
            for view, _ in self._groups():
                view.hurried = False
            # The loss surface has a pace of its own, and only notes what it is to follow.
            self._owe(lambda view: view.show_cursor(cursor), beside_drawing=LANDSCAPE)
        else:
            self.turns.drop()
            super().show_cursor(cursor)

    def show_scene(self, scene: Scene, cursor: int) -> None:
        """While a hand drags, a group of views follows in each frame; else all of them at once."""
        if not self._dragging or not self.is_complete:
            self.turns.drop()
            self._owes_scene = False
            self._hurry_surface(False)
            super().show_scene(scene, cursor)
            return
        self._owes_scene = True
        if self._holding and self._surface is not None:  # the hand is in there
            self._surface.show_scene(scene, cursor)
        else:
            self._hurry_surface(True)
        self._owe(lambda view: view.show_scene(scene, cursor))

    def _end_drag(self) -> None:
        """Let every view show what a drag has come to, if some have not yet."""
        if self._owes_scene and self.turns.waiting:
            player = self.player
            self.show_scene(Scene(player.experiment, player.runs, player.selected), player.cursor)
        self._owes_scene = False

    def _hurry_surface(self, on: bool) -> None:
        """Whether the heights that come from the worker wait for the loss surface's next turn."""
        if self._surface is not None:
            self._surface.hurried = on

    def _owe(self, show: Callable[[View], object], beside_drawing: int | None = None) -> None:
        """Let every group of views do it, when its turn comes; one of them with the drawing."""
        groups: dict[int, list[View]] = {}
        for view, turn in self._groups():
            if view is self._surface and self._holding:
                continue  # it has followed already
            groups.setdefault(0 if turn == beside_drawing else turn, []).append(view)
        for turn, views in groups.items():
            self.turns.owe(turn, partial(_each, show, views))

    def _groups(self) -> Iterator[tuple[View, int]]:
        """Every view with the phase in which it has its turn while racing."""
        yield self.picture, 0
        if self._surface is not None:
            yield self._surface, LANDSCAPE
        for entry in self.entries:
            if entry.name in self.panels:
                yield self.panels[entry.name], 1 + (entry.place == "right below")

    def catch_up(self) -> None:
        """The cursor rests: let every view show it."""
        if self.on_screen:
            self._end_drag()
            self.turns.drop()
            super().show_cursor(self.player.cursor)
            if self._surface is not None:
                self._surface.come_to_rest()

    @contextmanager
    def dragging(self, final: bool) -> Iterator[None]:
        """What is edited meanwhile is a drag's, and more follows unless it is the `final` one."""
        self._dragging = not final
        try:
            yield
        finally:
            self._dragging = False
            if final:  # where the last place is the one that was shown, nothing else says so
                self._end_drag()
                if self._surface is not None:
                    self._surface.come_to_rest()


def _each(show: Callable[[View], object], views: Sequence[View]) -> None:
    for view in views:
        show(view)
