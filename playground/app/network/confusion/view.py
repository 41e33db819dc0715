"""How right the network is: a confusion matrix of classes, or predicted against true numbers."""

from __future__ import annotations

from math import isfinite

import numpy as np
from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QHBoxLayout,
    QLabel,
    QSizePolicy,
    QStackedLayout,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from playground.app.core.view import Scene, View
from playground.app.look.style import SPACE_S, SPACE_XS, px, set_role, style
from playground.app.network.confusion.matrix import ConfusionMatrix, percent
from playground.app.network.confusion.scatter import Scatter, r_squared
from playground.app.network.sample_pictures import mistakes
from playground.app.text.numbers import count, fixed, grouped, number
from playground.app.widgets.combo import Combo
from playground.app.widgets.empty_state import EmptyState
from playground.app.widgets.picture_grid import PictureGrid
from playground.app.widgets.slider import quiet_wheel
from playground.engine.networks.fitting import FittingProblem
from playground.lab.runs.evaluator import Evaluator
from playground.lab.tables.classes import Confusion

_TRAIN_TIP = "The samples that the network is trained on."
_TEST_TIP = "Samples that were kept aside and never trained on: how well it does on news."
_NARROW = 300  # of the design: the sentence with its share needs about so much
MOST_MISTAKES = 60
_NO_TEST = "There is no test data: all samples are trained on. Choose a test share in the data."


class ConfusionView(View):
    """The selected runner at the cursor, on training or on test data."""

    hovered = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._evaluator: Evaluator | None = None
        self._wants_test = True
        self._training, self._test = QToolButton(), QToolButton()
        self._group = QButtonGroup(self)
        self._outputs = Combo()
        self._sentence = QLabel()
        self.note_label = QLabel()
        self._matrix, self._scatter = ConfusionMatrix(), Scatter()
        self._mistakes, self._about_mistakes = PictureGrid(rows=1), QLabel()
        self.empty_state = EmptyState("chart", "")
        self._stack, self._pictures = QStackedLayout(), QStackedLayout()
        self._body = QWidget()
        self._top, self._inner = QHBoxLayout(), QVBoxLayout(self._body)
        self._column = QVBoxLayout(self)
        self._put_together()
        self._restyle()
        style.changed.connect(self._restyle)

    @property
    def sentence(self) -> str:
        """What it comes to: "112 of 125 test samples are right: 89.6 %."."""
        return self._sentence.text()

    @property
    def note(self) -> str:
        """What else there is to know, quietly."""
        return self.note_label.text()

    @property
    def test(self) -> bool:
        """Whether the test data are shown."""
        return self._wants_test and self._evaluator is not None and self._evaluator.has_test

    def set_test(self, test: bool) -> None:
        """Show test or training data."""
        (self._test if test else self._training).click()

    def export_target(self) -> QWidget:
        """What is saved as a picture: sentence and picture, without the controls."""
        return self._stack.currentWidget() or self._body

    def draw_scene(self) -> None:
        """Another run or another selection."""
        run = self._shown.run
        problem = run.problem if run is not None else None
        if not isinstance(problem, FittingProblem):
            self._evaluator = None
        elif self._evaluator is None or self._evaluator.problem is not problem:
            self._evaluator = Evaluator(problem)
            self._scatter.forget()
            self._offer_outputs(problem)
        there = self._evaluator is not None and self._evaluator.has_test
        self._test.setEnabled(there)
        self._test.setToolTip(_TEST_TIP if there or self._evaluator is None else _NO_TEST)
        (self._test if self.test else self._training).setChecked(True)
        self.draw_cursor()

    def draw_cursor(self) -> None:
        """Another step."""
        run, why = self._shown.run, self._why_empty
        self._stack.setCurrentWidget(self.empty_state if why else self._body)
        if why or run is None or self._evaluator is None:
            self.empty_state.set_sentence(why)
            self.empty_state.setAccessibleName(why)
            return
        theta = run[min(self.cursor, run.last)].theta
        confusion = self._evaluator.confusion(theta, self.test)
        self._show_mistakes(theta)
        if confusion is not None:
            self._show_confusion(confusion)
        else:
            self._show_numbers(theta)

    # Parts

    def _put_together(self) -> None:
        for button, text, tip in (
            (self._training, "training", _TRAIN_TIP), (self._test, "test", _TEST_TIP),
        ):
            button.setText(text)
            button.setCheckable(True)
            button.setToolTip(tip)
            button.setAccessibleName(f"{text.capitalize()} data")
            button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            self._group.addButton(button)
            self._top.addWidget(button)
        self._outputs.setAccessibleName("Which output")
        self._outputs.setToolTip("Which of the network's outputs is compared with its targets.")
        quiet_wheel(self._outputs)
        self._top.addStretch(1)
        self._top.addWidget(self._outputs)
        # One line, whatever it says: nothing jumps.
        for label in (self._sentence, self.note_label, self._about_mistakes):
            label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        set_role(self.note_label, "small")
        self._inner.addWidget(self._sentence)
        self._inner.addWidget(self.note_label)
        self._pictures.addWidget(self._matrix)
        self._pictures.addWidget(self._scatter)
        self._inner.addLayout(self._pictures, 1)
        set_role(self._about_mistakes, "small")
        self._mistakes.setAccessibleName("Samples that are taken for another class")
        for part in (self._about_mistakes, self._mistakes):
            part.hide()
            self._inner.addWidget(part)
        self._inner.setContentsMargins(0, 0, 0, 0)
        self._stack.addWidget(self.empty_state)
        self._stack.addWidget(self._body)
        self._column.addLayout(self._top)
        self._column.addLayout(self._stack, 1)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._group.buttonClicked.connect(self._switch)
        self._outputs.currentIndexChanged.connect(self._other_output)
        self._matrix.hovered.connect(self.hovered)
        self._scatter.hovered.connect(self.hovered)
        for changed in (self._scatter.box.looked, self._scatter.box.fit_asked):
            changed.connect(self._redraw)  # the note counts what lies outside the picture
        self._scatter.save_asked.connect(self.picture_asked)

    @Slot()
    def _restyle(self) -> None:
        self._column.setSpacing(px(SPACE_XS))
        self._inner.setSpacing(0)
        self._top.setContentsMargins(px(SPACE_S), px(SPACE_XS), px(SPACE_S), 0)
        self._top.setSpacing(px(SPACE_XS))
        for label in (self._sentence, self.note_label, self._about_mistakes):
            label.setContentsMargins(px(SPACE_S), 0, px(SPACE_S), 0)
        self._mistakes.setContentsMargins(px(SPACE_S), 0, px(SPACE_S), 0)
        self._fold()
        self._matrix.update()

    def _fold(self) -> None:
        """Two lines for each where one is too short for what they may say."""
        narrow = self.width() < px(_NARROW)
        for label in (self._sentence, self.note_label, self._about_mistakes):
            label.setWordWrap(narrow)
            label.setFixedHeight((1 + narrow) * label.fontMetrics().lineSpacing() + px(2))

    @Slot()
    def _switch(self) -> None:
        self._wants_test = self._test.isChecked()
        self._draw(self.draw_cursor)

    @Slot()
    def _redraw(self) -> None:
        self._draw(self.draw_cursor)

    @Slot()
    def _other_output(self) -> None:
        self._scatter.forget()
        self._draw(self.draw_cursor)

    def _offer_outputs(self, problem: FittingProblem) -> None:
        count, names = problem.y.shape[1], problem.data.target_names
        named = names if len(names) == count else tuple(f"y{k}" for k in range(1, count + 1))
        blocked = self._outputs.blockSignals(True)
        self._outputs.clear()
        self._outputs.addItems(list(named) if count > 1 or names else ["values"])
        self._outputs.blockSignals(blocked)
        classes = self._evaluator is not None and self._evaluator.classes is not None
        self._outputs.setVisible(count > 1 and not classes)

    # Drawing

    @property
    def _shown(self) -> Scene:
        assert self.scene is not None
        return self.scene

    @property
    def _why_empty(self) -> str:
        run = self._shown.run
        if run is None:
            return "Add an optimizer: how many samples its network gets right appears here."
        if self._evaluator is None:
            return "This is about networks: choose or build one to see how right it is."
        if not len(run.columns.steps):
            return "The start is not finite: there are no predictions. Make the weights smaller."
        return ""

    @property
    def _set_name(self) -> str:
        return "test" if self.test else "training"

    def _show_confusion(self, confusion: Confusion) -> None:
        self._pictures.setCurrentWidget(self._matrix)
        total, right = confusion.samples, confusion.right
        are = "sample is" if total == 1 else "samples are"
        said = f"{grouped(right)} of {grouped(total)} {self._set_name} {are} right: "
        self._sentence.setText(f"{said}{percent(right, total)}.")
        lost = grouped(confusion.lost)
        have = "has" if confusion.lost == 1 else "have"
        lost = f"{lost} {have} outputs that are not finite. " if confusion.lost else ""
        often = int(confusion.counts.sum(axis=1).max(initial=0))
        guess = f"Always saying the most frequent class: {percent(often, total)}. "
        self._say_note(lost + guess)
        self._matrix.show_confusion(confusion)
        self._matrix.setAccessibleName(f"Confusion matrix of the {self._set_name} data")
        self._matrix.setAccessibleDescription(self.sentence)

    def _show_mistakes(self, theta: np.ndarray) -> None:
        """The first samples that are taken for another class, where samples are pictures."""
        evaluator = self._evaluator
        assert evaluator is not None
        data = evaluator.problem.data
        wrong = evaluator.mistakes(theta, self.test, MOST_MISTAKES) if data.picture else None
        for part in (self._about_mistakes, self._mistakes):
            part.setVisible(wrong is not None)
        if wrong is None or evaluator.classes is None:
            return
        self._mistakes.show_pictures(mistakes(data, wrong, evaluator.classes.labels))
        self._about_mistakes.setText(
            f"Taken for another class, true → predicted ({grouped(wrong.total)}):" if wrong.total
            else "None is taken for another class."
        )

    def _show_numbers(self, theta: np.ndarray) -> None:
        assert self._evaluator is not None
        found = self._evaluator.predictions(theta, self.test)
        assert found is not None
        output = max(self._outputs.currentIndex(), 0)
        true, predicted = (values[:, output] for values in found)
        share = r_squared(true, predicted)
        self._pictures.setCurrentWidget(self._scatter)
        if not np.isfinite(predicted).all():
            said = "Predictions are not finite: the numbers have exploded."
        elif not isfinite(share):
            said = "All true values are the same: R² says nothing here."
        elif share < 0:
            said = f"R² = {number(share, 3, True)}: worse than guessing the mean."
        else:
            explained = fixed(100 * share, 1)
            said = f"R² = {number(share, 3, True)}: explains {explained} % of the spread."
        self._sentence.setText(said)
        with np.errstate(all="ignore"):
            away = float(np.sqrt(np.mean((true - predicted) ** 2)))
        self._scatter.show_values(
            self._shown.slot, self._outputs.currentText(), true, predicted
        )
        samples = count(len(true), f"{self._set_name} sample")
        self._say_note(f"{samples}, typical error {number(away, 3)}. {self._scatter.note} ")
        self._scatter.setAccessibleName(f"Predicted against true, {self._set_name} data")
        self._scatter.setAccessibleDescription(said)

    def _say_note(self, note: str) -> None:
        assert self._evaluator is not None
        count, total = self._evaluator.samples(self.test)
        if count < total:
            note += f"A sample of {grouped(total)}."
        self.note_label.setText(note.rstrip())

    # Qt

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fold()
