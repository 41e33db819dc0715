"""Data with one input: the output is a curve, drawn among the samples."""

# ruff: noqa: N803  (H is the lecture's name)

from __future__ import annotations

import numpy as np
from pyqtgraph import arrayToQPath
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter

from playground.app.look.style import runner_color, style
from playground.app.network.input_plane import drawn_data, shown_range
from playground.app.network.output.reading import CLASSES, Reading
from playground.app.paint.axes import line_pen
from playground.app.paint.viewport import Viewport
from playground.engine.dataset import REACH
from playground.engine.networks.fitting import FittingProblem
from playground.engine.problem import Array

COUNT = 400


def curve_viewport(problem: FittingProblem, area: QRectF) -> Viewport:
    """The samples' range of x, and of their labels with room above and below."""
    data = problem.data
    y = np.concatenate([problem.y, problem.y_test])
    low, high = (float(y.min()), float(y.max())) if len(y) else (-1.0, 1.0)
    margin = 0.35 * (high - low) or 1.0
    x = (-REACH, REACH)
    if not drawn_data(data):
        x = shown_range(np.concatenate([data.X, data.X_test])[:, 0])
    rect = (area.x(), area.y(), max(area.width(), 1.0), max(area.height(), 1.0))
    return Viewport(x, (low - margin, high + margin), rect, False)


def curve(problem: FittingProblem, theta: Array, viewport: Viewport) -> tuple[Array, Array]:
    """x (COUNT,) over the view, and the outputs there, (COUNT, outputs)."""
    x = np.linspace(*viewport.x, COUNT)
    with np.errstate(all="ignore"):
        return x, problem.predict(theta, x[:, None])


def paint_curves(
    painter: QPainter, x: Array, H: Array, viewport: Viewport, reading: Reading, slot: int
) -> None:
    """The output that is read, or each class's; cut off at the frame."""
    painter.save()
    painter.setClipRect(viewport.area)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    lines = range(H.shape[1]) if reading.kind == CLASSES else (reading.output,)
    for k in lines:
        pixels = viewport.to_pixels(np.column_stack([x, H[:, k]]))
        path = arrayToQPath(*np.ascontiguousarray(pixels.T), connect="finite")
        painter.setPen(line_pen(style.theme.halo, 4.5))
        painter.drawPath(path)
        painter.setPen(line_pen(runner_color(k if len(lines) > 1 else slot), 2.5))
        painter.drawPath(path)
    painter.restore()
