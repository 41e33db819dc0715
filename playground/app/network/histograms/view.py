"""The gradients of every layer as histograms on one axis: who learns, and who hardly does."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtWidgets import QFrame, QStackedLayout, QVBoxLayout, QWidget

from playground.app.core.held import LAYERS
from playground.app.core.view import Scene, View
from playground.app.look.style import SPACE_XS, px, style
from playground.app.network.histograms.canvas import HistogramCanvas
from playground.app.network.histograms.column import Column
from playground.app.network.histograms.controls import Headline, HistogramControls
from playground.app.network.histograms.data import ACTIVATION, GRADIENT, Reader, kind_title
from playground.app.text.numbers import localised, number
from playground.app.widgets.empty_state import EmptyState
from playground.app.widgets.scroll_area import ScrollArea
from playground.engine.networks.fitting import FittingProblem
from playground.engine.networks.histograms import Histograms

MOST_COLUMNS = 3
_FULL = "Every step sees all the data: the batch's gradient is the whole risk's."
_NO_BATCH = "Only gradients and activations can be taken over a batch or over all the data."
_ONE_RUNNER = "There is one runner: show a second one, with another activation, to compare."


class HistogramView(View):
    """Shows the selected runner, or up to three side by side, at the cursor."""

    hovered = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._readers: list[Reader] = []
        self._batch: bool | None = None  # None: whatever is quick enough
        self._reference: dict[tuple[int, str], Histograms] = {}
        self._frozen_at = 0
        self.controls = HistogramControls()
        self._head = Headline()
        self._canvas = HistogramCanvas()
        self.scroll_area = ScrollArea()
        self.scroll_area.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # the histograms have the keys
        self._body = QWidget()
        self.empty_state = EmptyState("chart", "")
        self._stack = QStackedLayout()
        self.summary = QTimer(self, singleShot=True, interval=250)
        self._inner = QVBoxLayout(self._body)
        self._column = QVBoxLayout(self)
        self._put_together()
        self._connect()
        self._restyle()

    @property
    def kind(self) -> str:
        """ "gradient", "weight", "activation", or the name of a state ("velocity")."""
        return self.controls.kind

    @property
    def sentences(self) -> tuple[str, ...]:
        """What it says, for each runner that is shown."""
        return tuple(text for _, text in self._head.lines)

    @property
    def caption(self) -> str:
        """Which numbers are shown."""
        return self._head.caption

    @property
    def reference(self) -> str:
        """ "reference: step 12" where an outline is shown."""
        return self._canvas.reference

    @property
    def columns(self) -> tuple[Column, ...]:
        """What is drawn."""
        return self._canvas.columns

    def set_kind(self, kind: str) -> None:
        """Choose what is shown."""
        self.controls.choose(kind)

    def export_target(self) -> QWidget:
        """What is saved as a picture: sentence and histograms, without the controls."""
        return self._stack.currentWidget() or self._body

    def draw_scene(self) -> None:
        """Other runs, or another selection."""
        kept = {id(reader.run): reader for reader in self._readers}
        runs = self._shown.runs
        before = [reader.run for reader in self._readers]
        self._readers = [
            kept.get(id(run)) or Reader(run)
            for run in runs if isinstance(run.problem, FittingProblem) and len(run.columns.steps)
        ]
        if [reader.run for reader in self._readers] != before:
            self._canvas.forget()
        shown = self._shown_runners
        self.controls.allow_all("" if len(shown) > 1 else _ONE_RUNNER)
        self.draw_cursor()

    def draw_cursor(self) -> None:
        """Another step."""
        why = self._why_empty
        self._stack.setCurrentWidget(self.empty_state if why else self._body)
        if why:
            self.empty_state.set_sentence(why)
            self.empty_state.setAccessibleName(why)
            return
        selected = self._reader_of(self._shown.selected)
        if selected is not None:
            self.controls.set_states(selected.states)
        self._show_choice()
        places = self._shown_runners[:MOST_COLUMNS]
        if not self.controls.all_runners:
            places = [self._shown.selected]
        elif self._shown.selected in self._shown_runners and self._shown.selected not in places:
            places[-1] = self._shown.selected
        self._show_runners(places)

    # Parts

    def _put_together(self) -> None:
        self.scroll_area.setFrameShape(QFrame.Shape.NoFrame)
        self.scroll_area.setWidget(self._canvas)
        self._inner.addWidget(self._head)
        self._inner.addWidget(self.scroll_area, 1)
        self._inner.setContentsMargins(0, 0, 0, 0)
        self._stack.addWidget(self.empty_state)
        self._stack.addWidget(self._body)
        self._column.addWidget(self.controls)
        self._column.addLayout(self._stack, 1)
        self._column.setContentsMargins(0, 0, 0, 0)

    def _connect(self) -> None:
        self.controls.kind_chosen.connect(self._begin_anew)
        self.controls.batch_switched.connect(self._switch_batch)
        self.controls.all_switched.connect(self._begin_anew)
        self.controls.freeze_switched.connect(self._freeze)
        self._canvas.hovered.connect(self.hovered)
        self._canvas.save_asked.connect(self.picture_asked)
        self.summary.timeout.connect(self._summarize)
        style.changed.connect(self._restyle)

    @Slot()
    def _restyle(self) -> None:
        self._column.setSpacing(px(SPACE_XS))
        self._inner.setSpacing(px(SPACE_XS))
        self.controls.dress()
        self._head.updateGeometry()
        self._canvas.dress()

    @Slot()
    def _begin_anew(self) -> None:
        """Another quantity, other columns: an axis that fits them."""
        self._canvas.forget()
        self._draw(self.draw_cursor)

    @Slot(bool)
    def _switch_batch(self, batch: bool) -> None:
        self._batch = batch
        self._begin_anew()

    @Slot(bool)
    def _freeze(self, frozen: bool) -> None:
        """Keep what every runner shows now, or forget it."""
        self._reference = {}
        if frozen and self.scene is not None:
            for place, slot in enumerate(self.scene.slots):
                reader = self._reader_of(place)
                found = reader.read(self.cursor, self.kind, self._whole) if reader else None
                if found is not None:
                    self._reference[slot, self.kind] = found.histograms
                    self._frozen_at = found.step
        self.controls.set_frozen(bool(self._reference))
        self._draw(self.draw_cursor)

    # Drawing

    @property
    def _shown(self) -> Scene:
        assert self.scene is not None
        return self.scene

    @property
    def _shown_runners(self) -> list[int]:
        """The places of the runners that are shown and have something to show."""
        runners = enumerate(self._shown.experiment.runners)
        return [k for k, one in runners if one.shown and self._reader_of(k) is not None]

    def _reader_of(self, place: int) -> Reader | None:
        run = self._shown.runs[place] if place < len(self._shown.runs) else None
        return next((reader for reader in self._readers if reader.run is run), None)

    @property
    def _why_empty(self) -> str:
        run = self._shown.run
        if run is None:
            return "Add an optimizer: the gradients of every layer appear here as histograms."
        if not isinstance(run.problem, FittingProblem):
            return "Histograms are of networks: choose or build one to see its layers here."
        if self._reader_of(self._shown.selected) is None:
            return "The start is not finite: there is no gradient. Make the weights smaller."
        if reason := self.held.reason([LAYERS]):
            return reason
        return ""

    @property
    def _whole(self) -> bool:
        """Whether the whole risk is looked at: as chosen, or if that is quick enough."""
        if self._batch is not None:
            return not self._batch
        return all(r.whole_is_quick for r in self._readers)

    def _show_choice(self) -> None:
        """The switch between batch and risk, and why there is none."""
        why = "" if self.kind in (GRADIENT, ACTIVATION) else _NO_BATCH
        reader = self._reader_of(self._shown.selected)
        if not why and reader is not None:
            problem = reader.problem
            if problem.batches.is_full and problem.reduction == "mean":
                why = _FULL
        self.controls.set_batch(not self._whole, why)

    def _show_runners(self, places: list[int]) -> None:
        columns, lines, captions = [], [], []
        for place in places:
            reader, runner = self._reader_of(place), self._shown.experiment.runners[place]
            slot, label = runner.slot, runner.label
            found = reader.read(self.cursor, self.kind, self._whole) if reader else None
            if found is None:
                why = f"{label} carries no {kind_title(self.kind)}."
                columns.append(Column(slot, label, None, why=why))
                lines.append((slot, why))
                continue
            reference = self._reference.get((slot, self.kind))
            if reference and len(reference.layers) != len(found.histograms.layers):
                reference = None  # of a network that is not comparable
            columns.append(Column(slot, label, found.histograms, reference))
            lines.append((slot, localised(found.sentence)))
            captions.append(found.caption)
        caption = captions[0] if captions else kind_title(self.kind)
        there_are = len(self._shown_runners)
        if self.controls.all_runners and len(places) < there_are:
            caption = f"{len(places)} of {there_are} runners · {caption}"
        self._head.show_lines(lines, caption)
        there = any(column.reference for column in columns)
        self._canvas.show_columns(
            columns, f"reference: step {number(self._frozen_at)}" if there else ""
        )
        if not self.summary.isActive():
            self.summary.start()

    @Slot()
    def _summarize(self) -> None:
        """Say it to who cannot see it; now and then, not in every frame."""
        self._head.setAccessibleName(self._head.describe())
        self._canvas.setAccessibleName(f"Histograms: {kind_title(self.kind)}")
