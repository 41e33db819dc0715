"""A sweep over two settings of one runner: every pair of values as a field of a map."""

from __future__ import annotations

from dataclasses import dataclass
from math import floor, isfinite

import numpy as np
import pyqtgraph as pg
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetricsF

from playground.app.look import style as look
from playground.app.look.style import SMALL, SPACE_S, px, style, surface_lut
from playground.app.plots.base import Plot
from playground.app.plots.chart_axis import ChartAxis
from playground.app.plots.colour_bar import ColourBar
from playground.app.plots.loglog import WIDEST_TICK
from playground.app.plots.view_box import Ranges
from playground.app.sweeps.click_hand import ClickHand
from playground.app.text.numbers import number
from playground.engine.problem import Array

LEAST = 1e-3


@dataclass(frozen=True, eq=False)
class Fields:
    """The values along both axes, (nx,) and (ny,), and what came of each pair, (ny, nx): `numbers`
    with NaN where nothing is known yet; where the run ran `away`, and where it is `out` of steps
    without a number to show. `logs`: which axes are logarithmic, and `log_numbers`. `places` are
    those of the sweep.
    """

    x: Array
    y: Array
    numbers: Array
    away: NDArray[np.bool_]
    out: NDArray[np.bool_]
    places: NDArray[np.intp]
    logs: tuple[bool, bool]
    log_numbers: bool


@dataclass(frozen=True, eq=False)
class Border:
    """Where theory says that stability ends, both (n,), and its formula."""

    x: Array
    y: Array
    formula: str


class HeatMap(Plot):
    """`picked(place)` for a field that was clicked on, `pointed_at(place)` for that under the
    pointer (None: none). Fields that ran away have a cross and no colour; those without a number
    are grey.
    """

    picked = Signal(int)
    pointed_at = Signal(object)
    left_button = "takes a field"
    axis_type = ChartAxis

    def __init__(self) -> None:
        super().__init__()
        self.fields: Fields | None = None
        self._border: Border | None = None
        self._marked: int | None = None
        self._here: tuple[float, float] | None = None
        self.bar = ColourBar(self)
        self.plot.layout.addItem(self.bar, 2, 5)
        self._image = pg.ImageItem(axisOrder="row-major")
        self._line = pg.PlotCurveItem(connect="finite")
        self._line_name = pg.TextItem(anchor=(1, 1))
        self._crosses = pg.ScatterPlotItem(symbol="x", pen=None)
        self._ring, self._present = pg.ScatterPlotItem(symbol="s"), pg.ScatterPlotItem(symbol="o")
        for z, item in enumerate((
            self._image, self._crosses, self._line, self._present, self._ring, self._line_name
        )):
            item.setZValue(z)
            self.box.addItem(item, ignoreBounds=True)
        self.fitted = True
        self._name = ""
        self.box.hand = ClickHand(self)
        self.box.bound = self._bound
        self.box.fit_asked.connect(self.fit)
        self.box.looked.connect(self._looked)
        self.viewport().setCursor(Qt.CursorShape.PointingHandCursor)
        self.pointed.connect(self._point_at)
        self.dress()

    def axis(self, name: str) -> ChartAxis:
        """The "left" or the "bottom" axis."""
        axis: ChartAxis = self.plot.getAxis(name)
        return axis

    def name_axes(self, across: str, up: str, colours: str) -> None:
        """What the axes and the colours stand for."""
        self.axis("bottom").offer_names(across)
        self.axis("left").offer_names(up)
        self._name = colours

    def show_fields(
        self, fields: Fields, border: Border | None, here: tuple[float, float] | None
    ) -> None:
        """Show these, and where the runner is now."""
        anew = self.fields is None or not (
            np.array_equal(fields.x, self.fields.x) and np.array_equal(fields.y, self.fields.y)
            and fields.logs == self.fields.logs
        )
        self.fields, self._border, self._here = fields, border, here
        self.axis("bottom").setLogMode(x=fields.logs[0], y=False)
        self.axis("left").setLogMode(x=False, y=fields.logs[1])
        self._draw()
        if anew or self.fitted:
            self.fit()

    def fit(self) -> None:
        """Show all of it."""
        self.fitted = True
        if self.fields is not None:
            self.box.show_ranges(self._whole())

    def mark(self, place: int | None) -> None:
        """Put a frame around a field."""
        self._marked = place
        at = self._middle(place)
        self._ring.setData([at.x()] if at else [], [at.y()] if at else [])

    def place_at(self, at: QPointF) -> int | None:
        """The place in the sweep of the field at a pixel of the widget."""
        fields = self.fields
        if fields is None:
            return None
        view = self.box.mapSceneToView(self.mapToScene(at.toPoint()))
        found = []
        for axis, where in enumerate((view.x(), view.y())):
            middles = self._places(axis)
            low, high = self._whole()[axis]
            k = floor((where - low) / (high - low) * len(middles))
            if not 0 <= k < len(middles):
                return None
            found.append(k)
        return int(fields.places[found[1], found[0]])

    def pixel_of_place(self, place: int) -> QPointF:
        """Where the middle of a field is in the widget; raises KeyError for one there is not."""
        at = self._middle(place)
        if at is None:
            raise KeyError(place)
        return QPointF(self.mapFromScene(self.box.mapViewToScene(at)))

    def _middle(self, place: int | None) -> QPointF | None:
        fields = self.fields
        if fields is None or place is None:
            return None
        found = np.argwhere(fields.places == place)
        if not len(found):
            return None
        row, column = found[0].tolist()
        return QPointF(float(self._places(0)[column]), float(self._places(1)[row]))

    def _places(self, axis: int) -> Array:
        """Where the values of an axis stand on it."""
        assert self.fields is not None
        values = (self.fields.x, self.fields.y)[axis]
        return np.log10(values) if self.fields.logs[axis] else values

    def _whole(self) -> Ranges:
        ends = []
        for axis in (0, 1):
            places = self._places(axis)
            half = (places[-1] - places[0]) / max(len(places) - 1, 1) / 2
            ends.append((float(places[0] - half), float(places[-1] + half)))
        return ends[0], ends[1]

    def _bound(self, ranges: Ranges) -> Ranges | None:
        if self.fields is None:
            return None
        whole = self._whole()
        sizes = [
            (high - low) / (last - first)
            for (low, high), (first, last) in zip(ranges, whole, strict=True)
        ]
        return ranges if min(sizes) > LEAST and max(sizes) < 4 else None

    def _looked(self) -> None:
        self.fitted = False

    def _draw(self) -> None:
        fields = self.fields
        if fields is None:
            return
        with np.errstate(all="ignore"):
            shown = np.log10(fields.numbers) if fields.log_numbers else fields.numbers.copy()
        shown = np.where(np.isfinite(shown) & ~fields.away & ~fields.out, shown, np.nan)
        seen = shown[np.isfinite(shown)]
        low, high = (float(seen.min()), float(seen.max())) if len(seen) else (0.0, 1.0)
        high = high if high > low else low + (abs(low) or 1.0) * 1e-6
        pixels = np.zeros((*shown.shape, 4), np.uint8)
        there = np.isfinite(shown)
        place = np.clip((shown[there] - low) / (high - low) * 255.999, 0, 255).astype(np.intp)
        pixels[there, :3] = surface_lut()[place]
        grey = QColor(style.theme.line)
        pixels[fields.out & ~fields.away, :3] = np.array(
            [grey.red(), grey.green(), grey.blue()], np.uint8
        )
        pixels[there | (fields.out & ~fields.away), 3] = 255
        self._image.setImage(pixels, levels=(0, 255), autoLevels=False)
        (left, right), (bottom, top) = self._whole()
        self._image.setRect(QRectF(left, bottom, right - left, top - bottom))
        x, y = np.meshgrid(self._places(0), self._places(1))
        self._crosses.setData(x[fields.away], y[fields.away])
        self._show_bar(low, high, fields.log_numbers, bool(len(seen)))
        self._draw_line((left, right), (bottom, top))
        here = self._here
        at = None
        if here is not None:
            at = [
                float(np.log10(value)) if log else value
                for value, log in zip(here, fields.logs, strict=True)
                if value > 0 or not log
            ]
        shown_here = at is not None and len(at) == 2
        self._present.setData([at[0]] if shown_here and at else [],
                              [at[1]] if shown_here and at else [])
        self.mark(self._marked)

    def _draw_line(self, across: tuple[float, float], up: tuple[float, float]) -> None:
        border, fields = self._border, self.fields
        self._line_name.setVisible(border is not None)
        if border is None or fields is None:
            self._line.setData([], [])
            return
        with np.errstate(all="ignore"):
            x = np.log10(border.x) if fields.logs[0] else border.x
            y = np.log10(border.y) if fields.logs[1] else border.y
        inside = (across[0] <= x) & (x <= across[1]) & (up[0] <= y) & (y <= up[1])
        self._line.setData(np.where(inside, x, np.nan), y)
        self._line_name.setVisible(bool(inside.any()))
        self._line_name.setText(border.formula, QColor(style.theme.text))
        if inside.any():
            k = np.flatnonzero(inside)[-1]
            right = x[k] > (across[0] + across[1]) / 2
            self._line_name.setAnchor((1 if right else 0, 0))
            self._line_name.setPos(float(x[k]), float(y[k]))

    def _show_bar(self, low: float, high: float, log: bool, any_: bool) -> None:
        ticks: list[tuple[float, str]] = []
        if any_ and log:
            for power in range(floor(low), floor(high) + 1):
                for digit in (1, 2, 5):
                    place = (np.log10(digit) + power - low) / (high - low)
                    if 0 <= place <= 1 and all(abs(place - other) > 0.07 for other, _ in ticks):
                        ticks.append((float(place), number(digit * 10.0**power)))
        if any_ and len(ticks) < 2:
            values = [low + share * (high - low) for share in (0.02, 0.5, 0.98)]
            ticks = [
                (share, number(10**value if log else value, 3))
                for share, value in zip((0.02, 0.5, 0.98), values, strict=True)
                if isfinite(value)
            ]
        self.bar.show_scale(surface_lut(), self._name, ticks)

    def _point_at(self, at: QPointF | None) -> None:
        self.pointed_at.emit(None if at is None else self.place_at(at))

    def dress(self) -> None:
        """Colours and sizes; axes of a fixed size."""
        super().dress()
        theme, metrics = style.theme, QFontMetricsF(look.font(SMALL))
        self.axis("left").setWidth(
            round(metrics.horizontalAdvance(WIDEST_TICK) + metrics.height() + px(8))
        )
        self.axis("bottom").setHeight(round(2 * metrics.height()) + px(8))
        self.plot.layout.setContentsMargins(6, px(SPACE_S), px(6), 6)
        self.plot.layout.setColumnFixedWidth(4, px(8))
        self.bar.dress()
        self._crosses.setSize(px(7))
        self._crosses.setBrush(QColor(theme.quiet))
        self._ring.setSize(px(14))
        self._ring.setPen(look.pen(theme.accent, 2.4))
        self._ring.setBrush(None)
        self._present.setSize(px(9))
        self._present.setPen(look.pen(theme.panel, 1.5))
        self._present.setBrush(QColor(theme.text))
        self._line.setPen(look.pen(theme.text, 2, Qt.PenStyle.DashLine))
        self._line_name.setFont(look.font(SMALL))
        self._line_name.fill = pg.mkBrush(look.faded(theme.panel, 0.85))
        self._draw()

    def sizeHint(self) -> QSize:
        return QSize(px(320), px(230))
