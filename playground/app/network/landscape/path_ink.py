"""Paths over a loss surface, kept as pixels: a frame only adds what the runs have made since.

Four long paths take 10 ms to paint, with their shadows; an image of them 0.3 ms.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter

from playground.app.look.style import halo, px, style
from playground.app.network.landscape.trails import (
    CORE,
    HALO,
    SHADOW,
    SHADOW_OPACITY,
    WIDTH,
    Flags,
    Trail,
    apart,
    lines_of,
    paint_cores,
    paint_trail,
    shades,
    square_pen,
)
from playground.app.paint.ink import Ink
from playground.app.paint.viewport import Viewport
from playground.app.plots.heights import Scale
from playground.engine.problem import Array


@dataclass
class _Drawn:
    """What the images hold of a path: its points, and which of its pieces have their true risk."""

    trail: Trail
    coloured: Flags

    def begins(self, trail: Trail) -> bool:
        """Whether another trail only goes on from here."""
        own, count = self.trail, len(self.trail.points)
        return (
            len(trail.points) >= count and np.array_equal(trail.points[:count], own.points)
            and np.array_equal(trail.exact[:count], own.exact)
        )


class PathInk:
    """Two images: the shadows, and the lines over them. The last piece of each path is drawn live.
    """

    def __init__(self) -> None:
        self._shadows, self._lines = Ink(), Ink()
        self._drawn: dict[int, _Drawn] = {}
        self._gaps: dict[int, tuple[float, int]] = {}  # between a path's points, and how many
        self._key: object = None

    def paint(
        self, painter: QPainter, trails: Sequence[Trail], view: Viewport, scale: Scale | None
    ) -> None:
        """Trails, the lowest first, whose colours of true risk stand for a scale. The last point
        of each, the head, moves."""
        ratio = painter.device().devicePixelRatio()
        order = tuple(trail.slot for trail in trails)
        key = view, scale, ratio, order, style.theme, style.scale, style.surface_map
        if key != self._key:
            self._gaps = {}
        chosen = [self._choose(trail) for trail in trails]
        kept = [trail.part(which) for trail, which in zip(trails, chosen, strict=True)]
        goes_on = key == self._key and all(
            self._drawn[trail.slot].begins(trail) for trail in kept
        )
        if not goes_on:
            self._key, self._drawn = key, {}
            for ink in (self._shadows, self._lines):
                ink.fit(view.area, ratio)
                ink.clear()
        for trail in kept:
            self._add(trail, scale)
        painter.save()
        painter.setClipRect(view.area)
        painter.setOpacity(SHADOW_OPACITY)
        self._shadows.paint(painter)
        painter.setOpacity(1.0)
        self._lines.paint(painter)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for trail, which in zip(trails, chosen, strict=True):
            if len(which) and which[-1] < len(trail.points) - 1:
                paint_trail(painter, trail.part(np.array([which[-1], -1])), scale)
        painter.restore()

    def _choose(self, trail: Trail) -> NDArray[np.intp]:
        gap, count = self._gaps.get(trail.slot, (0.0, 0))
        chosen, gap = apart(trail.points[:-1], gap if len(trail.points) >= count else 0.0)
        self._gaps[trail.slot] = gap, len(trail.points)
        return chosen

    def _add(self, trail: Trail, scale: Scale | None) -> None:
        """Draw the pieces of a path that are new, and those whose true risk is."""
        before = self._drawn.get(trail.slot)
        count = len(trail.points)
        done = 0 if before is None else len(before.trail.points)
        shade = shades(trail.loss, scale)
        coloured: Flags = np.zeros(max(count - 1, 0), bool)
        if before is not None:
            coloured[: len(before.coloured)] = before.coloured
        solid = trail.solid
        new: Flags = np.arange(max(count - 1, 0)) >= max(done - 1, 0)
        cores: Flags = ~solid & (shade >= 0) & ~coloured
        self._drawn[trail.slot] = _Drawn(trail, coloured | cores)
        self._shade(trail, new & ~solid)
        if cores.any():
            with self._lines.drawing(_box(trail.points, cores)) as painter:
                paint_cores(painter, trail.points, shade, cores)
        line: Flags = new & solid
        if line.any():
            with self._lines.drawing(_box(trail.points, line)) as painter:
                painter.setPen(square_pen(halo(), WIDTH + 2 * HALO))
                painter.drawLines(lines_of(trail.points, line))
                if done > 1:  # the halo's end lies over that of the line before
                    line = line | (np.arange(len(line)) == done - 2) & solid
                painter.setPen(square_pen(trail.color, WIDTH))
                painter.drawLines(lines_of(trail.points, line))

    def _shade(self, trail: Trail, which: Flags) -> None:
        if which.any():
            with self._shadows.drawing(_box(trail.points, which)) as painter:
                painter.setPen(square_pen(trail.color, SHADOW))
                painter.drawLines(lines_of(trail.points, which))


def _box(points: Array, which: Flags) -> QRectF:
    """What pieces take with the width of their lines."""
    ends = np.concatenate([points[:-1][which], points[1:][which]])
    wide = px(max(SHADOW, CORE, WIDTH + 2 * HALO))
    low, high = ends.min(axis=0).tolist(), ends.max(axis=0).tolist()
    return QRectF(QPointF(*low), QPointF(*high)).adjusted(-wide, -wide, wide, wide)
