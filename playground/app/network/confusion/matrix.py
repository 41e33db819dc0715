"""Paints a confusion matrix: rows are the true classes, columns what the network says."""

from __future__ import annotations

from math import sqrt

import numpy as np
from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetricsF,
    QHelpEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
)
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from playground.app.look import style as look
from playground.app.look.style import BODY, SMALL, SPACE_S, SPACE_XS, style
from playground.app.text.numbers import grouped
from playground.app.text.shares import percent as share_text
from playground.lab.tables.classes import Confusion

_FULLEST = 0.72  # how much colour a cell has that holds its whole row
_GUTTER = 84
_GAP = 2

Flag = Qt.AlignmentFlag


class ConfusionMatrix(QWidget):
    """Counts with their shares of the row: blue where right, orange where wrong."""

    hovered = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._confusion: Confusion | None = None
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    @property
    def confusion(self) -> Confusion | None:
        """What is shown."""
        return self._confusion

    def show_confusion(self, confusion: Confusion) -> None:
        """Show another one."""
        self._confusion = confusion
        self.updateGeometry()
        self.update()

    def cell(self, true: int, predicted: int) -> QRectF:
        """Where a cell is."""
        left, top, side_x, side_y = self._grid
        gap = look.px(_GAP)
        x, y = left + predicted * side_x, top + true * side_y
        return QRectF(x, y, side_x - gap, side_y - gap)

    def text_at(self, place: QPointF) -> str:
        """ "true Adelie, predicted Gentoo: 3 of 44 (6.8 %)"."""
        if self._confusion is None:
            return ""
        labels, counts, _ = self._confusion
        for i, j in np.ndindex(counts.shape):
            if self.cell(i, j).contains(place):
                total = int(counts[i].sum())
                share = f"{grouped(counts[i, j])} of {grouped(total)}"
                text = f"true {labels[i]}, predicted {labels[j]}: {share}"
                return f"{text} ({percent(int(counts[i, j]), total)})" if total else text
        return ""

    @property
    def _grid(self) -> tuple[float, float, float, float]:
        """Left, top, and the sides of a cell."""
        assert self._confusion is not None
        metrics = QFontMetricsF(look.font(SMALL))
        names = max(metrics.horizontalAdvance(name) for name in self._confusion.labels)
        line, gap = metrics.height(), look.px(SPACE_XS)
        left = line + 2 * gap + min(names, look.px(_GUTTER)) + gap
        top = 2 * line + 2 * gap
        count = len(self._confusion.labels)
        edge = look.px(SPACE_S)
        return (left, top, (self.width() - left - edge) / count,
                (self.height() - top - edge) / count)

    def _paint(self, painter: QPainter) -> None:
        assert self._confusion is not None
        labels, counts, _ = self._confusion
        left, top, side_x, side_y = self._grid
        painter.setFont(look.font(SMALL))
        metrics, gap = QFontMetricsF(painter.font()), look.px(SPACE_XS)
        line = metrics.height()
        painter.setPen(QColor(style.theme.quiet))
        painter.drawText(
            QRectF(left, gap, side_x * len(labels), line), Flag.AlignCenter, "predicted"
        )
        painter.save()
        painter.translate(gap, top + side_y * len(labels) / 2)
        painter.rotate(-90)
        painter.drawText(QRectF(-line * 4, 0, line * 8, line), Flag.AlignCenter, "true")
        painter.restore()
        painter.setPen(QColor(style.theme.text))
        gutter = left - line - 3 * gap
        for k, label in enumerate(labels):
            name = metrics.elidedText(label, Qt.TextElideMode.ElideRight, gutter)
            box = QRectF(left - gap - gutter, top + k * side_y, gutter, side_y)
            painter.drawText(box, Flag.AlignRight | Flag.AlignVCenter, name)
            name = metrics.elidedText(label, Qt.TextElideMode.ElideRight, side_x - gap)
            box = QRectF(left + k * side_x, gap + line, side_x - look.px(_GAP), line + gap)
            painter.drawText(box, Flag.AlignCenter, name)
        totals = counts.sum(axis=1).tolist()
        for i, j in np.ndindex(counts.shape):
            self._paint_cell(painter, self.cell(i, j), i == j, int(counts[i, j]), totals[i])

    def _paint_cell(
        self, painter: QPainter, cell: QRectF, right: bool, count: int, total: int
    ) -> None:
        theme = style.theme
        share = count / total if total else 0.0
        hue = theme.positive if right else theme.negative
        # By the root of the share: a few that are wrong are to be seen.
        color = look.mixed(theme.hover, hue, _FULLEST * sqrt(share))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(color)
        painter.drawRoundedRect(cell, look.px(3), look.px(3))
        painter.setPen(readable(color) if count else QColor(theme.quiet))
        small, body = look.font(SMALL), look.font(BODY, bold=right)
        high = QFontMetricsF(body).height() + QFontMetricsF(small).height()
        with_share = cell.height() > high and cell.width() > look.px(44) and count > 0
        painter.setFont(body if cell.height() > look.px(20) else small)
        middle = cell.center().y()
        if with_share:
            box = QRectF(cell.left(), middle - high / 2, cell.width(), high)
            painter.drawText(box, Flag.AlignHCenter | Flag.AlignTop, grouped(count))
            painter.setFont(small)
            painter.drawText(box, Flag.AlignHCenter | Flag.AlignBottom, percent(count, total))
        else:
            text = grouped(count) if count else "·"
            painter.setFont(self._fitting(text, cell, painter.font()))
            painter.drawText(cell, Flag.AlignCenter, text)

    @staticmethod
    def _fitting(text: str, cell: QRectF, wanted: QFont) -> QFont:
        """A font in which a number stays inside of its cell, down to what can just be read."""
        smallest = 0.7 * look.font(SMALL).pixelSize()
        fitting = QFont(wanted)
        while fitting.pixelSize() > smallest:
            metrics = QFontMetricsF(fitting)
            # Digits have nothing below the line: their height is that of a capital.
            if metrics.capHeight() + 2 <= cell.height() and (
                metrics.horizontalAdvance(text) <= cell.width()
            ):
                break
            fitting.setPixelSize(fitting.pixelSize() - 1)
        return fitting

    def sizeHint(self) -> QSize:
        return QSize(look.px(320), look.px(240))

    def minimumSizeHint(self) -> QSize:
        """Rows so high that neither numbers nor names meet."""
        if self._confusion is None:
            return super().minimumSizeHint()
        metrics = QFontMetricsF(look.font(SMALL))
        rows = len(self._confusion.labels) * (metrics.capHeight() + look.px(SPACE_XS))
        head = 2 * metrics.height() + 2 * look.px(SPACE_XS) + look.px(SPACE_S)
        return QSize(1, round(head + rows))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self.hovered.emit(self.text_at(event.position()))

    def leaveEvent(self, event: QEvent) -> None:
        self.hovered.emit("")

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            QToolTip.showText(event.globalPos(), self.text_at(QPointF(event.pos())), self)
            return True
        return super().event(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(self.rect(), QColor(style.theme.panel))
        if self._confusion is not None:
            self._paint(painter)


def percent(count: int, total: int) -> str:
    """ "6.8 %"; "–" of nothing."""
    return share_text(count / total, least=1, most=1) if total else "–"


def readable(ground: QColor) -> QColor:
    """The theme's text colour or its panel's, whichever stands out more."""
    def light(color: QColor) -> float:
        parts = (color.redF(), color.greenF(), color.blueF())
        r, g, b = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
        return 0.2126 * r + 0.7152 * g + 0.0722 * b

    def contrast(color: QColor) -> float:
        low, high = sorted((light(color), light(ground)))
        return (high + 0.05) / (low + 0.05)

    return max((QColor(style.theme.text), QColor(style.theme.panel)), key=contrast)
