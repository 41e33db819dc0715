"""The parabola at the selected runner: the ellipse of its curvature with the eigenvalues, and its
own lines of equal height over the true ones, on the map and in the round.
"""

from __future__ import annotations

from math import hypot
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPainterPath

from playground.app.look.style import SMALL, SPACE_S, font, halo, px, style
from playground.app.paint.axes import line_pen
from playground.app.paint.chips import paint_chip, paint_plate
from playground.app.paint.viewport import Viewport
from playground.app.plots.contours import level_lines
from playground.app.plots.heights import Range
from playground.app.surface.picture import SurfacePicture
from playground.app.text.numbers import number
from playground.engine.problem import Array
from playground.engine.surface import Point, Surface

if TYPE_CHECKING:  # not imported for every start
    from playground.app.plots.round.ground import Ground, Sheet
    from playground.engine.quadratic import Quadratic

CELLS = 72
LONG = 84
"""Pixels of the ellipse's longer half axis."""
SHARE = 0.1
"""So much of what f rises and falls the parabola may be wrong by where it is called right."""
NO_SECOND = "no second derivatives here: f has a kink or a peak"


class Parabola:
    """Follows the selected runner's head while it is switched on."""

    def __init__(self, picture: SurfacePicture) -> None:
        self._picture = picture
        self.on = False
        self._key: tuple[Surface, Point] | None = None
        self._model: Quadratic | None = None
        self._radius = 0.0
        self._lines_key: object = None
        self._lines = QPainterPath()

    @property
    def model(self) -> Quadratic | None:
        """The parabola at the cursor; None while it is off, or nobody is there."""
        picture = self._picture
        surface, head = picture.surface, self._head()
        if not self.on or surface is None or head is None:
            return None
        if self._key is None or self._key != (surface, head):
            from playground.engine.quadratic import parabolic_radius, quadratic_at

            self._key, self._model = (surface, head), quadratic_at(surface, head)
            self._radius = parabolic_radius(surface, self._model, SHARE)
        return self._model

    @property
    def radius(self) -> float:
        """How far around its point it is right, see `parabolic_radius`."""
        return self._radius if self.model is not None else 0.0

    def _head(self) -> Point | None:
        picture = self._picture
        if picture.scene is None:
            return None
        for trail in picture.trails.trails:
            if trail.slot == picture.scene.slot:
                head = trail.head(picture.cursor)
                return None if head is None else head[0]
        return None

    # Words

    def lines(self) -> list[str]:
        """What the plate says."""
        model = self.model
        if model is None:
            return []
        if not model.exists:
            return [NO_SECOND]
        (large, small), _ = model.axes()
        said = [f"λ₁ = {number(large)}", f"λ₂ = {number(small)}"]
        if small > 0:
            said.append(f"κ = λ₁/λ₂ = {number(large / small)}")
        if large > 0:
            said.append(f"2/λ₁ = {number(2 / large)}")
        if not np.isfinite(self.radius):
            said.append("f is this parabola, as far as the window goes")
        elif self.radius > 0:
            said.append(f"right to 10 % within {number(self.radius, 3)}")
        else:
            said.append("right to 10 % nowhere around here")
        return said

    # The map

    def paint(self, painter: QPainter, direct: bool) -> None:
        """The parabola's contours dashed, its ellipse with both axes, and how far it is right."""
        model, picture = self.model, self._picture
        if model is None:
            return
        view = picture.viewport
        painter.save()
        painter.setClipRect(view.area)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if model.exists:
            self._paint_contours(painter, model, view)
            self._paint_axes(painter, model, view)
        painter.restore()
        self._paint_plate(painter, view)

    def _paint_contours(self, painter: QPainter, model: Quadratic, view: Viewport) -> None:
        range_ = self._picture.layer.range
        if range_ is None:
            return
        key = (model, view, range_)
        if key != self._lines_key:
            self._lines_key, self._lines = key, contours_of(model, view, range_)
        pen = line_pen(style.theme.text)
        pen.setWidthF(0)  # the thinnest line is the quickest, and this moves with every step
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPath(self._lines)

    def _paint_axes(self, painter: QPainter, model: Quadratic, view: Viewport) -> None:
        at = view.pixel(model.point)
        if at is None:
            return
        values, _ = model.axes()
        ends = axis_ends(model, view)
        for color, width in ((halo(), 4.0), (style.theme.accent, 2.0)):
            for end, value in zip(ends, values.tolist(), strict=True):
                pen = line_pen(color, width)
                if value < 0:  # downhill on both sides
                    pen.setStyle(Qt.PenStyle.DashLine)
                painter.setPen(pen)
                painter.drawLine(QLineF(at - end, at + end))
            if values[1] > 0:
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.setPen(line_pen(color, width * 0.75))
                painter.drawPath(ellipse(at, ends))
        if np.isfinite(self.radius) and self.radius > 0:
            sx, sy = view.scale
            pen = line_pen(style.theme.accent, 1.2)
            pen.setStyle(Qt.PenStyle.DotLine)
            painter.setPen(pen)
            painter.drawEllipse(at, self.radius * sx, self.radius * sy)
        for k, end in enumerate(ends):
            long = max(hypot(end.x(), end.y()), 1e-9)
            beside = at + end * (1 + px(12) / long)
            paint_chip(painter, beside - QPointF(px(8), px(8)), "λ₁" if k == 0 else "λ₂", view.area)

    def plate(self, view: Viewport) -> QRectF:
        """Where its words stand: in the corner before the runners' legend; on a map that has no
        room for two plates beside each other, next to that legend, for those of the basins are on
        the other side.
        """
        legend, lines = self._picture.legend, self.lines()
        metrics, gap = QFontMetricsF(font(SMALL)), px(SPACE_S)
        wide = max(metrics.horizontalAdvance(line) for line in lines)
        area = view.area.adjusted(gap, gap, -gap, -gap)
        box = QRectF(0, 0, min(wide + 1 + 2 * gap, area.width()),
                     (metrics.height() + px(2)) * len(lines) + px(8))
        corner = (legend.corner + 1) % 4
        box.moveLeft(area.right() - box.width() if corner in (0, 1) else area.left())
        box.moveTop(area.top() if corner in (0, 3) else area.bottom() - box.height())
        if box.width() > area.width() / 2:
            other = legend.box(self._picture.entries(), view.area)
            top = legend.corner in (0, 3)
            box.moveTop(other.bottom() + gap if top else other.top() - gap - box.height())
        return box

    def _paint_plate(self, painter: QPainter, view: Viewport) -> None:
        box, lines, gap = self.plate(view), self.lines(), px(SPACE_S)
        paint_plate(painter, box)
        painter.setFont(font(SMALL))
        painter.setPen(line_pen(style.theme.text))
        metrics, wide = QFontMetricsF(font(SMALL)), box.width() - 2 * gap
        high = metrics.height() + px(2)
        for k, line in enumerate(lines):
            row = QRectF(box.left() + gap, box.top() + px(4) + k * high, wide, high)
            shown = metrics.elidedText(line, Qt.TextElideMode.ElideRight, wide)
            painter.drawText(row, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, shown)

    # In the round

    def sheet(self, ground: Ground | None) -> Sheet | None:
        """The parabola as a net over a ground; None while there is none."""
        model = self.model
        if model is None or ground is None or not model.exists:
            return None
        from playground.app.plots.round.ground import Sheet

        heights = model(*np.meshgrid(ground.a, ground.b))
        return Sheet(ground.a, ground.b, ground.level(heights))


def contours_of(model: Quadratic, view: Viewport, range_: Range) -> QPainterPath:
    """The parabola's lines at the heights of the map's own, in pixels."""
    x, y = (np.linspace(*side, CELLS) for side in (view.x, view.y))
    shown = range_.shown(model(*np.meshgrid(x, y)))
    # Below the lowest colour a logarithm falls without end: there are no lines to compare.
    shown = np.where(shown < range_.low, np.nan, shown)
    pixels = view.to_pixels(np.stack([x, y], axis=1))
    return level_lines(pixels[:, 0], pixels[:, 1], shown, range_.levels, dashed=True)


def axis_ends(model: Quadratic, view: Viewport) -> list[QPointF]:
    """From the point to the ends of the ellipse's half axes, in pixels, the sharper one first.

    They are as 1/√|λ| to each other: where the ground curves four times as much, the ellipse of
    equal height is half as wide. A direction that hardly curves is cut to six times the other.
    """
    values, vectors = model.axes()
    size = np.sqrt(np.maximum(np.abs(values), 1e-300))
    lengths = 1 / np.maximum(size, size.max() / 6) if size.max() > 1e-140 else np.ones(2)
    sx, sy = view.scale
    pixels: Array = vectors * lengths[:, None] * np.array([sx, -sy])
    longest = float(np.hypot(*pixels.T).max())
    return [QPointF(x, y) * (px(LONG) / longest) for x, y in pixels.tolist()]


def ellipse(at: QPointF, ends: list[QPointF]) -> QPainterPath:
    """Through the ends of two half axes around a point."""
    one, other = ends
    path = QPainterPath()
    turn = np.linspace(0, 2 * np.pi, 73)
    for k, (c, s) in enumerate(zip(np.cos(turn).tolist(), np.sin(turn).tolist(), strict=True)):
        place = at + one * c + other * s
        if k:
            path.lineTo(place)
        else:
            path.moveTo(place)
    return path
