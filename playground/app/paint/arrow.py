"""An arrow in pixels, with its halo and the word beside its tip."""

from __future__ import annotations

from dataclasses import dataclass
from math import hypot

from PySide6.QtCore import QLineF, QPointF, QRectF
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPolygonF

from playground.app.look.style import halo, px
from playground.app.paint.axes import line_pen
from playground.app.paint.chips import paint_chip


@dataclass(frozen=True)
class Arrow:
    """From a pixel to a pixel, what it is called and what it says when pointed at.

    `to_scale`: its tip is a place of the picture; of others only the direction means something.
    """

    tail: QPointF
    tip: QPointF
    label: str
    color: str
    tooltip: str = ""
    to_scale: bool = False

    def distance(self, at: QPointF) -> float:
        """How far a pixel is from the shaft."""
        along = self.tip - self.tail
        square = max(QPointF.dotProduct(along, along), 1e-9)
        share = max(0.0, min(1.0, QPointF.dotProduct(at - self.tail, along) / square))
        gap = at - (self.tail + along * share)
        return hypot(gap.x(), gap.y())


def paint_arrow(
    painter: QPainter, arrow: Arrow, within: QRectF, taken: list[QRectF], width: float = 2.0
) -> None:
    """Shaft, tip, halo and the word beside the tip; `taken` are the plates of other words."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    line = QLineF(arrow.tail, arrow.tip)
    unit = line.unitVector()
    along = QPointF(unit.dx(), unit.dy())
    across = QPointF(-along.y(), along.x())
    size = min(px(9), 0.6 * line.length())
    base = arrow.tip - along * size
    head = QPolygonF([arrow.tip, base + across * (size * 0.45), base - across * (size * 0.45)])
    shape = QPainterPath()
    shape.addPolygon(head)
    shape.closeSubpath()
    shaft = QLineF(arrow.tail, base)
    painter.setPen(line_pen(halo(), width + 2))
    painter.drawLine(shaft)
    painter.strokePath(shape, line_pen(halo(), 2))
    painter.setPen(line_pen(arrow.color, width))
    painter.drawLine(shaft)
    painter.fillPath(shape, QColor(arrow.color))
    if arrow.label:
        beside = arrow.tip + along * px(12)
        at = beside - QPointF(px(14), px(8))
        paint_chip(painter, at, arrow.label, within, arrow.color, taken)
