"""Paints histograms: a row for each layer, a column for each runner, one axis for all."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QEvent, QLineF, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFontMetricsF,
    QHelpEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPixmap,
)
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from playground.app.look import style as look
from playground.app.look.style import SMALL, SPACE_S, SPACE_XS, style
from playground.app.network.histograms.column import Column, layer_text, percent
from playground.app.network.histograms.geometry import ZEROS, Ink, Places, measures, paint_key
from playground.app.network.histograms.scale import PER_DECADE, Axis
from playground.app.paint.legend import chart_pen, paint_marker
from playground.app.text.numbers import superscript
from playground.engine.networks.histograms import LayerHistogram

TINY_DECADE = -6.0
_LOWEST_ROW, _ROOMY_COLUMN = 10, 150
_PALE = 0.5  # how pale bars below 1e-6 are


class HistogramCanvas(QWidget):
    """Bars of log₁₀ |value|; a mark at each median; the share under 1e-6 beside each row."""

    hovered = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.axis = Axis()
        self._columns: tuple[Column, ...] = ()
        self.reference = ""
        self._ground: QPixmap | None = None
        self._ground_key: object = None
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    @property
    def columns(self) -> tuple[Column, ...]:
        """What is shown."""
        return self._columns

    def show_columns(self, columns: Sequence[Column], reference: str = "") -> None:
        """Show these, and what their outlines are called; the axis makes room for them."""
        rows = self._rows
        self._columns, self.reference = tuple(columns), reference
        found = [h for c in columns for h in (c.histograms, c.reference) if h is not None]
        self.axis.follow(found)
        if self._rows != rows:
            self.setMinimumHeight(self.minimumSizeHint().height())
        self.update()

    def row_at(self, place: QPointF) -> tuple[Column, LayerHistogram] | None:
        """The column and layer under a place."""
        at = self.places
        for k, column in enumerate(self._columns):
            for layer in column.histograms.layers if column.histograms else ():
                if at.cell(k, layer.layer).contains(place):
                    return column, layer
        return None

    def text_at(self, place: QPointF) -> str:
        """What stands there, in words."""
        found = self.row_at(place)
        return layer_text(*found, several=self._several) if found else ""

    # Places

    @property
    def _rows(self) -> int:
        return max((len(c.histograms.layers) for c in self._columns if c.histograms), default=1)

    @property
    def _several(self) -> bool:
        return len(self._columns) > 1

    @property
    def places(self) -> Places:
        """Where things are at the present size."""
        widths, gap = measures(style.scale), look.px(SPACE_S)
        left = widths.name + gap + look.px(SPACE_XS)
        header = widths.line * (2 if self._several and self.reference else 1)
        top, bottom = header + look.px(SPACE_XS), widths.line + look.px(2 * SPACE_XS)
        inside = QRectF(
            left, top, self.width() - left - gap, self.height() - top - bottom
        )
        count = max(len(self._columns), 1)
        width = (inside.width() - gap * (count - 1)) / count
        share = widths.percent if self._several else widths.share
        if self._several and width < look.px(_ROOMY_COLUMN):
            share = 0.0
        return Places(
            inside, width, gap, inside.height() / self._rows, share,
            look.px(ZEROS) if self.axis.zeros else 0, self.axis.low, self.axis.high,
        )

    # Painting

    def paint_picture(self, painter: QPainter, rect: QRectF) -> None:
        """Everything as lines and text, for a picture that is saved."""
        painter.save()
        painter.translate(rect.topLeft())
        painter.fillRect(QRectF(self.rect()), QColor(style.theme.panel))
        self._paint_ground(painter, self.places)
        self._paint_layers(painter, self.places)
        painter.restore()

    def _paint_layers(self, painter: QPainter, at: Places) -> None:
        ink = Ink()
        painter.setFont(look.font(SMALL))
        for k, column in enumerate(self._columns):
            for layer in column.histograms.layers if column.histograms else ():
                self._paint_layer(painter, at, at.cell(k, layer.layer), column, layer, ink)

    def _paint_ground(self, painter: QPainter, at: Places) -> None:
        """What stays while a run is played."""
        painter.setFont(look.font(SMALL))
        self._paint_names(painter, at)
        for k, column in enumerate(self._columns):
            self._paint_header(painter, at, k, column)
            self._paint_axis(painter, at, at.bars(at.cell(k, 1)))
            if column.histograms is None:
                self._paint_why(painter, at, k, column)

    def _kept_ground(self, at: Places) -> QPixmap:
        """The same as a picture that is kept: it costs as much as the bars."""
        ratio = self.devicePixelRatioF()
        who = tuple((c.slot, c.label, c.histograms is None) for c in self._columns)
        key = (at, who, self._rows, self.reference, ratio, style.theme.name, style.scale)
        if self._ground is None or key != self._ground_key:
            self._ground_key = key
            self._ground = QPixmap(round(self.width() * ratio), round(self.height() * ratio))
            self._ground.setDevicePixelRatio(ratio)
            self._ground.fill(QColor(style.theme.panel))
            painter = QPainter(self._ground)
            self._paint_ground(painter, at)
            painter.end()
        return self._ground

    def _paint_names(self, painter: QPainter, at: Places) -> None:
        painter.setPen(QColor(style.theme.quiet))
        right = at.inside.left() - look.px(SPACE_XS)
        for layer in range(1, self._rows + 1):
            cell = at.cell(0, layer)
            box = QRectF(0, cell.top(), right, cell.height())
            flags = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
            painter.drawText(box, flags, f"layer {layer}")

    def _paint_header(self, painter: QPainter, at: Places, k: int, column: Column) -> None:
        """Whose column it is, or what the shares are of."""
        cell, metrics = at.cell(k, 1), painter.fontMetrics()
        line = metrics.height()
        painter.setPen(QColor(style.theme.quiet))
        if not self._several:
            box = QRectF(cell.left(), 0, cell.width(), line)
            painter.drawText(box, Qt.AlignmentFlag.AlignRight, "under 10⁻⁶")
            paint_key(painter, at.bars(cell).left(), 0, self.reference)
            return
        if not k and self.reference:
            paint_key(painter, cell.left(), line, self.reference)
        side = look.px(9)
        paint_marker(painter, column.slot, cell.left() + side / 2, line / 2, side)
        left = side + look.px(SPACE_XS)
        label = metrics.elidedText(
            column.label, Qt.TextElideMode.ElideRight, int(cell.width() - left)
        )
        painter.setPen(QColor(style.theme.text))
        painter.drawText(QPointF(cell.left() + left, metrics.ascent()), label)

    def _paint_axis(self, painter: QPainter, at: Places, bars: QRectF) -> None:
        """Decades below, quiet lines up; a dashed one at 1e-6."""
        inside, axis = at.inside, self.axis
        metrics = QFontMetricsF(painter.font())
        room = metrics.horizontalAdvance("10⁻¹⁰") + look.px(SPACE_XS)
        decades = axis.high - axis.low
        every = next((n for n in (1, 2, 4, 8) if bars.width() / decades * n >= room), 8)
        lines = []
        painter.setPen(QColor(style.theme.quiet))
        base = inside.bottom() + look.px(SPACE_XS) + metrics.ascent()
        taken = 0.0
        for decade in range(round(axis.low), round(axis.high) + 1):
            if decade % every:
                continue
            x = at.x(bars, decade)
            lines.append(QLineF(x, inside.top(), x, inside.bottom() + look.px(3)))
            text = f"10{superscript(decade)}" if decade else "1"
            width = metrics.horizontalAdvance(text)
            least = bars.left() - (0 if axis.zeros else look.px(SPACE_S))
            left = min(max(x - width / 2, least), self.width() - width)
            if left >= taken:  # the first label is moved aside where there is one for 0
                painter.drawText(QPointF(left, base), text)
                taken = left + width + look.px(2)
        if axis.zeros:
            painter.drawText(QPointF(at.zero_left(bars), base), "0")
        painter.setPen(chart_pen(style.theme.line, 1))
        painter.drawLines(lines)
        if axis.low < TINY_DECADE < axis.high:
            x = at.x(bars, TINY_DECADE)
            painter.setPen(chart_pen(style.theme.outline, 1, Qt.PenStyle.DashLine))
            painter.drawLine(QPointF(x, inside.top()), QPointF(x, inside.bottom()))

    def _paint_why(self, painter: QPainter, at: Places, k: int, column: Column) -> None:
        inside, cell = at.inside, at.cell(k, 1)
        box = QRectF(cell.left(), inside.top(), cell.width(), inside.height())
        painter.setPen(QColor(style.theme.quiet))
        flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
        painter.drawText(box, flags, column.why)

    def _paint_layer(
        self, painter: QPainter, at: Places, cell: QRectF, column: Column,
        layer: LayerHistogram, ink: Ink,
    ) -> None:
        bars = at.bars(cell)
        counts = self.axis.bars(layer.counts)
        most = max(int(counts.max()), layer.zeros, 1)
        self._paint_bars(painter, column.slot, bars, counts / most)
        if layer.zeros:
            high = bars.height() * layer.zeros / most
            zero = QRectF(at.zero_left(bars), bars.bottom() - high, look.px(8), high)
            painter.fillRect(zero, self._pale(column.slot))
        painter.setPen(chart_pen(style.theme.outline, 1))
        begin = at.zero_left(bars) if self.axis.zeros else bars.left()
        painter.drawLine(QPointF(begin, bars.bottom()), bars.bottomRight())
        old = column.reference
        if old is not None and layer.layer <= len(old.layers):
            self._paint_reference(painter, bars, old.layers[layer.layer - 1])
        self._paint_median(painter, at, bars, layer, ink)
        if at.share:
            painter.setPen(ink.text)
            flags = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
            painter.drawText(cell, flags, percent(layer))

    def _paint_bars(
        self, painter: QPainter, slot: int, bars: QRectF, shares: np.ndarray
    ) -> None:
        width = bars.width() / len(shares)
        gap = min(look.px(1), width / 4)
        tiny = round((TINY_DECADE - self.axis.low) * PER_DECADE)
        # A single value among thousands is seen, too.
        least, left, bottom = look.px(1), bars.left(), bars.bottom()
        there = np.flatnonzero(shares)
        highs = np.maximum(shares[there] * bars.height(), least)
        boxes = [
            QRectF(left + k * width, bottom - high, width - gap, high)
            for k, high in zip(there.tolist(), highs.tolist(), strict=True)
        ]
        small = int(there.searchsorted(tiny))
        painter.setPen(Qt.PenStyle.NoPen)
        for color, some in ((self._pale(slot), boxes[:small]),
                            (look.runner_color(slot), boxes[small:])):
            if some:
                painter.setBrush(color)
                painter.drawRects(some)

    def _pale(self, slot: int) -> QColor:
        return look.mixed(look.runner_color(slot), style.theme.panel, _PALE)

    def _paint_reference(
        self, painter: QPainter, bars: QRectF, layer: LayerHistogram
    ) -> None:
        """The outline of the histogram that was kept."""
        counts = self.axis.bars(layer.counts)
        most = max(int(counts.max()), layer.zeros, 1)
        heights = np.concatenate([[0], counts / most, [0]]) * bars.height()
        edges = np.linspace(bars.left(), bars.right(), len(counts) + 1)
        painter.setPen(chart_pen(style.theme.text, 1))
        lines = []
        for k in range(len(edges)):  # nothing along the ground, where there was nothing
            low, high = bars.bottom() - heights[k], bars.bottom() - heights[k + 1]
            if low != high:
                lines.append(QLineF(edges[k], low, edges[k], high))
            if k < len(counts) and counts[k]:
                lines.append(QLineF(edges[k], high, edges[k + 1], high))
        painter.drawLines(lines)

    def _paint_median(
        self, painter: QPainter, at: Places, bars: QRectF, layer: LayerHistogram, ink: Ink
    ) -> None:
        """A line with a foot; at the place of 0 if half of the values are 0."""
        if layer.median != layer.median:
            return
        x = at.x(bars, layer.log_median) if layer.median > 0 else (
            at.zero_left(bars) + look.px(4)
        )
        x = round(x) + 0.5
        for pen in ink.median:
            painter.setPen(pen)
            painter.drawLine(QPointF(x, bars.top()), QPointF(x, bars.bottom()))

    # Qt

    def minimumSizeHint(self) -> QSize:
        extra = 2 * measures(style.scale).line + look.px(3 * SPACE_XS)
        return QSize(look.px(160), round(extra) + self._rows * look.px(_LOWEST_ROW))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self.hovered.emit(self.text_at(event.position()))

    def leaveEvent(self, event: QEvent) -> None:
        self.hovered.emit("")

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            QToolTip.showText(event.globalPos(), self.text_at(QPointF(event.pos())), self)
            return True
        return super().event(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        places = self.places
        painter.drawPixmap(QPointF(0, 0), self._kept_ground(places))
        self._paint_layers(painter, places)
