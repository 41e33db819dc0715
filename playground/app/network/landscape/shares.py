"""How much of a path's spread its main directions have, beside those of a pure random walk."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from playground.app.look.style import SMALL, SPACE_S, font, px, runner_color, style
from playground.app.paint.axes import line_pen
from playground.app.text.shares import percents
from playground.engine.plane import random_walk_shares

ROWS = ("path", "random walk")
BAR, THICK, NARROWEST = 36, 7, 520
"""The length of a whole bar and its thickness; in a view less wide there are no bars."""
WIDEST = "99.99 %"
"""A number behind a bar has so much room, always: nothing moves as it changes."""


class ShareBars(QWidget):
    """Two rows of two bars with their numbers: the 1st and the 2nd main direction of the path, and
    of a random walk.

    What a path shows beyond a random walk is seen at a glance: where both rows look alike, the
    plane tells nothing.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.shares: tuple[float, ...] = ()
        self._slot = 0
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.hide()

    def show_shares(self, shares: tuple[float, ...] | None, slot: int) -> None:
        """The shares, 0 to 1, of a path in a runner's colour; None or nothing hides the bars."""
        shares = tuple(shares or ())
        if (shares, slot) == (self.shares, self._slot):
            return
        self.shares, self._slot = shares, slot
        if shares:
            walk = percents(*random_walk_shares(len(shares)).tolist())
            said = (
                "Shares of the path's spread along the 1st (left) and the 2nd (right) main "
                f"direction: {' and '.join(percents(*shares))}. A pure random walk of many "
                f"dimensions has {' and '.join(walk)}: a path that shows no more shows nothing."
            )
            self.setToolTip(said)
            self.setAccessibleName("Shares of the main directions")
            self.setAccessibleDescription(said)
        self.update()

    def _label_room(self) -> float:
        metrics = QFontMetricsF(font(SMALL))
        return max(metrics.horizontalAdvance(word) for word in ROWS) + px(SPACE_S)

    def _column(self) -> float:
        """A bar and its number, with what keeps them from the next."""
        return QFontMetricsF(font(SMALL)).horizontalAdvance(WIDEST) + px(BAR) + 2 * px(SPACE_S)

    def sizeHint(self) -> QSize:
        line = QFontMetricsF(font(SMALL)).lineSpacing()
        return QSize(round(self._label_room() + 2 * self._column()), round(2 * line) + px(2))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, theme = QPainter(self), style.theme
        painter.setFont(font(SMALL))
        high, left = self.height() / 2, self._label_room()
        rows = (self.shares, tuple(random_walk_shares(len(self.shares)).tolist()))
        for row, (word, shares) in enumerate(zip(ROWS, rows, strict=True)):
            painter.setPen(line_pen(theme.quiet))
            flags = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
            painter.drawText(QRectF(0, row * high, left, high), flags, word)
            for column, (share, text) in enumerate(zip(shares, percents(*shares), strict=True)):
                begin = left + column * self._column()
                place = QRectF(begin, (row + 0.5) * high - px(THICK) / 2, px(BAR), px(THICK))
                number = QRectF(begin + px(BAR) + px(SPACE_S) / 2, row * high, 0, high)
                number.setWidth(self._column() - px(BAR) - px(SPACE_S) / 2)
                painter.drawText(number, flags, text)
                painter.fillRect(place, QColor(theme.line))
                place.setWidth(place.width() * min(max(share, 0.0), 1.0))
                color = runner_color(self._slot) if row == 0 else QColor(theme.quiet)
                painter.fillRect(place, color)
