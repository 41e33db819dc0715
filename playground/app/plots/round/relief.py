"""The ground itself: its cells, coloured and lit, the far ones first.

A height field needs no sorting: the rows and columns are gone through from far to near.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QBrush, QColor, QPainter, QPen

from playground.app.look.style import style, surface_lut
from playground.app.plots.round.camera import Projection
from playground.app.plots.round.ground import Ground
from playground.engine.problem import Array

LIGHT = 0.3
"""The share of light and shade in a colour."""
SUN = np.array([-0.45, 0.55, 0.70]) / np.linalg.norm([-0.45, 0.55, 0.70])
"""From where the light comes: the upper left of the map, and above."""
TURNING, AT_REST = 40, 80
"""Cells along a side."""


class Relief:
    """Paints one ground; keeps the colours of its cells, which do not change as it is turned."""

    def __init__(self, ground: Ground) -> None:
        self.ground = ground
        self._colours: dict[object, tuple[list[QBrush], NDArray[np.bool_]]] = {}

    def paint(self, painter: QPainter, projection: Projection, fine: bool) -> None:
        """Paint all cells; `fine`: small ones with smooth edges."""
        a, b, levels = self.ground.coarse(AT_REST if fine else TURNING)
        brushes, there = self._cells(a, b, levels, projection, fine)
        pixels = projection.to_pixels(a, b[:, None], np.minimum(np.nan_to_num(levels), 1.0))
        points = [
            [QPointF(x, y) for x, y in row] for row in pixels.tolist()
        ]
        rows, columns = (range(len(b) - 1), range(len(a) - 1))
        c, s = projection.turn
        if c > 0:
            rows = rows[::-1]
        if s > 0:
            columns = columns[::-1]
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, fine)
        painter.setPen(Qt.PenStyle.NoPen)
        draw, fill, stroke = painter.drawConvexPolygon, painter.setBrush, painter.setPen
        width, present = len(a) - 1, there.tolist()
        for j in rows:
            low, high, here = points[j], points[j + 1], present[j]
            at = j * width
            for i in columns:
                if here[i]:
                    brush = brushes[at + i]
                    fill(brush)
                    if fine:  # over the seam that smooth edges leave between two cells
                        stroke(QPen(brush, 0.7))
                    draw((low[i], low[i + 1], high[i + 1], high[i]))
        painter.setBrush(Qt.BrushStyle.NoBrush)

    def _cells(
        self, a: Array, b: Array, levels: Array, projection: Projection, fine: bool
    ) -> tuple[list[QBrush], NDArray[np.bool_]]:
        """A brush for each cell, row by row, and which cells there are, (rows, columns)."""
        # From above there are the map's own colours.
        share = round(min(1.0, projection.cos / 0.5) * LIGHT, 2)
        key = (fine, share, projection.cos == 0, projection.scale, projection.height,
               style.theme.name, style.surface_map)
        if key not in self._colours:
            if len(self._colours) > 8:
                self._colours.clear()
            self._colours[key] = lit_cells(a, b, levels, projection, share)
        return self._colours[key]


def lit_cells(
    a: Array, b: Array, levels: Array, projection: Projection, share: float
) -> tuple[list[QBrush], NDArray[np.bool_]]:
    """See `Relief._cells`. Cells without a number, or wholly above the range, are not there."""
    corners = np.stack([levels[:-1, :-1], levels[:-1, 1:], levels[1:, :-1], levels[1:, 1:]])
    with np.errstate(all="ignore"):
        there = np.asarray(np.isfinite(corners).all(axis=0))
        if projection.cos > 0:
            there &= (corners <= 1 + 1e-9).any(axis=0)
    height = np.minimum(np.nan_to_num(corners), 1.0)
    middle = height.mean(axis=0)
    high, (sx, sy) = projection.height, projection.scale
    slope_a = high * (height[1] + height[3] - height[0] - height[2]) / 2 / (np.diff(a) * sx)
    slope_b = high * (height[2] + height[3] - height[0] - height[1]) / 2 / (
        np.diff(b)[:, None] * sy
    )
    facing = (SUN[2] - SUN[0] * slope_a - SUN[1] * slope_b) / np.sqrt(
        1 + slope_a**2 + slope_b**2
    )
    # Level ground keeps its colour: the colour bar stays true.
    light = share * (facing - SUN[2]) / SUN[2]
    table = surface_lut().astype(float)
    colours = table[np.minimum(middle * 255.999, 255).astype(np.intp)]
    towards = np.where(light[..., None] > 0, 255.0, 0.0)
    shaded = colours + np.minimum(np.abs(light), share)[..., None] * (towards - colours)
    red, green, blue = np.moveaxis(shaded.round().astype(np.uint32), -1, 0)
    words = (0xFF000000 | red << 16 | green << 8 | blue).ravel().tolist()
    known: dict[int, QBrush] = {}
    brushes = []
    for word in words:
        brush = known.get(word)
        if brush is None:
            brush = known[word] = QBrush(QColor.fromRgb(word))
        brushes.append(brush)
    return brushes, there

