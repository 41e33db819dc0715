"""f along a straight way from a point, with everything that was tried on it."""

from __future__ import annotations

from collections.abc import Iterator
from math import isfinite

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QEvent, QPointF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetricsF, QHelpEvent
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from playground.app.look import style as look
from playground.app.look.style import SMALL, faded, halo, px, style
from playground.app.plots.base import Plot
from playground.app.plots.grid import Grid
from playground.app.plots.ranges import Range
from playground.app.plots.section import MOST, WIDEST_TICK, SectionAxis
from playground.app.plots.view_box import Ranges
from playground.app.text.numbers import count, number
from playground.engine.problem import Array
from playground.engine.searches import Trial
from playground.engine.sketch import Direction

HEIGHT, NARROWEST = 156, 160
BEYOND, BEYOND_MODEL = 2.2, 1.7
"""How far is shown, in lengths of the way that was taken: the last trial that a halving search
refused is in view, and where a parabola rises again."""
BEFORE = 0.06
TANGENT = 0.05
HIGHEST = 2.5
"""Heights above the start are cut off at so many times the fall that is seen."""
MOST_BANDS = 8
NEAR = 8


class WayPlot(Plot):
    """The wheel and the right button look at another part of the way; a double click fits."""

    axis_type = SectionAxis
    looked = Signal()
    """A person zoomed or panned, or fitted."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._way: Direction | None = None
        self.zoomed = False
        self.texts: dict[float, str] = {}
        """What a trial says under the pointer, by its α."""
        self._grid = Grid(self.box, self.axis("bottom"), self.axis("left"))
        self._bands = [pg.LinearRegionItem(movable=False) for _ in range(MOST_BANDS)]
        self._curve = pg.PlotCurveItem(connect="finite", antialias=True)
        self._model = pg.PlotCurveItem(connect="finite", antialias=True)
        self._armijo = pg.PlotCurveItem(antialias=True)
        self._slopes = pg.PlotCurveItem(connect="pairs", antialias=True)
        self._tried = pg.ScatterPlotItem(pxMode=True, symbol="x")
        self._start = pg.ScatterPlotItem(pxMode=True, symbol="o")
        self._taken = pg.ScatterPlotItem(pxMode=True, symbol="o")
        self._level = pg.ScatterPlotItem(pxMode=True, symbol="o")
        for band in self._bands:
            for line in band.lines:
                line.hide()
        for item in (*self._bands, self._curve, self._model, self._armijo, self._slopes,
                     self._tried, self._start, self._level, self._taken):
            self.box.addItem(item, ignoreBounds=True)
        self._note = pg.TextItem(anchor=(1, 0))
        self._note.setParentItem(self.box)
        self.axis("left").offer_names("f")
        self.axis("bottom").offer_names("step length α", "α")
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.box.setMouseEnabled(True, False)
        self.box.bound = self._bound
        self.box.looked.connect(self._looked)
        self.box.fit_asked.connect(self.fit)
        self.box.sigResized.connect(self._place_note)
        self.setAccessibleName("f along the way of the step")
        self.dress()

    def axis(self, name: str) -> SectionAxis:
        """The "left" or the "bottom" axis."""
        axis: SectionAxis = self.plot.getAxis(name)
        return axis

    @property
    def way(self) -> Direction | None:
        """What is shown."""
        return self._way

    @property
    def note(self) -> str:
        """What it says of trials that are not in view; "" where all are."""
        return str(self._note.toPlainText())

    @property
    def heights(self) -> Range:
        """The heights in view."""
        return self.box.ranges[1]

    def span_of(self, way: Direction) -> Range:
        """Which α to look at: what a person zoomed to while the way is the same, else what tells
        most of it.
        """
        if self.zoomed and way is self._way:
            return self.box.ranges[0]
        return usual_span(way)

    def show_way(
        self, way: Direction, span: Range, alphas: Array, losses: Array, slopes: Array
    ) -> None:
        """A way with f and its slope along it, three arrays (n,); `span` is what is in view."""
        if way is not self._way:
            self.zoomed = False
        self._way = way
        seen = np.where(np.abs(losses) < MOST, losses, np.nan)
        self._curve.setData(alphas, seen)
        model = way.parabola(alphas)
        self._model.setData(alphas, np.where(np.abs(model) < MOST, model, np.nan))
        ends = np.array([0.0, max(span[1], 0.0)])
        self._armijo.setData(ends, way.armijo(ends))
        self._armijo.setVisible(way.sufficient is not None)
        self._show_bands(way, alphas, slopes)
        trials = [trial for trial in way.trials if abs(trial.loss) < MOST]
        heights = heights_of(way, span, seen)
        self._show_trials(way, trials, TANGENT * (span[1] - span[0]),
                          2 * TANGENT * (heights[1] - heights[0]))
        self.box.show_ranges((span, heights))
        self._note.setText(note_of(way, span, self.heights[1]))
        self._place_note()

    def fit(self) -> None:
        """As usual again."""
        if self.zoomed:
            self.zoomed = False
            self.looked.emit()

    def _show_trials(
        self, way: Direction, trials: list[Trial], along: float, up: float
    ) -> None:
        """Marks, and at each a short tangent: at most so long along the axes."""
        for item, shown in (
            (self._tried, [t for t in trials if t.alpha != way.taken]),
            (self._taken, [t for t in trials if t.alpha == way.taken]),
            (self._start, [way.start]),
            (self._level, [] if way.curvature is None else [
                Trial(way.taken, float(way.parabola(np.array(way.taken))), 0.0)
            ]),
        ):
            shown = [t for t in shown if abs(t.loss) < MOST]
            item.setData([t.alpha for t in shown], [t.loss for t in shown])
        x, y = [], []
        for trial in (way.start, *trials):
            if isfinite(trial.slope):
                half = min(along, up / abs(trial.slope)) if trial.slope else along
                left = 0.0 if trial is way.start else -half
                x += [trial.alpha + left, trial.alpha + half]
                y += [trial.loss + left * trial.slope, trial.loss + half * trial.slope]
        self._slopes.setData(np.array(x), np.array(y))

    def _show_bands(self, way: Direction, alphas: Array, slopes: Array) -> None:
        found = list(bands(way, alphas, slopes)) if way.flattened is not None else []
        for k, band in enumerate(self._bands):
            band.setVisible(k < len(found))
            if k < len(found):
                band.setRegion(found[k])

    def _bound(self, ranges: Ranges) -> Ranges | None:
        way = self._way
        if way is None:
            return None
        far = max([t.alpha for t in way.trials], default=1.0)
        (left, right), _ = ranges
        sensible = 1e-9 * far < right - left < 4 * far and -far < left and right < 4 * far
        return ((left, right), self.box.ranges[1]) if sensible else None

    def _looked(self) -> None:
        self.zoomed = True
        self.looked.emit()

    def _place_note(self, _: object = None) -> None:
        self._note.setPos(QPointF(self.box.rect().width(), 0))

    def text_at(self, at: QPointF) -> str:
        """What the trial under a pixel of this widget says; "" where there is none."""
        found = []
        for trial in self._way.trials if self._way is not None else ():
            if abs(trial.loss) < MOST:
                place = self.box.mapViewToScene(QPointF(trial.alpha, trial.loss))
                found.append(((place - at).manhattanLength(), self.texts.get(trial.alpha, "")))
        near = min(found, default=(float("inf"), ""))
        return near[1] if near[0] <= px(NEAR) else ""

    def viewportEvent(self, event: QEvent) -> bool:
        """A tooltip says what a trial was."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            text = self.text_at(self.mapToScene(event.pos())) or self.toolTip()
            QToolTip.showText(event.globalPos(), text, self)
            return True
        return bool(super().viewportEvent(event))

    def dress(self) -> None:
        """Colours and sizes; axes of a fixed size."""
        super().dress()
        theme, metrics = style.theme, QFontMetricsF(look.font(SMALL))
        self.axis("left").setWidth(round(metrics.horizontalAdvance(WIDEST_TICK + "f") + px(14)))
        self.axis("bottom").setHeight(round(2 * metrics.height()) + px(10))
        self.setBackground(QColor(theme.window))
        self.plot.layout.setContentsMargins(3, px(6), px(14), 4)
        self._grid.dress()
        self._curve.setPen(look.pen(theme.text, 1.6))
        self._model.setPen(look.pen(theme.accent, 1.8, Qt.PenStyle.DashLine))
        self._armijo.setPen(look.pen(theme.warning, 1.8, Qt.PenStyle.DashDotLine))
        self._slopes.setPen(look.pen(theme.accent, 1.6))
        for band in self._bands:
            band.setBrush(faded(theme.success, 0.22))
        self._tried.setSize(px(9))
        self._tried.setPen(look.pen(theme.text, 1.0))
        self._tried.setBrush(QColor(theme.text))
        for item, brush, edge in (
            (self._taken, theme.accent, halo()), (self._start, theme.window, theme.text),
            (self._level, theme.window, theme.accent),
        ):
            item.setSize(px(7) if item is self._start else px(10))
            item.setPen(look.pen(edge, 1.2))
            item.setBrush(QColor(brush))
        self._note.setFont(look.font(SMALL))
        self._note.setColor(QColor(theme.quiet))
        self._note.fill = pg.mkBrush(faded(theme.window, 0.85))

    def sizeHint(self) -> QSize:
        return QSize(px(NARROWEST), px(HEIGHT))

    def minimumSizeHint(self) -> QSize:
        return QSize(px(NARROWEST), px(HEIGHT))


def usual_span(way: Direction) -> Range:
    """Which α tell most: from the point to beyond the α that was taken, or all that were tried."""
    alphas = [trial.alpha for trial in way.trials if trial.alpha > 0]
    if way.taken > 0:
        far = way.taken * (BEYOND if way.curvature is None else BEYOND_MODEL)
    else:
        far = 1.1 * max(alphas, default=1.0)
    return -BEFORE * far, far


def note_of(way: Direction, span: Range, highest: float) -> str:
    """What is not in view, in words: trials further along, and f where the step leads."""
    left = [t.alpha for t in way.trials if not span[0] <= t.alpha <= span[1]]
    if left:
        return f"{count(len(left), 'trial')} more, up to α = {number(max(left))} →"
    for trial in way.trials:
        if trial.alpha == way.taken and trial.loss > highest:
            return f"f = {number(trial.loss)} at α = {number(trial.alpha)} ↑"
    return ""


def heights_of(way: Direction, span: Range, losses: Array) -> Range:
    """Which heights: of all that is in view, but walls that would flatten it are cut off."""
    seen = [t.loss for t in way.trials if span[0] <= t.alpha <= span[1] and abs(t.loss) < MOST]
    start = way.start.loss
    inside = losses[np.isfinite(losses)]
    low = min([start, *seen, *([inside.min()] if len(inside) else [])])
    top = start
    model = way.parabola(np.linspace(0.0, 1.0, 33))
    if way.curvature is not None and np.isfinite(model).all() and np.abs(model).max() < MOST:
        low, top = min(low, float(model.min())), float(model.max())
    told = max(start - low, top - start)
    highest = max([start, *([inside.max()] if len(inside) else [])])
    high = max(min(highest, start + HIGHEST * told), top) if told > 0 else highest
    if way.curvature is None:
        high = max([high, *(t.loss for t in way.trials if t.alpha == way.taken)])
    room = 0.08 * (high - low) or max(abs(high), 1e-12) * 0.1
    return float(max(low - room, -MOST)), float(min(high + room, MOST))


def bands(way: Direction, alphas: Array, slopes: Array) -> Iterator[Range]:
    """The stretches of α > 0 where the slope is flat enough, from slopes at alphas, both (n,)."""
    excess = np.abs(slopes) - (way.flattened or 0.0) * abs(way.start.slope)
    start: float | None = None
    for k in range(len(alphas)):
        flat = alphas[k] >= 0 and excess[k] <= 0
        edge = alphas[k]
        if k and np.isfinite(excess[k - 1 : k + 1]).all() and excess[k] != excess[k - 1]:
            share = excess[k - 1] / (excess[k - 1] - excess[k])
            if 0 <= share <= 1:
                edge = alphas[k - 1] + share * (alphas[k] - alphas[k - 1])
        if flat and start is None:
            start = max(float(edge), 0.0)
        elif not flat and start is not None:
            yield start, float(edge)
            start = None
    if start is not None:
        yield start, float(alphas[-1])
