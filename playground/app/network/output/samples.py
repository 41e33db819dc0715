"""The data over the output map: what was trained on filled, what was held back hollow."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPen

from playground.app.look.style import diverging, mixed, runner_marker, style
from playground.app.network.output.reading import CLASSES, Reading
from playground.app.paint.axes import line_pen
from playground.app.paint.diverging import class_color
from playground.app.paint.viewport import Viewport
from playground.engine.networks.fitting import FittingProblem
from playground.engine.problem import Array

MOST = 2000
"""So many points of each kind are drawn; more would hide the map, and each other."""
FEW = 60
"""So few are each seen, above whatever they lie on."""
CROWD = 400
"""From so many points on, whole pixels are exact enough and shapes are stamped, not drawn."""
SHADES = 16
"""Colours that a crowd's numbers are told apart by, on each side of 0."""
RADIUS = 3.6


class Points(NamedTuple):
    """Places (n, 2) on the map's two axes, with the colour scale's share or the class of each;
    with neither they are all of one quiet colour.
    """

    places: Array
    shares: Array | None
    classes: Array | None

    def or_same(self, other: Points) -> Points:
        """The other ones if they are no different."""
        same = all(
            (mine is None) == (theirs is None)
            and (mine is None or np.array_equal(mine, theirs))  # type: ignore[arg-type]
            for mine, theirs in zip(self, other, strict=True)
        )
        return other if same else self


def points_of(
    problem: FittingProblem, reading: Reading, X: Array, y: Array,  # noqa: N803
    inputs: tuple[int, int],
) -> Points:
    """The samples X, y as the map shows them."""
    classes = reading.class_numbers(problem, y) if reading.kind == CLASSES else None
    return Points(X[:, list(inputs)], reading.target_shares(problem, y), classes)


def paint_points(painter: QPainter, train: Points, test: Points, viewport: Viewport) -> None:
    """Test samples below, training samples above."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    for points, hollow in ((test, True), (train, False)):
        pixels = viewport.to_pixels(points.places[:MOST])
        stamps = _Stamps(painter, points, hollow) if len(pixels) >= CROWD else None
        for k, (x, y) in enumerate(pixels.tolist()):
            if stamps is None:
                paint_point(painter, points, k, QPointF(x, y), hollow)
            else:
                stamps.press(k, x, y)


class _Stamps:
    """Small images of the samples that look alike, drawn once and set down many times."""

    def __init__(self, painter: QPainter, points: Points, hollow: bool) -> None:
        self._painter, self._points, self._hollow = painter, points, hollow
        ratio = painter.device().devicePixelRatio()
        self._ratio, self._half = ratio, 3 * RADIUS * style.scale
        self._images: dict[object, QImage] = {}
        if points.classes is not None:
            self._looks = points.classes[:MOST].tolist()
        elif points.shares is not None:
            self._looks = np.rint(np.nan_to_num(points.shares[:MOST]) * SHADES).tolist()
        else:
            self._looks = [None] * len(points.places[:MOST])

    def press(self, k: int, x: float, y: float) -> None:
        """Set down sample `k` with its middle on the pixel at (x, y)."""
        look, ratio = self._looks[k], self._ratio
        image = self._images.get(look)
        if image is None:
            image = self._images[look] = self._drawn(k)
        left, top = (round((at - self._half) * ratio) / ratio for at in (x, y))
        self._painter.drawImage(QPointF(left, top), image)

    def _drawn(self, k: int) -> QImage:
        side = round(2 * self._half * self._ratio)
        image = QImage(side, side, QImage.Format.Format_ARGB32_Premultiplied)
        image.setDevicePixelRatio(self._ratio)
        image.fill(0)
        painter = QPainter(image)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        paint_point(painter, self._points, k, QPointF(self._half, self._half), self._hollow)
        painter.end()
        return image


def paint_point(
    painter: QPainter, points: Points, k: int, at: QPointF, hollow: bool, size: float = 1.0
) -> None:
    """One sample: a disc in its colour, or its class's marker."""
    radius = RADIUS * style.scale * size
    color = point_color(points, k)
    rim = QColor(style.theme.halo)
    if points.shares is not None and points.classes is None:  # pale ones need a darker rim
        rim = mixed(style.theme.outline, rim, min(abs(float(points.shares[k])) * 1.6, 1.0))
    if points.classes is not None:
        painter.save()
        painter.translate(at)
        painter.scale(radius * 2.3, radius * 2.3)
        shape = runner_marker(int(points.classes[k]))
        pen = QPen(rim, 1.0 / (radius * 1.2))
        if hollow:
            painter.strokePath(shape, pen)
            painter.strokePath(shape, QPen(color, 0.6 / (radius * 1.2)))
        else:
            painter.strokePath(shape, pen)
            painter.fillPath(shape, color)
        painter.restore()
        return
    painter.setBrush(Qt.BrushStyle.NoBrush if hollow else color)
    if hollow:
        painter.setPen(line_pen(rim, 2.6))
        painter.drawEllipse(at, radius * 0.8, radius * 0.8)
        painter.setPen(line_pen(color, 1.4))
        painter.drawEllipse(at, radius * 0.8, radius * 0.8)
    else:
        painter.setPen(line_pen(rim, 1.1))
        painter.drawEllipse(at, radius, radius)


def point_color(points: Points, k: int) -> QColor:
    """The colour of one sample."""
    if points.classes is not None:
        return class_color(int(points.classes[k]))
    if points.shares is None:
        return QColor(style.theme.quiet)
    return diverging(float(points.shares[k]))


def point_under(points: Points, viewport: Viewport, at: QPointF, reach: float) -> int | None:
    """The sample at a pixel, the last painted first."""
    if not len(points.places):
        return None
    pixels = viewport.to_pixels(points.places[:MOST])
    distance = np.hypot(*(pixels - (at.x(), at.y())).T)
    k = int(len(distance) - 1 - distance[::-1].argmin())
    return k if distance[k] <= reach else None


