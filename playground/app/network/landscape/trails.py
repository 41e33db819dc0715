"""Runners' paths over a loss surface: solid where they are on the plane, else a shadow.

A shadow's line has the colour of the TRUE risk, on the scale of the ground: where it differs from
the ground under it, the ground is not what the runner saw.
"""

from __future__ import annotations

from typing import NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QLineF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from playground.app.look.style import (
    faded,
    halo,
    px,
    runner_color,
    style,
    surface_lut,
)
from playground.app.paint.axes import line_pen
from playground.app.paint.chips import paint_marker
from playground.app.paint.viewport import Viewport
from playground.app.plots.heights import Scale
from playground.engine.problem import Array
from playground.lab.landscapes.picture import ON_PLANE, Path

Flags: TypeAlias = NDArray[np.bool_]
WIDTH, HALO, SHADOW, CORE = 2.5, 1.0, 6.0, 2.6
APART = 2.0
"""Pixels of a path between two of its points that are drawn."""
MOST, ENOUGH = 250, 150
SHADES = 12
"""Of the true risk's colours, so many are told apart along a shadow."""
SHADOW_OPACITY = 0.55
HEAD, HEAD_SELECTED, START = 13, 16, 9


class Head(NamedTuple):
    """Where a runner is at the cursor: its place, its distance from the plane, ‖θ‖."""

    slot: int
    label: str
    step: int
    a: float
    b: float
    residual: float
    size: float

    @property
    def on_plane(self) -> bool:
        """Whether the picture there is the runner's own risk."""
        return self.residual <= ON_PLANE * max(1.0, self.size)


class Trail(NamedTuple):
    """A path up to the cursor on the screen: points (n, 2), the risk at each and whether it is in
    the plane; the last one is the head, if there is one."""

    slot: int
    points: Array
    loss: Array
    exact: Flags

    @property
    def color(self) -> QColor:
        """The runner's."""
        return runner_color(self.slot)

    @property
    def solid(self) -> Flags:
        """Which pieces between two points lie in the plane."""
        solid: Flags = self.exact[1:] & self.exact[:-1]
        return solid

    def part(self, which: NDArray[np.intp]) -> Trail:
        """Some of its points."""
        return Trail(self.slot, self.points[which], self.loss[which], self.exact[which])


def trail_of(path: Path, head: Head | None, cursor: int, view: Viewport) -> Trail:
    """A path up to the cursor, where it is finite."""
    count = path.count(cursor)
    a, b, loss = (x[:count] for x in (path.a, path.b, path.loss))
    exact: Flags = path.on_plane[:count]
    if head is not None and head.step <= cursor:
        a, b = np.append(a, head.a), np.append(b, head.b)
        loss = np.append(loss, loss[-1] if len(loss) else np.nan)
        exact = np.append(exact, head.on_plane)
    there = np.isfinite(a) & np.isfinite(b)
    points = view.to_pixels(np.column_stack([a[there], b[there]]).astype(float))
    return Trail(path.slot, points, loss[there], exact[there])


def paint_path(
    painter: QPainter, path: Path, head: Head | None, cursor: int, view: Viewport,
    scale: Scale | None,
) -> None:
    """A path up to the cursor."""
    trail = trail_of(path, head, cursor, view)
    kept, _ = apart(trail.points)
    if len(trail.points):
        kept = np.unique(np.append(kept, len(trail.points) - 1))
    trail = trail.part(kept)
    painter.save()
    painter.setClipRect(view.area)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    paint_trail(painter, trail, scale)
    painter.restore()


def paint_trail(painter: QPainter, trail: Trail, scale: Scale | None) -> None:
    """All points of a trail, joined."""
    if len(trail.points) < 2:
        return
    solid = trail.solid
    if not solid.all():
        lines = lines_of(trail.points, ~solid)
        painter.setPen(square_pen(faded(trail.color, SHADOW_OPACITY), SHADOW))
        painter.drawLines(lines)
        paint_cores(painter, trail.points, shades(trail.loss, scale), ~solid)
    if solid.any():
        lines = lines_of(trail.points, solid)
        for tint, width in ((halo(), WIDTH + 2 * HALO), (trail.color, WIDTH)):
            painter.setPen(square_pen(tint, width))
            painter.drawLines(lines)


def shades(loss: Array, scale: Scale | None) -> Array:
    """For every piece which of SHADES its true risk has, −1 where it is not known."""
    if scale is None:
        return np.full(max(len(loss) - 1, 0), -1.0)
    with np.errstate(all="ignore"):
        share = (scale.shown(loss[1:]) - scale.low) / (scale.high - scale.low)
    return np.asarray(
        np.where(np.isfinite(share), np.clip(share, 0, 1) * (SHADES - 1), -1).round()
    )


def paint_cores(painter: QPainter, points: Array, shade: Array, which: Flags) -> None:
    """The colours of the true risk along some pieces of a shadow."""
    table = surface_lut()
    for k in np.unique(shade[which & (shade >= 0)]).tolist():
        tint = QColor(*table[round(k / (SHADES - 1) * 255)].tolist())
        painter.setPen(square_pen(tint, CORE))
        painter.drawLines(lines_of(points, which & (shade == k)))


def paint_places(
    painter: QPainter, starts: list[Head], heads: list[Head], selected: int, view: Viewport
) -> None:
    """The markers of starts and heads, the selected runner's on top."""
    for start in starts:
        at = view.pixel((start.a, start.b))
        if at is not None and view.area.contains(at):
            paint_marker(painter, start.slot, at, px(START), hollow=True)
    for head in sorted(heads, key=lambda one: one.slot == selected):
        at = view.pixel((head.a, head.b))
        if at is None or not view.area.contains(at):
            continue
        if not head.on_plane:  # a shadow of where it is
            painter.setPen(line_pen(style.theme.halo, 1.5))
            painter.setBrush(faded(runner_color(head.slot), 0.3))
            painter.drawEllipse(at, px(HEAD_SELECTED) * 0.85, px(HEAD_SELECTED) * 0.85)
        size = HEAD_SELECTED if head.slot == selected else HEAD
        paint_marker(painter, head.slot, at, px(size))


def paint_step(painter: QPainter, head: Head, to: tuple[float, float], view: Viewport) -> None:
    """The step that the rule makes from here, as an arrow; dashed where it leaves the plane."""
    start, end = view.pixel((head.a, head.b)), view.pixel(to)
    if start is None or end is None or QLineF(start, end).length() < px(6):
        return
    line = QLineF(start, end)
    left, right = QLineF(end, start), QLineF(end, start)
    for side, turn in ((left, 25), (right, -25)):
        side.setAngle(side.angle() + turn)
        side.setLength(px(9))
    painter.save()
    painter.setClipRect(view.area)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    for tint, width in ((halo(), 4.5), (style.theme.text, 2.0)):
        painter.setPen(square_pen(QColor(tint), width))
        painter.drawLines([line, left, right])
    painter.restore()


def apart(points: Array, gap: float = 0.0) -> tuple[NDArray[np.intp], float]:
    """Which points of a path, shape (n, 2), to draw: `gap` pixels of the way apart (0: the least
    there is), or farther, if that would be more than MOST; and how far.

    As the path grows, those that were chosen with a gap stay; once there are too many it becomes
    so wide that it serves for a while.
    """
    gap = gap or px(APART)
    if not len(points):
        return np.arange(0), gap
    way = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(points, axis=0).T))])
    most = MOST
    while True:
        kept = np.flatnonzero(np.diff(np.floor(way / gap), prepend=-1.0))
        if len(kept) <= most:
            return kept, gap
        gap, most = 2 * gap, ENOUGH


def lines_of(points: Array, which: Flags) -> list[QLineF]:
    """Some of the pieces between points, shape (n, 2)."""
    both = np.hstack([points[:-1], points[1:]])[which]
    return [QLineF(*four) for four in both.tolist()]


def square_pen(color: QColor, width: float) -> QPen:
    """Of a colour and a width of the design."""
    pen: QPen = line_pen(color, width)
    pen.setCapStyle(Qt.PenCapStyle.SquareCap)  # many times faster than round ones
    return pen
