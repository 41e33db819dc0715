"""A bare pyqtgraph plane to compare with: a 512 × 512 map and 20 contour levels kept as a pixmap in
device pixels, six trails of which the newest 120 steps are drawn, and nothing else."""

from typing import Any

import numpy as np
import pyqtgraph as pg
from contourpy import contour_generator
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor, QImage, QPainter, QPainterPath, QPen, QPixmap, QTransform

SAMPLES, LEVELS, NEWEST = 512, 20, 120
PLACE = QRectF(-2, -2, 4, 4)
COLORS = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9")


class Ground(pg.GraphicsObject):  # type: ignore[misc]
    """The map with its contours."""

    def __init__(self) -> None:
        super().__init__()
        side = np.linspace(-2, 2, SAMPLES)
        x, y = np.meshgrid(side, side)
        heights = np.log(np.exp(np.minimum(x**2 + y**2, 20)) + (x - 2) ** 2 + (y - 3) ** 2)
        low, high = heights.min(), heights.max()
        lines = contour_generator(side, side, heights)
        self.path = QPainterPath()
        for level in np.linspace(low, high, LEVELS):
            for line in lines.lines(level):
                self.path.addPath(pg.arrayToQPath(line[:, 0], line[:, 1]))  # type: ignore[index]
        table = pg.colormap.get("viridis").getLookupTable(nPts=256)
        place = ((heights - low) / (high - low) * 255).astype(np.uint8)
        rgb = np.ascontiguousarray(table[place][::-1].astype(np.uint8))
        self.image = QImage(
            rgb.data, SAMPLES, SAMPLES, 3 * SAMPLES, QImage.Format.Format_RGB888
        ).copy()
        self.known: object = None
        self.kept = QPixmap()

    def boundingRect(self) -> QRectF:
        return PLACE

    def paint(self, painter: QPainter, *_: Any) -> None:
        to_device = painter.deviceTransform()
        place = to_device.mapRect(PLACE)
        if place.getRect() != self.known:
            self.known = place.getRect()
            self.kept = QPixmap(int(place.width()) + 1, int(place.height()) + 1)
            inner = QPainter(self.kept)
            inner.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            inner.drawImage(QRectF(0, 0, place.width(), place.height()), self.image)
            inner.setRenderHint(QPainter.RenderHint.Antialiasing)
            inner.setTransform(to_device * QTransform.fromTranslate(-place.x(), -place.y()))
            pen = QPen(QColor(255, 255, 255, 120), 1)
            pen.setCosmetic(True)
            inner.setPen(pen)
            inner.drawPath(self.path)
            inner.end()
        painter.save()
        painter.resetTransform()
        painter.drawPixmap(place.topLeft(), self.kept)
        painter.restore()


class Trail(pg.GraphicsObject):  # type: ignore[misc]
    """A line with its halo."""

    def __init__(self, color: str) -> None:
        super().__init__()
        self.points = [QPointF(0, 0)]
        self.pens = [QPen(QColor("white"), 4.5), QPen(QColor(color), 2.5)]
        for pen in self.pens:
            pen.setCosmetic(True)

    def boundingRect(self) -> QRectF:
        return PLACE

    def paint(self, painter: QPainter, *_: Any) -> None:
        for pen in self.pens:
            painter.setPen(pen)
            painter.drawPolyline(self.points[-NEWEST:])


class BarePlane(pg.PlotWidget):  # type: ignore[misc]
    """`step(k)` adds a point to each trail and paints."""

    def __init__(self, width: int, height: int) -> None:
        super().__init__()
        self.resize(width, height)
        self.setAntialiasing(True)
        plot = self.getPlotItem()
        plot.getViewBox().setAspectLocked(True)
        plot.setLabel("left", "y")
        plot.setLabel("bottom", "x")
        plot.addItem(Ground())
        self.trails = [Trail(color) for color in COLORS]
        for trail in self.trails:
            plot.addItem(trail)
        plot.addLegend()

    def step(self, k: int) -> None:
        """The next frame."""
        for j, trail in enumerate(self.trails):
            angle, radius = k / 30 + j, 1.5 - k / 300
            trail.points.append(QPointF(np.cos(angle) * radius, np.sin(angle) * radius))
            trail.update()
        self.viewport().repaint()
