"""Samples or weights as small pictures: as many as there is room for, each with a word below it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import (
    QColor,
    QFontMetricsF,
    QHelpEvent,
    QImage,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from playground.app.look import style as look
from playground.app.look.style import SMALL, SPACE_XS, style
from playground.app.paint.diverging import diverging_pixels, image_of
from playground.engine.problem import Array

SIDE = 32


@dataclass(frozen=True, eq=False)
class Picture:
    """Shares (rows, columns), the top row first: 0 to 1 from paper to ink, or −1 to 1 if signed."""

    shares: Array
    caption: str
    tip: str
    signed: bool = False

    def image(self) -> QImage:
        """In the colours of the theme in force."""
        shares = np.asarray(self.shares, dtype=float)[::-1]
        if self.signed:
            return image_of(diverging_pixels(shares))
        places = np.nan_to_num(np.clip(255 * shares, 0, 255), nan=0.0)
        return image_of(_ink(style.theme.name)[places.astype(np.intp)])


@lru_cache(maxsize=4)
def _ink(theme: str) -> NDArray[np.uint32]:
    """From paper to ink in 256 steps, in the colours of the theme in force."""
    paper, ink = style.theme.field, style.theme.text
    return np.array([look.mixed(paper, ink, k / 255).rgba() for k in range(256)], np.uint32)


class PictureGrid(QWidget):
    """Rows of pictures. It asks for the height that all of them need at its present width,
    or for `rows` of them: what does not fit then is not shown.
    """

    def __init__(
        self, side: int = SIDE, rows: int | None = None, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._side, self._rows = side, rows
        self._pictures: tuple[Picture, ...] = ()
        self._period = 1
        self._images: dict[int, QImage] = {}
        self._theme = ""
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    @property
    def pictures(self) -> tuple[Picture, ...]:
        """What there is to show."""
        return self._pictures

    @property
    def shown(self) -> int:
        """How many of the pictures there is room for."""
        if self._rows is None:
            return len(self._pictures)
        return min(len(self._pictures), self._rows * self.columns)

    @property
    def columns(self) -> int:
        """How many pictures stand in a row."""
        wide, _ = self._cell()
        room = self.contentsRect().width() + look.px(SPACE_XS)
        most = max(1, room // wide)
        if most >= self._period > 1:
            return self._period
        even = next(k for k in range(most, 0, -1) if self._period % k == 0)
        return even if 2 * even > most else most

    def show_pictures(self, pictures: Sequence[Picture], period: int = 1) -> None:
        """Show others; those that are `period` apart stand below each other, if that can be."""
        self._pictures, self._period, self._theme = tuple(pictures), period, ""
        self.updateGeometry()
        self.update()

    def place(self, k: int) -> QRect:
        """Where the k-th picture is."""
        wide, high = self._cell()
        row, column = divmod(k, self.columns)
        side, inside = look.px(self._side), self.contentsRect()
        left = inside.left() + column * wide + (wide - look.px(SPACE_XS) - side) // 2
        return QRect(left, inside.top() + row * high, side, side)

    def tip_at(self, place: QPoint) -> str:
        """What the picture under a place is."""
        for k in range(self.shown):
            if self.place(k).contains(place):
                return self._pictures[k].tip
        return ""

    def _cell(self) -> tuple[int, int]:
        """Width and height that a picture takes with its word and the gap to the next."""
        captions = any(picture.caption for picture in self._pictures)
        metrics = QFontMetricsF(look.font(SMALL))
        widest = max(
            (metrics.horizontalAdvance(picture.caption) for picture in self._pictures), default=0.0
        )
        gap, side = look.px(SPACE_XS), look.px(self._side)
        words = round(metrics.height()) if captions else 0
        return max(side, round(widest)) + gap, side + words + gap

    def sizeHint(self) -> QSize:
        _, high = self._cell()
        rows = -(-self.shown // self.columns)
        if self._rows is not None:
            rows = self._rows if self._pictures else 0  # nothing jumps while it is played
        return QSize(look.px(240), rows * high)

    def minimumSizeHint(self) -> QSize:
        return QSize(1, self.sizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self.updateGeometry()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.FontChange:
            self.updateGeometry()
        super().changeEvent(event)

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            QToolTip.showText(event.globalPos(), self.tip_at(event.pos()), self)
            return True
        return super().event(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._theme != style.theme.name:
            self._theme, self._images = style.theme.name, {}
        painter = QPainter(self)
        painter.setFont(look.font(SMALL))
        line, (wide, _) = QFontMetricsF(painter.font()).height(), self._cell()
        for k in range(self.shown):
            place = self.place(k)
            if k not in self._images:
                self._images[k] = self._pictures[k].image()
            painter.drawImage(QRectF(place), self._images[k])
            painter.setPen(QPen(QColor(style.theme.outline), 1))
            painter.drawRect(QRectF(place).adjusted(0.5, 0.5, -0.5, -0.5))
            painter.setPen(QColor(style.theme.text))
            across = wide - look.px(SPACE_XS)
            below = QRectF(0, place.bottom() + 1, across, line)
            below.moveCenter(QPointF(place.center().x() + 0.5, below.center().y()))
            painter.drawText(below, Qt.AlignmentFlag.AlignHCenter, self._pictures[k].caption)
