"""The step that was predicted, dashed, and the one it was, solid, in a chart along the steps."""

from __future__ import annotations

import pyqtgraph as pg
from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QColor, QPen

from playground.app.core.view import Prediction
from playground.app.look.style import px, style
from playground.app.plots.chart import Chart

YOU, IT = "you predicted", "it was"


class PredictionLines(QObject):
    """Up to two upright lines with their words."""

    def __init__(self, chart: Chart) -> None:
        super().__init__(chart)
        self._chart = chart
        self.lines: list[pg.InfiniteLine] = []
        self._shown: Prediction | None = None
        style.changed.connect(self._dress)

    def show(self, shown: Prediction | None) -> None:
        """Draw these steps, or nothing."""
        self._shown = shown if shown is not None and shown.kind == "step" else None
        self._dress()

    def _dress(self) -> None:
        for line in self.lines:
            self._chart.plot.removeItem(line)
        self.lines = []
        if self._shown is None:
            return
        theme = style.theme
        # In the middle of the height: the legend has a corner.
        both = [(self._shown.predicted, YOU, theme.accent, Qt.PenStyle.DashLine, 0.62)]
        if self._shown.actual is not None:  # not in the accent: that is the cursor's
            both.append((self._shown.actual, IT, theme.text, Qt.PenStyle.SolidLine, 0.42))
        for value, word, color, dash, height in both:
            pen = QPen(QColor(color), max(1.5, px(1.5)), dash)
            pen.setCosmetic(True)
            words = {
                "position": height, "color": QColor(theme.text),
                "fill": QColor(theme.panel), "movable": False,
            }
            line = pg.InfiniteLine(
                pos=float(value[0]), angle=90, pen=pen, label=word, labelOpts=words
            )
            line.setZValue(20)
            self._chart.plot.addItem(line, ignoreBounds=True)
            self.lines.append(line)
