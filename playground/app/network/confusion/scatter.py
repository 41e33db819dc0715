"""Paints predicted against true values: on the diagonal the network is right."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from playground.app.look import style as look
from playground.app.look.style import SMALL, SPACE_S, SPACE_XS, style
from playground.app.paint import scale
from playground.app.paint.legend import chart_pen
from playground.engine.problem import Array

_DOT, _OPACITY = 5, 0.6
_AWAY = 1.0  # predictions farther from the true values than so many times their range are clipped

Flag = Qt.AlignmentFlag


class Scatter(QWidget):
    """Dots at (true, predicted); the axes are alike, follow the true values and grow in steps."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._slot, self._name = 0, ""
        self._true, self._found = np.empty(0), np.empty(0)
        self._range = (0.0, 0.0)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    @property
    def values(self) -> tuple[Array, Array]:
        """True and predicted values."""
        return self._true, self._found

    def forget(self) -> None:
        """Other data: axes that fit them."""
        self._range = (0.0, 0.0)

    def show_values(self, slot: int, name: str, true: Array, found: Array) -> None:
        """Show these; `name` is what is predicted."""
        self._slot, self._name, self._true, self._found = slot, name, true, found
        self._follow()
        self.update()

    def _follow(self) -> None:
        low, high = float(self._true.min(initial=0.0)), float(self._true.max(initial=0.0))
        if len(self._true):
            low, high = float(self._true.min()), float(self._true.max())
        seen = self._found[np.isfinite(self._found)]
        room = _AWAY * (high - low)
        if len(seen):
            low = min(low, max(float(seen.min()), low - room))
            high = max(high, min(float(seen.max()), high + room))
        if self._range[0] == self._range[1] or low < self._range[0] or high > self._range[1]:
            self._range = scale.linear_range(low, high)

    def _place(self) -> QRectF:
        metrics = QFontMetricsF(look.font(SMALL))
        gap, line = look.px(SPACE_XS), metrics.height()
        left = line + metrics.horizontalAdvance("−88.8") + 3 * gap
        edge = look.px(SPACE_S)
        return QRectF(left, edge, self.width() - left - edge, self.height() - 2 * line - 3 * gap
                      - edge)

    def _paint(self, painter: QPainter) -> None:
        place, theme = self._place(), style.theme
        low, high = self._range
        self._paint_axes(painter, place)
        edge = look.px(_DOT)
        painter.setClipRect(place.adjusted(-edge, -edge, edge, edge))
        painter.setPen(chart_pen(theme.outline, 1.5, Qt.PenStyle.DashLine))
        painter.drawLine(place.bottomLeft(), place.topRight())
        x = place.left() + (self._true - low) / (high - low) * place.width()
        y = place.bottom() - (self._found - low) / (high - low) * place.height()
        y = np.clip(y, place.top(), place.bottom())
        pen = QPen(look.faded(look.runner_color(self._slot), _OPACITY), look.px(_DOT))
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        painter.setPen(pen)
        there = np.isfinite(y)
        points = zip(x[there].tolist(), y[there].tolist(), strict=True)
        painter.drawPoints([QPointF(*point) for point in points])

    def _paint_axes(self, painter: QPainter, place: QRectF) -> None:
        low, high = self._range
        painter.setFont(look.font(SMALL))
        metrics, gap = QFontMetricsF(painter.font()), look.px(SPACE_XS)
        line = metrics.height()
        for across, length in ((True, place.width()), (False, place.height())):
            most = round(length / look.px(64 if across else 34))
            for value, text in scale.linear_ticks(low, high, most).major:
                share = (value - low) / (high - low)
                x = place.left() + share * place.width()
                y = place.bottom() - share * place.height()
                painter.setPen(chart_pen(style.theme.line, 1))
                ends = (QPointF(x, place.top()), QPointF(x, place.bottom())) if across else (
                    QPointF(place.left(), y), QPointF(place.right(), y))
                painter.drawLine(*ends)
                painter.setPen(QColor(style.theme.quiet))
                width = metrics.horizontalAdvance(text)
                if across:
                    at = min(x - width / 2, self.width() - width)
                    painter.drawText(QPointF(at, place.bottom() + gap + metrics.ascent()), text)
                else:
                    base = y + metrics.ascent() / 2 - 1
                    painter.drawText(QPointF(place.left() - gap - width, base), text)
        box = QRectF(place.left(), place.bottom() + gap + line, place.width(), line)
        painter.drawText(box, Flag.AlignCenter, f"true {self._name}")
        painter.save()
        painter.translate(gap, place.center().y())
        painter.rotate(-90)
        half = place.height() / 2
        painter.drawText(QRectF(-half, 0, 2 * half, line), Flag.AlignCenter, "predicted")
        painter.restore()

    def sizeHint(self) -> QSize:
        return QSize(look.px(320), look.px(240))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(self.rect(), QColor(style.theme.panel))
        if self._range[1] > self._range[0]:
            self._paint(painter)


def r_squared(true: Array, found: Array) -> float:
    """1 − Σ(y − H)² / Σ(y − ȳ)²; nan where all true values are the same."""
    with np.errstate(all="ignore"):
        spread = float(((true - true.mean()) ** 2).sum()) if len(true) else 0.0
        return 1 - float(((true - found) ** 2).sum()) / spread if spread > 0 else np.nan
