"""The run as a chart: loss, slope, step length or distance over the steps, one curve a runner."""

from __future__ import annotations

from math import inf, log10

import numpy as np
from PySide6.QtCore import QPoint, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QLabel, QStackedLayout, QVBoxLayout, QWidget

from playground.app.format import number
from playground.app.style import SPACE_XS, px, set_role, style
from playground.app.view import Scene, View
from playground.app.views import chart_scale as scale
from playground.app.views import chart_words as words
from playground.app.views.chart_controls import ChartControls
from playground.app.views.chart_ink import Curve, Threshold
from playground.app.views.chart_minima import Minima
from playground.app.views.chart_plot import ChartPlot
from playground.app.views.chart_trace import (
    GRADIENT_NORM,
    LOSS,
    STEP_LENGTH,
    Quantity,
    Trace,
    distance_quantity,
)
from playground.app.widgets.empty_state import EmptyState
from playground.engine.problem import Array

_DISTANCE = 3
_NO_LOG = "Nothing here is above 0: a logarithmic axis cannot show it. Switch “log” off."
_REACH = 1e-8  # a threshold this far below the curve's top is not worth an axis down to it


class RunChart(View):
    """Shows one quantity of all shown runners over the steps; the cursor is a vertical line."""

    cursor_requested = Signal(int)
    hovered = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._quantities = [LOSS, GRADIENT_NORM, STEP_LENGTH, distance_quantity(np.empty((0, 2)))]
        self._minima = Minima(self)
        self._pointer: QPoint | None = None
        self._said = ""
        self._read_at: QPoint | None = None
        self._controls = ChartControls(self._quantities)
        self._plot = ChartPlot()
        self._note = QLabel(_NO_LOG, self._plot)
        self._empty = EmptyState("chart", "")
        self._stack = QStackedLayout()
        self._column = QVBoxLayout(self)
        self._put_together()
        self._summary = QTimer(self, singleShot=True, interval=250)
        self._connect()
        self._restyle()
        self._choose()

    @property
    def quantity(self) -> Quantity:
        """What the chart shows."""
        return self._quantities[self._controls.place]

    @property
    def log(self) -> bool:
        """Whether its axis is logarithmic."""
        return self._controls.log

    def set_quantity(self, name: str) -> None:
        """Choose "loss", "gradient_norm", "step_length" or "distance"."""
        self._controls.choose([quantity.name for quantity in self._quantities].index(name))

    def set_log(self, log: bool) -> None:
        """Choose the axis of the present quantity."""
        self._controls.set_log(log)

    def export_target(self) -> QWidget:
        """What is saved as a picture: the chart (or why it is empty) without its controls."""
        return self._stack.currentWidget() or self._plot

    def draw_scene(self) -> None:
        """Other runs: new curves, and axes that fit them."""
        self._minima.look(self._shown.experiment)
        self._draw_curves()

    def draw_cursor(self) -> None:
        """The cursor moved; runs may have grown."""
        if self._stack.currentWidget() is not self._plot:
            if not words.why_empty(self._shown, self.quantity):
                self._draw_curves()
            return
        layer = self._plot.layer
        kept = [curve.trace.grow() for curve in layer.curves]
        self._set_ranges()
        if not all(kept):
            layer.redraw()
        layer.extend(self.cursor)
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
        self._stack.addWidget(self._empty)
        self._stack.addWidget(self._plot)
        self._column.addWidget(self._controls)
        self._column.addLayout(self._stack, 1)
        self._column.setContentsMargins(0, 0, 0, 0)

    def _connect(self) -> None:
        self._controls.chosen.connect(self._choose)
        self._controls.log_switched.connect(self._draw_curves)
        self._controls.fit_clicked.connect(self._plot.fit)
        self._minima.found.connect(self._know_minima)
        self._plot.step_picked.connect(self._pick)
        self._plot.pointed.connect(self._point)
        self._plot.framed.connect(self._reframe)
        self._summary.timeout.connect(self._summarize)
        style.changed.connect(self._restyle)

    @Slot()
    def _restyle(self) -> None:
        self._column.setSpacing(px(SPACE_XS))
        self._controls.dress()
        self._plot.dress()

    @Slot()
    def _choose(self) -> None:
        self._plot.set_title(self.quantity.axis)
        self._draw_curves()

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
            self._draw_curves()

    # Drawing

    @property
    def _shown(self) -> Scene:
        assert self.scene is not None
        return self.scene

    @Slot()
    def _draw_curves(self) -> None:
        """Curves and ranges for the scene and the quantity, from the beginning."""
        if self.scene is None or not self.isVisible():
            return
        why = words.why_empty(self.scene, self.quantity)
        if why:
            self._empty.set_sentence(why)
            self._empty.setAccessibleName(why)
            self._stack.setCurrentWidget(self._empty)
            return
        self._stack.setCurrentWidget(self._plot)
        experiment, layer = self.scene.experiment, self._plot.layer
        paired = enumerate(zip(experiment.runners, self.scene.runs, strict=True))
        curves = [
            Curve(slot, runner.label, Trace(run, self.quantity, self.log))
            for slot, (runner, run) in paired if runner.shown
        ]
        layer.cursor = self.cursor
        layer.curves = curves
        self._plot.set_limit(scale.step_limit(self._last))
        self._cut()
        self._set_ranges(anew=True)
        layer.set_curves(curves)
        self._say()
        self._summarize()

    @property
    def _last(self) -> int:
        return max((curve.trace.run.last for curve in self._plot.layer.curves), default=0)

    def _cut(self) -> bool:
        """Cut the traces for the steps and pixels on screen; whether any had to be cut anew."""
        plot, anew = self._plot, False
        for curve in plot.layer.curves:
            anew |= curve.trace.set_range(*plot.steps, plot.pixels)
            curve.trace.grow()
        return anew

    @Slot()
    def _reframe(self) -> None:
        """Other steps are shown, or on another size."""
        if self._cut():
            self._plot.layer.redraw()
        self._note.setGeometry(self._plot.rect())
        self._controls.set_zoomed(self._plot.zoomed)

    def _set_ranges(self, anew: bool = False) -> None:
        """Let the axes grow, in steps, if the curves have left them."""
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
        return getattr(self._shown.experiment.stop, rule) if rule else 0.0

    def _set_threshold(self, value: float, bottom: float, top: float) -> None:
        place = log10(value) if self.log and value else value
        shown = value and bottom <= place <= top and (self.log or value > 0.02 * top)
        text = f"stop: {number(value)}"
        self._plot.layer.set_threshold(Threshold(place, text) if shown else None)

    # Reading

    @Slot(int)
    def _pick(self, step: int) -> None:
        self.cursor_requested.emit(min(step, self._last))

    @Slot(object)
    def _point(self, place: QPoint | None) -> None:
        self._pointer = place
        self._say()

    def _say(self) -> None:
        """The values under the pointer, here and to whoever listens; nothing new, nothing said."""
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
        if said != self._said:
            self._said = said
            self.hovered.emit(said)

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

