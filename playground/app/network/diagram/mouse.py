"""What the hand does on the drawn network: selects, types, scrubs, freezes, moves the view."""

from __future__ import annotations

from math import hypot
from typing import Protocol

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QMouseEvent

from playground.app.look.style import px
from playground.app.network.diagram.picture import NetworkPicture
from playground.engine.networks.place import Place

SLACK = 3
"""A press drags only from so many pixels on: a click is no drag."""
SCRUB = 0.01
"""A pixel up, or to the right, adds so much to a weight; ten times as much with Shift, a tenth with

Ctrl.
"""


class Touched(Protocol):
    """What is under the mouse: the canvas."""

    picture: NetworkPicture

    def select(self, selection: Place | None, tell: bool = True) -> None: ...
    def hover(self, at: QPointF) -> None: ...
    def pan(self, dx: float, dy: float) -> None: ...
    def scrub(self, value: float, final: bool) -> None: ...
    def open_menu(self, at: QPointF) -> None: ...
    def open_editor(self) -> object: ...
    def fit(self) -> None: ...
    def show_hand(self, shape: Qt.CursorShape) -> None: ...


class NetworkMouse:
    """Turns mouse events into the canvas's signals."""

    def __init__(self, canvas: Touched) -> None:
        self._canvas = canvas
        self._held: str | None = None  # "value" or "view"
        self._pressed = QPointF()
        self._last = QPointF()
        self._moved = False
        self._value = 0.0
        self._sideways = False  # whether the drag of a value began from side to side

    @property
    def busy(self) -> bool:
        """Whether a button is down and something is held with it."""
        return self._held is not None

    def press(self, event: QMouseEvent) -> None:
        """A button goes down."""
        canvas, at = self._canvas, event.position()
        self._pressed = self._last = at
        self._moved = False
        if event.button() != Qt.MouseButton.LeftButton:
            self._held = "view"
            return
        under = canvas.picture.under(at)
        canvas.select(under)
        if under is None:
            self._held = "view"
        elif under.index >= 0 and canvas.picture.facts is not None:
            self._held = "value"
            self._value = float(canvas.picture.facts.theta[under.index])

    def move(self, event: QMouseEvent) -> None:
        """The pointer moves."""
        canvas, at = self._canvas, event.position()
        if self._held is None:
            canvas.hover(at)
            return
        if not self._moved and hypot(*(at - self._pressed).toTuple()) <= px(SLACK):
            return
        if not self._moved:
            self._moved = True
            across, down = (at - self._pressed).toTuple()
            self._sideways = abs(across) > abs(down)
            # What was moved to notice the drag does not count: the value starts where it was.
            self._pressed = self._last = at
        if self._held == "view":
            step, self._last = at - self._last, at
            canvas.show_hand(Qt.CursorShape.ClosedHandCursor)
            canvas.pan(step.x(), step.y())
            return
        step, self._last = at - self._last, at
        more = step.x() if self._sideways else -step.y()
        keys = event.modifiers()
        step_size = SCRUB / px(1)
        if keys & Qt.KeyboardModifier.ShiftModifier:
            step_size *= 10
        if keys & Qt.KeyboardModifier.ControlModifier:
            step_size /= 10
        self._value = round(self._value + more * step_size, 6)
        canvas.scrub(self._value, False)

    def release(self, event: QMouseEvent) -> None:
        """A button goes up: what was scrubbed is so now."""
        held, self._held = self._held, None
        canvas = self._canvas
        if held == "value" and self._moved:
            canvas.scrub(self._value, True)
        elif held == "view":
            canvas.hover(event.position())
            if not self._moved and event.button() == Qt.MouseButton.RightButton:
                canvas.open_menu(event.position())

    def double_click(self, event: QMouseEvent) -> None:
        """Type a value, or fit where nothing is."""
        under = self._canvas.picture.under(event.position())
        if under is None:
            self._canvas.fit()
        elif under.index >= 0:
            self._canvas.select(under)
            self._canvas.open_editor()
