"""What there is to see of an update beside its numbers: f along its way, and singular values."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from playground.app.look.style import SPACE_XS, px, style
from playground.app.plots.bars import BarPlot, Group
from playground.app.plots.way import WayPlot
from playground.app.sketch.key import (
    AFTER,
    BEFORE,
    Key,
    keys_of,
    section_keys,
    sentences,
    trial_text,
)
from playground.app.sketch.key_list import KeyList
from playground.app.widgets.labels import sentence
from playground.engine.optimizer import Optimizer
from playground.engine.sketch import Bars, Direction, Sketch
from playground.lab.runs.run import Run

NARROW = 120
POINTS, LEAST, MOST_WORK = 97, 9, 40_000
"""Of the curve, and evaluations times parameters that it may cost: a network gets fewer points."""
WAY_TIP = (
    "f along the straight way of this step. Crosses were tried and left, the disc was taken; the "
    "short lines are the slopes there. Wheel: look closer or at more of the way."
)
_BARS = (
    Key(BEFORE, "before", "Singular values of the momentum, divided by its norm: how far the step "
        "would go along each of the matrix's own directions."),
    Key(AFTER, "after Newton-Schulz", "The same of the step that is made: all near 1 (0.7 to 1.2 "
        "with five turns), so that weak directions move as far as strong ones."),
)


class SketchBox(QWidget):
    """Shows what a rule says of its update; empty where it says nothing that is drawn here."""

    save_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._run: Run | None = None
        self._index = 0
        self._way: Direction | None = None
        self._rule: type[Optimizer] | None = None
        self.way_plot, self.way_key = WayPlot(), KeyList()
        self.way_plot.setToolTip(WAY_TIP)
        self.bar_plot, self.bar_key = BarPlot("singular values"), KeyList()
        self.bar_key.show_keys(_BARS)
        self.bar_plot.setAccessibleName("Singular values before and after")
        self.words = sentence()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        for part in (self.way_plot, self.way_key, self.bar_plot, self.bar_key, self.words):
            self._column.addWidget(part)
            part.hide()
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.way_plot.looked.connect(self._draw_way)
        for plot in (self.way_plot, self.bar_plot):
            plot.save_asked.connect(self.save_asked)
        style.changed.connect(self.restyle)
        self.restyle()
        self.hide()

    @property
    def sketch(self) -> Sketch:
        """What is shown, with what is drawn elsewhere."""
        return () if self._run is None else self._run.sketch(self._index)

    def show_update(self, run: Run | None, index: int) -> None:
        """The update from step `index` of a run; None: there is none."""
        rule = None if run is None else type(run.optimizer_at(index))
        if rule is not self._rule:  # while it is the same, what is below stays in its place
            self._rule = rule
            self.way_key.forget()
            self.words.setMinimumHeight(0)
        self._run, self._index = run, index
        sketch = self.sketch
        ways = [s for s in sketch if isinstance(s, Direction) and s.trials]
        self._way = ways[0] if ways else None
        bars = [s for s in sketch if isinstance(s, Bars)]
        said = " ".join(sentences(sketch))
        name = "loss" if run is not None and run.problem.loss_of else "f"
        self.way_plot.axis("left").offer_names(name)
        keys = section_keys(ways[0], name) if ways else []
        keys += keys_of(tuple(s for s in sketch if s not in ways))
        for part, shown in (
            (self.way_plot, bool(ways)), (self.way_key, bool(keys)),
            (self.bar_plot, bool(bars)), (self.bar_key, bool(bars)),
            (self.words, bool(said or self.words.minimumHeight())),
        ):
            if part.isVisibleTo(self) != shown:
                part.setVisible(shown)
        self.way_key.show_keys(keys)
        if self._way is not None:
            self._draw_way()
        if bars:
            self.bar_plot.show_groups([Group(s.name, s.before, s.after) for s in bars])
            self.bar_plot.setToolTip(bars[0].help)
        if said != self.words.text():
            self.words.setText(said)
            needed = self.words.heightForWidth(max(self.width(), 1)) if said else 0
            if self.width() > px(NARROW) and needed > self.words.minimumHeight():
                self.words.setMinimumHeight(needed)
        if self.isHidden() == bool(keys or bars or said):
            self.setVisible(bool(keys or bars or said))

    @Slot()
    def _draw_way(self) -> None:
        way, run, plot = self._way, self._run, self.way_plot
        if way is None or run is None:
            return
        span = plot.span_of(way)
        plot.texts = {trial.alpha: trial_text(way, trial) for trial in way.trials}
        points = min(POINTS, MOST_WORK // max(len(way.origin), 1))
        known = sorted((way.start, *way.trials))
        if points < LEAST or run.problem.takes_long:  # what was asked for is all there is
            plot.show_way(way, span, *np.array(known).T)
        else:
            inside = [trial.alpha for trial in known if span[0] <= trial.alpha <= span[1]]
            alphas = np.unique(np.array([*np.linspace(*span, points).tolist(), *inside]))
            plot.show_way(way, span, alphas, *run.profile(self._index, way, alphas))
        plot.setAccessibleDescription(" ".join(plot.texts.values()))

    @Slot()
    def restyle(self) -> None:
        """Another theme or size of the type."""
        self._column.setSpacing(px(SPACE_XS))
        self.way_key.forget()
        self.words.setMinimumHeight(0)
        self.way_key.restyle()
        self.bar_key.restyle()
