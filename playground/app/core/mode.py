"""A mode: the picture and the panels that one kind of problem shows, and how they are connected.

The window has one mode for surfaces and one for networks; transport, documents and exports are
its own and serve both. A mode lists its panels by an entry each. Nothing else names them: the
docks, the menus, who takes turns while racing and the connections all come from the list and from
the names of the panels' signals.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import ClassVar

from PySide6.QtCore import QObject, SignalInstance
from PySide6.QtWidgets import QMainWindow, QWidget

from playground.app.core.held import FREE, Held
from playground.app.core.player import Player
from playground.app.core.view import Prediction, Scene, View
from playground.app.docks.docks import Docks
from playground.app.docks.entry import PanelEntry
from playground.app.work import background
from playground.lab.experiments.experiment import Experiment
from playground.lab.runs.cost import Cost
from playground.lab.runs.run import Run
from playground.lab.verdicts.surface import Verdict


class Mode(QObject):
    """Makes its picture and the panels of the first paint; `complete` makes the others.

    A panel is also the mode's attribute of its entry's name (`mode.chart`), from when it is made.
    """

    kind: ClassVar[str]
    entries: ClassVar[tuple[PanelEntry, ...]]

    def __init__(self, window: QMainWindow, player: Player) -> None:
        super().__init__(window)
        self.player = player
        self.is_complete = False
        self.held = FREE
        self.say: Callable[[str], None] = lambda text: None
        self.save_picture: Callable[[View, str], None] = lambda view, name: None
        self.docks = Docks(window, self.kind, self.entries)
        self.panels: dict[str, View] = {}
        self.picture = self.make_picture()
        self.join(self.kind, self.picture)
        for entry in self.entries:
            if entry.first:
                self._make(entry)

    @property
    def run(self) -> Run | None:
        """The selected runner's run, if it is of this half: the player's may be of the other."""
        return self.player.run if self.on_screen else None

    @property
    def on_screen(self) -> bool:
        """Whether the player's experiment is of this half."""
        return self.player.experiment.problem.kind == self.kind

    @property
    def middle(self) -> QWidget:
        """What stands in the middle of the window: the picture, or what holds it."""
        return self.picture

    @property
    def front(self) -> View:
        """What a picture is saved of, and fitted: the picture, or what is in front of it."""
        return self.picture

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
        for entry in self.entries:
            if entry.name not in self.panels:
                self._make(entry).show_scene(scene, self.player.cursor)

    def _make(self, entry: PanelEntry) -> View:
        """Make a panel, in its dock and connected."""
        panel: View = entry.make()
        self.docks.fill(entry.name, panel)
        self.panels[entry.name] = panel
        self.join(entry.name, panel)
        return panel

    def join(self, name: str, view: View) -> None:
        """Connect what a new view says with what answers it."""
        setattr(self, name, view)
        if self.held != FREE:
            view.show_held(self.held)
        view.picture_asked.connect(lambda: self.save_picture(view, name))
        for said, answer in self.answers.items():
            signal = getattr(view, said, None)
            if isinstance(signal, SignalInstance):
                signal.connect(answer)

    @property
    def answers(self) -> Mapping[str, Callable[..., object]]:
        """What becomes of a view's signal, by the signal's name: the words that a view can say."""
        return {
            "hovered": lambda text: self.say(text),
            "cursor_requested": self.seek,
            "runner_selected": self.player.select,
            "edited": self._edit,
            "edit_done": self.player.seal,
            "cost_chosen": self.compare_by,
            "same_cost_asked": self.compare_at_same_cost,
        }

    def show_scene(self, scene: Scene, cursor: int) -> None:
        """Another recipe, other runs or another selection, for every view."""
        for view in self.views:
            view.show_scene(scene, cursor)

    def show_cursor(self, cursor: int) -> None:
        """Another step, for every view."""
        for view in self.views:
            view.hurried = False
            view.show_cursor(cursor)

    def _edit(self, experiment: Experiment, what: str, merge: str | None) -> None:
        """A field that is hidden while it is typed in takes that too late: not in another half."""
        if self.on_screen:
            self.player.edit(experiment, what, merge)

    def seek(self, index: int) -> None:
        """Look at a step that was pointed at."""
        self.player.pause()
        self.player.go_to(index)

    def compare_by(self, cost: Cost | None) -> None:
        """Runners are compared where they have cost alike, or at the same step (None).

        By default nothing follows: on a surface every step costs the same.
        """

    def compare_at_same_cost(self, on: bool) -> None:
        """Somebody wants runners compared where they have cost alike; by default nobody is."""

    def judge(self, verdicts: Sequence[Verdict]) -> None:
        """Why each run ended, for every view."""
        for view in self.views:
            view.show_verdicts(verdicts)

    def show_prediction(self, prediction: Prediction | None) -> None:
        """What was predicted, for every view that has the axes for it."""
        for view in self.views:
            view.show_prediction(prediction)

    def show_held(self, held: Held) -> None:
        """What a lesson holds fast, for every view, and for those that are made meanwhile."""
        self.held = held
        for view in self.views:
            view.show_held(held)

    def bring(self, name: str, ways: Sequence[str] = ()) -> None:
        """Put a panel in front, by its name, in the `ways` that it can be looked at."""
        if name in self.docks.docks:
            self.docks.bring(name)
            for way in ways:
                self.panels[name].look_at(way)

    # For the kinds to write

    def make_picture(self) -> View:
        """The view in the middle."""
        raise NotImplementedError

    def fit(self) -> None:
        """Show all of the picture."""
        raise NotImplementedError

    @property
    def look(self) -> str:
        """How its landscape is looked at: "map", "round" or "both"."""
        raise NotImplementedError

    def set_look(self, look: str) -> None:
        """Look at it another way."""
        raise NotImplementedError
