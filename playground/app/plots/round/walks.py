"""Who walked over the ground: the ways on it, their shadows on the floor, and the lines between."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pyqtgraph as pg
from numpy.typing import NDArray
from PySide6.QtCore import QLineF, QPointF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen, QPolygonF

from playground.app.look.style import faded, halo, px, runner_color
from playground.app.paint.axes import line_pen
from playground.app.paint.chips import paint_marker
from playground.app.plots.round.camera import GAP, TOLERANCE, Projection, hidden
from playground.app.plots.round.ground import Ground, Sheet, Walked
from playground.engine.problem import Array

WIDTH, HALO = 2.5, 1.0
BEHIND = 0.5
"""How strong the part of a way is that the ground hides."""
HEAD, HEAD_SELECTED, START = 13, 16, 9
EVERY, NEWEST = 3.0, 40
"""Pixels between two points of the older part of a way; how many are the newest."""
NET = 19
"""Lines of a net in each direction."""
UP = 6
"""Half the width of the arrow over a runner that is higher than the picture."""
DROPS = 9
"""So many lines go down from a way to its shadow, the head's included."""


class Placed:
    """A way in pixels: on the ground, on the floor, and which of its points are hidden.

    `higher`: the runner is above all that is drawn; then its head stands at the top.
    """

    def __init__(self, ground: Ground, projection: Projection, walked: Walked) -> None:
        self.walked = walked
        points, heights, exact = walked.points, walked.heights, walked.exact
        if len(points) > NEWEST:
            seen = projection.to_pixels(
                points[:, 0], points[:, 1], np.nan_to_num(ground.level(heights))
            )
            chosen = _apart(seen)
            points, heights = points[chosen], heights[chosen]
            exact = None if exact is None else exact[chosen]
        a, b = points.T if len(points) else np.empty((2, 0))
        level = ground.level(heights)
        inside = (a >= ground.a[0]) & (a <= ground.a[-1]) & (b >= ground.b[0]) & (b <= ground.b[-1])
        self.there: NDArray[np.bool_] = inside & np.isfinite(level)
        self.higher = False
        if projection.cos > 0:
            low = level <= 1 + 1e-9
            self.higher = bool(len(a) and self.there[-1] and not low[-1])
            self.there &= low
        if self.higher:
            level = np.append(level[:-1], 1.0)
        self.inside = inside
        self.on_ground = projection.to_pixels(a, b, np.nan_to_num(level))
        self.on_floor = projection.to_pixels(a, b, -GAP)
        self.behind = hidden(ground, projection, a, b, level)
        self.exact: NDArray[np.bool_] = np.ones(len(a), bool) if exact is None else exact

    @property
    def head(self) -> QPointF | None:
        """Where the runner is; None where that is not in the picture."""
        seen = len(self.there) and (self.there[-1] or self.higher)
        return QPointF(*self.on_ground[-1]) if seen else None


def paint_shadows(painter: QPainter, ways: Sequence[Placed]) -> None:
    """On the floor: a thin line under each way, and lines down to it."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    for way in ways:
        color = runner_color(way.walked.slot)
        painter.setPen(line_pen(faded(color, 0.55), 1.3))
        painter.drawPath(_path(way.on_floor, way.inside))
        drop = line_pen(faded(color, 0.45), 1.0)
        drop.setStyle(Qt.PenStyle.DotLine)
        painter.setPen(drop)
        painter.drawLines([
            QLineF(*way.on_ground[i], *way.on_floor[i]) for i in _drops(way.there, way.higher)
        ])
        if len(way.inside) and way.inside[-1]:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(faded(color, 0.7))
            x, y = way.on_floor[-1].tolist()
            painter.drawEllipse(QPointF(x, y), px(3), px(2))
            painter.setBrush(Qt.BrushStyle.NoBrush)


def paint_ways(painter: QPainter, ways: Sequence[Placed]) -> None:
    """On the ground: what is behind it is faint; what is only a shadow of the way is dashed."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    for way in ways:
        color = runner_color(way.walked.slot)
        seen, behind = way.there & ~way.behind, way.there & way.behind
        painter.setPen(line_pen(faded(color, BEHIND), 1.6))
        painter.drawPath(_path(way.on_ground, way.there, either=behind))
        lines = _path(way.on_ground, seen)
        painter.setPen(line_pen(halo(), WIDTH + 2 * HALO))
        painter.drawPath(lines)
    for way in ways:
        seen = way.there & ~way.behind
        exact = _path(way.on_ground, seen & way.exact)
        painter.setPen(line_pen(runner_color(way.walked.slot), WIDTH))
        painter.drawPath(exact)
        shadow = _path(way.on_ground, seen, either=~way.exact)
        if not shadow.isEmpty():
            painter.setPen(_dashed(runner_color(way.walked.slot)))
            painter.drawPath(shadow)
    for way in sorted(ways, key=lambda way: way.walked.selected):
        _paint_ends(painter, way)


def paint_sheet(
    painter: QPainter, ground: Ground, projection: Projection, sheet: Sheet, color: QColor
) -> None:
    """A net of thin lines; where the ground is above it they are faint."""
    rows, columns = (
        np.unique(np.linspace(0, len(side) - 1, NET).round().astype(int))
        for side in (sheet.b, sheet.a)
    )
    fine_rows, fine_columns = (np.arange(0, len(side), 2) for side in (sheet.b, sheet.a))
    # All lines behind each other, in one array; between two of them nothing is joined.
    j = np.concatenate([np.repeat(rows, len(fine_columns)), np.tile(fine_rows, len(columns))])
    i = np.concatenate([np.tile(fine_columns, len(rows)), np.repeat(columns, len(fine_rows))])
    ends = np.concatenate([
        np.tile(fine_columns == fine_columns[-1], len(rows)),
        np.tile(fine_rows == fine_rows[-1], len(columns)),
    ])
    a, b, level = sheet.a[i], sheet.b[j], sheet.levels[j, i]
    there = np.isfinite(level) & (level <= 1 + 1e-9) & (level > 1e-9)
    points = projection.to_pixels(a, b, np.where(there, level, 0.0))
    behind = hidden(ground, projection, a, b, np.where(there, level, 1.0))
    behind |= there & (level < ground.level_at(a, b) - TOLERANCE)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    joined = there[:-1] & there[1:] & ~ends[:-1]
    covered = behind[:-1] | behind[1:]
    for which, tint in ((joined & covered, faded(color, 0.28)), (joined & ~covered, color)):
        pen = line_pen(tint)
        pen.setWidthF(0)  # the thinnest line is the quickest
        painter.setPen(pen)
        path: QPainterPath = pg.arrayToQPath(
            points[:, 0], points[:, 1], connect=np.append(which, False).astype(np.int32)
        )
        painter.drawPath(path)


def _paint_ends(painter: QPainter, way: Placed) -> None:
    slot, head = way.walked.slot, HEAD_SELECTED if way.walked.selected else HEAD
    if not len(way.there):
        return
    for i, size, hollow in ((0, START, True), (len(way.there) - 1, head, False)):
        if way.there[i]:
            painter.setOpacity(BEHIND + 0.2 if way.behind[i] else 1.0)
            x, y = way.on_ground[i].tolist()
            paint_marker(painter, slot, QPointF(x, y), px(size), hollow=hollow)
    painter.setOpacity(1.0)
    if way.higher and way.head is not None:
        paint_marker(painter, slot, way.head, px(head))
        _paint_arrow_up(painter, way.head - QPointF(0, px(head) / 2 + px(3)), runner_color(slot))


def _paint_arrow_up(painter: QPainter, foot: QPointF, color: QColor) -> None:
    """Over a head at the top of the picture: the runner is higher still."""
    wide = px(UP)
    arrow = QPolygonF([foot + QPointF(-wide, 0), foot + QPointF(wide, 0), foot - QPointF(0, wide)])
    painter.setPen(line_pen(halo(), 2 * HALO))
    painter.setBrush(color)
    painter.drawPolygon(arrow)
    painter.setBrush(Qt.BrushStyle.NoBrush)


def _drops(there: NDArray[np.bool_], head: bool) -> list[int]:
    """Which points have a line down to the floor: the head's, if it is seen (`head`: though it is
    not `there`), and a few evenly along the way.
    """
    count = len(there)
    chosen = np.unique(np.linspace(0, count - 1, min(DROPS, count)).round().astype(int))
    return [int(i) for i in chosen if there[i] or (head and i == count - 1)]


def _path(
    points: Array, shown: NDArray[np.bool_], either: NDArray[np.bool_] | None = None
) -> QPainterPath:
    """Lines between neighbours that are both shown; with `either`, where one of them is that."""
    if len(points) < 2:
        return QPainterPath()
    both = shown[:-1] & shown[1:]
    if either is not None:
        both = both & (either[:-1] | either[1:])
    joined = np.append(both, False).astype(np.int32)
    path: QPainterPath = pg.arrayToQPath(points[:, 0], points[:, 1], connect=joined)
    return path


def _apart(points: Array) -> NDArray[np.intp]:
    """Which points of a way in pixels are so far apart that one sees them: all of its newest ones,
    and of the older ones one every few pixels along it.
    """
    with np.errstate(all="ignore"):
        along = np.cumsum(np.hypot(*np.diff(points, axis=0, prepend=points[:1]).T)) / EVERY
    fresh = np.ones(len(points), bool)
    fresh[1:] = np.floor(along[1:]) != np.floor(along[:-1])
    fresh[-NEWEST:] = True
    return np.flatnonzero(fresh)


def _dashed(color: QColor) -> QPen:
    made = line_pen(color, WIDTH)
    made.setDashPattern([2.0, 2.0])
    return made

