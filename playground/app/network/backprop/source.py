"""What is worked through: which H, and at which input x."""

# ruff: noqa: N806  (X is what everybody calls it)

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QSizePolicy,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from playground.app.look.style import SPACE_S, SPACE_XS, px, set_role
from playground.app.network.backprop.fields import SourceFields
from playground.app.text.numbers import grouped, subscript
from playground.app.widgets.combo import Combo
from playground.app.widgets.error_line import ErrorLine
from playground.app.widgets.labels import capital
from playground.app.widgets.slider import quiet_wheel
from playground.engine.networks.fitting import FittingProblem
from playground.engine.parameters import SettingError
from playground.engine.problem import Array
from playground.lab.experiments.experiment import Experiment
from playground.lab.experiments.presets import preset_of, presets
from playground.lab.experiments.titles import CHANGED

_AVERAGED = "One example. Select a weight for the mean."
_AVERAGED_TIP = (
    "∇R is the mean of error × blame over all the training data. The steps go through one example "
    "of it; select a weight, and below stand its terms for each example and their mean. With L1 or "
    "L2, training minimizes R + penalty: the penalty's own part is added to that mean."
)
_KIND_TIP = (
    "H is what is differentiated: the network's output, as in the lecture; the loss at one "
    "example; or the risk, the mean loss over {}."
)
_AROUND = 26  # a spin box's frame and buttons
OUTPUT, LOSS, RISK = "output", "loss", "risk"


class Source(NamedTuple):
    """H and where it is taken: kind "output" (with its number), "loss" or "risk".

    `x` is what the network sees, `y` what was wanted there; `row` is the training example, −1 for
    numbers of one's own.
    """

    kind: str
    output: int
    x: Array
    y: Array
    row: int

    @property
    def words(self) -> str:
        """H in words."""
        if self.kind == OUTPUT:
            return f"output {self.output + 1}"
        return "the loss at this example" if self.kind == LOSS else "the risk"


class SourceForm(QWidget):
    """Choose H, choose an example or type x (and y, where H is a loss). `changed` by hand only."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._problem: FittingProblem | None = None
        self._begun: tuple[str, Array] = ("", np.zeros(0))
        self._first = ""  # what H is of the next problem, if that is another experiment's
        self._x: Array = np.zeros(0)
        self._y: Array = np.zeros(0)
        self._make_controls()
        self._rows = QVBoxLayout(self)
        self._line = QHBoxLayout()
        self._line.addWidget(self._kind, 1)
        self._line.addWidget(self._example, 1)
        self._rows.addLayout(self._line)
        self._numbers = SourceFields()
        self._numbers.typed.connect(self._typed)
        self._rows.addWidget(self._numbers)
        self.note_label = QLabel(_AVERAGED)
        self.note_label.setWordWrap(True)
        self.note_label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
        self.note_label.setToolTip(_AVERAGED_TIP)
        set_role(self.note_label, "small")
        self._rows.addWidget(self.note_label)
        self.error_line = ErrorLine()
        self._numbers.refused.connect(self.error_line.set_error)
        self._rows.addWidget(self.error_line)
        self.restyle()

    @property
    def source(self) -> Source:
        """What is chosen."""
        kind, output = self._kind.currentData()
        return Source(kind, output, self._x.copy(), self._y.copy(), self._example.value() - 1)

    def choose_example(self, row: int) -> None:
        """Show a training example, as if its number had been typed."""
        self._example.setValue(row + 1)

    def choose_kind(self, kind: str, output: int = 0) -> None:
        """Choose what H is, as if by hand."""
        index = self._index_of(kind, output)
        if index >= 0:
            self._kind.setCurrentIndex(index)
            self._chosen()

    def begins(self, experiment: Experiment, problem: FittingProblem) -> bool:
        """Whether this is another experiment, which is worked through at its own example.

        It has another title and other data. Its words may speak of that example and of an H.
        """
        title, X = self._begun
        self._begun = experiment.title.removesuffix(CHANGED), problem.X
        if title == self._begun[0] or np.array_equal(X, problem.X):
            return False
        name = preset_of(experiment)
        self._problem, self._first = None, presets[name].H if name else OUTPUT
        return True

    def show_problem(self, problem: FittingProblem) -> None:
        """The problem whose network and data these are; keeps what was chosen where it fits."""
        before, self._problem = self._problem, problem
        shape = problem.network.sizes[0], problem.network.sizes[-1]
        fits = before is not None and shape == (len(self._x), len(self._y))
        labels = problem.input_labels
        if not fits or before is None or before.input_labels != labels:
            self._fill_kinds(problem)
            outputs = problem.network.sizes[-1]
            ys = ["y"] if outputs == 1 else [f"y{subscript(k + 1)}" for k in range(outputs)]
            self._numbers.show_names(labels, ys)
        count = len(problem.X)
        silent = self._example.blockSignals(True)
        self._example.setRange(0, count)
        self._example.setSuffix(f" of {count}")
        some = f"{grouped(count)} of {grouped(problem.data.samples)} rows, always the same"
        self._kind.setToolTip(_KIND_TIP.format(
            some if problem.is_estimated else "all training data"
        ))
        self._say_example()
        if not fits:
            self._example.setValue(1)
            self.error_line.set_error("")
        self._example.blockSignals(silent)
        if self._example.value() > 0:
            self._take_example()
        self._show_fields()

    def restyle(self) -> None:
        """Sizes at the present scale."""
        self._rows.setContentsMargins(0, 0, 0, 0)
        self._rows.setSpacing(px(SPACE_XS))
        self._line.setSpacing(px(SPACE_S))
        self._numbers.restyle()

    def _say_example(self) -> None:
        """“example 3 of 200”, or without the word where there is no room for it."""
        many, metrics = self._example.suffix(), self._example.fontMetrics()
        longest = f"example {self._example.maximum()}{many}"
        room = self._example.width() - px(_AROUND)
        self._example.setPrefix(
            "example " if metrics.horizontalAdvance(longest) <= room else ""
        )

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        QTimer.singleShot(0, self, self._say_example)

    def _make_controls(self) -> None:
        self._kind = Combo()
        self._kind.setAccessibleName("What H is")
        self._kind.setToolTip(_KIND_TIP.format("all training data"))
        self._kind.activated.connect(self._chosen)
        self._example = QSpinBox()
        self._example.setAlignment(Qt.AlignmentFlag.AlignRight)
        self._example.setSpecialValueText("my own x")
        self._example.setKeyboardTracking(False)
        self._example.setAccessibleName("Training example")
        self._example.setToolTip(
            "Which training example goes through the network. Type other numbers below for an x "
            "of your own."
        )
        self._example.valueChanged.connect(self._example_chosen)
        for control in (self._kind, self._example):
            quiet_wheel(control)
            control.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def _fill_kinds(self, problem: FittingProblem) -> None:
        chosen = (self._first, 0) if self._first else self._kind.currentData() or (OUTPUT, 0)
        self._first = ""
        outputs = problem.network.sizes[-1]
        self._kind.clear()
        for k in range(outputs):
            self._kind.addItem("H = output" if outputs == 1 else f"H = output {k + 1}", (OUTPUT, k))
        self._kind.addItem("H = loss here", (LOSS, 0))
        self._kind.addItem("H = risk (all data)", (RISK, 0))
        self._kind.setCurrentIndex(max(0, self._index_of(*chosen)))

    def _index_of(self, kind: str, output: int) -> int:
        """Where a choice stands; findData does not know tuples."""
        found = (k for k in range(self._kind.count()) if self._kind.itemData(k) == (kind, output))
        return next(found, -1)

    def _take_example(self) -> None:
        assert self._problem is not None
        row = self._example.value() - 1
        self._x, self._y = self._problem.X[row].copy(), self._problem.y[row].copy()

    def _show_fields(self) -> None:
        """The numbers of x and y, and what is averaged."""
        kind = self._kind.currentData()[0]
        self._numbers.show_values(self._x.tolist(), self._y.tolist(), kind != OUTPUT)
        self.note_label.setVisible(kind == RISK)

    @Slot()
    def _chosen(self) -> None:
        self._show_fields()
        self.changed.emit()

    @Slot(int)
    def _example_chosen(self, number: int) -> None:
        self.error_line.set_error("")
        if number > 0:
            self._take_example()
            self._show_fields()
        self.changed.emit()

    def _typed(self, place: int, value: float) -> None:
        assert self._problem is not None
        x, y = self._x.copy(), self._y.copy()
        if place < len(x):
            x[place] = value
        else:
            y[place - len(x)] = value
        try:
            self._problem.loss.check_labels(y[None])
        except SettingError as error:
            self.error_line.set_error(capital(error))
            self._numbers.fields[place].set_invalid(True)
            return
        self.error_line.set_error("")
        self._x, self._y = x, y
        silent = self._example.blockSignals(True)
        self._example.setValue(0)
        self._example.blockSignals(silent)
        self._show_fields()
        self.changed.emit()
