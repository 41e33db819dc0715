"""One runner in the list: its marker, name, key setting, where it is and whether it is shown."""

from __future__ import annotations

import math
from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, QSize, Qt, Signal, Slot
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLineEdit, QSizePolicy, QToolButton, QWidget

from playground.app.core.held import edits
from playground.app.look.icons import icon
from playground.app.look.style import RADIUS, SPACE_S, SPACE_XS, px, style
from playground.app.runners.own_line import OwnLine
from playground.app.runners.own_list import OwnMark
from playground.app.text import numbers as fmt
from playground.app.text.loss_names import loss_at
from playground.app.text.run_state import key_setting, state_of
from playground.app.widgets.runner_text import RunnerText
from playground.app.widgets.swatch import Swatch
from playground.lab.experiments.experiment import Runner
from playground.lab.runs.run import Run
from playground.lab.verdicts.surface import Verdict

_BUTTON, _SMALL_BUTTON = (22, 14), (18, 12)
_NARROW = 230
_ASIDE, _NARROW_ASIDE = 84, 58  # how wide the setting and the state are


class RunnerRow(QWidget):
    """Click or arrow keys select, double click or F2 renames, Delete removes."""

    clicked = Signal(int)
    moved = Signal(int, int)  # from this row by so many
    renamed = Signal(int, str)
    toggled = Signal(int)
    removed = Signal(int)

    def __init__(self, index: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._index = index
        self.selected = False
        self._compact = False
        self._said = ""
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._swatch = Swatch(index)
        self.label = RunnerText(parent=self)
        self.own_part = OwnMark(self)
        self._setting = RunnerText(width=84, quiet=True, right=True, small=True, parent=self)
        self.value_part = RunnerText(quiet=True, small=True, parent=self)
        self._state = RunnerText(width=84, quiet=True, right=True, small=True, parent=self)
        self.outcome = RunnerText(width=64, quiet=True, right=True, small=True, parent=self)
        self._eye = QToolButton()
        self._remove = QToolButton()
        self._remove.setIcon(icon("close", "quiet"))
        self._remove.setToolTip("Remove this runner. Undo brings it back.")
        edits(self._remove, "runners.add", "runners")
        self._size_buttons()
        self.entry_field = QLineEdit(self)
        self.entry_field.setAccessibleName("Name of the runner")
        self.entry_field.hide()
        self.entry_field.installEventFilter(self)
        self.entry_field.editingFinished.connect(self._commit)
        self._eye.clicked.connect(lambda: self.toggled.emit(self._index))
        self._remove.clicked.connect(lambda: self.removed.emit(self._index))
        self._place()

    def _place(self) -> None:
        """Two lines; or one, with f and then the state in one place."""
        self._grid = QGridLayout(self)
        self._grid.setHorizontalSpacing(px(SPACE_XS))
        self._grid.setVerticalSpacing(0)
        self._grid.setColumnStretch(1, 1)
        self._buttons = QHBoxLayout()
        self._buttons.addWidget(self._eye)
        self._buttons.addWidget(self._remove)
        self._grid.addLayout(self._buttons, 0, 4)
        self._named = QHBoxLayout()
        self._named.setSpacing(px(2))
        self._named.addWidget(self.label, 1)
        self._named.addWidget(self.own_part)
        self._grid.addLayout(self._named, 0, 1)
        self._arrange()

    def _arrange(self) -> None:
        grid, compact = self._grid, self._compact
        parts: tuple[QWidget, ...] = (
            self._swatch, self._setting, self.value_part, self._state, self.outcome,
        )
        for part in parts:
            grid.removeWidget(part)
        grid.removeItem(self._buttons)
        grid.removeItem(self._named)
        room, end = (1, 0) if compact else (SPACE_XS, SPACE_XS)
        grid.setContentsMargins(px(SPACE_S), px(room), px(end), px(room))
        high = 1 if compact else 2
        grid.addWidget(self._swatch, 0, 0)
        grid.addLayout(self._named, 0, 1)
        grid.addWidget(self._setting, 0, 2)
        if compact:
            grid.addWidget(self.outcome, 0, 3)
        else:
            grid.addWidget(self.value_part, 1, 1)
            grid.addWidget(self._state, 1, 2)
        grid.addLayout(self._buttons, 0, 4, high, 1)
        self.own_part.set_terse(compact)
        self._buttons.setSpacing(0 if compact else px(SPACE_XS))
        self._setting.set_width(52 if compact else 84)
        for part, shown in (
            (self.value_part, not compact), (self._state, not compact), (self.outcome, compact)
        ):
            part.setVisible(shown)
        self._make_room()
        self._size_buttons()

    def set_compact(self, compact: bool) -> None:
        """One line instead of two, where there is little room."""
        if compact != self._compact:
            self._compact = compact
            self._arrange()
            self._say_setting(self._said)

    def height_when(self, compact: bool) -> int:
        """How high the row is in one line, or in two."""
        if compact:
            return max(self.label.sizeHint().height(), px(_SMALL_BUTTON[0])) + 2 * px(1)
        lines = self.label.sizeHint().height() + self.value_part.sizeHint().height()
        return lines + 2 * px(SPACE_XS)

    def show_runner(
        self, runner: Runner, selected: bool, own: Sequence[OwnLine] = ()
    ) -> None:
        """Show a runner's recipe; `own` is what it does not share with the others."""
        self.selected = selected
        self.label.set_text(runner.label)
        self.label.set_bold(selected)
        self._swatch.set_runner(runner.slot, runner.label)
        self._swatch.set_pale(not runner.shown)
        self.own_part.show_lines(runner.label, own)
        self._eye.setIcon(icon("eye" if runner.shown else "eye-off", "quiet"))
        self._eye.setToolTip(
            "Hide this runner in the pictures; it walks on." if runner.shown
            else "Show this runner in the pictures again."
        )
        self._eye.setAccessibleName(f"{'Hide' if runner.shown else 'Show'} {runner.label}")
        self._remove.setAccessibleName(f"Remove {runner.label}")
        self.setToolTip(
            f"{runner.label}: {runner.optimizer.title}. {runner.optimizer.__doc__}\n"
            "Click to select, double click or F2 to rename, Delete to remove."
        )
        self.update()

    def show_run(
        self, runner: Runner, run: Run, cursor: int, verdict: Verdict | None = None
    ) -> None:
        """Show where the run is at the cursor; called for every frame."""
        index = min(cursor, run.last)
        reading = loss_at(run, cursor, verdict)
        sign, loss = reading.short
        setting = key_setting(run.rule_at(index))
        self._say_setting(setting)
        value = fmt.number(loss, zeros=True) if math.isfinite(loss) else fmt.number(loss)
        # Without room the sign goes, which the tooltip says too, and not the number.
        digits = _rounder(value, loss)
        shorter = (*(f"{sign} {text}" for text in digits[:1]), value, *digits)
        self.value_part.set_text(f"{sign} {value}", "", shorter)
        self.value_part.setToolTip(f"{reading.sign} {reading.written}. {reading.help}")
        state, color = state_of(run, cursor, verdict)
        self._state.set_text(state, color)
        self._state.setToolTip("" if verdict is None else verdict.sentence)
        ended = run.stop is not None and cursor >= run.last
        # In one line there is room for one of the two: the number, if there is one to speak of.
        if ended and color == "error":
            self.outcome.set_text(state, color)
        else:
            self.outcome.set_text(value, color, digits)
        tip = self.value_part.toolTip()
        self.outcome.setToolTip(f"{state[:1].upper()}{state[1:]}. {tip}" if ended else tip)
        if self.selected or not self.accessibleName():
            self.setAccessibleName(
                f"{runner.label}, {setting}, {self._state.text()}"
            )

    def _say_setting(self, setting: str) -> None:
        self._said = setting
        self._setting.set_text(setting.replace(" = ", " ") if self._compact else setting)

    def texts(self) -> tuple[str, str, str, str]:
        """Label, setting, value and state as they are shown."""
        return self.label.text(), self._said, self.value_part.text(), self._state.text()

    def rename(self) -> None:
        """Let the name be typed over."""
        box = self.label.geometry()
        box.setRight(self._setting.geometry().right())
        box.setWidth(max(box.width(), px(120)))
        height = self.entry_field.sizeHint().height()
        top = box.center().y() - height // 2
        self.entry_field.setGeometry(box.x() - px(6), top, box.width(), height)
        self.entry_field.setText(self.label.text())
        self.entry_field.show()
        self.entry_field.selectAll()
        self.entry_field.setFocus()

    @Slot()
    def _commit(self) -> None:
        if self.entry_field.isVisible():
            self.entry_field.hide()
            self.setFocus()
            if self.entry_field.text() != self.label.text():
                self.renamed.emit(self._index, self.entry_field.text())

    def _size_buttons(self) -> None:
        side, picture = _SMALL_BUTTON if self._compact else _BUTTON
        for button in (self._eye, self._remove):
            button.setIconSize(QSize(px(picture), px(picture)))
            button.setFixedSize(px(side), px(side))

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.FontChange:
            self._size_buttons()
        elif event.type() == QEvent.Type.LocaleChange:
            self.setAccessibleName("")  # it is said anew with the next numbers
        super().changeEvent(event)

    def _make_room(self) -> None:
        """In a narrow line the name goes before the setting, which the form below says too."""
        wide = self.width() >= px(_NARROW)
        self._setting.setVisible(not self._compact or wide)
        if not self._compact:
            for part in (self._setting, self._state):
                part.set_width(_ASIDE if wide else _NARROW_ASIDE)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._make_room()

    def sizeHint(self) -> QSize:
        return QSize(px(240), super().sizeHint().height())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        escape = (
            watched is self.entry_field and isinstance(event, QKeyEvent)
            and event.type() in (QEvent.Type.KeyPress, QEvent.Type.ShortcutOverride)
            and event.key() == Qt.Key.Key_Escape
        )
        if escape:
            event.accept()
            self.entry_field.hide()
            self.setFocus()
        return escape

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self.setFocus()
            self.clicked.emit(self._index)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self.rename()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        if key == Qt.Key.Key_F2:
            self.rename()
        elif key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.removed.emit(self._index)
        elif key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self.moved.emit(self._index, 1 if key == Qt.Key.Key_Down else -1)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.clicked.emit(self._index)
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        if not (self.selected or self.hasFocus()):
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(style.theme.accent if self.hasFocus() else style.theme.selection)
        if self.selected:
            painter.setBrush(QColor(style.theme.selection))
        box = self.rect().toRectF().adjusted(0.5, 0.5, -0.5, -0.5)
        painter.drawRoundedRect(box, px(RADIUS), px(RADIUS))
        painter.end()


def _rounder(value: str, loss: float) -> tuple[str, ...]:
    """The same number in fewer digits: of 2.037×10⁻⁹ the last thing to leave out is the power."""
    return tuple(fmt.number(loss, digits) for digits in (3, 2, 1)) if "×" in value else ()
