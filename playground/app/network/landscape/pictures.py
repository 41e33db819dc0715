"""The pictures of a loss surface beside each other: maps and landscapes, as many as have room.

One look at all the data, or both looks; and the same of the batch beside. What has no room is left
out, the batch first and then the map, and a sentence says so.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, TypeAlias

from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QWidget

from playground.app.look.style import px
from playground.app.network.landscape.canvas import LossCanvas
from playground.app.network.landscape.in_the_round import InTheRound
from playground.lab.experiments.view_settings import BOTH, MAP_LOOK, ROUND_LOOK, ViewSettings

if TYPE_CHECKING:  # not imported for every start
    from playground.app.plots.round.view import RoundView

TURN_MS = 9
"""So long after one picture the next one is painted."""
ROOM = 260, 170
"""Pixels, across and up, that a picture beside another one needs."""
CALLED = {MAP_LOOK: "map", ROUND_LOOK: "in the round", BOTH: "map and landscape"}
"""The looks, as undo calls them."""
NO_ROOM = "No room for {} here: make the window larger, or the type smaller."
Shown: TypeAlias = "tuple[tuple[str, bool], ...]"
"""Looks, each of all the data (False) or the batch (True)."""


class Pictures(QWidget):
    """Holds two maps and makes their landscapes. `arranged`: others are shown than before."""

    looked = Signal(str, object)
    """It is looked at another way: what that is called, and the ViewSettings that are other ones.
    """
    arranged = Signal()
    runner_clicked = Signal(int)
    save_asked = Signal()

    def __init__(self, canvas: LossCanvas, batch_canvas: LossCanvas) -> None:
        super().__init__()
        self.look, self.batch = MAP_LOOK, False
        self.left_out = ""
        """What has no room, in a sentence; empty where nothing is left out."""
        self._maps = canvas, batch_canvas
        self.rounds = InTheRound(canvas), InTheRound(batch_canvas)
        """The landscape of all the data, and of the batch."""
        self._shown: tuple[Shown, int] | None = None
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(0)
        for round_ in self.rounds:
            round_.made.connect(self._join)
        for map_ in self._maps:
            map_.setParent(self)
        batch_canvas.hide()
        self.arrange()

    def _join(self, view: RoundView) -> None:
        """A landscape was made: what is done to it is done to all."""
        full = self._maps[0]
        view.setParent(self)
        view.panned.connect(self._pan)
        view.zoomed.connect(full.zoom)
        view.fit_asked.connect(full.fit)
        view.above_reached.connect(lambda: self.set_look(MAP_LOOK))
        view.runner_clicked.connect(self.runner_clicked)
        view.save_asked.connect(self.save_asked)
        view.turned.connect(lambda camera: self.looked.emit("turned", camera.kept))
        view.camera_moved.connect(self._turn_others)

    def _pan(self, da: float, db: float) -> None:
        """By so much of the plane: what is seen of it is the same in all pictures."""
        full = self._maps[0]
        sx, sy = full.map_view.scale
        full.pan(-da * sx, db * sy)

    def _turn_others(self, camera: object) -> None:
        from playground.app.plots.round.camera import Camera

        assert isinstance(camera, Camera)
        for round_ in self.rounds:
            if round_.view is not None:  # the one that was turned is there already
                round_.view.follow(camera)

    # What is to be seen

    def keep(self, settings: ViewSettings, batch: bool) -> None:
        """Look as the experiment says; `batch`: at the batch's own surface, too."""
        for round_ in self.rounds:
            round_.turn(settings)
        self._look(settings.look, batch)

    def set_look(self, look: str) -> None:
        """The map, the landscape, or both, by hand."""
        if look != self.look:
            self._look(look, self.batch)
            self.looked.emit(CALLED[look], {"look": look})

    def _look(self, look: str, batch: bool) -> None:
        if (look, batch) == (self.look, self.batch):
            return
        rises = self.look == MAP_LOOK != look
        focused = self.focusWidget() is not None and self.focusWidget().hasFocus()
        self.look, self.batch = look, batch
        self.arrange()
        view = self.rounds[0].view
        if rises and view is not None:
            view.look_down_from_above()
        if focused:  # Qt gives it to whatever comes next in the window, from what is hidden
            self.front.setFocus()

    @property
    def front(self) -> QWidget:
        """Which takes the keys."""
        view = self.rounds[0].view
        return view if self._maps[0].isHidden() and view is not None else self._maps[0]

    @property
    def shown(self) -> Shown:
        """Which pictures there are now."""
        return self._shown[0] if self._shown is not None else ()

    @property
    def widgets(self) -> list[QWidget]:
        """The same, as widgets."""
        return [self._widget(*one) for one in self.shown]

    def pace(self, moving: bool) -> None:
        """While steps follow each other, pictures that stand beside others take turns."""
        several = moving and len(self.shown) > 1
        for place, round_ in enumerate(self.rounds, 1):
            round_.later_ms = place * TURN_MS if several else 0

    @property
    def late(self) -> bool:
        """Whether a landscape is still to follow its map."""
        return any(round_.late for round_ in self.rounds)

    # Where they are

    def arrange(self) -> None:
        """Show what there is room for."""
        looks = (MAP_LOOK, ROUND_LOOK) if self.look == BOTH else (self.look,)
        wanted = tuple((look, of) for of in ((False, True) if self.batch else (False,))
                       for look in looks)
        for shown in _less_and_less(wanted):
            across = self._across(shown)
            if across:
                break
        across = across or 1
        missing = [name for there, name in (
            (len({of for _, of in wanted}) == len({of for _, of in shown}),
             "the batch's surface"),
            (len(looks) == len({look for look, _ in shown}), "the map"),
        ) if not there]
        self.left_out = NO_ROOM.format(" and ".join(missing)) if missing else ""
        changed = self._shown != (shown, across)
        self._shown = shown, across
        if changed:
            self._place(shown, across)
        self.arranged.emit()

    def _across(self, shown: Shown) -> int:
        """How many stand beside each other; 0 where they have no room."""
        count, (wide, high) = len(shown), map(px, ROOM)
        if count == 1:
            return 1
        sides = (2, 1) if self.width() > 1.1 * self.height() else (1, 2)
        for across in (2,) if count == 4 else sides:
            if self.width() >= across * wide and self.height() >= count // across * high:
                return across
        return 0

    def _place(self, shown: Shown, across: int) -> None:
        alone = len(shown) == 1
        for of, (map_, round_) in enumerate(zip(self._maps, self.rounds, strict=True)):
            map_.setVisible((MAP_LOOK, bool(of)) in shown)
            round_.show((ROUND_LOOK, bool(of)) in shown, alone)
        while self._grid.count():
            self._grid.takeAt(0)
        for k, one in enumerate(shown):
            self._grid.addWidget(self._widget(*one), k // across, k % across)
        for k in range(2):
            self._grid.setColumnStretch(k, int(k < across))
            self._grid.setRowStretch(k, int(k * across < len(shown)))
        self._grid.activate()
        for round_ in self.rounds:
            round_.fit()

    def _widget(self, look: str, batch: bool) -> QWidget:
        view = self.rounds[batch].view
        return self._maps[batch] if look == MAP_LOOK or view is None else view

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.arrange()

    def minimumSizeHint(self) -> QSize:
        """What has no room is not shown."""
        return QSize(0, 0)


def _less_and_less(wanted: Shown) -> Iterator[Shown]:
    """What is wanted, then without the batch, then without the map."""
    yield wanted
    full: Sequence[tuple[str, bool]] = [one for one in wanted if not one[1]]
    yield tuple(full)
    yield tuple(full[-1:])
