"""The plot: axes whose ranges change in steps, the curves' layer, and the mouse."""

from __future__ import annotations

import pyqtgraph as pg
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt, Signal
from PySide6.QtGui import QColor, QFontMetrics, QKeyEvent, QMouseEvent, QResizeEvent, QWheelEvent

from playground.app.charts.frame import Frame
from playground.app.charts.layer import CurveLayer
from playground.app.charts.readout import Readout
from playground.app.look import style as look
from playground.app.look.style import style
from playground.app.paint import scale

_PAD = 8  # between the axes' ends and the curves
_CLOSEST = 5.0  # steps that are on screen at least
_WHEEL = 1.25
_DRAGS = (Qt.MouseButton.MiddleButton, Qt.MouseButton.RightButton)


class ChartPlot(pg.PlotWidget):  # type: ignore[misc]
    """Steps to the right, a quantity upwards. Mouse: click and drag choose a step, the wheel
    zooms along the steps, middle or right drag moves them, double click fits."""

    step_picked = Signal(int)
    pointed = Signal(object)  # a QPoint, or None when the pointer has left
    framed = Signal()         # other steps, or another size

    def __init__(self, layer: type[CurveLayer] = CurveLayer) -> None:
        super().__init__(
            viewBox=pg.ViewBox(enableMenu=False, enableMouse=False, defaultPadding=0)
        )
        self.limit = scale.FIRST_STEPS
        self._zoom: tuple[float, float] | None = None
        self._heights = (0.0, 1.0)
        self._log = False
        self._grabbed: float | None = None
        plot = self.getPlotItem()
        plot.hideButtons()
        plot.setMenuEnabled(False)
        menu = plot.ctrlMenu  # it is made all the same, and would outlive the plot
        menu.setParent(self, menu.windowFlags())
        box = plot.getViewBox()
        box.disableAutoRange()
        self.layer = layer(box)
        self.readout = Readout(self)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setFrameShape(self.Shape.NoFrame)
        self.viewport().setCursor(Qt.CursorShape.CrossCursor)
        for name in ("left", "bottom"):
            self.getAxis(name).enableAutoSIPrefix(False)
        self._title = ""
        self.dress()
        box.sigResized.connect(self._refit)

    @property
    def zoomed(self) -> bool:
        """Whether only some of the steps are shown."""
        return self._zoom is not None

    @property
    def steps(self) -> tuple[float, float]:
        """The range of steps on screen."""
        return self._zoom or (0.0, float(self.limit))

    @property
    def pixels(self) -> int:
        """How many pixels wide the curves' part is."""
        return max(round(self.layer.frame.width) - 2 * look.px(_PAD), 16)

    @property
    def heights(self) -> tuple[float, float]:
        """The range upwards; powers of ten on a logarithmic axis."""
        return self._heights

    def set_title(self, title: str) -> None:
        """The name of the quantity, at its axis."""
        if title != self._title:
            self._title = title
            self._label_axes()

    def set_limit(self, limit: int) -> None:
        """The last step of the axis."""
        if limit != self.limit:
            self.limit = limit
            if self._zoom and self._zoom[1] > limit:
                self._zoom = None
            self._refit()

    def set_heights(self, low: float, high: float, log: bool) -> None:
        """The range upwards."""
        if ((low, high), log) != (self._heights, self._log):
            self._heights, self._log = (low, high), log
            self._refit()

    def fit(self) -> None:
        """Show all steps."""
        self._set_zoom(None)

    def step_at(self, place: QPoint) -> float:
        """The step under a place of this widget."""
        inside = self.getViewBox().mapFromScene(self.mapToScene(place))
        return self.layer.frame.step_at(inside.x())

    def place_of(self, step: float, height: float = 0.0) -> QPoint:
        """Where a step and a height are in this widget."""
        frame = self.layer.frame
        inside = QPointF(frame.px(step), float(frame.py(height)))
        place: QPoint = self.mapFromScene(self.getViewBox().mapToScene(inside))
        return place

    def dress(self) -> None:
        """Put on the theme's colours and sizes."""
        theme = style.theme
        self.setBackground(QColor(theme.panel))
        font = look.font(look.SMALL)
        metrics = QFontMetrics(font)
        for name in ("left", "bottom"):
            axis = self.getAxis(name)
            axis.setPen(look.pen(theme.outline))
            axis.setTextPen(QColor(theme.quiet))
            axis.setStyle(
                tickFont=font, tickLength=look.px(4), tickTextOffset=look.px(4),
                autoExpandTextSpace=False, hideOverlappingLabels=False,
            )
        # Axes of a fixed size: the curves' part stays where it is, whatever the numbers are.
        title = metrics.height() + look.px(4)
        self.getAxis("left").setWidth(metrics.horizontalAdvance("−1.5×10⁻⁶") + title)
        self.getAxis("bottom").setHeight(2 * metrics.height() + look.px(8))
        # pyqtgraph puts the titles 5 pixels outside of their axes; the last step's number is wide.
        edge = look.px(look.SPACE_S)
        self.getPlotItem().layout.setContentsMargins(6, edge, look.px(look.SPACE_L), 6)
        self._label_axes()
        self.layer.redraw()
        self._refit()

    def _label_axes(self) -> None:
        css = {"color": style.theme.quiet, "font-size": f"{look.px(look.SMALL)}px"}
        self.getAxis("bottom").setLabel("step", **css)
        self.getAxis("left").setLabel(self._title, **css)

    def _refit(self) -> None:
        """Set axes and layer for the ranges and the size that there are now."""
        box = self.getViewBox()
        size = box.rect()
        pad = look.px(_PAD)
        if min(size.width(), size.height()) < 4 * pad:
            return
        frame = Frame(*self.steps, *self._heights, size.width(), size.height(), pad)
        across = scale.step_ticks(*self.steps, round(size.width() / look.px(64)))
        room = round(size.height() / look.px(34))
        up = (scale.log_ticks if self._log else scale.linear_ticks)(*self._heights, room)
        pad_x = pad / frame.step
        pad_y = pad * (frame.high - frame.low) / (frame.height - 2 * pad)
        box.setRange(
            xRange=(frame.first - pad_x, frame.last + pad_x),
            yRange=(frame.low - pad_y, frame.high + pad_y), padding=0,
        )
        for name, ticks in (("bottom", across), ("left", up)):
            self.getAxis(name).setTicks([ticks.major, [(place, "") for place in ticks.minor]])
        self.layer.set_frame(frame, across, up)
        self.framed.emit()

    def _set_zoom(self, zoom: tuple[float, float] | None) -> None:
        """Show these steps; as many of them, but inside the axis."""
        if zoom is not None:
            width = max(zoom[1] - zoom[0], _CLOSEST)
            first = min(max(zoom[0], 0.0), max(self.limit - width, 0.0))
            zoom = None if width >= self.limit else (first, first + width)
        if zoom != self._zoom:
            self._zoom = zoom
            self._refit()

    def _pick(self, event: QMouseEvent) -> None:
        self.step_picked.emit(max(round(self.step_at(event.position().toPoint())), 0))

    def _pan(self, event: QMouseEvent) -> None:
        if self._grabbed is not None and self._zoom is not None:
            by = self._grabbed - self.step_at(event.position().toPoint())
            self._set_zoom((self._zoom[0] + by, self._zoom[1] + by))

    # The mouse is the chart's own: pyqtgraph would pan, and search its scene at every move.

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._pick(event)
        elif event.button() in _DRAGS:
            self._grabbed = self.step_at(event.position().toPoint())
        event.accept()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if event.buttons() & Qt.MouseButton.LeftButton:
            self._pick(event)
        elif event.buttons():
            self._pan(event)
        self.pointed.emit(event.position().toPoint())
        event.accept()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._grabbed = None
        event.accept()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self.fit()
        event.accept()

    def wheelEvent(self, event: QWheelEvent) -> None:
        turned = event.angleDelta().y() or event.angleDelta().x()
        if turned:
            factor = _WHEEL ** (-turned / 120)
            at, (first, last) = self.step_at(event.position().toPoint()), self.steps
            at = min(max(at, first), last)
            self._set_zoom((at - (at - first) * factor, at + (last - at) * factor))
        event.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        event.ignore()  # keys belong to the player

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        event.ignore()

    def leaveEvent(self, event: QEvent) -> None:
        self.pointed.emit(None)

    def resizeEvent(self, event: QResizeEvent | None) -> None:
        super().resizeEvent(event)
        if event is not None:  # pyqtgraph calls it with None while it is being made
            self.readout.hide()
