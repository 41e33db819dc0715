"""What a network shows: the drawn network, its making on the left, what it learns on the right."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, runtime_checkable

from PySide6.QtWidgets import QApplication, QMainWindow, QWidget

from playground.app.core import questions as dialogs
from playground.app.core.held import VALUES, Held
from playground.app.core.main_window import MainWindow
from playground.app.core.player import Player
from playground.app.core.view import Scene, View
from playground.app.docks.entry import PanelEntry
from playground.app.network.diagram.view import NetworkView
from playground.app.network.edited_mode import EditedMode
from playground.app.network.middle import Middle
from playground.app.network.panel_base import NetworkPanel
from playground.app.network.same_cost import SameCost
from playground.app.text.numbers import localised
from playground.engine.networks.fitting import FittingProblem
from playground.engine.networks.place import Place
from playground.engine.parameters import SettingError
from playground.lab.edits.apply import apply
from playground.lab.edits.landscape import set_landscape
from playground.lab.edits.seeds import outcome
from playground.lab.experiments.presets import presets
from playground.lab.runs.cost import SAMPLES, UPDATES, Cost
from playground.lab.verdicts.surface import Verdict

if TYPE_CHECKING:
    from playground.app.charts.training.chart import TrainingChart
    from playground.app.network.backprop.panel import BackpropPanel
    from playground.app.network.landscape.view import LandscapeView
    from playground.app.network.train.panel import TrainPanel

_APP = "playground.app"


@runtime_checkable
class ShowsPlace(Protocol):
    """A view in which one weight, bias or node can be selected."""

    def set_selection(self, selection: Place | None) -> None:
        """Select it, without a signal."""


@runtime_checkable
class ShowsSample(Protocol):
    """A view in which one training sample can be lit up."""

    def set_sample(self, sample: int | None) -> None:
        """Light it up, without a signal."""


@runtime_checkable
class ComparesCosts(Protocol):
    """A view that can show every runner where it has cost as much as the selected one."""

    def set_cost(self, cost: Cost | None) -> None:
        """Compare by this; None: at the same step."""


class NetworkMode(EditedMode):
    """Connects the views of a network with the player and with each other."""

    kind = "network"
    entries = (
        PanelEntry("data", "Data", "left", f"{_APP}.network.data.panel:DataPanel", first=True),
        PanelEntry("build", "Network", "left", f"{_APP}.network.build.panel:BuildPanel",
                   first=True),
        PanelEntry("runners", "Runners", "left below", f"{_APP}.runners.panel:RunnersPanel",
                   first=True),
        PanelEntry("train", "Training", "left below", f"{_APP}.network.train.panel:TrainPanel"),
        PanelEntry("output", "Output", "right", f"{_APP}.network.output.view:OutputMap",
                   short="Map"),
        PanelEntry("backprop", "Backprop by hand", "right",
                   f"{_APP}.network.backprop.panel:BackpropPanel", short="Backprop"),
        PanelEntry("weights", "Weights", "right", f"{_APP}.network.weights.panel:WeightsPanel",
                   short="W, b"),
        PanelEntry("batch", "Batch", "right", f"{_APP}.network.batch.panel:BatchPanel"),
        PanelEntry("exact", "Exact solution", "left below",
                   f"{_APP}.network.exact.panel:ExactPanel", short="Exact"),
        PanelEntry("tune", "Tune each", "left below", f"{_APP}.results.tune_panel:TunePanel",
                   short="Tune"),
        PanelEntry("chart", "The run", "right below",
                   f"{_APP}.charts.training.chart:TrainingChart", short="Run"),
        PanelEntry("histograms", "Gradients", "right below",
                   f"{_APP}.network.histograms.view:HistogramView", short="Grads"),
        PanelEntry("confusion", "Right and wrong", "right below",
                   f"{_APP}.network.confusion.view:ConfusionView", short="Right?"),
        PanelEntry("results", "Results", "right below", f"{_APP}.results.panel:ResultsPanel"),
        PanelEntry("sweep", "Sweep", "right below", f"{_APP}.sweeps.panel:SweepPanel",
                   asked=True),
        PanelEntry("ends", "Ends", "left", f"{_APP}.network.ends.panel:EndsPanel"),
        PanelEntry("step", "This step", "left", f"{_APP}.step.panel:StepPanel", short="Step"),
    )
    network: NetworkView
    train: TrainPanel
    backprop: BackpropPanel
    chart: TrainingChart
    landscape: LandscapeView
    _middle: Middle
    _surface: LandscapeView | None = None
    _ended: tuple[tuple[int, int], ...] = ()

    def __init__(self, window: QMainWindow, player: Player) -> None:
        super().__init__(window, player)
        player.opening.connect(lambda _: self.set_only(False))
        self.same_cost = SameCost(player, self._compared, self)

    def make_picture(self) -> View:
        view = NetworkView()
        self._middle = Middle(view)
        return view

    @property
    def middle(self) -> QWidget:
        return self._middle

    @property
    def front(self) -> View:
        surface = self._surface
        if surface is None:
            return self.picture
        chosen = surface.isAncestorOf(QApplication.focusWidget() or self.network)
        behind = not self.network.isVisible()
        return surface if surface.isVisible() and (chosen or behind) else self.picture

    @property
    def views(self) -> Iterator[View]:
        yield self.picture
        if self._surface is not None:
            yield self._surface
        yield from self.panels.values()

    def complete(self) -> None:
        if not self.is_complete:
            self._make_landscape()
        super().complete()

    def bring(self, name: str, ways: Sequence[str] = ()) -> None:
        self.complete()
        if name in ("network", "landscape"):
            self._middle.bring(name == "landscape")
        else:
            super().bring(name, ways)

    def bring_landscape(self) -> None:
        """Show the loss surface, with the keys in it."""
        self.bring("landscape")
        self.landscape.setFocus()

    @property
    def look(self) -> str:
        """Of the loss surface, while it is seen."""
        surface = self._surface
        return surface.pictures.look if surface is not None and surface.isVisible() else "map"

    def set_look(self, look: str) -> None:
        """The loss surface another way; where it is behind the network it comes forward."""
        self.bring("landscape")
        self.landscape.pictures.set_look(look)
        self.landscape.setFocus()  # the keys turn it, or pan it

    def _make_landscape(self) -> None:
        """The loss surface, which may cost nothing before the first paint."""
        from playground.app.network.landscape.view import LandscapeView

        view = self._surface = LandscapeView()
        self._middle.set_second(view)
        self.join("landscape", view)
        view.show_scene(
            Scene(self.player.experiment, self.player.runs, self.player.selected),
            self.player.cursor,
        )

    def join(self, name: str, view: View) -> None:
        super().join(name, view)
        if isinstance(view, NetworkPanel):
            view.set_only(self._only)

    @property
    def answers(self) -> Mapping[str, Callable[..., object]]:
        return {
            **super().answers,
            "place_selected": self.select,
            "preset_chosen": self.open_preset,
            "csv_requested": self.ask_table,
            "rows_requested": self.ask_rows,
            "solved": self.show_solution,
            "unit_changed": self.set_unit,
            "lit_changed": self.light,
            "shown_changed": self.show_walk,
            "axes_changed": lambda axes: self.network.set_axes(axes),
            "slot_clicked": self.select_slot,
            "line_wanted": self.show_line,
            "told": self.tell,
            "sample_lit": self.light_sample,
        }

    def fit(self) -> None:
        front = self.front
        (self.network if front is self.picture else self.landscape).fit()

    def judge(self, verdicts: Sequence[Verdict]) -> None:
        super().judge(verdicts)
        if not self.is_complete:
            return
        runs = self.player.runs
        ended = tuple((id(run), run.last) for run in runs if run.stop)
        if ended != self._ended:  # it costs a pass over the data for each run
            self._ended = ended
            self.train.set_outcome(outcome(self.player.experiment, runs))

    # Questions to the person

    def select_slot(self, slot: int) -> None:
        """A runner was clicked on the loss surface."""
        slots = [runner.slot for runner in self.player.experiment.runners]
        if slot in slots:
            self.player.select(slots.index(slot))

    def show_line(self, first: int, second: int) -> None:
        """The strip under the loss surface goes from one runner's end to another's."""
        made = set_landscape(self.player.experiment, strip=f"ends:{first},{second}")
        self.player.edit(made, "loss surface")
        self.bring("landscape")

    def tell(self, sentence: str, error: bool) -> None:
        """A view says how something went."""
        window = self.network.window()
        if isinstance(window, MainWindow):
            window.tell(sentence, error)

    def open_preset(self, name: str) -> None:
        """Show a ready experiment; undo brings the present one back."""
        self.player.pause()
        made = presets[name].experiment()
        self.player.edit(made, "ready network", another=True, cursor=0)
        if made.landscape is not None and self.player.experiment == made:
            self.bring("landscape")  # it is about its loss surface

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
            self.player.edit(changed, f"data from {path.name}")

    def ask_rows(self, way: str = "make", path: Path | None = None) -> None:
        """Make, convert or open a file of rows and learn from it; `path` is one to open."""
        from playground.app.network.massive.dialog import choose_rows
        from playground.lab.edits.massive import in_order_over, learn_rows, race_over

        self.player.pause()
        chosen = choose_rows(self.network.window(), way, path)
        if chosen is None:
            return
        try:
            if not chosen.race:
                before = self.player.experiment
                self.player.edit(*apply(before, lambda e, _: learn_rows(e, chosen.data), "rows"))
            else:
                race = in_order_over if chosen.kind == "halves" else race_over
                self.player.edit(race(chosen.data), "rows", another=True, cursor=0)
                self.chart.set_along("seconds")
        except SettingError as error:
            self.player.failed.emit(localised(f"{error.name}: {error}"))

    def show_solution(self) -> None:
        """An exact solution is known now: the chart can show how far it is."""
        if self.chart.scene is not None:
            self.chart.show_scene(self.chart.scene, self.chart.cursor)

    # What views tell each other

    def select(self, place: Place | None) -> None:
        """One weight, bias or node is selected everywhere."""
        for view in self.views:
            if isinstance(view, ShowsPlace):
                view.set_selection(place)

    def light_sample(self, sample: int | None) -> None:
        """One training sample is lit up everywhere; None: none is."""
        for view in self.views:
            if isinstance(view, ShowsSample):
                view.set_sample(sample)

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
        kept_back = self.held.reason([VALUES])
        self.network.set_values(
            {} if kept_back else texts if self.backprop.isVisible() else None
        )

    def show_held(self, held: Held) -> None:
        """A network's numbers may be asked for: then its nodes are blank, too."""
        before, now = (bool(h.reason([VALUES])) for h in (self.held, held))
        if now or before:
            self.network.set_values({} if now else None)
        super().show_held(held)

    def compare_by(self, cost: Cost | None) -> None:
        """Runners are compared where they have cost alike, or at the same step (None)."""
        results = self.panels.get("results")
        if isinstance(results, ComparesCosts):
            results.set_cost(cost)
        self.same_cost.look_ahead()

    def compare_at_same_cost(self, on: bool) -> None:
        """By samples, unless the chart counts something else that differs between runners."""
        if on and self.chart.along.cost is UPDATES:
            self.chart.set_along(SAMPLES.name)
        self.chart.set_same_cost(on)

    def _compared(self) -> Cost | None:
        """What runners are compared by at the same cost, if they are."""
        there = self.on_screen and "chart" in self.panels
        return self.chart.compared if there else None

    def set_unit(self, unit: str) -> None:
        """How far a step of the buttons goes, and what the chart counts."""
        run = self.run
        self.player.stride = run.problem.steps_per_epoch if run and unit == "epoch" else 1
        self.chart.set_unit("epoch" if unit == "epoch" else "batch")
