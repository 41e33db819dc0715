"""A line of quiet text that changes with every step."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from playground.app.look.style import SMALL, font, px, style
from playground.app.paint.axes import line_pen


class Line(QWidget):
    """One line of quiet text that changes with every step: no layout, only paint.

    It is set smaller, rather than cut, where it is long.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._text = ""
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)

    @property
    def text(self) -> str:
        """What it says."""
        return self._text

    def set_text(self, text: str, tip: str = "") -> None:
        """Say something else."""
        if text != self._text:
            self._text = text
            self.setAccessibleName(text)
            self.update()
        if tip != self.toolTip():
            self.setToolTip(tip)

    def sizeHint(self) -> QSize:
        return QSize(px(80), px(20))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        fits = QFontMetricsF(font()).horizontalAdvance(self._text) <= self.width()
        painter.setFont(font() if fits else font(SMALL))
        painter.setPen(line_pen(style.theme.quiet))
        metrics = QFontMetricsF(painter.font())
        text = metrics.elidedText(self._text, Qt.TextElideMode.ElideRight, self.width())
        flags = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(QRectF(self.rect()), flags, text)
