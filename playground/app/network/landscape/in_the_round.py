"""A loss surface as a landscape: its map's heights, paths and step.

A path hovers at its TRUE risk: where it leaves the plane it is not on the ground that is drawn.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QCoreApplication, QObject, QSize, QTimer, Signal, Slot
from PySide6.QtGui import QResizeEvent

from playground.app.look.preferences import preferences
from playground.app.look.style import px, style
from playground.app.network.landscape.canvas import LossCanvas
from playground.app.network.landscape.gradients import ways_down
from playground.app.network.landscape.scale import bar_ticks
from playground.app.network.landscape.trails import Head
from playground.app.network.landscape.words import shorter
from playground.lab.experiments.view_settings import ViewSettings
from playground.lab.landscapes.picture import Path, Picture

if TYPE_CHECKING:  # not imported for every start
    from playground.app.plots.round.arrows import Heading
    from playground.app.plots.round.ground import Ground, Walked
    from playground.app.plots.round.view import RoundView

NARROW = 760
"""Pixels of a landscape in which names are shorter."""


class InTheRound(QObject):
    """The landscape of what a map shows; made when it is first wanted."""

    made = Signal(object)
    """The landscape's view, as soon as there is one."""

    def __init__(self, canvas: LossCanvas) -> None:
        super().__init__(canvas)
        self._canvas = canvas
        self._key: tuple[object, ...] = (None,)
        self._ground: Ground | None = None
        self._margins, self._alone = (0.0, 0.0, 0.0, 0.0), False
        self.settings = ViewSettings()
        """From where it is seen."""
        self.view: RoundView | None = None
        self.walks: list[Walked] = []
        """The paths that are shown, up to the cursor."""
        self.later_ms = 0
        """So long after its map it follows: what is beside each other is not painted in one frame.
        """
        self._later = QTimer(self, singleShot=True)
        self._later.timeout.connect(self.follow)
        canvas.pictured.connect(self._pictured)
        canvas.viewed.connect(self._measure)

    def turn(self, settings: ViewSettings) -> None:
        """See it from where the experiment says, where that says something new."""
        before, self.settings = self.settings, settings
        if self.view is not None and settings.turn != before.turn:
            self._turn(self.view)

    def _turn(self, view: RoundView) -> None:
        from playground.app.plots.round.camera import Camera

        view.keep(Camera.of(self.settings))

    def show(self, on: bool, alone: bool = False) -> None:
        """Show it or not; `alone` it has the map's place, so that from above it is the map. `fit`
        is to follow when it has its size."""
        if self.view is None and not on:
            return
        view = self._made()
        view.animated = not preferences.reduced_motion
        self._alone = alone
        view.setVisible(on)

    def fit(self) -> None:
        """Where there is no map beside it, it shows what a map would show here: in the map's own
        place, or on as much ground as there is room for."""
        canvas, view = self._canvas, self.view
        if view is None:
            return
        view.inset = (0.0, 0.0, 0.0, 0.0)
        if view.isVisible() and canvas.isHidden():
            before, size = canvas.size(), view.size()
            left, top, right, bottom = self._margins
            if self._alone:
                view.inset = self._margins
            else:
                spare = max(size.height() - size.width(), 0) // 2
                view.inset = (0.0, spare, 0.0, spare)
                size += QSize(round(left + right), round(top + bottom) - 2 * spare)
            canvas.resize(size)
            QCoreApplication.sendEvent(canvas, QResizeEvent(size, before))
        self.follow()

    def _measure(self) -> None:
        """How far the map's ground lies inside of its widget."""
        area, room = self._canvas.box.area, self._canvas.rect().toRectF()
        if self._canvas.isVisible() and area.width() > 1:
            self._margins = (area.left() - room.left(), area.top() - room.top(),
                             room.right() - area.right(), room.bottom() - area.bottom())

    @property
    def late(self) -> bool:
        """Whether it is still to follow its map."""
        return self._later.isActive()

    @Slot(object)
    def _pictured(self, _: object) -> None:
        if self.later_ms and not self._later.isActive():
            self._later.start(self.later_ms)
        elif not self.later_ms:
            self._later.stop()
            self.follow()

    def follow(self) -> None:
        """Show what the map shows."""
        picture, scale = self._canvas.picture, self._canvas.scale
        if self.view is None or self.view.isHidden():
            return
        if picture is None or scale is None:
            self.view.show_ground(None)
            return
        names = picture.a_name, picture.b_name, picture.height
        if self.view.width() < px(NARROW):
            names = shorter(names[0]), shorter(names[1]), names[2]
        grid = picture.grid
        if self._key[0] is not grid or self._key[1:] != (scale, names):
            from playground.app.plots.round.ground import Ground

            self._key = grid, scale, names
            self._ground = Ground(
                grid.a, grid.b, grid.loss, scale, names, lambda most: bar_ticks(scale, most)
            )
        self.walks = self._walks(picture)
        self.view.name = self._canvas.name
        self.view.show_ground(self._ground)
        self.view.show_walks(self.walks)
        self.view.show_headings(self._headings(picture))

    def _headings(self, picture: Picture) -> list[Heading]:
        """The map's arrows from the selected runner: its next step, and both ways downhill."""
        from playground.app.plots.round.arrows import Heading

        canvas = self._canvas
        head = next((head for head in canvas.heads if head.slot == picture.selected), None)
        walk = next((walk for walk in self.walks if walk.slot == picture.selected), None)
        if head is None or walk is None or not np.isfinite(walk.heights[-1]):
            return []
        made, at, height = [], (head.a, head.b), float(walk.heights[-1])
        if canvas.step_to is not None:
            made.append(Heading(at, height, canvas.step_to, "", style.theme.text, lands=True))
        if canvas.descents is not None:
            for way, label, color in ways_down(head, canvas.descents, canvas.map_view):
                tip = head.a + way[0], head.b + way[1]
                made.append(Heading(at, height, tip, label, color))
        return made

    def _walks(self, picture: Picture) -> list[Walked]:
        made = [
            self._walk(path, picture)
            for path in sorted(picture.paths, key=lambda path: path.slot == picture.selected)
        ]
        made = [walk for walk in made if len(walk.points)]
        walked = {walk.slot for walk in made}
        standing = [self._stand(h, picture) for h in self._canvas.heads if h.slot not in walked]
        return standing + made

    def _stand(self, head: Head, picture: Picture) -> Walked:
        """A runner on this ground, wherever it came from."""
        from playground.app.plots.round.ground import Walked

        return Walked(head.slot, np.array([[head.a, head.b]]),
                      np.array([picture.grid.at(head.a, head.b)]),
                      head.slot == picture.selected, np.array([head.on_plane]))

    def _walk(self, path: Path, picture: Picture) -> Walked:
        """Up to the cursor; the head's risk is the last one that is known."""
        from playground.app.plots.round.ground import Walked

        count = path.count(picture.cursor)
        a, b, loss = (part[:count] for part in (path.a, path.b, path.loss))
        exact = path.on_plane[:count]
        head = next((h for h in self._canvas.heads if h.slot == path.slot), None)
        if head is not None and count and head.step > int(path.steps[count - 1]):
            known = loss[np.isfinite(loss)]
            a, b = np.append(a, head.a), np.append(b, head.b)
            loss = np.append(loss, known[-1] if len(known) else np.nan)
            exact = np.append(exact, head.on_plane)
        if count and exact[-1] and np.isnan(loss[-1]):  # a hand holds it, and nobody computes more
            loss = np.append(loss[:-1], picture.grid.at(float(a[-1]), float(b[-1])))
        return Walked(path.slot, np.column_stack([a, b]).astype(float), np.asarray(loss, float),
                      path.slot == picture.selected, exact)

    def _made(self) -> RoundView:
        if self.view is None:
            from playground.app.plots.round.view import RoundView

            canvas, made = self._canvas, RoundView()
            self.view = made
            made.empty = "The landscape is drawn as soon as the heights are known."
            made.setAccessibleName(f"{canvas.accessibleName()} in the round")
            made.hide()
            made.resized.connect(self.fit)
            self._turn(made)
            self.made.emit(made)
        return self.view
