"""What is worked through: which H, and at which input x."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import (
    QComboBox,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QSizePolicy,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from playground.app.format import subscript
from playground.app.panels.step_cells import ruler
from playground.app.style import SMALL, SPACE_S, SPACE_XS, px, set_role
from playground.app.widgets.error_line import ErrorLine
from playground.app.widgets.number_field import NumberField
from playground.app.widgets.slider import quiet_wheel
from playground.engine.fitting import FittingProblem
from playground.engine.parameters import SettingError
from playground.engine.problem import Array

MOST_FIELDS = 8
_ACROSS = 4
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
        self._x: Array = np.zeros(0)
        self._y: Array = np.zeros(0)
        self._fields: list[NumberField] = []
        self._y_widgets: list[QWidget] = []
        self._make_controls()
        self._rows = QVBoxLayout(self)
        self._line = QHBoxLayout()
        self._line.addWidget(self._kind, 1)
        self._line.addWidget(self._example, 1)
        self._rows.addLayout(self._line)
        self._grid = QGridLayout()
        self._rows.addLayout(self._grid)
        self._labels = QHBoxLayout()
        self._rows.addLayout(self._labels)
        self._note = QLabel()
        self._note.setWordWrap(True)
        set_role(self._note, "small")
        self._rows.addWidget(self._note)
        self._error = ErrorLine()
        self._rows.addWidget(self._error)
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

    def show_problem(self, problem: FittingProblem) -> None:
        """The problem whose network and data these are; keeps what was chosen where it fits."""
        before, self._problem = self._problem, problem
        shape = problem.network.sizes[0], problem.network.sizes[-1]
        fits = before is not None and shape == (len(self._x), len(self._y))
        labels = problem.input_labels
        if not fits or before is None or before.input_labels != labels:
            self._fill_kinds(problem)
            self._make_fields(problem)
        count = len(problem.X)
        silent = self._example.blockSignals(True)
        self._example.setRange(0, count)
        self._example.setSuffix(f" of {count}")
        if not fits:
            self._example.setValue(1)
        self._example.blockSignals(silent)
        if self._example.value() > 0:
            self._take_example()
        self._show_fields()

    def restyle(self) -> None:
        """Sizes at the present scale."""
        self._rows.setContentsMargins(0, 0, 0, 0)
        self._rows.setSpacing(px(SPACE_XS))
        self._line.setSpacing(px(SPACE_S))
        self._grid.setHorizontalSpacing(px(SPACE_XS))
        self._grid.setVerticalSpacing(px(SPACE_XS))
        self._labels.setSpacing(px(SPACE_XS))
        for field in self._fields:
            field.setMinimumWidth(px(36))

    def _make_controls(self) -> None:
        self._kind = QComboBox()
        self._kind.setAccessibleName("What H is")
        self._kind.setToolTip(
            "H is what is differentiated: the network's output, as in the lecture; the loss at "
            "one example; or the risk, the mean loss over all training data."
        )
        self._kind.activated.connect(self._chosen)
        self._example = QSpinBox()
        self._example.setAlignment(Qt.AlignmentFlag.AlignRight)
        self._example.setPrefix("example ")
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
        chosen = self._kind.currentData() or (OUTPUT, 0)
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

    def _make_fields(self, problem: FittingProblem) -> None:
        for layout in (self._grid, self._labels):
            while (item := layout.takeAt(0)) is not None:
                if (old := item.widget()) is not None:
                    old.hide()
                    old.deleteLater()
        self._fields = []
        self._y_widgets = []
        inputs, outputs = problem.network.sizes[0], problem.network.sizes[-1]
        if inputs > MOST_FIELDS:
            return
        short = max(map(len, problem.input_labels)) <= 3
        for k, name in enumerate(problem.input_labels):
            tip = f"Input {name}: type a number for an x of your own."
            row, column = divmod(k, _ACROSS if short else _ACROSS // 2)
            for c, widget in enumerate(self._make_field(name, tip)):
                self._grid.addWidget(widget, row, 2 * column + c)
        for k in range(outputs if outputs <= _ACROSS else 0):
            name = "y" if outputs == 1 else f"y{subscript(k + 1)}"
            pair = self._make_field(name, "The label: what the output should be here.")
            self._y_widgets += pair
            for c, widget in enumerate(pair):
                if short and inputs + outputs <= _ACROSS:
                    self._grid.addWidget(widget, 0, 2 * (inputs + k) + c)
                else:
                    self._labels.addWidget(widget, c)
        self.restyle()

    def _make_field(self, name: str, tip: str) -> tuple[QWidget, QWidget]:
        place = len(self._fields)
        label, field = QLabel(), NumberField()
        label.setText(ruler(SMALL).elided(name, px(72)))
        label.setToolTip(name)
        label.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Preferred)
        set_role(label, "small")
        field.setToolTip(tip)
        field.setAccessibleName(name)
        field.typed.connect(lambda value: self._typed(place, value))
        field.stepped.connect(lambda steps: self._typed(place, field.value + 0.1 * steps))
        field.refused.connect(self._error.set_error)
        self._fields.append(field)
        return label, field

    def _take_example(self) -> None:
        assert self._problem is not None
        row = self._example.value() - 1
        self._x, self._y = self._problem.X[row].copy(), self._problem.y[row].copy()

    def _show_fields(self) -> None:
        """The numbers of x and y, and what cannot be typed."""
        for field, value in zip(self._fields, (*self._x, *self._y), strict=False):
            field.set_value(float(value))
        kind = self._kind.currentData()[0]
        for widget in self._y_widgets:
            widget.setVisible(kind != OUTPUT)
        self._example.setEnabled(True)
        note = ""
        if kind == RISK:
            note = "The steps go through this example; its terms and all the others are averaged."
        elif len(self._x) > MOST_FIELDS:
            note = f"x has {len(self._x)} numbers: choose an example."
        self._note.setText(note)
        self._note.setVisible(bool(note))

    @Slot()
    def _chosen(self) -> None:
        self._show_fields()
        self.changed.emit()

    @Slot(int)
    def _example_chosen(self, number: int) -> None:
        self._error.set_error("")
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
            self._error.set_error(f"{str(error)[:1].upper()}{str(error)[1:]}.")
            self._fields[place].set_invalid(True)
            return
        self._error.set_error("")
        self._x, self._y = x, y
        silent = self._example.blockSignals(True)
        self._example.setValue(0)
        self._example.blockSignals(silent)
        self._show_fields()
        self.changed.emit()
