"""The data: what is to be learnt, how much of it, and what the network sees of it."""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QToolButton, QVBoxLayout, QWidget

from playground.app.core import questions
from playground.app.core.held import edits
from playground.app.look.icons import icon
from playground.app.look.style import SPACE_XS, px
from playground.app.network.data.chooser import FILE, TABLE, DatasetChooser
from playground.app.network.data.features import FeatureChips
from playground.app.network.data.text import (
    idle_settings,
    names,
    no_features,
    source,
    summary,
    taken_over,
    written_points,
)
from playground.app.network.panel_base import NetworkPanel
from playground.app.network.sample_pictures import samples
from playground.app.text import numbers as fmt
from playground.app.text.numbers import localised
from playground.app.widgets.choices import SeedRow
from playground.app.widgets.error_line import ErrorLine
from playground.app.widgets.labels import mend, sentence
from playground.app.widgets.param_form import ParamForm
from playground.app.widgets.picture_grid import PictureGrid
from playground.app.widgets.section import Separator, reveal
from playground.app.widgets.setting_row import label_of
from playground.engine.dataset import Dataset
from playground.engine.datasets.inline import Inline
from playground.engine.datasets.table import Table
from playground.engine.networks.features import features
from playground.engine.parameters import SettingError, declared
from playground.engine.problem import RowsError
from playground.lab.edits import network as network_edits
from playground.lab.edits.apply import Edit
from playground.lab.edits.fit import what_changed
from playground.lab.edits.surface import set_seed
from playground.lab.experiments.experiment import Experiment
from playground.lab.experiments.network_recipe import NetworkRecipe
from playground.lab.tables.file_data import FileData, opened
from playground.lab.tables.fingerprint import fingerprint_of

if TYPE_CHECKING:
    from playground.app.network.data.file_rows import FileRowsPart
    from playground.app.network.data.own_numbers import OwnNumbers

_EDIT_POINTS = (
    "Switch on “Edit points” in the output map to add, drag and remove points with the mouse."
)


class DataPanel(NetworkPanel):
    """Chooses the data and says what that changed.

    `csv_requested` asks for a table, `rows_requested(way)` for a file of rows: "make", "convert"
    or "open".
    """

    csv_requested = Signal()
    rows_requested = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._said: tuple[NetworkRecipe, str] | None = None  # after which edit, and what
        self._drawn: tuple[object, ...] = ()
        self._make()
        self._place()
        self._connect()

    def _make(self) -> None:
        self.chooser = DatasetChooser()
        self._csv = QToolButton()
        self._csv.setText("CSV…")
        self._csv.setIcon(icon("open"))
        self._csv.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self._csv.setAccessibleName("Open CSV…")
        self._csv.setToolTip(
            "Learn from a table of your own. You see its rows and choose what each column is "
            "before anything changes; a file can be dropped on the window, too."
        )
        self.error_line = ErrorLine()
        self.teaches = sentence("quiet")
        self.summary = sentence("")
        self._pictures = PictureGrid()
        self._pictures.setAccessibleName("Samples as pictures")
        self._written = sentence("small")
        self._own_place = QVBoxLayout()
        self._changed = sentence("small")
        self._see = sentence("heading")
        self._see.setText("WHAT THE NETWORK SEES")
        self.chips = FeatureChips()
        self.why_not = sentence("small")
        self.form = ParamForm()
        self._rows_place = QVBoxLayout()
        self._seed = SeedRow(
            "Seed", "New seed",
            "Everything random follows from this number: the samples, the batches and the first "
            "weights. The same seed gives the same run, to the last digit.",
            "The next seed: other samples of the same kind, other first weights.",
        )
        for part in (self.chooser, self._csv, self.chips, self.form):
            edits(part, "data", "problem")
        edits(self._seed, "seed")
        self._points = sentence("small")
        self._points.setText(_EDIT_POINTS)
        self.source_part = sentence("small")

    def _place(self) -> None:
        content = QWidget()
        inside = self._frame(content, "Here stands the data, while a network is trained.")
        row = QHBoxLayout()
        row.setSpacing(px(SPACE_XS))
        row.addWidget(self.chooser, 1)
        row.addWidget(self._csv)
        inside.addLayout(row)
        for part in (
            self.error_line, self.teaches, self.summary, self._pictures, self._written,
            self._own_place, self._rows_place,
            self._changed, self._see, self.chips, self.why_not, Separator(), self.form,
            self._seed, self._points, self.source_part,
        ):
            inside.addLayout(part) if isinstance(part, QVBoxLayout) else inside.addWidget(part)
        inside.addStretch(1)

    def _connect(self) -> None:
        self.chooser.chosen.connect(self._choose)
        self._csv.clicked.connect(self.csv_requested)
        self.chips.chosen.connect(self._set_features)
        self.form.edited.connect(self._set_setting)
        self._seed.chosen.connect(self._set_seed)

    @cached_property
    def own_part(self) -> OwnNumbers:
        """The table of typed numbers, made when there are some: drawn data opens without it."""
        from playground.app.network.data.own_numbers import OwnNumbers

        made = OwnNumbers()
        made.edited.connect(self._set_own)
        made.refused.connect(lambda: reveal(self.scroll_area, made.error))
        self._own_place.addWidget(made)
        return made

    @cached_property
    def rows_part(self) -> FileRowsPart:
        """What is said of rows in a file, made when there are some."""
        from playground.app.network.data.file_rows import FileRowsPart

        made = FileRowsPart()
        made.located.connect(self._locate)
        made.left_out.connect(lambda: self._set_setting("leave_out", True, True))
        self._rows_place.addWidget(made)
        return made

    # Showing

    def draw_cursor(self) -> None:
        if "rows_part" in self.__dict__ and self.rows_part.isVisibleTo(self):
            self.rows_part.show_step(self.cursor)

    def draw_recipe(self, recipe: NetworkRecipe) -> None:
        data = self.data
        if self.scene is None or data is None:
            return
        self._show_said(recipe)
        self._show_rows(recipe)
        self._seed.set_value(self.scene.experiment.seed)
        shown = recipe.dataset, recipe.features, data
        if self._drawn and all(a is b for a, b in zip(shown, self._drawn, strict=True)):
            return  # another runner or another optimizer: the data is the same
        self._drawn = shown
        self.error_line.set_error("")
        self.chooser.show_dataset(recipe.dataset)
        self.teaches.setText(localised(recipe.dataset.teaches))
        self.summary.setText(summary(data))
        self.summary.setToolTip(names(data))
        self._pictures.show_pictures(samples(data), max(data.classes, 1))
        self._pictures.setVisible(data.picture is not None)
        self._written.setText(written_points(recipe.dataset))
        self._written.setVisible(bool(self._written.text()))
        if isinstance(recipe.dataset, (Inline, Table)) or "own_part" in self.__dict__:
            self.own_part.show_dataset(recipe.dataset)
        reason = no_features(data)
        self.chips.show_features(recipe.features, reason)
        self.chips.setVisible(not reason)
        self.why_not.setText(reason)
        self.why_not.setVisible(bool(reason))
        self._points.setVisible(data.X.shape[1] == 2)
        self.source_part.setText(source(recipe.dataset))
        self.source_part.setVisible(bool(self.source_part.text()))
        self._show_settings(recipe)

    def _show_rows(self, recipe: NetworkRecipe) -> None:
        in_file = isinstance(recipe.dataset, FileData)
        if in_file or "rows_part" in self.__dict__:
            self.rows_part.setVisible(in_file)
            self.rows_part.show_run(self.scene.run if in_file and self.scene else None)
            self.rows_part.show_step(self.cursor)

    def _show_settings(self, recipe: NetworkRecipe) -> None:
        known = declared(type(recipe.dataset))
        self.form.set_source(type(recipe.dataset))
        # Not `settings`, which has all the numbers of a table in it.
        self.form.set_settings({name: getattr(recipe.dataset, name) for name in known})
        idle = idle_settings(recipe.dataset)
        for name in known:
            self.form.set_disabled(name, idle.get(name, ""))
            self.form.set_error(name, "")

    def _show_said(self, recipe: NetworkRecipe) -> None:
        """What the last edit here changed elsewhere, until something else is edited."""
        if self._said is not None and self._said[0] is not recipe and self._said[0] != recipe:
            self._said = None
        text = self._said[1] if self._said is not None else ""
        self._changed.setText(text)
        self._changed.setVisible(bool(text))

    # Editing

    @Slot(str)
    def _choose(self, name: str) -> None:
        recipe = self.recipe
        if recipe is None:
            return
        if name == TABLE:
            self.chooser.show_dataset(recipe.dataset)
            self.csv_requested.emit()
            return
        if name == FILE:
            self.chooser.show_dataset(recipe.dataset)
            self.rows_requested.emit("make")
            return
        dataset = taken_over(recipe.dataset, name)
        try:
            self._change_data(
                lambda e, r: network_edits.choose_dataset(e, dataset, r), f"data {dataset.title}"
            )
        except SettingError as error:
            self.chooser.show_dataset(recipe.dataset)
            self.error_line.set_error(mend(error))

    @Slot()
    def _locate(self) -> None:
        """Learn from another file of rows, or from this one where it is now."""
        recipe = self.recipe
        if recipe is None or not isinstance(recipe.dataset, FileData):
            return
        path = questions.ask_rows(self.window(), Path(recipe.dataset.path))
        if path is None:
            return
        try:
            known = fingerprint_of(opened(path.absolute()))
            dataset = replace(
                recipe.dataset, path=str(path.absolute()), relative=True, fingerprint=known
            )
            self._change_data(
                lambda e, r: network_edits.choose_dataset(e, dataset, r), f"rows of {path.name}"
            )
        except SettingError as error:
            self.rows_part.error_line.set_error(mend(error))
        except RowsError as error:
            self.rows_part.error_line.set_error(str(error))

    @Slot(object, str)
    def set_sample(self, sample: int | None) -> None:
        """Light up a sample's row in the table of one's own numbers; None: no row."""
        if "own_part" in self.__dict__:
            self.own_part.table.light(sample)

    def _set_own(self, dataset: Dataset, what: str) -> None:
        try:
            self._change_data(lambda e, r: network_edits.choose_dataset(e, dataset, r), what)
        except SettingError as error:
            self.own_part.set_error(mend(error))

    @Slot(str, object, bool)
    def _set_setting(self, name: str, value: object, final: bool) -> None:
        recipe = self.recipe
        if recipe is None:
            return
        label = label_of(name, declared(type(recipe.dataset))[name])
        words = value if isinstance(value, str) else fmt.number(value)  # type: ignore[arg-type]
        if isinstance(value, bool):
            words = "on" if value else "off"
        try:
            self._change_data(
                lambda e, r: network_edits.set_dataset_setting(e, name, value, r),
                f"{label[:1].lower()}{label[1:]} {words}", f"data {name}", final,
            )
        except SettingError as error:
            self.form.set_error(name, mend(error))

    @Slot(object, str)
    def _set_features(self, chosen: tuple[str, ...], pressed: str) -> None:
        recipe = self.recipe
        if recipe is None:
            return
        on = pressed in (chosen or ("x1", "x2"))
        try:
            self._change_data(
                lambda e, r: network_edits.set_features(e, chosen, r),
                f"{'with' if on else 'without'} {features[pressed].label}",
            )
        except SettingError as error:
            self.chips.show_features(recipe.features)
            self.error_line.set_error(mend(error))

    @Slot(object)
    def _set_seed(self, seed: int) -> None:
        if self.scene is not None:
            self._change_data(lambda e, r: set_seed(e, seed), f"seed {seed}")

    def _change_data(
        self, edit: Edit, what: str, merge: str | None = None, final: bool = True
    ) -> None:
        """An edit of the data, after which is said what it changed in the network."""
        before, scene = self.recipe, self.scene
        if before is None or scene is None:
            return

        def noted(experiment: Experiment, runner: int | None) -> Experiment:
            after = edit(experiment, runner)
            own = network_edits.scope(after, scene.selected)
            recipe = network_edits.recipe_of(after, own)
            self._said = (recipe, " ".join(what_changed(before, recipe)))
            return after

        self.change_part(noted, lambda r: (r.dataset, r.features), what, merge, final)


__all__ = ["DataPanel"]
