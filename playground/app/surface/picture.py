"""What is drawn over a surface's plane, layer over layer: the screen's, or a file's."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter

from playground.app.core.view import Scene
from playground.app.look.style import BODY, font, px, style
from playground.app.paint.chips import paint_chip, paint_marker
from playground.app.paint.viewport import Viewport
from playground.app.plots.heights import quantile
from playground.app.plots.pointers import Pointer, paint_pointer, pointer_to
from playground.app.surface.arrows import Arrow, Probe, paint_arrow, step_arrows
from playground.app.surface.critical_points import paint_critical
from playground.app.surface.heat_map import SurfaceLayer
from playground.app.surface.legend import Entry, Legend
from playground.app.surface.trails import TrailLayer
from playground.engine.critical import CriticalPoint
from playground.engine.problem import Array
from playground.engine.surface import Point, Surface, Window
from playground.lab.edits.runners import surface_of
from playground.lab.runs.run import Run

HEAD, HEAD_SELECTED, START = 13, 16, 9
EMPTY = "Add a runner to walk on this surface."


class SurfacePicture:
    """What there is to see (the view sets it) and how it is painted, layer over layer."""

    def __init__(self) -> None:
        self.scene: Scene | None = None
        self.cursor = 0
        self.viewport = Viewport((0, 1), (0, 1), (0, 0, 1, 1), True)
        self.critical: tuple[CriticalPoint, ...] = ()
        self.probe = Probe()
        self.show_arrows = True
        self.coarse = False
        self.careful = False
        self.dragged: Point | None = None
        self.layer = SurfaceLayer()
        self.trails = TrailLayer()
        self.legend = Legend()
        self.plates: list[QRectF] = []
        """Where words stand that other layers have painted below those of this one."""

    # What there is

    @property
    def surface(self) -> Surface | None:
        """The surface of the scene, if it has one."""
        return surface_of(self.scene.experiment) if self.scene is not None else None

    @property
    def window(self) -> Window:
        """What `fit` shows."""
        return self.surface.window if self.surface else ((0.0, 1.0), (0.0, 1.0))

    @property
    def log(self) -> bool:
        """Whether colours stand for the logarithm of heights."""
        if self.scene is None or self.surface is None:
            return False
        asked = self.scene.experiment.log_height
        return self.surface.log_height if asked is None else asked

    def entries(self) -> list[Entry]:
        """The legend's rows: the runners that are shown."""
        if self.scene is None:
            return []
        made = []
        for trail in sorted(self.trails.trails, key=lambda trail: trail.slot):
            head = trail.head(self.cursor)
            label = self.scene.experiment.runners[self.scene.index_of(trail.slot)].label
            value = None if head is None else head[1]
            made.append(Entry(trail.slot, label, value, trail.slot == self.scene.slot))
        return made

    def arrows(self, view: Viewport | None = None) -> list[Arrow]:
        """The arrows at the selected runner's head, on the map or in another viewport."""
        if not self.show_arrows or self.scene is None or self.surface is None:
            return []
        for trail in self.trails.trails:
            if trail.slot == self.scene.slot and len(trail.columns.loss):
                run = trail.run
                step = run[min(self.cursor, run.last)]
                # A run that began on a plateau never met a slope worth a long arrow.
                unit = max(trail.steepest(self.cursor), usual_slope(self.surface) / 2)
                return step_arrows(
                    view or self.viewport, step, run.arrows(step.index), unit,
                    noisy=not run.problem.sees_all,
                )
        return []

    def probe_arrows(self) -> list[Arrow]:
        """The arrows of the probe."""
        gradient = self._probe_gradient()
        if gradient is None or self.surface is None:
            return []
        return self.probe.arrows(self.viewport, gradient, usual_slope(self.surface))

    def starts(self) -> list[tuple[int, QPointF]]:
        """Slot and pixel of each start; the selected one's is under the hand while dragged."""
        return self._pixels(self._start_points())

    def heads(self) -> list[tuple[int, QPointF]]:
        """Slot and pixel of each head."""
        return self._pixels(self._head_points())

    def pointers(self) -> list[Pointer]:
        """What is outside of the picture, and where its edge is nearest to it: heads, and starts
        of runners whose head is in the picture.
        """
        view = self.viewport
        made: dict[int, Pointer] = {}
        for points, start in ((self._start_points(), True), (self._head_points(), False)):
            for slot, point in points:
                pointer = pointer_to(view, slot, point, start)
                if pointer is not None:
                    made[slot] = pointer
        return list(made.values())

    def _start_points(self) -> list[tuple[int, Point]]:
        made = []
        for trail in self.trails.trails:
            head = trail.head(0)
            point = None if head is None else head[0]
            if self.scene and trail.slot == self.scene.slot and self.dragged is not None:
                point = self.dragged
            if point is not None:
                made.append((trail.slot, point))
        return made

    def _head_points(self) -> list[tuple[int, Point]]:
        heads = [(trail.slot, trail.head(self.cursor)) for trail in self.trails.trails]
        return [(slot, head[0]) for slot, head in heads if head is not None]

    def _pixels(self, points: list[tuple[int, Point]]) -> list[tuple[int, QPointF]]:
        places = [(slot, self.viewport.pixel(point)) for slot, point in points]
        return [(slot, at) for slot, at in places if at is not None]

    def show_runs(self, ratio: float) -> None:
        """Bring the trail layer to the scene's shown runners, the selected one on top."""
        runs: list[tuple[int, Run]] = []
        if self.scene is not None and self.surface is not None:
            pairs = zip(self.scene.experiment.runners, self.scene.runs, strict=True)
            runs = [(runner.slot, run) for runner, run in pairs if runner.shown]
        selected = self.scene.slot if self.scene else -1
        self.trails.show(runs, self.viewport, ratio, selected)

    def settle_legend(self) -> None:
        """Put the legend where it hides the least of trails, starts and minima."""
        points: list[Array] = [np.array([(c.x, c.y) for c in self.critical if c.kind == "minimum"]
                                        ).reshape(-1, 2)]
        for trail in self.trails.trails:
            path = trail.columns.path
            points.append(path[:: max(1, len(path) // 200)])
        busy = self.viewport.to_pixels(np.concatenate(points))
        self.legend.settle(self.entries(), self.viewport.area, busy)

    # Painting: three layers, the first of which stands still

    def sample(self) -> None:
        """Evaluate the surface over what is in view, if it is not here already."""
        if self.surface is not None:
            self.layer.sample(self.surface, self.log, self.viewport, self.coarse)

    def ground_key(self) -> object:
        """What the map with its contours and critical points depends on."""
        look = (style.theme, style.scale, style.surface_map)
        return (
            self.surface, self.log, self.viewport, self.coarse, self.layer.samples, look,
            self.critical,
        )

    def paint_ground(self, painter: QPainter, direct: bool) -> None:
        """The map, its contours and critical points."""
        if self.surface is not None:
            self.sample()
            self.layer.paint(painter)
            paint_critical(painter, self.critical, self.viewport)

    def paint_trails(self, painter: QPainter, direct: bool) -> None:
        """Where the runners went, up to the cursor; in files every line is a line."""
        if direct:
            self.show_runs(self.trails.ratio)
            self.trails.paint_lines(painter, self.cursor)
        else:
            self.show_runs(painter.device().devicePixelRatio())
            self.trails.paint(painter, self.cursor, self.careful)

    def paint_moving(self, painter: QPainter, direct: bool) -> None:
        """Starts, heads, arrows, the probe and the legend."""
        if self.surface is None:
            return
        area, selected = self.viewport.area, self.scene.slot if self.scene else -1
        for slot, at in self.starts():
            paint_marker(painter, slot, at, px(START), hollow=True)
        # The selected runner's head on top of the others.
        for slot, at in sorted(self.heads(), key=lambda head: head[0] == selected):
            paint_marker(painter, slot, at, px(HEAD_SELECTED if slot == selected else HEAD))
        for pointer in self.pointers():
            paint_pointer(painter, pointer)
        words = list(self.plates)  # that are painted already, and those that they stand on
        for arrow in self.arrows():
            paint_arrow(painter, arrow, area, words)
        gradient = self._probe_gradient()
        if gradient is not None:
            unit = usual_slope(self.surface)
            self.probe.paint(painter, self.viewport, gradient, unit, words)
        self.legend.paint(painter, self.entries(), area)
        if self.scene is not None and not self.scene.experiment.runners:
            painter.setFont(font(BODY))
            width = painter.fontMetrics().horizontalAdvance(EMPTY)
            paint_chip(painter, area.center() - QPointF(width / 2, 0), EMPTY, area)

    def _probe_gradient(self) -> Point | None:
        if self.probe.point is None or self.surface is None:
            return None
        return gradient_at(self.surface, self.probe.point)


def value_at(surface: Surface, point: Point) -> float:
    """f at a point, inf and nan included."""
    with np.errstate(all="ignore"):
        return float(surface.value(np.float64(point[0]), np.float64(point[1])))


def gradient_at(surface: Surface, point: Point) -> Point:
    """∇f at a point, inf and nan included."""
    with np.errstate(all="ignore"):
        gx, gy = surface.gradient(np.float64(point[0]), np.float64(point[1]))
    return float(gx), float(gy)


@lru_cache(maxsize=16)
def usual_slope(surface: Surface) -> float:
    """A tenth of the steepness at the walls of the window: what makes an arrow a long one."""
    x, y = np.meshgrid(*(np.linspace(*side, 17) for side in surface.window))
    with np.errstate(all="ignore"):
        gx, gy = (np.broadcast_to(part, x.shape) for part in surface.gradient(x, y))
        slopes = np.hypot(gx, gy).ravel()
    slopes = np.sort(slopes[np.isfinite(slopes)])
    return (quantile(slopes, 0.9) or float(slopes[-1])) / 10 if len(slopes) else 1.0
