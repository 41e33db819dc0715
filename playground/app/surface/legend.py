"""The legend in a corner of the picture: who walks here and how low each has come."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter

from playground.app.look.style import SMALL, SPACE_S, font, px, style
from playground.app.paint.axes import line_pen
from playground.app.paint.chips import paint_marker, paint_plate
from playground.app.text.numbers import number
from playground.engine.problem import Array

WIDEST_LABEL, LEAST = 150, 120
DIGITS = (4, 3, 2)
"""How exactly f is told, where there is room and where there is less."""
_WIDEST_VALUE = "−0.0000×10⁻⁰⁰"


class Entry(NamedTuple):
    """One runner: its slot, its name, f at the cursor (None: it has no step), if it is selected."""

    slot: int
    label: str
    value: float | None
    selected: bool


def short_label(label: str, metrics: QFontMetricsF, room: float) -> str:
    """As much of a name as there is room for; in a narrow window nothing: the marker says who it
    is, and a name of one letter would not.
    """
    room = min(room, px(WIDEST_LABEL))
    if room < px(24) and metrics.horizontalAdvance(label) > room:
        return ""
    return metrics.elidedText(label, Qt.TextElideMode.ElideRight, room)


def _value_beside(entry: Entry, metrics: QFontMetricsF, width: float) -> tuple[str, float]:
    """What is written of f, and the room that leaves a name: fewer digits where it is cut."""
    if entry.value is None:
        return "cannot start", width - metrics.horizontalAdvance("cannot start")
    name = QFontMetricsF(font(SMALL, bold=entry.selected)).horizontalAdvance(entry.label)
    text, room = "", 0.0
    for digits in DIGITS:
        text = number(entry.value, digits, zeros=True)
        room = width - metrics.horizontalAdvance(text)
        if name <= room:
            break
    return text, room


class Legend:
    """Stays in the corner where the least happens, chosen anew only with the scene or the view."""

    def __init__(self) -> None:
        self._corner = 0

    @property
    def corner(self) -> int:
        """Upper right, lower right, lower left, upper left."""
        return self._corner

    def settle(self, entries: Sequence[Entry], area: QRectF, busy: Array) -> None:
        """Choose the corner with the fewest of the busy pixels, shape (n, 2); stay where it is
        if no other is better.
        """
        counts = []
        for corner in range(4):
            box = self._box(entries, area, corner).adjusted(-px(12), -px(12), px(12), px(12))
            inside = (busy > (box.left(), box.top())) & (busy < (box.right(), box.bottom()))
            counts.append(int(np.count_nonzero(inside.all(axis=1))))
        if counts[self._corner] > min(counts):
            self._corner = counts.index(min(counts))

    def box(self, entries: Sequence[Entry], area: QRectF) -> QRectF:
        """Where it stands."""
        return self._box(entries, area, self._corner)

    def row(self, entries: Sequence[Entry], area: QRectF, at: QPointF) -> int | None:
        """Which entry a pixel points at."""
        box = self.box(entries, area)
        if not entries or not box.contains(at):
            return None
        share = (at.y() - box.top()) / box.height()
        return min(int(share * len(entries)), len(entries) - 1)

    def paint(self, painter: QPainter, entries: Sequence[Entry], area: QRectF) -> None:
        """A row for each runner: marker, name, f."""
        if not entries:
            return
        box = self.box(entries, area)
        paint_plate(painter, box)
        metrics = QFontMetricsF(font(SMALL))
        high, left = self._row_height(), box.left() + px(SPACE_S)
        for row, entry in enumerate(entries):
            line = QRectF(left, box.top() + px(4) + row * high, box.width() - 2 * px(SPACE_S), high)
            paint_marker(painter, entry.slot, QPointF(left + px(6), line.center().y()), px(10))
            painter.setFont(font(SMALL, bold=entry.selected))
            painter.setPen(line_pen(style.theme.text))
            value, room = _value_beside(entry, metrics, line.width() - px(26))
            label = short_label(entry.label, QFontMetricsF(painter.font()), room)
            left_side = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
            right_side = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
            painter.drawText(line.adjusted(px(18), 0, 0, 0), left_side, label)
            painter.setFont(font(SMALL))
            painter.setPen(line_pen(style.theme.quiet))
            painter.drawText(line, right_side, value)

    @staticmethod
    def _row_height() -> float:
        return QFontMetricsF(font(SMALL)).height() + px(3)

    def _box(self, entries: Sequence[Entry], area: QRectF, corner: int) -> QRectF:
        bold, plain = QFontMetricsF(font(SMALL, bold=True)), QFontMetricsF(font(SMALL))
        widest = max((bold.horizontalAdvance(entry.label) for entry in entries), default=0.0)
        width = min(widest, px(WIDEST_LABEL)) + plain.horizontalAdvance(_WIDEST_VALUE) + px(38)
        width = min(width, max(area.width() - 2 * px(SPACE_S), px(LEAST)), area.width())
        height = self._row_height() * len(entries) + px(8)
        gap = px(SPACE_S)
        beside = min(gap, (area.width() - width) / 2)
        x = area.right() - beside - width if corner in (0, 1) else area.left() + beside
        y = area.top() + gap if corner in (0, 3) else area.bottom() - gap - height
        return QRectF(x, y, width, height)
