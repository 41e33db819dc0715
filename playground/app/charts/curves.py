"""How the parts of a chart are painted: the same on the screen, in its kept picture, in a file."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
from pyqtgraph.Qt import internals
from PySide6.QtCore import QLineF, QPointF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from playground.app.charts.frame import Frame
from playground.app.charts.trace import Trace
from playground.app.look import style as look
from playground.app.look.style import style
from playground.app.paint.legend import chart_pen, paint_marker
from playground.app.paint.scale import Ticks
from playground.engine.problem import Array

_CURVE, _MARKER, _DOT = 2.0, 8, 5
_APART = 88  # pixels between markers along a curve
_DOTS_FROM = 9  # pixels a step, from which on every step has its dot


@dataclass(eq=False)
class Curve:
    """A runner in the chart, and how much of it the kept picture shows."""

    slot: int
    label: str
    trace: Trace
    drawn: int = 0    # points
    marked: int = -1  # the last step that may have a marker or a dot
    pen: QPen = field(default_factory=QPen)


class Threshold(NamedTuple):
    """A line that says where a run stops."""

    height: float
    text: str


def curve_pen(slot: int) -> QPen:
    """What a runner's line is painted with."""
    return chart_pen(look.runner_color(slot), _CURVE)


def paint_grid(painter: QPainter, frame: Frame, across: Ticks, up: Ticks) -> None:
    """Quiet lines at the labelled places of the axes."""
    painter.setPen(chart_pen(style.theme.line, 1))
    for step, _ in across.major:
        x = round(frame.px(step)) + 0.5
        painter.drawLine(QPointF(x, 0), QPointF(x, frame.height))
    for height, _ in up.major:
        y = round(float(frame.py(height))) + 0.5
        painter.drawLine(QPointF(0, y), QPointF(frame.width, y))


def paint_threshold(painter: QPainter, frame: Frame, threshold: Threshold) -> None:
    """A dashed line with its name."""
    y = float(frame.py(threshold.height))
    painter.setPen(chart_pen(style.theme.quiet, 1.5, Qt.PenStyle.DashLine))
    painter.drawLine(QPointF(0, y), QPointF(frame.width, y))
    painter.setFont(look.font(look.SMALL))
    painter.setPen(QColor(style.theme.quiet))
    metrics = painter.fontMetrics()
    above = y > metrics.height() + look.px(4)
    base = y - look.px(4) if above else y + metrics.ascent() + look.px(4)
    painter.drawText(QPointF(look.px(look.SPACE_S), base), threshold.text)


class Lines:
    """Paints single lines: several times faster than one polygon of them."""

    def __init__(self) -> None:
        self._lines = internals.PrimitiveArray(QLineF, 4)

    def paint(self, painter: QPainter, x: Array, y: Array) -> None:
        """From point to point, leaving out what is not finite."""
        if len(x) < 2:
            return
        ends = np.empty((len(x) - 1, 4))
        ends[:, 0], ends[:, 1], ends[:, 2], ends[:, 3] = x[:-1], y[:-1], x[1:], y[1:]
        there = np.isfinite(ends[:, 1] + ends[:, 3])
        if not there.all():
            ends = ends[there]
        self._lines.resize(len(ends))
        if len(ends):
            self._lines.ndarray()[:] = ends
            painter.drawLines(*self._lines.drawargs())


def paint_marks(painter: QPainter, frame: Frame, curve: Curve, alone: bool = False) -> None:
    """Dots where steps are far apart, and the runner's marker now and then; only what is new.

    The markers tell curves apart for those who do not see colours: one that is alone needs none.
    """
    trace, begin = curve.trace, curve.marked + 1
    if not len(trace.x):
        return
    reached = int(trace.x[-1])
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    if frame.step >= look.px(_DOTS_FROM):
        radius = look.px(_DOT) / 2
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(look.runner_color(curve.slot))
        for x, y in _places(trace, frame, range(begin, reached + 1)):
            painter.drawEllipse(QPointF(x, y), radius, radius)
    there = [] if alone else _marked_steps(curve.slot, frame)
    marks = (step for step in there if begin <= step <= reached)
    for x, y in _places(trace, frame, marks):
        paint_marker(painter, curve.slot, x, y, look.px(_MARKER))
    curve.marked = reached
    painter.restore()


def _marked_steps(slot: int, frame: Frame) -> list[int]:
    """Steps about `_APART` pixels from each other, other ones for every runner."""
    apart = max(look.px(_APART) / frame.step, 1.0)
    first = apart * (0.35 + 0.618 * slot % 1.0)
    begin = max(int((frame.first - first) / apart), 0)
    end = int(max(frame.last - first, 0) / apart) + 1
    return [round(first + k * apart) for k in range(begin, end)]


def _places(trace: Trace, frame: Frame, steps: Iterable[int]) -> list[tuple[float, float]]:
    """Where steps are, in pixels; those on screen only."""
    places = [
        (float(frame.px(s)), float(frame.py(trace.at(s)))) for s in steps if frame.shows(s)
    ]
    return [(x, y) for x, y in places if 0 <= y <= frame.height]
