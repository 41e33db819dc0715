"""The step that was predicted, dashed, and the one it was, solid, in a chart along the steps."""

from __future__ import annotations

import pyqtgraph as pg
from PySide6.QtCore import QObject, QRectF, Qt
from PySide6.QtGui import QColor, QPen

from playground.app.core.view import Prediction
from playground.app.look.style import SMALL, SPACE_XS, font, px, style
from playground.app.plots.chart import Chart
from playground.app.plots.corner import Boxes, freest

YOU, IT = "you predicted", "it was"


class PredictionLines(QObject):
    """Up to two upright lines with their words."""

    def __init__(self, chart: Chart) -> None:
        super().__init__(chart)
        self._chart = chart
        self.lines: list[pg.InfiniteLine] = []
        self.words: list[pg.TextItem] = []
        self._shown: Prediction | None = None
        self._places = [0, 0]
        style.changed.connect(self._dress)
        chart.named.connect(self._place_words)

    def show(self, shown: Prediction | None) -> None:
        """Draw these steps, or nothing."""
        self._shown = shown if shown is not None and shown.kind == "step" else None
        self._dress()

    def _dress(self) -> None:
        for line in self.lines:
            self._chart.plot.removeItem(line)
        for words in self.words:
            self._chart.box.scene().removeItem(words)
        self.lines, self.words, self._places = [], [], [0, 0]
        if self._shown is None:
            return
        theme = style.theme
        both = [(self._shown.predicted, YOU, theme.accent, Qt.PenStyle.DashLine)]
        if self._shown.actual is not None:  # not in the accent: that is the cursor's
            both.append((self._shown.actual, IT, theme.text, Qt.PenStyle.SolidLine))
        for value, word, color, dash in both:
            pen = QPen(QColor(color), max(1.5, px(1.5)), dash)
            pen.setCosmetic(True)
            line = pg.InfiniteLine(pos=float(value[0]), angle=90, pen=pen)
            line.setZValue(20)
            self._chart.plot.addItem(line, ignoreBounds=True)
            self.lines.append(line)
            # Above grid and curves: a line through words reads as struck out.
            words = pg.TextItem(word, QColor(theme.text), fill=QColor(theme.panel))
            words.setFont(font(SMALL))
            words.textItem.document().setDocumentMargin(px(2))
            words.setParentItem(self._chart.box)
            words.setZValue(19)
            self.words.append(words)
        self._chart.place_names()

    def _place_words(self, boxes: Boxes) -> None:
        """Beside their lines, where they hide least of the curves and of each other."""
        frame, gap = self._chart.layer.frame, px(SPACE_XS)
        for turn, (line, words) in enumerate(zip(self.lines, self.words, strict=True)):
            size, x = words.textItem.boundingRect().size(), frame.px(float(line.value()))
            words.setVisible(0 <= x <= frame.width)
            if not words.isVisible():
                continue
            right, left = x + gap, x - gap - size.width()
            sides = [at for at in (right, left) if 0 <= at <= frame.width - size.width()]
            room = frame.height - size.height()
            heights = [room * share for share in (0.38, 0.58, 0.2, 0.78, 0.0, 1.0)]
            places = [
                QRectF(at, height, size.width(), size.height())
                for at in sides or [right] for height in heights
            ]
            now = min(self._places[turn], len(places) - 1)
            self._places[turn] = freest(places, boxes, now)
            words.setPos(places[self._places[turn]].topLeft())
            boxes.take(places[self._places[turn]])
