"""Small things that a chart paints: markers and pens. Sizes here are in pixels."""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPixmap

from playground.app.look import style as look
from playground.app.look.style import style


def chart_pen(
    color: str | QColor, width: float, line: Qt.PenStyle = Qt.PenStyle.SolidLine
) -> QPen:
    """A pen as wide as designed in the chart's own pixels, also in a picture twice as large."""
    pen = look.pen(color, width, line)
    pen.setCosmetic(False)
    pen.setWidthF(width * style.scale)
    return pen


def paint_marker(painter: QPainter, slot: int, x: float, y: float, side: float) -> None:
    """A runner's marker around a place, set off from the curves under it."""
    painter.save()
    painter.translate(x, y)
    painter.scale(side, side)
    painter.setPen(QPen(QColor(style.theme.panel), look.px(1.5) / side))
    painter.setBrush(look.runner_color(slot))
    painter.drawPath(look.runner_marker(slot))
    painter.restore()


def stamp_marker(painter: QPainter, slot: int, x: float, y: float, side: int) -> None:
    """The same from a picture that is kept: faster, for what is painted in every frame."""
    ratio = painter.device().devicePixelRatio()
    color = look.runner_color(slot).name()
    picture = _marker_picture(slot, side, ratio, color, style.theme.panel)
    half = picture.width() / ratio / 2
    painter.drawPixmap(QPointF(x - half, y - half), picture)


@lru_cache(maxsize=64)
def _marker_picture(slot: int, side: int, ratio: float, color: str, edge: str) -> QPixmap:
    """A marker as a picture; its colours are named so that another theme has other pictures."""
    room = round(side * 1.25) + 4
    picture = QPixmap(round(room * ratio), round(room * ratio))
    picture.setDevicePixelRatio(ratio)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    paint_marker(painter, slot, room / 2, room / 2, side)
    painter.end()
    return picture
