"""One runner in the list: its marker, name, key setting, where it is and whether it is shown."""

from __future__ import annotations

import math

from PySide6.QtCore import QEvent, QObject, QSize, Qt, Signal, Slot
from PySide6.QtGui import QColor, QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QGridLayout, QLineEdit, QSizePolicy, QToolButton, QWidget

from playground.app import format as fmt
from playground.app.icons import icon
from playground.app.panels.runner_text import RunnerText
from playground.app.style import RADIUS, SPACE_S, SPACE_XS, px, style
from playground.app.widgets.swatch import Swatch
from playground.engine.optimizer import Optimizer
from playground.engine.parameters import declared
from playground.lab.experiment import Runner
from playground.lab.run import Run

_STATES = {"converged": "success", "diverged": "error", "max_steps": "warning"}


def key_setting(optimizer: Optimizer) -> str:
    """The setting that one speaks of first: η = 0.01."""
    for name, parameter in declared(type(optimizer)).items():
        return f"{parameter.symbol or name} = {fmt.number(getattr(optimizer, name))}"
    return ""


def state_of(run: Run, cursor: int) -> tuple[str, str]:
    """How a run is doing at the cursor, in a word, and the colour for it."""
    stop = run.stop
    if stop is None or cursor < run.last:
        return "running", ""
    if stop.rule == "start":
        return "cannot start", "error"
    word = "out of steps" if stop.kind == "max_steps" else stop.kind
    return word, _STATES.get(stop.kind, "")


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
        self._selected = False
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._swatch = Swatch(index)
        self._label = RunnerText()
        self._setting = RunnerText(width=84, quiet=True, right=True, small=True)
        self._value = RunnerText(quiet=True, small=True)
        self._state = RunnerText(width=84, quiet=True, right=True, small=True)
        self._eye = QToolButton()
        self._remove = QToolButton()
        self._remove.setIcon(icon("close", "quiet"))
        self._remove.setToolTip("Remove this runner. Undo brings it back.")
        self._size_buttons()
        self._field = QLineEdit(self)
        self._field.setAccessibleName("Name of the runner")
        self._field.hide()
        self._field.installEventFilter(self)
        self._field.editingFinished.connect(self._commit)
        self._eye.clicked.connect(lambda: self.toggled.emit(self._index))
        self._remove.clicked.connect(lambda: self.removed.emit(self._index))
        self._place()

    def _place(self) -> None:
        grid = QGridLayout(self)
        grid.setContentsMargins(px(SPACE_S), px(SPACE_XS), px(SPACE_XS), px(SPACE_XS))
        grid.setHorizontalSpacing(px(SPACE_XS))
        grid.setVerticalSpacing(0)
        grid.setColumnStretch(1, 1)
        grid.addWidget(self._swatch, 0, 0)
        grid.addWidget(self._label, 0, 1)
        grid.addWidget(self._setting, 0, 2)
        grid.addWidget(self._value, 1, 1)
        grid.addWidget(self._state, 1, 2)
        grid.addWidget(self._eye, 0, 3, 2, 1)
        grid.addWidget(self._remove, 0, 4, 2, 1)

    def show_runner(self, runner: Runner, selected: bool) -> None:
        """Show a runner's recipe."""
        self._selected = selected
        self._label.set_text(runner.label)
        self._label.set_bold(selected)
        self._swatch.set_runner(self._index, runner.label)
        self._swatch.set_pale(not runner.shown)
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

    def show_run(self, runner: Runner, run: Run, cursor: int) -> None:
        """Show where the run is at the cursor; called for every frame."""
        index = min(cursor, run.last)
        loss = run[index].loss
        self._setting.set_text(key_setting(runner.optimizer_at(index)))
        value = fmt.number(loss, zeros=True) if math.isfinite(loss) else fmt.number(loss)
        self._value.set_text(f"f = {value}")
        self._state.set_text(*state_of(run, cursor))
        if self._selected or not self.accessibleName():
            self.setAccessibleName(
                f"{runner.label}, {self._setting.text()}, {self._state.text()}"
            )

    def texts(self) -> tuple[str, str, str, str]:
        """Label, setting, value and state as they are shown."""
        parts = (self._label, self._setting, self._value, self._state)
        label, setting, value, state = (part.text() for part in parts)
        return label, setting, value, state

    def rename(self) -> None:
        """Let the name be typed over."""
        box = self._label.geometry()
        box.setRight(self._setting.geometry().right())
        height = self._field.sizeHint().height()
        top = box.center().y() - height // 2
        self._field.setGeometry(box.x() - px(6), top, box.width(), height)
        self._field.setText(self._label.text())
        self._field.show()
        self._field.selectAll()
        self._field.setFocus()

    @Slot()
    def _commit(self) -> None:
        if self._field.isVisible():
            self._field.hide()
            self.setFocus()
            if self._field.text() != self._label.text():
                self.renamed.emit(self._index, self._field.text())

    def _size_buttons(self) -> None:
        for button in (self._eye, self._remove):
            button.setIconSize(QSize(px(14), px(14)))
            button.setFixedSize(px(22), px(22))

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.FontChange:
            self._size_buttons()
        super().changeEvent(event)

    def sizeHint(self) -> QSize:
        return QSize(px(240), super().sizeHint().height())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        escape = (
            watched is self._field and isinstance(event, QKeyEvent)
            and event.type() in (QEvent.Type.KeyPress, QEvent.Type.ShortcutOverride)
            and event.key() == Qt.Key.Key_Escape
        )
        if escape:
            event.accept()
            self._field.hide()
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
        if not (self._selected or self.hasFocus()):
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(style.theme.accent if self.hasFocus() else style.theme.selection)
        if self._selected:
            painter.setBrush(QColor(style.theme.selection))
        box = self.rect().toRectF().adjusted(0.5, 0.5, -0.5, -0.5)
        painter.drawRoundedRect(box, px(RADIUS), px(RADIUS))
        painter.end()
