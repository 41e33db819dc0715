"""A mode: the picture and the panels that one kind of problem shows, and how they are connected.

The window has one mode for surfaces and one for networks; transport, documents and exports are
its own and serve both.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import ClassVar

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QMainWindow

from playground.app.core.player import Player
from playground.app.core.view import Panel, Scene, View
from playground.app.docks.docks import Docks, Home
from playground.app.work import background
from playground.lab.experiments.experiment import Experiment
from playground.lab.runs.run import Run
from playground.lab.verdicts.surface import Verdict


class Mode(QObject):
    """Makes its views in two helpings: what the first paint needs, and `complete` for the rest."""

    kind: ClassVar[str]
    titles: ClassVar[dict[str, str]]
    home: ClassVar[Home]

    def __init__(self, window: QMainWindow, player: Player) -> None:
        super().__init__(window)
        self.player = player
        self.is_complete = False
        self.say: Callable[[str], None] = lambda text: None
        self.save_picture: Callable[[View, str], None] = lambda view, name: None
        self.picture, first = self.make_first()
        self.docks = Docks(window, self.kind, self.titles, self.home)
        for name, view in first.items():
            self.docks.fill(name, view)
        self.panels: dict[str, View] = first
        for name, view in {self.kind: self.picture, **first}.items():
            self._pictures_of(view, name)

    @property
    def run(self) -> Run | None:
        """The selected runner's run, if it is of this half: the player's may be of the other."""
        return self.player.run if self.on_screen else None

    @property
    def on_screen(self) -> bool:
        """Whether the player's experiment is of this half."""
        return self.player.experiment.problem.kind == self.kind

    @property
    def views(self) -> Iterator[View]:
        """All views that there are by now, the picture first."""
        yield self.picture
        yield from self.panels.values()

    def complete(self) -> None:
        """Make what could wait until the first picture was painted; once."""
        background.release()
        if self.is_complete:
            return
        self.is_complete = True
        scene = Scene(self.player.experiment, self.player.runs, self.player.selected)
        for name, view in self.make_later().items():
            self.docks.fill(name, view)
            self.panels[name] = view
            self._pictures_of(view, name)
            view.show_scene(scene, self.player.cursor)

    def _pictures_of(self, view: View, name: str) -> None:
        view.picture_asked.connect(lambda: self.save_picture(view, name))

    def show_scene(self, scene: Scene, cursor: int) -> None:
        """Another recipe, other runs or another selection, for every view."""
        for view in self.views:
            view.show_scene(scene, cursor)

    def show_cursor(self, cursor: int) -> None:
        """Another step, for every view."""
        for view in self.views:
            view.show_cursor(cursor)

    def edits_from(self, panel: Panel) -> None:
        """Let a panel edit the experiment."""
        panel.edited.connect(self._edit)
        panel.edit_done.connect(self.player.seal)

    def _edit(self, experiment: Experiment, what: str, merge: str | None) -> None:
        """A field that is hidden while it is typed in takes that too late: not in another half."""
        if self.on_screen:
            self.player.edit(experiment, what, merge)

    def seek(self, index: int) -> None:
        """Look at a step that was pointed at."""
        self.player.pause()
        self.player.go_to(index)

    # For the kinds to write

    def make_first(self) -> tuple[View, dict[str, View]]:
        """The picture, and the panels that are there at once, by the names of their docks."""
        raise NotImplementedError

    def make_later(self) -> dict[str, View]:
        """The other panels, connected."""
        raise NotImplementedError

    def fit(self) -> None:
        """Show all of the picture."""
        raise NotImplementedError

    def judge(self, verdicts: Sequence[Verdict]) -> None:
        """Why each run ended, for the panels that tell it."""
        raise NotImplementedError
