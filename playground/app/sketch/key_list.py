"""The key of a plot, below it: marks with their words, as many in a line as there is room for."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QPoint, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QHelpEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from playground.app.look.style import SMALL, SPACE_M, font, px, style
from playground.app.paint.axes import line_pen
from playground.app.sketch.key import Key, paint_glyph

GLYPH = 22


class KeyList(QWidget):
    """Says what each entry teaches where the pointer rests.

    It keeps the room that it once needed, so that what is below does not move from step to step;
    `forget` gives it back.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.keys: tuple[Key, ...] = ()
        self._boxes: list[QRectF] = []
        self._kept = 0
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def forget(self) -> None:
        """Take no more room than the next key needs."""
        self._kept = 0

    def show_keys(self, keys: Sequence[Key]) -> None:
        """Explain these."""
        if tuple(keys) != self.keys:
            self.keys = tuple(keys)
            self.setAccessibleName("Key: " + "; ".join(key.text for key in keys))
            self.restyle()

    def restyle(self) -> None:
        """Place the entries anew: another width, theme or size of the type."""
        metrics = QFontMetricsF(font(SMALL))
        high, glyph, gap = metrics.height() + px(3), px(GLYPH), px(SPACE_M)
        x = y = 0.0
        self._boxes = []
        for key in self.keys:
            wide = glyph + metrics.horizontalAdvance(key.text) + 2
            if x and x + wide > self.width():
                x, y = 0.0, y + high
            self._boxes.append(QRectF(x, y, wide, high))
            x += wide + gap
        self._kept = max(self._kept, round(y + high) if self.keys else 0)
        if self._kept != self.height():
            self.setFixedHeight(self._kept)
        self.update()

    def tip_at(self, at: QPoint) -> str:
        """What the entry at a pixel teaches."""
        for key, box in zip(self.keys, self._boxes, strict=True):
            if box.contains(at):
                return key.tip
        return ""

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setFont(font(SMALL))
        glyph = px(GLYPH)
        for key, box in zip(self.keys, self._boxes, strict=True):
            paint_glyph(painter, key, QRectF(box.left(), box.top(), glyph - px(6), box.height()))
            painter.setPen(line_pen(style.theme.text))
            place = box.adjusted(glyph, 0, 0, 0)
            room = min(place.width(), self.width() - place.left())
            text = QFontMetricsF(painter.font()).elidedText(
                key.text, Qt.TextElideMode.ElideRight, room
            )
            painter.drawText(place, Qt.AlignmentFlag.AlignVCenter, text)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.oldSize().width() != event.size().width():
            self.forget()
            self.restyle()

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            QToolTip.showText(event.globalPos(), self.tip_at(event.pos()), self)
            return True
        return super().event(event)

    def sizeHint(self) -> QSize:
        return QSize(px(200), self.height())
