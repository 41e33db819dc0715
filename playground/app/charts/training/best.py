"""Rings in the chart at the steps with the least test risk."""

from __future__ import annotations

from math import isfinite, log10

import pyqtgraph as pg

from playground.app.look.style import px, runner_color
from playground.app.plots.along import Along
from playground.app.plots.chart import Chart
from playground.lab.runs.run import Run

RING = 13


class BestRings:
    """One ring for each run that early stopping looks at."""

    def __init__(self, chart: Chart) -> None:
        self._dots = pg.ScatterPlotItem(pxMode=True)
        self._dots.setZValue(15)
        chart.box.addItem(self._dots, ignoreBounds=True)
        self.shown: tuple[tuple[int, float, float], ...] = ()
        """Slot, place along the axis and height of each ring."""

    def show(self, runs: list[tuple[int, Run]], along: Along, log: bool) -> None:
        """Mark the best step of these runs, by their slots; none takes all rings away."""
        found = []
        for slot, run in runs:
            best = run.looks.best
            if best is None or best.step > run.last:
                continue
            height = best.test_risk
            if log:
                height = log10(height) if height > 0 else float("nan")
            if isfinite(height):
                found.append((slot, float(along.places(run, best.step)), height))
        if tuple(found) == self.shown:
            return
        self.shown = tuple(found)
        self._dots.setData([
            {"pos": (place, height), "size": px(RING), "symbol": "o", "brush": None,
             "pen": pg.mkPen(runner_color(slot), width=px(2))}
            for slot, place, height in found
        ])
