"""A sweep over one setting: a curve for each runner, what theory says, and what ran away."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pyqtgraph as pg
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, Qt, Signal
from PySide6.QtGui import QColor

from playground.app.look import style as look
from playground.app.look.style import SMALL, px, style
from playground.app.plots.loglog import NEAR, Curve, Dots, LogLog
from playground.app.plots.series import LineStyle
from playground.app.plots.view_box import Ranges
from playground.app.sweeps.click_hand import ClickHand
from playground.app.text.numbers import number
from playground.engine.problem import Array

THROUGH = LineStyle(width=1.2, strength=0.7)
THEORY = LineStyle(width=1.6, dashes=(4.0, 3.0), round_ends=False)
SHORT = 12
"""Letters of a formula."""
BAND = 0.11
"""The part of the height that is kept for what ran away."""


@dataclass(frozen=True, eq=False)
class Points:
    """A runner's runs in the order of the values, all (n,): `x`, `y`, its `places` in the sweep,
    whether each ran `away`, and whether it ran `out` of steps.
    """

    slot: int
    label: str
    x: Array
    y: Array
    places: tuple[int, ...]
    away: NDArray[np.bool_]
    out: NDArray[np.bool_]


@dataclass(frozen=True)
class Bound:
    """A rate that theory forbids to exceed, and its formula."""

    slot: int
    at: float
    formula: str


def _words(bound: Bound) -> str:
    """The formula, with its number where it leaves room for that."""
    short = len(bound.formula) <= SHORT
    return f"{bound.formula} = {number(bound.at)}" if short else bound.formula


class SweepCurves(LogLog):
    """`picked(place)` for a point that was clicked on, `pointed_at(place)` for one under the
    pointer (None: none). Runs that ran away stand as crosses in a band above all numbers.
    """

    picked = Signal(int)
    pointed_at = Signal(object)
    left_button = "takes a point"
    dot = 6

    def __init__(self) -> None:
        self._runs: tuple[Points, ...] = ()
        self._bounds: tuple[Bound, ...] = ()
        self._extra: list[pg.GraphicsObject] = []
        self._marked: int | None = None
        self._place_of: dict[int, tuple[float, float]] = {}
        super().__init__("learning rate η", "steps to the stop", legend_below=True)
        self._band = pg.LinearRegionItem(orientation="horizontal", movable=False)
        self._band.setZValue(1)
        self.box.addItem(self._band, ignoreBounds=True)
        self._band_name = pg.TextItem(anchor=(0, 0))
        self._band_name.setParentItem(self.box)
        self._band_name.setZValue(15)
        self._ring = pg.ScatterPlotItem(pxMode=True)
        self._ring.setZValue(30)
        self.box.addItem(self._ring, ignoreBounds=True)
        self.box.hand = ClickHand(self)
        self.box.sigRangeChanged.connect(self._place_band)
        self.viewport().setCursor(Qt.CursorShape.PointingHandCursor)
        self.pointed.connect(self._point_at)
        self.dress()

    def show_sweep(
        self, runs: Sequence[Points], theory: Sequence[Curve], bounds: Sequence[Bound],
        here: float | None,
    ) -> None:
        """Show these; `here` is the selected runner's present value."""
        self._runs, self._bounds = tuple(runs), tuple(bounds)
        curves, dots = list(theory), []
        for run in runs:
            line = np.where(run.away, np.nan, run.y)
            curves.append(Curve(run.x, line, THROUGH, "", run.slot))
            for hollow in (False, True):
                there = ~run.away & (run.out == hollow)
                dots.append(Dots(
                    run.x[there], run.y[there], ("",) * int(there.sum()), run.slot, hollow
                ))
        self.show_all(curves, dots, here)

    def mark(self, place: int | None) -> None:
        """Put a ring around a point."""
        self._marked = place
        at = self._place_of.get(-1 if place is None else place)
        self._ring.setData([at[0]] if at else [], [at[1]] if at else [])

    def place_at(self, at: QPointF) -> int | None:
        """The place in the sweep of the point nearest to a pixel of the widget, if any is near."""
        best: tuple[float, int | None] = (float(px(NEAR)), None)
        for place, (x, y) in self._place_of.items():
            gap = QPointF(self.mapFromScene(self.box.mapViewToScene(QPointF(x, y)))) - at
            best = min(best, (float(np.hypot(gap.x(), gap.y())), place), key=lambda one: one[0])
        return best[1]

    def pixel_of_place(self, place: int) -> QPointF:
        """Where a point is in the widget; raises KeyError for one that is not shown."""
        return QPointF(self.mapFromScene(self.box.mapViewToScene(QPointF(*self._place_of[place]))))

    def _whole(self) -> Ranges:
        """With all values tried and the bounds, and a band above for what ran away."""
        (left, right), (low, high) = super()._whole()
        every = [run.x for run in self._runs]
        every.append(np.array([bound.at for bound in self._bounds]))
        x = self.place_on(0, np.concatenate(every))
        x = x[np.isfinite(x)]
        if len(x):
            left, right = min(left, float(x.min())), max(right, float(x.max()))
            if not np.isfinite(np.concatenate([run.y for run in self._runs])).any():
                left, right = float(x.min()), float(x.max())
        self._top = high + BAND / 4 * (high - low)
        if any(run.away.any() for run in self._runs):
            high += BAND * 1.3 * (high - low)
        return (left, right), (low, high)

    _top = 1.0

    def _draw(self) -> None:
        super()._draw()
        for item in self._extra:
            self.box.removeItem(item)
        self._extra, self._place_of = [], {}
        high = self._whole()[1][1]
        cross_at = (self._top + high) / 2
        for run in self._runs:
            x, y = self.place_on(0, run.x), self.place_on(1, run.y)
            y = np.where(run.away, cross_at, y)
            for place, one, other in zip(run.places, x.tolist(), y.tolist(), strict=True):
                if np.isfinite(one) and np.isfinite(other):
                    self._place_of[place] = (one, other)
            if run.away.any():
                self._put(pg.ScatterPlotItem(
                    x[run.away], y[run.away], symbol="x", size=px(7), pxMode=True,
                    pen=None, brush=look.runner_color(run.slot),
                ), 6)
        left, right = self._whole()[0]
        for k, bound in enumerate(self._bounds):
            colour = look.runner_color(bound.slot)
            at = float(self.place_on(0, np.array(bound.at)))
            beside = (1.0 if at > (left + right) / 2 else 0.0, 0.5)
            line = pg.InfiniteLine(
                at, angle=90,
                pen=look.pen(colour, 1.4, Qt.PenStyle.DashDotLine),
                label=_words(bound),
                labelOpts={"position": 0.76 - 0.17 * (k % 4), "anchors": [beside, beside],
                           "color": QColor(style.theme.text),
                           "fill": look.faded(style.theme.panel, 0.85), "movable": False},
            )
            line.label.setFont(look.font(SMALL))
            self._put(line, 4)
        if hasattr(self, "_ring"):
            self.mark(self._marked)
            self._place_band()

    def _put(self, item: pg.GraphicsObject, z: float) -> None:
        item.setZValue(z)
        self.box.addItem(item, ignoreBounds=True)
        self._extra.append(item)

    def _place_band(self, *_: object) -> None:
        """The band reaches to the top, however far one looks."""
        if not hasattr(self, "_ring"):
            return
        any_ = any(run.away.any() for run in self._runs)
        top = max(self.box.ranges[1][1], self._range[1][1])
        self._band.setVisible(any_)
        self._band_name.setVisible(any_ and self._top < self.box.ranges[1][1])
        if any_:
            self._band.setRegion((self._top, top + (top - self._top)))
            y = self.box.mapFromView(QPointF(0, self._top)).y()
            size = self._band_name.boundingRect().height()
            self._band_name.setPos(px(2), max(0.0, y - size))

    def _point_at(self, at: QPointF | None) -> None:
        self.pointed_at.emit(None if at is None else self.place_at(at))

    def dress(self) -> None:
        """Colours and sizes."""
        super().dress()
        if hasattr(self, "_ring"):
            theme = style.theme
            self._band.setBrush(look.faded(theme.error, 0.08))
            for line in self._band.lines:
                line.setPen(look.pen(theme.line, 1))
            self._band_name.setFont(look.font(SMALL))
            self._band_name.setText("ran away", QColor(theme.quiet))
            self._ring.setSize(px(17))
            self._ring.setPen(look.pen(theme.accent, 2.2))
            self._ring.setBrush(None)
            self._place_band()
