"""What was predicted, dashed, and what happened, solid: two points on the map."""

from __future__ import annotations

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from playground.app.core.view import Prediction
from playground.app.look.style import BODY, font, halo, px, style
from playground.app.paint.viewport import Viewport

RING = 9
YOU, IT, PUT = "you predicted", "it was", "your point"


def paint_prediction(painter: QPainter, view: Viewport, shown: Prediction) -> None:
    """Paint both points, where they are in view."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setFont(font(BODY))
    below = shown.actual is not None and shown.predicted[1] < shown.actual[1]
    word = YOU if shown.given else PUT
    _mark(painter, view, shown.predicted, word, Qt.PenStyle.DashLine, below)
    if shown.actual is not None:
        _mark(painter, view, shown.actual, IT, Qt.PenStyle.SolidLine, not below)
    painter.restore()


def _mark(
    painter: QPainter, view: Viewport, point: tuple[float, ...], word: str, line: Qt.PenStyle,
    below: bool,
) -> None:
    """A ring with its word; with a halo, so that it is seen on every height.

    The word of the lower point stands below it, so that two words never cover each other.
    """
    place = view.pixel((float(point[0]), float(point[1])))
    if place is None or not view.area.contains(place):
        return
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for pen in (QPen(halo(), px(5)), QPen(QColor(style.theme.accent), max(1.5, px(2)), line)):
        painter.setPen(pen)
        painter.drawEllipse(place, px(RING), px(RING))
    _word(painter, place, word, below)


def _word(painter: QPainter, place: QPointF, word: str, below: bool) -> None:
    box = painter.fontMetrics().boundingRect(word).adjusted(-px(4), -px(2), px(4), px(2))
    away = px(RING + 4)
    box.moveCenter(place.toPoint())
    box.moveTop(round(place.y()) + (away if below else -away - box.height()))
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(style.theme.panel))
    painter.drawRoundedRect(box, px(4), px(4))
    painter.setPen(QColor(style.theme.text))
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, word)
