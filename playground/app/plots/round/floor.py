"""The floor under the ground: its frame with axes, the contours, and what has no height."""

from __future__ import annotations

from math import hypot

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QFont, QFontMetricsF, QPainter, QPainterPath, QPolygonF

from playground.app.look.style import BODY, SMALL, font, mixed, px, style
from playground.app.paint.axes import line_pen, tick_label, ticks
from playground.app.plots.contours import level_lines
from playground.app.plots.round.camera import GAP, Projection
from playground.app.plots.round.ground import Ground

APART = 52
"""Pixels between two numbers of an axis, at least."""
TICK = 4
CROWDED = 8_000
"""Points of all contours together, above which they are thinned while the ground is turned."""


class Floor:
    """Paints the floor of one ground; its contours are traced once."""

    def __init__(self, ground: Ground) -> None:
        self.ground = ground
        self._lines: QPainterPath | None = None
        self._quick: QPainterPath | None = None
        self._holes: QPainterPath | None = None

    def paint(self, painter: QPainter, projection: Projection, fine: bool = True) -> None:
        """The plate, the contours on it, and stripes where there is no number."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(style.theme.field))
        painter.drawPolygon(QPolygonF(self.corners(projection)))
        to_pixels = projection.on_level(-GAP)
        if not self.ground.finite:
            stripes = QBrush(QColor(style.theme.outline), Qt.BrushStyle.BDiagPattern)
            painter.fillPath(to_pixels.map(self.holes), stripes)
        color = mixed(style.theme.quiet, style.theme.field, 0.35)
        self.paint_contours(painter, projection, color, fine)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(line_pen(style.theme.outline))
        painter.drawPolygon(QPolygonF(self.corners(projection)))

    def paint_contours(
        self, painter: QPainter, projection: Projection, color: QColor, fine: bool = True
    ) -> None:
        """The lines of equal height, as flat as on the map."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, fine)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        pen = line_pen(color)
        if not fine:
            pen.setWidthF(0)  # the thinnest line is the quickest
        painter.setPen(pen)
        lines = self.contours if fine else self.quick_contours
        painter.drawPath(projection.on_level(-GAP).map(lines))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)

    def corners(self, projection: Projection, level: float = -GAP) -> list[QPointF]:
        """Of the ground at a level: (a low, b low), then around against the clock."""
        (left, right), (low, high) = (side[[0, -1]].tolist() for side in (
            self.ground.a, self.ground.b
        ))
        return [
            projection.pixel(a, b, level)
            for a, b in ((left, low), (right, low), (right, high), (left, high))
        ]

    @property
    def contours(self) -> QPainterPath:
        """In the units of a and b."""
        if self._lines is None:
            self._lines = self._traced(1)
        return self._lines

    @property
    def quick_contours(self) -> QPainterPath:
        """Where there are too many lines to draw while it turns: every third one."""
        if self._quick is None:
            crowded = self.contours.elementCount() > CROWDED
            self._quick = self._traced(3) if crowded else self.contours
        return self._quick

    def _traced(self, every: int) -> QPainterPath:
        ground, range_ = self.ground, self.ground.range
        levels = (range_.levels - range_.low) / (range_.high - range_.low)
        levels = levels[(levels > 0) & (levels <= 1)][every // 2 :: every]
        return level_lines(ground.a, ground.b, ground.levels, levels)

    @property
    def holes(self) -> QPainterPath:
        """The cells that a corner without a number takes away, in the units of a and b."""
        if self._holes is None:
            self._holes = QPainterPath()
            a, b, levels = self.ground.coarse(80)
            gone = ~np.isfinite(levels)
            gone = gone[:-1, :-1] | gone[:-1, 1:] | gone[1:, :-1] | gone[1:, 1:]
            for j, i in np.argwhere(gone).tolist():
                self._holes.addRect(QRectF(a[i], b[j], a[i + 1] - a[i], b[j + 1] - b[j]))
        return self._holes

    # The axes

    def paint_axes(self, painter: QPainter, projection: Projection) -> list[QRectF]:
        """Numbers and names along the two near edges, and of the heights at the left. Where the
        words along the edges stand.
        """
        words: list[QRectF] = []
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        corners = self.corners(projection)
        nearest = max(range(4), key=lambda k: corners[k].y())
        for k, axis in ((nearest - 1, nearest), (nearest, (nearest + 1) % 4)):
            words += self._paint_edge(painter, projection, k % 4, axis % 4)
        if projection.cos > 0.15:
            self._paint_heights(painter, projection)
        return words

    def _paint_edge(
        self, painter: QPainter, projection: Projection, first: int, last: int
    ) -> list[QRectF]:
        """Along the floor's edge between two corners: even ones from left to right are along a."""
        along_a = min(first, last) % 2 == 0 and {first, last} in ({0, 1}, {2, 3})
        side = self.ground.a if along_a else self.ground.b
        low, high = float(side[0]), float(side[-1])
        corners = self.corners(projection)
        middle = (corners[0] + corners[2]) / 2
        order = (0, 1, 1, 0) if along_a else (0, 0, 1, 1)
        start, end = sorted((first, last), key=order.__getitem__)
        line = corners[end] - corners[start]
        length = hypot(line.x(), line.y())
        if length < px(APART):
            return []
        out = (corners[first] + corners[last]) / 2 - middle
        out = out / max(hypot(out.x(), out.y()), 1e-9)
        most = max(1, int(length / px(APART)))
        values = ticks(low, high, most)
        step = values[1] - values[0] if len(values) > 1 else high - low
        painter.setFont(font(SMALL))
        words = []
        for value in values:
            at = corners[start] + line * ((value - low) / (high - low))
            painter.setPen(line_pen(style.theme.outline))
            painter.drawLine(at, at + out * px(TICK))
            painter.setPen(QColor(style.theme.quiet))
            words.append(_write(painter, at + out * px(TICK + 12), tick_label(value, step)))
        name = self.ground.names[0 if along_a else 1]
        painter.setFont(_italic(name))
        painter.setPen(QColor(style.theme.text))
        metrics = QFontMetricsF(painter.font())
        name = metrics.elidedText(name, Qt.TextElideMode.ElideRight, max(length * 0.7, px(96)))
        # Beside the numbers, however long the words are: they are pushed out along the edge's side.
        away = px(TICK + 28) + abs(out.x()) * max(metrics.horizontalAdvance(name) / 2 - px(10), 0)
        at, half = corners[start] + line / 2 + out * away, metrics.horizontalAdvance(name) / 2 + 2
        room = projection.room
        if room.width() > 2 * half:  # it may hide a number, but is not cut off itself
            at.setX(min(max(at.x(), room.left() + half), room.right() - half))
        return [*words, _write(painter, at, name)]

    def _paint_heights(self, painter: QPainter, projection: Projection) -> None:
        """A line upwards at the corner that is leftmost on screen."""
        feet, tops = self.corners(projection, 0.0), self.corners(projection, 1.0)
        left = min(range(4), key=lambda k: feet[k].x())
        foot, top = feet[left], tops[left]
        painter.setPen(line_pen(style.theme.outline))
        painter.drawLine(foot, top)
        dots = line_pen(style.theme.outline)
        dots.setStyle(Qt.PenStyle.DotLine)
        painter.setPen(dots)
        painter.drawLine(foot, self.corners(projection)[left])
        painter.setFont(font(SMALL))
        metrics = QFontMetricsF(painter.font())
        most = max(2, int((foot.y() - top.y()) / px(28)))
        for place, label in self.ground.height_ticks(most):
            at = foot + (top - foot) * place
            painter.setPen(line_pen(style.theme.outline))
            painter.drawLine(at, at - QPointF(px(TICK), 0))
            painter.setPen(QColor(style.theme.quiet))
            wide = metrics.horizontalAdvance(label)
            x = max(at.x() - px(TICK + 3) - wide, projection.room.left() + px(2))
            painter.drawText(QPointF(x, at.y() + metrics.ascent() / 2 - px(1)), label)
        painter.setFont(_italic(self.ground.names[2]))
        painter.setPen(QColor(style.theme.text))
        name = self.ground.names[2]
        wide = QFontMetricsF(painter.font()).horizontalAdvance(name)
        x = min(max(top.x() - wide / 2, px(4)), projection.area.right() - wide)
        painter.drawText(QPointF(x, top.y() - px(7)), name)


def _italic(name: str) -> QFont:
    made = font(BODY)
    made.setItalic(len(name) <= 2)
    return made


def _write(painter: QPainter, at: QPointF, text: str) -> QRectF:
    """A word around a point; where it stands."""
    metrics = QFontMetricsF(painter.font())
    box = QRectF(0, 0, metrics.horizontalAdvance(text) + 2, metrics.height())
    box.moveCenter(at)
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)
    return box

