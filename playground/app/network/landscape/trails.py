"""Runners' paths over a loss surface: solid where they are on the plane, else a shadow.

A shadow's line has the colour of the TRUE risk, on the scale of the ground: where it differs from
the ground under it, the ground is not what the runner saw.
"""

from __future__ import annotations

from typing import NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen

from playground.app.look.style import (
    SMALL,
    SPACE_S,
    faded,
    font,
    halo,
    px,
    runner_color,
    style,
    surface_lut,
)
from playground.app.paint.axes import line_pen
from playground.app.paint.chips import paint_marker, paint_plate
from playground.app.paint.viewport import Viewport
from playground.app.plots.heights import Scale
from playground.engine.problem import Array
from playground.lab.landscapes.picture import ON_PLANE, Path

Flags: TypeAlias = NDArray[np.bool_]
WIDTH, HALO, SHADOW, CORE = 2.5, 1.0, 6.0, 2.6
APART = 2.0
"""Pixels of a path between two of its points that are drawn."""
MOST = 250
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


def paint_path(
    painter: QPainter, path: Path, head: Head | None, cursor: int, view: Viewport,
    scale: Scale | None,
) -> None:
    """A path up to the cursor."""
    count = path.count(cursor)
    a, b, loss = (x[:count] for x in (path.a, path.b, path.loss))
    exact: Flags = path.on_plane[:count]
    if head is not None and head.step <= cursor:
        a, b = np.append(a, head.a), np.append(b, head.b)
        loss = np.append(loss, loss[-1] if len(loss) else np.nan)
        exact = np.append(exact, head.on_plane)
    there = np.isfinite(a) & np.isfinite(b)
    points = view.to_pixels(np.column_stack([a[there], b[there]]).astype(float))
    kept = _apart(points)
    points, loss, exact = points[kept], loss[there][kept], exact[there][kept]
    if len(points) < 2:
        return
    solid: Flags = exact[1:] & exact[:-1]
    color = runner_color(path.slot)
    painter.save()
    painter.setClipRect(view.area)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    if not solid.all():
        _paint_shadow(painter, points, loss, ~solid, color, scale)
    if solid.any():
        lines = _lines(points, solid)
        for tint, width in ((halo(), WIDTH + 2 * HALO), (color, WIDTH)):
            painter.setPen(_pen(tint, width))
            painter.drawLines(lines)
    painter.restore()


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
        painter.setPen(_pen(QColor(tint), width))
        painter.drawLines([line, left, right])
    painter.restore()


def paint_legend(
    painter: QPainter, paths: tuple[Path, ...], selected: int, view: Viewport, corner: int
) -> None:
    """Who walks here, and what a shadow means, where there is one, in a corner of the picture."""
    if not paths:
        return
    shadows = any(not path.on_plane.all() for path in paths)
    bold, plain = QFontMetricsF(font(SMALL, bold=True)), QFontMetricsF(font(SMALL))
    words = [path.label for path in paths]
    if shadows:
        words.append(SHADOW_WORDS)
    room = max(view.area.width() - 2 * px(SPACE_S) - px(34), px(40))
    width = min(max(bold.horizontalAdvance(word) for word in words), room, px(230)) + px(34)
    row = plain.height() + px(3)
    high = row * len(words) + px(8)
    if high > view.area.height() / 2:
        return  # the picture is what one looks at; the list of runners says who is who
    box = _in_corner(view, QRectF(0, 0, width, high), corner)
    paint_plate(painter, box)
    flags = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
    for k, word in enumerate(words):
        line = QRectF(box.left() + px(8), box.top() + px(4) + k * row, width - px(14), row)
        at = QPointF(line.left() + px(6), line.center().y())
        own = k < len(paths)
        painter.setFont(font(SMALL, bold=own and paths[k].slot == selected))
        if own:
            paint_marker(painter, paths[k].slot, at, px(10))
        else:
            _paint_sample(painter, at)
        painter.setPen(line_pen(style.theme.text if own else style.theme.quiet))
        text = QFontMetricsF(painter.font()).elidedText(
            word, Qt.TextElideMode.ElideRight, line.width() - px(18)
        )
        painter.drawText(line.adjusted(px(18), 0, 0, 0), flags, text)


def freest_corner(
    paths: tuple[Path, ...], heads: list[Head], view: Viewport, now: int
) -> int:
    """Where a legend hides the least: 0 top right, 1 bottom right, 2 bottom left, 3 top left."""
    points = [np.column_stack([path.a, path.b])[:: max(1, len(path.a) // 100)] for path in paths]
    points += [np.repeat([[head.a, head.b]], 20, axis=0) for head in heads]
    if not points:
        return now
    pixels = view.to_pixels(np.concatenate(points))
    box = QRectF(0, 0, px(220), (len(paths) + 1) * (QFontMetricsF(font(SMALL)).height() + px(3)))
    hidden = []
    for corner in range(4):
        here = _in_corner(view, box, corner)
        inside = (pixels > (here.left(), here.top())) & (pixels < (here.right(), here.bottom()))
        hidden.append(int(inside.all(axis=1).sum()))
    return now if hidden[now] <= 2 * min(hidden) else hidden.index(min(hidden))


def _in_corner(view: Viewport, box: QRectF, corner: int) -> QRectF:
    gap = px(SPACE_S)
    area = view.area.adjusted(gap, gap, -gap, -gap)
    made = QRectF(box)
    made.moveLeft(area.left() if corner in (2, 3) else area.right() - box.width())
    made.moveTop(area.top() if corner in (0, 3) else area.bottom() - box.height())
    return made


SHADOW_WORDS = "shadow: beside the plane, true R"


def _paint_sample(painter: QPainter, at: QPointF) -> None:
    """A piece of a shadow, for the legend."""
    table = surface_lut()
    line = QLineF(at - QPointF(px(7), 0), at + QPointF(px(7), 0))
    painter.setPen(_pen(faded(style.theme.text, SHADOW_OPACITY), SHADOW))
    painter.drawLine(line)
    painter.setPen(_pen(QColor(*table[170].tolist()), CORE))
    painter.drawLine(line)


def _paint_shadow(
    painter: QPainter, points: Array, loss: Array, which: Flags, color: QColor,
    scale: Scale | None,
) -> None:
    painter.setPen(_pen(faded(color, SHADOW_OPACITY), SHADOW))
    painter.drawLines(_lines(points, which))
    if scale is None:
        return
    table = surface_lut()
    with np.errstate(all="ignore"):
        share = (scale.shown(loss[1:]) - scale.low) / (scale.high - scale.low)
    shade = np.where(np.isfinite(share), np.clip(share, 0, 1) * (SHADES - 1), -1).round()
    for k in range(SHADES):
        here = which & (shade == k)
        if here.any():
            tint = QColor(*table[round(k / (SHADES - 1) * 255)].tolist())
            painter.setPen(_pen(tint, CORE))
            painter.drawLines(_lines(points, here))


def _apart(points: Array) -> NDArray[np.intp]:
    """Which points of a path, shape (n, 2), to draw: some pixels apart, both ends among them."""
    if len(points) < 3:
        return np.arange(len(points))
    way = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(points, axis=0).T))])
    apart = max(px(APART), way[-1] / (4 * MOST))
    kept = np.unique(np.floor(way / apart), return_index=True)[1]
    if len(kept) > MOST:
        kept = kept[np.linspace(0, len(kept) - 1, MOST).astype(int)]
    return np.unique(np.append(kept, len(points) - 1))


def _lines(points: Array, which: Flags) -> list[QLineF]:
    both = np.hstack([points[:-1], points[1:]])[which]
    return [QLineF(*four) for four in both.tolist()]


def _pen(color: QColor, width: float) -> QPen:
    pen: QPen = line_pen(color, width)
    pen.setCapStyle(Qt.PenCapStyle.SquareCap)  # many times faster than round ones
    return pen
