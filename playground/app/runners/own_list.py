"""What is a runner's own: a small mark in its row, and a list where each can be given back."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from playground.app.look.icons import icon, pixmap
from playground.app.look.style import SMALL, SPACE_XS, font, px, style
from playground.app.runners.own_line import OwnLine
from playground.app.text.numbers import localised
from playground.app.widgets.error_line import ErrorLine
from playground.app.widgets.runner_text import RunnerText

_GEAR = 12
_OWN = "own"


class OwnMark(QWidget):
    """ "⚙ own", or the wheel alone where there is little room; hover says which settings."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._terse = False
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.hide()

    def show_lines(self, label: str, lines: Sequence[OwnLine]) -> None:
        """Mark a runner that has something of its own; hidden where it has nothing."""
        self.setVisible(bool(lines))
        told = "\n".join(line.text for line in lines)
        self.setToolTip(f"{label} has of its own:\n{told}" if lines else "")
        names = ", ".join(line.title.lower() for line in lines)
        self.setAccessibleName(f"Its own: {names}" if lines else "")

    def set_terse(self, terse: bool) -> None:
        """The wheel alone."""
        if terse != self._terse:
            self._terse = terse
            self.updateGeometry()

    def sizeHint(self) -> QSize:
        metrics = QFontMetricsF(font(SMALL))
        words = 0.0 if self._terse else px(3) + metrics.horizontalAdvance(_OWN)
        return QSize(round(px(_GEAR) + words), round(metrics.height()))

    def minimumSizeHint(self) -> QSize:
        return QSize(px(_GEAR), self.sizeHint().height())

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.FontChange:
            self.updateGeometry()
        super().changeEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        _paint_gear(painter, self)
        if not self._terse and self.width() >= self.sizeHint().width():
            painter.setFont(font(SMALL))
            painter.setPen(style.theme.quiet)
            painter.drawText(
                self.rect(), Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, _OWN
            )
        painter.end()


class _Gear(QWidget):
    """The wheel before a line of the list."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(px(_GEAR), px(_GEAR))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        _paint_gear(painter, self)
        painter.end()


def _paint_gear(painter: QPainter, widget: QWidget) -> None:
    made = pixmap("gear", px(_GEAR), "quiet", widget.devicePixelRatioF())
    painter.drawPixmap(0, (widget.height() - px(_GEAR)) // 2, made)


class OwnList(QWidget):
    """The selected runner's own settings, each with a button: `given_back(name)`."""

    given_back = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._lines: tuple[OwnLine, ...] = ()
        self._rows: list[tuple[QWidget, RunnerText, QToolButton]] = []
        self.error_line = ErrorLine()
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(0)
        self._layout.addWidget(self.error_line)
        self.hide()

    @property
    def texts(self) -> tuple[str, ...]:
        """What is listed."""
        return tuple(line.text for line in self._lines)

    def button(self, name: str) -> QToolButton:
        """The button that gives a setting back."""
        return self._rows[[line.name for line in self._lines].index(name)][2]

    def set_error(self, sentence: str) -> None:
        """Why one could not be given back."""
        self.error_line.set_error(sentence)

    def show_lines(self, label: str, lines: Sequence[OwnLine]) -> None:
        """List what is the own of the runner of this name; nothing: the list is not there."""
        self._lines = tuple(lines)
        self.error_line.set_error("")
        while len(self._rows) < len(lines):
            self._add_row()
        for k, (row, text, button) in enumerate(self._rows):
            row.setVisible(k < len(lines))
            if k >= len(lines):
                continue
            line = lines[k]
            text.set_text(localised(line.text))
            row.setToolTip(localised(
                f"{line.text}.\nOnly {label} has it so: changing it here changes it for {label} "
                "alone."
            ))
            button.setToolTip(localised(
                f"Back to the shared value{': ' + line.shared if line.shared else ''}."
            ))
            button.setAccessibleName(f"Back to the shared value: {line.title}")
        self.setVisible(bool(lines))

    def _add_row(self) -> None:
        k = len(self._rows)
        row, text, button = QWidget(), RunnerText(small=True), QToolButton()
        button.setIcon(icon("undo", "quiet"))
        button.clicked.connect(lambda: self.given_back.emit(self._lines[k].name))
        line = QHBoxLayout(row)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(px(SPACE_XS))
        for part in (_Gear(), text, button):
            line.addWidget(part, 1 if part is text else 0)
        self._layout.insertWidget(k, row)
        self._rows.append((row, text, button))
        self._size(button)

    @staticmethod
    def _size(button: QToolButton) -> None:
        button.setIconSize(QSize(px(12), px(12)))
        button.setFixedSize(px(22), px(22))

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.FontChange:
            for _, _, button in self._rows:
                self._size(button)
        super().changeEvent(event)
