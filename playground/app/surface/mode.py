"""What a surface shows: the map with its trails, recipe on the left, step and run on the right."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QMainWindow

from playground.app.core.mode import Mode
from playground.app.core.player import WORDS, Player
from playground.app.core.view import View
from playground.app.docks.entry import PanelEntry
from playground.app.surface.view import SurfaceView
from playground.lab.edits import surface as edits
from playground.lab.edits.apply import apply
from playground.lab.experiments.experiment import Experiment

if TYPE_CHECKING:
    from playground.app.runners.panel import RunnersPanel
    from playground.app.step.panel import StepPanel
    from playground.app.surface.probe.panel import ProbePanel

_APP = "playground.app"


class SurfaceMode(Mode):
    """Connects the views of a surface with the player and with each other."""

    kind = "surface"
    entries = (
        PanelEntry("problem", "Problem", "left",
                   f"{_APP}.surface.problem.panel:ProblemPanel", first=True),
        PanelEntry("runners", "Runners", "left below",
                   f"{_APP}.runners.panel:RunnersPanel", first=True),
        PanelEntry("stop", "Stop when", "left below",
                   f"{_APP}.runners.stop_rules:StopPanel", short="Stop"),
        PanelEntry("tune", "Tune each", "left below", f"{_APP}.results.tune_panel:TunePanel",
                   short="Tune"),
        PanelEntry("step", "This step", "right", f"{_APP}.step.panel:StepPanel"),
        PanelEntry("probe", "Which way is down?", "right",
                   f"{_APP}.surface.probe.panel:ProbePanel", short="Down?"),
        PanelEntry("sweep", "Sweep", "right", f"{_APP}.sweeps.panel:SweepPanel"),
        PanelEntry("chart", "The run", "right below", f"{_APP}.charts.run_chart:RunChart",
                   short="Run"),
        PanelEntry("results", "Results", "right below", f"{_APP}.results.panel:ResultsPanel"),
    )
    surface: SurfaceView
    runners: RunnersPanel
    probe: ProbePanel
    step: StepPanel

    def __init__(self, window: QMainWindow, player: Player) -> None:
        super().__init__(window, player)
        player.opening.connect(self._begin)
        player.playing_changed.connect(self.catch_up)

    def make_picture(self) -> View:
        return SurfaceView()

    @property
    def answers(self) -> Mapping[str, Callable[..., object]]:
        return {
            **super().answers,
            "start_dragged": self.drag_start,
            "double_clicked": self.take_click_back,
            "runner_clicked": self.player.select,
            "probe_dragged": lambda point, final: self.probe.set_point(point),
            "probe_moved": lambda point, final: self.surface.set_probe(point),
            "displacement_changed": self.surface.set_displacement,
            "probe_toggled": self.show_probe,
            "sketch_toggled": lambda on: self.step.show_sketch(on) if self.is_complete else None,
        }

    def complete(self) -> None:
        first = not self.is_complete
        super().complete()
        if first:
            self.step.show_sketch(self.surface.sketch.on)

    def show_cursor(self, cursor: int) -> None:
        """Another step. Where many go into a frame, the step's numbers come with the window's
        words (see `WORDS`), which so say the same step; whenever the cursor rests all agree.
        """
        if not self.player.racing:
            super().show_cursor(cursor)
            return
        self.picture.show_cursor(cursor)
        for name, panel in self.panels.items():
            if name != "step" or self.player.phase == WORDS:
                panel.show_cursor(cursor)

    def catch_up(self, playing: bool) -> None:
        """The cursor rests: let every view show it."""
        if not playing and self.on_screen:
            super().show_cursor(self.player.cursor)

    def _begin(self, opened: Experiment) -> None:
        if opened.problem.kind == self.kind:
            self.runners.begin()

    def fit(self) -> None:
        self.surface.fit()

    @property
    def look(self) -> str:
        return self.surface.look

    def set_look(self, look: str) -> None:
        self.surface.set_look(look)

    def drag_start(self, point: tuple[float, float], final: bool) -> None:
        """A start was moved on the surface: everyone's, or the selected runner's own."""
        player = self.player
        if player.runs:
            index = None if self.runners.shared_start else player.selected
            player.edit(*apply(
                player.experiment, lambda e, _: edits.set_start(e, point, index), "start",
                f"start {index}",
            ))
        if final:
            player.seal()

    def take_click_back(self) -> None:
        """The first click of a double click moved a start, which nobody meant."""
        if self.player.workspace.undo_what == "start":
            self.player.take_back()

    def show_probe(self, on: bool) -> None:
        """Switch the probe on the surface on or off; at first it stands where the runner does."""
        self.complete()
        self.probe.set_active(on)
        if not on:
            self.surface.set_probe(None)
            return
        self.docks.bring("probe")
        run = self.run
        if self.probe.probe is None and run is not None:
            here = run[min(self.player.cursor, run.last)].theta
            self.probe.set_point((float(here[0]), float(here[1])))
        if self.probe.probe is not None:
            self.surface.set_probe(self.probe.probe.point)
