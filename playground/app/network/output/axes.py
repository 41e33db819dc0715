"""What stands beside the output map: which colour is which output, or which class."""

from __future__ import annotations

from functools import lru_cache
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

    def paint(self, painter: QPainter, *_: Any) -> None:
        """A row for each class, as many as there is room for."""
        painter.setFont(font(SMALL))
        metrics = QFontMetricsF(painter.font())
        row, size = metrics.height() + px(4), self.size()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for k, label in enumerate(self._labels):
            middle = (k + 0.5) * row
            if middle + row > size.height():
                break
            painter.save()
            painter.translate(px(5), middle)
            painter.scale(px(9), px(9))
            painter.fillPath(runner_marker(k), class_color(k))
            painter.restore()
            painter.setPen(line_pen(style.theme.text))
            room = size.width() - px(12) - px(SPACE_S)
            text = metrics.elidedText(label, Qt.TextElideMode.ElideRight, room)
            painter.drawText(QRectF(px(14), middle - row / 2, room, row), LEFT, text)
