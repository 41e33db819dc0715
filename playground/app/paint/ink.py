"""An image over a picture's area to which strokes are added: what is drawn once stays drawn."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QImage, QPainter


class Ink:
    """An image over an area in a widget's pixels, and the part of it that has any ink."""

    def __init__(self) -> None:
        self.area = QRectF()
        self._image = QImage()
        self._inked = QRectF()

    def fit(self, area: QRectF, ratio: float) -> None:
        """Take the size of an area; of another size, what was drawn is gone."""
        self.area = area
        size = (area.size() * ratio).toSize()
        if self._image.size() != size or self._image.devicePixelRatio() != ratio:
            self._image = QImage(size, QImage.Format.Format_ARGB32_Premultiplied)
            self._image.setDevicePixelRatio(ratio)
            self._image.fill(Qt.GlobalColor.transparent)
            self._inked = QRectF()

    def clear(self) -> None:
        """Nothing is drawn."""
        if not self._inked.isEmpty():
            self._image.fill(Qt.GlobalColor.transparent)
            self._inked = QRectF()

    @contextmanager
    def drawing(self, box: QRectF) -> Iterator[QPainter]:
        """A painter in the widget's pixels, for what is added inside of a box."""
        painter = QPainter(self._image)
        painter.translate(-self.area.topLeft())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        try:
            yield painter
        finally:
            painter.end()
        self._inked = self._inked.united(box) & self.area

    def paint(self, painter: QPainter) -> None:
        """Only the part with ink: a blend of the whole area takes 0.3 ms."""
        if self._inked.isEmpty():
            return
        ratio = self._image.devicePixelRatio()
        part = self._inked.translated(-self.area.topLeft())
        part = QRectF(
            QRectF(part.topLeft() * ratio, part.size() * ratio).toAlignedRect()
        ) & QRectF(self._image.rect())
        target = self.area.topLeft() + part.topLeft() / ratio
        painter.drawImage(target, self._image, part)
