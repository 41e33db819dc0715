"""The whole picture of a surface with its runners, on any painter: the screen's or a file's."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPixmap

from playground.app.core.view import Scene
from playground.app.look.style import BODY, font, px, style
from playground.app.paint.axes import margins, paint_axes
from playground.app.paint.viewport import Viewport
from playground.app.surface import colour_bar
from playground.app.surface.arrows import Arrow, Probe, paint_arrow, step_arrows
from playground.app.surface.critical_points import paint_chip, paint_critical, paint_marker
from playground.app.surface.heat_map import SurfaceLayer
from playground.app.surface.heights import quantile
from playground.app.surface.legend import Entry, Legend
from playground.app.surface.trails import TrailLayer
from playground.engine.critical import CriticalPoint
from playground.engine.problem import Array
from playground.engine.surface import Point, Surface, Window

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
        self._static_key: object = None
        self._static = QPixmap()

    # What there is

    @property
    def surface(self) -> Surface | None:
        """The surface of the scene, if it has one."""
        if self.scene is None or self.scene.experiment.problem.kind != "surface":
            return None
        found: Surface = self.scene.experiment.problem.surface
        return found

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

    @staticmethod
    def area_in(size: QSize) -> QRectF:
        """The place of the map in a picture of a size."""
        left, below = margins()
        return QRectF(
            left, px(10), max(size.width() - left - px(12) - colour_bar.width(), 1),
            max(size.height() - below - px(10), 1),
        )

    def entries(self) -> list[Entry]:
        """The legend's rows: the runners that are shown."""
        if self.scene is None:
            return []
        made = []
        for trail in self.trails.trails:
            head = trail.head(self.cursor)
            label = self.scene.experiment.runners[self.scene.index_of(trail.slot)].label
            value = None if head is None else head[1]
            made.append(Entry(trail.slot, label, value, trail.slot == self.scene.slot))
        return made

    def arrows(self) -> list[Arrow]:
        """The arrows at the selected runner's head."""
        if not self.show_arrows or self.scene is None or self.surface is None:
            return []
        for trail in self.trails.trails:
            if trail.slot == self.scene.slot and len(trail.columns.loss):
                step = trail.run[min(self.cursor, trail.run.last)]
                # A run that began on a plateau never met a slope worth a long arrow.
                unit = max(trail.steepest(self.cursor), usual_slope(self.surface) / 2)
                return step_arrows(self.viewport, step, unit)
        return []

    def probe_arrows(self) -> list[Arrow]:
        """The arrows of the probe."""
        gradient = self._probe_gradient()
        if gradient is None or self.surface is None:
            return []
        return self.probe.arrows(self.viewport, gradient, usual_slope(self.surface))

    def starts(self) -> list[tuple[int, QPointF]]:
        """Slot and pixel of each start; the selected one's is under the hand while dragged."""
        made = []
        for trail in self.trails.trails:
            head = trail.head(0)
            point = None if head is None else head[0]
            if self.scene and trail.slot == self.scene.slot and self.dragged is not None:
                point = self.dragged
            at = None if point is None else self.viewport.pixel(point)
            if at is not None:
                made.append((trail.slot, at))
        return made

    def heads(self) -> list[tuple[int, QPointF]]:
        """Slot and pixel of each head."""
        made = []
        for trail in self.trails.trails:
            head = trail.head(self.cursor)
            at = None if head is None else self.viewport.pixel(head[0])
            if at is not None:
                made.append((trail.slot, at))
        return made

    def show_runs(self, size: QSize, ratio: float) -> None:
        """Bring the trail layer to the scene's shown runners."""
        if self.scene is None or self.surface is None:
            self.trails.show((), self.viewport, size, ratio)
            return
        pairs = zip(self.scene.experiment.runners, self.scene.runs, strict=True)
        runs = [(runner.slot, run) for runner, run in pairs if runner.shown]
        self.trails.show(runs, self.viewport, size, ratio)

    def settle_legend(self) -> None:
        """Put the legend where it hides the least of trails, starts and minima."""
        points: list[Array] = [np.array([(c.x, c.y) for c in self.critical if c.kind == "minimum"]
                                        ).reshape(-1, 2)]
        for trail in self.trails.trails:
            path = trail.columns.path
            points.append(path[:: max(1, len(path) // 200)])
        busy = self.viewport.to_pixels(np.concatenate(points))
        self.legend.settle(self.entries(), self.viewport.area, busy)

    # Painting

    def paint(self, painter: QPainter, size: QSize, ratio: float) -> None:
        """On screen: what stands still comes from a pixmap, the past of the trails from images."""
        if self.surface is None:
            painter.fillRect(QRectF(0, 0, size.width(), size.height()), QColor(style.theme.panel))
            return
        self.show_runs(size, ratio)
        painter.drawPixmap(0, 0, self._static_pixmap(size, ratio))
        self.trails.paint(painter, self.cursor, self.careful)
        self._paint_moving(painter)

    def paint_direct(self, painter: QPainter, size: QSize) -> None:
        """For files: every line as a line, at any scale; only the map itself is an image."""
        painter.fillRect(QRectF(0, 0, size.width(), size.height()), QColor(style.theme.panel))
        if self.surface is not None:
            self.show_runs(size, self.trails.ratio)
            self._paint_static(painter, size)
            self.trails.paint_lines(painter, self.cursor)
            self._paint_moving(painter)

    def _static_pixmap(self, size: QSize, ratio: float) -> QPixmap:
        look = (style.theme, style.scale, style.surface_map, style.pixel_ratio)
        key = (
            self.surface, self.log, self.viewport, self.coarse, self.layer.samples, size, ratio,
            look, self.critical,
        )
        if key != self._static_key:
            self._static_key = key
            if self._static.size() != size * ratio:
                self._static = QPixmap(size * ratio)
                self._static.setDevicePixelRatio(ratio)
            self._static.fill(QColor(style.theme.panel))
            painter = QPainter(self._static)
            self._paint_static(painter, size)
            painter.end()
        return self._static

    def _paint_static(self, painter: QPainter, size: QSize) -> None:
        assert self.surface is not None
        self.layer.sample(self.surface, self.log, self.viewport, self.coarse)
        self.layer.paint(painter)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        paint_axes(painter, self.viewport)
        if self.layer.range is not None:
            colour_bar.paint_colour_bar(
                painter, self.layer.range, self.viewport.area, size.width() - px(4)
            )
        painter.save()
        painter.setClipRect(self.viewport.area)
        paint_critical(painter, self.critical, self.viewport)
        painter.restore()

    def _paint_moving(self, painter: QPainter) -> None:
        area, selected = self.viewport.area, self.scene.slot if self.scene else -1
        painter.save()
        painter.setClipRect(area)
        for slot, at in self.starts():
            paint_marker(painter, slot, at, px(START), hollow=True)
        # The selected runner's head on top of the others.
        for slot, at in sorted(self.heads(), key=lambda head: head[0] == selected):
            paint_marker(painter, slot, at, px(HEAD_SELECTED if slot == selected else HEAD))
        for arrow in self.arrows():
            paint_arrow(painter, arrow, area)
        gradient = self._probe_gradient()
        if gradient is not None and self.surface is not None:
            self.probe.paint(painter, self.viewport, gradient, usual_slope(self.surface))
        entries = self.entries()
        self.legend.paint(painter, entries, area)
        if self.scene is not None and not self.scene.experiment.runners:
            painter.setFont(font(BODY))
            width = painter.fontMetrics().horizontalAdvance(EMPTY)
            paint_chip(painter, area.center() - QPointF(width / 2, 0), EMPTY, area)
        painter.setClipping(False)
        painter.restore()
        painter.setBrush(Qt.BrushStyle.NoBrush)

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
