"""The curves of a chart: what stays is kept as a picture, only what is new is added to it.

Eight curves of a thousand points take longer to paint than a frame lasts. So each piece of a
curve is painted once, into a pixmap; a frame paints that pixmap, the cursor, and the markers at
it (`tests/benchmarks/chart.py`: 0.7 ms; everything anew: 29 ms). Pictures that are saved
(pyqtgraph's export mode) are painted in full, as vectors.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import pyqtgraph as pg
from pyqtgraph.Qt import internals
from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPainterPath, QPixmap
from PySide6.QtWidgets import QWidget

from playground.app.look import style as look
from playground.app.look.style import style
from playground.app.paint.legend import chart_pen, paint_marker, stamp_marker
from playground.app.plots.chart_frame import Frame, joined, marked_steps, pixels_a_step
from playground.app.plots.series import Curve
from playground.app.plots.view_box import Span
from playground.engine.problem import Array
from playground.lab.runs.cost import step_within

MARKER, DOT, HEAD = 8, 5, 12
DOTS_FROM = 9
"""Pixels a step, from which on every step has its dot."""
RIM = 4
"""Pixels beside the axes in which nothing moves."""
MANY = 4000
"""Beyond so many points nobody sees that lines are not smooth."""


class CurveLayer(pg.GraphicsObject):  # type: ignore[misc]
    """Grid, curves, cursor and markers, in the pixels of the plot's inside."""

    def __init__(self, parent: pg.ViewBox) -> None:
        super().__init__()
        self.setParentItem(parent)
        self.setZValue(10)
        self.curves: list[Curve] = []
        self.cursor = 0
        self.own: Curve | None = None
        self.together = False
        """Whether every runner's marker stands where the cursor's line does, not at its step."""
        self.frame = Frame()
        self._grid: tuple[Sequence[float], Sequence[float]] = ((), ())
        self._picture: QPixmap | None = None
        self._moving: list[Span] = []
        self._lines = internals.PrimitiveArray(QLineF, 4)

    @property
    def marked(self) -> list[Curve]:
        """Who has a marker at the cursor and a line in the legend: every runner once."""
        return sorted(
            (curve for curve in self.curves if curve.line.marked), key=lambda curve: curve.slot
        )

    def set_curves(self, curves: list[Curve], own: Curve | None) -> None:
        """Show other curves; the cursor's line stands where it stands for `own`."""
        self.curves, self.own = curves, own
        self.redraw()

    def set_frame(self, frame: Frame, across: Sequence[float], up: Sequence[float]) -> bool:
        """Show another range, or on another size, with a grid at these places and heights;
        whether that is anything new."""
        if (frame, (across, up)) == (self.frame, self._grid):
            return False
        self.prepareGeometryChange()
        self.frame, self._grid = frame, (across, up)
        self.redraw()
        return True

    def redraw(self) -> None:
        """Paint everything anew when next seen."""
        self._picture = None
        self._moving = self._moving_spans()
        self.update()

    def extend(self, cursor: int) -> None:
        """Add to the picture what the series have taken in, and move the cursor."""
        self.cursor = cursor
        if self._picture is not None:
            new = [curve for curve in self.curves if curve.drawn < len(curve.series.x)]
            if new:
                painter = self._painter(self._picture)
                for curve in new:
                    self._paint_new(painter, curve)
                painter.end()
        # Only what moves is painted, and nothing in the rim: that would paint the axes, too.
        before, self._moving = self._moving, self._moving_spans()
        high = self.frame.height - RIM
        for left, right in joined(before + self._moving):
            self.update(QRectF(max(left, RIM), 0, right - max(left, RIM), high))

    def _moving_spans(self) -> list[Span]:
        """Where something is painted that may be elsewhere in the next frame: from left to right,
        in pixels. The cursor, the markers at it, the newest bit of each curve."""
        frame, spans, half = self.frame, [], float(look.px(HEAD))
        place = self.cursor_place()
        places = [] if place is None else [place]
        for curve in self.curves:
            series, x = curve.series, curve.series.x
            last = series.run.last
            if curve.line.marked:
                places.append(series.place(self.step_of(curve)))
            ends = frame.px(x[-1] if len(x) else 0.0), frame.px(series.place(last))
            spans.append((float(ends[0]) - half, float(ends[1]) + half))
        return spans + [(float(frame.px(at)) - half, float(frame.px(at)) + half) for at in places]

    def cursor_place(self) -> float | None:
        """Where the cursor's line stands: where it is for `own`, as far as any of the runs goes."""
        if self.own is None:
            return None
        ends = (curve.series.place(curve.series.run.last) for curve in self.curves)
        return min(self.own.series.place(self.cursor), max(ends, default=0.0))

    def step_of(self, curve: Curve) -> int:
        """The step of a runner that is looked at: the cursor's, or the last one that has cost no
        more than `own` at the cursor; its end where it has ended before."""
        run, own = curve.series.run, self.own
        place = self.cursor_place() if self.together else None
        if place is None or (own is not None and run is own.series.run):
            return min(self.cursor, run.last)
        return min(step_within(curve.series.along.cost, run, place), run.last)

    def heads(self) -> list[tuple[int, float, float]]:
        """The markers at the cursor: slot and pixel. A run that has ended has its at its end.

        Who has left through the top or the bottom has it at the edge: it went there.
        """
        heads = []
        for curve in self.marked:
            step = self.step_of(curve)
            place, height = curve.series.place(step), curve.series.at(step)
            if self.frame.shows(place) and height == height:
                x, y = float(self.frame.px(place)), self.frame.edge_py(height)
                heads.append((curve.slot, x, y))
        return heads

    # The picture

    def _painter(self, picture: QPixmap) -> QPainter:
        painter = QPainter(picture)
        points = sum(len(curve.series.x) for curve in self.curves)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, points <= MANY)
        return painter

    def _paint_picture(self, ratio: float) -> QPixmap:
        frame = self.frame
        picture = QPixmap(round(frame.width * ratio), round(frame.height * ratio))
        picture.setDevicePixelRatio(ratio)
        picture.fill(Qt.GlobalColor.transparent)
        painter = self._painter(picture)
        self._paint_grid(painter)
        for curve in self.curves:
            curve.drawn, curve.marked, curve.pen = 0, -1, curve.line.pen(curve.slot)
            self._paint_new(painter, curve)
        painter.end()
        return picture

    def _paint_grid(self, painter: QPainter) -> None:
        """Quiet lines at the numbers of the axes."""
        frame, (across, up) = self.frame, self._grid
        painter.setPen(chart_pen(style.theme.line, 1))
        for place in across:
            x = round(frame.px(place)) + 0.5
            painter.drawLine(QPointF(x, 0), QPointF(x, frame.height))
        for height in up:
            y = round(float(frame.py(height))) + 0.5
            painter.drawLine(QPointF(0, y), QPointF(frame.width, y))

    def _paint_new(self, painter: QPainter, curve: Curve) -> None:
        """Those points of a curve that are not in the picture yet."""
        series = curve.series
        begin = max(curve.drawn - 1, 0)
        x, y = self.frame.px(series.x[begin:]), self.frame.py(series.y[begin:])
        if curve.line.dashes:  # they run on from point to point
            _paint_path(painter, curve, x, y)
        else:
            painter.setPen(curve.pen)
            self._paint_lines(painter, x, y)
        self._paint_marks(painter, curve)
        curve.drawn = len(series.x)

    def _paint_lines(self, painter: QPainter, x: Array, y: Array) -> None:
        """Single lines from point to point, several times faster than one polygon of them;
        leaves out what is not finite."""
        if len(x) < 2:
            return
        ends = np.empty((len(x) - 1, 4))
        ends[:, 0], ends[:, 1], ends[:, 2], ends[:, 3] = x[:-1], y[:-1], x[1:], y[1:]
        there = np.isfinite(ends[:, 1] + ends[:, 3])
        if not there.all():
            ends = ends[there]
        self._lines.resize(len(ends))
        if len(ends):
            self._lines.ndarray()[:] = ends
            painter.drawLines(*self._lines.drawargs())

    def _paint_marks(self, painter: QPainter, curve: Curve) -> None:
        """Dots where steps are far apart, and the runner's marker now and then; only what is new.

        The markers tell curves apart for those who do not see colours: who is alone needs none.
        """
        series, line, begin = curve.series, curve.line, curve.marked + 1
        if not len(series.x) or not (line.marked or line.dots):
            return
        reached = round(series.step(float(series.x[-1])))
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if line.dots and pixels_a_step(curve, self.frame) >= look.px(DOTS_FROM):
            radius = look.px(DOT) / 2
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(look.runner_color(curve.slot))
            seen = range(max(begin, int(series.step(self.frame.x[0]))), reached + 1)
            for x, y in self._pixels(curve, seen):
                painter.drawEllipse(QPointF(x, y), radius, radius)
        if line.marked and len(self.marked) > 1:
            steps = [step for step in marked_steps(curve, self.frame) if begin <= step <= reached]
            for x, y in self._pixels(curve, steps):
                paint_marker(painter, curve.slot, x, y, look.px(MARKER))
        curve.marked = reached
        painter.restore()

    def _pixels(self, curve: Curve, steps: Sequence[int]) -> Iterator[tuple[float, float]]:
        """Where steps are; those in view only."""
        frame = self.frame
        for step in steps:
            place = curve.series.place(step)
            if frame.shows(place):
                y = float(frame.py(curve.series.at(step)))
                if 0 <= y <= frame.height:
                    yield float(frame.px(place)), y

    # A frame

    def _paint_cursor(self, painter: QPainter) -> None:
        """The vertical line, and the newest bit of each curve."""
        frame, place = self.frame, self.cursor_place()
        if place is not None and frame.shows(place):
            x = round(frame.px(place)) + 0.5
            painter.setPen(chart_pen(style.theme.accent, 1.5))
            painter.drawLine(QPointF(x, 0), QPointF(x, frame.height - RIM))
        for curve in self.curves:
            series = curve.series
            if not len(series.x) or curve.line.dashes:
                continue
            last = series.run.last
            x, end = series.x[-1], series.place(last)
            if x > frame.x[1] or (end - x) * frame.scale < 1:
                continue
            height = series.at(last)
            if height == height:
                begin = QPointF(frame.px(x), float(frame.py(series.y[-1])))
                painter.setPen(curve.pen)
                painter.drawLine(begin, QPointF(frame.px(end), float(frame.py(height))))

    def _paint_frame(self, painter: QPainter) -> None:
        ratio = painter.device().devicePixelRatioF()
        if self._picture is None or self._picture.devicePixelRatio() != ratio:
            self._picture = self._paint_picture(ratio)
        painter.drawPixmap(QPointF(0, 0), self._picture)
        self._paint_cursor(painter)
        for slot, x, y in self.heads():
            stamp_marker(painter, slot, x, y, look.px(HEAD))

    def _paint_vectors(self, painter: QPainter) -> None:
        """Everything, for a picture that is saved: no pixmap, one path a curve."""
        self._paint_grid(painter)
        for curve in self.curves:
            marked, curve.pen = curve.marked, curve.line.pen(curve.slot)
            x, y = self.frame.px(curve.series.x), self.frame.py(curve.series.y)
            _paint_path(painter, curve, x, y)
            curve.marked = -1
            self._paint_marks(painter, curve)
            curve.marked = marked
        self._paint_cursor(painter)
        for slot, x, y in self.heads():
            paint_marker(painter, slot, x, y, look.px(HEAD))

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


def _paint_path(painter: QPainter, curve: Curve, x: Array, y: Array) -> None:
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(curve.pen)
    painter.drawPath(pg.arrayToQPath(x, y, connect="finite"))
    painter.restore()
