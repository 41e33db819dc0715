"""Dots and ellipses in the pixels of a plane."""

from __future__ import annotations

from math import ceil

import numpy as np
from pyqtgraph.Qt import internals
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen, QPixmap, QPolygonF

from playground.app.look.style import halo, px
from playground.app.paint.axes import line_pen
from playground.app.paint.viewport import Viewport
from playground.app.plots.layers import on_screen
from playground.engine.networks.cloud import Ellipse
from playground.engine.problem import Array

FEW = 24


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
    for drawn in (line_pen(halo(), pen.widthF() + 2), QPen(pen)):
        drawn.setJoinStyle(Qt.PenJoinStyle.BevelJoin)  # it turns too little for round ones
        painter.strokePath(path, drawn)


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
    """Round points, all at once; many on the screen from a picture of one, in a thirtieth of the
    time."""
    if len(pixels) > FEW and on_screen(painter):
        _stamp_dots(painter, pixels, color, px(size))
        return
    pen = line_pen(color, size)
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    painter.setPen(pen)
    painter.drawPoints(QPolygonF([QPointF(x, y) for x, y in pixels.tolist()]))


def _stamp_dots(painter: QPainter, pixels: Array, color: QColor, size: float) -> None:
    ratio = painter.device().devicePixelRatio()
    side = ceil(size * ratio) + 2
    dot = QPixmap(side, side)
    dot.fill(Qt.GlobalColor.transparent)
    inner = QPainter(dot)
    inner.setRenderHint(QPainter.RenderHint.Antialiasing)
    inner.setPen(Qt.PenStyle.NoPen)
    inner.setBrush(color)
    inner.drawEllipse(QPointF(side / 2, side / 2), size * ratio / 2, size * ratio / 2)
    inner.end()
    stamps = internals.PrimitiveArray(QPainter.PixmapFragment, 10)
    stamps.resize(len(pixels))
    # x, y, the source's x and y, width and height, scale across and up, rotation, opacity
    rows = stamps.ndarray()
    rows[:] = (0, 0, 0, 0, side, side, 1 / ratio, 1 / ratio, 0, 1)
    # to whole pixels of the screen: it is painted without a filter
    rows[:, :2] = (np.floor(pixels * ratio - side / 2) + side / 2) / ratio
    painter.drawPixmapFragments(*stamps.drawargs(), dot)  # type: ignore[call-arg]
