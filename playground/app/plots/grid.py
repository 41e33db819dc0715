"""Quiet lines across a plot at the numbers of its axes, below everything else.

pyqtgraph's axes can draw them, but over the dots, and then leave out the numbers at their ends.
"""

from __future__ import annotations

import numpy as np
import pyqtgraph as pg

from playground.app.look.style import pen, style
from playground.app.plots.chart_axis import ChartAxis
from playground.app.plots.view_box import PlotViewBox


class Grid(pg.PlotCurveItem):  # type: ignore[misc]
    """Follows what is in view."""

    def __init__(self, box: PlotViewBox, across: ChartAxis, up: ChartAxis) -> None:
        super().__init__(connect="pairs")
        self._box, self._axes = box, (across, up)
        self.setZValue(-10)
        box.addItem(self, ignoreBounds=True)
        box.sigRangeChanged.connect(self.follow)
        box.sigResized.connect(self.follow)

    def follow(self, *_: object) -> None:
        """Draw the lines for the ranges in view."""
        (left, right), (low, high) = self._box.ranges
        across, up = (
            np.array(axis.places(*span))
            for axis, span in zip(self._axes, self._box.ranges, strict=True)
        )
        self.setData(
            np.concatenate([np.repeat(across, 2), np.tile([left, right], len(up))]),
            np.concatenate([np.tile([low, high], len(across)), np.repeat(up, 2)]),
        )

    def dress(self) -> None:
        """The theme's colour."""
        self.setPen(pen(style.theme.line))
        self.follow()
