"""The same network from many seeds: how many, and what became of them."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QSpinBox, QVBoxLayout, QWidget

from playground.app.look.style import SPACE_S, SPACE_XS, px, set_role
from playground.app.text.numbers import localised
from playground.app.widgets.labels import sentence
from playground.app.widgets.slider import quiet_wheel
from playground.lab.experiments.experiment import MOST_RUNNERS

WAITING = (
    "The same network on the same data, each from other weights. Once all have stopped, here "
    "stands how many arrived and how many got stuck."
)
_TIP = (
    "Where training ends depends on where it starts: some starts lie in the basin of a poor local "
    "minimum. The runners that are there now give way."
)


class SeedsBox(QWidget):
    """Says `requested(n)`."""

    requested = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._count = QSpinBox()
        self._count.setRange(2, MOST_RUNNERS)
        self._count.setAlignment(Qt.AlignmentFlag.AlignRight)
        self._count.setValue(MOST_RUNNERS)
        self._count.setAccessibleName("Number of seeds")
        quiet_wheel(self._count)
        self._go = QPushButton()
        for part in (self._count, self._go):
            part.setToolTip(_TIP)
            part.setAccessibleDescription(_TIP)
        self.outcome = sentence("small")
        self._row = QHBoxLayout()
        self._row.addWidget(QLabel("Seeds"))
        self._row.addWidget(self._count)
        self._row.addWidget(self._go, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(px(SPACE_XS))
        layout.addWidget(self.outcome)
        layout.addLayout(self._row)
        self._space()
        self._count.valueChanged.connect(self._name_button)
        self._name_button(self._count.value())
        self._go.clicked.connect(lambda: self.requested.emit(self._count.value()))
        self.set_outcome("")

    def set_outcome(self, outcome: str) -> None:
        """Say what became of the seeds; nothing: what will be said."""
        text = localised(outcome) or WAITING
        if text != self.outcome.text():
            self.outcome.setText(text)
            set_role(self.outcome, "" if outcome else "small")

    @Slot(int)
    def _name_button(self, count: int) -> None:
        self._go.setText(f"Train {count} seeds")

    def _space(self) -> None:
        self._row.setSpacing(px(SPACE_S))
        self._count.setFixedWidth(px(48))

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.FontChange:
            self._space()
        super().changeEvent(event)
