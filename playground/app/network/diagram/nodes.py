"""The nodes of a network: maps, values or dots, with their biases and names."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from math import ceil, isfinite, isnan, sqrt

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QImage, QPainter

from playground.app.look.style import SMALL, diverging, font, mixed, px, style
from playground.app.network.diagram.edges import LEVELS, edge_color
from playground.app.network.diagram.layout import MAP_FROM, TEXT_FROM, Layout
from playground.app.network.diagram.maps import NodeMaps
from playground.app.network.facts import Facts, input_labels, output_labels
from playground.app.paint.axes import line_pen
from playground.app.text.column_names import short_name
from playground.app.text.numbers import MINUS, number, parse_number
from playground.engine.networks.fitting import FittingProblem
from playground.engine.problem import Array

Node = tuple[int, int]
LABEL_WIDTH = 92
_SHORT = {"infinity": "∞", f"{MINUS}infinity": f"{MINUS}∞", "not a number": "nan"}
RIGHT, LEFT = (side | Qt.AlignmentFlag.AlignVCenter
               for side in (Qt.AlignmentFlag.AlignRight, Qt.AlignmentFlag.AlignLeft))


def by_layer(layout: Layout, nodes: Iterable[Node] | None, view: QRectF) -> list[list[int]]:
    """The nodes to draw, by layer: all or some, those in view."""
    made: list[list[int]] = [[] for _ in layout.sizes]
    if nodes is not None:
        for layer, j in nodes:
            made[layer].append(j)
        return made
    for layer, places in enumerate(layout.nodes):
        reach = layout.diameters[layer]
        if view.left() - reach <= layout.columns[layer] <= view.right() + reach:
            y = places[:, 1]
            seen = (y > view.top() - reach) & (y < view.bottom() + reach)
            made[layer] = np.flatnonzero(seen).tolist()
    return made


def paint_nodes(
    painter: QPainter, layout: Layout, maps: NodeMaps, values: bool, nodes: list[list[int]]
) -> None:
    """Nodes as maps of the input plane, or (`values`) as discs with their value at one input."""
    mapped = maps.mapped and not values
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    for layer, chosen in enumerate(nodes):
        diameter = layout.diameters[layer]
        if mapped and diameter >= MAP_FROM * layout.unit:
            _paint_maps(painter, layout, maps, layer, chosen)
        elif values and diameter >= TEXT_FROM * layout.unit:
            for j in chosen:
                _paint_value(painter, layout.node_rect(layer, j),
                             float(maps.values[layer][j]), float(maps.shares[layer][j]))
        else:
            _paint_dots(painter, layout, maps.shares[layer], layer, chosen)


def _paint_maps(
    painter: QPainter, layout: Layout, maps: NodeMaps, layer: int, chosen: list[int]
) -> None:
    rects = [layout.node_rect(layer, j) for j in chosen]
    ratio = _ratio(painter)
    side = round(layout.diameters[layer] * ratio)
    strip = maps.strip(layer, side)
    strip.setDevicePixelRatio(ratio)
    for j, rect in zip(chosen, rects, strict=True):
        # Cut out: an SVG would hold the whole strip, squeezed.
        painter.drawImage(rect.topLeft(), strip.copy(0, j * side, side, side))
    painter.setPen(line_pen(style.theme.outline, 1.2))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    round_ = 3 * layout.unit
    for rect in rects:
        painter.drawRoundedRect(rect, round_, round_)


def _paint_value(painter: QPainter, rect: QRectF, value: float, share: float) -> None:
    """A disc in the colour of a value, with the number in it."""
    color = diverging(share) if isfinite(value) else QColor(style.theme.error)
    painter.setPen(line_pen(style.theme.outline, 1.2))
    painter.setBrush(mixed(style.theme.panel, color, 0.5))
    painter.drawEllipse(rect)
    painter.setFont(font(SMALL))
    painter.setPen(line_pen(style.theme.text))
    text = fitting(value, QFontMetricsF(painter.font()), rect.width())
    painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, text)


def paint_texts(
    painter: QPainter, layout: Layout, texts: Mapping[Node, str], nodes: list[list[int]]
) -> None:
    """Discs with a text ("z = 6", the name above the number where that fits), or blank ones."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setFont(font(SMALL))
    metrics = QFontMetricsF(painter.font())
    for layer, chosen in enumerate(nodes):
        for j in chosen:
            rect, text = layout.node_rect(layer, j), texts.get((layer, j), "")
            fill = QColor(style.theme.panel)
            painter.setPen(line_pen(style.theme.outline, 1.2))
            painter.setBrush(mixed(fill, style.theme.zero, 0.6) if text else fill)
            painter.drawEllipse(rect)
            if text:
                painter.setPen(line_pen(style.theme.text))
                _paint_lines(painter, rect, text, metrics)


def _paint_lines(
    painter: QPainter, rect: QRectF, text: str, metrics: QFontMetricsF
) -> None:
    """What stands before the sign above what stands behind it; only that where room is scarce."""
    name, _, value = text.partition(" = ")
    lines = [name, value]
    # A line that is off the middle of a disc has less room than one through it.
    off = metrics.height() / rect.height()
    if off > 0.9 or max(map(metrics.horizontalAdvance, lines)) > rect.width() * sqrt(1 - off**2):
        lines = [value]
    if max(map(metrics.horizontalAdvance, lines)) > rect.width() - 2:
        try:
            lines = [fitting(parse_number(value), metrics, rect.width())]
        except ValueError:
            lines = [_SHORT.get(value, value)]
    painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, "\n".join(lines))


def fitting(value: float, metrics: QFontMetricsF, width: float) -> str:
    """A number as exactly as it fits into a node: −3.142×10⁻⁵, ..., −3×10⁻⁵, −3e−5, ≈0."""
    if not isfinite(value):
        return "nan" if isnan(value) else "∞" if value > 0 else f"{MINUS}∞"
    digit, _, power = f"{value:.0e}".partition("e")
    texts = [
        *(number(value, digits) for digits in (4, 3, 2, 1)),
        f"{digit}e{int(power)}".replace("-", MINUS),
        "≈0" if abs(value) < 1 else ">1" if value > 0 else f"<{MINUS}1",
    ]
    return next((t for t in texts if metrics.horizontalAdvance(t) <= width - 2), texts[-1])


def _paint_dots(
    painter: QPainter, layout: Layout, shares: Array, layer: int, chosen: list[int]
) -> None:
    """Small discs in the colour of their value, from ready pictures: there may be hundreds."""
    diameter, ratio = layout.diameters[layer], _ratio(painter)
    levels = _levels(shares)
    for j in chosen:
        x, y = layout.nodes[layer][j]
        _stamp(painter, x, y, _dot(levels[j], diameter, style.theme.name, ratio, "node"))


def paint_biases(
    painter: QPainter, layout: Layout, facts: Facts, shares: Array, nodes: list[list[int]]
) -> None:
    """A small mark for each bias, in the colour of its number's share."""
    frozen, ratio = set(facts.problem.frozen), _ratio(painter)
    diameter = 2 * layout.bias_radius
    for layer, chosen in enumerate(nodes):
        if not layout.has_biases(layer):
            continue
        part = facts.network.biases(layer)
        levels = _levels(shares[part.slice])
        for j in chosen:
            at = layout.bias_place(layer, j)
            kind = "frozen" if part.start + j in frozen else "bias"
            dot = _dot(levels[j], diameter, style.theme.name, ratio, kind)
            _stamp(painter, at.x(), at.y(), dot)


def _levels(shares: Array) -> list[int]:
    """Shares as one of few colours; what is not a number is beyond them."""
    known = np.nan_to_num(np.asarray(shares, float), nan=(LEVELS + 1) / LEVELS)
    made: list[int] = np.rint(known * LEVELS).astype(int).tolist()
    return made


def _ratio(painter: QPainter) -> float:
    """Device pixels for a pixel of the painter: pictures in files may be scaled."""
    return float(painter.deviceTransform().m11())


def _stamp(painter: QPainter, x: float, y: float, dot: QImage) -> None:
    side = dot.deviceIndependentSize().width()
    painter.drawImage(QPointF(x - side / 2, y - side / 2), dot)


@lru_cache(maxsize=512)
def _dot(level: int, diameter: float, theme: str, ratio: float, kind: str) -> QImage:
    """The picture of a small disc: a node, or the mark of a bias."""
    side = diameter + 4
    made = QImage(ceil(side * ratio), ceil(side * ratio), QImage.Format.Format_ARGB32_Premultiplied)
    made.setDevicePixelRatio(ratio)
    made.fill(0)
    share = level / LEVELS if abs(level) <= LEVELS else float("nan")
    painter = QPainter(made)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    pen = line_pen(style.theme.outline, 1.0)
    if kind == "frozen":
        pen = line_pen(style.theme.text, 1.4)
        pen.setDashPattern([1.5, 1.5])
    painter.setPen(pen)
    broken = QColor(style.theme.error)
    known = diverging(share) if kind == "node" else edge_color(share)
    painter.setBrush(known if share == share else broken)
    middle = made.deviceIndependentSize().width() / 2
    painter.drawEllipse(QPointF(middle, middle), diameter / 2, diameter / 2)
    painter.end()
    return made


def paint_ring(painter: QPainter, layout: Layout, layer: int, j: int, disc: bool) -> None:
    """An accent around a node."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(line_pen(style.theme.accent, 2.4))
    off = 2.5 * layout.unit
    rect = layout.node_rect(layer, j).adjusted(-off, -off, off, off)
    if disc or layout.diameters[layer] < MAP_FROM * layout.unit:
        painter.drawEllipse(rect)
    else:
        painter.drawRoundedRect(rect, 5 * layout.unit, 5 * layout.unit)


def paint_bias_ring(painter: QPainter, at: QPointF, radius: float) -> None:
    """An accent around the mark of a bias."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(line_pen(style.theme.accent, 2.2))
    painter.drawEllipse(at, radius + px(2.5), radius + px(2.5))


def drawn_labels(problem: FittingProblem) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """What stands beside the inputs and the outputs: short; the whole is in the tooltips."""
    inputs, outputs = (
        tuple(short_name(label) for label in labels)
        for labels in (input_labels(problem), output_labels(problem))
    )
    return inputs, outputs


def label_room(width: float) -> float:
    """How wide a name may be beside a network in so many pixels: most of them are its own."""
    return min(px(LABEL_WIDTH), 0.16 * width)


def paint_labels(painter: QPainter, layout: Layout, facts: Facts, room: float) -> None:
    """The inputs' names at the left and the outputs' at the right; fewer where they crowd.

    `room` is the most that a name takes, in pixels. At the left edge a name keeps its beginning.
    """
    painter.setFont(font(SMALL))
    metrics = QFontMetricsF(painter.font())
    painter.setPen(line_pen(style.theme.text))
    last = len(layout.sizes) - 1
    for layer, labels in zip((0, last), drawn_labels(facts.problem), strict=True):
        every = max(1, ceil(metrics.height() / layout.rows[layer]))
        for j in range(0, len(labels), every):
            rect = layout.node_rect(layer, j)
            width = max(0.0, min(rect.left() - px(9), room)) if layer == 0 else room
            text = metrics.elidedText(labels[j], Qt.TextElideMode.ElideRight, width)
            box = QRectF(0, rect.center().y() - metrics.height() / 2, width, metrics.height())
            if layer == 0:
                box.moveRight(rect.left() - px(7))
            else:
                box.moveLeft(rect.right() + px(7))
            painter.drawText(box, RIGHT if layer == 0 else LEFT, text)
