"""The noise floor: the last points of a run, the level and cloud predicted, and their average."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QGridLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from playground.app.look.style import SPACE_S, SPACE_XS, px, style
from playground.app.network.batch import floor_text as words
from playground.app.network.batch.floor_plot import FloorMarks, FloorPlot
from playground.app.network.batch.parameter_box import ParameterBox
from playground.app.network.facts import Facts
from playground.app.widgets.error_line import ErrorLine
from playground.app.widgets.labels import sentence
from playground.app.widgets.wrap_row import WrapRow
from playground.engine.networks.cloud import ellipse
from playground.engine.networks.floor import Floor, NoFloorError
from playground.engine.problem import Array
from playground.lab.runs.noise_floor import floor_of, minimum_of
from playground.lab.runs.run import Run
from playground.lab.runs.tail import Tail, tail

REST_MS, SOME = 250, 60
"""At rest the risk of about so many of the points is evaluated."""
MOST_WORK = 50_000_000


class FloorPage(QWidget):
    """Shows the selected runner about its minimum.

    `rate_halved`, `batch_doubled` and `decay_switched(on)` are what a hand asks for.
    """

    hovered = Signal(str)
    beside_plot = 116
    """Pixels of the design that what is to be seen with the plot takes."""
    rate_halved = Signal()
    batch_doubled = Signal()
    decay_switched = Signal(bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.floor: Floor | None = None
        self.minimum: Array | None = None
        self.tail: Tail | None = None
        self._facts: Facts | None = None
        self._run: Run | None = None
        self._slot = 0
        self.across = ParameterBox("Across", "The weight or bias along the lower axis.")
        self.up = ParameterBox("Up", "The weight or bias along the left axis.")
        self.plot = FloorPlot()
        self.plot.setAccessibleName("The last points, and the cloud predicted for them")
        self.predicted, self.seen = sentence(""), sentence("")
        self.legend = sentence("small")
        self.error_line = ErrorLine()
        self.halve = QPushButton("Halve η")
        self.double = QPushButton("Double m")
        self.decay = QPushButton("1/t steps")
        self.decay.setCheckable(True)
        self.rest = QTimer(self, singleShot=True, interval=REST_MS)
        self.rest.timeout.connect(self._measure)
        self._put_together()
        for box in (self.across, self.up):
            box.currentIndexChanged.connect(self._draw)
        self.plot.hovered.connect(self.hovered)
        self.halve.clicked.connect(self.rate_halved)
        self.double.clicked.connect(self.batch_doubled)
        self.decay.clicked.connect(self.decay_switched)
        self._space()
        style.changed.connect(self._space)

    def _put_together(self) -> None:
        self.halve.setToolTip(
            "Half the learning rate from the step on that is looked at: about half the floor, and "
            "twice as many steps to get there."
        )
        self.double.setToolTip(
            "Batches of twice the size: half the floor, and twice the cost of every step. The run "
            "begins anew with them."
        )
        self.decay.setToolTip(
            "Let the learning rate fall like 1/(1 + r t): with the right r the points settle "
            "without a floor."
        )
        buttons = QWidget()
        self._row = WrapRow(buttons)
        for button in (self.halve, self.double, self.decay):
            self._row.addWidget(button)
        two = QWidget()
        pair = QGridLayout(two)
        pair.setContentsMargins(0, 0, 0, 0)
        for column, (text, box) in enumerate((("→", self.across), ("↑", self.up))):
            pair.addWidget(QLabel(text), 0, 2 * column)
            pair.addWidget(box, 0, 2 * column + 1)
            pair.setColumnStretch(2 * column + 1, 1)
        self._column = QVBoxLayout(self)
        for part in (
            two, self.plot, buttons, self.error_line, self.predicted, self.seen, self.legend
        ):
            self._column.addWidget(part, 1 if part is self.plot else 0)

    def show_run(self, facts: Facts, run: Run, slot: int) -> None:
        """The selected runner at the cursor."""
        before = self._facts
        if before is None or before.network != facts.network:
            last = facts.network.dimension - 1
            self.across.offer(facts.network, 0)
            self.up.offer(facts.network, min(1, last))
        if before is None or before.problem is not facts.problem or run is not self._run:
            self.plot.forget()
        self._facts, self._run, self._slot = facts, run, slot
        self.error_line.set_error("")
        self.tail = tail(run, facts.step)
        self.floor, self.minimum, why = None, None, ""
        try:
            self.minimum = minimum_of(facts.problem, self.tail.average).place
            self.floor = floor_of(run, facts.step, self.tail.average)
        except NoFloorError as error:
            why = str(error)
        rule = run.optimizer_at(facts.step)
        self.decay.setChecked(rule.schedule is not None and rule.schedule.name == "inverse")
        full = facts.problem.batches.is_full
        self.double.setEnabled(not full)
        has_rate = getattr(rule, "learning_rate", None) is not None
        for button in (self.halve, self.decay):
            button.setEnabled(has_rate)
        self.predicted.setText(words.predicted(facts.problem, self.floor, why))
        self._draw()
        self.rest.start()

    @Slot()
    def _draw(self) -> None:
        facts, found = self._facts, self.tail
        if facts is None or found is None:
            return
        pair = [self.across.index, self.up.index]
        one, two = (facts.network.place_of(index).name for index in pair)
        minimum = None if self.minimum is None else self.minimum[pair]
        predicted = None
        if self.floor is not None:
            predicted = ellipse(self.floor.middle[pair], self.floor.covariance[np.ix_(pair, pair)])
            if not predicted.half[0] > 0:
                predicted = None
        marks = FloorMarks(found.points[:, pair], found.averages[:, pair], minimum, predicted)
        self.plot.show_marks(marks, self._slot, (one, two))
        self.legend.setText(words.legend(found))

    @Slot()
    def _measure(self) -> None:
        """At rest: what the risk of the points is, and of their average."""
        facts, found = self._facts, self.tail
        if facts is None or found is None or not self.isVisible():
            return
        problem = facts.problem
        some = found.points[:: max(1, len(found.points) // SOME)]
        if len(problem.X) * problem.dimension * (len(some) + 1) > MOST_WORK:
            self.seen.setText(words.TOO_MUCH)
            return
        risks = [problem.risk_and_grad(point)[0] for point in some]
        average = problem.risk_and_grad(found.average)[0]
        share = None
        if self.floor is not None and len(found.points) > 20:
            pair = [self.across.index, self.up.index]
            share = _inside(found.points[:, pair] - self.floor.middle[pair],
                            self.floor.covariance[np.ix_(pair, pair)])
        self.seen.setText(words.seen(
            problem, float(np.mean(risks)), len(found.points), float(average), found, share
        ))
        self.plot.setAccessibleDescription(f"{self.predicted.text()} {self.seen.text()}")

    @Slot()
    def _space(self) -> None:
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(px(SPACE_XS))
        self._row.setSpacing(px(SPACE_S))

    def hideEvent(self, event: QHideEvent) -> None:
        self.rest.stop()
        super().hideEvent(event)


def _inside(away: Array, covariance: Array) -> float | None:
    """The share of points within 2 sigma, or None where the cloud is flat."""
    if np.linalg.cond(covariance) > 1e12:
        return None
    square = np.einsum("ij,ij->i", away @ np.linalg.inv(covariance), away)
    return float((square <= 4).mean())
