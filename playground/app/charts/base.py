"""What charts of runs have in common: controls, a plot or why it is empty, the pointer."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPoint, QPointF, Signal, Slot
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QStackedLayout, QVBoxLayout, QWidget

from playground.app.charts.along_bar import AlongBar
from playground.app.charts.controls import ChartControls
from playground.app.charts.note import ChartNote
from playground.app.charts.prediction_lines import PredictionLines
from playground.app.charts.readout import Readout
from playground.app.charts.trace import Quantity
from playground.app.core.view import Prediction, Scene, View
from playground.app.look.style import SPACE_XS, px, style
from playground.app.plots.along import STEPS, Along
from playground.app.plots.chart import Chart, Threshold
from playground.app.plots.legend import Entry
from playground.app.plots.ranges import linear_range, log_range
from playground.app.plots.series import Curve
from playground.app.widgets.empty_state import EmptyState
from playground.lab.runs.cost import Cost


class StepsChart(View):
    """One quantity of all shown runners; the cursor is a vertical line.

    Subclasses supply what is shown: `quantity`, `_why_empty`, `_make_curves`, `_extremes`, and if
    they have them `_uncounted`, `_line` and `_kinds`; they say what stands under the pointer in
    `_say`.
    """

    cursor_requested = Signal(int)
    hovered = Signal(str)
    cost_chosen = Signal(object)
    """By which `Cost` runners are to be compared from now on; None: by their steps."""

    def __init__(
        self, quantities: Sequence[Quantity], counts: Sequence[Along] = (STEPS,),
        parent: QWidget | None = None,
    ) -> None:
        """`counts` are what the axis can count."""
        super().__init__(parent)
        self._pointer: QPoint | None = None
        self._said = ""
        self._picked_from: int | None = None
        self._compared: Cost | None = None
        self.controls = ChartControls(quantities)
        self.along_bar = AlongBar(counts)
        self.controls.add(self.along_bar)
        self._plot = Chart()
        self._readout = Readout(self._plot)
        self.note_label = ChartNote(self._plot)
        self.empty_state = EmptyState("chart", "")
        self._stack = QStackedLayout()
        self._stack.addWidget(self.empty_state)
        self._stack.addWidget(self._plot)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self.controls.chosen.connect(self._choose)
        self.controls.log_switched.connect(self._draw_anew)
        self.controls.fit_clicked.connect(self._plot.fit)
        for chosen in (self.along_bar.chosen, self.along_bar.same_switched):
            chosen.connect(self._count_anew)
        self._plot.pressed.connect(self._press)
        self._plot.place_picked.connect(self._pick)
        self._plot.unpicked.connect(self._unpick)
        self._plot.pointed.connect(self._point)
        self._plot.framed.connect(self._reframe)
        self._plot.save_asked.connect(self.picture_asked)
        self._plot.pictured.connect(lambda making: self.note_label.show_links(not making))
        self.note_label.linear_asked.connect(lambda: self.set_log(False))
        self.predictions = PredictionLines(self._plot)
        style.changed.connect(self._restyle)

    def show_prediction(self, prediction: Prediction | None) -> None:
        """Upright lines at the step that was predicted and at the one it was."""
        self.predictions.show(prediction)

    @property
    def quantity(self) -> Quantity:
        """What the chart shows."""
        raise NotImplementedError

    @property
    def along(self) -> Along:
        """What its axis counts."""
        return self.along_bar.along

    @property
    def compared(self) -> Cost | None:
        """By which cost runners are compared at the cursor; None: at the same step."""
        return self.along.cost if self.along_bar.at_same_cost else None

    @property
    def log(self) -> bool:
        """Whether its heights are logarithmic."""
        return self.controls.log

    @property
    def curves(self) -> list[Curve]:
        """What is drawn."""
        return self._plot.layer.curves

    @property
    def plot(self) -> Chart:
        """Where it is drawn."""
        return self._plot

    @property
    def note(self) -> str:
        """What a logarithmic axis says about values that it cannot show."""
        return self.note_label.said

    @property
    def readout(self) -> Readout:
        """The values under the pointer."""
        return self._readout

    def show_scene(self, scene: Scene, cursor: int) -> None:
        """Another recipe, other runs, or another selection: what can be counted of them."""
        self.scene, self.cursor = scene, cursor  # what subclasses count by
        several = sum(runner.shown for runner in scene.experiment.runners) > 1
        self.along_bar.set_reasons(self._uncounted(), several)
        self._tell_cost()
        super().show_scene(scene, cursor)

    def look_at(self, how: str) -> None:
        """ "log" or "linear", what the axis counts ("samples"), or a quantity by its name."""
        if how in ("log", "linear"):
            self.set_log(how == "log")
        elif how in self.along_bar.keys:
            self.set_along(how)
        else:
            self.controls.choose_named(how)

    def set_log(self, log: bool) -> None:
        """Choose the axis of the present quantity."""
        self.controls.set_log(log)

    def set_along(self, key: str) -> None:
        """Count "updates", "samples", "epochs" or "seconds"; KeyError for what it cannot."""
        self.along_bar.choose(key)

    def set_same_cost(self, on: bool) -> None:
        """Compare runners where they have cost as much as the selected one, or at its step."""
        self.along_bar.same.setChecked(on)

    def export_target(self) -> QWidget:
        """What is saved as a picture: the chart (or why it is empty) without its controls."""
        return self._stack.currentWidget() or self._plot

    # What subclasses supply

    def _why_empty(self) -> str:
        raise NotImplementedError

    def _uncounted(self) -> dict[str, str]:
        """What the axis cannot count for these runners, and why."""
        return {}

    def _make_curves(self) -> list[Curve]:
        raise NotImplementedError

    def _extremes(self) -> tuple[float, float]:
        """The heights that the axis is to show at least; low > high if there are none."""
        raise NotImplementedError

    def _say(self) -> None:
        """The values under the pointer, here and to whoever listens; nothing new, nothing said."""
        raise NotImplementedError

    def _line(self) -> Threshold | None:
        """A line across."""
        return None

    def _kinds(self) -> Sequence[Entry]:
        """The kinds of lines, for the legend of a picture."""
        return ()

    # Drawing

    @property
    def _scene(self) -> Scene:
        assert self.scene is not None
        return self.scene

    @property
    def _is_empty(self) -> bool:
        """Whether a sentence stands where the plot would be."""
        return self._stack.currentWidget() is not self._plot

    @property
    def _last(self) -> int:
        return max((curve.series.run.last for curve in self.curves), default=0)

    @property
    def _own(self) -> Curve | None:
        """The selected runner's curve, or the first one if that is hidden: the cursor's line
        stands where it stands for this one."""
        marked = self._plot.layer.marked
        own = (curve for curve in marked if curve.slot == self._scene.slot)
        return next(own, marked[0] if marked else None)

    def _draw_curves(self) -> None:
        """Everything for the scene and the quantity, from the beginning."""
        self._plot.layer.together = self.along_bar.at_same_cost
        why = self._why_empty()
        if why:
            self.empty_state.set_sentence(why)
            self.empty_state.setAccessibleName(why)
        self._stack.setCurrentWidget(self.empty_state if why else self._plot)
        if why:
            return
        layer = self._plot.layer
        layer.cursor, layer.curves = self.cursor, self._make_curves()
        self._count()
        self._cut()
        self._set_ranges(anew=True)
        self._plot.set_curves(layer.curves, self._own, self._kinds())

    def _count(self) -> None:
        """The axis ends after the last step of all."""
        ends = (curve.series.place(curve.series.run.last) for curve in self.curves)
        self._plot.set_along(self.along, max(ends, default=0.0))

    def _cut(self) -> bool:
        """Make points for the part of the axis and the pixels on screen; whether any are new."""
        plot, anew = self._plot, False
        for curve in self.curves:
            anew |= curve.series.set_range(*plot.span, plot.pixels)
            curve.series.grow()
        return anew

    def _grow(self) -> None:
        """The runs may have new steps: append to the curves, or draw those anew that changed."""
        kept = [curve.series.grow(STEADY) for curve in self.curves]
        self._count()
        self._set_ranges()
        if not all(kept):
            self._plot.redraw()
        self._plot.layer.extend(self.cursor)

    def _set_ranges(self, anew: bool = False) -> None:
        """Let the heights grow, in steps, if the curves have left them."""
        low, high = self._extremes()
        nothing = low > high
        if nothing:
            low, high = 0.0, 1.0
        bottom, top = self._plot.heights
        if anew or low < bottom - 1e-9 or high > top + 1e-9:
            chosen = log_range if self.log else linear_range
            self._plot.set_heights(*chosen(low, high), self.log)
        self._plot.set_threshold(self._line())
        unshown = self.log and any(curve.series.unshown for curve in self.curves)
        self.note_label.show_about(nothing, unshown, self._offer() if unshown else "")

    def _offer(self) -> str:
        """What is offered to who wants to see values on a logarithmic axis that it cannot show."""
        return ""

    def _restyle(self) -> None:
        self._column.setSpacing(px(SPACE_XS))
        self.controls.dress()
        self.along_bar.dress()

    @Slot()
    def _choose(self) -> None:
        self._plot.set_titles(*self.quantity.names)
        self._draw_anew()

    @Slot()
    def _draw_anew(self) -> None:
        """Another choice of the person's, seen now or when the chart is shown."""
        self._draw(self._draw_curves)

    @Slot()
    def _count_anew(self) -> None:
        """The axis counts something else, or marks stand elsewhere."""
        self._tell_cost()
        self._draw_anew()

    def _tell_cost(self) -> None:
        """By what runners are compared, told also by a chart that is hidden; once."""
        if self.compared is not self._compared:
            self._compared = self.compared
            self.cost_chosen.emit(self._compared)

    @Slot()
    def _reframe(self) -> None:
        """Another part of the axis is shown, or on another size."""
        if self._cut():
            self._plot.redraw()
        self.controls.set_zoomed(self._plot.zoomed)
        self._readout.hide()
        self.note_label.place()

    # The pointer

    @Slot()
    def _press(self) -> None:
        self._picked_from = self.cursor

    @Slot(float)
    def _pick(self, place: float) -> None:
        own = self._own
        if own is not None:
            self.cursor_requested.emit(min(max(round(own.series.step(place)), 0), self._last))

    @Slot()
    def _unpick(self) -> None:
        if self._picked_from is not None:
            self.cursor_requested.emit(self._picked_from)

    @Slot(object)
    def _point(self, at: QPointF | None) -> None:
        self._pointer = None if at is None else at.toPoint()
        if self.scene is not None:
            self._say()

    def _tell(self, said: str) -> None:
        """Say it to whoever listens, once."""
        if not said:
            self._readout.hide()
        if said != self._said:
            self._said = said
            self.hovered.emit(said)

    def hideEvent(self, event: QHideEvent) -> None:
        self._point(None)
        super().hideEvent(event)


STEADY = 12
"""Pixels that a curve grows at once while it is played: as many as its marker has."""
