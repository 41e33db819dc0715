"""How many samples a step sees: one, a batch, or all; typed, or on a slider of round numbers."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Signal, Slot
from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from playground.app.look.style import FIELD_WIDTH, SPACE_S, SPACE_XS, px
from playground.app.text.numbers import grouped
from playground.app.widgets.choices import Segments
from playground.app.widgets.error_line import ErrorLine
from playground.app.widgets.ladder import ladder, nearest, stepped
from playground.app.widgets.number_field import WholeField
from playground.app.widgets.slider import Slider

USUAL = 10
"""The batch that comes when one is asked for by its button and there was none before."""
_TIP = (
    "How many samples the gradient of one step is taken on. Few: cheap, noisy steps that may shake "
    "loose from a bad place. Many: exact, dear steps."
)
_KINDS = (
    ("one", "Example", (
        "Stochastic gradient descent: a step after every single example. Noisy, but an epoch has "
        "as many steps as there are samples."
    )),
    ("batch", "Batch", (
        "Mini-batches: the gradient is estimated on a few samples. The usual way to train."
    )),
    ("all", "All data", (
        "The full gradient at every step, as on a surface: smooth, and an epoch is a single step."
    )),
)


class BatchSize(QWidget):
    """Says `edited(size, final)`; None is all the data."""

    edited = Signal(object, bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._samples = 1
        self._size: int | None = None
        self._batch = USUAL  # what the middle button means
        self._rungs: tuple[int, ...] = (1,)
        self._kinds = Segments(_KINDS, "What a step sees")
        self.label = QLabel("Batch size")
        self.entry_field = WholeField()
        self.label.setBuddy(self.entry_field)
        self.slider = Slider()
        self.error_line = ErrorLine()
        for part in (self.label, self.entry_field, self.slider):
            part.setToolTip(_TIP)
            part.setAccessibleName("Batch size")
            part.setAccessibleDescription(_TIP)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setColumnStretch(0, 1)
        self._grid.addWidget(self._kinds, 0, 0, 1, 2)
        self._grid.addWidget(self.label, 1, 0)
        self._grid.addWidget(self.entry_field, 1, 1)
        self._grid.addWidget(self.slider, 2, 0, 1, 2)
        self._grid.addWidget(self.error_line, 3, 0, 1, 2)
        self._space()
        self._kinds.chosen.connect(self._choose)
        self.slider.moved.connect(self._drag)
        self.slider.stepped.connect(self._step)
        self.entry_field.stepped.connect(self._step)
        self.entry_field.typed.connect(self._type)
        self.entry_field.refused.connect(self.error_line.set_error)

    def show_size(self, size: int | None, samples: int) -> None:
        """Show a batch size out of so many samples; None is all of them."""
        self._size, self._samples = size, samples
        if size is not None and size > 1:
            self._batch = size
        rungs = sorted({max(1, round(rung)) for rung in ladder(1, max(samples, 2), True)})
        self._rungs = tuple(rung for rung in rungs if rung <= samples)
        self.slider.setEnabled(samples > 1)
        blocked = self.slider.blockSignals(True)
        self.slider.setRange(0, len(self._rungs))  # the last place, behind n, is "all"
        self.slider.blockSignals(blocked)
        self.slider.set_position(self._place(size))
        self._kinds.set_value("all" if size is None else "one" if size == 1 else "batch")
        self._kinds.set_reason("batch", "" if samples > 1 else "There is only one sample.")
        self.error_line.set_error("")
        self.entry_field.set_unit(f"of {grouped(samples)}" if size is not None else "(all)")
        self.entry_field.set_value(samples if size is None else size)
        self._fit()

    def set_error(self, sentence: str) -> None:
        """Say what is wrong with the size."""
        self.error_line.set_error(sentence)

    def _place(self, size: int | None) -> int:
        return len(self._rungs) if size is None else nearest(self._rungs, size, True)

    def _at(self, place: int) -> int | None:
        return self._rungs[place] if place < len(self._rungs) else None

    @Slot(str)
    def _choose(self, kind: str) -> None:
        batch = min(max(2, self._batch), self._samples)
        self.edited.emit({"one": 1, "batch": batch, "all": None}[kind], True)

    @Slot(int, bool)
    def _drag(self, place: int, final: bool) -> None:
        at_rest = place == self._place(self._size)
        self.edited.emit(self._size if at_rest else self._at(place), final)

    @Slot(int)
    def _step(self, steps: int) -> None:
        place = self._place(self._size)
        if self._size is None or place + steps >= len(self._rungs):
            place = min(max(place + steps, 0), len(self._rungs))
            self.edited.emit(self._at(place), True)
        else:
            self.edited.emit(round(stepped(self._rungs, self._size, steps)), True)

    @Slot(float)
    def _type(self, value: float) -> None:
        if not value.is_integer() or value < 1:
            self.entry_field.set_invalid(True)
            self.error_line.set_error(
                f"Must be a whole number from 1 on; there are {grouped(self._samples)} samples to "
                "train on."
            )
            return
        self.edited.emit(int(value), True)

    def _space(self) -> None:
        self._grid.setHorizontalSpacing(px(SPACE_S))
        self._grid.setVerticalSpacing(px(SPACE_XS))
        self._fit()

    def _fit(self) -> None:
        """Fields stand under each other, but for one that would be cut."""
        self.entry_field.fit(px(FIELD_WIDTH + 8))

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.FontChange:
            self._space()
        super().changeEvent(event)
