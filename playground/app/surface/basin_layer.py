"""Basins of attraction over the map: a colour for each minimum, darker where it takes longer."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QImage, QPainter

from playground.app.look.style import SMALL, SPACE_S, basin_color, font, px, style
from playground.app.paint.axes import line_pen
from playground.app.paint.chips import paint_chip, paint_plate
from playground.app.paint.viewport import Viewport
from playground.app.surface.basin_text import Row, letter, rows_of
from playground.engine.basin_maps import BasinMap
from playground.engine.basins import DIVERGED
from playground.engine.surface import Window

OPACITY = 0.78
DARKEST = 0.5
"""How much of black is in the colour of the start that takes longest."""


class BasinLayer:
    """Paints a map of basins; knows nothing of how it was found."""

    def __init__(self) -> None:
        self.map: BasinMap | None = None
        self._drawn: tuple[BasinMap | None, str] = (None, "")
        self._image = QImage()

    def show(self, found: BasinMap | None) -> None:
        """Which map to paint; None paints nothing."""
        self.map = found

    @property
    def image(self) -> QImage:
        """A pixel for each start, the top row first."""
        found, theme = self.map, style.theme.name
        if found is not None and (self._drawn[0] is not found or self._drawn[1] != theme):
            self._drawn, self._image = (found, theme), coloured(found)
        return self._image

    def paint(self, painter: QPainter, view: Viewport) -> None:
        """The map over its window."""
        if self.map is None:
            return
        painter.save()
        painter.setClipRect(view.area)
        painter.setOpacity(OPACITY)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, False)
        painter.drawImage(_place(self.map.window, view), self.image)
        painter.restore()

    def paint_letters(self, painter: QPainter, view: Viewport) -> None:
        """The name of each minimum that the legend tells of, beside it."""
        if self.map is None:
            return
        minima = self.map.found.minima.tolist()
        for k in (row.basin for row in rows_of(self.map) if row.basin >= 0):
            at = view.pixel(minima[k])
            if at is not None and view.area.contains(at):
                paint_chip(painter, at + QPointF(px(7), px(3)), letter(k), view.area)

    def paint_legend(
        self, painter: QPainter, view: Viewport, title: str, corner: int
    ) -> QRectF:
        """Minima, their shares and steps, and what has come to none; returns the plate.

        `corner` is counted as the runners' legend counts: upper right, lower right, lower left,
        upper left.
        """
        if self.map is None:
            return QRectF()
        rows = rows_of(self.map)
        plain, bold = QFontMetricsF(font(SMALL)), QFontMetricsF(font(SMALL, bold=True))
        high, gap = plain.height() + px(3), px(SPACE_S)
        name = max(plain.horizontalAdvance(row.name) for row in rows)
        share = max(plain.horizontalAdvance(row.share) for row in rows)
        steps = max(plain.horizontalAdvance(row.steps) for row in rows)
        area = view.area.adjusted(gap, gap, -gap, -gap)
        if px(20) + name + share + steps + 4 * gap > area.width():  # how many steps has no room
            rows, steps = [row._replace(steps="") for row in rows], -gap
        wide = max(px(20) + name + gap + share + gap + steps, bold.horizontalAdvance(title))
        wide = min(wide, area.width() - 2 * gap)
        title = bold.elidedText(title, Qt.TextElideMode.ElideRight, wide)
        box = QRectF(0, 0, wide + 2 * gap, high * (len(rows) + 1) + px(8))
        box.moveLeft(area.right() - box.width() if corner in (0, 1) else area.left())
        box.moveTop(area.top() if corner in (0, 3) else area.bottom() - box.height())
        paint_plate(painter, box)
        painter.setFont(font(SMALL, bold=True))
        painter.setPen(line_pen(style.theme.text))
        line = QRectF(box.left() + gap, box.top() + px(4), wide, high)
        left = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(line, left, title)
        painter.setFont(font(SMALL))
        for row in rows:
            line.translate(0, high)
            swatch = QRectF(line.left(), line.center().y() - px(6), px(12), px(12))
            _paint_swatch(painter, row, swatch)
            painter.setPen(line_pen(style.theme.text))
            room = wide - px(20) - share - 2 * gap - steps
            words = plain.elidedText(row.name, Qt.TextElideMode.ElideRight, room + 1)
            painter.drawText(line.adjusted(px(20), 0, 0, 0), left, words)
            painter.drawText(line.adjusted(0, 0, -steps - gap, 0), right, row.share)
            painter.setPen(line_pen(style.theme.quiet))
            painter.drawText(line, right, row.steps)
        return box


def coloured(found: BasinMap) -> QImage:
    """The image of a map, a pixel for each start, the top row first."""
    basin, steps = found.found.basin, found.found.steps
    colours = np.array([_rgb(basin_color(k)) for k in range(max(len(found.found.minima), 1))])
    pixels = np.empty((*basin.shape, 3))
    reached = basin >= 0
    # By the logarithm: most starts take few steps, and a few very many.
    slow = np.log1p(steps)
    low, high = (slow[reached].min(), slow[reached].max()) if reached.any() else (0.0, 1.0)
    share = DARKEST * (slow - low) / max(high - low, 1e-9)
    pixels[reached] = colours[basin[reached]] * (1 - share[reached, None])
    pixels[basin == DIVERGED] = _rgb(QColor(style.theme.text))
    nowhere = (basin < 0) & (basin != DIVERGED)
    rows, columns = np.indices(basin.shape)
    for parity, colour in enumerate((style.theme.panel, style.theme.outline)):
        pixels[nowhere & ((rows + columns) % 2 == parity)] = _rgb(QColor(colour))
    red, green, blue = np.moveaxis(pixels[::-1].round().astype(np.uint32), -1, 0)
    words: NDArray[np.uint32] = np.ascontiguousarray(0xFF000000 | red << 16 | green << 8 | blue)
    high_, wide = words.shape
    return QImage(words.data, wide, high_, 4 * wide, QImage.Format.Format_RGB32).copy()


def _place(window: Window, view: Viewport) -> QRectF:
    """Where a window is in a view's pixels."""
    corners = view.to_pixels(np.array(window, float).T)
    (left, bottom), (right, top) = corners.tolist()
    return QRectF(QPointF(left, top), QPointF(right, bottom))


def _paint_swatch(painter: QPainter, row: Row, box: QRectF) -> None:
    painter.setPen(Qt.PenStyle.NoPen)
    if row.basin >= 0:
        painter.fillRect(box, basin_color(row.basin))
    elif row.basin == DIVERGED:
        painter.fillRect(box, QColor(style.theme.text))
    else:
        painter.fillRect(box, QColor(style.theme.panel))
        half = box.width() / 2
        for corner in (box.topLeft(), box.center()):
            part = QRectF(corner.x(), corner.y(), half, half)
            painter.fillRect(part, QColor(style.theme.outline))


def _rgb(color: QColor) -> tuple[int, int, int]:
    return color.red(), color.green(), color.blue()
