"""What things in the drawn network say when the pointer rests on them."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter

from playground.app.look.style import RADIUS, SMALL, SPACE_S, font, px, style
from playground.app.network.diagram.picture import NetworkPicture
from playground.app.network.facts import (
    Facts,
    activation_name,
    activation_title,
    derivative_name,
    node_name,
    reading,
)
from playground.app.network.place import PARAMETER
from playground.app.paint.axes import line_pen
from playground.app.text.loss_names import loss_words
from playground.app.text.numbers import exact, number, point
from playground.engine.networks.place import Place

GROUND = (
    "Click a line or the dot of a bias: type a number, or drag up and down. Right click: freeze. "
    "Wheel: zoom; drag: move; double click: fit."
)
LARGE = 132


def tip_for(picture: NetworkPicture, under: Place | None) -> str:
    """The tooltip of a thing, or of the ground."""
    facts = picture.facts
    if facts is None:
        return ""
    if under is None:
        return GROUND
    if under.kind == "node":
        # The enlarged map says it, and a tooltip would lie on top of it.
        return "" if shows_large_map(picture, under) else node_tip(picture, under)
    what = (
        f"The weight from {node_name(facts.problem, under.layer - 1, under.i)} to "
        f"{node_name(facts.problem, under.layer, under.j)}"
        if under.kind == "weight"
        else f"The bias of {node_name(facts.problem, under.layer, under.j)}"
    )
    text = (
        f"{what}: {under.name} = {exact(facts.theta[under.index])}, "
        f"{_slope_text(picture, facts, under)}"
    )
    if under.index in facts.problem.frozen:
        return f"{text} It is frozen: no optimizer moves it."
    return f"{text} Click and type, or drag up and down; Shift: coarser, Ctrl: finer."


def _slope_text(picture: NetworkPicture, facts: Facts, under: Place) -> str:
    """The derivative in a parameter: of the H that the nodes beside it speak of, and of no other.

    While backpropagation is worked through, that is the walk's H at its input; else what the step
    is made with.
    """
    if picture.texts is not None:
        by_hand = picture.texts.get((PARAMETER, under.index))
        return f"{by_hand}, as worked out by hand." if by_hand else "its slope is not computed yet."
    slope = f"{derivative_name(facts, under)} = {exact(facts.grad[under.index])}"
    return f"{slope}. {loss_words(facts.problem).help}"


def shows_large_map(picture: NetworkPicture, under: Place) -> bool:
    """Whether a node under the pointer is shown enlarged."""
    return under.kind == "node" and picture.maps.plane is not None and not picture.shows_values


def node_tip(picture: NetworkPicture, under: Place) -> str:
    """What a node is and does."""
    facts = picture.facts
    assert facts is not None
    name = node_name(facts.problem, under.layer, under.j)
    name = name[:1].upper() + name[1:]
    if under.layer == 0:
        return f"{name}: what the network is given."
    title = activation_title(facts.network, under.layer)
    text = f"{name}: {title} of the weighted sum of the layer before and the bias."
    scale = number(picture.maps.scales[under.layer])
    if picture.maps.plane is not None and not picture.shows_values:
        text += f" Its map shows a over the input plane; full colour is ±{scale}."
    return text


def hover_reading(picture: NetworkPicture) -> str:
    """What is under the pointer, in words; nothing where there is nothing."""
    facts, under, held = picture.facts, picture.hover, picture.held
    if facts is None or under is None:
        return ""
    if under.kind == "node":
        return node_reading(picture, under)
    value = held[1] if held and held[0] == under.index else None
    if picture.texts is not None and value is None:
        by_hand = picture.texts.get((PARAMETER, under.index), "its slope is not computed yet")
        return f"{under.name} = {number(float(facts.theta[under.index]))}, {by_hand}"
    return reading(facts, under, value)


def node_reading(picture: NetworkPicture, under: Place) -> str:
    """A node's value or range in a few words."""
    facts = picture.facts
    assert facts is not None
    name = node_name(facts.problem, under.layer, under.j)
    if picture.texts is not None:
        return f"{name}: {picture.texts.get((under.layer, under.j), 'not computed yet')}"
    example = picture.shown_example
    if example is not None:
        value = number(float(picture.maps.values[under.layer][under.j]))
        at = f" at x = {point(*example, digits=3)}" if len(example) <= 4 else ""
        return f"{name}: {activation_name(under.layer, under.j)} = {value}{at}"
    ends = picture.maps.extremes(under.layer, under.j)
    if ends is None:
        return name
    return f"{name}: from {number(ends[0], 3)} to {number(ends[1], 3)}"


def paint_large_map(
    painter: QPainter, picture: NetworkPicture, under: Place, view: QRectF
) -> bool:
    """A node's map enlarged beside it, with what it is called; False where there is none."""
    assert picture.facts is not None
    if not shows_large_map(picture, under):
        return False
    image = picture.maps.large(picture.facts, under.layer, under.j)
    if image is None:
        return False
    text = node_reading(picture, under)
    metrics = QFontMetricsF(font(SMALL))
    pad, side = px(SPACE_S), px(LARGE)
    width = max(side, metrics.horizontalAdvance(text)) + 2 * pad
    box = QRectF(0, 0, width, side + metrics.height() + 3 * pad)
    node = picture.layout.node_rect(under.layer, under.j)
    box.moveCenter(node.center())
    box.moveLeft(node.right() + px(12))
    if box.right() > view.right():
        box.moveRight(node.left() - px(12))
    box.moveTop(min(max(box.top(), view.top()), view.bottom() - box.height()))
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(line_pen(style.theme.outline))
    painter.setBrush(QColor(style.theme.panel))
    painter.drawRoundedRect(box, px(RADIUS), px(RADIUS))
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
    place = QRectF(box.center().x() - side / 2, box.top() + pad, side, side)
    painter.drawImage(place, image)
    painter.setFont(font(SMALL))
    painter.setPen(line_pen(style.theme.text))
    below = QRectF(box.left(), place.bottom() + pad, box.width(), metrics.height())
    painter.drawText(below, Qt.AlignmentFlag.AlignCenter, text)
    return True
