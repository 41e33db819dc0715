"""The gradient as an average: the cloud of all samples' gradients, and batches drawn from it."""

from __future__ import annotations

from dataclasses import dataclass, field
from time import perf_counter

import numpy as np
from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QGridLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from playground.app.look.style import SPACE_XS, px, style
from playground.app.network.batch import text as words
from playground.app.network.batch.cloud_plot import CloudMarks, CloudPlot
from playground.app.network.batch.parameter_box import ParameterBox
from playground.app.network.batch.sample_table import SampleTable, columns_of
from playground.app.network.facts import Facts
from playground.app.widgets.choices import Segments
from playground.app.widgets.error_line import ErrorLine
from playground.app.widgets.labels import sentence
from playground.app.widgets.number_field import WholeField
from playground.app.widgets.section import Section
from playground.app.widgets.wrap_row import WrapRow
from playground.engine.networks.batches import Rows
from playground.engine.networks.cloud import Cloud, angle, drawn, ellipse_of
from playground.engine.problem import Array

MANY = 100
FIELD, REST_MS = 60, 250
_PLANES = (
    ("gradient", "Along ∇R", (
        "Across: the share along the full gradient ∇R. Up: the direction at right angles to it in "
        "which the samples' gradients differ most."
    )),
    ("parameters", "Two weights", (
        "The gradients' shares along two weights or biases that you choose."
    )),
)
_NONE: Array = np.empty((0, 2))


@dataclass
class _Drawn:
    """Batches that were drawn without stepping, at one place and of one size."""

    size: int = 0
    index: int = 0
    rows: list[Rows] = field(default_factory=list)
    showing: bool = False
    """Whether the last of them is the batch that is shown."""


class CloudPage(QWidget):
    """Shows the selected runner's gradients at the cursor.

    `sample_lit(sample)` says that a sample was taken here, None that it was let go.
    """

    sample_lit = Signal(object)
    hovered = Signal(str)
    beside_plot = 78
    """Pixels of the design that what is to be seen with the plot takes."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.facts: Facts | None = None
        self.cloud: Cloud | None = None
        self.cost = 0.0
        self._slot, self._seed = 0, 0
        self._own_size: int | None = None  # of drawn batches, where it is not the runner's
        self._drawn = _Drawn()
        self._sample: int | None = None
        self._widest: tuple[Array, Array] | None = None
        self.planes = Segments(_PLANES, "Plane of the cloud")
        self.planes.set_value("gradient")
        self.across = ParameterBox("Across", "The weight or bias along the lower axis.")
        self.up = ParameterBox("Up", "The weight or bias along the left axis.")
        self.plot = CloudPlot()
        self.reading, self.uphill = sentence(""), sentence("small")
        self.legend = sentence("small")
        self.size_field = WholeField()
        self.another = QPushButton("Draw another")
        self.many = QPushButton(f"Draw {MANY}")
        self.error_line = ErrorLine()
        self.sample_words = sentence("")
        self.parameter = ParameterBox(
            "Blame of", "The weight or bias w whose blame ∂H/∂w and gradient the table has."
        )
        self.table = SampleTable()
        self.rest = QTimer(self, singleShot=True, interval=REST_MS)
        self.rest.timeout.connect(self._settle)
        self._put_together()
        self._connect()
        self._space()
        style.changed.connect(self._space)

    def _put_together(self) -> None:
        self._choice = QWidget()
        row = WrapRow(self._choice)
        row.addWidget(self.planes, 1)
        self._two = QWidget()
        pair = QGridLayout(self._two)
        pair.setContentsMargins(0, 0, 0, 0)
        for column, (text, box) in enumerate((("→", self.across), ("↑", self.up))):
            pair.addWidget(QLabel(text), 0, 2 * column)
            pair.addWidget(box, 0, 2 * column + 1)
            pair.setColumnStretch(2 * column + 1, 1)
        self._two.hide()
        self._draw_row = QWidget()
        draws = WrapRow(self._draw_row)
        label = QLabel("m =")
        label.setBuddy(self.size_field)
        self.size_field.setAccessibleName("Size of drawn batches")
        tip = (
            "How many samples a batch has that is drawn here. Nothing is trained with it: the "
            "runner's own batch size is in Training."
        )
        for told in (label, self.size_field):
            told.setToolTip(tip)
        self.another.setToolTip(
            "Draw another batch from the same place, without a step: its mean gradient points "
            "somewhere else."
        )
        self.many.setToolTip(
            f"Draw {MANY} batches from the same place: a cross for the mean gradient of each, red "
            "where it points uphill."
        )
        for control in (label, self.size_field, self.another, self.many):
            draws.addWidget(control)
        self._rows = (row, draws)
        inside = QWidget()
        table = QGridLayout(inside)
        table.setContentsMargins(0, 0, 0, 0)
        table.setColumnStretch(1, 1)
        about = QLabel("w =")
        about.setBuddy(self.parameter)
        table.addWidget(about, 0, 0)
        table.addWidget(self.parameter, 0, 1)
        table.addWidget(self.table, 1, 0, 1, 2)
        self.section = Section("Samples: error × blame", inside, "batch_samples")
        self._column = QVBoxLayout(self)
        for part in (
            self._choice, self._two, self._draw_row, self.error_line, self.plot, self.sample_words,
            self.reading, self.uphill, self.legend, self.section,
        ):
            self._column.addWidget(part, 1 if part is self.plot else 0)
        self.sample_words.hide()

    def _connect(self) -> None:
        self.planes.chosen.connect(self._choose_plane)
        for box in (self.across, self.up):
            box.currentIndexChanged.connect(self._redraw)
        self.parameter.currentIndexChanged.connect(self._fill_table)
        self.plot.picked.connect(self._pick)
        self.plot.hovered.connect(self.hovered)
        self.plot.say = self._say_sample
        self.table.taken.connect(self._pick)
        self.section.toggled.connect(self._fill_table)
        self.another.clicked.connect(lambda: self._draw_batches(1))
        self.many.clicked.connect(lambda: self._draw_batches(MANY))
        self.size_field.typed.connect(self._set_size)
        self.size_field.refused.connect(self.error_line.set_error)
        self.size_field.stepped.connect(lambda by: self._set_size(max(1, self._size + by)))

    # What is told

    def show_facts(self, facts: Facts, slot: int, seed: int, at_rest: bool = True) -> None:
        """The selected runner at the cursor; words and table follow at once only `at_rest`: they
        cost more than the picture, and nobody reads what changes sixty times a second.
        """
        began = perf_counter()
        before = self.facts
        if before is None or before.network != facts.network:
            last = facts.network.dimension - 1
            self.across.offer(facts.network, 0)
            self.up.offer(facts.network, min(1, last))
            self.parameter.offer(facts.network, 0)
        self.facts, self._slot, self._seed = facts, slot, seed
        if before is None or before.problem is not facts.problem:
            self._own_size = None
            samples = len(facts.problem.X)
            if self._sample is not None and self._sample >= samples:
                self.set_sample(None)
        self._drawn = _Drawn(self._size)
        self.error_line.set_error("")
        self.cloud = Cloud(facts.problem, facts.theta)
        self._widest = None
        self._draw_all(at_rest)
        if at_rest:
            self._fill_table()
        else:
            self.rest.start()
        self.cost = perf_counter() - began

    def set_sample(self, sample: int | None) -> None:
        """Light up a sample that was taken here or elsewhere."""
        self._sample = sample
        self.plot.light(sample)
        self.table.light(sample)
        self._describe_sample()

    # Batches

    @property
    def _size(self) -> int:
        """Of the batch that is shown or would be drawn."""
        assert self.facts is not None
        if self._own_size is not None:
            return self._own_size
        return self.facts.problem.batches.count(0)

    @property
    def _replace(self) -> bool:
        assert self.facts is not None
        return self.facts.problem.batches.sampling == "replacement"

    @Slot(float)
    def _set_size(self, value: float) -> None:
        if self.facts is None:
            return
        samples = len(self.facts.problem.X)
        whole = float(value).is_integer() and value >= 1
        if not whole or (value > samples and not self._replace):
            self.size_field.set_invalid(True)
            self.error_line.set_error(words.bad_size(samples, self._replace))
            return
        self.error_line.set_error("")
        self._own_size = int(value)
        self._drawn = _Drawn(self._own_size)
        self._draw_batches(1)

    def _draw_batches(self, count: int) -> None:
        """Draw some without a step; the last one is shown."""
        if self.facts is None:
            return
        self._drawn.rows += [
            drawn(len(self.facts.problem.X), self._size, self._replace, self._seed, k)
            for k in range(self._drawn.index, self._drawn.index + count)
        ]
        self._drawn.index += count
        self._drawn.showing = True
        self._draw_all()
        self._fill_table()

    def _step_rows(self) -> Rows | None:
        """The rows of the step's own batch among the samples of the cloud; None: all of them."""
        assert self.facts is not None
        return self.facts.problem.batches.rows(self.facts.step)

    # Drawing

    @Slot(str)
    def _choose_plane(self, kind: str) -> None:
        self._two.setVisible(kind == "parameters")
        self._redraw()

    @Slot()
    def _redraw(self) -> None:
        if self.cloud is not None:
            if self.planes.value == "parameters":
                self.parameter.setCurrentIndex(self.across.index)
            self._draw_all()

    def _directions(self) -> tuple[Array, Array, tuple[str, str]]:
        """The plane's two unit vectors, shape (dimension,), and the names of its axes."""
        assert self.facts is not None and self.cloud is not None
        network, cloud = self.facts.network, self.cloud
        if self.planes.value == "parameters":
            one, two = np.zeros(network.dimension), np.zeros(network.dimension)
            one[self.across.index] = two[self.up.index] = 1
            names = tuple(f"∂ℓ/∂{network.place_of(b.index).name}" for b in (self.across, self.up))
            return one, two, (names[0], names[1])
        if self._widest is None:
            length = float(np.linalg.norm(cloud.mean))
            one = cloud.mean / length if length > 0 else cloud.widest(cloud.mean)
            if network.dimension == 1:
                self._widest = one, np.zeros(1)
            else:
                self._widest = one, cloud.widest(one)
        return (*self._widest, ("along ∇R", "widest across"))

    @Slot()
    def _settle(self) -> None:
        """It rests: the words and the table, too."""
        if self.isVisible():
            self._draw_all()
            self._fill_table()

    def _draw_all(self, words_too: bool = True) -> None:
        facts, cloud = self.facts, self.cloud
        if facts is None or cloud is None:
            return
        problem = facts.problem
        one, two, names = self._directions()
        plane = np.stack([one, two], axis=1)
        points = np.stack([cloud.along(one), cloud.along(two)], axis=1)
        members = _NONE
        rows: Rows = np.empty(0, np.int64)
        state = self._drawn
        if state.showing:
            rows = state.rows[-1]
            batch = cloud.batch_mean(rows)
        else:
            own = self._step_rows()
            if own is None:
                batch, rows = cloud.mean, np.arange(cloud.samples)
            elif problem.data.source is None:
                batch, rows = cloud.batch_mean(own), own
            else:  # rows of a file, which are not among the samples that the risk is taken on
                X, y = problem.data.source.take(own)  # noqa: N806
                theirs = Cloud(problem, facts.theta, problem.inputs(X), y)
                batch = theirs.mean
                members = np.stack([theirs.along(one), theirs.along(two)], axis=1)
        self._batch = batch
        n, m = cloud.samples, self._size
        if not np.isfinite(points).all() or not np.isfinite(batch).all():
            self.reading.setText(words.NOT_FINITE)
            return
        spread = ellipse_of(points)
        share = words.variance_share(n, m, self._replace)
        means, along = _NONE, np.empty(0)
        if state.rows:
            averaged = [points[drawn_rows].mean(axis=0) for drawn_rows in state.rows]
            means = np.array(averaged[-MANY:])
            inner = cloud.along(cloud.mean)
            along = np.array([inner[drawn_rows].mean() for drawn_rows in state.rows])
        marks = CloudMarks(
            points, cloud.mean @ plane, batch @ plane, spread,
            spread.scaled(share)._replace(middle=cloud.mean @ plane) if share > 0 else None,
            rows, members, means, along[-MANY:] < 0,
        )
        label = "drawn" if state.showing else "batch"
        degrees = angle(cloud.mean, batch)
        up = int((along < 0).sum())
        self.plot.show_marks(
            marks, self._slot, names, ("∇R", label), self.planes.value == "gradient",
            words.corner(degrees, up, len(along)),
        )
        if not words_too:
            return
        self.size_field.set_value(m)
        self.reading.setText(words.angle_words(
            degrees, float(np.linalg.norm(batch)), float(np.linalg.norm(cloud.mean)),
            m if state.showing or members.size else len(rows), state.showing, len(rows) == n,
        ))
        self.legend.setText(words.legend(problem, m, n))
        self.uphill.setText(words.uphill(up, len(along), m))
        self.uphill.setVisible(bool(len(along)))
        self.plot.setAccessibleName("Cloud of gradients")
        self.plot.setAccessibleDescription(self.reading.text())
        self._describe_sample()

    # The samples

    @Slot()
    def _fill_table(self) -> None:
        facts, cloud = self.facts, self.cloud
        if facts is None or cloud is None or not self.section.opened:
            return
        rows = self._drawn.rows[-1] if self._drawn.showing else self._step_rows()
        often = None
        if self._drawn.showing or facts.problem.data.source is None:
            often = np.ones(cloud.samples) if rows is None else np.bincount(
                rows, minlength=cloud.samples
            ).astype(float)
        self.table.samples.show_columns(columns_of(
            facts.problem, facts.theta, cloud.output, self.parameter.index, often
        ))
        self.table.light(self._sample)

    def _say_sample(self, sample: int) -> str:
        facts, cloud = self.facts, self.cloud
        if facts is None or cloud is None:
            return ""
        index = self.parameter.index
        return words.sample_words(facts.problem, facts.theta, cloud, sample, index)

    def _describe_sample(self) -> None:
        there = self._sample is not None and self.cloud is not None
        self.sample_words.setVisible(there)
        if there and self._sample is not None:
            self.sample_words.setText(self._say_sample(self._sample))

    @Slot(object)
    def _pick(self, sample: int | None) -> None:
        if sample != self._sample:
            self.set_sample(sample)
            self.sample_lit.emit(sample)

    @Slot()
    def _space(self) -> None:
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(px(SPACE_XS))
        for row in self._rows:
            row.setSpacing(px(SPACE_XS))
        self.size_field.setFixedWidth(px(FIELD))

    def hideEvent(self, event: QHideEvent) -> None:
        self.rest.stop()
        super().hideEvent(event)
