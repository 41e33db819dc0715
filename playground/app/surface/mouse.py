"""What the left button does on the surface: drags starts and the probe, and chooses runners."""

from __future__ import annotations

from math import hypot
from typing import Protocol

from PySide6.QtCore import QPointF, Qt

from playground.app.core.view import Scene
from playground.app.look.style import px
from playground.app.plots.pointers import pointer_under
from playground.app.surface.picture import SurfacePicture
from playground.engine.surface import Point

NEAR = 10
"""Pixels within which a thing counts as hit."""
SLACK = 3
"""A press on a thing drags it only from so many pixels on: a click is no drag."""


class Touched(Protocol):
    """What is under the mouse: the view."""

    picture: SurfacePicture
    scene: Scene | None

    @property
    def probe(self) -> Point | None: ...
    def choose(self, index: int) -> None: ...
    def drag_start(self, at: Point, final: bool) -> None: ...
    def drag_probe(self, at: Point, final: bool) -> None: ...
    def take_click_back(self) -> None: ...


class SurfaceHand:
    """Turns what the left button does into the view's signals, see `plots.view_box.Hand`."""

    def __init__(self, view: Touched) -> None:
        self._view = view
        self._held: str | None = None  # "start" or "probe"
        self._pressed = QPointF()
        self._grip: Point = (0.0, 0.0)
        self._moved = False
        self._placed = False  # whether the last press brought a start to the pointer
        self._before: tuple[Point | None, int] = (None, -1)

    def press(self, at: QPointF) -> None:
        """What is under the pointer is taken; where nothing is, it comes to the pointer at once."""
        view, picture = self._view, self._view.picture
        if picture.surface is None or view.scene is None:
            return
        self._before = view.probe, view.scene.selected
        self._pressed, self._moved, self._placed = at, False, False
        under, entries = picture.viewport.to_data(at), picture.entries()
        row = picture.legend.row(entries, picture.viewport.area, at)
        if row is not None:
            self._choose(entries[row].slot)
            return
        probe = None if view.probe is None else picture.viewport.pixel(view.probe)
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
        pointer = pointer_under(picture.pointers(), at)
        if pointer is not None:
            self._choose(pointer.slot)
            return
        self._hold("start" if view.probe is None else "probe", under, under)
        self._moved = True
        self._placed = self._held == "start"
        if view.probe is not None or view.scene.runs:
            self._drag(at, final=False)

    def drag(self, at: QPointF) -> None:
        """What is held follows."""
        if self._held is not None and (self._moved or _gap(at, self._pressed) > px(SLACK)):
            self._moved = True
            self._drag(at, final=False)

    def release(self, at: QPointF) -> None:
        """What was dragged is there now."""
        if self._held is not None and self._moved:
            self._drag(at, final=True)
        self._held = None

    def double_click(self, at: QPointF) -> bool:
        """The plane fits; what the first of the two clicks has done is taken back."""
        view, (probe, selected) = self._view, self._before
        if view.scene is not None and view.scene.selected != selected >= 0:
            view.choose(selected)
        if view.probe is not None and probe is not None and view.probe != probe:
            view.drag_probe(probe, True)
        if self._placed:
            view.take_click_back()
        self._placed = False
        return False

    def context_click(self, at: QPointF) -> bool:
        """The right button opens the plane's menu everywhere."""
        return False

    def cursor_at(self, at: QPointF) -> Qt.CursorShape:
        """How the pointer looks here: a hand over what can be taken or chosen."""
        hit = self.runner_at(at) is not None or pointer_under(
            self._view.picture.pointers(), at
        ) is not None
        return Qt.CursorShape.PointingHandCursor if hit else Qt.CursorShape.ArrowCursor

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
            self._view.choose(self._view.scene.index_of(slot))

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
        x, y = view.picture.viewport.to_data(at)
        to = (x + self._grip[0], y + self._grip[1])
        if self._held == "start":
            view.drag_start(to, final)
        elif self._held == "probe":
            view.drag_probe(to, final)


def _gap(a: QPointF, b: QPointF) -> float:
    return hypot(a.x() - b.x(), a.y() - b.y())
