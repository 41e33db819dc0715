"""Two lines of words that change while things move, without moving anything else."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from playground.app.look.style import SMALL, font, px, style
from playground.app.paint.axes import line_pen

LINES = 2
WRAPPED = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextWordWrap


class Sentence(QWidget):
    """As much of its text as two lines hold; the whole of it in the tooltip.

    A label would lay out the panel anew with every word that changes: 2 ms of a frame.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._text = ""
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    @property
    def text(self) -> str:
        """What it says."""
        return self._text

    def set_text(self, text: str) -> None:
        """Say something else."""
        if text != self._text:
            self._text = text
            self.setAccessibleName(text)
            self.setToolTip(text)
            self.update()

    def sizeHint(self) -> QSize:
        return QSize(px(80), round(LINES * QFontMetricsF(font(SMALL)).lineSpacing()) + px(2))

    @property
    def shown(self) -> str:
        """As much of it as there is room for."""
        metrics, room = QFontMetricsF(font(SMALL)), QRectF(self.rect())
        text, words = self._text, self._text.split(" ")
        while len(words) > 1 and metrics.boundingRect(room, WRAPPED, text).height() > (
            LINES * metrics.lineSpacing() + 1
        ):
            words.pop()
            text = " ".join(words) + "…"
        return text

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setFont(font(SMALL))
        painter.setPen(line_pen(style.theme.quiet))
        painter.drawText(QRectF(self.rect()), WRAPPED, self.shown)
