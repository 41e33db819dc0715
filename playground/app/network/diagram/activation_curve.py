"""An activation as a small picture of its curve, for where its name has no room."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from PySide6.QtCore import QLineF, QPointF, Qt
from PySide6.QtGui import QIcon, QPainter, QPixmap, QPolygonF

from playground.app.look.style import pen, style
from playground.app.look.theme import Theme
from playground.engine.networks.activations import activations

REACH = 2.5
"""g is drawn from −REACH to REACH: there the bends of all of them are."""
_POINTS = 41


def curve_icon(name: str, side: int) -> QIcon:
    """The curve of the activation `name` in a square of `side` pixels, in the theme's colours."""
    return _drawn(name, max(side, 4), style.theme, style.pixel_ratio, style.scale)


@lru_cache(maxsize=64)
def _drawn(name: str, side: int, theme: Theme, ratio: float, scale: float) -> QIcon:
    picture = QPixmap(round(side * ratio), round(side * ratio))
    picture.setDevicePixelRatio(ratio)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    z = np.linspace(-REACH, REACH, _POINTS)
    a = np.asarray(activations[name]().value(z))
    low, high = min(float(a.min()), 0.0), max(float(a.max()), 0.0)
    edge = 0.15 * side
    across = edge + (z + REACH) / (2 * REACH) * (side - 2 * edge)
    down = side - edge - (a - low) / ((high - low) or 1.0) * (side - 2 * edge)
    zero = side - edge + low / ((high - low) or 1.0) * (side - 2 * edge)
    painter.setPen(pen(theme.outline))
    painter.drawLine(QLineF(edge, zero, side - edge, zero))
    painter.setPen(pen(theme.text, 1.6))
    painter.drawPolyline(
        QPolygonF([QPointF(float(x), float(y)) for x, y in zip(across, down, strict=True)])
    )
    painter.end()
    return QIcon(picture)
