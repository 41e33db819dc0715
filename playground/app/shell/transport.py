"""The transport: play, step, scrub, speed. Says what is wanted; moves nothing itself."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QMouseEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QSlider,
    QStyle,
    QStyleOptionSlider,
    QToolButton,
    QWidget,
)

from playground.app.core.player import SPEEDS
from playground.app.look.style import SPACE_L, SPACE_S, SPACE_XS, font, px, style
from playground.app.text.numbers import grouped

SCRUB_ENDS = 1_000_000  # a slider's value is a C int: longer runs are scrubbed in shares of this


class ClickSlider(QSlider):
    """A slider whose groove is a place to click: the handle jumps there and can be dragged on."""

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            option = QStyleOptionSlider()
            self.initStyleOption(option)
            part = QStyle.SubControl.SC_SliderHandle
            handle = self.style().subControlRect(
                QStyle.ComplexControl.CC_Slider, option, part, self
            )
            if not handle.contains(event.position().toPoint()):
                span = max(1, self.width() - handle.width())
                at = round(event.position().x() - handle.width() / 2)
                value = QStyle.sliderValueFromPosition(self.minimum(), self.maximum(), at, span)
                self.setValue(value)
        super().mousePressEvent(event)


class Transport(QWidget):
    """Buttons, scrub bar, step label and speed, all for one cursor."""

    sought = Signal(object)  # the step that the scrub bar was moved to
    speed_chosen = Signal(int)

    def __init__(self, actions: dict[str, QAction], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._last = 0
        self._echo = False
        self._buttons = [self._button(actions[name]) for name in
                         ("to_start", "step_back", "play", "step", "to_end")]
        self._scrub = ClickSlider(Qt.Orientation.Horizontal)
        self._scrub.setObjectName("scrub")
        self._scrub.setAccessibleName("Step")
        self._scrub.setToolTip(
            "Scrub through the run: drag, or click in the groove. Back and forth is exact."
        )
        self._scrub.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._scrub.valueChanged.connect(self._scrubbed)
        self._step = QLabel()
        self._step.setAccessibleName("Step at the cursor")
        self._speed = ClickSlider(Qt.Orientation.Horizontal)
        self._speed.setRange(0, len(SPEEDS) - 1)
        self._speed.setAccessibleName("Speed")
        self._speed.setToolTip(
            "Speed in steps a second: slow motion on the left, thousands of steps a frame on the "
            "right. Keys: + and −."
        )
        self._speed.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._speed.valueChanged.connect(self.speed_chosen)
        self._speed_label = QLabel()
        self._place()
        style.changed.connect(self._dress)
        self._dress()

    @property
    def buttons(self) -> tuple[QToolButton, ...]:
        """To the start, step back, play, step, to the end."""
        return tuple(self._buttons)

    def show_cursor(self, cursor: int, last: int, finished: bool) -> None:
        """The cursor, how far the runs are recorded, and whether that is their end."""
        self._last = last
        self._echo = True
        self._scrub.setRange(0, min(last, SCRUB_ENDS))
        self._scrub.setValue(cursor if last <= SCRUB_ENDS else cursor * SCRUB_ENDS // last)
        self._echo = False
        end = f" of {grouped(last)}" if finished else ""
        self._step.setText(f"step {grouped(cursor)}{end}")
        if self._step.sizeHint().width() > self._step.width():
            self._step.setFixedWidth(self._step.sizeHint().width())
        self._step.setToolTip(
            "The cursor, and the last step of the longest run."
            if finished else "The cursor. The runs can still go on."
        )

    def show_speed(self, index: int) -> None:
        """The speed in force."""
        self._echo = True
        self._speed.setValue(index)
        self._echo = False
        self._speed_label.setText(f"{grouped(SPEEDS[index])} steps/s")

    def _button(self, action: QAction) -> QToolButton:
        button = QToolButton()
        button.setDefaultAction(action)
        button.setAutoRaise(True)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.setAccessibleName(action.text().replace("&", ""))
        return button

    def _place(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(SPACE_S, SPACE_XS, SPACE_S, SPACE_XS)
        row.setSpacing(SPACE_XS)
        row.setSizeConstraint(QHBoxLayout.SizeConstraint.SetNoConstraint)
        for button in self._buttons:
            row.addWidget(button)
        row.addSpacing(SPACE_S)
        row.addWidget(self._scrub, stretch=1)
        row.addSpacing(SPACE_S)
        row.addWidget(self._step)
        row.addSpacing(SPACE_L)
        self._slow = QLabel("speed")
        row.addWidget(self._slow)
        row.addWidget(self._speed)
        row.addWidget(self._speed_label)

    def _dress(self) -> None:
        """Fixed sizes, so that nothing moves, and no layout hears of it, while numbers run."""
        self._step.setFont(font())
        self._speed_label.setFont(font())
        metrics = self._step.fontMetrics()
        width = metrics.horizontalAdvance("step 10,000 of 10,000…")
        self._step.setFixedSize(max(width, self._step.sizeHint().width()), metrics.height())
        self._step.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._speed_label.setFixedWidth(metrics.horizontalAdvance("1,000,000 steps/s"))
        self._speed.setFixedWidth(px(110))
        for button in self._buttons:
            size = px(28 if button is self._buttons[2] else 22)
            button.setIconSize(button.iconSize().scaled(size, size, Qt.AspectRatioMode(1)))

    def _scrubbed(self, value: int) -> None:
        if not self._echo:
            long = self._last > SCRUB_ENDS
            self.sought.emit(value * self._last // SCRUB_ENDS if long else value)
