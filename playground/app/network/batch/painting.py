"""Dots and ellipses in the pixels of a plane."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen, QPolygonF

from playground.app.look.style import halo
from playground.app.paint.axes import line_pen
from playground.app.paint.viewport import Viewport
from playground.engine.networks.cloud import Ellipse
from playground.engine.problem import Array


def paint_ellipse(
    painter: QPainter, view: Viewport, of: Ellipse, times: float, pen: QPen
) -> None:
    """An ellipse so many times as large, with its halo; none that is not finite."""
    pixels = view.to_pixels(of.outline(times))
    if not np.isfinite(pixels).all():
        return
    path = QPainterPath()
    path.addPolygon(QPolygonF([QPointF(x, y) for x, y in pixels.tolist()]))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.strokePath(path, line_pen(halo(), pen.widthF() + 2))
    painter.strokePath(path, pen)


def paint_line(painter: QPainter, pixels: Array, pen: QPen) -> None:
    """From pixel to pixel, shape (n, 2); interrupted where one is not finite."""
    there = pixels[np.isfinite(pixels).all(axis=1)]
    if len(there) < 2:
        return
    path = QPainterPath()
    path.addPolygon(QPolygonF([QPointF(x, y) for x, y in there.tolist()]))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.strokePath(path, pen)


def paint_dots(painter: QPainter, pixels: Array, color: QColor, size: float) -> None:
    """Round points, all at once."""
    pen = line_pen(color, size)
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    painter.setPen(pen)
    painter.drawPoints(QPolygonF([QPointF(x, y) for x, y in pixels.tolist()]))
