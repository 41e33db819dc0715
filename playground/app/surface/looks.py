"""The two looks at one surface: the map, the picture in the round, or both beside each other."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSplitter, QWidget

from playground.app.look.preferences import preferences
from playground.app.look.style import px
from playground.app.paint.viewport import Viewport
from playground.app.plots.plane import Plane
from playground.app.surface.picture import SurfacePicture
from playground.lab.experiments.view_settings import BOTH, MAP_LOOK, ROUND_LOOK, ViewSettings

if TYPE_CHECKING:  # what only a landscape needs is not imported for every start
    from collections.abc import Callable

    from playground.app.plots.round.ground import Ground, Sheet, Walked
    from playground.app.plots.round.view import RoundView
    from playground.app.surface.in_the_round import SurfaceGround

WIDE = 10_000
"""More than either has: then both get the same."""
ROOM = 560
"""Pixels of width that map and landscape need beside each other."""
LEAST = 8
EMPTY = "This surface has no heights to show here."


class Looks(QSplitter):
    """Holds a map; the picture in the round is made when it is first asked for.

    Both show the same ranges, the same trails and the same step: what is zoomed or moved in one
    is so in the other.
    """

    look_changed = Signal(str)
    turned = Signal(object)
    """The landscape was turned: its camera."""
    runner_clicked = Signal(int)
    pointed = Signal(object)
    """The point (x, y) under the pointer in the round; None where none is."""
    save_asked = Signal()

    def __init__(self, plane: Plane, picture: SurfacePicture, parent: QWidget) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.plane, self._picture = plane, picture
        self.look = MAP_LOOK
        self.sheet_of: Callable[[Ground | None], Sheet | None] = lambda ground: None
        """What net lies over a ground."""
        self.walks: list[Walked] = []
        """The ways that are shown in the round."""
        self.round: RoundView | None = None
        self._settings = ViewSettings()
        self._ground: SurfaceGround | None = None
        self._margins = (0.0, 0.0, 0.0, 0.0)
        self.setChildrenCollapsible(False)
        self.setHandleWidth(px(4))
        self.addWidget(plane)
        plane.setMinimumWidth(px(200))
        plane.viewed.connect(self._measure)

    def keep(self, settings: ViewSettings) -> None:
        """Look as an experiment says."""
        before, self._settings = self._settings, settings
        if self.round is not None and settings.turn != before.turn:
            self._turn(self.round)
        self.set_look(settings.look)

    def _turn(self, round_: RoundView) -> None:
        from playground.app.plots.round.camera import Camera

        round_.keep(Camera.of(self._settings))

    def set_look(self, look: str) -> None:
        """Show the map, the surface in the round, or both; from the map one flies to it."""
        if look == self.look:
            return
        before, self.look = self.look, look
        focused = self.focusWidget() is not None and self.focusWidget().hasFocus()
        if look != MAP_LOOK:
            round_ = self._made()
            round_.animated = not preferences.reduced_motion
            if before == MAP_LOOK:
                round_.inset = self._margins
                round_.setVisible(True)
                round_.look_down_from_above()
        self._arrange()
        if self.round is not None:
            self.round.setVisible(look != MAP_LOOK)
            self.setSizes([WIDE, WIDE])
            self.setFocusProxy(self.round if look == ROUND_LOOK else self.plane)
        if focused:  # Qt gives it to whatever comes next in the window, from what is hidden
            self.setFocus()
        self.refresh()
        self.look_changed.emit(look)

    def refresh(self) -> None:
        """Show in the round what there is now, if it is seen."""
        round_ = self.round
        if round_ is None or self.look == MAP_LOOK or self._picture.scene is None:
            return
        if round_.width() < LEAST or round_.height() < LEAST:  # not laid out yet
            return
        from playground.app.surface.in_the_round import SurfaceGround, headings_of, walks_of

        self._ground = self._ground or SurfaceGround()
        view = self._view(round_)
        ground = self._ground.of(self._picture, view)
        round_.show_ground(ground)
        round_.show_sheet(self.sheet_of(ground))
        self.walks = walks_of(self._picture)
        round_.show_walks(self.walks)
        round_.show_headings(headings_of(self._picture, view))

    def _arrange(self) -> None:
        """Both are shown where there is room for both, else the landscape alone."""
        room = self.look == BOTH and self.width() >= px(ROOM)
        self.plane.setVisible(self.look == MAP_LOOK or room)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self.look == BOTH:
            self._arrange()

    def target(self) -> QWidget:
        """What a picture file is made from."""
        if self.look == BOTH and self.plane.isVisibleTo(self):
            return self
        return self.round if self.look != MAP_LOOK and self.round is not None else self.plane

    def _view(self, round_: RoundView) -> Viewport:
        """What is in view in the round: alone, the map's ranges at this size, so that from above
        it is the map. Beside the map, what the map is to show, without the ground around it.
        """
        room, map_ = round_.rect().toRectF(), self.plane.map_view
        if self.look == ROUND_LOOK:
            left, top, right, bottom = round_.inset = self._margins
            area = room.adjusted(left, top, -right, -bottom)
            if self.plane.fitted:
                return Viewport.fitted(self._picture.window, area)
            return map_.placed(area)
        x, y = self._picture.window if self.plane.fitted else (map_.x, map_.y)
        wide, high = room.width(), room.height()
        if map_.locked:
            unit = max((x[1] - x[0]) / wide, (y[1] - y[0]) / high)
            wide, high = (x[1] - x[0]) / unit, (y[1] - y[0]) / unit
        across, up = (room.width() - wide) / 2, (room.height() - high) / 2
        round_.inset = across, up, across, up
        return Viewport(x, y, (across, up, wide, high), map_.locked)

    def _made(self) -> RoundView:
        if self.round is None:
            from playground.app.plots.round.view import RoundView

            made = self.round = RoundView(self)
            made.empty = EMPTY
            made.hide()
            self.addWidget(made)
            made.zoomed.connect(self.plane.zoom)
            made.panned.connect(self._pan)
            made.fit_asked.connect(self.plane.fit)
            made.above_reached.connect(lambda: self.set_look(MAP_LOOK))
            made.runner_clicked.connect(self.runner_clicked)
            made.pointed.connect(self.pointed)
            made.save_asked.connect(self.save_asked)
            made.resized.connect(self.refresh)
            made.turned.connect(self.turned)
            self._turn(made)
        return self.round

    def _pan(self, dx: float, dy: float) -> None:
        sx, sy = self.plane.map_view.scale
        self.plane.pan(-dx * sx, dy * sy)

    def _measure(self) -> None:
        """How far the map lies inside of its widget: from above the other picture lies there."""
        area, all_ = self.plane.box.area, self.plane.rect().toRectF()
        if self.plane.isVisible() and area.width() > 1:
            self._margins = (
                area.left() - all_.left(), area.top() - all_.top(),
                all_.right() - area.right(), all_.bottom() - area.bottom(),
            )
