"""From where the ground is looked at, and where its points then are on screen.

The projection is parallel: what is as long is drawn as long, near and far, and seen from above
the picture is the map itself, pixel for pixel.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import cos, hypot, radians, sin

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QTransform

from playground.app.plots.round.ground import Ground
from playground.engine.problem import Array
from playground.lab.experiments.view_settings import (
    FLATTEST,
    HIGHEST,
    LOWEST,
    STEEPEST,
    ViewSettings,
)

ABOVE = 90.0
"""The elevation from which the map is seen; a hand may turn from LOWEST to HIGHEST."""
BOX = 0.42
"""The height of the picture at a stretch of 1, as a share of its shorter side."""
GAP = 0.38
"""The floor lies so much lower than the lowest height, as a share of the picture's height."""


@dataclass(frozen=True)
class Camera:
    """`azimuth` is how far the ground is turned counterclockwise, `elevation` how high one stands;
    both in degrees. `stretch` is how high the heights are drawn, times the usual.
    """

    azimuth: float = ViewSettings.azimuth
    elevation: float = ViewSettings.elevation
    stretch: float = ViewSettings.stretch

    @classmethod
    def of(cls, settings: ViewSettings) -> Camera:
        """The one that an experiment keeps."""
        return cls(settings.azimuth, settings.elevation, settings.stretch)

    @property
    def kept(self) -> dict[str, float]:
        """Of ViewSettings: as finely as it matters. What no hand can turn to is left out."""
        kept = {"stretch": round(self.stretch, 3)}
        if LOWEST <= self.elevation <= HIGHEST:
            kept |= {"azimuth": round(self.azimuth, 1), "elevation": round(self.elevation, 1)}
        return kept

    def turned(self, azimuth: float, elevation: float) -> Camera:
        """Turned by so many degrees, within what a hand may."""
        return replace(
            self, azimuth=(self.azimuth + azimuth + 180) % 360 - 180,
            elevation=min(max(self.elevation + elevation, LOWEST), HIGHEST),
        )

    def stretched(self, factor: float) -> Camera:
        """Heights drawn so many times as high."""
        return replace(self, stretch=min(max(self.stretch * factor, FLATTEST), STEEPEST))

    def between(self, other: Camera, share: float) -> Camera:
        """On the way to another one; by the shorter turn."""
        turn = (other.azimuth - self.azimuth + 180) % 360 - 180
        return Camera(
            self.azimuth + share * turn,
            self.elevation + share * (other.elevation - self.elevation),
            self.stretch + share * (other.stretch - self.stretch),
        )


MAP = Camera(0.0, ABOVE)
"""The one that sees the map."""


class Projection:
    """A camera's picture of a ground in a rectangle of pixels."""

    def __init__(
        self, ground: Ground, camera: Camera, area: QRectF, room: QRectF, margin: float
    ) -> None:
        """`area` is where the map would be, `room` all that there is for the picture, of which
        `margin` pixels are left for words.
        """
        self.camera, self.area, self.room = camera, area, room
        a, b = ground.a, ground.b
        self._middle = (a[0] + a[-1]) / 2, (b[0] + b[-1]) / 2
        self.scale = area.width() / (a[-1] - a[0]), area.height() / (b[-1] - b[0])
        self.height = BOX * camera.stretch * min(area.width(), area.height())
        """Of the range of heights, in the map's pixels."""
        turn, tilt = radians(camera.azimuth), radians(camera.elevation)
        self.cos, self.sin = (0.0, 1.0) if camera.elevation >= ABOVE else (cos(tilt), sin(tilt))
        self.turn = cos(turn), sin(turn)
        # Above what a hand may turn to, the picture grows into the map.
        rise = min(max((camera.elevation - HIGHEST) / (ABOVE - HIGHEST), 0.0), 1.0)
        rise *= rise * (3 - 2 * rise)
        fit = self._fit(margin)
        self.shrunk = fit + (1 - fit) * rise
        self.centre = room.center() + (area.center() - room.center()) * rise + QPointF(
            0, self.shrunk * self.height * self.cos * (1 - GAP) / 2
        )

    def _fit(self, margin: float) -> float:
        """The same at every azimuth, so that nothing breathes while it is turned."""
        across = hypot(self.area.width(), self.area.height())
        deep = across * self.sin + (1 + GAP) * self.height * self.cos
        wide, high = self.room.width(), self.room.height()
        room = max(wide - 2 * margin, wide / 3), max(high - 2 * margin, high / 3)
        return min(room[0] / across, room[1] / deep)

    @property
    def above(self) -> bool:
        """Whether it is the map."""
        return self.cos == 0 and self.camera.azimuth == 0

    def to_pixels(self, a: Array, b: Array, level: Array | float) -> Array:
        """Points of one shape (...), their levels as in `Ground.level`: pixels (..., 2)."""
        across, up = self._turned(a, b)
        x = self.centre.x() + self.shrunk * across
        y = self.centre.y() - self.shrunk * (
            self.sin * up + self.cos * self.height * np.asarray(level)
        )
        return np.stack(np.broadcast_arrays(x, y), axis=-1)

    def pixel(self, a: float, b: float, level: float) -> QPointF:
        """One point."""
        x, y = self.to_pixels(np.array(a), np.array(b), level).tolist()
        return QPointF(x, y)

    def on_level(self, level: float) -> QTransform:
        """From a and b to pixels, for everything that lies on one level."""
        (c, s), (sx, sy), k = self.turn, self.scale, self.shrunk
        (ma, mb), e = self._middle, self.sin
        m11, m21 = k * c * sx, -k * s * sy
        m12, m22 = -k * e * s * sx, -k * e * c * sy
        return QTransform(
            m11, m12, m21, m22,
            self.centre.x() - m11 * ma - m21 * mb,
            self.centre.y() - m12 * ma - m22 * mb - k * self.cos * self.height * level,
        )

    def on_ground(self, at: QPointF, level: Array | float) -> tuple[Array, Array]:
        """a and b of what lies under a pixel on a level (any shape)."""
        across = (at.x() - self.centre.x()) / self.shrunk
        rise = self.cos * self.height * np.asarray(level)
        up = ((self.centre.y() - at.y()) / self.shrunk - rise) / self.sin
        c, s = self.turn
        return (
            self._middle[0] + (across * c + up * s) / self.scale[0],
            self._middle[1] + (up * c - across * s) / self.scale[1],
        )

    def towards(self) -> tuple[float, float, float]:
        """The way to who looks, in a, b and level, for each pixel of the map along the ground."""
        c, s = self.turn
        rise = self.sin / self.cos / self.height if self.cos else np.inf
        return -s / self.scale[0], -c / self.scale[1], rise

    def _turned(self, a: Array, b: Array) -> tuple[Array, Array]:
        """Across the screen and away from who looks, in the map's pixels."""
        (c, s), u, v = self.turn, (a - self._middle[0]) * self.scale[0], (
            b - self._middle[1]
        ) * self.scale[1]
        return u * c - v * s, u * s + v * c


def under(ground: Ground, projection: Projection, at: QPointF) -> tuple[float, float] | None:
    """a and b of the ground that is seen at a pixel; None where none is."""
    levels = np.linspace(1.0, 0.0, 257)
    a, b = projection.on_ground(at, levels)
    if projection.cos == 0:
        a, b = np.full(len(levels), a), np.full(len(levels), b)
    there = ground.level_at(a, b)
    hit = np.flatnonzero((there >= levels) & (there <= 1 + 1e-9))
    if not len(hit):
        return None
    return float(a[hit[0]]), float(b[hit[0]])


def hidden(
    ground: Ground, projection: Projection, a: Array, b: Array, level: Array
) -> NDArray[np.bool_]:
    """Which points, all of shape (n,), lie behind the ground for who looks."""
    if projection.cos == 0 or not len(a):
        return np.zeros(len(a), bool)
    da, db, rise = projection.towards()
    lowest = float(np.nanmin(level)) if np.isfinite(level).any() else 0.0
    reach = max(1.0 - lowest, 0.0) / rise
    reach = min(reach, hypot(projection.area.width(), projection.area.height()))
    steps = np.linspace(0.02, 1.0, 49)[:, None] * reach
    ground_there = ground.level_at(a + da * steps, b + db * steps)
    ground_there = np.where(ground_there > 1 + 1e-9, np.nan, ground_there)
    return np.asarray((ground_there > level + rise * steps + TOLERANCE).any(axis=0))


TOLERANCE = 0.012
"""Of the height of the picture: nearer than this to the ground a point lies on it."""
