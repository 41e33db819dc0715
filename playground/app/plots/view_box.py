"""What mouse and keys do in every plot: the wheel zooms about the pointer, the right and the middle
button pan, a double click fits and touches nothing else, a right click opens the menu.

The left button belongs to the plot (see `Hand`): it moves a start, picks a step, edits a point. A
plot without a hand is panned by it as well. In the mouse mode "zoom" it draws a rectangle.
"""

from __future__ import annotations

from collections.abc import Callable
from math import hypot
from typing import Protocol

import pyqtgraph as pg
from pyqtgraph.GraphicsScene.mouseEvents import MouseDragEvent
from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QGraphicsSceneMouseEvent, QGraphicsSceneWheelEvent

from playground.app.look.style import px

Span = tuple[float, float]
Ranges = tuple[Span, Span]
"""Of x and of y."""

WHEEL = 1.2
"""How much a notch of the wheel, or a key, enlarges."""
PAN = 0.1
"""The part of the view that an arrow key moves."""
SLACK = 3
"""Pixels: what moves less between press and release is a click."""

Key = Qt.Key
PAN_KEYS = {
    Key.Key_Left: (-1, 0), Key.Key_Right: (1, 0), Key.Key_Up: (0, 1), Key.Key_Down: (0, -1),
}
"""With Ctrl: without it they are the transport's."""
ZOOM_KEYS = {Key.Key_PageUp: WHEEL, Key.Key_PageDown: 1 / WHEEL}


class Hand(Protocol):
    """What the left button does in a plot. Places are the scene's: the widget's pixels."""

    def press(self, at: QPointF) -> None:
        """The button goes down."""

    def drag(self, at: QPointF) -> None:
        """The pointer moves while it is down."""

    def release(self, at: QPointF) -> None:
        """It goes up."""

    def double_click(self, at: QPointF) -> bool:
        """The second click of two; whether it was taken, so that the plot does not fit."""

    def context_click(self, at: QPointF) -> bool:
        """A click with the right button; whether it was taken, so that no menu opens."""


class PlotViewBox(pg.ViewBox):  # type: ignore[misc]
    """The ranges in view, and the mouse and keys that change them."""

    fit_asked = Signal()
    looked = Signal()
    """A person zoomed or panned."""
    menu_asked = Signal(object)
    """A QPoint of the screen, where the context menu is to open."""

    def __init__(self) -> None:
        super().__init__(enableMenu=False, defaultPadding=0)
        self.disableAutoRange()
        self.hand: Hand | None = None
        self.zooming = False
        """Whether the left button draws a rectangle to zoom into."""
        self.bound: Callable[[Ranges], Ranges | None] = lambda ranges: ranges
        """What is shown of ranges that a person asks for; None refuses."""
        self._held = ""  # "hand", "view" or "zoom"
        self._pressed = self._last = QPointF()
        self._moved = False

    @property
    def ranges(self) -> Ranges:
        """What is in view."""
        (left, right), (bottom, top) = self.viewRange()
        return (float(left), float(right)), (float(bottom), float(top))

    @property
    def area(self) -> QRectF:
        """Where it is in the widget, in pixels."""
        area: QRectF = self.mapRectToScene(self.rect())
        return area

    def show_ranges(self, ranges: Ranges) -> None:
        """Show exactly these."""
        if ranges != self.ranges:
            self.setRange(xRange=ranges[0], yRange=ranges[1], padding=0)

    def zoom(self, factor: float, about: QPointF | None = None) -> None:
        """Show everything so many times as large, about a pixel or the middle."""
        area = self.area
        about = area.center() if about is None else about
        share = (
            (about.x() - area.left()) / max(area.width(), 1.0),
            (area.bottom() - about.y()) / max(area.height(), 1.0),
        )
        made = []
        moves = self.state["mouseEnabled"]
        for (low, high), at, free in zip(self.ranges, share, moves, strict=True):
            place, by = low + at * (high - low), factor if free else 1.0
            made.append((place + (low - place) / by, place + (high - place) / by))
        self._look((made[0], made[1]))

    def pan(self, dx: float, dy: float) -> None:
        """Move what is in view by so many pixels, y counting downwards."""
        (left, right), (bottom, top) = self.ranges
        free_x, free_y = self.state["mouseEnabled"]
        x = -dx * (right - left) / max(self.area.width(), 1.0) * bool(free_x)
        y = dy * (top - bottom) / max(self.area.height(), 1.0) * bool(free_y)
        self._look(((left + x, right + x), (bottom + y, top + y)))

    def _look(self, ranges: Ranges) -> None:
        bounded = self.bound(ranges)
        if bounded is not None and bounded != self.ranges:
            self.show_ranges(bounded)
            self.looked.emit()

    def press_key(self, event: QKeyEvent) -> bool:
        """Ctrl and arrows pan, Page Up and Page Down zoom; whether it was such a key."""
        key = Qt.Key(event.key())
        if key in ZOOM_KEYS and not event.modifiers():
            self.zoom(ZOOM_KEYS[key])
        elif key in PAN_KEYS and event.modifiers() == Qt.KeyboardModifier.ControlModifier:
            x, y = PAN_KEYS[key]
            self.pan(-x * PAN * self.area.width(), y * PAN * self.area.height())
        else:
            return False
        return True

    # Qt. Mouse events are taken from Qt itself and not from pyqtgraph's scene, which waits for
    # the release to tell a click from a drag: what is pressed moves at once.

    def wheelEvent(
        self, event: QGraphicsSceneWheelEvent, axis: int | None = None
    ) -> None:
        """Zoom about the pointer; with Ctrl the wheel is somebody else's."""
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier or not any(
            self.state["mouseEnabled"]
        ):
            event.ignore()
            return
        self.zoom(WHEEL ** (event.delta() / 120), event.scenePos())
        event.accept()

    def mousePressEvent(self, event: QGraphicsSceneMouseEvent) -> None:
        """A button goes down; the first one holds on until it is released."""
        event.accept()
        if self._held:
            return
        self._pressed = self._last = event.scenePos()
        self._moved = False
        if event.button() != Qt.MouseButton.LeftButton:
            self._held = "view"
        elif self.zooming:
            self._held = "zoom"
        elif self.hand is None:
            self._held = "view"
        else:
            self._held = "hand"
            self.hand.press(event.scenePos())

    def mouseMoveEvent(self, event: QGraphicsSceneMouseEvent) -> None:
        """The pointer moves while a button is down."""
        at = event.scenePos()
        away = at - self._pressed
        if self._held == "hand" and self.hand is not None:
            self.hand.drag(at)
        elif not self._moved and hypot(away.x(), away.y()) <= px(SLACK):
            return
        elif self._held == "view":
            self.setCursor(Qt.CursorShape.ClosedHandCursor)
            self.pan(at.x() - self._last.x(), at.y() - self._last.y())
        elif self._held == "zoom":
            self.updateScaleBox(self.mapFromScene(self._pressed), self.mapFromScene(at))
        self._moved, self._last = True, at

    def mouseReleaseEvent(self, event: QGraphicsSceneMouseEvent) -> None:
        """A button goes up."""
        held, self._held = self._held, ""
        self.unsetCursor()
        if held == "hand" and self.hand is not None:
            self.hand.release(event.scenePos())
        elif held == "zoom":
            self.rbScaleBox.hide()
            if self._moved:
                self._zoom_into(QRectF(self._pressed, event.scenePos()).normalized())
        elif event.button() == Qt.MouseButton.RightButton and not self._moved and (
            self.hand is None or not self.hand.context_click(event.scenePos())
        ):
            self.menu_asked.emit(event.screenPos())

    def mouseDoubleClickEvent(self, event: QGraphicsSceneMouseEvent) -> None:
        """Fit."""
        event.accept()
        if event.button() != Qt.MouseButton.LeftButton:
            self.mousePressEvent(event)
        elif self.hand is not None and self.hand.double_click(event.scenePos()):
            self._held = "hand"
        else:
            self.fit_asked.emit()

    def mouseDragEvent(self, event: MouseDragEvent, axis: int | None = None) -> None:
        """An axis is dragged: what is in view moves along it."""
        event.accept()
        away = event.scenePos() - event.lastScenePos()
        self.pan(away.x() if axis != 1 else 0.0, away.y() if axis != 0 else 0.0)

    def _zoom_into(self, part: QRectF) -> None:
        """Show a rectangle of pixels as large as possible."""
        if part.width() >= px(SLACK) and part.height() >= px(SLACK):
            view = self.mapSceneToView(part).boundingRect()
            self._look(((view.left(), view.right()), (view.top(), view.bottom())))
