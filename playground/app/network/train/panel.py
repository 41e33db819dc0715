"""The training: what a step sees, what the buttons go by, when it stops, from how many seeds."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QGridLayout, QLabel, QVBoxLayout, QWidget

from playground.app.core.held import edits as edits_of
from playground.app.look.style import SPACE_S, SPACE_XS, px
from playground.app.network.panel_base import NetworkPanel
from playground.app.network.train.batch import BatchSize
from playground.app.network.train.best import BestRow
from playground.app.network.train.seeds import SeedsBox
from playground.app.network.train.stop_box import StopBox
from playground.app.network.train.text import granularity, position, rate_note, unit_of
from playground.app.runners.stop_rules import told
from playground.app.runners.verdict_lines import VerdictLines
from playground.app.text import numbers as fmt
from playground.app.text.numbers import localised
from playground.app.text.samplings import SAMPLING_TITLES
from playground.app.widgets.choices import Segments, TitleBox, entry
from playground.app.widgets.labels import heading, mend, sentence
from playground.app.widgets.runner_text import RunnerText
from playground.app.widgets.section import Separator
from playground.engine.data_problem import REDUCTIONS
from playground.engine.networks.batches import SAMPLINGS, Batches
from playground.engine.parameters import SettingError
from playground.lab.edits import network as network_edits
from playground.lab.edits import surface as edits
from playground.lab.edits.fit import penalty_note, reduction_note
from playground.lab.edits.own_settings import SETTINGS
from playground.lab.edits.seeds import seed_count
from playground.lab.experiments.network_recipe import NetworkRecipe
from playground.lab.verdicts.flat_network import flat_at
from playground.lab.verdicts.surface import Verdict

_NO_EPOCHS = "Here every step sees all the data, so a step is an epoch already."
_UNITS = (
    ("batch", "One batch", "The step buttons go one step, and the chart counts steps."),
    ("epoch", "One epoch", (
        "The step buttons go on until all the data has been seen once more, and the chart counts "
        "epochs."
    )),
)
_MOST_WORK = 1_000_000
"""Samples times parameters that are gone through while training plays."""


class TrainPanel(NetworkPanel):
    """Sets how the network is trained.

    `unit_changed(unit)` says how far a step button goes: "example" or "batch" (one step of the
    run, by what a step sees) or "epoch" (`unit_steps` steps). `seeds_requested(n)` asks for n
    runners that differ in their start.
    `cursor_requested(step)` wants that step to be looked at: the best one by the test risk.
    """

    owned = frozenset(("batch size", "sampling", "reduction"))
    unit_changed = Signal(str)
    seeds_requested = Signal(int)
    cursor_requested = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._unit = "batch"
        self._batches = Batches(1)
        self._make()
        self._place()
        self._connect()

    def _make(self) -> None:
        self._size = BatchSize()
        self.granularity = sentence("")
        self._position = RunnerText(quiet=True, small=True)
        self._units = Segments(_UNITS, "What the step buttons go by")
        self.sampling = TitleBox("Sampling", "How the samples of a batch are drawn.")
        self.reduction = TitleBox("Reduction", "How the gradients of a batch add up.")
        for box, words, titles in (
            (self.sampling, SAMPLINGS, SAMPLING_TITLES),
            (self.reduction, REDUCTIONS, {"mean": "Mean", "sum": "Sum"}),
        ):
            _list(box, words, titles)
        self._drawn, self.added_rows, self._penalized = sentence(), sentence(), sentence()
        self._flat = sentence("warning")
        self._flat.hide()
        self.stop_part = StopBox()
        self.verdicts = VerdictLines(most_in_full=3)
        self.best = BestRow()
        self.seeds = SeedsBox()
        for part in (self._size, self.sampling, self.reduction):
            edits_of(part, "batch", "problem")
        edits_of(self.seeds, "runners.add", "runners")

    def _place(self) -> None:
        content = QWidget()
        inside = self._frame(content, "Here the training is set up, while a network is trained.")
        stepping = _row("Step by", self._units)
        batch = QGridLayout()
        batch.setHorizontalSpacing(px(SPACE_S))
        batch.setVerticalSpacing(px(SPACE_XS))
        batch.setColumnStretch(1, 1)
        for k, (text, box, words) in enumerate((
            ("Sampling", self.sampling, self._drawn),
            ("Reduction", self.reduction, self.added_rows),
        )):
            label = QLabel(text)
            label.setBuddy(box)
            batch.addWidget(label, 2 * k, 0)
            batch.addWidget(box, 2 * k, 1)
            batch.addWidget(words, 2 * k + 1, 0, 1, 2)
        batch.addWidget(self._penalized, 4, 0, 1, 2)
        for part in (
            heading("WHAT A STEP SEES"), self._size, self.granularity, self._position, self._flat,
            stepping, Separator(), batch, Separator(), heading("STOP"), self.stop_part,
            self.verdicts, self.best,
        ):
            inside.addLayout(part) if isinstance(part, QGridLayout) else inside.addWidget(part)
        self._inside = inside
        self._many = QWidget()
        column = QVBoxLayout(self._many)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(px(SPACE_S))
        self._lines = Separator(), Separator()  # one stands between this section and the others
        for section in (self._lines[0], heading("MANY SEEDS"), self.seeds, self._lines[1]):
            column.addWidget(section)
        inside.addWidget(self._many)
        inside.addStretch(1)
        self._seeds_first = False
        self._lines[1].hide()

    def _connect(self) -> None:
        self._size.edited.connect(self._set_size)
        self._units.chosen.connect(self._set_unit)
        self.sampling.chosen.connect(lambda name: self._set_batch("sampling", name))
        self.reduction.chosen.connect(lambda name: self._set_batch("reduction", name))
        self.stop_part.edited.connect(self._set_rule)
        self.seeds.requested.connect(self.seeds_requested)
        self.best.requested.connect(self.cursor_requested)

    # What the window asks and tells

    @property
    def unit(self) -> str:
        """What a step button goes by: "example", "batch" or "epoch"."""
        return self._unit

    @property
    def unit_steps(self) -> int:
        """How many steps of the run that is."""
        return self._batches.per_epoch if self._unit == "epoch" else 1

    def show_verdicts(self, verdicts: Sequence[Verdict]) -> None:
        self.set_verdicts([verdict.sentence for verdict in verdicts])

    def set_verdicts(self, verdicts: Sequence[str]) -> None:
        """Say why each runner stopped, one line each, in the runners' order."""
        slots = self.scene.slots if self.scene is not None else ()
        self.verdicts.set_verdicts(verdicts, slots)

    def set_outcome(self, outcome: str) -> None:
        """Say what became of the seeds; nothing while they are under way."""
        self.seeds.set_outcome(outcome)

    # Showing

    def draw_recipe(self, recipe: NetworkRecipe) -> None:
        data, scene = self.data, self.scene
        if data is None or scene is None:
            return
        samples, batch = data.samples, recipe.batch
        self._batches = Batches(samples, batch.size, batch.sampling, scene.experiment.seed)
        self._size.show_size(batch.size, samples)
        self.granularity.setText(granularity(batch, self._batches))
        self.sampling.set_value(batch.sampling)
        self.reduction.set_value(batch.reduction)
        self._drawn.setText(
            "Every step sees all the data, so nothing is drawn."
            if batch.size is None else SAMPLINGS[batch.sampling]
        )
        note = localised(reduction_note(recipe, samples))
        own = rate_note(scene.runner.optimizer, recipe, samples) if scene.runner else ""
        self.added_rows.setText(" ".join(filter(None, (note, own))))
        self._penalized.setText(localised(penalty_note(recipe, samples)))
        self._penalized.setVisible(bool(self._penalized.text()))
        tested = len(data.X_test) > 0
        self.stop_part.show_rules(scene.experiment.stop, self._batches.is_full, tested)
        self._show_unit(unit_of(batch.size))
        self._place_seeds(seed_count(scene.experiment) > 0)
        self.draw_cursor()

    def _place_seeds(self, first: bool) -> None:
        """Where there are many seeds, what became of them is what one looks for: it leads."""
        if first == self._seeds_first:
            return
        self._seeds_first = first
        self._inside.removeWidget(self._many)
        last = self._inside.count() - 1  # before the stretch
        self._inside.insertWidget(0 if first else last, self._many)
        self._lines[0].setVisible(not first)
        self._lines[1].setVisible(first)
        if first:
            self.scroll_area.verticalScrollBar().setValue(0)

    def draw_cursor(self) -> None:
        if self.scene is None or self.recipe is None:
            return
        run = self.scene.run
        step = min(self.cursor, run.last) if run is not None else self.cursor
        self.best.show_best(run.looks.best if run is not None else None, step)
        self._position.set_text(position(self._batches, step))
        told = run is None or (run.stop is not None and step == run.last)  # by its verdict
        flat = None if told or run is None else flat_at(run, step, _MOST_WORK)
        said = localised(flat.sentence) if flat is not None else ""
        if self._flat.text() != said:
            self._flat.setText(said)
        self._flat.setVisible(bool(said))

    def _show_unit(self, step: str) -> None:
        """Name what a step is; where a step is an epoch there is no choice."""
        only_steps = self._batches.per_epoch == 1
        self._units.set_reason("epoch", _NO_EPOCHS if only_steps else "")
        name = "One step" if only_steps else f"One {step}"
        self._units.button("batch").setText(name)
        unit = "epoch" if self._unit == "epoch" and not only_steps else step
        self._units.set_value("epoch" if unit == "epoch" else "batch")
        if unit != self._unit:
            self._unit = unit
            self.unit_changed.emit(unit)

    # Editing

    @Slot(object, bool)
    def _set_size(self, size: int | None, final: bool) -> None:
        words = "all the data" if size is None else fmt.number(size)
        try:
            self.change_part(
                lambda e, r: network_edits.set_batch(e, r, size=size), SETTINGS["batch size"],
                f"batch size {words}", "batch size", final,
            )
        except SettingError as error:
            self._size.set_error(mend(error))

    def _set_batch(self, name: str, value: str) -> None:
        words = SAMPLING_TITLES.get(value, value).lower()
        self.change_part(
            lambda e, r: network_edits.set_batch(e, r, **{name: value}), SETTINGS[name],
            f"batches: {words}",
        )

    @Slot(str)
    def _set_unit(self, key: str) -> None:
        recipe = self.recipe
        if recipe is not None:
            self._unit = "epoch" if key == "epoch" else unit_of(recipe.batch.size)
            self.unit_changed.emit(self._unit)

    @Slot(str, float)
    def _set_rule(self, name: str, value: float) -> None:
        if self.scene is None:
            return
        changed = edits.set_stop(self.scene.experiment, name, value)
        self.edited.emit(changed, told(name, value), None)


def _list(box: TitleBox, words: dict[str, str], titles: dict[str, str]) -> None:
    for name, sentence_of_it in words.items():
        box.entries.appendRow(entry(titles[name], name, sentence_of_it))


def _row(text: str, control: QWidget) -> QGridLayout:
    row = QGridLayout()
    row.setHorizontalSpacing(px(SPACE_XS))
    row.setColumnStretch(1, 1)
    row.addWidget(QLabel(text), 0, 0)
    row.addWidget(control, 0, 1)
    return row


__all__ = ["TrainPanel"]
