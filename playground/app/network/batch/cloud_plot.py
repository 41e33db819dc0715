"""Draws the gradients of samples as points of a plane, their mean and a batch's as arrows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QColor, QPainter, QPainterPath
from PySide6.QtWidgets import QWidget

from playground.app.look.style import faded, halo, mixed, px, runner_color, style
from playground.app.network.batch.painting import paint_dots, paint_ellipse
from playground.app.network.batch.picking import PickPoint, nearest
from playground.app.network.batch.steps import next_step
from playground.app.paint.arrow import Arrow, paint_arrow
from playground.app.paint.axes import line_pen
from playground.app.paint.chips import paint_chip, paint_ring
from playground.app.plots.plane import Plane
from playground.engine.networks.batches import Rows
from playground.engine.networks.cloud import Ellipse
from playground.engine.problem import Array
from playground.engine.surface import Window

SAMPLE, MEMBER, MEAN = 4.0, 7.0, 5.0
"""Pixels: a sample, one of the batch, the mean of a batch that was drawn."""
ROOM = 1.15
TIGHT = 0.4
"""A cloud that fills less of the view than this is looked at more closely."""
_NONE: Array = np.empty((0, 2))


class CloudMarks(NamedTuple):
    """What is drawn, in the plane's two coordinates.

    `points` (n, 2) are the samples' gradients, `rows` those of the batch or `members` (m, 2) its
    own where it is not among them; `mean` and `batch` (2,) the two arrows' tips; `spread` is the
    1-sigma ellipse of a sample, `spread_of_mean` that of a batch's mean, None where it has none.
    `means` (k, 2) are those of drawn batches, `uphill` (k,) which of them point uphill.
    """

    points: Array
    mean: Array
    batch: Array
    spread: Ellipse
    spread_of_mean: Ellipse | None
    rows: Rows
    members: Array = _NONE
    means: Array = _NONE
    uphill: NDArray[np.bool_] = np.empty(0, bool)


@dataclass
class _Shown:
    marks: CloudMarks | None = None
    slot: int = 0
    labels: tuple[str, str] = ("∇R", "batch")
    gradient_plane: bool = False
    sample: int | None = None
    notes: tuple[str, ...] = ()
    version: int = field(default=0)


class CloudPlot(Plane):
    """Says `picked(sample)` for a click, None for one beside all points; `hovered` in words."""

    widest_tick = "−0.0000"
    left_button = "takes a sample, or moves the view"

    picked = Signal(object)
    hovered = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shown = _Shown()
        self._pointer: QPointF | None = None
        self.say: Callable[[int], str] = lambda sample: f"sample {sample + 1}"
        """What is said of a sample under the pointer."""
        self.show_bar(False)
        self.box.hand = PickPoint(self.box, self._pick)
        self.add_layer(self._paint_points, 1, self._key)
        self.add_layer(self._paint_over, 2)
        self.pointed.connect(self._point)
        self.viewed.connect(self.refresh)
        self.dress()

    @property
    def marks(self) -> CloudMarks | None:
        """What is drawn."""
        return self._shown.marks

    @property
    def sample(self) -> int | None:
        """The sample that is lit up."""
        return self._shown.sample

    def show_marks(
        self, marks: CloudMarks, slot: int, names: tuple[str, str], labels: tuple[str, str],
        gradient_plane: bool, notes: tuple[str, ...] = (),
    ) -> None:
        """Draw these in a runner's colour; `names` stand at the axes, `labels` at the arrows,
        `notes` in the corner. In the plane of the full gradient the uphill half is shaded.
        """
        shown = self._shown
        shown.marks, shown.slot, shown.labels = marks, slot, labels
        shown.gradient_plane, shown.notes = gradient_plane, notes
        shown.version += 1
        for side, name in zip(("bottom", "left"), names, strict=True):
            if self.plot.getAxis(side).name != name:
                self.plot.getAxis(side).set_name(name)
                self.dress()
        self._frame(marks)
        self.refresh()

    def light(self, sample: int | None) -> None:
        """Ring a sample's point."""
        if sample != self._shown.sample:
            self._shown.sample = sample
            self.refresh()

    def _frame(self, marks: CloudMarks) -> None:
        """Show all of it; the window changes in steps, so that nothing jumps while it is played."""
        every = np.concatenate([
            marks.points, marks.members, marks.means, [marks.mean, marks.batch, (0.0, 0.0)]
        ])
        every = every[np.isfinite(every).all(axis=1)]
        low, high = every.min(axis=0), every.max(axis=0)
        half = ROOM * float((high - low).max()) / 2
        middle = (low + high) / 2
        (left, right), (bottom, top) = self.window_shown
        inside = (
            left <= low[0] and high[0] <= right and bottom <= low[1] and high[1] <= top
            and half > TIGHT * (right - left) / 2
        )
        if not inside or self._shown.version == 1:
            half = next_step(half) if half > 0 else 1.0
            x, y = middle.tolist()
            window: Window = ((x - half, x + half), (y - half, y + half))
            self.show_window(window)

    # Painting

    def _key(self) -> object:
        return self._shown.version, self._shown.slot, self.map_view, style.theme, style.scale

    def _paint_points(self, painter: QPainter, direct: bool) -> None:
        shown, view = self._shown, self.map_view
        painter.fillRect(view.area, QColor(style.theme.field))
        marks = shown.marks
        if marks is None:
            return
        painter.save()
        painter.setClipRect(view.area)
        if shown.gradient_plane:
            self._paint_uphill(painter)
        self._paint_origin(painter)
        self._paint_samples(painter, marks)
        painter.restore()

    def _paint_samples(self, painter: QPainter, marks: CloudMarks) -> None:
        """All samples, those of the batch, and the means of batches that were drawn."""
        shown, view = self._shown, self.map_view
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, len(marks.points) <= 3000)
        paint_dots(painter, view.to_pixels(marks.points), mixed(
            style.theme.field, style.theme.quiet, 0.75), SAMPLE)
        members = marks.points[np.unique(marks.rows)] if len(marks.rows) else marks.members
        few = len(members) < len(marks.points) or len(marks.members)
        if few:
            pixels = view.to_pixels(members)
            paint_dots(painter, pixels, halo(), MEMBER + 2)
            paint_dots(painter, pixels, runner_color(shown.slot), MEMBER)
        if len(marks.means):
            pixels = view.to_pixels(marks.means)
            for mask, color in (
                (~marks.uphill, runner_color(shown.slot)),
                (marks.uphill, QColor(style.theme.error)),
            ):
                _crosses(painter, pixels[mask], color)

    def _paint_uphill(self, painter: QPainter) -> None:
        """Left of 0 along the full gradient, a batch's gradient points uphill."""
        view = self.map_view
        zero = view.pixel((0.0, 0.0))
        if zero is None or zero.x() <= view.area.left():
            return
        ground = view.area.adjusted(0, 0, 0, 0)
        ground.setRight(min(zero.x(), view.area.right()))
        painter.fillRect(ground, faded(style.theme.error, 0.07))
        if ground.width() > px(60):
            paint_chip(
                painter, QPointF(ground.right() - px(56), view.area.bottom() - px(22)), "uphill",
                ground, style.theme.error,
            )

    def _paint_origin(self, painter: QPainter) -> None:
        zero = self.map_view.pixel((0.0, 0.0))
        if zero is None:
            return
        area = self.map_view.area
        painter.setPen(line_pen(style.theme.line, 1))
        painter.drawLine(QPointF(zero.x(), area.top()), QPointF(zero.x(), area.bottom()))
        painter.drawLine(QPointF(area.left(), zero.y()), QPointF(area.right(), zero.y()))

    def _paint_over(self, painter: QPainter, direct: bool) -> None:
        shown, view, theme = self._shown, self.map_view, style.theme
        marks = shown.marks
        if marks is None:
            return
        painter.save()
        painter.setClipRect(view.area)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        color = runner_color(shown.slot)
        for times in (1.0, 2.0):
            pen = line_pen(theme.quiet, 1.4)
            pen.setDashPattern([4, 3])
            paint_ellipse(painter, view, marks.spread, times, pen)
            if marks.spread_of_mean is not None:
                paint_ellipse(
                    painter, view, marks.spread_of_mean, times, line_pen(color, 1.8)
                )
        zero = view.pixel((0.0, 0.0))
        words: list[QRectF] = []
        for tip, label, tint, width in (
            (marks.mean, shown.labels[0], theme.text, 3.0),
            (marks.batch, shown.labels[1], color.name(), 2.2),
        ):
            at = view.pixel(tuple(tip.tolist()))
            if zero is not None and at is not None and (at - zero).manhattanLength() > px(5):
                paint_arrow(painter, Arrow(zero, at, label, tint), view.area, words, width)
        if not marks.spread.half[1] > 0:  # all on a line, which the arrows lie on
            self._paint_samples(painter, marks)
        corner = view.area.topLeft() + QPointF(px(6), px(6))
        for note in shown.notes:
            corner += QPointF(0, paint_chip(painter, corner, note, view.area).height() + px(2))
        if shown.sample is not None and shown.sample < len(marks.points):
            at = view.pixel(tuple(marks.points[shown.sample].tolist()))
            if at is not None:
                paint_ring(painter, at)
                paint_chip(painter, at + QPointF(px(10), -px(20)),
                           f"sample {shown.sample + 1}", view.area, theme.accent)
        painter.restore()

    # The pointer

    def _pick(self, at: QPointF) -> None:
        marks = self._shown.marks
        if marks is not None:
            self.picked.emit(nearest(marks.points, self.map_view, at))

    @Slot(object)
    def _point(self, at: QPointF | None) -> None:
        marks = self._shown.marks
        if at is None or marks is None:
            self.hovered.emit("")
            return
        sample = nearest(marks.points, self.map_view, at)
        self.viewport().setCursor(
            Qt.CursorShape.ArrowCursor if sample is None else Qt.CursorShape.PointingHandCursor
        )
        self.hovered.emit("" if sample is None else self.say(sample))

    def sizeHint(self) -> QSize:
        return QSize(px(320), px(260))


def _crosses(painter: QPainter, pixels: Array, color: QColor) -> None:
    half = MEAN / 2 * style.scale
    path = QPainterPath()
    for x, y in pixels.tolist():
        path.moveTo(x - half, y)
        path.lineTo(x + half, y)
        path.moveTo(x, y - half)
        path.lineTo(x, y + half)
    painter.strokePath(path, line_pen(color, 1.5))
