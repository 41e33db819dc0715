"""What the left button does on a loss surface: it takes the network by the hand."""

from __future__ import annotations

from math import hypot
from typing import Protocol

from PySide6.QtCore import QPointF, SignalInstance

from playground.app.look.style import px
from playground.app.network.landscape.trails import Head
from playground.app.paint.viewport import Viewport
from playground.lab.landscapes.picture import Picture

SLACK = 3
"""A press on a head drags it only from so many pixels on: a click is no drag."""


class Touched(Protocol):
    """What is under the mouse: the canvas."""

    picture: Picture | None
    heads: list[Head]
    held: SignalInstance
    runner_taken: SignalInstance
    taken_back: SignalInstance

    @property
    def map_view(self) -> Viewport: ...
    def head_at(self, at: QPointF) -> Head | None: ...
    def context_at(self, at: QPointF) -> None: ...


class LandscapeHand:
    """See `plots.view_box.Hand`. On the ground the network comes to the pointer at once; a head is
    dragged as it stands, beside the plane or on it; another runner's head is chosen."""

    def __init__(self, canvas: Touched) -> None:
        self._canvas = canvas
        self._holds = False
        self._onto = False
        self._moved = False
        self._placed = False
        self._pressed = QPointF()
        self._grip = (0.0, 0.0)

    def press(self, at: QPointF) -> None:
        """What is under the pointer is taken; where nothing is, the network comes to it."""
        canvas = self._canvas
        if canvas.picture is None or not canvas.heads:
            return
        self._pressed, self._moved, self._placed = at, False, False
        head, under = canvas.head_at(at), canvas.map_view.to_data(at)
        if head is not None and head.slot != canvas.picture.selected:
            canvas.runner_taken.emit(head.slot)
            return
        self._holds = True
        if head is not None and canvas.map_view.area.contains(
            canvas.map_view.pixel((head.a, head.b)) or QPointF(-1, -1)
        ):
            self._onto, self._grip = False, (head.a - under[0], head.b - under[1])
            return
        self._onto, self._grip = True, (0.0, 0.0)
        self._moved = self._placed = True
        self._drag(at, False)

    def drag(self, at: QPointF) -> None:
        """The network follows."""
        if self._holds and (self._moved or hypot(*(at - self._pressed).toTuple()) > px(SLACK)):
            self._moved = True
            self._drag(at, False)

    def release(self, at: QPointF) -> None:
        """It is there now."""
        if self._holds and self._moved:
            self._drag(at, True)
        self._holds = False

    def double_click(self, at: QPointF) -> bool:
        """The plane fits; what the first click has done is taken back."""
        if self._placed:
            self._canvas.taken_back.emit()
        self._placed = False
        return False

    def context_click(self, at: QPointF) -> bool:
        """The menu opens, about this place."""
        self._canvas.context_at(at)
        return False

    def _drag(self, at: QPointF, final: bool) -> None:
        a, b = self._canvas.map_view.to_data(at)
        self._canvas.held.emit(a + self._grip[0], b + self._grip[1], self._onto, final)
