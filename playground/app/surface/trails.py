"""The trails: the past in images to which segments are added, the newest part drawn live.

The past is drawn once. While the cursor moves forwards only what is new is added; when it moves
back, or the view changes, the images are filled again, from segments that were thinned to what
shows and under a budget of ink. What had to be left out is caught up by `refine`, when the hand
rests.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPainterPathStroker, QPen

from playground.app.look.style import halo, px, runner_color, style
from playground.app.paint.axes import line_pen
from playground.app.paint.ink import Ink
from playground.app.paint.viewport import Viewport
from playground.app.surface.trail_segments import TrailSegments, clip
from playground.engine.problem import Array
from playground.engine.surface import Point
from playground.lab.runs.run import Run

WIDTH, HALO = 2.5, 1.0
LIVE = 40
"""The newest steps, at full strength."""
DOTS_FROM = 6.0
"""Steps longer than this on screen get a dot at their end."""
QUICK, CAREFUL = 12_000.0, 400_000.0
"""Pixels of trail that one frame may draw, all runners together: in motion, and at rest."""
DOTTED = 300
"""So many segments of the past have dots; in longer ones nobody counts steps."""


class Trail:
    """One runner's run on screen: its segments, and the image that holds the first ones."""

    def __init__(self, slot: int, run: Run, viewport: Viewport) -> None:
        self.slot = slot
        self.run = run
        self.viewport = viewport
        self.drawn = 0
        self.ink = Ink()
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
    """All trails of a scene: the selected one on top, the others in the order of their slots.

    Each trail has an image of its own, so that this order holds whichever of them grows; halos
    have one colour and share one.
    """

    def __init__(self) -> None:
        self.trails: list[Trail] = []
        """From the lowest to the topmost."""
        self.complete = True
        """Whether nothing was left out of the images."""
        self.ratio = 1.0
        self._key: object = None
        self._halos = Ink()

    def show(
        self, runs: Sequence[tuple[int, Run]], viewport: Viewport, ratio: float, selected: int
    ) -> None:
        """Which runs to draw, each with its slot, where, and which runner is selected."""
        runs = sorted(runs, key=lambda pair: (pair[0] == selected, pair[0]))
        key = (viewport, ratio, style.theme.name, style.scale, [slot for slot, _ in runs])
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
        for ink in (self._halos, *(trail.ink for trail in self.trails)):
            ink.fit(viewport.area, ratio)
        self._clear()

    def refine(self) -> None:
        """Forget what was drawn in a hurry; the next paint draws it with care."""
        self._clear()

    def paint(self, painter: QPainter, step: int, careful: bool = False) -> None:
        """The trails up to `step`."""
        self._update(step, CAREFUL if careful else QUICK)
        painter.setOpacity(style.theme.past)
        for ink in (self._halos, *(trail.ink for trail in self.trails)):
            ink.paint(painter)
        painter.setOpacity(1.0)
        self._paint_live(painter, step)

    def paint_lines(self, painter: QPainter, step: int) -> None:
        """The same as `paint` without images, for pictures of any scale."""
        painter.setOpacity(style.theme.past)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        pasts = []
        for trail in self.trails:
            trail.catch_up()
            which = trail.cache.chosen(0, trail.past(step), CAREFUL / len(self.trails))
            segments = trail.cache.segments
            dotted = segments[which[: np.searchsorted(which, DOTTED)]]
            pasts.append((trail.slot, _path(segments[which]), _dots(dotted)))
        together = QPainterPath()
        for _, path, dots in pasts:
            together.addPath(_outline(path, dots, 2 * HALO))
        together.setFillRule(Qt.FillRule.WindingFill)
        painter.fillPath(together, halo())
        for slot, path, dots in pasts:
            painter.fillPath(_outline(path, dots, 0.0), runner_color(slot))
        painter.setOpacity(1.0)
        self._paint_live(painter, step)

    def _paint_live(self, painter: QPainter, step: int) -> None:
        chosen = []
        for trail in self.trails:
            points = trail.live(step)
            if len(points) > 1:
                around = trail.viewport.area.adjusted(-px(8), -px(8), px(8), px(8))
                segments, _ = clip(np.hstack([points[:-1], points[1:]]), around)
                chosen.append((trail.slot, _lines(segments), _dots(segments)))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for _, lines, dots in chosen:
            _draw(painter, lines, dots, halo(), 2 * HALO)
        for slot, lines, dots in chosen:
            _draw(painter, lines, dots, runner_color(slot), 0.0)

    def _clear(self) -> None:
        for trail in self.trails:
            trail.drawn = 0
            trail.ink.clear()
        self._halos.clear()
        self.complete = True

    def _update(self, step: int, ink: float) -> None:
        """Bring the images to `step`."""
        fits = [trail.catch_up() for trail in self.trails]
        past = [trail.past(step) for trail in self.trails]
        back = any(n < trail.drawn for n, trail in zip(past, self.trails, strict=True))
        if back or not all(fits):
            self._clear()
        for trail, n in zip(self.trails, past, strict=True):
            if n > trail.drawn:
                which = trail.cache.chosen(trail.drawn, n, ink / len(self.trails))
                if len(which) < n - trail.drawn:
                    self.complete = False
                segments = trail.cache.segments[which]
                lines, dots = _lines(segments), _dots(segments[: np.searchsorted(which, DOTTED)])
                box = _box(segments)
                with self._halos.drawing(box) as painter:
                    _draw(painter, lines, dots, halo(), 2 * HALO)
                with trail.ink.drawing(box) as painter:
                    _draw(painter, lines, dots, runner_color(trail.slot), 0.0)
                trail.drawn = n


def _draw(
    painter: QPainter, lines: list[QLineF], dots: list[QPointF], color: QColor, wider: float
) -> None:
    """Single lines with square ends are many times faster than a path or round ends, and at this
    width nobody sees the difference."""
    pen: QPen = line_pen(color, WIDTH + wider)
    pen.setCapStyle(Qt.PenCapStyle.SquareCap)
    painter.setPen(pen)
    painter.drawLines(lines)
    if dots:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(color)
        radius = _dot_radius(wider)
        for dot in dots:
            painter.drawEllipse(dot, radius, radius)


def _box(segments: Array) -> QRectF:
    """What segments, shape (n, 4), take with the width of their lines."""
    corners = segments.reshape(-1, 2)
    low, high = corners.min(axis=0).tolist(), corners.max(axis=0).tolist()
    return QRectF(QPointF(*low), QPointF(*high)).adjusted(-px(6), -px(6), px(6), px(6))


def _dot_radius(wider: float) -> float:
    return (WIDTH + 2.2 + wider) * style.scale / 2


def _outline(path: QPainterPath, dots: list[QPointF], wider: float) -> QPainterPath:
    """A line with its dots as one area: where it is translucent, no part is seen twice."""
    stroker = QPainterPathStroker(line_pen("black", WIDTH + wider))
    outline = stroker.createStroke(path)
    radius = _dot_radius(wider)
    for dot in dots:
        outline.addEllipse(dot, radius, radius)
    outline.setFillRule(Qt.FillRule.WindingFill)
    return outline


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
