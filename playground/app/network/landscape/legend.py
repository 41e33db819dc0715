"""Who walks over a loss surface, in the corner of the picture where that hides the least."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter

from playground.app.look.style import (
    SMALL,
    SPACE_S,
    faded,
    font,
    px,
    style,
    surface_lut,
)
from playground.app.network.landscape.trails import (
    CORE,
    SHADOW,
    SHADOW_OPACITY,
    Head,
    square_pen,
)
from playground.app.paint.axes import line_pen
from playground.app.paint.chips import paint_marker, paint_plate
from playground.app.paint.viewport import Viewport
from playground.lab.landscapes.picture import Path

MARKER = 10
"""About from a runner's middle to its edge."""
WIDEST = 0.8
"""Of the picture's width: a legend that needs more hides what it explains."""
LARGEST = 0.15
"""Of the picture: then fewer words do."""
SHADOW_WORDS, SHADOW_SHORT = "shadow: beside the plane, true R", "true R"


def any_shadow(paths: tuple[Path, ...]) -> bool:
    """Whether any path leaves the plane."""
    return any(not path.on_plane.all() for path in paths)


def _words(paths: tuple[Path, ...], view: Viewport) -> tuple[list[str], float, float]:
    """A legend's lines, and how wide and high they are; with fewer words where it would hide much.
    """
    labels, shadows = [path.label for path in paths], any_shadow(paths)
    bold, row = QFontMetricsF(font(SMALL, bold=True)), QFontMetricsF(font(SMALL)).height() + px(3)
    area = view.area.width() * view.area.height()
    for more in ((SHADOW_WORDS,), (SHADOW_SHORT,)) if shadows else ((),):
        words = [*labels, *more]
        width = min(max((bold.horizontalAdvance(word) for word in words), default=0), px(230))
        width, high = width + px(34), row * len(words) + px(8)
        if width <= view.area.width() * WIDEST and width * high <= area * LARGEST:
            break
    return words, width, high


def paint_legend(
    painter: QPainter, paths: tuple[Path, ...], selected: int, view: Viewport, corner: int
) -> None:
    """Who walks here, and what a shadow means, where there is one, in a corner of the picture."""
    if not paths:
        return
    words, width, high = _words(paths, view)
    row = (high - px(8)) / len(words)
    if high > view.area.height() / 2 or width > view.area.width() * WIDEST:
        return  # the picture is what one looks at; the list of runners says who is who
    box = _in_corner(view, QRectF(0, 0, width, high), corner)
    paint_plate(painter, box)
    flags = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
    for k, word in enumerate(words):
        line = QRectF(box.left() + px(8), box.top() + px(4) + k * row, width - px(14), row)
        at = QPointF(line.left() + px(6), line.center().y())
        own = k < len(paths)
        painter.setFont(font(SMALL, bold=own and paths[k].slot == selected))
        if own:
            paint_marker(painter, paths[k].slot, at, px(10))
        else:
            _paint_sample(painter, at)
        painter.setPen(line_pen(style.theme.text if own else style.theme.quiet))
        text = QFontMetricsF(painter.font()).elidedText(
            word, Qt.TextElideMode.ElideRight, line.width() - px(18)
        )
        painter.drawText(line.adjusted(px(18), 0, 0, 0), flags, text)


def freest_corner(
    paths: tuple[Path, ...], heads: list[Head], view: Viewport, now: int, named: bool = False
) -> int:
    """Where a legend hides the least: 0 top right, 1 bottom right, 2 bottom left, 3 top left, but
    not there where the picture has a name.
    """
    points = [np.column_stack([path.a, path.b])[:: max(1, len(path.a) // 100)] for path in paths]
    points += [np.repeat([[head.a, head.b]], 20, axis=0) for head in heads]
    if not points:
        return now
    pixels = view.to_pixels(np.concatenate(points))
    _, width, high = _words(paths, view)
    box = QRectF(0, 0, width, high)
    hidden = []
    for corner in range(3 if named else 4):
        edge = px(MARKER)  # a runner is more than a point
        here = _in_corner(view, box, corner).adjusted(-edge, -edge, edge, edge)
        inside = (pixels > (here.left(), here.top())) & (pixels < (here.right(), here.bottom()))
        hidden.append(int(inside.all(axis=1).sum()))
    stays = now < len(hidden) and hidden[now] <= 2 * min(hidden)
    return now if stays else hidden.index(min(hidden))


def _in_corner(view: Viewport, box: QRectF, corner: int) -> QRectF:
    gap = px(SPACE_S)
    area = view.area.adjusted(gap, gap, -gap, -gap)
    made = QRectF(box)
    made.moveLeft(area.left() if corner in (2, 3) else area.right() - box.width())
    made.moveTop(area.top() if corner in (0, 3) else area.bottom() - box.height())
    return made


def _paint_sample(painter: QPainter, at: QPointF) -> None:
    """A piece of a shadow, for the legend."""
    table = surface_lut()
    line = QLineF(at - QPointF(px(7), 0), at + QPointF(px(7), 0))
    painter.setPen(square_pen(faded(style.theme.text, SHADOW_OPACITY), SHADOW))
    painter.drawLine(line)
    painter.setPen(square_pen(QColor(*table[170].tolist()), CORE))
    painter.drawLine(line)
