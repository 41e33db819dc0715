"""Small things that a chart paints: markers, pens, the legend. Sizes here are in pixels."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen, QPixmap

from playground.app.look import style as look
from playground.app.look.style import style

_MARKER = 9
_LONGEST = 18  # characters of a label


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


def legend_size(names: Sequence[tuple[int, str]]) -> QSizeF:
    """What `paint_legend` needs."""
    metrics = QFontMetricsF(look.font(look.SMALL))
    widest = max((metrics.horizontalAdvance(shortened(label)) for _, label in names), default=0)
    gap = look.px(look.SPACE_XS)
    return QSizeF(look.px(_MARKER) + 5 * gap + widest, _row(metrics) * len(names) + 2 * gap)


def legend_fits(names: Sequence[tuple[int, str]], width: float, height: float) -> bool:
    """Whether a legend takes a small part of the chart only; one curve needs none."""
    size = legend_size(names)
    return len(names) > 1 and size.width() < 0.4 * width and size.height() < 0.5 * height


def paint_legend(painter: QPainter, names: Sequence[tuple[int, str]], corner: QPointF) -> None:
    """Markers with labels, one below the other, from an upper left corner."""
    font = look.font(look.SMALL)
    metrics = QFontMetricsF(font)
    gap, marker = look.px(look.SPACE_XS), look.px(_MARKER)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(look.faded(style.theme.panel, 0.85))
    painter.drawRoundedRect(QRectF(corner, legend_size(names)), look.px(4), look.px(4))
    painter.setFont(font)
    for place, (slot, label) in enumerate(names):
        top = corner.y() + gap + place * _row(metrics)
        middle = top + metrics.height() / 2
        paint_marker(painter, slot, corner.x() + 2 * gap + marker / 2, middle, marker)
        painter.setPen(QColor(style.theme.text))
        base = QPointF(corner.x() + 3 * gap + marker, top + metrics.ascent())
        painter.drawText(base, shortened(label))


def shortened(label: str) -> str:
    """A label that leaves room for the others."""
    return label if len(label) <= _LONGEST else label[: _LONGEST - 1] + "…"


def _row(metrics: QFontMetricsF) -> float:
    return metrics.height() + look.px(2)
