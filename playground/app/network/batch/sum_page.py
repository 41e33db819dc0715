"""Sum or mean: what that means for the learning rate, and where steps run away."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QCheckBox, QGridLayout, QLabel, QVBoxLayout, QWidget

from playground.app.look.style import SPACE_M, SPACE_S, SPACE_XS, px, set_role, style
from playground.app.network.batch import sum_text as words
from playground.app.network.batch.beside import PageBeside
from playground.app.network.facts import Facts
from playground.app.text.numbers import number
from playground.app.widgets.choices import Segments
from playground.app.widgets.error_line import ErrorLine
from playground.app.widgets.labels import sentence
from playground.engine.data_problem import REDUCTIONS
from playground.engine.eigen import Spectrum
from playground.engine.hessian import spectrum_at
from playground.engine.optimizer import Optimizer

MOST_WORK = 200_000_000
"""Samples times parameters, which each of some hundred products goes through."""
_CHOICES = tuple((key, key.capitalize(), tip) for key, tip in REDUCTIONS.items())
_ROWS = ("η now", "η for the same run", "stable below")


class SumPage(PageBeside):
    """`reduction_chosen(reduction, keep)` is what a hand wants; `keep` the same run."""

    reduction_chosen = Signal(str, bool)
    rest_ms = 300

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.curvature: float | None = None
        self._facts: Facts | None = None
        self._rule: Optimizer | None = None
        self._size = 1
        self.reductions = Segments(_CHOICES, "How the gradients of a batch add up")
        self.keep = QCheckBox("Keep the run: change η with it")
        self.keep.setToolTip(
            "With the switch the learning rate is divided by the batch size (from mean to sum) or "
            "multiplied by it (back): the steps stay what they are."
        )
        self.keep.setChecked(True)
        self.error_line = ErrorLine()
        self.who, self.consequence = sentence("quiet"), sentence("")
        self.bound, self.rest_words = sentence("small"), sentence("small")
        self.who.setText(words.WHO)
        self.cells: dict[tuple[str, str], QLabel] = {}
        self._put_together()
        self.reductions.chosen.connect(self._choose)
        self._space()
        style.changed.connect(self._space)

    def _put_together(self) -> None:
        table = QWidget()
        self._grid = QGridLayout(table)
        for column, title in enumerate(("", "mean", "sum")):
            head = QLabel(title)
            set_role(head, "quiet")
            self._grid.addWidget(head, 0, column)
            self._grid.setColumnStretch(column, 1)
        for row, name in enumerate(_ROWS, start=1):
            label = QLabel(name)
            set_role(label, "quiet")
            self._grid.addWidget(label, row, 0)
            for column, reduction in enumerate(("mean", "sum"), start=1):
                cell = self.cells[name, reduction] = QLabel("–")
                self._grid.addWidget(cell, row, column)
        self._column = QVBoxLayout(self)
        for part in (
            self.who, self.reductions, self.keep, self.error_line, self.consequence, table,
            self.bound, self.rest_words,
        ):
            self._column.addWidget(part)
        self._column.addStretch(1)

    def show_run(self, facts: Facts, rule: Optimizer) -> None:
        """The selected runner at the cursor."""
        self._facts, self._rule = facts, rule
        batches = facts.problem.batches
        self._size = batches.count(0)
        self.curvature = None
        self.error_line.set_error("")
        self.reductions.set_value(facts.problem.reduction)
        self.consequence.setText(words.consequence(facts.problem, rule, self._size))
        self.rest_words.setText(words.remainder(batches))
        self._fill()
        self.wait()

    def _begin(self) -> None:
        """The largest curvature, beside the window: products with the Hessian."""
        facts = self._facts
        if facts is None:
            return
        problem, theta = facts.problem, facts.theta.copy()
        if len(problem.frozen) == problem.dimension:
            return
        if len(problem.X) * problem.dimension > MOST_WORK:
            self.bound.setText(words.TOO_MUCH)
            return
        self._work(lambda: spectrum_at(problem, theta), lambda found: (found,))

    def take(self, spectrum: Spectrum) -> None:
        """The curvature is known."""
        self.curvature = float(spectrum.largest[0])
        self._fill()

    def _fill(self) -> None:
        facts, rule = self._facts, self._rule
        if facts is None or rule is None:
            return
        m, sums = self._size, facts.problem.sums
        rate = getattr(rule, "learning_rate", None)
        now = {"mean": "–", "sum": "–"}
        same = dict(now)
        if rate is not None:
            now["sum" if sums else "mean"] = number(rate)
            if rule.scales_with_gradient:
                mean = rate * m if sums else rate
                same = {"mean": number(mean), "sum": number(mean / m)}
        stable = {"mean": "–", "sum": "–"}
        found = None
        if self.curvature is not None and self.curvature > 0:
            found = rule.stable_rate(self.curvature)
        if found is not None:
            stable = {"mean": number(found[0], 3), "sum": number(found[0] / m, 3)}
        for name, row in zip(_ROWS, (now, same, stable), strict=True):
            for reduction, text in row.items():
                self.cells[name, reduction].setText(text)
        self.bound.setText(words.bound(
            facts.problem, rule, self.curvature, found[1] if found else "", m
        ))

    @Slot(str)
    def _choose(self, reduction: str) -> None:
        self.reduction_chosen.emit(reduction, self.keep.isChecked())

    @Slot()
    def _space(self) -> None:
        self._column.setContentsMargins(0, px(SPACE_XS), 0, 0)
        self._column.setSpacing(px(SPACE_S))
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(px(SPACE_M))
