"""The legend of a chart: pyqtgraph's, with the runners' markers and the kinds of lines."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import Any, NamedTuple

import pyqtgraph as pg
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPixmap

from playground.app.look import style as look
from playground.app.look.style import SMALL, SPACE_S, style
from playground.app.paint.legend import paint_marker
from playground.app.plots.series import LineStyle

MARKER, SAMPLE = 9, 20
NOBODY = -1
LONGEST = 18
"""Characters of a label."""
ROWS = 6
"""Entries that stand below each other; with more there is a second column."""


class Entry(NamedTuple):
    """A line of the legend: a runner's marker, or with a `line` a kind of line, and its name."""

    name: str
    slot: int = NOBODY
    line: LineStyle | None = None


class Sample(pg.ItemSample):  # type: ignore[misc]
    """A marker, or a piece of a line."""

    def __init__(self, entry: Entry) -> None:
        super().__init__(None)
        self.entry = entry
        wide = look.px(MARKER if entry.line is None else SAMPLE)
        self.setFixedWidth(wide)
        self.setFixedHeight(look.px(MARKER))

    def boundingRect(self) -> QRectF:
        return QRectF(0, 0, self.width(), self.height())

    def paint(self, painter: QPainter, *_: Any) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        middle = self.height() / 2
        if self.entry.line is None:
            paint_marker(painter, self.entry.slot, self.width() / 2, middle, look.px(MARKER))
        else:
            painter.setPen(self.entry.line.pen(self.entry.slot))
            painter.drawLine(QPointF(0, middle), QPointF(self.width(), middle))


class Legend(pg.LegendItem):  # type: ignore[misc]
    """Who is who, on a ground of its own; the mouse goes through it.

    On the screen it is a picture that is kept, for three items a line cost more than the curves
    (0.2 of 0.8 ms a frame with eight runners, `tests/benchmarks/chart.py`).
    """

    def __init__(self, parent: pg.ViewBox) -> None:
        super().__init__(horSpacing=look.px(4), verSpacing=0, sampleType=Sample)
        self.setParentItem(parent)
        self.setZValue(20)
        self.setFlag(self.GraphicsItemFlag.ItemIgnoresTransformations, False)
        self._entries: tuple[Entry, ...] = ()
        self._columns = 0
        self._kept = QPixmap()

    @property
    def entries(self) -> tuple[Entry, ...]:
        """What it says."""
        return self._entries

    @property
    def side_by_side(self) -> bool:
        """Whether its entries stand beside each other, for a low chart."""
        return self._columns > 0

    def show_entries(self, entries: Sequence[Entry]) -> None:
        """Say this."""
        if tuple(entries) != self._entries:
            self._entries = tuple(entries)
            self.dress()

    def stand_in(self, columns: int) -> None:
        """So many entries side by side; 0: below each other, as long as they are few."""
        if columns != self._columns:
            self._columns = columns
            self.dress()

    def dress(self) -> None:
        """Make the lines anew, in the theme's colours and the size of the type."""
        self.clear()
        self.setColumnCount(self._columns or 1 + (len(self._entries) > ROWS))
        self.setPen(None)
        self.setBrush(look.faded(style.theme.panel, 0.85))
        self.setLabelTextColor(style.theme.text)
        self.setLabelTextSize(f"{look.px(SMALL)}px")
        edge = look.px(SPACE_S) / 2
        self.layout.setContentsMargins(edge, edge, edge, edge)
        for entry in self._entries:
            self.addItem(Sample(entry), escape(shortened(entry.name)))
        for _, label in self.items:
            label.item.document().setDocumentMargin(1)
            label.updateMin()
        self.layout.activate()
        self.resize(self.layout.effectiveSizeHint(Qt.SizeHint.PreferredSize))
        self.layout.activate()
        self._kept = QPixmap()
        self.setExportMode(False)

    def setExportMode(self, export: bool, opts: dict[str, Any] | None = None) -> None:
        """In a picture that is saved its lines are painted as such."""
        super().setExportMode(export, opts)
        for item in self.childItems():
            item.setOpacity(1.0 if export else 0.0)

    def paint(self, painter: QPainter, *_: Any) -> None:
        if self._exportOpts is not False:
            super().paint(painter)
            return
        ratio = painter.device().devicePixelRatioF()
        if self._kept.isNull() or self._kept.devicePixelRatio() != ratio:
            self._kept = QPixmap((self.rect().size() * ratio).toSize())
            self._kept.setDevicePixelRatio(ratio)
            self._kept.fill(Qt.GlobalColor.transparent)
            inner = QPainter(self._kept)
            self._paint_lines(inner)
            inner.end()
        painter.drawPixmap(QPointF(0, 0), self._kept)

    def _paint_lines(self, painter: QPainter) -> None:
        super().paint(painter)
        for sample, label in self.items:
            for part, paint in (
                (sample, sample.paint), (label.item, label.item.document().drawContents)
            ):
                painter.save()
                painter.translate(self.mapFromItem(part, QPointF(0, 0)))
                paint(painter)
                painter.restore()


def shortened(label: str) -> str:
    """A label that leaves room for the others."""
    return label if len(label) <= LONGEST else label[: LONGEST - 1] + "…"
