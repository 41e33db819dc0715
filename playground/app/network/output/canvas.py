"""The widget under the output map's controls: paints the map, and takes the hand's points."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, QSizeF, Qt, QTimer, Signal, Slot
from PySide6.QtGui import (
    QMouseEvent,
    QPaintEngine,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QWidget

from playground.app.look.style import px, style
from playground.app.network.facts import Facts
from playground.app.network.input_plane import Plane
from playground.app.network.output.axes import key_width, paint_axes, paint_key, plot_area
from playground.app.network.output.curve import curve, curve_viewport, paint_curves
from playground.app.network.output.map import OutputLayer
from playground.app.network.output.mouse import OutputHands
from playground.app.network.output.reading import Reading
from playground.app.network.output.samples import PointLayer, Points, point_under, points_of
from playground.app.paint.chips import paint_chip
from playground.app.paint.viewport import Viewport
from playground.app.text.column_names import short_name
from playground.app.text.numbers import number
from playground.engine.problem import Array

REST_MS = 150
NO_POINTS = Points(np.empty((0, 2)), None, None)
UNIT = Viewport((0.0, 1.0), (0.0, 1.0), (0.0, 0.0, 1.0, 1.0), False)


class OutputCanvas(QWidget):
    """Shows Facts; the view above it decides which plane and what may be edited."""

    hovered = Signal(str)
    points_edited = Signal(object, object, bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.layer = OutputLayer()
        self.facts: Facts | None = None
        self.plane: Plane | None = None
        self.reading = Reading("number", ())
        self.viewport = UNIT
        self.train, self.test = NO_POINTS, NO_POINTS
        self.editing = False
        self.new_label = 0.0
        self.slot = 0
        self.moving = False
        self.held: tuple[Array, Array] | None = None
        self._points = PointLayer()
        self._pointer: QPointF | None = None
        self._fitted = True
        self._hands = OutputHands(self)
        self._rest = QTimer(self, singleShot=True, interval=REST_MS)
        self._rest.timeout.connect(self._draw_at_rest)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setAccessibleName("Output over the input plane")

    @property
    def is_curve(self) -> bool:
        """Whether the data has one input, so that the output is a curve."""
        return self.facts is not None and self.facts.problem.data.X.shape[1] == 1

    # What is shown

    def show_facts(self, facts: Facts | None, inputs: tuple[int, int], output: int) -> None:
        """Another run, other data, or another choice of inputs."""
        before, self.facts = self.facts, facts
        self.held = None
        self.moving = False
        if facts is not None:
            self.reading = Reading.of(facts.problem, output)
            plane = None if self.is_curve else Plane.of(facts.problem.data, inputs)
            if before is None or plane is None or self.plane is None or (
                plane.window != self.plane.window or plane.inputs != self.plane.inputs
            ):
                self._fitted = True
            self.plane = plane
            self._take_points()
            self.place()
        self.update()

    def show_step(self, facts: Facts) -> None:
        """The same run at another step."""
        self.facts = facts
        self.moving = True
        self._rest.start()
        self.update()

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
            self.update()
        self.points_edited.emit(X, y, final)

    def place(self) -> None:
        """Bring the map to the widget's size."""
        if self.facts is None:
            return
        right = px(12) if self.is_curve else key_width(self.reading)
        area = plot_area(self.width(), self.height(), right)
        if self.plane is None:
            self.viewport = curve_viewport(self.facts.problem, area)
        elif self._fitted:
            self.viewport = Viewport.fitted(self.plane.window, area)
        else:
            self.viewport = self.viewport.placed(area)
        self.update()

    def fit(self) -> None:
        """Show the data's own window."""
        self._fitted = True
        self.place()

    def look(self, viewport: Viewport) -> None:
        """Zoomed or moved."""
        if viewport != self.viewport and self.plane is not None:
            self.viewport = viewport
            self._fitted = False
            self.moving = True
            self._rest.start()
            self.update()

    @Slot()
    def _draw_at_rest(self) -> None:
        self.moving = False
        self.update()

    # Reading

    def sample_under(self, at: QPointF) -> int | None:
        """The training sample at a pixel."""
        return point_under(self.train, self.viewport, at, px(7))

    def hover(self, at: QPointF | None) -> None:
        """The pointer is here, or has left."""
        if at is not None and not self.viewport.area.contains(at):
            at = None
        if at != self._pointer:
            self._pointer = at
            self.hovered.emit("" if at is None else self.text_at(at))
            self.update()

    def text_at(self, at: QPointF) -> str:
        """The inputs under a pixel and what the network makes of them."""
        if self.facts is None:
            return ""
        x, y = self.viewport.to_data(at)
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

    def paint(self, painter: QPainter, size: QSizeF, ratio: float, direct: bool) -> None:
        """The whole picture."""
        painter.fillRect(QRectF(QPointF(), size), style.theme.window)
        facts = self.facts
        if facts is None:
            return
        names = [short_name(name) for name in facts.problem.data.columns]
        area = self.viewport.area
        if self.plane is None:
            painter.fillRect(area, style.theme.field)
            self._points.paint(painter, size, ratio, self.train, self.test, self.viewport, direct)
            x, outputs = curve(facts.problem, facts.theta, self.viewport)
            paint_curves(painter, x, outputs, self.viewport, self.reading, self.slot)
            paint_axes(painter, self.viewport, names[0], "H")
            return
        self.layer.update(
            facts.problem, facts.theta, self.plane, self.viewport, self.reading, self.moving
        )
        line = direct or not (self.moving and self.layer.slow_boundary())
        self.layer.paint(painter, area, line)
        self._points.paint(painter, size, ratio, self.train, self.test, self.viewport, direct)
        across, up = (names[k] for k in self.plane.inputs)
        paint_axes(painter, self.viewport, across, up)
        paint_key(painter, area, self.reading, size.width())

    # Qt

    def sizeHint(self) -> QSize:
        return QSize(px(480), px(420))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        ratio = self.devicePixelRatioF()
        raster = painter.paintEngine().type() == QPaintEngine.Type.Raster
        direct = not raster or abs(painter.deviceTransform().m11() - ratio) > 1e-6
        self.paint(painter, QSizeF(self.size()), ratio, direct)
        if self._pointer is not None and self.facts is not None and not direct:
            text = self.text_at(self._pointer).rpartition(": ")[2]
            beside = self._pointer + QPointF(px(14), -px(22))
            paint_chip(painter, beside, text, self.viewport.area)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.place()

    def wheelEvent(self, event: QWheelEvent) -> None:
        if self.plane is not None and not event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            factor = 1.2 ** (event.angleDelta().y() / 120)
            self.look(self.viewport.zoomed(factor, event.position(), self.plane.window))
            event.accept()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._hands.press(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._hands.move(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._hands.release(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self._hands.double_click(event)

    def leaveEvent(self, event: QEvent) -> None:
        self.hover(None)
        super().leaveEvent(event)


def _on_curve(X: Array, y: Array, output: int) -> Points:  # noqa: N803
    """Samples of one input with their label as height; all in one colour."""
    if not len(X):
        return NO_POINTS
    return Points(np.column_stack([X[:, 0], y[:, output]]), None, None)
