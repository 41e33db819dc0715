"""What the hand does on the surface: drags starts and the probe, moves and chooses."""

from __future__ import annotations

from math import hypot
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QWidget

from playground.app.look.style import px
from playground.engine.surface import Point

if TYPE_CHECKING:
    from playground.app.surface.view import SurfaceView

NEAR = 10
"""Pixels within which a thing counts as hit."""
SLACK = 3
"""A press on a thing drags it only from so many pixels on: a click is no drag."""


class SurfaceHands:
    """Turns mouse events into the view's signals. Left: starts and probe; others: pan."""

    def __init__(self, view: SurfaceView) -> None:
        self._view = view
        self._held: str | None = None  # "start", "probe" or "view"
        self._pressed = QPointF()
        self._last = QPointF()
        self._grip: Point = (0.0, 0.0)
        self._moved = False
        self._placed = False  # whether the last press brought a start to the pointer

    def press(self, event: QMouseEvent) -> None:
        """A button goes down."""
        at, view = event.position(), self._view
        if not view.viewport.area.contains(at) or view.picture.surface is None:
            return
        self._pressed = self._last = at
        self._moved = self._placed = False
        if event.button() in (Qt.MouseButton.MiddleButton, Qt.MouseButton.RightButton):
            self._held = "view"
            view.setCursor(Qt.CursorShape.ClosedHandCursor)
        elif event.button() == Qt.MouseButton.LeftButton:
            self._press_left(at)

    def _press_left(self, at: QPointF) -> None:
        view, picture = self._view, self._view.picture
        under, entries = view.viewport.to_data(at), picture.entries()
        row = picture.legend.row(entries, view.viewport.area, at)
        if row is not None:
            self._choose(entries[row].slot)
            return
        probe = None if view.probe is None else view.viewport.pixel(view.probe)
        if probe is not None and view.probe is not None and _gap(probe, at) <= px(NEAR):
            self._hold("probe", view.probe, under)
            return
        slot = self.runner_at(at)
        if slot is not None:
            self._choose(slot)
            start = self._start_of(slot)
            if start is not None:
                self._hold("start", start, under)
            return
        # Nothing is there: the thing comes to the pointer at once.
        self._hold("start" if view.probe is None else "probe", under, under)
        self._moved = True
        self._placed = self._held == "start"
        if view.scene is not None and (view.probe is not None or view.scene.runs):
            self._drag(at, final=False)

    def move(self, event: QMouseEvent) -> None:
        """The pointer moves."""
        at, view = event.position(), self._view
        if self._held is None:
            hit = view.viewport.area.contains(at) and self.runner_at(at) is not None
            shape = Qt.CursorShape.PointingHandCursor if hit else Qt.CursorShape.ArrowCursor
            if QWidget.cursor(view).shape() != shape:
                view.setCursor(shape)
        elif self._held == "view":
            moved, self._last = at - self._last, at
            view.pan(moved.x(), moved.y())
        elif self._moved or _gap(at, self._pressed) > px(SLACK):
            self._moved = True
            self._drag(at, final=False)

    def release(self, event: QMouseEvent) -> None:
        """A button goes up: what was dragged is there now."""
        held, self._held = self._held, None
        if held == "view":
            self._view.setCursor(Qt.CursorShape.ArrowCursor)
        elif held is not None and self._moved:
            self._held = held
            self._drag(event.position(), final=True)
            self._held = None

    def double_click(self, event: QMouseEvent) -> None:
        """Fit, and say so if the first click of the two has already moved a start."""
        if self._view.viewport.area.contains(event.position()):
            self._view.fit()
            if self._placed:
                self._view.double_clicked.emit()
            self._placed = False

    def runner_at(self, at: QPointF) -> int | None:
        """The slot of the runner whose head or start is under a pixel; the selected one first."""
        view, picture = self._view, self._view.picture
        selected = view.scene.slot if view.scene is not None else -1
        hits = [
            (slot != selected, _gap(at, place), slot)
            for slot, place in picture.heads() + picture.starts()
            if _gap(at, place) <= px(NEAR)
        ]
        return min(hits)[2] if hits else None

    def _choose(self, slot: int) -> None:
        if self._view.scene is not None:
            self._view.runner_clicked.emit(self._view.scene.index_of(slot))

    def _start_of(self, slot: int) -> Point | None:
        for trail in self._view.picture.trails.trails:
            if trail.slot == slot:
                head = trail.head(0)
                return None if head is None else head[0]
        return None

    def _hold(self, what: str, thing: Point, under: Point) -> None:
        """Take hold of a thing; the grip is where it is seen from the pointer."""
        self._held = what
        self._grip = (thing[0] - under[0], thing[1] - under[1])

    def _drag(self, at: QPointF, final: bool) -> None:
        view = self._view
        if view.scene is None or (self._held == "start" and not view.scene.runs):
            return
        x, y = view.viewport.to_data(at)
        to = (x + self._grip[0], y + self._grip[1])
        if self._held == "start":
            view.drag_start(to, final)
        elif self._held == "probe":
            view.set_probe(to)
            view.probe_dragged.emit(to, final)


def _gap(a: QPointF, b: QPointF) -> float:
    return hypot(a.x() - b.x(), a.y() - b.y())
