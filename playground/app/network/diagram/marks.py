"""Paints the drawn network, and what stands out in it: numbers, the selection, what a step used."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter

from playground.app.look.style import SMALL, faded, font, px, style
from playground.app.network.diagram.edges import label_places, paint_strong
from playground.app.network.diagram.nodes import (
    Node,
    by_layer,
    label_room,
    paint_bias_ring,
    paint_biases,
    paint_labels,
    paint_nodes,
    paint_ring,
    paint_texts,
)
from playground.app.network.diagram.picture import Lit, NetworkPicture
from playground.app.paint.axes import line_pen
from playground.app.paint.chips import paint_plate
from playground.app.text.numbers import number
from playground.engine.networks.place import Place


def paint_picture(
    painter: QPainter, picture: NetworkPicture, size: QSizeF, ratio: float, direct: bool = False
) -> None:
    """Everything; `direct` for pictures in files, where nothing is taken from an image."""
    view = QRectF(QPointF(), size)
    painter.fillRect(view, style.theme.window)
    if picture.facts is None:
        return
    picture.paint_edges(painter, size, ratio, direct)
    paint_numbers(painter, picture, range(len(picture.layout.segments)))
    paint_parts(painter, picture, None, view)
    paint_labels(painter, picture.layout, picture.facts, label_room(size.width()))
    if picture.axes is not None:
        paint_axes(painter, picture, picture.axes)
    if picture.lit is not None:
        paint_lit(painter, picture, picture.lit, view)
    for thing in {picture.hover, picture.selection} - {None}:
        assert thing is not None
        paint_marked(painter, picture, thing, view)


def paint_parts(
    painter: QPainter, picture: NetworkPicture, nodes: Iterable[Node] | None, view: QRectF
) -> None:
    """Nodes with their biases, all or some."""
    assert picture.facts is not None
    some = by_layer(picture.layout, nodes, view)
    if picture.texts is not None:
        paint_texts(painter, picture.layout, picture.texts, some)
    else:
        values = picture.shown_example is not None
        paint_nodes(painter, picture.layout, picture.maps, values, some)
    paint_biases(painter, picture.layout, picture.facts, picture.shares, some)


def paint_numbers(painter: QPainter, picture: NetworkPicture, edges: Collection[int]) -> None:
    """The numbers on edges, where there is room for them, with fewer digits in a narrow network.

    They stand where they stand among the numbers of all edges; a few that are asked for (a step's,
    a selected one) have their own places where not all fit.
    """
    layout = picture.layout
    metrics = QFontMetricsF(font(SMALL))
    pad, height = px(4), metrics.height() + px(2)
    wide, narrow = (metrics.horizontalAdvance(t) + pad for t in ("−0.0000", "−0.00"))
    every, asked = tuple(range(len(layout.segments))), tuple(edges)
    digits, width = 3, wide
    places = label_places(layout, every, width, height)
    if len(places) < len(every):
        digits, width = 2, narrow
        places = label_places(layout, every, width, height)
    if len(asked) < len(every):
        missing = tuple(k for k in asked if k not in places)
        places = places | label_places(layout, missing, width, height)
    values = picture.values[layout.edge_index]
    painter.setFont(font(SMALL))
    for k in asked:
        if k not in places:
            continue
        text = number(float(values[k]), digits)
        box = QRectF(0, 0, metrics.horizontalAdvance(text) + px(6), metrics.height())
        box.moveCenter(QPointF(*places[k]))
        paint_plate(painter, box)
        painter.setPen(line_pen(style.theme.text))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)


def paint_lit(painter: QPainter, picture: NetworkPicture, lit: Lit, view: QRectF) -> None:
    """What a step used stands out; the rest is dimmed."""
    assert picture.facts is not None
    painter.fillRect(view, faded(style.theme.window, 0.72))
    found = [picture.facts.network.place_of(k) for k in lit.parameters]
    edges = [picture.edge_of(s.index) for s in found if s.kind == "weight"]
    paint_strong(painter, picture.layout, edges, picture.edge_shares)
    paint_numbers(painter, picture, edges)
    biases = [(s.layer, s.j) for s in found if s.kind == "bias"]
    paint_parts(painter, picture, {*lit.nodes, *biases}, view)
    for node in lit.nodes:
        paint_ring(painter, picture.layout, *node, picture.shows_values)
    for node in biases:
        if picture.layout.has_biases(node[0]):
            place = picture.layout.bias_place(*node)
            paint_bias_ring(painter, place, picture.layout.bias_radius)


def paint_axes(painter: QPainter, picture: NetworkPicture, axes: tuple[int, int]) -> None:
    """The two weights or biases that are the axes of the loss surface: a across, b up."""
    assert picture.facts is not None
    network = picture.facts.network
    painter.setFont(font(SMALL, bold=True))
    metrics = QFontMetricsF(painter.font())
    for index, letter in zip(axes, "ab", strict=True):
        if index >= network.dimension:
            continue
        place = network.place_of(index)
        at = picture.place_of(place)
        box = QRectF(0, 0, metrics.horizontalAdvance("m") + px(6), metrics.height())
        # Beside the number that may stand on the edge itself.
        box.moveCenter(at + QPointF(0, -metrics.height() - px(2)))
        paint_plate(painter, box)
        painter.setPen(line_pen(style.theme.accent, 1.0))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, letter)


def paint_marked(
    painter: QPainter, picture: NetworkPicture, thing: Place, view: QRectF
) -> None:
    """What is selected, or under the pointer."""
    layout = picture.layout
    if thing.kind == "weight":
        edge = picture.edge_of(thing.index)
        paint_strong(painter, layout, [edge], picture.edge_shares)
        paint_numbers(painter, picture, [edge])
        paint_parts(painter, picture, [(thing.layer - 1, thing.i), (thing.layer, thing.j)], view)
    elif thing.kind == "node" or not layout.has_biases(thing.layer):
        paint_ring(painter, layout, thing.layer, thing.j, picture.shows_values)
    else:
        paint_bias_ring(painter, layout.bias_place(thing.layer, thing.j), layout.bias_radius)
