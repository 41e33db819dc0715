"""The run as a chart: loss, slope, step length or distance over the steps, one curve a runner."""

from __future__ import annotations

from math import inf, log10

import numpy as np
from PySide6.QtCore import QPoint, Qt, QTimer, Slot
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QLabel, QWidget

from playground.app.charts import text as words
from playground.app.charts.base import StepsChart
from playground.app.charts.curves import Curve, Threshold
from playground.app.charts.minima import Minima
from playground.app.charts.plot import ChartPlot
from playground.app.charts.trace import (
    GRADIENT_NORM,
    LOSS,
    STEP_LENGTH,
    Quantity,
    Trace,
    distance_quantity,
)
from playground.app.look.style import set_role
from playground.app.paint import scale
from playground.app.text.numbers import number
from playground.engine.problem import Array

_DISTANCE = 3
_NO_LOG = "Nothing here is above 0: a logarithmic axis cannot show it. Switch “log” off."
_REACH = 1e-8  # a threshold this far below the curve's top is not worth an axis down to it


class RunChart(StepsChart):
    """Loss, slope, step length or distance to the nearest minimum; the stop rule as a line."""

    def __init__(self, parent: QWidget | None = None) -> None:
        self._quantities = [LOSS, GRADIENT_NORM, STEP_LENGTH, distance_quantity(np.empty((0, 2)))]
        super().__init__(self._quantities, ChartPlot(), parent)
        self._minima = Minima(self)
        self._minima.found.connect(self._know_minima)
        self._read_at: QPoint | None = None
        self._note = QLabel(_NO_LOG, self._plot)
        self._put_together()
        self._summary = QTimer(self, singleShot=True, interval=250)
        self._summary.timeout.connect(self._summarize)
        self._restyle()
        self._choose()

    @property
    def quantity(self) -> Quantity:
        """What the chart shows."""
        return self._quantities[self._controls.place]

    def set_quantity(self, name: str) -> None:
        """Choose "loss", "gradient_norm", "step_length" or "distance"."""
        self._controls.choose([quantity.name for quantity in self._quantities].index(name))

    def draw_scene(self) -> None:
        """Other runs: new curves, and axes that fit them."""
        self._minima.look(self._scene.experiment)
        self._draw_curves()

    def draw_cursor(self) -> None:
        """The cursor moved; runs may have grown."""
        if self._is_empty:
            if not words.why_empty(self._scene, self.quantity):
                self._draw_curves()
            return
        self._grow()
        self._say()
        if not self._summary.isActive():
            self._summary.start()

    # Parts

    def _put_together(self) -> None:
        self._note.setWordWrap(True)
        self._note.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._note.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._note.hide()
        set_role(self._note, "quiet")
        self._column.addWidget(self._controls)
        self._column.addLayout(self._stack, 1)

    @Slot(object, str)
    def _know_minima(self, minima: Array | None, why_not: str) -> None:
        """Minima are known, or known not to be; None while they are looked for."""
        known = np.empty((0, 2)) if minima is None else minima
        self._quantities[_DISTANCE] = distance_quantity(known)
        self._controls.allow(_DISTANCE, why_not)
        if self._controls.place != _DISTANCE:
            return
        if minima is not None and not len(minima):
            self._controls.choose(0)
        else:
            self._draw_anew()

    # Drawing

    def _draw_curves(self) -> None:
        """Curves and ranges for the scene and the quantity, from the beginning."""
        scene = self._scene
        why = words.why_empty(scene, self.quantity)
        self._show_why(why)
        if why:
            return
        experiment, layer = scene.experiment, self._plot.layer
        paired = zip(experiment.runners, scene.runs, strict=True)
        curves = [
            Curve(runner.slot, runner.label, Trace(run, self.quantity, self.log))
            for runner, run in paired if runner.shown
        ]
        layer.cursor = self.cursor
        layer.curves = curves
        self._plot.set_limit(scale.step_limit(self._last))
        self._cut()
        self._set_ranges(anew=True)
        layer.set_curves(curves)
        self._say()
        self._summarize()

    def _reframe(self) -> None:
        super()._reframe()
        self._note.setGeometry(self._plot.rect())

    def _set_ranges(self, anew: bool = False) -> None:
        plot, traces = self._plot, [curve.trace for curve in self._plot.layer.curves]
        if self._last > plot.limit:
            plot.set_limit(scale.step_limit(self._last))
        low = min((trace.low for trace in traces), default=inf)
        high = max((trace.high for trace in traces), default=-inf)
        self._note.setVisible(low > high and self.log)
        if low > high:
            low, high = 0.0, 1.0
        elif not self.log:
            began = [trace.first for trace in traces if trace.first is not None]
            if max(began) > low:  # who runs away leaves through the top; the others stay readable
                high = min(high, low + scale.RUNAWAY * (max(began) - low))
        threshold = self._threshold_value()
        if self.log and threshold and log10(threshold) > high + log10(_REACH):
            low, high = min(low, log10(threshold)), max(high, log10(threshold))
        bottom, top = plot.heights
        if anew or low < bottom or high > top:
            chosen = scale.log_range if self.log else scale.linear_range
            bottom, top = chosen(low, high)
            plot.set_heights(bottom, top, self.log)
        self._set_threshold(threshold, bottom, top)

    def _threshold_value(self) -> float:
        rule = self.quantity.rule
        return getattr(self._scene.experiment.stop, rule) if rule else 0.0

    def _set_threshold(self, value: float, bottom: float, top: float) -> None:
        place = log10(value) if self.log and value else value
        shown = value and bottom <= place <= top and (self.log or value > 0.02 * top)
        text = f"stop: {number(value)}"
        self._plot.layer.set_threshold(Threshold(place, text) if shown else None)

    # Reading

    def _say(self) -> None:
        curves, place = self._plot.layer.curves, self._pointer
        said = ""
        if place is not None and curves:
            # Long histories keep every second, fourth ... row: name a step that has one.
            every = max(curve.trace.run.history.every for curve in curves)
            step = round(self._plot.step_at(place) / every) * every
            if 0 <= step <= self._last:
                said = words.sentence(curves, step)
                if (said, place) != (self._said, self._read_at):
                    lines = words.readout_lines(curves, step)
                    self._plot.readout.show_at(place, f"step {number(step)}", lines)
        if not said:
            self._plot.readout.hide()
        self._read_at = place
        self._tell(said)

    @Slot()
    def _summarize(self) -> None:
        layer, curves = self._plot.layer, self._plot.layer.curves
        for curve in curves:  # there is time now to take in the last few pixels
            curve.trace.grow(pixels=0)
        layer.extend(self.cursor)
        self._plot.setAccessibleName(f"Chart: {self.quantity.title}")
        self._plot.setAccessibleDescription(words.summary(curves, self.quantity, self.cursor))

    def hideEvent(self, event: QHideEvent) -> None:
        self._pointer = None
        self._say()
        super().hideEvent(event)

