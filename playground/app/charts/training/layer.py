"""The training chart's curves: evaluated lines, dashed for the test data, over faint noise."""

from __future__ import annotations

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen

from playground.app.charts.curves import Curve, Threshold, curve_pen, paint_marks
from playground.app.charts.frame import Frame
from playground.app.charts.layer import CurveLayer
from playground.app.charts.training.axis import epoch_ticks
from playground.app.charts.training.series import Series, part_of
from playground.app.look import style as look
from playground.app.look.style import style
from playground.app.paint.legend import chart_pen, legend_size, paint_legend, paint_marker
from playground.app.paint.scale import Ticks

_NOISE = 0.34  # how much of a runner's colour the batches' noise has
_APART = 96.0  # pixels between the markers on a line
_MARKER = 8
_UNDER_LEGEND = 10_000  # points that a name would have to hide elsewhere to go under the legend
DASHES, DOTS = (3.0, 2.6), (0.1, 2.2)


def part_pen(slot: int, part: str) -> QPen:
    """What a line is drawn with: solid, dashed for the test data, dotted for what is minimized

    where that is not R, faint for the batches.
    """
    color = look.runner_color(slot)
    if part == "noise":
        return chart_pen(look.mixed(style.theme.panel, color, _NOISE), 1)
    if part == "test":
        pen = chart_pen(color, 1.6, Qt.PenStyle.CustomDashLine)
        pen.setCapStyle(Qt.PenCapStyle.FlatCap)
        pen.setDashPattern(DASHES)
        return pen
    if part == "objective":
        pen = chart_pen(color, 2, Qt.PenStyle.CustomDashLine)
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        pen.setDashPattern(DOTS)
        return pen
    return curve_pen(slot)


class TrainingLayer(CurveLayer):
    """A chart's layer whose curves have parts, and whose grid may stand at epochs."""

    per_epoch = 0
    """Steps an epoch where the axis is in epochs; 0 where it is in steps."""
    across: Ticks = Ticks([], [])
    _name_at = 0

    def set_frame(self, frame: Frame, across: Ticks, up: Ticks) -> None:
        if self.per_epoch:
            most = round(frame.width / look.px(64))
            across = epoch_ticks(frame.first, frame.last, self.per_epoch, most)
        self.across = across
        super().set_frame(frame, across, up)

    @property
    def _named(self) -> list[Curve]:
        """Who has a head and a line in the legend: each runner once."""
        named = (curve for curve in self.curves if part_of(curve) == "main")
        return sorted(named, key=lambda curve: curve.slot)

    @property
    def _names(self) -> list[tuple[int, str]]:
        every, self.curves = self.curves, self._named
        try:
            return super()._names
        finally:
            self.curves = every

    def _heads(self) -> list[tuple[int, float, float]]:
        every, self.curves = self.curves, self._named
        try:
            return super()._heads()
        finally:
            self.curves = every

    def _paint_new(self, painter: QPainter, curve: Curve) -> None:
        trace = curve.trace
        if isinstance(trace, Series):
            curve.pen = part_pen(curve.slot, part_of(curve))
            self._paint_line(painter, curve)
            curve.drawn = len(trace.x)
        elif part_of(curve) == "noise":
            curve.pen, begin = part_pen(curve.slot, "noise"), max(curve.drawn - 1, 0)
            painter.setPen(curve.pen)
            x, y = self.frame.px(trace.x[begin:]), self.frame.py(trace.y[begin:])
            self._lines.paint(painter, x, y)
            curve.drawn = len(trace.x)
        else:
            super()._paint_new(painter, curve)

    def _paint_line(self, painter: QPainter, curve: Curve) -> None:
        """An evaluated line, whole: dashes run on from point to point; and its markers."""
        frame, trace = self.frame, curve.trace
        x, y = frame.px(trace.x), frame.py(trace.y)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(part_pen(curve.slot, part_of(curve)))
        painter.drawPath(pg.arrayToQPath(x, y, connect="finite"))
        if part_of(curve) == "main":
            after = look.px(_APART) * (0.35 + 0.618 * curve.slot % 1.0)
            for k in range(len(x)):
                if x[k] >= after and y[k] == y[k]:
                    paint_marker(painter, curve.slot, x[k], y[k], look.px(_MARKER))
                    after = x[k] + look.px(_APART)
        painter.restore()

    def _paint_ground(self, painter: QPainter) -> None:
        """Without the threshold's name, which lies over the lines."""
        threshold = self._threshold
        if threshold is not None:
            self._place_name(threshold)
        self._threshold = threshold._replace(text="") if threshold is not None else None
        super()._paint_ground(painter)
        self._threshold = threshold

    def _paint_cursor(self, painter: QPainter) -> None:
        if self._threshold is not None:
            self._paint_name(painter, self._threshold)
        super()._paint_cursor(painter)

    def _paint_name(self, painter: QPainter, threshold: Threshold) -> None:
        """What the dashed line means, on a ground of its own: readable over any curve."""
        painter.setFont(look.font(look.SMALL))
        box = self._name_places(threshold)[self._name_at]
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(style.theme.panel))
        painter.drawRoundedRect(box, look.px(3), look.px(3))
        painter.setPen(QColor(style.theme.text))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, threshold.text)

    def _name_places(self, threshold: Threshold) -> list[QRectF]:
        """Where the name may stand: at either end of its line, above or below it."""
        metrics, gap = QFontMetricsF(look.font(look.SMALL)), look.px(look.SPACE_XS)
        width, high = metrics.horizontalAdvance(threshold.text) + 2 * gap, metrics.height()
        y = float(self.frame.py(threshold.height))
        lowest = max(self.frame.height - high, 0.0)
        tops = (min(max(y - high - gap, 0.0), lowest), min(y + gap, lowest))
        right = max(self.frame.width - width - look.px(look.SPACE_S), 0.0)
        return [QRectF(x, top, width, high) for x in (right, look.px(look.SPACE_S)) for top in tops]

    def _place_name(self, threshold: Threshold) -> None:
        """Where the name hides least; it stays where it is unless it hides twice as much there."""
        if not self.curves:
            return
        frame, names = self.frame, self._names
        x = np.concatenate([frame.px(curve.trace.x) for curve in self.curves])
        y = np.concatenate([frame.py(curve.trace.y) for curve in self.curves])
        legend = QRectF(self._free_corner(), legend_size(names)) if names else QRectF()
        hidden = []
        for box in self._name_places(threshold):
            inside = (x >= box.left()) & (x <= box.right()) & (y >= box.top()) & (y <= box.bottom())
            hidden.append(int(inside.sum()) + (_UNDER_LEGEND if box.intersects(legend) else 0))
        if hidden[self._name_at] > 2 * min(hidden):
            self._name_at = hidden.index(min(hidden))

    def _paint_vectors(self, painter: QPainter) -> None:
        """For a picture that is saved: no pixmap, one path a curve."""
        self._paint_ground(painter)
        for curve in self.curves:
            if isinstance(curve.trace, Series):
                self._paint_line(painter, curve)
                continue
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(part_pen(curve.slot, part_of(curve)))
            x, y = self.frame.px(curve.trace.x), self.frame.py(curve.trace.y)
            painter.drawPath(pg.arrayToQPath(x, y, connect="finite"))
            if part_of(curve) == "main":
                marked, curve.marked = curve.marked, -1
                paint_marks(painter, self.frame, curve)
                curve.marked = marked
        self._paint_cursor(painter)
        if self._names:
            paint_legend(painter, self._names, QPointF(self._free_corner()))
        for slot, x, y in self._heads():
            paint_marker(painter, slot, x, y, look.px(12))
