"""The run as a chart: loss, slope, step length or distance over the steps, one curve a runner."""

from __future__ import annotations

from math import inf, log10

import numpy as np
from PySide6.QtCore import QPoint, QTimer, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from playground.app.charts import text as words
from playground.app.charts.base import StepsChart
from playground.app.charts.minima import Minima, lowest
from playground.app.charts.trace import (
    GRADIENT_NORM,
    LEARNING_RATE,
    LOSS,
    STEP_LENGTH,
    Quantity,
    Trace,
    distance_quantity,
    gap_quantity,
)
from playground.app.core.held import RUN
from playground.app.look.style import px
from playground.app.plots.along import EVALUATIONS, SECONDS, STEPS
from playground.app.plots.chart import Threshold
from playground.app.plots.ranges import RUNAWAY
from playground.app.plots.series import Curve, LineStyle
from playground.app.text.numbers import number
from playground.engine.problem import Array

_DISTANCE, _GAP = 3, 4
_NARROW = 400  # so wide, the axis' buttons have room in the row of controls
_TWO_ROWS = 160  # so high, there is room for a second row of them
_OFFER = "Show f − f*"
_RECORDED = LineStyle(dots=True)
_REACH = 1e-8  # a threshold this far below the curve's top is not worth an axis down to it
_NONE: Array = np.empty((0, 2))


class RunChart(StepsChart):
    """Loss, slope, step length or distance to the nearest minimum; the stop rule as a line."""

    def __init__(self, parent: QWidget | None = None) -> None:
        self._quantities = [
            LOSS, GRADIENT_NORM, STEP_LENGTH, distance_quantity(_NONE), gap_quantity(0.0),
            LEARNING_RATE,
        ]
        super().__init__(self._quantities, (STEPS, EVALUATIONS, SECONDS), parent)
        self._minima = Minima(self)
        self._minima.found.connect(self._know_minima)
        self.note_label.offer_taken.connect(lambda: self.set_quantity("gap"))
        self._read_at: QPoint | None = None
        self._column.addWidget(self.controls)
        self._column.addLayout(self._stack, 1)
        self.summary = QTimer(self, singleShot=True, interval=250)
        self.summary.timeout.connect(self._summarize)
        self._restyle()
        self._choose()

    @property
    def quantity(self) -> Quantity:
        """What the chart shows."""
        return self._quantities[self.controls.place]

    def set_quantity(self, name: str) -> None:
        """Choose "loss", "gradient_norm", "step_length", "distance", "gap" or "learning_rate"."""
        self.controls.choose([quantity.name for quantity in self._quantities].index(name))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Where there is little room the axis' buttons become one, beside the others if it must."""
        super().resizeEvent(event)
        narrow = self.width() < px(_NARROW)
        self.along_bar.set_compact(narrow)
        self.controls.set_terse(narrow and self.height() < px(_TWO_ROWS))

    def draw_scene(self) -> None:
        """Other runs: new curves, and axes that fit them."""
        self._minima.look(self._scene.experiment)
        self._draw_curves()

    def draw_cursor(self) -> None:
        """The cursor moved; runs may have grown."""
        if self._is_empty:
            if not self._why_empty():
                self._draw_curves()
            return
        self._grow()
        self._say()
        if not self.summary.isActive():
            self.summary.start()

    @Slot(object, str)
    def _know_minima(self, minima: Array | None, why_not: str) -> None:
        """Minima are known, or known not to be; None while they are looked for."""
        known = _NONE if minima is None else minima
        self._quantities[_DISTANCE] = distance_quantity(known)
        self._quantities[_GAP] = gap_quantity(lowest(self._scene.experiment, known))
        for place in (_DISTANCE, _GAP):
            self.controls.allow(place, why_not)
        if self.controls.place in (_DISTANCE, _GAP) and minima is not None and not len(minima):
            self.controls.choose(0)
        else:
            self._draw_anew()

    # What is shown

    def _why_empty(self) -> str:
        return words.why_empty(self._scene, self.quantity, self.held.reason([RUN]))

    def _make_curves(self) -> list[Curve]:
        paired = zip(self._scene.experiment.runners, self._scene.runs, strict=True)
        return [
            Curve(
                runner.slot, runner.label, Trace(run, self.quantity, self.log, self.along),
                _RECORDED,
            )
            for runner, run in paired if runner.shown
        ]

    def _draw_curves(self) -> None:
        super()._draw_curves()
        if not self._is_empty:
            self._say()
            self._summarize()

    def _extremes(self) -> tuple[float, float]:
        every = [curve.series for curve in self.curves]
        low = min((series.low for series in every), default=inf)
        high = max((series.high for series in every), default=-inf)
        if low > high:
            return low, high
        began = [series.first for series in every if series.first is not None]
        if not self.log and max(began) > low:
            # Who runs away leaves through the top; the others stay readable.
            high = min(high, low + RUNAWAY * (max(began) - low))
        threshold = self._threshold
        if self.log and threshold and log10(threshold) > high + log10(_REACH):
            low, high = min(low, log10(threshold)), max(high, log10(threshold))
        return low, high

    def _offer(self) -> str:
        known = self.controls.is_allowed(_GAP)
        return _OFFER if self.quantity is LOSS and known else ""

    @property
    def _threshold(self) -> float:
        """Where the stop rule that watches the quantity is met; 0 if none does."""
        rule = self.quantity.rule
        return getattr(self._scene.experiment.stop, rule) if rule else 0.0

    def _line(self) -> Threshold | None:
        value, (bottom, top) = self._threshold, self._plot.heights
        place = log10(value) if self.log and value else value
        shown = value and bottom <= place <= top and (self.log or value > 0.02 * top)
        return Threshold(place, f"stop: {number(value)}") if shown else None

    # Reading

    def _say(self) -> None:
        curves, at = self.curves, self._pointer
        said = ""
        steps = {} if at is None else self._steps_at(self._plot.place_at(at))
        if at is not None and steps:
            place = self._place_text(steps)
            said = words.sentence(curves, steps, place)
            if (said, at) != (self._said, self._read_at):
                self._readout.show_at(at, place, words.readout_lines(curves, steps))
        self._read_at = at
        self._tell(said)

    def _steps_at(self, place: float) -> dict[int, int]:
        """For every slot the step at a place; none outside of what was walked."""
        if self.along is STEPS:
            # Long histories keep every second, fourth ... row: name a step that has one.
            every = max((curve.series.run.history.every for curve in self.curves), default=1)
            step = round(place / every) * every
            inside = self.curves and 0 <= step <= self._last
            return {curve.slot: step for curve in self.curves} if inside else {}
        ends = max((curve.series.place(curve.series.run.last) for curve in self.curves), default=0)
        if not 0 <= place <= ends:
            return {}
        near = ((curve.slot, curve.series.nearest(place)) for curve in self.curves)
        return {slot: step for slot, step in near if step is not None}

    def _place_text(self, steps: dict[int, int]) -> str:
        """ "step 37", "0.012 s of computing"."""
        own = self._own
        if own is None or own.slot not in steps:
            return ""
        return self.along.text(own.series.place(steps[own.slot]))

    @Slot()
    def _summarize(self) -> None:
        layer = self._plot.layer
        for curve in self.curves:  # there is time now to take in the last few pixels
            curve.series.grow()
        layer.extend(self.cursor)
        self._plot.setAccessibleName(f"Chart: {self.quantity.title}")
        said = words.summary(self.curves, self.quantity, self.cursor)
        self._plot.setAccessibleDescription(said)
