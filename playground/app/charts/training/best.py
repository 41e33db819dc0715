"""Rings in the chart at the steps with the least test risk."""

from __future__ import annotations

from math import isfinite, log10, nan

from PySide6.QtCore import QObject, QPointF, QRectF, Slot
from PySide6.QtGui import QColor, QPen
from PySide6.QtWidgets import QGraphicsEllipseItem

from playground.app.look.style import px, style
from playground.app.plots.along import Along
from playground.app.plots.chart import Chart
from playground.lab.runs.run import Run

RING, ABOVE = 15, 15


class BestRings(QObject):
    """One ring for each run that early stopping looks at, over the curves."""

    def __init__(self, chart: Chart) -> None:
        super().__init__(chart)
        self._box = chart.box
        self._rings: list[QGraphicsEllipseItem] = []
        self.shown: tuple[tuple[int, float, float], ...] = ()
        """Slot, place along the axis and height of each ring."""
        self._box.sigRangeChanged.connect(self._put)
        self._box.sigResized.connect(self._put)

    @property
    def centres(self) -> list[QPointF]:
        """Where the rings that can be seen are, in the pixels of the chart's inside."""
        return [ring.pos() for ring in self._rings if ring.isVisible()]

    def show(self, runs: list[tuple[int, Run]], along: Along, log: bool) -> None:
        """Mark the best step of these runs, by their slots; none takes all rings away."""
        found = []
        for slot, run in runs:
            best = run.looks.best
            if best is None or best.step > run.last:
                continue
            height = best.test_risk
            if log:
                height = log10(height) if height > 0 else nan
            if isfinite(height):
                found.append((slot, float(along.places(run, best.step)), height))
        self.shown = tuple(found)
        self._put()

    @Slot()
    def _put(self) -> None:
        """Put every ring where its step is now."""
        while len(self._rings) < len(self.shown):
            half = px(RING) / 2
            ring = QGraphicsEllipseItem(QRectF(-half, -half, 2 * half, 2 * half), self._box)
            ring.setZValue(ABOVE)
            self._rings.append(ring)
        inside = self._box.rect()
        for k, ring in enumerate(self._rings):
            there = k < len(self.shown)
            if there:
                at = self._box.mapFromView(QPointF(*self.shown[k][1:]))
                there = inside.contains(at)
                ring.setPos(at)
                ring.setPen(QPen(QColor(style.theme.text), px(2)))
            ring.setVisible(there)
