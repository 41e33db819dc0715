"""The plane under the output map's controls: shows the map, and takes the hand's points."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPointF, QSize, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QColor, QFontMetricsF, QPainter
from PySide6.QtWidgets import QWidget

from playground.app.look.style import BODY, font, px, style
from playground.app.network.facts import Facts
from playground.app.network.input_plane import Plane
from playground.app.network.output.axes import ClassKey, bar_table, bar_ticks
from playground.app.network.output.curve import curve, curve_viewport, paint_curves
from playground.app.network.output.map import OutputLayer
from playground.app.network.output.mouse import OutputHand
from playground.app.network.output.reading import CLASSES, Reading
from playground.app.network.output.samples import FEW, Points, paint_points, point_under, points_of
from playground.app.paint.chips import paint_chip, paint_ring
from playground.app.plots.plane import Plane as MapPlane
from playground.app.text.column_names import short_name
from playground.app.text.numbers import number
from playground.engine.problem import Array

REST_MS = 150
NO_POINTS = Points(np.empty((0, 2)), None, None)


class OutputCanvas(MapPlane):
    """Shows Facts; the view above it decides which inputs and what may be edited."""

    widest_tick = "−00.0"
    left_button = "moves the view, or edits points"

    hovered = Signal(str)
    points_edited = Signal(object, object, bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        self.key = ClassKey()
        super().__init__(parent)
        self.plot.layout.addItem(self.key, 2, 6)
        self.bar.widest = "−0.75"
        self.layer = OutputLayer()
        self.facts: Facts | None = None
        self.plane: Plane | None = None
        self.reading = Reading("number", ())
        self.train, self.test = NO_POINTS, NO_POINTS
        self.new_label = 0.0
        self.slot = 0
        self.lit: int | None = None
        """The training sample that is ringed."""
        self.moving = False
        self.held: tuple[Array, Array] | None = None
        self._furniture: object = None
        self._pointer: QPointF | None = None
        self._hand = OutputHand(self)
        self._rest = QTimer(self, singleShot=True, interval=REST_MS)
        self._rest.timeout.connect(self._draw_at_rest)
        self.add_layer(self._paint_map, 1)
        self.points_layer = self.add_layer(self._paint_points, 2, self._points_key)
        self.add_layer(self._paint_curves, 3)
        self.add_layer(self._paint_lit, 4)
        self.add_layer(self._paint_reading, 5)
        self.scene().sigPrepareForPaint.connect(self._prepare)
        self.viewed.connect(self._viewed)
        self.handled.connect(self._handled)
        self.pointed.connect(self.hover)
        self.setAccessibleName("Output over the input plane")

    @property
    def is_curve(self) -> bool:
        """Whether the data has one input, so that the output is a curve."""
        return self.facts is not None and self.facts.problem.data.X.shape[1] == 1

    @property
    def editing(self) -> bool:
        """Whether the left button edits samples; else it moves the view."""
        return self.box.hand is not None

    @editing.setter
    def editing(self, editing: bool) -> None:
        self.box.hand = self._hand if editing else None

    # What is shown

    def show_facts(self, facts: Facts | None, inputs: tuple[int, int], output: int) -> None:
        """Another run, other data, or another choice of inputs."""
        self.facts = facts
        self.held = None
        self.moving = False
        if facts is not None:
            self.reading = Reading.of(facts.problem, output)
            before = self.plane
            self.plane = None if self.is_curve else Plane.of(facts.problem.data, inputs)
            self._take_points()
            self._furnish()
            other = before is None or self.plane is None or (
                (before.window, before.inputs) != (self.plane.window, self.plane.inputs)
            )
            if self.plane is None:
                self.fit()
            else:
                self.show_window(self.plane.window, fit=other)
        self.refresh()

    def _furnish(self) -> None:
        """Names, colour bar and key that belong to this data."""
        curve, classes = self.is_curve, self.reading.kind == CLASSES
        assert self.facts is not None
        inputs = None if self.plane is None else self.plane.inputs
        ticks = () if classes else tuple(bar_ticks(self.reading))
        furniture = curve, self.reading, ticks, inputs, self.facts.problem.data.columns
        if furniture == self._furniture:  # putting it all on takes longer than drawing the map
            return
        self._furniture = furniture
        self.show_bar(not curve and not classes)
        self.key.show_classes(() if curve or not classes else self.reading.labels)
        self.box.setMouseEnabled(x=not curve, y=not curve)
        if not curve and not classes:
            self.bar.show_scale(bar_table(style.theme.name), self.reading.name,
                                bar_ticks(self.reading))
        self._name_axes()
        self.dress()

    def _name_axes(self) -> None:
        """The inputs' names, as much of them as there is room for."""
        if self.facts is None:
            return
        names = [short_name(name) for name in self.facts.problem.data.columns]
        across, up = (names[0], "H") if self.plane is None else (
            names[k] for k in self.plane.inputs
        )
        metrics, area = QFontMetricsF(font(BODY)), self.map_view.area
        for side, name, room in (("bottom", across, area.width()), ("left", up, area.height())):
            shown = metrics.elidedText(name, Qt.TextElideMode.ElideMiddle, room)
            if shown != self.plot.getAxis(side).name:
                self.plot.getAxis(side).set_name(shown)

    def light(self, sample: int | None) -> None:
        """Ring one of the training samples; None: none."""
        if sample != self.lit:
            self.lit = sample
            self.refresh()

    def show_step(self, facts: Facts) -> None:
        """The same run at another step."""
        self.facts = facts
        self.moving = True
        self._rest.start()
        self.refresh()

    def _take_points(self) -> None:
        """The samples as they are, or as the hand holds them."""
        assert self.facts is not None
        problem = self.facts.problem
        data = problem.data
        X, y = self.held or (data.X, data.y)  # noqa: N806
        if self.plane is None:
            train = _on_curve(X, problem.y, self.reading.output)
            test = _on_curve(data.X_test, problem.y_test, self.reading.output)
        else:
            inputs = self.plane.inputs
            train = points_of(problem, self.reading, X, y, inputs)
            test = points_of(problem, self.reading, data.X_test, data.y_test, inputs)
        # The same samples again, of a problem built anew, need not be painted again.
        self.train, self.test = train.or_same(self.train), test.or_same(self.test)

    def hold(self, X: Array, y: Array, final: bool) -> None:  # noqa: N803
        """The hand has changed the samples: drawn before the runs follow."""
        self.held = None if final else (X, y)
        if not final:
            self._take_points()
            self.refresh()
        self.points_edited.emit(X, y, final)

    def place(self, _: object = None) -> None:
        """Bring the map to the widget's size; a curve always shows all samples."""
        if self.facts is not None and self.is_curve:
            self.look(curve_viewport(self.facts.problem, self.box.area))
        else:
            super().place()

    def dress(self) -> None:
        """It stands among the view's controls, on the ground of the window."""
        super().dress()
        self.setBackground(QColor(style.theme.window))
        self.key.dress()
        if self.key.isVisible():
            self.plot.layout.setColumnFixedWidth(4, px(12))

    def _viewed(self) -> None:
        self._name_axes()
        self.refresh()

    def _handled(self) -> None:
        self.moving = True
        self._rest.start()

    @Slot()
    def _draw_at_rest(self) -> None:
        self.moving = False
        self.refresh()

    # Reading

    def sample_under(self, at: QPointF) -> int | None:
        """The training sample at a pixel."""
        return point_under(self.train, self.map_view, at, px(7))

    def hover(self, at: QPointF | None) -> None:
        """The pointer is here, or has left."""
        if at is not None:
            shape = self._hand.cursor_at(at) if self.editing else Qt.CursorShape.ArrowCursor
            if self.viewport().cursor().shape() != shape:
                self.viewport().setCursor(shape)
        if at != self._pointer:
            self._pointer = at
            self.hovered.emit("" if at is None else self.text_at(at))
            self.refresh()

    def text_at(self, at: QPointF) -> str:
        """The inputs under a pixel and what the network makes of them."""
        if self.facts is None:
            return ""
        x, y = self.map_view.to_data(at)
        problem = self.facts.problem
        names = problem.data.columns
        if self.plane is None:
            raw, place = np.array([x]), f"{names[0]} = {number(x, 3)}"
        else:
            raw = np.array(self.plane.fixed)
            raw[list(self.plane.inputs)] = x, y
            first, second = (names[k] for k in self.plane.inputs)
            place = f"{first} = {number(x, 3)}, {second} = {number(y, 3)}"
        with np.errstate(all="ignore"):
            outputs = problem.predict(self.facts.theta, raw[None])[0]
        return f"{place}: {self.reading.text(outputs)}"

    # Painting

    def _prepare(self) -> None:
        """Before it is painted: the network is evaluated over what is in view."""
        facts = self.facts
        if facts is not None and self.plane is not None:
            self.layer.update(
                facts.problem, facts.theta, self.plane, self.map_view, self.reading, self.moving
            )

    def _paint_map(self, painter: QPainter, direct: bool) -> None:
        area = self.map_view.area
        if self.facts is None:
            return
        if self.plane is None:
            painter.fillRect(area, QColor(style.theme.field))
            return
        line = direct or not (self.moving and self.layer.slow_boundary())
        self.layer.paint(painter, area, line)

    def _points_key(self) -> object:
        view = self.map_view, style.theme, style.scale
        return id(self.train), id(self.test), view, self._above_curve

    @property
    def _above_curve(self) -> bool:
        """Whether the samples lie above the curve, which would hide the few that it meets."""
        return self.is_curve and len(self.train.places) + len(self.test.places) <= FEW

    def _paint_points(self, painter: QPainter, direct: bool) -> None:
        if not self._above_curve:
            paint_points(painter, self.train, self.test, self.map_view)

    def _paint_curves(self, painter: QPainter, direct: bool) -> None:
        if self.facts is not None and self.is_curve:
            x, outputs = curve(self.facts.problem, self.facts.theta, self.map_view)
            paint_curves(painter, x, outputs, self.map_view, self.reading, self.slot)
            if self._above_curve:
                paint_points(painter, self.train, self.test, self.map_view)

    def _paint_lit(self, painter: QPainter, direct: bool) -> None:
        """A ring about the sample that was taken elsewhere."""
        if self.facts is None or self.lit is None or self.lit >= len(self.train.places):
            return
        at = self.map_view.pixel(tuple(self.train.places[self.lit].tolist()))
        if at is not None and self.map_view.area.contains(at):
            paint_ring(painter, at)
            paint_chip(painter, at + QPointF(px(10), -px(20)), f"sample {self.lit + 1}",
                       self.map_view.area, style.theme.accent)

    def _paint_reading(self, painter: QPainter, direct: bool) -> None:
        """The output beside the pointer; not in files."""
        if self._pointer is not None and self.facts is not None and not direct:
            text = self.text_at(self._pointer).rpartition(": ")[2]
            beside = self._pointer + QPointF(px(14), -px(22))
            paint_chip(painter, beside, text, self.map_view.area)

    def sizeHint(self) -> QSize:
        return QSize(px(480), px(420))


def _on_curve(X: Array, y: Array, output: int) -> Points:  # noqa: N803
    """Samples of one input with their label as height; all in one colour."""
    if not len(X):
        return NO_POINTS
    return Points(np.column_stack([X[:, 0], y[:, output]]), None, None)
