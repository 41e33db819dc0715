"""The step at which the test risk was least, and the way back to it."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from playground.app.look.style import SPACE_S, px
from playground.app.text.numbers import grouped, number
from playground.app.widgets.runner_text import RunnerText
from playground.engine.looks import Best

_TIP = (
    "The step at which the test risk was least, of those at which it was looked at for early "
    "stopping; the ring in the chart marks it."
)


class BestRow(QWidget):
    """Says `requested(step)`; hidden where early stopping has not looked yet."""

    requested = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._step = 0
        self.words = RunnerText(small=True)
        self.words.setToolTip(_TIP)
        self.go = QPushButton("Go there")
        self.go.setToolTip("Look at that step. The run keeps what came after it.")
        self.go.clicked.connect(lambda: self.requested.emit(self._step))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(px(SPACE_S))
        row.addWidget(self.words, 1)
        row.addWidget(self.go)
        self.hide()

    def show_best(self, best: Best | None, step: int) -> None:
        """The best step so far, looked at from a step."""
        self.setVisible(best is not None)
        if best is not None:
            self._step = best.step
            text = f"Best test risk {number(best.test_risk)} at step {grouped(best.step)}"
            self.words.set_text(text)
            self.setAccessibleName(text)
            self.go.setEnabled(step != best.step)
