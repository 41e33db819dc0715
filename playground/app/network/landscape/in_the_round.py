"""The loss surface as a landscape, beside its map: the same plane, paths and step.

A path hovers at its TRUE risk: where it leaves the plane it is not on the ground that is drawn.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QBoxLayout, QToolButton

from playground.app.look.preferences import preferences
from playground.app.look.style import px, style
from playground.app.network.landscape.canvas import LossCanvas
from playground.app.network.landscape.gradients import ways_down
from playground.app.network.landscape.scale import bar_ticks
from playground.lab.experiments.view_settings import BOTH, MAP_LOOK, ViewSettings
from playground.lab.landscapes.picture import Path, Picture

if TYPE_CHECKING:  # not imported for every start
    from playground.app.plots.round.arrows import Heading
    from playground.app.plots.round.ground import Ground, Walked
    from playground.app.plots.round.view import RoundView

TIP = (
    "The same surface as a landscape to turn, beside its map. Paths hover at their true risk, so "
    "that one sees where they leave the plane; their shadows lie on the floor."
)
ROOM = 640, 260
"""Pixels that map and landscape need beside each other; with less than that, or than twice the
height one below the other, the landscape takes the map's place."""


class InTheRound(QObject):
    """A button, and the landscape that it shows in a layout behind a map."""

    runner_clicked = Signal(int)
    save_asked = Signal()
    looked = Signal(str, object)
    """It is looked at another way: what that is called, and the ViewSettings that are other ones.
    """

    def __init__(self, canvas: LossCanvas, planes: QBoxLayout) -> None:
        super().__init__(canvas)
        self._canvas, self._planes = canvas, planes
        self._key: tuple[object, object] = (None, None)
        self._ground: Ground | None = None
        self._settings = ViewSettings()  # what the experiment said last
        self._as = BOTH  # how it is shown when it is shown
        self.view: RoundView | None = None
        self.walks: list[Walked] = []
        """The paths that are shown, up to the cursor."""
        self.button = QToolButton()
        self.button.setText("In the round")
        self.button.setCheckable(True)
        self.button.setToolTip(TIP)
        self.button.setAccessibleName("In the round")
        self.button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.button.toggled.connect(self._switch)
        canvas.pictured.connect(self.follow)

    @property
    def on(self) -> bool:
        """Whether it is shown."""
        return self.button.isChecked()

    def keep(self, settings: ViewSettings) -> None:
        """Look as the experiment says, where it says something new."""
        if settings == self._settings:
            return
        before, self._settings = self._settings, settings
        self._as = BOTH if settings.look == MAP_LOOK else settings.look
        if self.view is not None and settings.turn != before.turn:
            self._turn(self.view)
        self.button.setChecked(settings.look != MAP_LOOK)

    def _turn(self, view: RoundView) -> None:
        from playground.app.plots.round.camera import Camera

        view.keep(Camera.of(self._settings))

    def arrange(self) -> None:
        """Beside the map, or in its place, as there is room."""
        area, (wide, high) = self._planes.geometry(), ROOM
        if self._planes.direction() == QBoxLayout.Direction.TopToBottom:
            wide, high = wide // 2, 2 * high
        room = area.width() >= px(wide) and area.height() >= px(high)
        self._canvas.setVisible(not self.on or (room and self._as == BOTH))

    def follow(self, _: object = None) -> None:
        """Show what the map shows."""
        picture, scale = self._canvas.picture, self._canvas.scale
        if self.view is None or not self.on:
            return
        if picture is None or scale is None:
            self.view.show_ground(None)
            return
        if self._key[0] is not picture.grid or self._key[1] != scale:
            from playground.app.plots.round.ground import Ground

            grid = picture.grid
            names = picture.a_name, picture.b_name, picture.height
            self._key = grid, scale
            self._ground = Ground(
                grid.a, grid.b, grid.loss, scale, names, lambda most: bar_ticks(scale, most)
            )
        self.walks = self._walks(picture)
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
        return [walk for walk in made if len(walk.points)]

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
        return Walked(path.slot, np.column_stack([a, b]).astype(float), np.asarray(loss, float),
                      path.slot == picture.selected, exact)

    def _switch(self, on: bool) -> None:
        view = self._made()
        view.animated = not preferences.reduced_motion
        view.setVisible(on)
        self.arrange()
        self.follow()
        if on:
            view.look_down_from_above()
        self.looked.emit("in the round" if on else "map", {"look": self._as if on else MAP_LOOK})

    def _made(self) -> RoundView:
        if self.view is None:
            from playground.app.plots.round.view import RoundView

            canvas, made = self._canvas, RoundView()
            self.view = made
            made.empty = "The landscape is drawn as soon as the heights are known."
            made.setAccessibleName("Loss surface in the round")
            self._planes.addWidget(made, 1)
            made.zoomed.connect(canvas.zoom)
            made.panned.connect(self._pan)
            made.fit_asked.connect(canvas.fit)
            made.above_reached.connect(lambda: self.button.setChecked(False))
            made.runner_clicked.connect(self.runner_clicked)
            made.save_asked.connect(self.save_asked)
            made.turned.connect(lambda camera: self.looked.emit("turned", camera.kept))
            self._turn(made)
        return self.view

    def _pan(self, da: float, db: float) -> None:
        sx, sy = self._canvas.map_view.scale
        self._canvas.pan(-da * sx, db * sy)
