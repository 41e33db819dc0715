"""Through the walk: back, next, slowly by itself, to the end, and a slider over its steps."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QLabel, QToolButton, QWidget

from playground.app.look.icons import icon
from playground.app.look.style import BODY, SPACE_XS, px, set_role
from playground.app.widgets.cells import ruler
from playground.app.widgets.slider import Slider
from playground.app.widgets.wrap_row import WrapRow

PAUSE = 1200
"""Milliseconds that a step stays while the walk goes on by itself: time to read one formula."""

_BUTTONS = (
    ("start", "to-start", "Begin again with the input x."),
    ("back", "step-back", "One quantity back (,)."),
    ("next", "step", "Compute the next quantity (.)."),
    ("play", "play", "Go on by itself, slowly: a quantity every second or so."),
    ("end", "to-end", "To the last quantity: everything is computed."),
)


class WalkControls(QWidget):
    """`sought(step)` is the step that a hand, or the clock of "play slowly", asks for."""

    sought = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._count = 0
        self._position = 0
        self.timer = QTimer(self)
        self.timer.setInterval(PAUSE)
        self.timer.timeout.connect(self._tick)
        self._row = row = WrapRow(self)
        self.buttons: dict[str, QToolButton] = {}
        for name, drawn, tip in _BUTTONS:
            button = self.buttons[name] = QToolButton()
            button.setIcon(icon(drawn))
            button.setToolTip(tip)
            button.setAccessibleName(tip.rstrip("."))
            row.addWidget(button)
        set_role(self.buttons["next"], "primary")
        self.buttons["next"].setIcon(icon("step", "on_accent"))
        self.slider = Slider()
        self.slider.setAccessibleName("Step of the walk")
        self.slider.setToolTip("All quantities in order: forward first, then backward.")
        row.addWidget(self.slider, 1)
        self._place = QLabel()
        self._place.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._place.setToolTip("Which quantity of all that backpropagation computes here.")
        row.addStretch(1)  # in a line of its own it ends where the slider does
        row.addWidget(self._place)
        self.buttons["start"].clicked.connect(lambda: self.seek(0))
        self.buttons["back"].clicked.connect(self.back)
        self.buttons["next"].clicked.connect(self.forward)
        self.buttons["end"].clicked.connect(lambda: self.seek(self._count - 1))
        self.buttons["play"].clicked.connect(self.toggle)
        self.slider.moved.connect(lambda position, final: self.seek(position))
        self.slider.stepped.connect(lambda steps: self.seek(self._position + steps))
        self.restyle()

    @property
    def playing(self) -> bool:
        """Whether the walk goes on by itself."""
        return self.timer.isActive()

    def show_place(self, position: int, count: int) -> None:
        """Which step of how many is shown."""
        if len(str(count)) != len(str(self._count)):
            self._count = count
            self.restyle()
        self._position, self._count = position, count
        self.slider.setEnabled(count > 1)
        silent = self.slider.blockSignals(True)
        self.slider.setRange(0, max(count - 1, 0))
        self.slider.blockSignals(silent)
        self.slider.set_position(position)
        self._place.setText(f"{position + 1} of {count}" if count else "–")
        for name in ("start", "back"):
            self.buttons[name].setEnabled(position > 0)
        for name in ("next", "end"):
            self.buttons[name].setEnabled(position < count - 1)
        self.buttons["play"].setEnabled(count > 1)
        if position >= count - 1:
            self.pause()

    @Slot()
    def back(self) -> None:
        """One step back."""
        self.seek(self._position - 1)

    @Slot()
    def forward(self) -> None:
        """One step on."""
        self.seek(self._position + 1)

    def seek(self, position: int) -> None:
        """Ask for a step by hand: the clock stops."""
        self.pause()
        self._ask(position)

    @Slot()
    def toggle(self) -> None:
        """Go on by itself, or stay; from the end it begins again."""
        if self.playing:
            self.pause()
            return
        self._ask(0 if self._position >= self._count - 1 else self._position + 1)
        if self._position < self._count - 1:
            self.timer.start()
            self.buttons["play"].setIcon(icon("pause"))

    def pause(self) -> None:
        """Stay where it is."""
        if self.playing:
            self.timer.stop()
            self.buttons["play"].setIcon(icon("play"))

    def restyle(self) -> None:
        """Sizes at the present scale."""
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(px(SPACE_XS))
        digits = "0" * len(str(self._count))
        self._place.setMinimumWidth(round(ruler(BODY).width(f"{digits} of {digits}")))
        self.slider.setMinimumWidth(px(40))

    @Slot()
    def _tick(self) -> None:
        self._ask(self._position + 1)

    def _ask(self, position: int) -> None:
        position = max(0, min(position, self._count - 1))
        if position != self._position:
            self.sought.emit(position)

    def hideEvent(self, event: QHideEvent) -> None:
        self.pause()
        super().hideEvent(event)
