"""Heights on a grid, painted: a map of colours with contour lines, hatched where there are none."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QImage, QPainter, QPainterPath, QTransform

from playground.app.look.style import faded, style
from playground.app.paint.axes import line_pen
from playground.app.paint.viewport import Viewport
from playground.app.plots.contours import contour_path
from playground.app.plots.height_map import coloured
from playground.app.plots.heights import Scale
from playground.lab.landscapes.picture import Grid


class Ground:
    """Knows nothing of widgets; what it made of a grid is kept until there is another."""

    def __init__(self) -> None:
        self._key: object = None
        self._image = QImage()
        self._contours = QPainterPath()
        self._finite = True

    def paint(self, painter: QPainter, grid: Grid, scale: Scale, view: Viewport) -> None:
        """The grid where it lies in the viewport."""
        self._make(grid, scale)
        a, b = grid.a, grid.b
        (left, top), (right, low) = view.to_pixels(
            np.array([[a[0], b[-1]], [a[-1], b[0]]])
        ).tolist()
        place = QRectF(left, top, right - left, low - top)
        painter.save()
        painter.setClipRect(view.area)
        painter.fillRect(view.area, QColor(style.theme.field))
        if not self._finite:  # no value, no colour: plain ground with quiet stripes
            stripes = QBrush(QColor(style.theme.outline), Qt.BrushStyle.BDiagPattern)
            painter.fillRect(view.area, stripes)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        half_x, half_y = place.width() / (len(a) - 1) / 2, place.height() / (len(b) - 1) / 2
        painter.drawImage(place.adjusted(-half_x, -half_y, half_x, half_y), self._image)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        thin = line_pen(faded(style.theme.contour, 0.45), 1.0)
        thin.setCapStyle(Qt.PenCapStyle.FlatCap)
        painter.setPen(thin)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPath(self._contours * QTransform(
            place.width(), 0, 0, place.height(), place.left(), place.top()
        ))
        painter.restore()

    def _make(self, grid: Grid, scale: Scale) -> None:
        key = (id(grid), scale, style.surface_map, style.theme.name)
        if key == self._key:
            return
        self._key, self._grid = key, grid  # the grid is kept, so that no other has its id
        shown = scale.shown(grid.loss)
        self._finite = bool(np.isfinite(grid.loss).all())
        if not self._finite:
            shown = np.where(np.isfinite(grid.loss), shown, np.nan)
        self._image = coloured(shown, scale, self._finite)
        # `contour_path` expects a cell more on every side than the rectangle holds.
        count = len(shown)
        half, inside = 0.5 / (count - 1), (count - 2) / (count - 1)
        self._contours = contour_path(
            shown, scale.levels, (half, half, inside, inside), self._finite
        )
