"""Training as a chart: risk on training and test data, accuracy, and how the layers learn."""

from __future__ import annotations

from collections.abc import Sequence
from math import inf, log10
from time import perf_counter

from PySide6.QtCore import QTimer, Slot
from PySide6.QtGui import QHideEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from playground.app.charts.base import StepsChart
from playground.app.charts.trace import Quantity
from playground.app.charts.training import text as words
from playground.app.charts.training.best import BestRings
from playground.app.charts.training.evaluations import TrainingWork
from playground.app.charts.training.series import (
    ACCURACY,
    CHOICES,
    DISTANCE,
    RATIO,
    RISK,
    Evaluated,
    Shown,
    about,
    by_part,
    subject,
)
from playground.app.charts.training.summary import TrainingFoot, first_fitting
from playground.app.core.held import RUN
from playground.app.core.view import Scene
from playground.app.look.style import SMALL, SPACE_S, font, px
from playground.app.plots.along import ALONG, EPOCHS, STEPS
from playground.app.plots.chart import Threshold
from playground.app.plots.legend import Entry
from playground.app.plots.ranges import RUNAWAY
from playground.app.plots.series import Curve
from playground.app.text.numbers import number
from playground.lab.experiments.presets import preset_of, presets
from playground.lab.runs.cost import at_equal_cost
from playground.lab.runs.noise_floor import exact_level

_FRAME = 0.003  # seconds that a frame may take for evaluating
_REST = 0.008   # the same while nothing is played
_PICTURE = 0.7  # the same for a picture of a hidden chart
_REDRAW = 0.12  # seconds between two pictures of the evaluated lines while playing
_WAIT, _PAUSE = 40, 5  # milliseconds: after the last frame; between two times at rest
_RACE = 400     # the first of them where views take turns
_NEAR = 8  # pixels: so far from the pointer a step may be whose values are read
_SHORTEST = 6   # letters of the chooser that are always seen
_ROOMY = 260    # a chart less high than that has one line of text below, and no axis title
_WIDE, _NARROW = 420, 300  # so wide, the axis' buttons have room in the row of controls; at all
_RUNAWAY = 5.0  # who only rises is followed to so many times the height of the start


class TrainingChart(StepsChart):
    """Risk, accuracy and how the layers learn, over steps or epochs."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__([shown.quantity for shown in CHOICES], tuple(ALONG.values()), parent)
        self._work = TrainingWork(self)
        self._work.curvature.came.connect(self._take_curvature)
        self.rings = BestRings(self._plot)
        self._drawn_at = 0.0
        self._subject: str | None = None
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
        return CHOICES[self.controls.place]

    @property
    def foot(self) -> TrainingFoot:
        """The line below: where training stands, and what each line is there."""
        return self._foot

    @property
    def quantity(self) -> Quantity:
        return self.shown.quantity

    @property
    def unit(self) -> str:
        """ "epoch" where the axis counts epochs; else "batch"."""
        return "epoch" if self.along is EPOCHS else "batch"

    @property
    def caption(self) -> str:
        """ "step 37: batch 3 of epoch 2"."""
        return self._foot.caption

    def set_quantity(self, name: str) -> None:
        """Choose "risk", "accuracy", "batch_loss", "batch_gradient_norm", "weights_step_length",
        "layer_ratio", "sharpness", "gradient_in_sharpest" or "distance".
        """
        self.controls.choose([shown.quantity.name for shown in CHOICES].index(name))

    def set_unit(self, unit: str) -> None:
        """Count batches (steps) or epochs along the axis."""
        if unit not in ("batch", "epoch"):
            raise ValueError(f'unit must be "batch" or "epoch", got {unit!r}')
        self.set_along(EPOCHS.key if unit == "epoch" else STEPS.key)

    def show_scene(self, scene: Scene, cursor: int) -> None:
        """Another experiment begins with the chart that it is about; within one a choice stays."""
        before, self._subject = self._subject, subject(scene.experiment, self._subject or "")
        first = about(scene.experiment)
        if self._subject != before and not (before is None and first is CHOICES[0]):
            self.controls.begin_with(CHOICES.index(first))
            self._plot.set_titles(*self.quantity.names)
        name = preset_of(scene.experiment)
        if self._subject != before and name and presets[name].along:
            self.set_along(presets[name].along)
        super().show_scene(scene, cursor)

    def draw_scene(self) -> None:
        """Other runs: evaluations of those that stay are kept."""
        self._work.look(self._scene)
        why = "" if self._work.has_classes or not self._work.every else words.NO_CLASSES
        self.controls.allow(CHOICES.index(ACCURACY), why)
        if why and self.shown is ACCURACY:
            self.controls.choose(0)
        why = words.why_no_distance(self._work.problems)
        self.controls.allow(CHOICES.index(DISTANCE), why)
        if why and self.shown is DISTANCE:
            self.controls.choose(0)
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
        self._ring()
        self._describe()
        self._rest.start(_RACE if self.hurried else _WAIT)

    # Parts

    def _put_together(self) -> None:
        self.controls.let_shrink(_SHORTEST)
        self._top.addWidget(self.controls, 1)
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
        self._plot.set_compact(compact)
        self._foot.set_compact(compact)
        self.along_bar.set_compact(self.width() < px(_WIDE if compact else _NARROW))

    # Evaluating

    def _evaluate(self, seconds: float) -> bool:
        """Some of what is to be evaluated, at the cursor first; True if all of it is there."""
        if not self.shown.lines:
            return True
        if self.shown.curvature:
            self._work.curvature.follow(self._scene, self.cursor, seconds > _FRAME)
            return True  # what comes says so
        return self._work.evaluate(self._scene, self._cursors, perf_counter() + seconds)

    @property
    def _cursors(self) -> Sequence[int]:
        """Where each run is looked at: at the cursor, or where it has cost as much."""
        scene, cost = self._scene, self.compared
        if cost is None or scene.run is None:
            return [self.cursor] * len(scene.runs)
        return at_equal_cost(cost, scene.runs, scene.selected, self.cursor)

    @Slot()
    def _take_curvature(self) -> None:
        """A step's curvature has come from the worker."""
        if not self.shown.curvature or not self.isVisible():
            self._work.curvature.rest()
        elif perf_counter() - self._drawn_at > _REDRAW:
            self._take()
            self._set_ranges()
            self._plot.layer.extend(self.cursor)
            self._describe()
        elif not self._rest.isActive():
            self._rest.start(int(1000 * _REDRAW))

    @Slot()
    def _refine(self) -> None:
        """Nothing moves: go on evaluating, and say how it stands to who cannot see."""
        if self.scene is None or not self.isVisible():
            return
        if self._is_empty:
            return
        done = self._evaluate(_REST)
        for curve in self.curves:
            curve.series.grow()
        self._take()
        self._set_ranges()
        self._plot.layer.extend(self.cursor)
        self._describe()
        if not done:
            self._rest.start(_PAUSE)
        self._plot.setAccessibleName(f"Chart: {self.shown.quantity.title}")
        self._plot.setAccessibleDescription(self._sentence(self._at_cursor))

    def _take(self) -> None:
        """Show what was evaluated since."""
        if sum(c.series.take() for c in self.curves if isinstance(c.series, Evaluated)):
            self._plot.redraw()
        self._drawn_at = perf_counter()

    # What is shown

    def _why_empty(self) -> str:
        return words.why_empty(self._scene, self.shown, self.held.reason([RUN]))

    def _uncounted(self) -> dict[str, str]:
        pairs = zip(self._scene.experiment.runners, self._scene.runs, strict=True)
        has_epochs = any(one.shown and run.problem.steps_per_epoch > 1 for one, run in pairs)
        return {} if has_epochs else {EPOCHS.key: words.NO_EPOCHS}

    def _make_curves(self) -> list[Curve]:
        self._evaluate(_REST)
        return self._work.curves(self._scene, self.shown, self.log, self.along)

    def _draw_curves(self) -> None:
        super()._draw_curves()
        self._foot.setVisible(not self._is_empty)
        if not self._is_empty:
            self._drawn_at = perf_counter()
            self._describe()
            self._rest.start(_WAIT)
        self._ring()

    def _extremes(self) -> tuple[float, float]:
        """All of it, but one that runs away leaves through the top."""
        every = [curve.series for curve in self.curves if curve.part != "noise"]
        low = min((series.low for series in every), default=inf)
        high = max((series.high for series in every), default=-inf)
        if self.shown.percent and not self.log:
            return 0.0, 100.0
        if low > high:
            return low, high
        began = [series.first for series in every if series.first is not None]
        if not self.log:
            fallen, height = max(began) - low, abs(max(began))
            high = min(high, low + max(RUNAWAY * fallen, _RUNAWAY * height))
        if self.shown is RATIO:
            low, high = min(low, self._equal), max(high, self._equal)
        return low, high

    def _ring(self) -> None:
        """Mark the steps with the least test risk, where early stopping looks for them."""
        scene, shows = self._scene, self.shown is RISK and not self._is_empty
        pairs = zip(scene.experiment.runners, scene.runs, strict=True)
        self.rings.show(
            [(one.slot, run) for one, run in pairs if one.shown] if shows else [],
            self.along, self.log,
        )

    def _line(self) -> Threshold | None:
        if self.shown is RATIO:
            return Threshold(self._equal, "as fast as the last layer")
        level = self._floor
        if self.shown is not RISK or level is None or not level > 0:
            return None
        place, (bottom, top) = log10(level) if self.log else level, self._plot.heights
        inside = bottom <= place <= top
        return Threshold(place, f"noise floor, predicted: {number(level)}") if inside else None

    @property
    def _floor(self) -> float | None:
        """Where noise keeps the selected runner, if that is known exactly."""
        scene = self._scene
        return None if scene.run is None else exact_level(scene.run, min(
            self.cursor, scene.run.last
        ))

    def _kinds(self) -> list[Entry]:
        return words.kinds(self.curves, self.shown)

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
            own = [curve for curve in self.curves if curve.slot == scene.slot]
            caption = words.place_text(scene.run, step)
            found = self._work.of(scene.run)
            if self.shown.lines and found is not None and found.evaluator.sampled:
                caption += ", " + words.sampled_text(*found.evaluator.samples())
            entries = [words.entry(curve, step, self.shown) for curve in sorted(own, key=by_part)
                       if curve.part != "error"]
            self._foot.show_state(caption, scene.slot, entries)
        self._say()

    def _say(self) -> None:
        at, said = self._pointer, ""
        steps = {} if at is None else self._steps_at(self._plot.place_at(at))
        if at is not None and steps:
            said = self._sentence(steps)
            lines = words.readings(self.curves, steps, self.shown)
            titles = words.headings(self.curves, steps, self.shown, self._place_text(steps))
            room = self._plot.viewport().width() - 2 * px(SPACE_S)
            title = first_fitting(titles, font(SMALL), room) or titles[-1]
            self._readout.show_at(at, title, lines)
        self._tell(said)

    @property
    def _at_cursor(self) -> dict[int, int]:
        layer = self._plot.layer
        if not layer.together:
            return {curve.slot: self.cursor for curve in layer.marked}
        return {curve.slot: layer.step_of(curve) for curve in layer.marked}

    def _steps_at(self, place: float) -> dict[int, int]:
        """For every slot the step at a place, or the next one that has a value; none outside."""
        own, ends = self._own, self._plot.limit
        step = own.series.nearest(place) if own is not None and 0 <= place <= ends else None
        if own is None or step is None:
            return {}
        place, found = own.series.place(step), {}
        for curve in self._plot.layer.marked:
            series, there = curve.series, round(curve.series.step(place))
            near = series.nearest(place) if series.value(there) != series.value(there) else None
            away = inf if near is None else abs(series.place(near) - place)
            close = away * self._plot.layer.frame.scale <= px(_NEAR)
            found[curve.slot] = near if near is not None and close else there
        return found

    def _place_text(self, steps: dict[int, int]) -> str:
        """ "epoch 2.5": where the selected runner is."""
        own = self._own
        return self.along.text(own.series.place(steps[own.slot])) if own else ""

    def _sentence(self, steps: dict[int, int]) -> str:
        return words.sentence(self.curves, steps, self.shown, self._place_text(steps))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fold()

    def hideEvent(self, event: QHideEvent) -> None:
        self._rest.stop()
        super().hideEvent(event)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._rest.start(_WAIT)
