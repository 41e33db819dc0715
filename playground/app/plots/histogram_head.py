"""Over a column of histograms: whose it is, and what its lines mean."""

from __future__ import annotations

from typing import Any

import pyqtgraph as pg
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter

from playground.app.look import style as look
from playground.app.look.style import SMALL, SPACE_S, SPACE_XS, px, style
from playground.app.paint.legend import chart_pen, paint_marker
from playground.app.plots.chart_axis import fitting

MEDIAN = "median"
MARKER = 9


class HistogramHead(pg.GraphicsWidget):  # type: ignore[misc]
    """Line by line: a runner's marker and name; the key of median and outline, with what the
    numbers at the right are."""

    def __init__(self) -> None:
        super().__init__()
        self._who: tuple[int, str] | None = None
        self._median, self._outline, self._right = True, "", ""
        self._room = False

    @property
    def texts(self) -> tuple[str, ...]:
        """What it says."""
        name = [self._who[1]] if self._who else []
        key = [MEDIAN] if self._median else []
        return tuple(text for text in (*name, *key, self._outline, self._right) if text)

    def say(
        self, who: tuple[int, str] | None, median: bool, outline: str, right: str, room: bool
    ) -> None:
        """A runner's slot and name, or nobody's; whether the medians are explained, and what the
        outline is called; what stands over the numbers. `room`: for a line that other columns
        have."""
        said = (who, median, outline, right, room)
        if said != (self._who, self._median, self._outline, self._right, self._room):
            self._who, self._median, self._outline, self._right, self._room = said
            self.dress()

    def dress(self) -> None:
        """The size of the type."""
        key = self._median or bool(self._outline or self._right)
        lines = (self._who is not None) + (key or self._room)
        self.setFixedHeight(max(lines, 1) * QFontMetricsF(look.font(SMALL)).height() + px(SPACE_XS))
        self.update()

    def paint(self, painter: QPainter, *_: Any) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(look.font(SMALL))
        metrics, top = QFontMetricsF(painter.font()), 0.0
        if self._who is not None:
            slot, label = self._who
            side = px(MARKER)
            paint_marker(painter, slot, px(SPACE_XS) + side / 2, metrics.height() / 2, side)
            left = px(SPACE_XS) + side + px(SPACE_XS)
            room = self.width() - left
            painter.setPen(QColor(style.theme.text))
            text = metrics.elidedText(label, Qt.TextElideMode.ElideRight, room)
            painter.drawText(QPointF(left, metrics.ascent()), text)
            top = metrics.height()
        painter.setPen(QColor(style.theme.quiet))
        box = QRectF(0, top, self.width() - px(SPACE_XS), metrics.height())
        painter.drawText(box, Qt.AlignmentFlag.AlignRight, self._right)
        self._paint_key(painter, px(SPACE_S), top)

    def _paint_key(self, painter: QPainter, left: float, top: float) -> None:
        """What the thick line and the outline are."""
        metrics, gap = QFontMetricsF(painter.font()), px(SPACE_XS)
        base, high = top + metrics.ascent(), metrics.ascent() - px(3)
        x = left
        if self._median:
            painter.setPen(chart_pen(style.theme.text, 2))
            painter.drawLine(QPointF(x, base - high), QPointF(x, base))
            x += px(2) + gap
            painter.setPen(QColor(style.theme.quiet))
            painter.drawText(QPointF(x, base), MEDIAN)
            x += metrics.horizontalAdvance(MEDIAN) + 3 * gap
        if self._outline:
            painter.setPen(chart_pen(style.theme.text, 1))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(QRectF(x, base - high, px(7), high))
            painter.setPen(QColor(style.theme.quiet))
            x += px(7) + gap
            names = (self._outline, self._outline.rpartition(": ")[2])
            painter.drawText(QPointF(x, base), fitting(names, self.width() - x + px(SPACE_S)))
