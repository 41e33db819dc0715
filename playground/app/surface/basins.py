"""Basins on the surface's map: the search, its layer, and what a hand and a pointer find there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QObject, QSignalBlocker, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QWidget

from playground.app.core.held import RUN, Held
from playground.app.core.view import Scene
from playground.app.plots.plane import Plane
from playground.app.surface.picture import SurfacePicture
from playground.app.surface.tools import PictureTools
from playground.engine.surface import Point, Window

if TYPE_CHECKING:  # not imported for every start
    from playground.app.surface.basin_layer import BasinLayer
    from playground.app.surface.basin_search import BasinSearch, Question
    from playground.engine.basin_maps import BasinMap


class Shown(Protocol):
    """Whose basins are shown: the view."""

    plane: Plane
    picture: SurfacePicture
    scene: Scene | None
    held: Held


class BasinView(QObject):
    """Follows the selected runner's rule and the ranges in view, while it is switched on."""

    changed = Signal()
    """There is something else to paint."""

    def __init__(self, view: QWidget) -> None:
        super().__init__(view)
        assert isinstance(view, QWidget)
        self._view: Shown = view  # type: ignore[assignment]
        self._tools: PictureTools | None = None
        self._on = False
        self.search: BasinSearch | None = None
        self._layer: BasinLayer | None = None

    @property
    def on(self) -> bool:
        """Whether they are shown."""
        return self._on

    @property
    def map(self) -> BasinMap | None:
        """What is shown."""
        return self.search.map if self._on and self.search is not None else None

    def show_on(self, tools: PictureTools) -> None:
        """Be switched, and tell how far it is, in the line over the picture."""
        self._tools = tools
        tools.basins_stopped.connect(self.stop)

    def set_on(self, on: bool) -> None:
        """Search and show them, or no longer; not while they would tell what is predicted."""
        on = on and not self._view.held.reason([RUN])
        if on == self._on:
            return
        self._on = on
        if on and self.search is None:
            from playground.app.surface.basin_layer import BasinLayer
            from playground.app.surface.basin_search import BasinSearch

            self.search, self._layer = BasinSearch(self), BasinLayer()
            self.search.changed.connect(self._tell)
        if self._tools is not None:
            with QSignalBlocker(self._tools.basins):  # nobody asked for it
                self._tools.basins.setChecked(on)
        self.follow(at_once=True)
        self.changed.emit()

    def stop(self) -> None:
        """Keep the map as it is."""
        if self.search is not None:
            self.search.stop()

    def follow(self, at_once: bool = False) -> None:
        """The recipe or the view may be another one."""
        if self.search is not None:
            self.search.ask(self._question() if self._on else None, at_once)

    def _question(self) -> Question | None:
        from playground.app.surface.basin_search import Question

        view = self._view
        scene, surface = view.scene, view.picture.surface
        if scene is None or surface is None or scene.runner is None:
            return None
        window: Window = surface.window
        if not view.plane.fitted:
            map_ = view.plane.map_view
            window = (map_.x, map_.y)
        return Question(surface, scene.runner.plan, scene.experiment.stop, window)

    def _tell(self) -> None:
        assert self.search is not None and self._layer is not None
        self._layer.show(self.map)
        if self._tools is not None:
            self._tools.show_share(self.search.share if self._on else None)
        self.changed.emit()

    # What is seen, read and started there

    def paint(self, painter: QPainter, direct: bool) -> None:
        """The map of basins, below the trails."""
        if self.map is not None and self._layer is not None:
            self._layer.show(self.map)
            self._layer.paint(painter, self._view.plane.map_view)

    def paint_words(self, painter: QPainter, direct: bool) -> None:
        """The letters of the minima, and the legend across from the runners'."""
        found, view = self.map, self._view
        if found is None or self._layer is None or view.scene is None:
            return
        from playground.app.surface.basin_text import title_of

        self._layer.show(found)
        map_ = view.plane.map_view
        self._layer.paint_letters(painter, map_)
        runner = view.scene.runner
        title = title_of(found, runner.label if runner is not None else "")
        self._layer.paint_legend(painter, map_, title, (view.picture.legend.corner + 2) % 4)

    def start_at(self, at: Point) -> Point:
        """The start that a hand takes: on a map of basins the middle of its pixel, whose colour
        tells what becomes of it."""
        pixel = self.map.pixel(at) if self.map is not None else None
        return at if self.map is None or pixel is None else self.map.start(pixel)

    def reading(self, at: Point) -> str:
        """What becomes of a start here; "" without a map."""
        if self.map is None:
            return ""
        from playground.app.surface.basin_text import reading

        return reading(self.map, self.start_at(at))
