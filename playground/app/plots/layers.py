"""Layers of a plot that are painted in pixels: over the axes' area, in the widget's coordinates.

pyqtgraph's items live in the data's units, where a pen is as wide in a large picture as in a small
one. What has a size on screen (markers, words, trails) is painted here, and scales as a whole.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pyqtgraph as pg
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPaintEngine, QPainter, QPixmap

from playground.app.plots.view_box import PlotViewBox


class Layer(pg.GraphicsObject):  # type: ignore[misc]
    """Something that a function paints over a plot's area.

    `draw(painter, direct)`: `direct` when a picture is being made, of any size; then lines are
    painted as lines, and nothing that was kept for the screen is used.
    """

    def __init__(self, box: PlotViewBox, draw: Callable[[QPainter, bool], None], z: float) -> None:
        super().__init__(box)
        self.box = box
        self._draw = draw
        self.setZValue(z)
        self.setAcceptedMouseButtons(Qt.MouseButton.NoButton)
        box.sigResized.connect(self._resized)

    def boundingRect(self) -> QRectF:
        """All of the plot's area."""
        rect: QRectF = self.box.rect()
        return rect

    def _resized(self, _: object = None) -> None:
        self.prepareGeometryChange()

    def paint(self, painter: QPainter, *_: Any) -> None:
        """Painted in the widget's pixels; pyqtgraph's ViewBox clips its children to itself."""
        area = self.box.area
        painter.save()
        painter.translate(self.box.rect().topLeft() - area.topLeft())
        self.put(painter, self._exportOpts is not False or not on_screen(painter))
        painter.restore()

    def put(self, painter: QPainter, direct: bool) -> None:
        """Paint it; subclasses may keep what they painted."""
        self._draw(painter, direct)


class KeptLayer(Layer):
    """A layer that is painted into a pixmap of the screen's own pixels, and again when `key` says
    something else. A map with its contours takes 20 ms to paint, its pixmap 0.2 ms."""

    def __init__(
        self, box: PlotViewBox, draw: Callable[[QPainter, bool], None], z: float,
        key: Callable[[], object],
    ) -> None:
        super().__init__(box, draw, z)
        self._key = key
        self._known: object = None
        self._kept = QPixmap()

    def forget(self) -> None:
        """Paint it anew at the next paint."""
        self._known = None
        self.update()

    def put(self, painter: QPainter, direct: bool) -> None:
        """From the pixmap, unless a picture is being made."""
        if direct:
            self._draw(painter, True)
            return
        area, ratio = self.box.area, painter.device().devicePixelRatio()
        size = (area.size() * ratio).toSize()
        if size.isEmpty():  # axes may leave nothing of a flat plot
            return
        known = (self._key(), area.getRect(), ratio)
        if known != self._known:
            self._known = known
            if self._kept.size() != size:
                self._kept = QPixmap(size)
                self._kept.setDevicePixelRatio(ratio)
            self._kept.fill(Qt.GlobalColor.transparent)
            inner = QPainter(self._kept)
            inner.translate(-area.topLeft())
            self._draw(inner, False)
            inner.end()
        painter.drawPixmap(area.topLeft(), self._kept)


def on_screen(painter: QPainter) -> bool:
    """Whether a painter paints pixels of a widget one to one."""
    raster = painter.paintEngine().type() == QPaintEngine.Type.Raster
    ratio = painter.device().devicePixelRatio()
    return raster and abs(painter.deviceTransform().m11() - ratio) < 1e-6
