"""A quantity along steps, epochs or whatever else is counted: curves over one axis.

What is counted is an `Along`, the curves are `Series` of numbers with a `LineStyle`. Ranges change
in steps; the cursor is a vertical line, with each runner's marker where its curve is by then.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import NamedTuple

import pyqtgraph as pg
from PySide6.QtCore import QPoint, QPointF, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetrics

from playground.app.look import style as look
from playground.app.look.style import SMALL, SPACE_L, SPACE_S, px, style
from playground.app.plots.along import STEPS, Along
from playground.app.plots.base import Plot
from playground.app.plots.chart_axis import ChartAxis
from playground.app.plots.chart_frame import PAD, Frame
from playground.app.plots.corner import Boxes, freest
from playground.app.plots.curves import CurveLayer
from playground.app.plots.hands import PickHand
from playground.app.plots.legend import Entry, Legend
from playground.app.plots.ranges import axis_end, inside, padded
from playground.app.plots.series import Curve, closest
from playground.app.plots.view_box import Ranges

CLOSEST = 5.0
"""Steps that are on screen at least."""
FINEST = 1e-6
"""Of the axis, where nobody knows yet where steps stand."""
PICTURE = QSize(480, 320)
"""Of the design: a saved chart is at least so large, however small its panel is."""
WIDE, LOW = 0.75, 0.45
"""Of a low chart's width and height, what a legend with its entries side by side may take."""
WIDEST_TICK = "−1.5×10⁻⁶"


_DASHED = "– – "  # before a threshold's name that stands away from its line


class Threshold(NamedTuple):
    """A line across the chart, at a height on its axis, and what it means."""

    height: float
    text: str


class Chart(Plot):
    """Mouse: click and drag choose a place; wheel and drag zoom and move along the axis only."""

    pressed = Signal()
    """The left button goes down; `place_picked` follows, once for every place on its way."""
    place_picked = Signal(float)
    """A place along the axis, to see what was then."""
    unpicked = Signal()
    """That was the first click of two, which fit: what it did is to be taken back."""
    framed = Signal()
    """Another part of the axis is in view, or on another size."""
    named = Signal(object)
    """Legend and names have their places; others may take theirs, in these `Boxes`."""
    pictured = Signal(bool)
    """A picture is being made, or no longer."""

    left_button = "moves the cursor"
    axis_type = ChartAxis

    def __init__(self) -> None:
        super().__init__()
        self.along = STEPS
        self.limit = STEPS.least
        self.zoomed = False
        self._heights = (0.0, 1.0)
        self._log = self._compact = self._as_picture = False
        self._titles: tuple[str, ...] = ()
        self._kinds: tuple[Entry, ...] = ()
        self._threshold: Threshold | None = None
        self._corner = self._beside = 0
        self._legend_case: tuple[object, ...] = ()
        self._legend_fits = False
        self.layer = CurveLayer(self.box)
        self.legend = Legend(self.box)
        self._line = pg.InfiniteLine(angle=0)
        self._name = pg.TextItem()
        self._name.setParentItem(self.box)
        self._name.setZValue(18)
        self.box.addItem(self._line, ignoreBounds=True)
        self.box.setMouseEnabled(True, False)
        self.box.hand = PickHand(self._press, self._pick, self.unpicked.emit)
        self.box.bound = self._bound
        self.box.fit_asked.connect(self.fit)
        self.box.looked.connect(self._looked)
        self.box.sigResized.connect(self._refit)
        self.box.sigRangeChanged.connect(self._frame)
        self.viewport().setCursor(Qt.CursorShape.CrossCursor)
        self.dress()

    # What is shown

    @property
    def span(self) -> tuple[float, float]:
        """The part of the axis that is in view."""
        (left, right), _ = self.box.ranges
        return max(left, 0.0), min(right, self.limit)

    @property
    def heights(self) -> tuple[float, float]:
        """The range upwards; powers of ten on a logarithmic axis."""
        return self._heights

    @property
    def pixels(self) -> int:
        """How many pixels wide the curves' part is."""
        return max(round(self.layer.frame.width) - 2 * px(PAD), 16)

    @property
    def threshold(self) -> Threshold | None:
        """The line across, if there is one."""
        return self._threshold

    def set_titles(self, *titles: str) -> None:
        """The name of the quantity at its axis, and shorter ones for where there is no room."""
        self._titles = titles
        self.axis("left").offer_names(*titles)

    def set_along(self, along: Along, last: float) -> None:
        """Count this along the axis, as far as `last`; the axis ends at a round number."""
        limit = axis_end(last, along.least)
        if (along, limit) == (self.along, self.limit):
            return
        if along != self.along or self.box.ranges[0][1] > limit:
            self.zoomed = False
        self.along, self.limit = along, limit
        self.axis("bottom").whole = along.whole
        self._name_along()
        self._refit()

    def set_heights(self, low: float, high: float, log: bool) -> None:
        """The range upwards."""
        if ((low, high), log) != (self._heights, self._log):
            self._heights, self._log = (low, high), log
            self.axis("left").setLogMode(x=False, y=log)
            self._refit()

    def set_threshold(self, threshold: Threshold | None) -> None:
        """Draw a line across, or none."""
        if threshold != self._threshold:
            self._threshold = threshold
            self.place_names()

    def set_curves(
        self, curves: Sequence[Curve], own: Curve | None = None, kinds: Sequence[Entry] = ()
    ) -> None:
        """Show these. The cursor stands where it does for `own`; `kinds` are the lines that a
        legend explains beside the runners."""
        self._kinds = tuple(kinds)
        self.layer.set_curves(list(curves), own)
        self.place_names()

    def set_compact(self, compact: bool) -> None:
        """Leave out the name of the lower axis, or not."""
        if compact != self._compact:
            self._compact = compact
            self.dress()

    def redraw(self) -> None:
        """The curves are others than they were."""
        self.layer.redraw()
        self.place_names()

    def fit(self) -> None:
        """Show all of the axis."""
        if self.zoomed:
            self.zoomed = False
            self._refit()

    def place_at(self, at: QPoint) -> float:
        """What stands at a pixel of this widget."""
        return self.layer.frame.place_at(self.box.mapFromScene(self.mapToScene(at)).x())

    def pixel_of(self, place: float, height: float = 0.0) -> QPoint:
        """Where a place and a height are in this widget."""
        frame = self.layer.frame
        inside = QPointF(frame.px(place), float(frame.py(height)))
        pixel: QPoint = self.mapFromScene(self.box.mapToScene(inside))
        return pixel

    def axis(self, name: str) -> ChartAxis:
        """The "left" or the "bottom" axis."""
        axis: ChartAxis = self.plot.getAxis(name)
        return axis

    # Pictures

    @contextmanager
    def for_picture(self) -> Iterator[None]:
        """Meanwhile all names are written and there is room for them, however small the panel."""
        before, places = self.size(), (self._corner, self._beside)
        self._as_picture, self._corner, self._beside = True, 0, 0
        self.resize(before.expandedTo(PICTURE * style.scale))
        self.grab(QRect(0, 0, 1, 1))  # lays it out, also while it is hidden
        self.dress()
        self.pictured.emit(True)
        try:
            yield
        finally:
            self._as_picture, (self._corner, self._beside) = False, places
            self.resize(before)
            self.dress()
            self.pictured.emit(False)

    def copy_picture(self) -> None:
        """Put a picture on the clipboard."""
        with self.for_picture():
            super().copy_picture()

    # The left button

    def _press(self, at: QPointF) -> None:
        self.pressed.emit()
        self._pick(at)

    def _pick(self, at: QPointF) -> None:
        place = self.layer.frame.place_at(self.box.mapFromScene(at).x())
        self.place_picked.emit(min(max(place, 0.0), self.limit))

    # Ranges

    def _whole(self) -> Ranges:
        """All of the axis, with room for markers at its ends."""
        area, pad = self.box.rect(), px(PAD)
        return padded((0.0, self.limit), area.width(), pad), padded(
            self._heights, area.height(), pad
        )

    def _bound(self, ranges: Ranges) -> Ranges:
        """Some of the axis, not finer than a few steps; never beyond its ends."""
        whole, heights = self._whole()
        finest = max(closest(self.layer.curves, CLOSEST), FINEST * self.limit)
        return inside(ranges[0], whole, finest), heights

    def _looked(self) -> None:
        self.zoomed = self.box.ranges[0] != self._whole()[0]
        self.framed.emit()

    def _refit(self) -> None:
        """Set the ranges for the size that there is now."""
        area = self.box.rect()
        if min(area.width(), area.height()) < 4 * px(PAD):
            return
        across, up = self._whole()
        self.box.show_ranges((self.box.ranges[0] if self.zoomed else across, up))
        self._frame()

    def _frame(self, *_: object) -> None:
        """Tell the layer what is in view."""
        x, y = self.box.ranges
        area = self.box.rect()
        if min(area.width(), area.height()) < 4 * px(PAD):
            return
        grid = (self.axis("bottom").places(*x), self.axis("left").places(*y))
        if self.layer.set_frame(Frame(x, y, area.width(), area.height()), *grid):
            self.place_names()
            self.framed.emit()

    # Names

    def _name_along(self) -> None:
        """What the axis counts, where there is room for that."""
        named, line = not self._compact or self._as_picture, QFontMetrics(look.font(SMALL)).height()
        names = (self.along.name, self.along.short) if named else ("",)
        self.axis("bottom").offer_names(*dict.fromkeys(names))
        self.axis("bottom").setHeight(2 * line + px(8) if named else line + px(6))

    def place_names(self) -> None:
        """The legend where it hides least, and the threshold's name beside it."""
        entries = [Entry(curve.label, curve.slot) for curve in self.layer.marked]
        if self._as_picture:
            entries += self._kinds
        elif len(entries) < 2:
            entries = []
        frame, gap = self.layer.frame, px(SPACE_S)
        fits = self._fits_legend(entries)
        size = self.legend.rect().size()
        self.legend.setVisible(bool(entries) and (fits or self._as_picture))
        boxes = Boxes(self.layer.curves, frame)
        if self.legend.isVisible():
            places = boxes.corners(size.width(), size.height(), gap)
            if self.legend.side_by_side:  # in a low chart curves reach into all corners
                places += boxes.inside(size.width(), size.height(), gap)
            self._corner = freest(places, boxes, min(self._corner, len(places) - 1))
            self.legend.setPos(places[self._corner].topLeft())
            boxes.take(places[self._corner])
        self._name_threshold(boxes)
        self.named.emit(boxes)

    def _fits_legend(self, entries: Sequence[Entry]) -> bool:
        """Give the legend its entries, in a low chart side by side; whether it leaves enough."""
        frame = self.layer.frame
        case = (tuple(entries), frame.width, frame.height, style.scale, self._as_picture)
        if case != self._legend_case:
            self._legend_case, self._legend_fits = case, False
            self.legend.show_entries(entries)
            ways = [(0, 0.4, 0.5), (2, WIDE, LOW), (len(entries), WIDE, LOW)]
            for columns, wide, high in ways[:1] if self._as_picture else ways:
                self.legend.stand_in(columns)
                size = self.legend.rect().size()
                if size.width() < wide * frame.width and size.height() < high * frame.height:
                    self._legend_fits = True
                    break
        return self._legend_fits

    def _name_threshold(self, boxes: Boxes) -> None:
        """The line across below the curves, its name over them on a ground of its own.

        It stands at an end of its line, or, where it would lie over curves there, in a corner with
        a piece of the line before it.
        """
        line, name, threshold = self._line, self._name, self._threshold
        for item in (line, name):
            item.setVisible(threshold is not None)
        if threshold is None:
            return
        line.setPos(threshold.height)
        line.setPen(look.pen(style.theme.quiet, 1.5, Qt.PenStyle.DashLine))
        name.setFont(look.font(SMALL))
        name.fill = pg.mkBrush(look.faded(style.theme.panel, 0.85))
        name.textItem.document().setDocumentMargin(px(2))
        y = float(self.layer.frame.py(threshold.height))
        width, height = self._name_as(threshold.text)
        places = boxes.beside(y, width, height, px(SPACE_S))
        by_its_line = len(places)
        width, height = self._name_as(_DASHED + threshold.text)
        places += boxes.corners(width, height, px(SPACE_S))
        self._beside = freest(places, boxes, self._beside)
        if self._beside < by_its_line:
            self._name_as(threshold.text)
        name.setPos(places[self._beside].topLeft())

    def _name_as(self, text: str) -> tuple[float, float]:
        """Give the threshold's name its text; how wide and high it then is."""
        self._name.setText(text, QColor(style.theme.text))
        size = self._name.textItem.boundingRect().size()
        return size.width(), size.height()

    def dress(self) -> None:
        """Colours and sizes; axes of a fixed size, so that the curves never move."""
        super().dress()
        metrics = QFontMetrics(look.font(SMALL))
        title = metrics.height() + px(4)
        self.axis("left").setWidth(metrics.horizontalAdvance(WIDEST_TICK) + title)
        self._name_along()
        # pyqtgraph puts names 5 pixels outside of their axes; the last number is wide.
        self.plot.layout.setContentsMargins(6, px(SPACE_S), px(SPACE_L), 6)
        self.plot.layout.activate()
        self.legend.dress()
        self.layer.redraw()
        self._refit()
        self.place_names()
