"""How noisy is noisy: the noise scale, and the batch size beyond which more stop paying."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from playground.app.core.view import Scene
from playground.app.look.style import SPACE_S, px, style
from playground.app.network.batch import scale_text as words
from playground.app.network.batch.beside import PageBeside
from playground.app.network.facts import Facts
from playground.app.plots.loglog import Curve, Dots, LogLog
from playground.app.plots.series import LineStyle
from playground.app.text.numbers import grouped, number
from playground.app.widgets.labels import sentence
from playground.engine.networks.fitting import FittingProblem
from playground.engine.networks.noise import GradientNoise, noise_by_norms
from playground.engine.problem import of_kind
from playground.lab.runs.target import Reached, common_target, looks_at

_LINE = LineStyle(2.0, (3.0, 2.6), round_ends=False)


class ScalePage(PageBeside):
    """The hyperbola of updates against samples, with the runs as dots."""

    hovered = Signal(str)
    beside_plot = 104
    """Pixels of the design that what is to be seen with the plot takes."""
    compared = Signal()
    """The runs have their dots."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.noise: GradientNoise | None = None
        self.raced: list[words.Raced] = []
        self._target = 0.0
        self._facts: Facts | None = None
        self._scene: Scene | None = None
        self.plot = LogLog("updates", "samples")
        self.plot.setAccessibleName("Updates against samples")
        self.scale, self.size_words = sentence(""), sentence("")
        self.runs_words, self.legend = sentence("small"), sentence("small")
        self.legend.setText(words.LEGEND)
        self._column = QVBoxLayout(self)
        for part in (self.scale, self.plot, self.size_words, self.runs_words, self.legend):
            self._column.addWidget(part, 1 if part is self.plot else 0)
        self.plot.hovered.connect(self.hovered)
        self._space()
        style.changed.connect(self._space)

    def show_scene(self, facts: Facts, scene: Scene) -> None:
        """The selected runner at the cursor, and all runners' ways."""
        self._facts, self._scene = facts, scene
        self.noise = noise_by_norms(facts.problem, facts.theta)
        size = facts.problem.batches.count(0)
        self.scale.setText(words.scale(self.noise))
        self.size_words.setText(words.of_size(self.noise, size))
        self._draw()
        self.wait()

    def _begin(self) -> None:
        """Beside the window: when every run came to the risk that all have come to."""
        scene = self._scene
        if scene is None:
            return
        pairs = zip(scene.experiment.runners, scene.runs, strict=True)
        chosen = [(runner, run) for runner, run in pairs if runner.shown and run.last]
        who = [
            (runner.slot, runner.label, of_kind(run.problem, FittingProblem))
            for runner, run in chosen
        ]
        looks = [looks_at(run) for _, run in chosen]
        problems = [problem for _, _, problem in who]
        self._work(lambda: common_target(problems, looks), lambda found: (who, found))

    def take(self, who: Sequence[tuple[int, str, FittingProblem]], found: Reached | None) -> None:
        """Show where the runs are."""
        self.raced = []
        self._target = 0.0 if found is None else found.risk
        if found is not None:
            for (slot, label, problem), step in zip(who, found.steps, strict=True):
                if step:
                    batches = problem.batches
                    self.raced.append(
                        words.Raced(slot, label, batches.count(0), step, batches.seen(step))
                    )
        self._draw()
        self.compared.emit()

    def _draw(self) -> None:
        noise, facts = self.noise, self._facts
        if noise is None or facts is None:
            return
        scale = noise.noise_scale
        fits = np.isfinite(scale) and scale > 0
        self.plot.setVisible(bool(fits))
        self.runs_words.setText(words.runs(self.raced, self._target))
        if not fits:
            return
        # Of updates to the target, fitted: each run took fewest · (1 + B/m) of them.
        fewest = 1.0
        if self.raced:
            ratios = [one.updates / (1 + scale / one.size) for one in self.raced]
            fewest = float(np.exp(np.mean(np.log(ratios))))
        sizes = [one.size for one in self.raced] or [facts.problem.batches.count(0)]
        low, high = min(*sizes, scale) / 4, max(*sizes, scale) * 4
        m = np.geomspace(low, high, 120)
        curve = Curve(fewest * (1 + scale / m), fewest * scale * (1 + m / scale), _LINE, "law")
        at = Dots(
            np.array([2 * fewest]), np.array([2 * fewest * scale]),
            (f"m = B = {number(scale, 3)}: twice the fewest updates and twice the fewest samples",),
            hollow=True,
        )
        dots = [
            Dots(np.array([float(one.updates)]), np.array([float(one.samples)]),
                 (f"{one.label}: {grouped(one.updates)} updates, {grouped(one.samples)} samples",),
                 one.slot)
            for one in self.raced
        ]
        several = bool(self.raced)
        self.plot.name_axes(
            "updates to the same risk" if several else "updates ÷ fewest",
            "samples to the same risk" if several else "samples ÷ fewest · B",
        )
        self.plot.show_all([curve], [at, *dots])
        self.plot.setAccessibleDescription(f"{self.scale.text()} {self.runs_words.text()}")

    @Slot()
    def _space(self) -> None:
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(px(SPACE_S))
