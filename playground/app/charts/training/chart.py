"""Training as a chart: risk on training and test data, accuracy, and how the layers learn."""

from __future__ import annotations

from time import perf_counter

from PySide6.QtCore import Qt, QTimer, Slot
from PySide6.QtGui import QHideEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QToolButton, QWidget

from playground.app.charts.base import StepsChart
from playground.app.charts.curves import Threshold
from playground.app.charts.trace import Quantity
from playground.app.charts.training import text as words
from playground.app.charts.training.axis import axis_limit, extremes
from playground.app.charts.training.evaluations import TrainingWork
from playground.app.charts.training.plot import TrainingPlot
from playground.app.charts.training.series import (
    ACCURACY,
    CHOICES,
    RATIO,
    Series,
    Shown,
    about,
    by_part,
    part_of,
    subject,
)
from playground.app.charts.training.summary import TrainingFoot, first_fitting
from playground.app.core.view import Scene
from playground.app.look.style import SMALL, SPACE_S, font, px
from playground.app.paint import scale

_FRAME = 0.003  # seconds that a frame may take for evaluating
_REST = 0.008   # the same while nothing is played
_PICTURE = 0.7  # the same for a picture of a hidden chart
_REDRAW = 0.12  # seconds between two pictures of the evaluated lines while playing
_WAIT, _PAUSE = 40, 5  # milliseconds: after the last frame; between two times at rest
_SHORTEST = 6   # letters of the chooser that are always seen
_ROOMY = 260    # a chart less high than that has one line of text below, and no axis title
_EPOCHS_TIP = "Count the axis in epochs: one is over when every sample was seen once."


class TrainingChart(StepsChart):
    """Risk, accuracy and how the layers learn, over steps or epochs."""

    def __init__(self, parent: QWidget | None = None) -> None:
        self._training_plot = TrainingPlot()
        super().__init__([shown.quantity for shown in CHOICES], self._training_plot, parent)
        self._work = TrainingWork()
        self._drawn_at = 0.0
        self._subject: str | None = None
        self._epochs = QToolButton()
        self._foot = TrainingFoot()
        self._top = QHBoxLayout()
        self._rest = QTimer(self, singleShot=True)
        self._rest.timeout.connect(self._refine)
        self._put_together()
        self._restyle()
        self._choose()

    @property
    def shown(self) -> Shown:
        """What the chart shows."""
        return CHOICES[self._controls.place]

    @property
    def quantity(self) -> Quantity:
        return self.shown.quantity

    @property
    def unit(self) -> str:
        """ "batch" or "epoch": what the axis counts."""
        return "epoch" if self._epochs.isChecked() else "batch"

    @property
    def caption(self) -> str:
        """ "step 37: batch 3 of epoch 2"."""
        return self._foot.caption

    def set_quantity(self, name: str) -> None:
        """Choose "risk", "accuracy", "batch_loss", "batch_gradient_norm", "weights_step_length"

        or "layer_ratio".
        """
        self._controls.choose([shown.quantity.name for shown in CHOICES].index(name))

    def set_unit(self, unit: str) -> None:
        """Count batches (steps) or epochs along the axis."""
        if unit not in ("batch", "epoch"):
            raise ValueError(f'unit must be "batch" or "epoch", got {unit!r}')
        self._epochs.setChecked(unit == "epoch")

    def show_scene(self, scene: Scene, cursor: int) -> None:
        """Another experiment begins with the chart that it is about; within one a choice stays."""
        before, self._subject = self._subject, subject(scene.experiment, self._subject or "")
        first = about(scene.experiment)
        if self._subject != before and not (before is None and first is CHOICES[0]):
            self._controls.begin_with(CHOICES.index(first))
            self._plot.set_title(self.quantity.axis)
        super().show_scene(scene, cursor)

    def draw_scene(self) -> None:
        """Other runs: evaluations of those that stay are kept."""
        self._work.look(self._scene)
        why = "" if self._work.has_classes or not self._work.every else words.NO_CLASSES
        self._controls.allow(CHOICES.index(ACCURACY), why)
        if why and self.shown is ACCURACY:
            self._controls.choose(0)
        self._draw_curves()

    def draw_for_picture(self) -> None:
        """Hidden, nothing was evaluated meanwhile: it is made up for, as far as one can wait."""
        self._work.look(self._scene)
        deadline = perf_counter() + _PICTURE
        while perf_counter() < deadline:
            if self._evaluate(deadline - perf_counter()):
                break
        self.draw_scene()

    def draw_cursor(self) -> None:
        """The cursor moved; runs may have grown."""
        if self._is_empty:
            self._draw_curves()
            return
        self._evaluate(_FRAME)
        if perf_counter() - self._drawn_at > _REDRAW:
            self._take()
        self._grow()
        self._describe()
        self._rest.start(_WAIT)

    # Parts

    def _put_together(self) -> None:
        self._controls.let_shrink(_SHORTEST)
        self._epochs.setText("epochs")
        self._epochs.setCheckable(True)
        self._epochs.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._epochs.setAccessibleName("Axis in epochs")
        self._top.addWidget(self._controls, 1)
        self._top.addWidget(self._epochs, 0, Qt.AlignmentFlag.AlignBottom)
        self._epochs.toggled.connect(self._draw_anew)
        self._column.addLayout(self._top)
        self._column.addLayout(self._stack, 1)
        self._column.addWidget(self._foot)

    def _restyle(self) -> None:
        self._top.setContentsMargins(0, 0, px(SPACE_S), 0)
        self._top.setSpacing(0)
        super()._restyle()
        self._fold()
        self._foot.updateGeometry()
        self._foot.update()

    def _fold(self) -> None:
        """Where there is little height the curves get it."""
        compact = self.height() < px(_ROOMY)
        self._training_plot.set_compact(compact)
        self._foot.set_compact(compact)

    # Evaluating

    def _evaluate(self, seconds: float) -> bool:
        """Some of what is to be evaluated, at the cursor first; True if all of it is there."""
        if not self.shown.lines:
            return True
        return self._work.evaluate(self._scene, self.cursor, perf_counter() + seconds)

    @Slot()
    def _refine(self) -> None:
        """Nothing moves: go on evaluating, and say how it stands to who cannot see."""
        if self.scene is None or not self.isVisible():
            return
        if self._is_empty:
            return
        done = self._evaluate(_REST)
        for curve in self._plot.layer.curves:
            curve.trace.grow(pixels=0)
        self._take()
        self._set_ranges()
        self._plot.layer.extend(self.cursor)
        self._describe()
        if not done:
            self._rest.start(_PAUSE)
        self._plot.setAccessibleName(f"Chart: {self.shown.quantity.title}")
        self._plot.setAccessibleDescription(self._sentence(self.cursor))

    def _take(self) -> None:
        """Show what was evaluated since."""
        layer = self._plot.layer
        if sum(c.trace.take() for c in layer.curves if isinstance(c.trace, Series)):
            layer.redraw()
        self._drawn_at = perf_counter()

    # Drawing

    def _draw_curves(self) -> None:
        """Curves and ranges for the scene and the quantity, from the beginning."""
        why = words.why_empty(self._scene, self.shown)
        self._foot.setVisible(not why)
        per_epoch = self._per_epoch
        self._epochs.setEnabled(per_epoch > 1)
        self._epochs.setToolTip(_EPOCHS_TIP if per_epoch > 1 else words.NO_EPOCHS)
        self._show_why(why)
        if why:
            return
        self._evaluate(_REST)
        plot, layer = self._training_plot, self._training_plot.layer
        layer.cursor = self.cursor
        layer.curves = self._work.curves(self._scene, self.shown, self.log)
        plot.set_per_epoch(per_epoch if self.unit == "epoch" and per_epoch > 1 else 0)
        plot.set_limit(axis_limit(self._last, layer.per_epoch))
        self._cut()
        self._set_ranges(anew=True)
        layer.set_curves(layer.curves)
        self._drawn_at = perf_counter()
        self._describe()
        self._rest.start(_WAIT)

    @property
    def _per_epoch(self) -> int:
        run = self._scene.run
        return run.problem.steps_per_epoch if run is not None else 1

    def _set_ranges(self, anew: bool = False) -> None:
        plot, layer = self._training_plot, self._training_plot.layer
        if self._last > plot.limit:
            plot.set_limit(axis_limit(self._last, layer.per_epoch))
        parts = [curve for curve in layer.curves if part_of(curve) != "noise"]
        low, high = extremes([c.trace for c in parts], self.shown, self.log, self._equal)
        bottom, top = plot.heights
        if anew or low < bottom - 1e-9 or high > top + 1e-9:
            chosen = scale.log_range if self.log else scale.linear_range
            plot.set_heights(*chosen(low, high), self.log)
        line = Threshold(self._equal, "as fast as the last layer")
        layer.set_threshold(line if self.shown is RATIO else None)

    @property
    def _equal(self) -> float:
        """The height on the axis at which two layers learn alike."""
        return 0.0 if self.log else 1.0

    # Reading

    def _describe(self) -> None:
        """The foot, and the values under the pointer."""
        scene = self._scene
        if scene.run is not None:
            step = min(self.cursor, scene.run.last)
            own = [c for c in self._plot.layer.curves if c.slot == scene.slot]
            caption = words.place_text(scene.run, step)
            found = self._work.of(scene.run)
            if self.shown.lines and found is not None and found.evaluator.sampled:
                caption += ", " + words.sampled_text(*found.evaluator.samples())
            entries = [words.entry(curve, step, self.shown) for curve in sorted(own, key=by_part)]
            self._foot.show_state(caption, scene.slot, entries)
        self._say()

    def _say(self) -> None:
        place, said = self._pointer, ""
        step = None if place is None else self._step_near(self._plot.step_at(place))
        if place is not None and step is not None:
            said = self._sentence(step)
            lines = words.readings(self._plot.layer.curves, step, self.shown)
            titles = words.headings(self._plot.layer.curves, step, self.shown)
            room = self._plot.viewport().width() - 2 * px(SPACE_S)
            title = first_fitting(titles, font(SMALL), room) or titles[-1]
            self._plot.readout.show_at(place, title, lines)
        else:
            self._plot.readout.hide()
        self._tell(said)

    def _step_near(self, place: float) -> int | None:
        """A step near a place that has a value: evaluated, or recorded."""
        if not 0 <= place <= self._last + 0.5:
            return None
        for curve in self._plot.layer.curves:
            if isinstance(curve.trace, Series):
                return curve.trace.nearest(place)
        every = max((e.run.history.every for e in self._work.every), default=1)
        return min(round(place / every) * every, self._last)

    def _sentence(self, step: int) -> str:
        return words.sentence(self._plot.layer.curves, step, self.shown)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fold()

    def hideEvent(self, event: QHideEvent) -> None:
        self._rest.stop()
        self._pointer = None
        self._plot.readout.hide()
        super().hideEvent(event)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._rest.start(_WAIT)
