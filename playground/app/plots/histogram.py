"""Histograms below each other on one logarithmic axis: a row for each layer."""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil, floor

import pyqtgraph as pg
from PySide6.QtCore import QPointF
from PySide6.QtGui import QColor, QFontMetricsF
from PySide6.QtWidgets import QWidget

from playground.app.look import style as look
from playground.app.look.style import SMALL, SPACE_M, SPACE_S, SPACE_XS, px, style
from playground.app.plots.base import Plot
from playground.app.plots.chart_axis import ChartAxis
from playground.app.plots.histogram_head import HistogramHead
from playground.app.plots.histogram_layer import RIM, HistogramLayer, Row, Scale, Shares
from playground.app.plots.ranges import inside, padded
from playground.app.plots.view_box import Ranges
from playground.app.text.numbers import superscript

ZEROS = 0.06
"""Of the axis, the room at its left for exact zeros."""
LONGEST_NAME = "layer 10"


class DecadeAxis(ChartAxis):
    """Powers of ten, as many as there is room for, with a place of its own for exact zeros."""

    zero: float | None = None

    def decades(self, low: float, high: float, size: float) -> tuple[float, ...]:
        """The powers that are written."""
        room = QFontMetricsF(look.font(SMALL)).horizontalAdvance("10⁻¹⁰") + px(SPACE_XS)
        every = next((n for n in (1, 2, 4, 8) if size / max(high - low, 1e-9) * n >= room), 8)
        first = low if self.zero is None else max(low, self.zero + 1e-9)
        return tuple(
            float(d) for d in range(ceil(first), floor(high + 1e-9) + 1) if d % every == 0
        )

    def tickValues(
        self, low: float, high: float, size: float
    ) -> list[tuple[float | None, list[float]]]:
        """Exact zeros, then the powers."""
        zero = [] if self.zero is None else [self.zero]
        return [(1.0, [*zero, *self.decades(low, high, size)])]

    def tickStrings(self, values: list[float], scale: float, spacing: float) -> list[str]:
        """10⁻⁸ ... 1, and 0."""
        return [
            "0" if value == self.zero else f"10{superscript(round(value))}" if value else "1"
            for value in values
        ]


class Histogram(Plot):
    """One column of histograms. The wheel zooms along the axis only."""

    axis_type = DecadeAxis

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.zoomed = False
        self._low, self._high, self._zeros, self._tiny = -8.0, 0.0, False, -6.0
        self._why, self._share_room, self._names = "", "", True
        self.head, self._shares = HistogramHead(), Shares()
        layout = self.plot.layout
        layout.removeItem(self.plot.titleLabel)
        layout.addItem(self.head, 0, 0, 1, 3)
        layout.removeItem(self.plot.getAxis("right"))
        layout.addItem(self._shares, 2, 2)
        self.layer = HistogramLayer(self.box)
        self._words = pg.TextItem(anchor=(0.5, 0.5))
        self._words.setParentItem(self.box)
        self.axis("bottom").setLogMode(x=True, y=False)
        self.box.setMouseEnabled(True, False)
        self.box.bound = self._bound
        self.box.fit_asked.connect(self.fit)
        self.box.looked.connect(self._looked)
        self.box.sigXRangeChanged.connect(self._rescale)
        self.box.sigResized.connect(self._refit)
        self.dress()

    @property
    def rows(self) -> tuple[Row, ...]:
        """What is shown."""
        return self.layer.rows

    @property
    def has_shares(self) -> bool:
        """Whether there is room for a text beside each row."""
        return bool(self._share_room)

    @property
    def names_width(self) -> int:
        """The room for the rows' names."""
        wide = QFontMetricsF(look.font(SMALL)).horizontalAdvance(LONGEST_NAME)
        return round(wide) + px(SPACE_S)

    def axis(self, name: str) -> DecadeAxis:
        """The axis at a side."""
        axis: DecadeAxis = self.plot.getAxis(name)
        return axis

    def set_axis(self, low: float, high: float, zeros: bool, tiny: float) -> None:
        """From a power of ten to another, perhaps with room for zeros; below `tiny` bars are pale.
        """
        if (low, high, zeros, tiny) != (self._low, self._high, self._zeros, self._tiny):
            self._low, self._high, self._zeros, self._tiny = low, high, zeros, tiny
            self._refit()

    def show_rows(self, slot: int, rows: Sequence[Row], why: str = "") -> None:
        """Show these in a runner's colour; or `why` there are none."""
        renamed = [row.name for row in rows] != [row.name for row in self.rows]
        self.layer.show_rows(slot, tuple(rows))
        if why != self._why:
            self._why = why
            self._words.setText(why)
        if renamed:
            self._refit()
            high = float(len(rows))
            self.axis("left").setTicks([
                [(high - k - 0.5, row.name) for k, row in enumerate(rows)]
            ])
        self._shares.show_texts(tuple(row.share for row in rows))

    def set_margins(self, names: bool, share_room: str) -> None:
        """Whether the rows' names stand at the left, and the widest text at their right."""
        if (names, share_room) != (self._names, self._share_room):
            self._names, self._share_room = names, share_room
            self.dress()

    def fit(self) -> None:
        """Show all of the axis."""
        self.zoomed = False
        self._refit()

    def row_at(self, at: QPointF) -> int | None:
        """Which row is under a pixel of the widget; None above and below them."""
        y = self.box.mapFromScene(self.mapToScene(at.toPoint())).y()
        row = floor(y / max(self.box.rect().height(), 1.0) * max(len(self.rows), 1))
        return row if 0 <= row < len(self.rows) else None

    def pixel_of(self, power: float, row: int) -> QPointF:
        """Where a power of ten is, in the middle of a row's bars."""
        inside = QPointF(self.layer.scale.px(power), self.layer.box_of(row).center().y())
        return QPointF(self.mapFromScene(self.box.mapToScene(inside)))

    # Ranges

    @property
    def _room(self) -> float:
        """For zeros, along the axis."""
        return ZEROS * (self._high - self._low) if self._zeros else 0.0

    def _whole(self) -> Ranges:
        area, rows = self.box.rect(), float(max(len(self.rows), 1))
        across = padded((self._low - self._room, self._high), area.width(), px(RIM))
        return across, (-rows * px(RIM) / max(area.height() - px(RIM), 1.0), rows)

    def _bound(self, ranges: Ranges) -> Ranges:
        """Some of the axis, a decade at least."""
        whole, heights = self._whole()
        return inside(ranges[0], whole, 1.0), heights

    def _looked(self) -> None:
        self.zoomed = self.box.ranges[0] != self._whole()[0]

    def _refit(self) -> None:
        across, up = self._whole()
        self.box.show_ranges((self.box.ranges[0] if self.zoomed else across, up))
        self._rescale()

    def _rescale(self, *_: object) -> None:
        """Tell the layer what is in view."""
        axis, area, x = self.axis("bottom"), self.box.rect(), self.box.ranges[0]
        zero = self._low - 0.6 * self._room if self._zeros else None
        if zero != axis.zero:
            axis.zero, axis.picture = zero, None
        scale = Scale(
            x, area.width(), area.height(), self._low, self._high, self._tiny, zero,
            0.6 * self._room,
        )
        self.layer.set_scale(scale, axis.decades(*x, max(area.width(), 1.0)))
        self._words.setPos(area.center())
        self._words.setTextWidth(max(area.width(), 1.0))

    def dress(self) -> None:
        """Colours and sizes."""
        super().dress()
        metrics = QFontMetricsF(look.font(SMALL))
        for name in ("left", "bottom"):
            self.axis(name).setPen(None)
            self.axis(name).setStyle(tickLength=0, tickAlpha=0, tickTextOffset=px(SPACE_XS))
        self.axis("left").setWidth(self.names_width if self._names else px(SPACE_XS))
        share = metrics.horizontalAdvance(self._share_room) + px(SPACE_S)
        self._shares.setFixedWidth(round(share) if self._share_room else px(SPACE_M))
        self.axis("bottom").setHeight(round(metrics.height()) + px(SPACE_XS))
        self._words.setFont(look.font(SMALL))
        self._words.setColor(QColor(style.theme.quiet))
        self.plot.layout.setContentsMargins(0, 0, 0, px(SPACE_XS))
        self.head.dress()
        self.layer.update()
        self._refit()
