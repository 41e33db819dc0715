"""What charts over the steps have in common: controls, a plot or why it is empty, the pointer."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPoint, Signal, Slot
from PySide6.QtWidgets import QStackedLayout, QVBoxLayout, QWidget

from playground.app.charts.controls import ChartControls
from playground.app.charts.plot import ChartPlot
from playground.app.charts.trace import Quantity
from playground.app.core.view import Scene, View
from playground.app.look.style import SPACE_XS, px, style
from playground.app.widgets.empty_state import EmptyState


class StepsChart(View):
    """One quantity of all shown runners over the steps; the cursor is a vertical line.

    Subclasses write `_draw_curves` (everything, from the beginning), `_set_ranges` and `_say`.
    """

    cursor_requested = Signal(int)
    hovered = Signal(str)

    def __init__(
        self, quantities: Sequence[Quantity], plot: ChartPlot, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._pointer: QPoint | None = None
        self._said = ""
        self._controls = ChartControls(quantities)
        self._plot = plot
        self._empty = EmptyState("chart", "")
        self._stack = QStackedLayout()
        self._stack.addWidget(self._empty)
        self._stack.addWidget(self._plot)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._controls.chosen.connect(self._choose)
        self._controls.log_switched.connect(self._draw_anew)
        self._controls.fit_clicked.connect(self._plot.fit)
        self._plot.step_picked.connect(self._pick)
        self._plot.pointed.connect(self._point)
        self._plot.framed.connect(self._reframe)
        style.changed.connect(self._restyle)

    @property
    def quantity(self) -> Quantity:
        """What the chart shows."""
        raise NotImplementedError

    @property
    def log(self) -> bool:
        """Whether its axis is logarithmic."""
        return self._controls.log

    def set_log(self, log: bool) -> None:
        """Choose the axis of the present quantity."""
        self._controls.set_log(log)

    def export_target(self) -> QWidget:
        """What is saved as a picture: the chart (or why it is empty) without its controls."""
        return self._stack.currentWidget() or self._plot

    def _draw_curves(self) -> None:
        raise NotImplementedError

    def _set_ranges(self, anew: bool = False) -> None:
        """Let the axes grow, in steps, if the curves have left them."""
        raise NotImplementedError

    def _say(self) -> None:
        """The values under the pointer, here and to whoever listens; nothing new, nothing said."""
        raise NotImplementedError

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
        return max((curve.trace.run.last for curve in self._plot.layer.curves), default=0)

    def _show_why(self, why: str) -> None:
        """A sentence in the plot's place, or, with none, the plot."""
        if why:
            self._empty.set_sentence(why)
            self._empty.setAccessibleName(why)
        self._stack.setCurrentWidget(self._empty if why else self._plot)

    def _grow(self) -> None:
        """The runs may have new steps: append to the curves, or draw those anew that changed."""
        layer = self._plot.layer
        kept = [curve.trace.grow() for curve in layer.curves]
        self._set_ranges()
        if not all(kept):
            layer.redraw()
        layer.extend(self.cursor)

    def _cut(self) -> bool:
        """Cut the traces for the steps and pixels on screen; whether any had to be cut anew."""
        plot, anew = self._plot, False
        for curve in plot.layer.curves:
            anew |= curve.trace.set_range(*plot.steps, plot.pixels)
            curve.trace.grow()
        return anew

    def _restyle(self) -> None:
        self._column.setSpacing(px(SPACE_XS))
        self._controls.dress()
        self._plot.dress()

    @Slot()
    def _choose(self) -> None:
        self._plot.set_title(self.quantity.axis)
        self._draw_anew()

    @Slot()
    def _draw_anew(self) -> None:
        """Another choice of the person's, seen now or when the chart is shown."""
        self._draw(self._draw_curves)

    @Slot()
    def _reframe(self) -> None:
        """Other steps are shown, or on another size."""
        if self._cut():
            self._plot.layer.redraw()
        self._controls.set_zoomed(self._plot.zoomed)

    @Slot(int)
    def _pick(self, step: int) -> None:
        self.cursor_requested.emit(min(step, self._last))

    @Slot(object)
    def _point(self, place: QPoint | None) -> None:
        self._pointer = place
        self._say()

    def _tell(self, said: str) -> None:
        """Say it to whoever listens, once."""
        if said != self._said:
            self._said = said
            self.hovered.emit(said)
