"""The main view: the surface from above, with every runner's trail up to the cursor."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import (
    QHelpEvent,
    QMouseEvent,
    QPaintEngine,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QToolTip, QWidget
from shiboken6 import isValid

from playground.app.core.view import View
from playground.app.look.style import px, style
from playground.app.paint.viewport import Viewport
from playground.app.surface.critical_points import critical_to_show, paint_chip
from playground.app.surface.mouse import SurfaceHands
from playground.app.surface.picture import SurfacePicture, value_at
from playground.app.surface.tips import tip_at
from playground.app.text.numbers import number, point
from playground.app.work import background
from playground.engine.critical import CriticalPoint, critical_points
from playground.engine.surface import Point, Surface

REST_MS = 120
"""After so long without a movement the picture is drawn as finely as it can be."""
SUMMARY_MS = 300


class SurfaceView(View):
    """Shows, and hands on what the hand does: see the signals."""

    start_dragged = Signal(object, bool)
    """A start for the selected runner (x, y), and whether the hand has let go."""
    probe_dragged = Signal(object, bool)
    runner_clicked = Signal(int)
    double_clicked = Signal()
    """The picture was fitted, by two clicks of which the first moved a start."""
    hovered = Signal(str)
    """The reading under the pointer; "" when it leaves."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.picture = SurfacePicture()
        self._fitted = True
        self._known: Surface | None = None
        self._pointer: QPointF | None = None
        self._hands = SurfaceHands(self)
        self._rest = QTimer(self, singleShot=True, interval=REST_MS)
        self._rest.timeout.connect(self._draw_at_rest)
        self._summary = QTimer(self, singleShot=True, interval=SUMMARY_MS)
        self._summary.timeout.connect(self._describe)
        # Critical points wait until the picture stands: their thread would slow it down, and of
        # the surfaces under a dragged slider only the last one needs them.
        self._job = ("critical points", id(self))
        self._search = QTimer(self, singleShot=True, interval=REST_MS)
        self._search.timeout.connect(self._find_critical)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setAccessibleName("Surface and trails")
        self.setMinimumSize(px(320), px(240))
        style.changed.connect(self._restyle)

    # What the window may ask for

    @property
    def viewport(self) -> Viewport:
        """What is in view, and where on the widget."""
        return self.picture.viewport

    @property
    def show_arrows(self) -> bool:
        """Whether arrows stand at the selected runner's head."""
        return self.picture.show_arrows

    @show_arrows.setter
    def show_arrows(self, shown: bool) -> None:
        if shown != self.picture.show_arrows:
            self.picture.show_arrows = shown
            self.update()

    @property
    def probe(self) -> Point | None:
        """Where the probe is; None if it is not out."""
        return self.picture.probe.point

    def set_probe(self, at: Point | None) -> None:
        """Put the probe somewhere, or away."""
        if at != self.picture.probe.point:
            self.picture.probe.point = at
            self.update()

    def set_displacement(self, delta: Point | None) -> None:
        """Draw δ from the probe, or no longer."""
        if delta != self.picture.probe.displacement:
            self.picture.probe.displacement = delta
            self.update()

    def fit(self) -> None:
        """Show the surface's own window."""
        self._fitted = True
        self._look(Viewport.fitted(self.picture.window, self._area()))

    def zoom(self, factor: float, about: QPointF | None = None) -> None:
        """Show everything so many times as large, about a pixel or the middle."""
        about = self.viewport.area.center() if about is None else about
        self._fitted = False
        self._look(self.viewport.zoomed(factor, about, self.picture.window), moving=True)

    def pan(self, dx: float, dy: float) -> None:
        """Move what is in view by so many pixels."""
        self._fitted = False
        self._look(self.viewport.panned(dx, dy, self.picture.window), moving=True)

    def export_target(self) -> QWidget:
        """What a picture file is rendered from: `render` gives vectors, or pixels at any scale."""
        return self

    def paint_picture(self, painter: QPainter, rect: QRectF) -> None:
        """The picture as it is now, in a rectangle of any painter."""
        painter.save()
        painter.translate(rect.topLeft())
        painter.scale(rect.width() / self.width(), rect.height() / self.height())
        self.picture.paint_direct(painter, self.size())
        painter.restore()

    def drag_start(self, at: Point, final: bool) -> None:
        """The hand holds the start here: the marker follows before the runs do."""
        self.picture.dragged = None if final else at
        self.update()
        self.start_dragged.emit(at, final)

    # Drawing

    def draw_scene(self) -> None:
        picture = self.picture
        before, picture.scene, picture.cursor = self._known, self.scene, self.cursor
        self._known = picture.surface
        if self._known is not None and self._known != before:
            if before is None or before.window != self._known.window:
                self._fitted = True
            self.picture.critical = ()
            self._search.start()
        self._place()
        if picture.dragged is None:
            self._settle()
        self._changed()

    def draw_cursor(self) -> None:
        self.picture.cursor = self.cursor
        self._changed()

    def _changed(self) -> None:
        self.picture.careful = False
        if not self._summary.isActive():
            self._summary.start()
        self.update()

    def _find_critical(self) -> None:
        surface = self._known
        if surface is None:
            return

        def show(found: tuple[CriticalPoint, ...]) -> None:
            if isValid(self) and self._known == surface:
                self.picture.critical = critical_to_show(found)
                self._settle()
                self.update()

        background.shared().submit(self._job, lambda: critical_points(surface), show)

    def _settle(self) -> None:
        self.picture.show_runs(self.size(), self.devicePixelRatioF())
        self.picture.settle_legend()

    def _area(self) -> QRectF:
        return self.picture.area_in(self.size())

    def _place(self) -> None:
        """Bring the viewport to the widget's size."""
        if self._fitted:
            self.picture.viewport = Viewport.fitted(self.picture.window, self._area())
        elif self.viewport.area != self._area():
            self.picture.viewport = self.viewport.placed(self._area())

    def _look(self, viewport: Viewport, moving: bool = False) -> None:
        if viewport != self.viewport:
            self.picture.viewport = viewport
            self.picture.coarse = moving
            self._rest.start()
            self.update()

    def _draw_at_rest(self) -> None:
        if not self.picture.trails.complete:
            self.picture.careful = True
            self.picture.trails.refine()
        if self.picture.coarse:
            self.picture.coarse = False
            self._settle()
        self.update()

    def _restyle(self) -> None:
        self.setMinimumSize(px(320), px(240))
        self._place()
        self.update()

    def _describe(self) -> None:
        """Say in words what is seen, for screen readers; not with every step."""
        scene = self.scene
        if scene is None:
            return
        told = []
        for runner, run in zip(scene.experiment.runners, scene.runs, strict=True):
            i = min(self.cursor, run.last)
            if not len(run.columns.loss):
                told.append(f"{runner.label} cannot start: f is not finite at its start.")
                continue
            step = run[i]
            told.append(
                f"{runner.label} at step {i} of {run.last}: f = {number(step.loss)} "
                f"at {point(*step.theta)}."
            )
        text = " ".join(told) or "A surface without runners."
        if text != self.accessibleDescription():
            self.setAccessibleDescription(text)

    # Reading

    def hover(self, at: QPointF | None) -> None:
        """The pointer is here, or has left."""
        if at is not None and not self.viewport.area.contains(at):
            at = None
        if at != self._pointer:
            self._pointer = at
            self.hovered.emit("" if at is None else self.reading(at))
            self.update()

    def reading(self, at: QPointF) -> str:
        """x, y and f under a pixel, in words."""
        surface = self.picture.surface
        if surface is None:
            return ""
        x, y = self.viewport.to_data(at)
        return f"x = {number(x)}, y = {number(y)}, f = {number(value_at(surface, (x, y)))}"

    # Qt

    def sizeHint(self) -> QSize:
        return QSize(px(900), px(640))

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            QToolTip.showText(event.globalPos(), tip_at(self.picture, QPointF(event.pos())), self)
            return True
        return super().event(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        ratio = self.devicePixelRatioF()
        raster = painter.paintEngine().type() == QPaintEngine.Type.Raster
        if not raster or abs(painter.deviceTransform().m11() - ratio) > 1e-6:
            self.picture.paint_direct(painter, self.size())  # a picture is being made
            return
        self.picture.paint(painter, self.size(), ratio)
        if self._pointer is not None and self.picture.surface is not None:
            value = value_at(self.picture.surface, self.viewport.to_data(self._pointer))
            beside = self._pointer + QPointF(px(14), -px(22))
            paint_chip(painter, beside, f"f = {number(value)}", self.viewport.area)
        painter.end()
        if not self.picture.trails.complete:
            self._rest.start()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place()
        if self.scene is not None and self.isVisible():
            self._settle()

    def wheelEvent(self, event: QWheelEvent) -> None:
        if self.viewport.area.contains(event.position()):
            self.zoom(1.2 ** (event.angleDelta().y() / 120), event.position())
            event.accept()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._hands.press(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._hands.move(event)
        self.hover(event.position() if not event.buttons() else None)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._hands.release(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self._hands.double_click(event)

    def leaveEvent(self, event: QEvent) -> None:
        self.hover(None)
        super().leaveEvent(event)
