"""The output over the plane as an image with its boundary; coarse while it cannot keep up."""

from __future__ import annotations

from time import perf_counter

import numpy as np
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QImage, QPainter, QPainterPath, QTransform

from playground.app.look.style import style
from playground.app.network.input_plane import Plane
from playground.app.network.output.reading import CLASSES, Reading
from playground.app.paint.axes import line_pen
from playground.app.paint.diverging import image_of
from playground.app.paint.viewport import Viewport
from playground.app.plots.contours import contour_path
from playground.engine.networks.fitting import FittingProblem
from playground.engine.networks.landscape import Landscape, Map
from playground.engine.problem import Array

COUNTS = (100, 50, 25)
"""Cells along each side: at rest and while there is time; while there is less; and little."""
BUDGET_MS = 4.0


class OutputLayer:
    """Evaluates and colours; knows nothing of widgets."""

    def __init__(self) -> None:
        self.show_boundary = True
        self.milliseconds = 0.0
        self._level = 0
        self._grids: dict[int, tuple[object, Landscape]] = {}
        self._key: object = None
        self._outputs: Map | None = None
        self._image = QImage()
        self._finite = True
        self._path: QPainterPath | None = None

    @property
    def count(self) -> int:
        """How many cells along each side the picture has now."""
        return 0 if self._outputs is None else self._outputs.shape[-1]

    @property
    def fine(self) -> bool:
        """Whether the picture is as fine as it gets."""
        return self.count == COUNTS[0]

    @property
    def outputs(self) -> Map | None:
        """The outputs at the cells, (outputs, rows, columns), the lowest row first."""
        return self._outputs

    def update(
        self, problem: FittingProblem, theta: Array, plane: Plane, viewport: Viewport,
        reading: Reading, moving: bool,
    ) -> None:
        """Evaluate what is in view; while moving, as finely as the last pictures allowed."""
        count = COUNTS[self._level if moving else 0]
        key = (id(problem), theta.tobytes(), plane, viewport.x, viewport.y, reading, count,
               style.theme.name)
        if key == self._key:
            return
        self._key = key
        begin = perf_counter()
        grid = self._grid(problem, plane, viewport, count)
        self._outputs = grid.output(theta)
        self._image = image_of(reading.pixels(self._outputs))
        self._finite = bool(np.isfinite(self._outputs).all())
        self._path = None
        self.reading = reading
        self.milliseconds = 1000 * (perf_counter() - begin)
        if moving:
            self._learn_speed()

    def _learn_speed(self) -> None:
        """A coarser picture next time if this one took too long, a finer one if it may fit."""
        if self.milliseconds > BUDGET_MS:
            self._level = min(self._level + 1, len(COUNTS) - 1)
        elif self.milliseconds < BUDGET_MS / 8:
            self._level = max(self._level - 1, 0)

    def _grid(
        self, problem: FittingProblem, plane: Plane, viewport: Viewport, count: int
    ) -> Landscape:
        key = (problem, plane.inputs, plane.fixed, viewport.x, viewport.y)
        known = self._grids.get(count)
        if known is None or known[0] != key:
            window = viewport.x, viewport.y
            grid = Plane(plane.inputs, window, plane.fixed).landscape(problem, count)
            self._grids[count] = known = key, grid
        return known[1]

    def paint(self, painter: QPainter, area: QRectF, boundary: bool = True) -> None:
        """The map in a rectangle of pixels, and the boundary over it."""
        painter.save()
        painter.setClipRect(area)
        if not self._finite:  # what is not a number is hatched
            painter.fillRect(area, QColor(style.theme.field))
            hatch = QBrush(QColor(style.theme.outline), Qt.BrushStyle.BDiagPattern)
            painter.fillRect(area, hatch)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawImage(area, self._image)
        if boundary and self.show_boundary:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            line = self._boundary() * QTransform(
                area.width(), 0, 0, area.height(), area.left(), area.top()
            )
            painter.setPen(line_pen(style.theme.halo, 3.2))
            painter.drawPath(line)
            painter.setPen(line_pen(style.theme.text, 1.6))
            painter.drawPath(line)
        painter.restore()

    def _boundary(self) -> QPainterPath:
        """Where the classes meet, in a unit square with y down."""
        if self._path is None:
            assert self._outputs is not None
            self._path = QPainterPath()
            for field in self.reading.boundaries(self._outputs):
                self._path.addPath(zero_path(field))
        return self._path

    def has_boundary(self) -> bool:
        """Whether a line is there at all (where all is one class, there is none)."""
        return self._outputs is not None and not self._boundary().isEmpty()

    def slow_boundary(self) -> bool:
        """Whether the boundary is drawn at rest only: there are several classes' lines."""
        return self._outputs is not None and self.reading.kind == CLASSES


def zero_path(field: Array) -> QPainterPath:
    """Where a field is 0, in a unit square with y down; its values stand at the middles of cells.

    `contour_path` expects a cell more on every side than the rectangle holds, hence the rest.
    """
    n = len(field)
    inside = (n - 2) / n
    finite = bool(np.isfinite(field).all())
    return contour_path(field, np.zeros(1), (1 / n, 1 / n, inside, inside), finite)
