"""The plane that shows a loss surface: its ground, the paths over it, and what the hand takes."""

from __future__ import annotations

from math import hypot

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetricsF, QKeyEvent, QPainter
from PySide6.QtWidgets import QWidget

from playground.app.look.style import BODY, SMALL, font, px, style, surface_lut
from playground.app.network.landscape.gradients import Descents, paint_descents
from playground.app.network.landscape.ground import Ground
from playground.app.network.landscape.legend import any_shadow, freest_corner, paint_legend
from playground.app.network.landscape.mouse import LandscapeHand
from playground.app.network.landscape.path_ink import PathInk
from playground.app.network.landscape.scale import bar_name, bar_ticks
from playground.app.network.landscape.star import Star, paint_star
from playground.app.network.landscape.trails import (
    Head,
    paint_path,
    paint_places,
    paint_step,
    trail_of,
)
from playground.app.network.landscape.words import shorter
from playground.app.paint.chips import paint_chip
from playground.app.plots.heights import Scale
from playground.app.plots.menu import PlotMenu
from playground.app.plots.plane import Plane as MapPlane
from playground.app.plots.pointers import Pointer, paint_pointer, pointer_to, pointer_under
from playground.app.plots.view_box import PAN_KEYS
from playground.engine.plane import Plane
from playground.engine.problem import Array
from playground.engine.surface import Point
from playground.lab.landscapes.picture import Picture

KEY_STEPS = 50
"""So many presses of a key bring the network across the picture."""
KEYPAD = Qt.KeyboardModifier.KeypadModifier
NEAR = 10
"""Pixels within which a thing counts as hit."""


class LossCanvas(MapPlane):
    """Shows a `Picture`. What the left hand does it says with signals.

    `held(a, b, onto, final)`: the hand holds the network at a place; `onto` the plane itself, or
    beside it as far as the network is now.
    """

    left_button = "takes the network by the hand"

    held = Signal(float, float, bool, bool)
    runner_taken = Signal(int)
    """A runner's head was clicked: its slot."""
    taken_back = Signal()
    """The first of two clicks was not meant."""
    pictured = Signal(object)
    """A `Picture` is shown, for whoever draws it another way."""
    menu_wanted = Signal(object, object)
    """The menu that is about to open, and the place (a, b) that was clicked, or None."""

    def __init__(self, parent: QWidget | None = None, hand: bool = True) -> None:
        super().__init__(parent)
        self.picture: Picture | None = None
        self.scale: Scale | None = None
        self.heads: list[Head] = []
        self.starts: list[Head] = []
        self.step_to: Point | None = None
        self.descents: Descents | None = None
        """Downhill by all the data and by the batch, as arrows from the selected runner."""
        self.star: Star | None = None
        """The exact solution of the selected runner's problem, where one is known."""
        self.name = ""
        self.note = ""
        self.ground, self._ink = Ground(), PathInk()
        self.reading = ""
        self._pointer: QPointF | None = None
        self._asked: Point | None = None
        self._corner = 0
        self.bar.widest = "−0.0×10⁻⁰"
        self._hand = LandscapeHand(self)
        self.box.hand = self._hand if hand else None
        self._ground_layer = self.add_layer(self._paint_ground, 1, self._ground_key)
        self.add_layer(self._paint_paths, 2)
        self.add_layer(self._paint_legend, 3.2, self._legend_key)
        self.add_layer(self._paint_marks, 3)
        self.add_layer(self._paint_reading, 4)
        self.viewed.connect(self._name_axes)
        self.pointed.connect(self._point)
        self.box.menu_asked.connect(self._forget_asked)

    # What is shown

    def show_picture(self, picture: Picture, scale: Scale) -> None:
        """A picture, with what its colours stand for."""
        self.picture, self.scale = picture, scale
        self.place_legend()
        self._name_axes()
        most = max(2, int(self.box.area.height() / px(44)))
        self.bar.show_scale(surface_lut(), bar_name(scale, picture.height), bar_ticks(scale, most))
        self.refresh()

    def place_legend(self) -> None:
        """Where it hides the least of who is there now."""
        if self.picture is None:
            return
        paths, before = self.picture.paths, self._corner
        self._corner = freest_corner(paths, self.heads, self.map_view, before,
                                     bool(self.name))
        if self._corner != before:
            self.refresh()

    def show_walkers(
        self, picture: Picture, heads: list[Head], starts: list[Head], to: Point | None
    ) -> None:
        """The same ground with the paths at another step; `to` is where the next step leads."""
        self.picture, self.heads, self.starts, self.step_to = picture, heads, starts, to
        self.pictured.emit(picture)
        self.refresh()

    def forget(self) -> None:
        """Nothing is known."""
        self.picture = self.scale = self.step_to = self.descents = self.star = None
        self.heads, self.starts = [], []
        self.note = self.reading = ""
        self.refresh()

    def _name_axes(self) -> None:
        """What runs across and up, in as many words as there is room for; all are in the tooltip.
        """
        if self.picture is None:
            return
        metrics, area = QFontMetricsF(font(BODY)), self.map_view.area
        names = (("bottom", self.picture.a_name, area.width()),
                 ("left", self.picture.b_name, area.height()))
        for side, name, room in names:
            fits = metrics.horizontalAdvance(name) <= room
            shown = name if fits else metrics.elidedText(
                shorter(name), Qt.TextElideMode.ElideRight, room)
            self.plot.getAxis(side).setToolTip(name)
            if shown != self.plot.getAxis(side).name:
                self.plot.getAxis(side).set_name(shown)
                self.dress()
        self.refresh()

    @property
    def plane(self) -> Plane | None:
        """The plane that is drawn."""
        return self.picture.grid.plane if self.picture is not None else None

    def pointers(self) -> list[Pointer]:
        """What points at heads outside of the picture."""
        made = [pointer_to(self.map_view, head.slot, (head.a, head.b), False)
                for head in self.heads]
        return [pointer for pointer in made if pointer is not None]

    def head_at(self, at: QPointF) -> Head | None:
        """The head under a pixel, the selected runner's first."""
        selected = self.picture.selected if self.picture is not None else -1
        hits = []
        for head in self.heads:
            place = self.map_view.pixel((head.a, head.b))
            if place is not None and hypot(*(at - place).toTuple()) <= px(NEAR):
                hits.append((head.slot != selected, head.slot, head))
        if not hits:
            pointer = pointer_under(self.pointers(), at)
            return next((h for h in self.heads if pointer and h.slot == pointer.slot), None)
        return min(hits, key=lambda hit: hit[:2])[2]

    def near_path(self, at: QPointF) -> tuple[int, int] | None:
        """The slot and the row of the path's point under a pixel."""
        if self.picture is None:
            return None
        best: tuple[float, int, int] | None = None
        for path in self.picture.paths:
            count = path.count(self.picture.cursor)
            if not count:
                continue
            pixels = self.map_view.to_pixels(_points(path.a[:count], path.b[:count]))
            gaps = ((pixels - [at.x(), at.y()]) ** 2).sum(axis=1)
            row = int(gaps.argmin())
            if best is None or gaps[row] < best[0]:
                best = float(gaps[row]), path.slot, row
        if best is None or best[0] > px(NEAR) ** 2:
            return None
        return best[1], best[2]

    # By keys

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Alt and an arrow move the network by a fiftieth of the picture; other keys as always."""
        move = PAN_KEYS.get(Qt.Key(event.key()))
        if move is None or event.modifiers() & ~KEYPAD != Qt.KeyboardModifier.AltModifier:
            super().keyPressEvent(event)
            return
        selected = self.picture.selected if self.picture is not None else -1
        head = next((head for head in self.heads if head.slot == selected), None)
        if head is not None and self.box.hand is not None:
            (left, right), (low, high) = self.map_view.x, self.map_view.y
            a = head.a + move[0] * (right - left) / KEY_STEPS
            self.held.emit(a, head.b + move[1] * (high - low) / KEY_STEPS, False, True)

    # The menu

    def context_at(self, at: QPointF) -> None:
        """The right button was clicked at a pixel: the menu that opens next is about it."""
        self._asked = self.map_view.to_data(at)

    def make_menu(self) -> PlotMenu:
        """The plot's, with what can be done at a place of the loss surface."""
        menu = super().make_menu()
        self.menu_wanted.emit(menu, self._asked)
        return menu

    def _forget_asked(self, _: object) -> None:
        self._asked = None

    # Reading

    def _point(self, at: QPointF | None) -> None:
        self._pointer = at
        if at is not None:
            shape = (Qt.CursorShape.OpenHandCursor if self.box.hand and self.head_at(at)
                     else Qt.CursorShape.ArrowCursor)
            if self.viewport().cursor().shape() != shape:
                self.viewport().setCursor(shape)

    def show_reading(self, text: str) -> None:
        """Words beside the pointer; empty for none."""
        if text != self.reading:
            self.reading = text
            self.refresh()

    # Painting

    def _ground_key(self) -> object:
        grid = self.picture.grid if self.picture is not None else None
        return id(grid), self.scale, self.map_view, style.theme, style.scale, style.surface_map

    def _paint_ground(self, painter: QPainter, direct: bool) -> None:
        if self.picture is None or self.scale is None:
            painter.fillRect(self.map_view.area, QColor(style.theme.field))
        else:
            self.ground.paint(painter, self.picture.grid, self.scale, self.map_view)

    def _paint_paths(self, painter: QPainter, direct: bool) -> None:
        if self.picture is None:
            return
        heads = {head.slot: head for head in self.heads}
        picture, view = self.picture, self.map_view
        paths = sorted(picture.paths, key=lambda path: path.slot == picture.selected)
        if direct:
            for path in paths:
                paint_path(painter, path, heads.get(path.slot), picture.cursor, view, self.scale)
        else:
            trails = [trail_of(path, heads.get(path.slot), picture.cursor, view) for path in paths]
            self._ink.paint(painter, trails, view, self.scale)

    def _paint_marks(self, painter: QPainter, direct: bool) -> None:
        picture, view = self.picture, self.map_view
        if picture is None:
            return
        selected = next((h for h in self.heads if h.slot == picture.selected), None)
        if selected is not None and self.step_to is not None:
            paint_step(painter, selected, self.step_to, view)
        if selected is not None and self.descents is not None:
            paint_descents(painter, selected, self.descents, view)
        if self.star is not None:
            paint_star(painter, self.star, view)
        paint_places(painter, self.starts, self.heads, picture.selected, view)
        for pointer in self.pointers():
            paint_pointer(painter, pointer)
        inner = view.area.adjusted(px(8), px(8), -px(8), -px(8))
        taken: list[QRectF] = []
        if self.name:
            wide = QFontMetricsF(font(SMALL)).horizontalAdvance(self.name) + px(16)
            name = self.name if wide <= inner.width() else self.name.partition(" at ")[0]
            paint_chip(painter, inner.topLeft(), name, inner, taken=taken)
        if self.note:  # above where the legend is below, for side by side they may not have room
            at = inner.topRight() if self._corner in (1, 2) else inner.bottomLeft()
            paint_chip(painter, at, self.note, inner, taken=taken)

    def _legend_key(self) -> object:
        picture = self.picture
        if picture is None:
            return None
        who = tuple((path.slot, path.label) for path in picture.paths)
        shadows = any_shadow(picture.paths)
        return (who, shadows, picture.selected, self._corner, self.map_view.rect, style.theme,
                style.scale, style.surface_map)

    def _paint_legend(self, painter: QPainter, direct: bool) -> None:
        if self.picture is not None:
            paint_legend(painter, self.picture.paths, self.picture.selected, self.map_view,
                         self._corner)

    def _paint_reading(self, painter: QPainter, direct: bool) -> None:
        """Beside the pointer; not in files."""
        if self._pointer is not None and self.reading and not direct:
            beside = self._pointer + QPointF(px(14), -px(22))
            paint_chip(painter, beside, self.reading, self.map_view.area)

    def dress(self) -> None:
        """It stands among the view's controls, on the ground of the window."""
        super().dress()
        self.setBackground(QColor(style.theme.window))

    def sizeHint(self) -> QSize:
        return QSize(px(480), px(420))


def _points(a: Array, b: Array) -> Array:
    return np.column_stack([a, b])
