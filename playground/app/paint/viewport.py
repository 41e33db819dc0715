"""Where the surface's points lie on screen: ranges of x and y over a rectangle of pixels."""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import isfinite

import numpy as np
from PySide6.QtCore import QPointF, QRectF

from playground.engine.problem import Array
from playground.engine.surface import Point, Window

FAR = 1e9
"""Pixels beyond which a point is as good as infinitely far: Qt must not see larger numbers."""
ASPECTS = (0.4, 2.5)
"""Between these ratios of a window's sides, x and y have one scale: only then does the gradient
look perpendicular to the contours. Longer windows are stretched, or they would be a strip."""


@dataclass(frozen=True)
class Viewport:
    """The ranges of x and y that `rect` shows; pixels are the widget's, y down."""

    x: tuple[float, float]
    y: tuple[float, float]
    rect: tuple[float, float, float, float]
    locked: bool

    @classmethod
    def fitted(cls, window: Window, rect: QRectF) -> Viewport:
        """All of a surface's window, and more of one side where the scales are one."""
        (left, right), (bottom, top) = window
        width, height = right - left, top - bottom
        locked = ASPECTS[0] <= width / height <= ASPECTS[1]
        place = (rect.x(), rect.y(), max(rect.width(), 1.0), max(rect.height(), 1.0))
        if locked:
            unit = max(width / place[2], height / place[3])
            width, height = unit * place[2], unit * place[3]
        return cls(
            _about((left + right) / 2, width), _about((bottom + top) / 2, height), place, locked
        )

    @property
    def area(self) -> QRectF:
        """The rectangle of pixels."""
        return QRectF(*self.rect)

    @property
    def scale(self) -> tuple[float, float]:
        """Pixels for a unit of x, and for a unit of y (positive, though y points up)."""
        return self.rect[2] / (self.x[1] - self.x[0]), self.rect[3] / (self.y[1] - self.y[0])

    def to_pixels(self, points: Array) -> Array:
        """Points of shape (n, 2) in pixels; what is astronomically far is brought to FAR."""
        (sx, sy), (left, top, _, height) = self.scale, self.rect
        made = np.empty((len(points), 2))
        with np.errstate(all="ignore"):
            np.subtract(points[:, 0], self.x[0], out=made[:, 0])
            np.subtract(self.y[0], points[:, 1], out=made[:, 1])
            made *= (sx, sy)
            made += (left, top + height)
            return np.clip(made, -FAR, FAR, out=made)

    def pixel(self, point: Point) -> QPointF | None:
        """One point in pixels; None if it is not finite or too far to be drawn at."""
        (sx, sy), (left, top, _, height) = self.scale, self.rect
        x = left + (point[0] - self.x[0]) * sx
        y = top + height - (point[1] - self.y[0]) * sy
        return QPointF(x, y) if abs(x) < FAR and abs(y) < FAR else None

    def to_data(self, pixel: QPointF) -> Point:
        """The point of the surface under a pixel."""
        (sx, sy), (left, top, _, height) = self.scale, self.rect
        return self.x[0] + (pixel.x() - left) / sx, self.y[0] + (top + height - pixel.y()) / sy

    def seen(self, ranges: tuple[tuple[float, float], tuple[float, float]]) -> Viewport:
        """Other ranges in the same rectangle."""
        return replace(self, x=ranges[0], y=ranges[1])

    def placed(self, rect: QRectF) -> Viewport:
        """The same view on another rectangle; with one scale for x and y, more or less of it."""
        place = (rect.x(), rect.y(), max(rect.width(), 1.0), max(rect.height(), 1.0))
        if not self.locked:
            return replace(self, rect=place)
        (sx, sy), (x, y) = self.scale, (sum(self.x) / 2, sum(self.y) / 2)
        return replace(self, x=_about(x, place[2] / sx), y=_about(y, place[3] / sy), rect=place)

    def sensible(self, window: Window) -> bool:
        """Neither lost in space nor finer than floats can tell apart."""
        for (low, high), (least, most) in zip((self.x, self.y), window, strict=True):
            span, own = high - low, most - least
            if not (isfinite(low) and isfinite(high)) or not 1e-9 * own < span < 1e4 * own:
                return False
            if span < 1e-9 * max(abs(low), abs(high)) or max(abs(low), abs(high)) > 1e5 * own + max(
                abs(least), abs(most)
            ):
                return False
        return True


def _about(middle: float, span: float) -> tuple[float, float]:
    return middle - span / 2, middle + span / 2
