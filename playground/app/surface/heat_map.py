"""The surface itself: heights over the view's range as a map of colours with contour lines."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtGui import QBrush, QColor, QImage, QPainter, QPainterPath

from playground.app.look.style import faded, style
from playground.app.paint.axes import line_pen
from playground.app.paint.viewport import Viewport
from playground.app.plots.contours import CROWDED, contour_path, crossings
from playground.app.plots.height_map import coloured
from playground.app.plots.heights import Range, height_range
from playground.app.surface.heights import has_floor, in_window, known_lowest
from playground.engine.problem import Array
from playground.engine.surface import Surface

FINE, COARSE = 512, 128
"""Samples along each side: at rest, and while the view is being moved."""


class SurfaceLayer:
    """Samples a surface over a viewport; paints what it sampled. Knows nothing of widgets."""

    def __init__(self) -> None:
        self.samples = FINE
        self.range: Range | None = None
        self._ranged: object = None
        self._key: object = None
        self._values: Array = np.empty((0, 0))
        self._finite = True
        self._shown_key: object = None
        self._shown: Array = self._values
        self._viewport: Viewport | None = None
        self._surface: Surface | None = None
        self._image_key: object = None
        self._image = QImage()
        self._contour_key: object = None
        self._contours = QPainterPath()

    def sample(self, surface: Surface, log: bool, viewport: Viewport, coarse: bool = False) -> None:
        """Evaluate f over the viewport, if that is not what is here already.

        A coarse sample keeps the colours' meaning, so that nothing flickers under a moving hand.
        """
        count = min(COARSE, self.samples) if coarse else self.samples
        key = (surface, viewport, count)
        if key != self._key:
            self._key, self._viewport, self._surface = key, viewport, surface
            self._values = sampled(surface, viewport, count)
            self._finite = bool(np.isfinite(self._values).all())
        kept = coarse and self.range is not None and self.range.log == log
        if not kept and (key, log) != self._ranged:
            self._ranged = (key, log)
            lowest = known_lowest(surface) if log else np.inf
            own, beyond = in_window(self._values, viewport, surface.window)
            found = height_range(own, lowest, log, has_floor(surface))
            self.range = replace(found, beyond=beyond)

    @property
    def sampled_surface(self) -> Surface | None:
        """Whose heights are here."""
        return self._surface

    def paint(self, painter: QPainter) -> None:
        """The map and the contours, in the viewport's rectangle."""
        assert self._viewport is not None
        viewport = self._viewport
        painter.save()
        painter.setClipRect(viewport.area)
        if not self._finite:  # no value, no colour: plain ground with quiet stripes
            painter.fillRect(viewport.area, QColor(style.theme.field))
            stripes = QBrush(QColor(style.theme.outline), Qt.BrushStyle.BDiagPattern)
            painter.fillRect(viewport.area, stripes)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        cell_x, cell_y = (side / (len(self._values) - 2) for side in viewport.rect[2:])
        painter.drawImage(viewport.area.adjusted(-cell_x, -cell_y, cell_x, cell_y), self.image())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        thin = line_pen(faded(style.theme.contour, 0.45), 1.0)
        thin.setCapStyle(Qt.PenCapStyle.FlatCap)  # round ends would show as dots where tiles meet
        painter.setPen(thin)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPath(self.contours())
        painter.restore()

    def image(self) -> QImage:
        """A pixel for each sample, the top row first; transparent where f is not finite."""
        assert self.range is not None
        key = (self._key, self.range, style.surface_map, style.theme.name)
        if key != self._image_key:
            self._image_key = key
            self._image = coloured(self._heights(), self.range, self._finite)
        return self._image

    def contours(self) -> QPainterPath:
        """All contour lines as one path, in pixels."""
        assert self.range is not None and self._viewport is not None
        key = (self._key, self.range)
        if key != self._contour_key:
            self._contour_key = key
            self._contours = contour_path(
                self._heights(), self.range.levels, self._viewport.rect, self._finite
            )
        return self._contours

    @property
    def traced_all(self) -> bool:
        """Whether the contours were traced on all samples (see CROWDED)."""
        return self.range is None or crossings(self._heights(), self.range.levels) <= CROWDED

    def _heights(self) -> Array:
        """The samples on the scale that is shown."""
        assert self.range is not None
        key = (self._key, self.range)
        if key != self._shown_key:
            self._shown_key, self._shown = key, self.range.shown(self._values)
        return self._shown


def sampled(surface: Surface, viewport: Viewport, count: int) -> Array:
    """f at the middles of count × count cells and of one more ring of them, lowest y first.

    The ring lets colours and contours run out under the frame instead of ending before it.
    """
    places = (np.arange(count + 2) - 0.5) / count
    x = viewport.x[0] + places * (viewport.x[1] - viewport.x[0])
    y = viewport.y[0] + places * (viewport.y[1] - viewport.y[0])
    with np.errstate(all="ignore"):
        values = np.asarray(surface.value(*np.meshgrid(x, y)), dtype=float)
    return np.broadcast_to(values, (count + 2, count + 2))
