"""What a surface shows: the map with its trails, recipe on the left, step and run on the right."""

from __future__ import annotations

from collections.abc import Sequence

from playground.app.core.mode import Mode
from playground.app.core.player import WORDS
from playground.app.core.view import View
from playground.app.runners.panel import RunnersPanel
from playground.app.surface.problem.panel import ProblemPanel
from playground.app.surface.view import SurfaceView
from playground.lab.edits import surface as edits
from playground.lab.verdicts.surface import Verdict


class SurfaceMode(Mode):
    """Connects the views of a surface with the player and with each other."""

    kind = "surface"
    titles = {
        "problem": "Problem", "runners": "Runners", "stop": "Stop when", "step": "This step",
        "probe": "Which way is down?", "chart": "The run",
        "results": "Results",
    }
    home = (
        (("problem",), ("runners", "stop")),
        (("step", "probe"), ("chart", "results")),
    )

    def make_first(self) -> tuple[View, dict[str, View]]:
        self.surface = SurfaceView()
        self.player.playing_changed.connect(self.catch_up)
        self.problem, self.runners = ProblemPanel(), RunnersPanel()
        self.edits_from(self.problem)
        self.edits_from(self.runners)
        self.runners.selected.connect(self.player.select)
        self.player.opening.connect(
            lambda opened: self.runners.begin() if opened.problem.kind == self.kind else None
        )
        self.surface.start_dragged.connect(self.drag_start)
        self.surface.double_clicked.connect(self.take_click_back)
        self.surface.runner_clicked.connect(self.player.select)
        self.surface.probe_dragged.connect(lambda point, final: self.probe.set_point(point))
        self.surface.hovered.connect(lambda text: self.say(text))
        return self.surface, {"problem": self.problem, "runners": self.runners}

    def make_later(self) -> dict[str, View]:
        from playground.app.charts.run_chart import RunChart
        from playground.app.results.panel import ResultsPanel
        from playground.app.runners.stop_rules import StopPanel
        from playground.app.surface.probe.panel import ProbePanel
        from playground.app.surface.step.panel import StepPanel

        self.step, self.stop, self.probe, self.chart = (
            StepPanel(), StopPanel(), ProbePanel(), RunChart()
        )
        self.results = ResultsPanel()
        self.results.selected.connect(self.player.select)
        self.edits_from(self.stop)
        self.chart.hovered.connect(lambda text: self.say(text))
        self.chart.cursor_requested.connect(self.seek)
        self.probe.probe_moved.connect(lambda point, final: self.surface.set_probe(point))
        self.probe.displacement_changed.connect(self.surface.set_displacement)
        self.probe.probe_toggled.connect(self.show_probe)
        return {
            "step": self.step, "stop": self.stop, "probe": self.probe, "chart": self.chart,
            "results": self.results,
        }

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

    def fit(self) -> None:
        self.surface.fit()

    def judge(self, verdicts: Sequence[Verdict]) -> None:
        self.runners.set_verdicts(verdicts)
        if self.is_complete:
            self.results.set_verdicts(verdicts)
            self.stop.set_verdicts([verdict.sentence for verdict in verdicts])
            selected = verdicts[self.player.selected].sentence if verdicts else ""
            self.step.set_verdict(selected)

    def drag_start(self, point: tuple[float, float], final: bool) -> None:
        """A start was moved on the surface: everyone's, or the selected runner's own."""
        player = self.player
        if player.runs:
            index = None if self.runners.shared_start else player.selected
            changed = edits.set_start(player.experiment, point, index)
            player.edit(changed, "start", f"start {index}")
        if final:
            player.seal()

    def take_click_back(self) -> None:
        """The first click of a double click moved a start, which nobody meant."""
        if self.player.journal.undo_what == "start":
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
