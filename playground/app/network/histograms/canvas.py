"""The histograms of up to three runners side by side, on one axis for all."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import numpy as np
from PySide6.QtCore import QEvent, QPointF, QRect, QSize, Signal
from PySide6.QtGui import QFontMetricsF, QHelpEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from playground.app.look.style import SMALL, SPACE_XS, font, px
from playground.app.network.histograms.column import Column, layer_text, percent
from playground.app.network.histograms.scale import Axis
from playground.app.plots.histogram import Histogram
from playground.app.plots.histogram_layer import Row
from playground.engine.networks.histograms import BINS, LayerHistogram

TINY_DECADE = -6.0
_UNDER, _SHARE = "under 10⁻⁶", "100 %"
_LOWEST_ROW, _ROOMY_COLUMN = 10, 150


class HistogramCanvas(QWidget):
    """Bars of log₁₀ |value|; a mark at each median; the share under 1e-6 beside each row."""

    hovered = Signal(str)
    save_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.axis = Axis()
        self._columns: tuple[Column, ...] = ()
        self._plots: list[Histogram] = []
        self.reference = ""
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    @property
    def columns(self) -> tuple[Column, ...]:
        """What is shown."""
        return self._columns

    @property
    def plots(self) -> tuple[Histogram, ...]:
        """The plots of the columns."""
        return tuple(self._plots[: len(self._columns)])

    def show_columns(self, columns: Sequence[Column], reference: str = "") -> None:
        """Show these, and what their outlines are called; the axis makes room for them."""
        shape = (len(self._columns), self._rows, self.reference)
        self._columns, self.reference = tuple(columns), reference
        found = [h for c in columns for h in (c.histograms, c.reference) if h is not None]
        self.axis.follow(found)
        while len(self._plots) < len(columns):
            self._add_plot()
        if (len(columns), self._rows, reference) != shape:
            self.setMinimumHeight(self.minimumSizeHint().height())
            self._lay_out()
        for k, (plot, column) in enumerate(zip(self._plots, columns, strict=False)):
            self._show(k, plot, column)

    def text_at(self, column: int, at: QPointF) -> str:
        """What stands at a pixel of a column's plot, in words."""
        shown, row = self._columns[column], self._plots[column].row_at(at)
        if row is None or shown.histograms is None or row >= len(shown.histograms.layers):
            return ""
        return layer_text(shown, shown.histograms.layers[row], several=len(self._columns) > 1)

    def forget(self) -> None:
        """Begin anew: other runs, another quantity; an axis that fits them."""
        self.axis.forget()
        for plot in self._plots:
            plot.zoomed = False

    def dress(self) -> None:
        """The size of the type changed."""
        self.setMinimumHeight(self.minimumSizeHint().height())
        self._lay_out()
        self.show_columns(self._columns, self.reference)

    # Parts

    @property
    def _rows(self) -> int:
        return max((len(c.histograms.layers) for c in self._columns if c.histograms), default=1)

    def _add_plot(self) -> None:
        plot, place = Histogram(self), len(self._plots)
        if self._plots:
            plot.box.setXLink(self._plots[0].box)
        plot.pointed.connect(partial(self._point, place))
        plot.save_asked.connect(self.save_asked)
        plot.box.looked.connect(partial(self._looked, plot))
        plot.box.fit_asked.connect(self._fit)
        plot.viewport().installEventFilter(self)
        self._plots.append(plot)

    def _show(self, k: int, plot: Histogram, column: Column) -> None:
        axis, several = self.axis, len(self._columns) > 1
        plot.set_axis(axis.low, axis.high, axis.zeros, TINY_DECADE)
        who = (column.slot, column.label) if several else None
        with_key = several and bool(self.reference)
        plot.head.say(
            who, not k and (with_key or not several),
            self.reference if k == (1 if several else 0) else "", "" if several else _UNDER,
            with_key,
        )
        layers = column.histograms.layers if column.histograms else ()
        old = column.reference.layers if column.reference else ()
        rows = [self._row(layer, old, plot.has_shares) for layer in layers]
        # Rows of shallower networks are as high as those of the others.
        rows += [self._nothing] * (self._rows - len(rows) if rows else 0)
        plot.show_rows(column.slot, rows, column.why)

    def _row(
        self, layer: LayerHistogram, old: Sequence[LayerHistogram], with_share: bool
    ) -> Row:
        before = old[layer.layer - 1] if layer.layer <= len(old) else None
        median = layer.log_median if layer.median > 0 else (
            -float("inf") if layer.median == 0 else float("nan")
        )
        return Row(
            f"layer {layer.layer}", self.axis.bars(layer.counts), layer.zeros, median,
            percent(layer) if with_share else "",
            self.axis.bars(before.counts) if before is not None else None,
            before.zeros if before is not None else 0,
        )

    @property
    def _nothing(self) -> Row:
        return Row("", self.axis.bars(np.zeros(BINS)), 0, float("nan"))

    def _lay_out(self) -> None:
        """Columns of the same width, and room for the rows' names before the first one."""
        count = max(len(self._columns), 1)
        names = self._plots[0].names_width if self._plots else 0
        width = (self.width() - names) / count
        roomy = width >= px(_ROOMY_COLUMN)
        share = _UNDER if count == 1 else _SHARE if roomy else ""
        for k, plot in enumerate(self._plots):
            plot.setVisible(k < len(self._columns))
            plot.set_margins(not k, share)
            left = 0 if not k else round(names + k * width)
            plot.setGeometry(QRect(
                left, 0, round(names + (k + 1) * width) - left, self.height()
            ))

    def _point(self, column: int, at: QPointF | None) -> None:
        there = at is not None and column < len(self._columns)
        self.hovered.emit(self.text_at(column, at) if there and at is not None else "")

    def _looked(self, plot: Histogram) -> None:
        """What one shows, all show: their axes are linked."""
        for other in self._plots:
            other.zoomed = plot.zoomed

    def _fit(self) -> None:
        for plot in self._plots:
            plot.fit()

    # Qt

    def minimumSizeHint(self) -> QSize:
        extra = 2 * QFontMetricsF(font(SMALL)).height() + px(3 * SPACE_XS)
        return QSize(px(160), round(extra) + self._rows * px(_LOWEST_ROW))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._lay_out()
        self.show_columns(self._columns, self.reference)

    def eventFilter(self, watched: object, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            for k, plot in enumerate(self.plots):
                if watched is plot.viewport():
                    QToolTip.showText(event.globalPos(), self.text_at(k, QPointF(event.pos())))
                    return True
        return False
