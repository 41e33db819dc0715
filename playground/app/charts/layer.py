"""The curves of a chart: what stays is kept as a picture, only what is new is added to it.

Eight curves of a thousand points take longer to paint than a frame lasts. So each piece of a
curve is painted once, into a pixmap; a frame paints that pixmap, the cursor, and the markers at
it. Pictures that are saved (pyqtgraph's export mode) are painted in full, as vectors.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPainterPath, QPixmap
from PySide6.QtWidgets import QWidget

from playground.app.charts.curves import (
    Curve,
    Lines,
    Threshold,
    curve_pen,
    paint_grid,
    paint_marks,
    paint_threshold,
)
from playground.app.charts.frame import Frame
from playground.app.look import style as look
from playground.app.look.style import style
from playground.app.paint.legend import (
    chart_pen,
    legend_fits,
    legend_size,
    paint_legend,
    paint_marker,
    stamp_marker,
)
from playground.app.paint.scale import Ticks

_HEAD = 12
_RIM = 4  # pixels beside the axes in which nothing moves
_MANY = 4000  # beyond so many points nobody sees that lines are not smooth


class CurveLayer(pg.GraphicsObject):  # type: ignore[misc]
    """Grid, curves, thresholds, cursor and markers, in the pixels of the plot's inside."""

    def __init__(self, parent: pg.ViewBox) -> None:
        super().__init__()
        self.setParentItem(parent)
        self.setZValue(10)
        self.curves: list[Curve] = []
        self.cursor = 0
        self.frame = Frame()
        self._grid = (Ticks([], []), Ticks([], []))
        self._threshold: Threshold | None = None
        self._picture: QPixmap | None = None
        self._legend: QPixmap | None = None
        self._corner = QPointF()
        self._lines = Lines()

    @property
    def threshold(self) -> Threshold | None:
        """The line where the stop rule is met, if it is shown."""
        return self._threshold

    def set_curves(self, curves: list[Curve]) -> None:
        """Show other curves."""
        self.curves = curves
        self.redraw()

    def set_frame(self, frame: Frame, across: Ticks, up: Ticks) -> None:
        """Show another range, or on another size; the ticks along x and y are the grid."""
        if (frame, (across, up)) != (self.frame, self._grid):
            self.prepareGeometryChange()
            self.frame, self._grid = frame, (across, up)
            self.redraw()

    def set_threshold(self, threshold: Threshold | None) -> None:
        """Show where the stop rule draws the line, or nothing."""
        if threshold != self._threshold:
            self._threshold = threshold
            self.redraw()

    def redraw(self) -> None:
        """Paint everything anew when next seen."""
        self._picture = None
        self.update()

    def extend(self, cursor: int) -> None:
        """Add to the picture what the traces have taken in, and move the cursor."""
        self.cursor = cursor
        if self._picture is not None:
            new = [curve for curve in self.curves if curve.drawn < len(curve.trace.x)]
            if new:
                painter = self._painter(self._picture)
                for curve in new:
                    self._paint_new(painter, curve)
                painter.end()
        # The rim stays out of it: touching it would paint the axes in every frame.
        self.update(self.boundingRect().adjusted(_RIM, 0, 0, -_RIM))

    # The picture

    def _painter(self, picture: QPixmap) -> QPainter:
        painter = QPainter(picture)
        points = sum(len(curve.trace.x) for curve in self.curves)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, points <= _MANY)
        return painter

    def _paint_picture(self, ratio: float) -> QPixmap:
        picture = _pixmap(self.frame.width, self.frame.height, ratio)
        painter = self._painter(picture)
        self._paint_ground(painter)
        for curve in self.curves:
            curve.drawn, curve.marked, curve.pen = 0, -1, curve_pen(curve.slot)
            self._paint_new(painter, curve)
        painter.end()
        self._legend = None
        names = self._names
        if names:
            size = legend_size(names)
            self._corner = self._free_corner()
            self._legend = _pixmap(size.width() + 1, size.height() + 1, ratio)
            painter = QPainter(self._legend)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            paint_legend(painter, names, QPointF(0, 0))
            painter.end()
        return picture

    def _paint_ground(self, painter: QPainter) -> None:
        paint_grid(painter, self.frame, *self._grid)
        if self._threshold is not None:
            paint_threshold(painter, self.frame, self._threshold)

    def _paint_new(self, painter: QPainter, curve: Curve) -> None:
        """Those points of a curve that are not in the picture yet."""
        trace, begin = curve.trace, max(curve.drawn - 1, 0)
        painter.setPen(curve.pen)
        self._lines.paint(
            painter, self.frame.px(trace.x[begin:]), self.frame.py(trace.y[begin:])
        )
        paint_marks(painter, self.frame, curve, alone=len(self.curves) == 1)
        curve.drawn = len(trace.x)

    # The legend

    @property
    def _names(self) -> list[tuple[int, str]]:
        """What the legend says; nothing if there is no room for one."""
        names = [(curve.slot, curve.label) for curve in self.curves]
        return names if legend_fits(names, self.frame.width, self.frame.height) else []

    def _free_corner(self) -> QPointF:
        """Where the legend hides least; the upper right, if nothing is there."""
        frame, size, gap = self.frame, legend_size(self._names), look.px(look.SPACE_S)
        right, low = frame.width - gap - size.width(), frame.height - gap - size.height()
        x = np.concatenate([frame.px(curve.trace.x) for curve in self.curves])
        y = np.concatenate([frame.py(curve.trace.y) for curve in self.curves])
        found: list[tuple[int, int, QPointF]] = []
        for left, top in ((right, gap), (right, low), (gap, low), (gap, gap)):
            inside = (x >= left) & (x <= left + size.width())
            inside &= (y >= top) & (y <= top + size.height())
            found.append((int(inside.sum()), len(found), QPointF(left, top)))
        return min(found, key=lambda hidden: hidden[:2])[2]

    # A frame

    def _paint_cursor(self, painter: QPainter) -> None:
        """The vertical line, and the newest bit of each curve."""
        frame = self.frame
        if frame.shows(self.cursor):
            x = round(frame.px(self.cursor)) + 0.5
            painter.setPen(chart_pen(style.theme.accent, 1.5))
            painter.drawLine(QPointF(x, 0), QPointF(x, frame.height - _RIM))
        for curve in self.curves:
            trace, last = curve.trace, curve.trace.run.last
            if not len(trace.x):
                continue
            x, height = trace.x[-1], trace.at(last)
            if x <= frame.last and (last - x) * frame.step >= 1 and height == height:
                begin = QPointF(frame.px(x), frame.py(trace.y[-1]))
                painter.setPen(curve.pen)
                painter.drawLine(begin, QPointF(frame.px(last), frame.py(height)))

    def _heads(self) -> list[tuple[int, float, float]]:
        """The markers at the cursor: slot and place. A run that has ended has its at its end.

        Who has left through the top or the bottom has it at the edge: it went there.
        """
        heads = []
        for curve in self.curves:
            step = min(self.cursor, curve.trace.run.last)
            height = curve.trace.at(step)
            if self.frame.shows(step) and height == height:
                heads.append((curve.slot, float(self.frame.px(step)), self.frame.edge_py(height)))
        return heads

    def _paint_frame(self, painter: QPainter) -> None:
        ratio = painter.device().devicePixelRatioF()
        if self._picture is None or self._picture.devicePixelRatio() != ratio:
            self._picture = self._paint_picture(ratio)
        painter.drawPixmap(QPointF(0, 0), self._picture)
        self._paint_cursor(painter)
        if self._legend is not None:
            painter.drawPixmap(self._corner, self._legend)
        for slot, x, y in self._heads():
            stamp_marker(painter, slot, x, y, look.px(_HEAD))

    def _paint_vectors(self, painter: QPainter) -> None:
        """Everything, for a picture that is saved: no pixmap, one path a curve."""
        self._paint_ground(painter)
        for curve in self.curves:
            x, y = self.frame.px(curve.trace.x), self.frame.py(curve.trace.y)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(curve_pen(curve.slot))
            painter.drawPath(pg.arrayToQPath(x, y, connect="finite"))
            marked, curve.marked = curve.marked, -1
            paint_marks(painter, self.frame, curve, alone=len(self.curves) == 1)
            curve.marked = marked
        self._paint_cursor(painter)
        if self._names:
            paint_legend(painter, self._names, self._free_corner())
        for slot, x, y in self._heads():
            paint_marker(painter, slot, x, y, look.px(_HEAD))

    def boundingRect(self) -> QRectF:
        return QRectF(0, 0, self.frame.width, self.frame.height)

    def shape(self) -> QPainterPath:
        return QPainterPath()  # the mouse is the plot's

    def paint(self, painter: QPainter, option: Any, widget: QWidget | None = None) -> None:
        painter.save()
        painter.setClipRect(self.boundingRect(), Qt.ClipOperation.IntersectClip)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self._exportOpts is False:
            self._paint_frame(painter)
        else:
            self._paint_vectors(painter)
        painter.restore()


def _pixmap(width: float, height: float, ratio: float) -> QPixmap:
    made = QPixmap(round(width * ratio), round(height * ratio))
    made.setDevicePixelRatio(ratio)
    made.fill(Qt.GlobalColor.transparent)
    return made
