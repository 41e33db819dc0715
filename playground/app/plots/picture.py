"""Crisp pictures of a plot at any size, as pixels or as lines, on any painter.

pyqtgraph's own exporters are not used: its SVG fails with Qt 6.11, and its PNG has thin lines.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pyqtgraph as pg
from PySide6.QtCore import QPoint, QRectF
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QGraphicsItem, QGraphicsView

from playground.app.look.style import style


def paint_plot(view: QGraphicsView, painter: QPainter, at: QPoint) -> None:
    """What a plot shows, with its widget's top left corner at a pixel of the painter."""
    rect = view.viewport().rect()
    with as_export(view):
        view.render(painter, QRectF(rect.translated(at)), rect)


def plot_image(view: QGraphicsView, scale: float = 2.0) -> QImage:
    """The plot with `scale` pixels for each of the screen's, for the clipboard."""
    image = QImage(view.viewport().size() * scale, QImage.Format.Format_ARGB32_Premultiplied)
    image.setDevicePixelRatio(scale)
    image.fill(style.theme.panel)
    with pixel_ratio(scale):
        painter = QPainter(image)
        paint_plot(view, painter, QPoint(0, 0))
        painter.end()
    return image


@contextmanager
def as_export(view: QGraphicsView) -> Iterator[None]:
    """Tell pyqtgraph's items that they are painted for a file: no pixmaps, no hover effects."""
    options = {"antialias": True, "resolutionScale": 1.0, "painter": None,
               "background": view.backgroundBrush().color()}
    items = view.scene().items()
    told = [item for item in items if isinstance(item, pg.GraphicsItem)]
    cached = [(item, item.cacheMode()) for item in items]
    try:
        for item, _ in cached:
            item.setCacheMode(QGraphicsItem.CacheMode.NoCache)
        for item in told:
            item.setExportMode(True, options)
        yield
    finally:
        for item in told:
            item.setExportMode(False)
        for item, mode in cached:
            item.setCacheMode(mode)


@contextmanager
def pixel_ratio(ratio: float) -> Iterator[None]:
    """Pens of plots are as wide as the picture's pixels ask for, meanwhile."""
    before = style.pixel_ratio
    style.pixel_ratio = ratio
    try:
        yield
    finally:
        style.pixel_ratio = before
