"""The law of the batch mean: how far a batch's gradient is from the full one, by its size."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from playground.app.look.style import SPACE_S, px, style
from playground.app.network.batch import law_text as words
from playground.app.network.batch.beside import PageBeside
from playground.app.network.facts import Facts
from playground.app.plots.loglog import Curve, Dots, LogLog
from playground.app.plots.series import LineStyle
from playground.app.widgets.labels import sentence
from playground.engine.networks.fitting import FittingProblem
from playground.engine.networks.noise import (
    GradientNoise,
    Spread,
    all_batches,
    measuring,
    noise_by_norms,
    sizes,
)
from playground.engine.networks.per_sample import per_sample_gradients
from playground.engine.problem import Array

DRAWS = 2000
"""Batches of each size, as `playground noise` draws: their mean is right to about 3 %."""
_WITH, _WITHOUT = LineStyle(2.0), LineStyle(2.0, (3.0, 2.6), round_ends=False)
_LISTED_SAMPLES = 8


class LawPage(PageBeside):
    """The two laws as curves, and what was measured as dots: filled with replacement, hollow
    without. Measured beside the window once nothing has moved for a moment.
    """

    hovered = Signal(str)
    beside_plot = 66
    """Pixels of the design that what is to be seen with the plot takes."""
    measured = Signal()
    """All sizes have their dots."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.noise: GradientNoise | None = None
        self.spreads: list[Spread] = []
        self._facts: Facts | None = None
        self._slot, self._seed = 0, 0
        self._build: Callable[[], FittingProblem] | None = None
        self.plot = LogLog("batch size m", "", legend_below=True)
        self.plot.axis("left").offer_names("E ‖batch gradient − ∇R‖²", "E ‖batch − ∇R‖²")
        self.plot.setAccessibleName("Law of the batch mean")
        self.reading, self.legend, self.listed = sentence(""), sentence("small"), sentence("small")
        self._column = QVBoxLayout(self)
        for part in (self.plot, self.reading, self.listed, self.legend):
            self._column.addWidget(part, 1 if part is self.plot else 0)
        self.plot.hovered.connect(self.hovered)
        self._space()
        style.changed.connect(self._space)

    def show_facts(
        self, facts: Facts, slot: int, seed: int, build: Callable[[], FittingProblem]
    ) -> None:
        """The selected runner at the cursor; `build` makes its problem anew, for the worker."""
        self._facts, self._slot, self._seed, self._build = facts, slot, seed, build
        self.noise = noise_by_norms(facts.problem, facts.theta)
        self.spreads = []
        self._draw()
        self.wait()

    def _begin(self) -> None:
        """Draw batches of every size, beside the window."""
        facts, build, noise = self._facts, self._build, self.noise
        if facts is None or build is None or noise is None:
            return
        if not np.isfinite(noise.covariance_trace):
            return
        theta, seed = facts.theta.copy(), self._seed
        self._work(lambda: _measured(build, theta, seed), lambda found: found)

    def take(self, noise: GradientNoise, spreads: list[Spread]) -> None:
        """Show what was measured so far."""
        self.noise, self.spreads = noise, spreads
        self._draw()
        if len(spreads) == len(sizes(noise.samples)):
            self.measured.emit()

    def _draw(self) -> None:
        facts, noise = self._facts, self.noise
        if facts is None or noise is None:
            return
        problem, n = facts.problem, noise.samples
        size = problem.batches.count(0)
        m = np.unique(np.concatenate([np.geomspace(1, n, 80), sizes(n)]))
        laws = [noise.law(k) for k in m]
        curves = [
            Curve(m, np.array([law.with_replacement for law in laws]), _WITH,
                  "with replacement", self._slot),
            Curve(m, np.array([law.without_replacement for law in laws]), _WITHOUT,
                  "without", self._slot),
        ]
        dots = []
        for hollow, name in ((False, "with"), (True, "without")):
            seen = [
                (s.size, value, words.dot(s, name)) for s in self.spreads
                if (value := getattr(s, f"measured_{name}")) is not None
            ]
            dots.append(Dots(
                np.array([one[0] for one in seen], float), np.array([one[1] for one in seen]),
                tuple(one[2] for one in seen), self._slot, hollow,
            ))
        self.plot.show_all(curves, dots, float(size) if size <= n else None)
        self.reading.setText(words.reading(problem, noise, size))
        done = len(self.spreads)
        self.legend.setText(words.legend(problem, n, done, len(sizes(n)), DRAWS))
        self.plot.setAccessibleDescription(self.reading.text())
        self._list_batches(problem, facts.theta, noise, size)

    def _list_batches(
        self, problem: FittingProblem, theta: Array, noise: GradientNoise, size: int
    ) -> None:
        """All batches one by one, where there are few enough to be worked out by hand."""
        few = noise.samples <= _LISTED_SAMPLES and size < noise.samples
        found = all_batches(per_sample_gradients(problem, theta), size) if few else None
        self.listed.setVisible(found is not None)
        if found is not None:
            self.listed.setText(words.listed(problem, noise, found))

    @Slot()
    def _space(self) -> None:
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(px(SPACE_S))


def _measured(
    build: Callable[[], FittingProblem], theta: Array, seed: int
) -> Iterator[tuple[GradientNoise, list[Spread]]]:
    """On the worker, on a problem of its own: what is found so far, a size more each time."""
    problem = build()
    noise = noise_by_norms(problem, theta)
    found: list[Spread] = []
    for spread in measuring(problem, theta, noise, DRAWS, seed):
        found.append(spread)
        yield noise, list(found)
