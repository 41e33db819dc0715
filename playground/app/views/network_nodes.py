"""The nodes of a network: maps, values or dots, with their biases and names."""

from __future__ import annotations

from collections.abc import Iterable
from math import ceil

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen

from playground.app.format import number
from playground.app.style import SMALL, diverging, font, mixed, px, style
from playground.app.views.network_edges import edge_color
from playground.app.views.network_facts import Facts, input_labels, output_labels
from playground.app.views.network_layout import MAP_FROM, TEXT_FROM, Layout
from playground.app.views.network_maps import CELLS, NodeMaps
from playground.app.views.surface_axes import line_pen
from playground.engine.problem import Array

Node = tuple[int, int]
LABEL_WIDTH = 92
RIGHT, LEFT = (side | Qt.AlignmentFlag.AlignVCenter
               for side in (Qt.AlignmentFlag.AlignRight, Qt.AlignmentFlag.AlignLeft))


def all_nodes(layout: Layout) -> Iterable[Node]:
    """Every node, the inputs first."""
    return ((layer, j) for layer, n in enumerate(layout.sizes) for j in range(n))


def paint_nodes(
    painter: QPainter, layout: Layout, maps: NodeMaps, values: bool,
    nodes: Iterable[Node] | None = None, view: QRectF | None = None,
) -> None:
    """Nodes as maps of the input plane, or (`values`) as discs with their value at one input."""
    atlas = None if values else maps.atlas
    firsts, first = [], 0
    for n in layout.sizes:
        firsts.append(first)
        first += n
    border = _border(1.2)
    for layer, j in all_nodes(layout) if nodes is None else nodes:
        rect = layout.node_rect(layer, j)
        if view is not None and not view.intersects(rect):
            continue
        painter.setPen(border)
        if atlas is not None and rect.width() >= MAP_FROM * layout.unit:
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            top = (firsts[layer] + j) * CELLS
            painter.drawImage(rect, atlas, QRectF(0, top, CELLS, CELLS))
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(rect, 3 * layout.unit, 3 * layout.unit)
        else:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            _paint_disc(painter, layout, rect, float(maps.values[layer][j]),
                        float(maps.shares[layer][j]), values)


def _paint_disc(
    painter: QPainter, layout: Layout, rect: QRectF, value: float, share: float, written: bool
) -> None:
    """A disc in the colour of a value; with the number in it where there is room."""
    large = rect.width() >= TEXT_FROM * layout.unit
    color = diverging(share) if share == share else QColor(style.theme.error)
    painter.setBrush(mixed(style.theme.panel, color, 0.5) if large and written else color)
    painter.drawEllipse(rect)
    if large and written:
        painter.setFont(font(SMALL))
        painter.setPen(line_pen(style.theme.text))
        painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, _short(value))


def _short(value: float) -> str:
    """A number that fits into a node."""
    return number(value, 3) if value == value and abs(value) < 1e300 else "nan"


def _border(width: float) -> QPen:
    return line_pen(style.theme.outline, width)


def paint_biases(
    painter: QPainter, layout: Layout, facts: Facts, shares: Array,
    nodes: Iterable[Node] | None = None, view: QRectF | None = None,
) -> None:
    """A small mark for each bias, in the colour of its number."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    frozen = set(facts.problem.frozen)
    for layer, j in all_nodes(layout) if nodes is None else nodes:
        if not layout.has_biases(layer):
            continue
        at = layout.bias_place(layer, j)
        if view is not None and not view.contains(at):
            continue
        index = facts.network.parts[2 * layer - 1].start + j
        pen = _border(1.0)
        if index in frozen:
            pen = line_pen(style.theme.text, 1.4)
            pen.setDashPattern([1.5, 1.5])
        painter.setPen(pen)
        painter.setBrush(edge_color(float(shares[index])))
        painter.drawEllipse(at, layout.bias_radius, layout.bias_radius)


def paint_ring(painter: QPainter, layout: Layout, layer: int, j: int, disc: bool) -> None:
    """An accent around a node."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(line_pen(style.theme.accent, 2.4))
    off = 2.5 * layout.unit
    rect = layout.node_rect(layer, j).adjusted(-off, -off, off, off)
    if disc or rect.width() < MAP_FROM * layout.unit:
        painter.drawEllipse(rect)
    else:
        painter.drawRoundedRect(rect, 5 * layout.unit, 5 * layout.unit)


def paint_bias_ring(painter: QPainter, at: QPointF, radius: float) -> None:
    """An accent around the mark of a bias."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(line_pen(style.theme.accent, 2.2))
    painter.drawEllipse(at, radius + px(2.5), radius + px(2.5))


def paint_labels(painter: QPainter, layout: Layout, facts: Facts) -> None:
    """The inputs' names at the left and the outputs' at the right; fewer where they crowd."""
    painter.setFont(font(SMALL))
    metrics = QFontMetricsF(painter.font())
    painter.setPen(line_pen(style.theme.text))
    last = len(layout.sizes) - 1
    for layer, labels in ((0, input_labels(facts.problem)), (last, output_labels(facts.problem))):
        every = max(1, ceil(metrics.height() / layout.rows[layer]))
        width = px(LABEL_WIDTH)
        for j in range(0, len(labels), every):
            rect = layout.node_rect(layer, j)
            text = metrics.elidedText(labels[j], Qt.TextElideMode.ElideMiddle, width)
            y = rect.center().y() - metrics.height() / 2
            if layer == 0:
                box = QRectF(rect.left() - px(7) - width, y, width, metrics.height())
                painter.drawText(box, RIGHT, text)
            else:
                box = QRectF(rect.right() + px(7), y, width, metrics.height())
                painter.drawText(box, LEFT, text)
