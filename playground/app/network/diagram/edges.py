"""The edges of a network: colour by sign, width by size, thousands of them at 60 frames a second.

Two findings shape this (measured on one core, 8,192 edges of 230 pixels): a translucent pen costs
five times as much as an opaque one, and smooth lines three times as much as plain ones. So edges
are opaque, grouped by colour and width, the weak ones first; where there are more than anyone can
see, a tint stands for the weak ones, and lines are smooth only at rest.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from pyqtgraph.Qt import internals
from PySide6.QtCore import QLineF, QPointF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF

from playground.app.look.style import mixed, style
from playground.app.network.diagram.layout import Layout
from playground.app.paint.axes import line_pen
from playground.engine.problem import Array

SMOOTH = 400
"""So many edges are always smooth."""
MOST = 1400
"""So many are drawn as lines; a tint stands for the rest."""
INK = 160_000
"""While steps follow each other, so many pixels of lines are drawn: that takes 2 to 3 ms."""
LEVELS = 10
TURNS = 6
"""The two signs of a level are drawn in so many turns: else one of them would hide the other."""
THINNEST, BROKEN = 0.7, 1.8


def edge_color(share: float) -> QColor:
    """The colour of a number's share of its scale, on the canvas."""
    if share != share:
        return QColor(style.theme.error)
    theme = style.theme
    nothing = mixed(theme.zero, theme.outline, 0.3)  # quiet, but there
    return mixed(nothing, theme.positive if share > 0 else theme.negative, abs(share) ** 0.6)


def edge_width(share: float, widest: float) -> float:
    """The width that goes with it, in pixels."""
    thinnest = THINNEST * style.scale
    return thinnest + (widest - thinnest) * abs(share) if share == share else thinnest


@lru_cache(maxsize=4)
def _colors(theme: str) -> tuple[QColor, ...]:
    """A colour for each level from −LEVELS to +LEVELS."""
    return tuple(edge_color(k / LEVELS) for k in range(-LEVELS, LEVELS + 1))


def _pen(color: QColor, width: float) -> QPen:
    made = QPen(color, width)
    made.setCapStyle(Qt.PenCapStyle.FlatCap)
    return made


def draw_lines(painter: QPainter, segments: Array) -> None:
    """Many lines with the painter's pen, without an object for each."""
    if len(segments):
        lines = internals.PrimitiveArray(QLineF, 4)
        lines.resize(len(segments))
        lines.ndarray()[:] = segments
        painter.drawLines(*lines.drawargs())


def paint_edges(
    painter: QPainter, layout: Layout, shares: Array, frozen: NDArray[np.bool_], smooth: bool
) -> None:
    """All edges, shares in −1 ... 1 in the order of `layout.segments`."""
    drawn = layout.seen
    most = MOST if smooth else int(np.clip(INK / layout.mean_length, SMOOTH, MOST))
    if len(drawn) > most:
        _paint_tint(painter, layout)
        size = np.nan_to_num(np.abs(shares[drawn]), nan=2.0)
        drawn = drawn[np.argpartition(size, -most)[-most:]]
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, smooth or len(drawn) <= SMOOTH)
    level = np.rint(np.nan_to_num(shares[drawn], nan=LEVELS + 1) * LEVELS).astype(np.intp)
    level[np.isnan(shares[drawn])] = LEVELS + 1
    lines, held = layout.segments[drawn], frozen[drawn]
    colors = _colors(style.theme.name)
    for magnitude in range(LEVELS + 1):
        width = edge_width(magnitude / LEVELS, layout.widest_edge)
        signs = {value: np.flatnonzero(level == value) for value in (-magnitude, magnitude)}
        for turn in range(TURNS):
            for value, edges in signs.items():
                here = edges[turn::TURNS]
                if len(here):
                    _draw(painter, colors[value + LEVELS], width, lines[here], held[here])
    broken = level > LEVELS
    if broken.any():
        _draw(painter, QColor(style.theme.error), BROKEN * style.scale, lines[broken],
              held[broken])


def _draw(
    painter: QPainter, color: QColor, width: float, lines: Array, held: NDArray[np.bool_]
) -> None:
    """Lines of one colour and width; those that are held still are dashed."""
    pen = _pen(color, width)
    painter.setPen(pen)
    draw_lines(painter, lines[~held])
    if held.any():
        unit = max(width, 1.5 * style.scale)
        pen.setDashPattern([4 * style.scale / unit, 4 * style.scale / unit])
        pen.setWidthF(unit)
        pen.setColor(mixed(color, style.theme.text, 0.25))
        painter.setPen(pen)
        draw_lines(painter, lines[held])


def _paint_tint(painter: QPainter, layout: Layout) -> None:
    """What edges fill between two columns, where there are too many to be told apart."""
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(mixed(style.theme.window, style.theme.zero, 0.8))
    for first, end in zip(layout.edge_layers[:-1], layout.edge_layers[1:], strict=True):
        part = layout.segments[first:end]
        if len(part) > SMOOTH:
            (left, top, right, last), (_, low, _, bottom) = part[0], part[-1]
            painter.drawPolygon(QPolygonF([
                QPointF(left, top), QPointF(right, last), QPointF(right, bottom),
                QPointF(left, low),
            ]))


def paint_strong(
    painter: QPainter, layout: Layout, edges: Iterable[int], shares: Array
) -> None:
    """Some edges so that they stand out: a glow of the accent around each."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    for k in edges:
        share = float(shares[k])
        width = max(edge_width(share, layout.widest_edge), 2.2 * style.scale)
        x1, y1, x2, y2 = layout.segments[k]
        line = QLineF(x1, y1, x2, y2)
        around = line_pen(mixed(style.theme.window, style.theme.accent, 0.4))
        around.setWidthF(width + 7 * style.scale)
        painter.setPen(around)
        painter.drawLine(line)
        painter.setPen(_pen(edge_color(share), width))
        painter.drawLine(line)


_SHARES = (0.2, 0.25, 0.3, 0.35, 0.4, 0.45, 0.5, 0.55, 0.6, 0.65, 0.7, 0.75, 0.8)
"""Of an edge's way: where its number may stand if the usual place is taken."""
NUMBERED = 40
"""So many edges at most have their numbers."""


@lru_cache(maxsize=32)
def label_places(
    layout: Layout, edges: tuple[int, ...], width: float, height: float
) -> dict[int, tuple[float, float]]:
    """Where numbers of these edges can stand so that none covers another, or a node.

    A number takes so much room. Of a layer they stand in one column between the nodes where that
    can be, else each where there is room on its edge. A layer has room for all of its numbers, or
    has none of them.
    """
    places: dict[int, tuple[float, float]] = {}
    if len(edges) > NUMBERED:
        return places
    for layer, (first, end) in enumerate(pairwise(layout.edge_layers)):
        here = [k for k in edges if first <= k < end]
        if here:
            part = layout.segments[here]
            usual = min(0.3, 0.86 / layout.sizes[layer + 1])
            found = _in_a_column(part, usual, width, height)
            found = found if found is not None else _apart(part, width, height)
            if found is not None:
                places |= {k: (float(x), float(y)) for k, (x, y) in zip(here, found, strict=True)}
    return places


def _shares(part: Array, usual: float, width: float) -> list[float]:
    """The shares of these edges' way at which a number covers neither column of nodes."""
    least = width / 2 / float(part[0, 2] - part[0, 0])
    return [s for s in (max(usual, least), *_SHARES) if least <= s <= 1 - least]


def _along(part: Array, share: float) -> Array:
    """The points at a share of these edges' way."""
    return np.asarray(part[:, :2] + share * (part[:, 2:] - part[:, :2]), float)


def _in_a_column(part: Array, usual: float, width: float, height: float) -> Array | None:
    """Places at one share of all these edges, if there is one where they clear each other."""
    for share in _shares(part, usual, width):
        places = _along(part, share)
        y = np.sort(places[:, 1])
        if len(y) < 2 or np.diff(y).min() >= height:
            return places
    return None


def _apart(part: Array, width: float, height: float) -> Array | None:
    """Places at a share of its own for each of these edges, the first free one in turn."""
    taken = np.empty((0, 2))
    candidates = [_along(part, share) for share in _shares(part, 0.5, width)]
    for k in range(len(part)):
        for places in candidates:
            gap = np.abs(taken - places[k])
            if not ((gap[:, 0] < width) & (gap[:, 1] < height)).any():
                taken = np.vstack([taken, places[k]])
                break
        else:
            return None
    return taken
