"""A line of text that may change sixty times a second without the layout hearing of it."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from playground.app.look.style import BODY, SMALL, font, px, style


class RunnerText(QWidget):
    """Paints one line, elided where it is too long; `width` is a length of the design or 0."""

    def __init__(
        self, width: int = 0, quiet: bool = False, right: bool = False, small: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._text = ""
        self._shorter: tuple[str, ...] = ()
        self._width, self._quiet, self._small = width, quiet, small
        self._color = ""
        self._bold = False
        self._side = Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft
        across = QSizePolicy.Policy.Fixed if width else QSizePolicy.Policy.Expanding
        self.setSizePolicy(across, QSizePolicy.Policy.Fixed)

    def text(self) -> str:
        """What it says."""
        return self._text

    def set_text(self, text: str, color: str = "", shorter: tuple[str, ...] = ()) -> None:
        """Say something, in the theme's colour of that name or the usual one; or, where it has no
        room, the first of the `shorter` ones that has."""
        if (text, color, shorter) != (self._text, self._color, self._shorter):
            self._text, self._color, self._shorter = text, color, shorter
            self.update()

    def fitting_text(self) -> str:
        """What is painted, the last of the texts elided where none has room."""
        metrics, last = QFontMetricsF(self._font()), self._text
        for last in (self._text, *self._shorter):
            if metrics.horizontalAdvance(last) <= self.width():
                return last
        return metrics.elidedText(last, Qt.TextElideMode.ElideRight, self.width())

    def set_bold(self, bold: bool) -> None:
        """Stand out, or not."""
        if bold != self._bold:
            self._bold = bold
            self.update()

    def set_width(self, width: int) -> None:
        """As wide as that from now on, in lengths of the design."""
        if width != self._width:
            self._width = width
            self.updateGeometry()

    def sizeHint(self) -> QSize:
        height = QFontMetricsF(self._font()).height()
        return QSize(px(self._width or 40), round(height))

    def minimumSizeHint(self) -> QSize:
        return QSize(px(self._width or 16), self.sizeHint().height())

    def _font(self) -> QFont:
        return font(SMALL if self._small else BODY, self._bold)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.FontChange:
            self.updateGeometry()
        super().changeEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setFont(self._font())
        usual = "quiet" if self._quiet else "text"
        painter.setPen(getattr(style.theme, self._color or usual))
        flags = self._side | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(self.rect(), flags, self.fitting_text())
        painter.end()
