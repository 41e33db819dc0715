"""Films a view: moves the player's cursor from step to step and keeps a picture of each."""

from __future__ import annotations

from collections.abc import Sequence
from time import perf_counter

from PySide6.QtCore import QObject, QPointF, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtWidgets import QWidget

from playground.app.core.player import Player
from playground.app.look.style import BODY, font, style
from playground.app.text.numbers import grouped

WORK_S = 0.08
"""So long frames are taken in one go."""


class Film(QObject):
    """Takes a frame whenever the window shows the next step; `ended` when it has them all.

    The cursor is where it was afterwards, also if it is given up.
    """

    taken = Signal(int)
    ended = Signal()

    def __init__(
        self, player: Player, widget: QWidget, steps: Sequence[int], size: QSize, caption: bool,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self.frames: list[QImage] = []
        self._player, self._widget, self._size, self._caption = player, widget, size, caption
        self._steps = list(steps)
        self._before = player.cursor
        self._timer = QTimer(self)
        self._timer.setInterval(0)
        self._timer.timeout.connect(self._next)

    def start(self) -> None:
        """Begin with the first step."""
        self._player.pause()
        self._player.go_to(self._steps[0])
        self._timer.start()

    def stop(self) -> None:
        """Give up, or be done: the cursor goes back to where it was."""
        if self._timer.isActive():
            self._timer.stop()
            self._player.go_to(self._before)

    def _next(self) -> None:
        """A few frames, then the window may paint itself and hear of Cancel."""
        until = perf_counter() + WORK_S
        while self._timer.isActive() and not self._player.seeking and perf_counter() < until:
            self._take()

    def _take(self) -> None:
        self.frames.append(self._frame(self._player.cursor))
        self.taken.emit(len(self.frames))
        if len(self.frames) < len(self._steps):
            self._player.go_to(self._steps[len(self.frames)])
        else:
            self.stop()
            self.ended.emit()

    def _frame(self, step: int) -> QImage:
        """What the widget shows, in the size of the film, with the number of the step."""
        whole = self._widget.grab().toImage()
        whole.setDevicePixelRatio(1)
        frame = QImage(self._size, QImage.Format.Format_RGB32)
        frame.fill(QColor(style.theme.window))
        fitted = whole.scaled(
            self._size, Qt.AspectRatioMode.KeepAspectRatio,
            Qt.TransformationMode.SmoothTransformation,
        )
        painter = QPainter(frame)
        left, top = self._size.width() - fitted.width(), self._size.height() - fitted.height()
        painter.drawImage(QPointF(left / 2, top / 2), fitted)
        if self._caption:
            _write(painter, f"Step {grouped(step)}", self._size)
        painter.end()
        return frame


def _write(painter: QPainter, text: str, size: QSize) -> None:
    """The caption, on a plate in the lower left corner."""
    made = font(BODY, bold=True)
    painter.setFont(made)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    room = painter.fontMetrics().boundingRect(text).adjusted(-8, -4, 8, 4)
    plate = QRectF(10, size.height() - room.height() - 10, room.width(), room.height())
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(style.theme.panel))
    painter.drawRoundedRect(plate, 6, 6)
    painter.setPen(QColor(style.theme.text))
    painter.drawText(plate, Qt.AlignmentFlag.AlignCenter, text)
