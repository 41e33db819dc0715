"""How each shape of a sketch is painted over a map, and what it says under the pointer."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from math import hypot
from typing import Any

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPainterPath

from playground.app.look.style import faded, halo, px
from playground.app.paint.axes import line_pen
from playground.app.paint.chips import paint_chip
from playground.app.paint.viewport import Viewport
from playground.app.plots.heights import Range
from playground.app.sketch.key import LEVEL, WAY, color_of, paint_mark, pen_of, trial_text
from playground.app.surface.parabola import contours_of, ellipse
from playground.app.text.numbers import localised, number, point
from playground.engine.problem import Array
from playground.engine.quadratic import Quadratic
from playground.engine.sketch import (
    KEPT,
    NEXT,
    TAKEN,
    TRIED,
    Direction,
    Dots,
    Ellipse,
    Parabola,
    Polygon,
    Shape,
    Sketch,
)

LONG = 84
"""Pixels of the longest half axis of ellipses that are not to scale."""
MOST_LABELS = 5
NEAR = 7
"""Pixels: what the pointer rests on."""


@dataclass
class Canvas:
    """Where shapes are painted: `enlarged` is how many pixels a unit of an ellipse that is not to
    scale has, `spots` what was painted where, with its words.
    """

    painter: QPainter
    view: Viewport
    range_: Range | None
    enlarged: float = 1.0
    below: bool = False
    """Whether words stand below their marks, so as not to lie on the arrow against the gradient."""
    busy: list[QPointF] = field(default_factory=list)
    """Places that should not be hidden."""
    words: list[QRectF] = field(default_factory=list)
    spots: list[tuple[QPointF, str]] = field(default_factory=list)

    def pixel(self, at: Array) -> QPointF | None:
        """A point in pixels; None where it is nowhere."""
        return self.view.pixel((float(at[0]), float(at[1])))

    def stroke(self, path: QPainterPath, look: str) -> None:
        """A line with its halo."""
        self.painter.setBrush(Qt.BrushStyle.NoBrush)
        self.painter.strokePath(path, line_pen(halo(), 3.5))
        self.painter.strokePath(path, pen_of(look))

    def mark(self, mark: str, at: Array, says: str, label: str = "") -> None:
        """A mark with its words, if it is in view."""
        place = self.pixel(at)
        if place is None or not self.view.area.contains(place):
            return
        paint_mark(self.painter, mark, place)
        self.spots.append((place, says))
        if label:
            self.word(place, label, mark)

    def word(self, place: QPointF, text: str, mark: str) -> None:
        """A word beside a place."""
        beside = place + QPointF(px(9), px(5) if self.below else -px(18))
        paint_chip(self.painter, beside, text, self.view.area, color_of(mark), self.words)


def _dots(canvas: Canvas, shape: Dots) -> None:
    few = len(shape.labels) <= MOST_LABELS
    for k, at in enumerate(shape.points):
        label = localised(shape.labels[k]) if shape.labels else ""
        says = f"{label or shape.name} at {point(*at)}. {shape.help}"
        canvas.mark(shape.mark, at, f"{says[:1].upper()}{says[1:]}", label if few else "")


def _polygon(canvas: Canvas, shape: Polygon) -> None:
    corners = [canvas.pixel(corner) for corner in shape.corners]
    if None in corners:
        return
    places = [corner for corner in corners if corner is not None]
    path = QPainterPath(places[0])
    for place in places[1:]:
        path.lineTo(place)
    path.closeSubpath()
    canvas.stroke(path, shape.look)
    for place, corner in zip(places, shape.corners, strict=True):
        says = f"A corner of the {shape.name} at {point(*corner)}. {shape.help}"
        canvas.spots.append((place, localised(says)))


def _ellipse(canvas: Canvas, shape: Ellipse) -> None:
    at = canvas.pixel(shape.centre)
    if at is None or not np.isfinite(shape.matrix).all():
        return
    ends = pixel_axes(canvas.view, shape) * (1.0 if shape.to_scale else canvas.enlarged)
    if np.abs(ends).max() > 1e6:
        return
    path = ellipse(at, [QPointF(x, y) for x, y in ends.tolist()])
    canvas.stroke(path, shape.look)
    lengths = [number(float(np.hypot(*axis))) for axis in shape.half_axes]
    says = f"{shape.name[:1].upper()}{shape.name[1:]}: half axes {lengths[0]} and {lengths[1]}. "
    for k in range(path.elementCount()):
        place = path.elementAt(k)
        canvas.spots.append((QPointF(place.x, place.y), says + shape.help))


def pixel_axes(view: Viewport, shape: Ellipse) -> Array:
    """The half axes of an ellipse in pixels, shape (2, 2), one a row."""
    sx, sy = view.scale
    axes: Array = shape.half_axes * np.array([sx, -sy])
    return axes


def _parabola(canvas: Canvas, shape: Parabola) -> None:
    if canvas.range_ is not None:
        x, y = shape.point.tolist()
        model = Quadratic((x, y), shape.value, shape.gradient, shape.matrix)
        path = contours_of(model, canvas.view, canvas.range_)
        canvas.painter.strokePath(path, line_pen(faded(color_of(LEVEL), 0.8)))
    canvas.mark(
        TAKEN, shape.bottom, f"The parabola's {shape.bottom_name} at {point(*shape.bottom)}. "
        f"{shape.help}", f"{shape.bottom_name} of the parabola",
    )


def _direction(canvas: Canvas, shape: Direction) -> None:
    start, far = canvas.pixel(shape.origin), max((t.alpha for t in shape.trials), default=0.0)
    if start is None:
        return
    for alpha, look in ((far, NEXT), (shape.taken, WAY)):
        end = _end(canvas, start, shape, alpha)
        if end is not None:
            path = QPainterPath(start)
            path.lineTo(end)
            canvas.stroke(path, look)
            if look == WAY:
                canvas.busy += [start + (end - start) * share for share in np.linspace(0, 1, 60)]
    left = [trial for trial in shape.trials if trial.alpha != shape.taken]
    for trial in left:
        label = f"α = {number(trial.alpha)}" if len(left) < MOST_LABELS else ""
        canvas.mark(TRIED, shape.at(trial.alpha), trial_text(shape, trial), label)
    for trial in shape.trials:
        if trial.alpha == shape.taken:
            _outside(canvas, start, shape)
            label = "" if shape.curvature is not None else f"α = {number(trial.alpha)}"
            canvas.mark(TAKEN, shape.at(trial.alpha), trial_text(shape, trial), label)


def _outside(canvas: Canvas, start: QPointF, way: Direction) -> None:
    """Where a way leaves the picture, with the point that it leads to; nothing if it does not."""
    area, end = canvas.view.area, _end(canvas, start, way, way.taken)
    if end is None or area.contains(end) or not area.contains(start):
        return
    along, shares = end - start, []
    for d, at, low, high in ((along.x(), start.x(), area.left(), area.right()),
                             (along.y(), start.y(), area.top(), area.bottom())):
        if d:
            shares.append(((high if d > 0 else low) - at) / d)
    place = start + along * min(shares)
    text = f"to {point(*way.at(way.taken))}"
    canvas.word(place, text, TAKEN)
    canvas.spots.append((place, f"The step leads out of the picture, {text}."))


def _end(canvas: Canvas, start: QPointF, way: Direction, alpha: float) -> QPointF | None:
    """Where a way ends in pixels, cut off far outside of the picture."""
    if not alpha:
        return None
    sx, sy = canvas.view.scale
    dx, dy = float(way.vector[0]) * sx * alpha, -float(way.vector[1]) * sy * alpha
    long = hypot(dx, dy)
    if not 0 < long < float("inf"):
        return None
    most = 4 * (canvas.view.area.width() + canvas.view.area.height())
    return start + QPointF(dx, dy) * min(1.0, most / long)


PAINTERS: dict[type[Shape], Callable[[Canvas, Any], None]] = {
    Parabola: _parabola, Polygon: _polygon, Ellipse: _ellipse, Direction: _direction, Dots: _dots,
}
"""How each shape is painted, those below first; a new shape has its line here."""

ORDER = list(PAINTERS)
MARK_ORDER = (TRIED, KEPT, TAKEN)


def paint_sketch(
    painter: QPainter, view: Viewport, range_: Range | None, sketch: Sketch, grad: Array
) -> Canvas:
    """Paint every shape that is drawn over a map; says where what is.

    `grad`, shape (2,), is the gradient whose arrow will stand there too.
    """
    canvas = Canvas(painter, view, range_, below=bool(grad[0] * grad[1] > 0))
    shapes = [s for s in sketch if isinstance(s, Shape) and type(s) in PAINTERS]
    forms = [s for s in shapes if isinstance(s, Ellipse) and not s.to_scale]
    sizes = [np.hypot(*pixel_axes(view, s).T).max() for s in forms if np.isfinite(s.matrix).all()]
    if sizes and 0 < max(sizes) < np.inf:
        canvas.enlarged = px(LONG) / float(max(sizes))
    painter.save()
    painter.setClipRect(view.area)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    for shape in sorted(shapes, key=lambda shape: ORDER.index(type(shape))):
        PAINTERS[type(shape)](canvas, shape)
    painter.restore()
    return canvas
