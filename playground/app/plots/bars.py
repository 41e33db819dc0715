"""Sizes before and after, as bars beside each other, in groups with names."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF
from PySide6.QtWidgets import QSizePolicy, QWidget

from playground.app.look import style as look
from playground.app.look.style import SMALL, faded, px, style
from playground.app.plots.base import Plot
from playground.app.plots.chart_axis import ChartAxis
from playground.engine.problem import Array

HEIGHT, NARROWEST = 132, 160
MOST_BARS = 24
"""Of all groups together; the largest of each are shown."""
GAP = 0.8


class Group(NamedTuple):
    """A name and sizes, the largest first, before and after: both of shape (k,)."""

    name: str
    before: Array
    after: Array


class GroupAxis(ChartAxis):
    """Writes the groups' names below their middles."""

    groups: tuple[tuple[float, str], ...] = ()

    def tickValues(
        self, low: float, high: float, size: float
    ) -> list[tuple[float | None, list[float]]]:
        """Where the names stand."""
        if self.orientation != "bottom":
            return super().tickValues(low, high, size)
        return [(None, [place for place, _ in self.groups])]

    def tickStrings(self, values: list[float], scale: float, spacing: float) -> list[str]:
        """The names."""
        if self.orientation != "bottom":
            return super().tickStrings(values, scale, spacing)
        names = dict(self.groups)
        return [names.get(value, "") for value in values]


class BarPlot(Plot):
    """Hollow bars are before, filled ones after; a dashed line is at 1."""

    axis_type = GroupAxis

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.groups: tuple[Group, ...] = ()
        self._before = pg.BarGraphItem(x=[], height=[], width=0.4)
        self._after = pg.BarGraphItem(x=[], height=[], width=0.4)
        self._one = pg.InfiniteLine(pos=1.0, angle=0)
        for item in (self._before, self._after, self._one):
            self.box.addItem(item, ignoreBounds=True)
        self.axis("left").offer_names(name)
        self.box.setMouseEnabled(False, False)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.dress()

    def axis(self, name: str) -> GroupAxis:
        """The "left" or the "bottom" axis."""
        axis: GroupAxis = self.plot.getAxis(name)
        return axis

    def show_groups(self, groups: Sequence[Group]) -> None:
        """Show these, as many as there is room for."""
        self.groups = tuple(groups)
        each = max(1, MOST_BARS // max(len(groups), 1))
        x: list[float] = []
        before: list[float] = []
        after: list[float] = []
        places, at = [], 0.0
        for group in groups:
            shown = min(each, len(group.before))
            x += [at + k for k in range(shown)]
            before += group.before[:shown].tolist()
            after += group.after[:shown].tolist()
            places.append((at + (shown - 1) / 2, group.name))
            at += shown + GAP
        self.axis("bottom").groups = tuple(places)
        self.axis("bottom").picture = None
        self._before.setOpts(x=np.array(x) - 0.2, height=np.array(before), width=0.36)
        self._after.setOpts(x=np.array(x) + 0.2, height=np.array(after), width=0.36)
        highest = 1.25 if not x else max(1.25, 1.05 * max(*before, *after))
        self.box.show_ranges(((-0.8, max(at - GAP, 1.0) - 0.2), (0.0, highest)))
        self.axis("bottom").update()

    def dress(self) -> None:
        """Colours and sizes; axes of a fixed size."""
        super().dress()
        theme, metrics = style.theme, QFontMetricsF(look.font(SMALL))
        self.axis("left").setWidth(round(metrics.horizontalAdvance("0.888") + px(34)))
        self.axis("bottom").setHeight(round(metrics.height()) + px(10))
        self.setBackground(QColor(theme.window))
        self.plot.layout.setContentsMargins(3, px(6), px(14), 4)
        self._before.setOpts(pen=look.pen(theme.text, 1.4), brush=QColor(0, 0, 0, 0))
        self._after.setOpts(pen=look.pen(theme.accent, 1.4), brush=faded(theme.accent, 0.75))
        self._one.setPen(look.pen(theme.quiet, 1.0, Qt.PenStyle.DashLine))

    def sizeHint(self) -> QSize:
        return QSize(px(NARROWEST), px(HEIGHT))

    def minimumSizeHint(self) -> QSize:
        return QSize(px(NARROWEST), px(HEIGHT))
