"""The trails: the past in two images to which segments are added, the newest part drawn live.

The past is drawn once. While the cursor moves forwards only what is new is added; when it moves
back, or the view changes, the images are filled again, from segments that were thinned to what
shows and under a budget of ink. What had to be left out is caught up by `refine`, when the hand
rests.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QLineF, QPointF, QSize, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPainterPath, QPen

from playground.app.look.style import halo, px, runner_color, style
from playground.app.paint.axes import line_pen
from playground.app.paint.viewport import Viewport
from playground.app.surface.trail_segments import TrailSegments, clip
from playground.engine.problem import Array
from playground.engine.surface import Point
from playground.lab.runs.run import Run

WIDTH, HALO = 2.5, 1.0
LIVE = 40
"""The newest steps, at full strength."""
PAST = 0.55
"""How strong the past is."""
DOTS_FROM = 6.0
"""Steps longer than this on screen get a dot at their end."""
QUICK, CAREFUL = 16_000.0, 400_000.0
"""Pixels of trail that one frame may draw, all runners together: in motion, and at rest."""
DOTTED = 300
"""So many segments of the past have dots; in longer ones nobody counts steps."""


class Trail:
    """One runner's run on screen: its segments and how many of them the images hold."""

    def __init__(self, slot: int, run: Run, viewport: Viewport) -> None:
        self.slot = slot
        self.run = run
        self.viewport = viewport
        self.drawn = 0
        self.columns = run.columns
        self._taken: object = None
        self._begin()

    def _begin(self) -> None:
        self.cache = TrailSegments(self.viewport)

    def catch_up(self) -> bool:
        """Take what the run recorded since; False if it was thinned and all begins anew."""
        taken = (self.run.last, self.run.history.every)
        if taken == self._taken:
            return True
        self._taken = taken
        self.columns = self.run.columns  # asking for them costs more the longer the run is
        fits = self.cache.fits(self.columns)
        if not fits:
            self._begin()
        self.cache.extend(self.columns)
        return fits

    def head(self, step: int) -> tuple[Point, float] | None:
        """Where the runner is at `step` and f there; None if its start was not finite."""
        self.catch_up()
        step = min(step, self.run.last)
        row, between = divmod(step, self._every)
        if row >= len(self.columns.loss):
            return None
        if between:
            seen = self.run[step]
            return (float(seen.theta[0]), float(seen.theta[1])), seen.loss
        x, y = self.columns.path[row].tolist()
        return (x, y), float(self.columns.loss[row])

    def steepest(self, step: int) -> float:
        """The length of the largest gradient up to `step`."""
        rows = min(step, self.run.last) // self._every + 1
        norms = self.columns.gradient_norm[:rows]
        return float(np.max(norms, where=np.isfinite(norms), initial=0.0))

    @property
    def _every(self) -> int:
        steps = self.columns.steps
        return int(steps[1]) if len(steps) > 1 else max(1, self.run.history.every)

    def past(self, step: int) -> int:
        """How many segments belong to the past when `step` is looked at."""
        return int(np.searchsorted(self.cache.ends, min(step, self.run.last) - LIVE, "right"))

    def live(self, step: int) -> Array:
        """The newest points up to `step`, in pixels, the oldest first."""
        step, every = min(step, self.run.last), self._every
        last = step // every
        points = self.columns.path[max(0, last - max(2, LIVE // every)) : last + 1]
        if step % every:
            points = np.concatenate([points, self.run[step].theta[None, :2]])
        return self.viewport.to_pixels(points)


class TrailLayer:
    """All trails of a scene."""

    def __init__(self) -> None:
        self.trails: list[Trail] = []
        self.complete = True
        """Whether nothing was left out of the images."""
        self._key: object = None
        self._halos = QImage()
        self._cores = QImage()
        self.ratio = 1.0

    def show(
        self, runs: Sequence[tuple[int, Run]], viewport: Viewport, size: QSize, ratio: float
    ) -> None:
        """Which runs to draw, each with its slot, where, and into a widget of which size."""
        key = (viewport, size, ratio, style.theme.name, style.scale, [slot for slot, _ in runs])
        same = key == self._key and all(
            trail.run is run for trail, (_, run) in zip(self.trails, runs, strict=True)
        )
        if same:
            return
        old = {id(trail.run): trail for trail in self.trails}
        self.trails = []
        for slot, run in runs:
            trail = old.get(id(run))
            if trail is None or trail.viewport != viewport:
                trail = Trail(slot, run, viewport)
            trail.slot = slot
            self.trails.append(trail)
        self._key, self.ratio = key, ratio
        if self._cores.size() != size * ratio:
            self._halos, self._cores = (
                QImage(size * ratio, QImage.Format.Format_ARGB32_Premultiplied) for _ in "ab"
            )
            for image in (self._halos, self._cores):
                image.setDevicePixelRatio(ratio)
        self._clear()

    def refine(self) -> None:
        """Forget what was drawn in a hurry; the next paint draws it with care."""
        self._clear()

    def paint(self, painter: QPainter, step: int, careful: bool = False) -> None:
        """The trails up to `step`."""
        self._update(step, CAREFUL if careful else QUICK)
        if self.trails:
            painter.save()
            painter.setClipRect(self.trails[0].viewport.area)
            painter.setOpacity(PAST)
            painter.drawImage(0, 0, self._halos)
            painter.drawImage(0, 0, self._cores)
            painter.restore()
        self._paint_live(painter, step)

    def paint_lines(self, painter: QPainter, step: int) -> None:
        """The same as `paint` without images, for pictures of any scale."""
        if not self.trails:
            return
        painter.save()
        painter.setClipRect(self.trails[0].viewport.area)
        painter.setOpacity(PAST)
        pasts = []
        for trail in self.trails:
            trail.catch_up()
            which = trail.cache.chosen(0, trail.past(step), CAREFUL / len(self.trails))
            pasts.append((trail.slot, _path(trail.cache.segments[which])))
        for _, path in pasts:
            painter.strokePath(path, line_pen(halo(), WIDTH + 2 * HALO))
        for slot, path in pasts:
            painter.strokePath(path, line_pen(runner_color(slot), WIDTH))
        painter.restore()
        self._paint_live(painter, step)

    def _paint_live(self, painter: QPainter, step: int) -> None:
        if not self.trails:
            return
        area = self.trails[0].viewport.area
        painter.save()
        painter.setClipRect(area)
        chosen = []
        for trail in self.trails:
            points = trail.live(step)
            if len(points) > 1:
                around = area.adjusted(-px(8), -px(8), px(8), px(8))
                segments, _ = clip(np.hstack([points[:-1], points[1:]]), around)
                chosen.append((trail.slot, segments, _dots(segments)))
        _stroke(painter, chosen, painter)
        painter.restore()

    def _clear(self) -> None:
        for trail in self.trails:
            trail.drawn = 0
        self._halos.fill(Qt.GlobalColor.transparent)
        self._cores.fill(Qt.GlobalColor.transparent)
        self.complete = True

    def _update(self, step: int, ink: float) -> None:
        """Bring the images to `step`."""
        fits = [trail.catch_up() for trail in self.trails]
        past = [trail.past(step) for trail in self.trails]
        back = any(n < trail.drawn for n, trail in zip(past, self.trails, strict=True))
        if back or not all(fits):
            self._clear()
        chosen = []
        for trail, n in zip(self.trails, past, strict=True):
            if n > trail.drawn:
                which = trail.cache.chosen(trail.drawn, n, ink / len(self.trails))
                if len(which) < n - trail.drawn:
                    self.complete = False
                dotted = which[: np.searchsorted(which, DOTTED)]
                segments = trail.cache.segments
                chosen.append((trail.slot, segments[which], _dots(segments[dotted])))
                trail.drawn = n
        if chosen:
            cores, halos = QPainter(self._cores), QPainter(self._halos)
            _stroke(cores, chosen, halos)
            cores.end()
            halos.end()


def _stroke(
    painter: QPainter, chosen: list[tuple[int, Array, list[QPointF]]], below: QPainter
) -> None:
    """Segments and dots of several runners: halos by `below`, then the lines in colour.

    Single lines with square ends are many times faster than a path or round ends, and at this
    width nobody sees the difference.
    """
    lines = [(slot, _lines(segments), dots) for slot, segments, dots in chosen]
    for device in (below, painter):
        device.setRenderHint(QPainter.RenderHint.Antialiasing)
    for _, segments, dots in lines:
        _draw(below, segments, dots, halo(), 2 * HALO)
    for slot, segments, dots in lines:
        _draw(painter, segments, dots, runner_color(slot), 0.0)


def _draw(
    painter: QPainter, lines: list[QLineF], dots: list[QPointF], color: QColor, wider: float
) -> None:
    pen: QPen = line_pen(color, WIDTH + wider)
    pen.setCapStyle(Qt.PenCapStyle.SquareCap)
    painter.setPen(pen)
    painter.drawLines(lines)
    if dots:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(color)
        radius = (WIDTH + 2.2 + wider) * style.scale / 2
        for dot in dots:
            painter.drawEllipse(dot, radius, radius)


def _path(segments: Array) -> QPainterPath:
    """All segments as one path: where it is translucent, its joints are not seen twice."""
    path = QPainterPath()
    end: list[float] = []
    for x0, y0, x1, y1 in segments.tolist():
        if [x0, y0] != end:
            path.moveTo(x0, y0)
        path.lineTo(x1, y1)
        end = [x1, y1]
    return path


def _lines(segments: Array) -> list[QLineF]:
    return [QLineF(*segment) for segment in segments.tolist()]


def _dots(segments: Array) -> list[QPointF]:
    """The ends of long steps."""
    length = np.hypot(segments[:, 2] - segments[:, 0], segments[:, 3] - segments[:, 1])
    return [QPointF(*end) for end in segments[length > px(DOTS_FROM), 2:].tolist()]
