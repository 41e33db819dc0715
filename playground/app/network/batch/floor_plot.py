"""Draws the last points of a run about the minimum, with the cloud that is predicted there."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from PySide6.QtCore import QPointF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QWidget

from playground.app.look.style import faded, mixed, px, runner_color, style
from playground.app.network.batch.painting import paint_dots, paint_ellipse, paint_line
from playground.app.network.batch.steps import next_step
from playground.app.paint.axes import line_pen
from playground.app.paint.chips import paint_chip, paint_marker
from playground.app.plots.plane import Plane
from playground.app.text.numbers import number
from playground.engine.networks.cloud import Ellipse
from playground.engine.problem import Array

POINT, ROOM, TIGHT = 4.0, 1.15, 0.3


class FloorMarks(NamedTuple):
    """In the plane of two parameters: `points` (k, 2), the last one last, their running `averages`
    (k, 2), the `minimum` (2,) and the predicted 1-sigma ellipse, None where none is predicted.
    """

    points: Array
    averages: Array
    minimum: Array | None
    predicted: Ellipse | None


class FloorPlot(Plane):
    """`hovered` says where the pointer is."""

    widest_tick = "−0.00000"
    hovered = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.marks: FloorMarks | None = None
        self._slot = 0
        self._names = ("", "")
        self._anew = True
        self.show_bar(False)
        self.add_layer(self._paint, 1)
        self.pointed.connect(self._point)
        self.viewed.connect(self.refresh)
        self.dress()

    def forget(self) -> None:
        """Other parameters or another run: a window that fits them."""
        self._anew = True

    def show_marks(self, marks: FloorMarks, slot: int, names: tuple[str, str]) -> None:
        """Draw these in a runner's colour; `names` stand at the axes."""
        self.marks, self._slot = marks, slot
        if names != self._names:
            self._names, self._anew = names, True
            for side, name in zip(("bottom", "left"), names, strict=True):
                self.plot.getAxis(side).set_name(name)
            self.dress()
        self._frame(marks)
        self.refresh()

    def _frame(self, marks: FloorMarks) -> None:
        """All points and the ellipses, in steps."""
        parts = [marks.points, marks.averages]
        if marks.minimum is not None:
            parts.append(marks.minimum[None])
        if marks.predicted is not None:
            parts.append(marks.predicted.outline(2.0))
        every = np.concatenate(parts)
        every = every[np.isfinite(every).all(axis=1)]
        if not len(every):
            return
        low, high = every.min(axis=0), every.max(axis=0)
        half = ROOM * float((high - low).max()) / 2
        (left, right), (bottom, top) = self.window_shown
        inside = (
            left <= low[0] and high[0] <= right and bottom <= low[1] and high[1] <= top
            and half > TIGHT * (right - left) / 2
        )
        if self._anew or not inside:
            self._anew = False
            tiny = 1e-6 * max(float(np.abs(every).max()), 1e-3)
            half = next_step(max(half, tiny))
            x, y = ((low + high) / 2).tolist()
            self.show_window(((x - half, x + half), (y - half, y + half)))

    def _paint(self, painter: QPainter, direct: bool) -> None:
        view, theme, marks = self.map_view, style.theme, self.marks
        painter.fillRect(view.area, QColor(theme.field))
        if marks is None:
            return
        painter.save()
        painter.setClipRect(view.area)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        color = runner_color(self._slot)
        pixels = view.to_pixels(marks.points)
        paint_line(painter, pixels, line_pen(faded(color, 0.25), 1))
        paint_dots(painter, pixels, mixed(theme.field, color, 0.6), POINT)
        if marks.predicted is not None:
            pen = line_pen(theme.text, 1.6)
            pen.setStyle(Qt.PenStyle.CustomDashLine)
            pen.setDashPattern([4, 3])
            for times in (1.0, 2.0):
                paint_ellipse(painter, view, marks.predicted, times, pen)
        smooth = view.to_pixels(marks.averages)
        paint_line(painter, smooth, line_pen(theme.panel, 5))
        paint_line(painter, smooth, line_pen(theme.accent, 3))
        if len(smooth) and np.isfinite(smooth[-1]).all():
            end = QPointF(*smooth[-1].tolist())
            paint_dots(painter, smooth[-1:], QColor(theme.accent), 9)
            paint_chip(painter, end + QPointF(px(8), px(4)), "average", view.area, theme.accent)
        if len(pixels) and np.isfinite(pixels[-1]).all():
            paint_marker(painter, self._slot, QPointF(*pixels[-1].tolist()), px(11))
        if marks.minimum is not None:
            at = view.pixel(tuple(marks.minimum.tolist()))
            if at is not None:
                arm = px(7)
                for pen in (line_pen(theme.halo, 4), line_pen(theme.text, 2)):
                    painter.setPen(pen)
                    painter.drawLine(at - QPointF(arm, 0), at + QPointF(arm, 0))
                    painter.drawLine(at - QPointF(0, arm), at + QPointF(0, arm))
                paint_chip(painter, at + QPointF(px(8), -px(22)), "w*", view.area)
        painter.restore()

    @Slot(object)
    def _point(self, at: QPointF | None) -> None:
        if at is None or self.marks is None:
            self.hovered.emit("")
            return
        x, y = self.map_view.to_data(at)
        first, second = self._names
        self.hovered.emit(f"{first} = {number(x)}, {second} = {number(y)}")

    def sizeHint(self) -> QSize:
        return QSize(px(320), px(260))
