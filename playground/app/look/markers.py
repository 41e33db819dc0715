"""The shapes of the runners: eight markers, told apart without their colours."""

from functools import lru_cache
from math import cos, pi, sin

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainterPath, QPolygonF

_SHAPES = ("disc", "square", "up", "diamond", "down", "plus", "star", "cross")
_ARM, _END = 0.17, 0.5
_PLUS = [
    (-_ARM, -_END), (_ARM, -_END), (_ARM, -_ARM), (_END, -_ARM), (_END, _ARM), (_ARM, _ARM),
    (_ARM, _END), (-_ARM, _END), (-_ARM, _ARM), (-_END, _ARM), (-_END, -_ARM), (-_ARM, -_ARM),
]
_SPOKES = [(0.54 if k % 2 == 0 else 0.24, k * pi / 5) for k in range(10)]
_CORNERS = {
    "square": [(-0.41, -0.41), (0.41, -0.41), (0.41, 0.41), (-0.41, 0.41)],
    "up": [(0, -0.48), (0.5, 0.4), (-0.5, 0.4)],
    "diamond": [(0, -0.53), (0.48, 0), (0, 0.53), (-0.48, 0)],
    "down": [(0, 0.48), (-0.5, -0.4), (0.5, -0.4)],
    "plus": _PLUS,
    "star": [(r * sin(angle), 0.03 - r * cos(angle)) for r, angle in _SPOKES],
    "cross": [((x - y) * 0.72, (x + y) * 0.72) for x, y in _PLUS],
}


@lru_cache(maxsize=8)
def runner_marker(slot: int) -> QPainterPath:
    """A runner's shape in a unit square around 0, y down (as pyqtgraph wants symbols)."""
    path = QPainterPath()
    shape = _SHAPES[slot % len(_SHAPES)]
    if shape == "disc":
        path.addEllipse(QRectF(-0.46, -0.46, 0.92, 0.92))
    else:
        path.addPolygon(QPolygonF([QPointF(x, y) for x, y in _CORNERS[shape]]))
        path.closeSubpath()
    return path
