"""What a network shows: the drawn network, its making on the left, what it learns on the right."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from playground.app.core import questions as dialogs
from playground.app.core.mode import Mode
from playground.app.core.view import View
from playground.app.network.build.panel import BuildPanel
from playground.app.network.data.panel import DataPanel
from playground.app.network.diagram.view import NetworkView
from playground.app.network.panel_base import only_for
from playground.app.runners.panel import RunnersPanel
from playground.app.text.numbers import count, localised
from playground.engine.networks.fitting import FittingProblem
from playground.engine.networks.place import Place
from playground.engine.parameters import SettingError
from playground.lab.edits import network as edits
from playground.lab.edits.own_settings import SETTINGS
from playground.lab.edits.seeds import keep_seeds, many_seeds, outcome
from playground.lab.experiments.experiment import Experiment
from playground.lab.experiments.presets import presets, retitled
from playground.lab.verdicts.surface import Verdict

BELOW = frozenset({"chart", "histograms", "confusion", "results"})
"""The panels below on the right: of the phases of a round the network's drawing takes the first,

the other panels the second, these the third, and the words of the window the last.
"""


class NetworkMode(Mode):
    """Connects the views of a network with the player and with each other."""

    kind = "network"
    titles = {
        "data": "Data", "build": "Network", "runners": "Runners", "train": "Training",
        "output": "Output", "backprop": "Backprop by hand", "weights": "Weights",
        "chart": "The run", "histograms": "Gradients", "confusion": "Right and wrong",
        "results": "Results",
    }
    home = (
        (("data", "build"), ("runners", "train")),
        (("output", "backprop", "weights"), ("chart", "histograms", "confusion", "results")),
    )

    def make_first(self) -> tuple[View, dict[str, View]]:
        self._ended: tuple[tuple[int, int], ...] = ()
        self.player.playing_changed.connect(lambda on: None if on else self.catch_up())
        self.network = NetworkView()
        self.data, self.build, self.runners = DataPanel(), BuildPanel(), RunnersPanel()
        for panel in (self.data, self.build, self.runners):
            self.edits_from(panel)
        self.build.only_switched.connect(self.set_only)
        self.player.opening.connect(lambda _: self.set_only(False))
        self.runners.selected.connect(self.player.select)
        self.build.preset_chosen.connect(self.open_preset)
        self.data.csv_requested.connect(self.ask_table)
        network = self.network
        network.hovered.connect(lambda text: self.say(text))
        network.selected.connect(self.select)
        network.value_edited.connect(self.set_value)
        network.freeze_requested.connect(lambda index, on: self.freeze((index,), on))
        network.units_requested.connect(self.set_units)
        network.layer_add_requested.connect(
            lambda at: self.edit(f"layer {at}", edits.add_layer, at)
        )
        network.layer_remove_requested.connect(
            lambda layer: self.edit(f"no layer {layer}", edits.remove_layer, layer)
        )
        network.activation_requested.connect(
            lambda layer, name: self.edit(f"{name} in layer {layer}", edits.set_activation,
                                          layer, name, part="activations")
        )
        return network, {"data": self.data, "build": self.build, "runners": self.runners}

    def make_later(self) -> dict[str, View]:
        from playground.app.charts.training.chart import TrainingChart
        from playground.app.network.backprop.panel import BackpropPanel
        from playground.app.network.confusion.view import ConfusionView
        from playground.app.network.histograms.view import HistogramView
        from playground.app.network.output.view import OutputMap
        from playground.app.network.train.panel import TrainPanel
        from playground.app.network.weights.panel import WeightsPanel
        from playground.app.results.panel import ResultsPanel

        self.train, self.output, self.backprop = TrainPanel(), OutputMap(), BackpropPanel()
        self.weights, self.chart = WeightsPanel(), TrainingChart()
        self.histograms, self.confusion = HistogramView(), ConfusionView()
        self.results = ResultsPanel()
        self.results.selected.connect(self.player.select)
        self.edits_from(self.train)
        self.train.only_switched.connect(self.set_only)
        self.train.set_only(self.build.only)
        self.train.unit_changed.connect(self.set_unit)
        self.train.seeds_requested.connect(self.train_seeds)
        self.output.hovered.connect(lambda text: self.say(text))
        self.output.points_edited.connect(self.set_points)
        self.backprop.lit_changed.connect(self.light)
        self.backprop.shown_changed.connect(self.show_walk)
        self.backprop.selected.connect(self.select)
        self.weights.value_edited.connect(self.set_value)
        self.weights.block_edited.connect(self.set_block)
        self.weights.freeze_requested.connect(lambda index, on: self.freeze((index,), on))
        self.weights.freeze_block_requested.connect(self.freeze)
        self.weights.selected.connect(self.select)
        self.chart.hovered.connect(lambda text: self.say(text))
        self.chart.cursor_requested.connect(self.seek)
        return {
            "train": self.train, "output": self.output, "backprop": self.backprop,
            "weights": self.weights, "chart": self.chart, "histograms": self.histograms,
            "confusion": self.confusion, "results": self.results,
        }

    def show_cursor(self, cursor: int) -> None:
        """Another step. Where many steps go into a frame the views take turns, so that painting

        leaves time to learn; whenever the cursor rests they all agree.
        """
        if not self.player.racing:
            super().show_cursor(cursor)
            return
        if self.player.phase == 0:
            self.network.show_cursor(cursor)
        for name, panel in self.panels.items():
            if 1 + (name in BELOW) == self.player.phase:
                panel.show_cursor(cursor)

    def fit(self) -> None:
        self.network.fit()

    def judge(self, verdicts: Sequence[Verdict]) -> None:
        self.runners.set_verdicts(verdicts)
        if not self.is_complete:
            return
        self.results.set_verdicts(verdicts)
        self.train.set_verdicts([verdict.sentence for verdict in verdicts])
        runs = self.player.runs
        ended = tuple((id(run), run.last) for run in runs if run.stop)
        if ended != self._ended:  # it costs a pass over the data for each run
            self._ended = ended
            self.train.set_outcome(outcome(self.player.experiment, runs))

    def catch_up(self) -> None:
        """The cursor rests: let every view show it."""
        if self.on_screen:
            super().show_cursor(self.player.cursor)

    # Edits of what is on screen

    def edit(
        self, what: str, change: Callable[..., Experiment], *arguments: Any,
        merge: str | None = None, cursor: int | None = None, part: str = "layers",
    ) -> None:
        """Change the selected runner's network and look at `cursor`, or say why that cannot be.

        `part` is what is changed, as in `lab.edits.own_settings`: who shares it is changed too.
        """
        before = self.player.experiment
        runner = self.whose(part)
        try:
            changed = keep_seeds(before, change(before, *arguments, runner=runner))
        except SettingError as error:
            self.player.failed.emit(localised(f"{error.name}: {error}"))
            return
        self.player.edit(
            retitled(changed), *only_for(before, runner, what, merge), cursor=cursor
        )

    def whose(self, part: str) -> int | None:
        """Whom a hand on the drawn network, its weights or its points changes; None: all."""
        experiment, selected = self.player.experiment, self.player.selected
        own_start = part == "initializer" and selected < len(experiment.runners) and (
            experiment.runners[selected].start is not None
        )
        of = SETTINGS[part]
        if part == "data":
            return edits.whose(experiment, selected, of)
        only = own_start or self.build.only
        return edits.whose(experiment, selected, lambda r: (r.network.sizes, of(r)), only)

    def set_only(self, only: bool) -> None:
        """Changes are for the selected runner alone from now on, or for all that share them."""
        for panel in (self.build, self.train) if self.is_complete else (self.build,):
            panel.set_only(only)

    def set_value(self, index: int, value: float, final: bool) -> None:
        """A weight or bias was typed or dragged: the run starts from what is on screen with it."""
        run = self.run
        if run is not None:
            theta = run[min(self.player.cursor, run.last)].theta
            self.player.pause()
            self.edit("weight", edits.set_weight, index, value, theta,
                      merge=f"weight {index}", cursor=0, part="initializer")
        if final:
            self.player.seal()

    def set_block(self, values: dict[int, float]) -> None:
        """Numbers were pasted into the weights' table."""
        run = self.run
        if run is not None:
            theta = run[min(self.player.cursor, run.last)].theta.copy()
            for index, value in values.items():
                theta[index] = value
            self.player.pause()
            self.edit(count(len(values), "weight"), edits.set_all_parameters, theta,
                      cursor=0, part="initializer")

    def freeze(self, indices: Sequence[int], on: bool) -> None:
        """Hold weights where they start, or let them learn again."""
        change = edits.freeze if on else edits.unfreeze
        self.edit("freeze" if on else "unfreeze", change, indices, part="frozen")

    def set_units(self, layer: int, units: int) -> None:
        """Another number of nodes in a hidden layer."""
        self.edit(f"{count(units, 'node')} in layer {layer}", edits.set_units, layer, units)

    def set_points(self, X: Any, y: Any, final: bool) -> None:  # noqa: N803  (as everybody calls it)
        """Samples were added, moved or removed on the output map."""
        self.edit("points", edits.set_points, X, y, merge="points", part="data")
        if final:
            self.player.seal()

    def train_seeds(self, count: int) -> None:
        """Start the same network from many seeds, and train them all to their end."""
        before = self.player.experiment
        self.player.edit(retitled(many_seeds(before, count)), f"{count} seeds")
        if self.player.experiment != before:
            self.player.to_end()

    def open_preset(self, name: str) -> None:
        """Show a ready experiment; undo brings the present one back."""
        self.player.pause()
        made = presets[name].experiment()
        self.player.edit(made, "ready network", another=True, cursor=0)

    def ask_table(self) -> None:
        """Ask for a table of one's own data and learn from it."""
        path = dialogs.ask_table(self.network.window())
        if path is not None:
            self.import_table(path)

    def import_table(self, path: Path) -> None:
        """Learn from a CSV file, as the person says it is to be read."""
        from playground.app.network.data.csv_dialog import import_csv

        changed = import_csv(self.network.window(), path, self.player.experiment)
        if changed is not None:
            self.player.edit(retitled(changed), f"data from {path.name}")

    # What views tell each other

    def select(self, place: Place | None) -> None:
        """One weight, bias or node is selected everywhere."""
        self.network.set_selection(place)
        if self.is_complete:
            self.weights.set_selection(place)
            self.backprop.set_selection(place)

    def light(self, nodes: Sequence[Any], edges: Sequence[Any]) -> None:
        """Light up what a step of backprop used."""
        run = self.run
        problem = run.problem if run else None
        if not isinstance(problem, FittingProblem) or not self.backprop.isVisible() or not (
            nodes or edges
        ):
            self.network.set_lit(None)
            return
        self.network.set_lit(
            ((node.layer, node.unit) for node in nodes),
            (problem.network.place_at(*edge).index for edge in edges),
        )

    def show_walk(self, texts: dict[tuple[int, int], str] | None) -> None:
        """While backprop is walked the nodes show what is known so far, and nothing more."""
        self.network.set_values(texts if self.backprop.isVisible() else None)

    def set_unit(self, unit: str) -> None:
        """How far a step of the buttons goes, and what the chart counts."""
        run = self.run
        self.player.stride = run.problem.steps_per_epoch if run and unit == "epoch" else 1
        self.chart.set_unit("epoch" if unit == "epoch" else "batch")
