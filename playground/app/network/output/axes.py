"""What stands beside the output map: which colour is which output, or which class."""

from __future__ import annotations

from functools import lru_cache
from math import ceil
from typing import Any

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter

from playground.app.look.style import SMALL, SPACE_S, font, px, runner_marker, style
from playground.app.network.output.reading import Reading
from playground.app.paint.axes import line_pen
from playground.app.paint.diverging import NOTHING, class_color, diverging_table
from playground.app.text.numbers import number

WIDTHS = (84, 150)
"""The least and most that the key of the classes may take."""
_TEXT = 14  # from a cell's left end to its label, the marker before it
LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter


@lru_cache(maxsize=4)
def bar_table(theme: str) -> np.ndarray:
    """The map's diverging colours in a theme, shape (256, 3), the lowest first."""
    table = diverging_table(quiet=True)[:NOTHING]
    return np.column_stack([table >> shift & 0xFF for shift in (16, 8, 0)]).astype(np.uint8)


def bar_ticks(reading: Reading) -> list[tuple[float, str]]:
    """Places along the colour bar (0 below, 1 above) and the outputs there."""
    low, high = reading.middle - reading.half, reading.middle + reading.half
    return [(place, number(float(f"{low + place * (high - low):.6g}")))
            for place in (0.0, 0.25, 0.5, 0.75, 1.0)]


class ClassKey(pg.GraphicsWidget):  # type: ignore[misc]
    """The classes with their colours and markers, from above; as wide as the data's labels ask
    for, so that nothing jumps."""

    def __init__(self) -> None:
        super().__init__()
        self._labels: tuple[str, ...] = ()
        self.hide()

    @property
    def labels(self) -> tuple[str, ...]:
        """The classes that it tells apart."""
        return self._labels

    def show_classes(self, labels: tuple[str, ...]) -> None:
        """Show these; none hides it."""
        self._labels = labels
        self.setVisible(bool(labels))
        self.dress()

    def dress(self) -> None:
        """Its width at the present size of the type."""
        metrics = QFontMetricsF(font(SMALL))
        least, most = (px(width) for width in WIDTHS)
        widest = max((metrics.horizontalAdvance(label) for label in self._labels), default=0.0)
        width = round(min(max(widest + px(36), least), most)) if self._labels else 0
        self.setMinimumWidth(width)
        self.setMaximumWidth(width)
        self.update()

    def cells(self) -> list[QRectF]:
        """Where the classes stand in the present size: one below the other; closer, then in
        several columns, where that has no room for all."""
        metrics, size, many = QFontMetricsF(font(SMALL)), self.size(), len(self._labels)
        row = metrics.height() + px(4)
        if many * row > size.height():
            row = metrics.height()
        rows = max(int(size.height() // row), 1)
        widest = max((metrics.horizontalAdvance(label) for label in self._labels), default=0.0)
        fitting = max(int(size.width() // (px(_TEXT) + widest + px(SPACE_S) / 2)), 1)
        width = size.width() / min(max(ceil(many / rows), 1), fitting)
        return [
            QRectF(k // rows * width, k % rows * row, width, row)
            for k in range(min(many, rows * fitting))
        ]

    def paint(self, painter: QPainter, *_: Any) -> None:
        """The classes that there is room for, and how many more there are."""
        painter.setFont(font(SMALL))
        metrics = QFontMetricsF(painter.font())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        cells, more = self.cells(), 0
        if len(cells) < len(self._labels):
            more = len(self._labels) - len(cells) + 1
        for k, (cell, label) in enumerate(zip(cells, self._labels, strict=False)):
            painter.setPen(line_pen(style.theme.text))
            if more and k == len(cells) - 1:
                painter.drawText(cell, LEFT, f"+{more}")
                break
            painter.save()
            painter.translate(cell.left() + px(5), cell.center().y())
            painter.scale(px(9), px(9))
            painter.fillPath(runner_marker(k), class_color(k))
            painter.restore()
            place = cell.adjusted(px(_TEXT), 0, 0, 0)
            room = place.width() - px(SPACE_S) / 2
            text = metrics.elidedText(label, Qt.TextElideMode.ElideRight, room)
            painter.drawText(place, LEFT, text)
