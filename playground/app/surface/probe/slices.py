"""A cut through the surface at the probe: f along one axis, and its tangent at P."""

from __future__ import annotations

from math import floor, isfinite, log10

import numpy as np
from PySide6.QtCore import QLineF, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from playground.app.look.style import SMALL, font, halo, pen, px, style
from playground.app.text import numbers as format
from playground.engine.probe import Slopes
from playground.engine.problem import Array

_HEIGHT, _TITLE, _TICKS, _MARGIN = 92, 16, 15, 40
_ROOMY = 0.35  # a range that is filled less than this is too wide


def nice(value: float) -> float:
    """The largest of 1, 2, 5 times a power of ten that is not larger than a positive number."""
    decade = 10.0 ** floor(log10(value))
    return max(m for m in (1.0, 2.0, 5.0) if m * decade <= value * (1 + 1e-9)) * decade


class SlicePlot(QWidget):
    """f along x (or y) with the other coordinate fixed, P in the middle, the tangent dashed.

    At a kink there are two tangents, one for each side. The range of heights changes in steps.
    """

    def __init__(self, axis: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._axis = axis
        other = "y" if axis == "x" else "x"
        self._positions = self._values = np.zeros(0)
        self._at = self._height = 0.0
        self._slopes = Slopes(0.0, 0.0, False)
        self._range = (0.0, 1.0)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(f"f along {axis} through P")
        self.setToolTip(
            f"A cut through the surface along {axis}, with {other} fixed. The dashed line is the "
            f"tangent at P; its slope is ∂f/∂{axis}."
        )

    @property
    def range(self) -> tuple[float, float]:
        """The heights between which the plot shows f."""
        return self._range

    def set_slice(
        self, positions: Array, values: Array, at: float, height: float, slopes: Slopes
    ) -> None:
        """Another cut: f at some positions, P's place and height, and the slopes there."""
        self._positions, self._values = positions, values
        self._at, self._height, self._slopes = at, height, slopes
        finite = values[np.isfinite(values)]
        if len(finite):
            self._range = stepped_range(float(finite.min()), float(finite.max()), self._range)
        self.setAccessibleDescription(self.slope_text())
        self.update()

    def slope_text(self) -> str:
        """The slope in words: one, or one from each side."""
        left, right, kink = self._slopes
        if kink:
            return f"slopes {_short(left)} | {_short(right)}"
        return f"∂f/∂{self._axis} = {format.number(right, zeros=True)}"

    def _frame(self) -> QRectF:
        return QRectF(
            px(_MARGIN), px(_TITLE), max(self.width() - px(_MARGIN) - 2, 1),
            max(self.height() - px(_TITLE) - px(_TICKS), 1),
        )

    def _paint_words(self, painter: QPainter, frame: QRectF) -> None:
        """The slope above; the ends of both axes, and their names."""
        theme, align = style.theme, Qt.AlignmentFlag
        painter.setFont(font(SMALL))
        metrics = QFontMetricsF(painter.font())
        painter.setPen(theme.error if self._slopes.kink else theme.accent)
        title = QRectF(frame.left(), 0, frame.width(), px(_TITLE))
        room = self.width()
        if metrics.horizontalAdvance(self.slope_text()) > title.width():
            title = QRectF(0, 0, room, px(_TITLE))
        painter.drawText(title, align.AlignRight, self.slope_text())
        painter.setPen(theme.quiet)
        left = frame.left() - px(4)
        low, high = (_short(end) for end in self._range)
        painter.drawText(QRectF(0, frame.top() - px(2), left, px(14)), align.AlignRight, high)
        painter.drawText(QRectF(0, frame.bottom() - px(13), left, px(14)), align.AlignRight, low)
        middle = QRectF(0, frame.center().y() - px(7), left, px(14))
        painter.drawText(middle, align.AlignRight, "f")
        below = QRectF(frame.left(), frame.bottom() + 1, frame.width(), px(_TICKS))
        side = (frame.width() - metrics.horizontalAdvance(f" {self._axis} ")) / 2
        for place, flag in ((self._positions[0], align.AlignLeft),
                            (self._positions[-1], align.AlignRight)):
            painter.drawText(below, flag, _fitting(float(place), side, metrics))
        painter.drawText(below, align.AlignHCenter, self._axis)

    def _paint_curve(self, painter: QPainter, frame: QRectF) -> None:
        low, high = self._range
        start, end = self._positions[0], self._positions[-1]
        xs = frame.left() + (self._positions - start) / (end - start) * frame.width()
        up = frame.height() / (high - low)
        ys = frame.bottom() - (self._values - low) * up
        # Far outside the picture painters lose the way; there the curve is out of sight anyway.
        ys = np.clip(ys, frame.top() - 1e4, frame.bottom() + 1e4)
        painter.setClipRect(frame)
        painter.setPen(pen(style.theme.text, 1.5))
        piece: list[QPointF] = []
        for x, y in [*zip(xs.tolist(), ys.tolist(), strict=True), (0.0, float("nan"))]:
            if isfinite(y):
                piece.append(QPointF(x, y))
            elif piece:
                painter.drawPolyline(QPolygonF(piece))
                piece = []
        if not isfinite(self._height):
            return
        at = QPointF(frame.center().x(), frame.bottom() - (self._height - low) * up)
        painter.setPen(pen(style.theme.accent, 1.5, Qt.PenStyle.DashLine))
        across = (end - start) / 2
        for slope, side in ((self._slopes.left, -1), (self._slopes.right, 1)):
            if isfinite(slope):
                rise = min(max(-slope * side * across * up, -1e4), 1e4)
                tip = QPointF(at.x() + side * frame.width() / 2, at.y() + rise)
                painter.drawLine(QLineF(at, tip))
        painter.setPen(pen(halo(), 1.0))
        painter.setBrush(pen(style.theme.accent).color())
        painter.drawEllipse(at, px(4), px(4))

    def sizeHint(self) -> QSize:
        return QSize(px(140), px(_HEIGHT))

    def minimumSizeHint(self) -> QSize:
        return QSize(px(100), px(_HEIGHT))

    def paintEvent(self, event: QPaintEvent) -> None:
        if not len(self._positions):
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        frame = self._frame()
        self._paint_words(painter, frame)
        painter.setPen(pen(style.theme.line))
        middle = frame.center().x()
        painter.drawLine(QLineF(middle, frame.top(), middle, frame.bottom()))
        painter.setPen(pen(style.theme.outline))
        painter.drawLine(frame.bottomLeft(), frame.bottomRight())
        painter.drawLine(frame.topLeft(), frame.bottomLeft())
        self._paint_curve(painter, frame)
        painter.end()


def stepped_range(low: float, high: float, present: tuple[float, float]) -> tuple[float, float]:
    """Round ends around [low, high]; the present ones as long as they fit well enough."""
    old_low, old_high = present
    if old_low <= low and high <= old_high and high - low > _ROOMY * (old_high - old_low):
        return present
    span = max(high - low, 1e-9 * max(abs(low), abs(high)), 1e-300)
    if not isfinite(span):
        return (-1e308, 1e308) if low < 0 < high else (low, high)
    step = nice(span / 3)
    ends = floor(low / step - 0.1) * step, -floor(-high / step - 0.1) * step
    return ends if isfinite(ends[1] - ends[0]) and ends[0] < ends[1] else (low, low + span)


def _fitting(value: float, room: float, metrics: QFontMetricsF) -> str:
    """A tick's number with as many digits as there is room for; none if there is none."""
    for digits in (3, 2, 1):
        text = format.number(value, digits) if digits < 3 else _short(value)
        if metrics.horizontalAdvance(text) <= room:
            return text
    return ""


def _short(value: float) -> str:
    if not isfinite(value):
        return "none" if value != value else "∞" if value > 0 else "−∞"
    return format.number(value, 3)
