"""Where an answer is typed: one field, a table of fields, choices, an order, or free text.

Each has `given()`, the answer as it is kept in a result, and `show_given()`, which fills it in.
Everything is done by keyboard; fields have names for who cannot see them.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import (
    QButtonGroup,
    QCheckBox,
    QComboBox,
    QGridLayout,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QRadioButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from playground.app.course.rich_text import RichText, with_decimal_mark
from playground.app.look.style import SPACE_XS, px, set_role
from playground.app.text.numbers import between, editable
from playground.app.text.run_state import ENDS
from playground.app.widgets.slider import quiet_wheel
from playground.lab.course.answers import AnswerError, read_answer, split_cells
from playground.lab.course.lesson import Question

MOST_FIELDS = 36
"""A larger matrix is typed (or pasted) as text."""


class Entry(QWidget):
    """Where an answer is given. `entered` is Enter in a field; `changed` any change."""

    entered = Signal()
    changed = Signal()

    def given(self) -> Any:
        """The answer as a result file keeps it; None where there is none yet."""
        raise NotImplementedError

    def show_given(self, given: Any) -> None:
        """Fill an answer in that was given before."""
        raise NotImplementedError

    def set_right(self, right: np.ndarray | None) -> None:
        """Mark each entry right or wrong; None takes the marks away."""

    def unread(self) -> tuple[QWidget | None, str]:
        """The first field that holds no answer, where there are several, and a sentence on why;
        "" where whoever reads the answer says it.
        """
        return None, ""

    def set_locked(self, locked: bool) -> None:
        """What was predicted cannot be changed any more."""
        self.setEnabled(not locked)


class NumberEntry(Entry):
    """One number, or (as text) a matrix that is too large for fields."""

    def __init__(self, label: str, unit: str = "", tip: str = "") -> None:
        super().__init__()
        self.field = QLineEdit()
        self.field.setAccessibleName(label)
        self.field.setPlaceholderText(tip or "a number")
        self.field.textEdited.connect(lambda _: self.changed.emit())
        self.field.returnPressed.connect(self.entered)
        row = QGridLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.field, 0, 0)
        if unit:
            row.addWidget(QLabel(unit), 0, 1)
        self.setFocusProxy(self.field)

    def given(self) -> Any:
        return self.field.text().strip() or None

    def show_given(self, given: Any) -> None:
        self.field.setText(as_text(given))
        self.field.setCursorPosition(0)

    def set_right(self, right: np.ndarray | None) -> None:
        _mark(self.field, None if right is None else bool(np.all(right)))


class TableEntry(Entry):
    """A vector or a matrix, one field a number, with the numbers of rows and columns."""

    def __init__(
        self, label: str, shape: tuple[int, ...], shown: dict[int, float] | None = None,
        heads: tuple[str, ...] = (),
    ) -> None:
        super().__init__()
        self.shape, self._heads = shape, heads
        rows, columns = shape if len(shape) == 2 else (1, shape[0])
        self.fields: list[QLineEdit] = []
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(px(SPACE_XS))
        self._wrap = wrap = columns if len(shape) == 2 else _wrap(columns, heads)
        for place in range(rows * columns):
            i, j = divmod(place, columns)
            field = QLineEdit()
            one = heads[j] if heads else f"number {j + 1} of {columns}"
            name = f"{label}, row {i + 1}, column {j + 1}" if len(shape) == 2 else (
                f"{label}, {one}")
            field.setAccessibleName(name)
            field.setToolTip(name.split(", ", 1)[1])
            field.setMinimumWidth(px(44))
            field.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
            field.textEdited.connect(lambda _: self.changed.emit())
            field.returnPressed.connect(self.entered)
            field.installEventFilter(self)
            if shown and place in shown:
                field.setText(editable(shown[place]))
                field.setReadOnly(True)
                set_role(field, "quiet")
            row, column = (i, j) if len(shape) == 2 else divmod(j, wrap)
            grid.addWidget(field, 2 * row + 1, column + 1)
            self._head(grid, row, column, j, len(shape) == 2)
            self.fields.append(field)
        for column in range(1, wrap + 1):
            grid.setColumnStretch(column, 1)  # the rows' numbers have no more than they need
        self.setFocusProxy(self.fields[0])

    def _head(self, grid: QGridLayout, row: int, column: int, j: int, matrix: bool) -> None:
        """The number of a column above it, of a row beside it."""
        if not matrix or row == 0:
            above = QLabel(self._heads[j] if self._heads else str(j + 1))
            above.setAlignment(Qt.AlignmentFlag.AlignHCenter)
            set_role(above, "small")
            grid.addWidget(above, 2 * row, column + 1)
        if matrix and column == 0:
            beside = QLabel(str(row + 1))
            set_role(beside, "small")
            grid.addWidget(beside, 2 * row + 1, 0)

    def given(self) -> Any:
        texts = [field.text().strip() for field in self.fields]
        if not any(t for t, f in zip(texts, self.fields, strict=True) if not f.isReadOnly()):
            return None
        if len(self.shape) == 1:
            return texts
        columns = self.shape[1]
        return [texts[i : i + columns] for i in range(0, len(texts), columns)]

    def show_given(self, given: Any) -> None:
        texts = [as_text(item) for item in _flat(given)]
        if isinstance(given, str):
            texts = split_cells(given, self.shape)
        for field, text in zip(self.fields, texts, strict=False):
            if not field.isReadOnly():
                field.setText(text)
                field.setCursorPosition(0)

    def set_right(self, right: np.ndarray | None) -> None:
        marks = [None] * len(self.fields) if right is None else np.ravel(right).tolist()
        for field, good in zip(self.fields, marks, strict=False):
            if not field.isReadOnly():
                _mark(field, good)

    def unread(self) -> tuple[QWidget | None, str]:
        for field in self.fields:
            try:
                read_answer(field.text(), ())
            except AnswerError:
                return field, ""
        return None, ""

    def paste(self, text: str, first: int = 0) -> None:
        """Several numbers at once, from a field on; one number into that field alone."""
        try:
            cells = split_cells(text, self.shape)
        except AnswerError:
            cells = [text.strip()]
        free = [f for f in self.fields[first:] if not f.isReadOnly()]
        for field, cell in zip(free, cells if len(cells) > 1 else [text.strip()], strict=False):
            field.setText(cell)
        self.changed.emit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            place = next((i for i, f in enumerate(self.fields) if f is watched), None)
            if place is not None and event.matches(QKeySequence.StandardKey.Paste):
                self.paste(QGuiApplication.clipboard().text(), place)
                return True
            columns = self._wrap
            moves = {Qt.Key.Key_Up: -columns, Qt.Key.Key_Down: columns}
            if place is not None and event.key() in moves:
                to = place + moves[Qt.Key(event.key())]
                if 0 <= to < len(self.fields):
                    self.fields[to].setFocus(Qt.FocusReason.TabFocusReason)
                return True
        return super().eventFilter(watched, event)


class ChoiceEntry(Entry):
    """One of several (`many`: any number of them), each with its text."""

    def __init__(self, label: str, choices: tuple[str, ...], many: bool) -> None:
        super().__init__()
        self._many = many
        self.setAccessibleName(label)
        self.buttons: list[QRadioButton | QCheckBox] = []
        self._words: list[QObject] = []
        self._group = QButtonGroup(self)
        self._group.setExclusive(not many)
        rows = QGridLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setColumnStretch(1, 1)
        for place, text in enumerate(choices):
            button = QCheckBox() if many else QRadioButton()
            words = RichText()
            words.set_text(ENDS.get(text, text))  # why a run stops may be a choice
            button.setAccessibleName(words.accessibleName())
            button.toggled.connect(lambda _: self.changed.emit())
            button.installEventFilter(self)
            self._group.addButton(button, place)
            rows.addWidget(button, place, 0, Qt.AlignmentFlag.AlignTop)
            rows.addWidget(words, place, 1)
            words.viewport().installEventFilter(self)
            self.buttons.append(button)
            self._words.append(words.viewport())
        self.setFocusProxy(self.buttons[0])

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.MouseButtonRelease and watched in self._words:
            button = self.buttons[self._words.index(watched)]
            if button.isEnabled():
                button.setChecked(not button.isChecked() if self._many else True)
        if (
            event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent)
            and watched in self.buttons and self._press(self.buttons.index(watched), event)
        ):
            return True
        return super().eventFilter(watched, event)

    def _press(self, place: int, event: QKeyEvent) -> bool:
        """Up and down choose (or go, where several may be chosen), 1 to 9 too; Enter is Enter."""
        key = event.key()
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.entered.emit()
            return True
        if key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            none = self.given() is None and not self._many
            step = 0 if none else 1 if key == Qt.Key.Key_Down else -1
            self._choose((place + step) % len(self.buttons), not self._many)
            return True
        if Qt.Key.Key_1 <= key <= Qt.Key.Key_9 and key - Qt.Key.Key_1 < len(self.buttons):
            self._choose(key - Qt.Key.Key_1, True)
            return True
        return False

    def _choose(self, place: int, check: bool) -> None:
        button = self.buttons[place]
        button.setFocus(Qt.FocusReason.TabFocusReason)
        if check:
            button.setChecked(not button.isChecked() if self._many else True)

    def given(self) -> Any:
        chosen = [i for i, button in enumerate(self.buttons) if button.isChecked()]
        if self._many:
            return chosen or None
        return chosen[0] if chosen else None

    def show_given(self, given: Any) -> None:
        for place in given if isinstance(given, list) else [given]:
            if isinstance(place, int) and 0 <= place < len(self.buttons):
                self.buttons[place].setChecked(True)


class OrderEntry(Entry):
    """An order: a list of choices for each place."""

    def __init__(self, label: str, choices: tuple[str, ...]) -> None:
        super().__init__()
        self.boxes: list[QComboBox] = []
        rows = QGridLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setColumnStretch(1, 1)
        for place in range(len(choices)):
            box = QComboBox()
            quiet_wheel(box)
            box.addItems(["choose", *choices])
            box.setAccessibleName(f"{label}, place {place + 1}")
            box.currentIndexChanged.connect(lambda _: self.changed.emit())
            box.installEventFilter(self)
            rows.addWidget(QLabel(f"{place + 1}."), place, 0)
            rows.addWidget(box, place, 1)
            self.boxes.append(box)
        self.setFocusProxy(self.boxes[0])

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Enter is Enter; a closed list has no use for it."""
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent) and (
            event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        ):
            self.entered.emit()
            return True
        return super().eventFilter(watched, event)

    def given(self) -> Any:
        chosen = [box.currentIndex() - 1 for box in self.boxes]
        return None if min(chosen) < 0 else chosen

    def unread(self) -> tuple[QWidget | None, str]:
        chosen = [box.currentIndex() for box in self.boxes]
        for place, box in enumerate(self.boxes):
            before = chosen.index(chosen[place])
            if chosen[place] and before < place:
                return box, f"“{box.currentText()}” stands at {before + 1} and at {place + 1}"
        if min(chosen) == 0:
            return self.boxes[chosen.index(0)], f"choose what comes at {chosen.index(0) + 1}"
        return None, ""

    def show_given(self, given: Any) -> None:
        for box, place in zip(self.boxes, given if isinstance(given, list) else [], strict=False):
            if isinstance(place, int):
                box.setCurrentIndex(place + 1)


class TextEntry(Entry):
    """Some sentences of one's own."""

    def __init__(self, label: str) -> None:
        super().__init__()
        self.field = QPlainTextEdit()
        self.field.setAccessibleName(label)
        self.field.setTabChangesFocus(True)
        self.field.setFixedHeight(px(96))
        self.field.textChanged.connect(self.changed)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.addWidget(self.field)
        self.setFocusProxy(self.field)

    def given(self) -> Any:
        return self.field.toPlainText().strip()[:4000] or None

    def show_given(self, given: Any) -> None:
        self.field.setPlainText(str(given or ""))


def entry_for(
    question: Question, shape: tuple[int, ...], shown: dict[int, float] | None = None
) -> Entry:
    """Where this question is answered; `shown` are numbers that are not asked for."""
    label = {"predict": "Your prediction", "check": "Your answer", "explain": "Your choice"}[
        question.kind]
    if question.type == "text":
        return TextEntry(label)
    if question.type == "order":
        return OrderEntry(label, tuple(map(with_decimal_mark, question.choices)))
    if question.choices:
        return ChoiceEntry(label, question.choices, question.type == "choices")
    count = int(np.prod(shape, dtype=int))
    if count == 1:
        return NumberEntry(label, question.unit)
    if count > MOST_FIELDS or len(shape) > 2:
        return NumberEntry(label, question.unit, f"{count} numbers, a ; between rows")
    heads = tuple(map(with_decimal_mark, question.labels))
    if question.type == "point" and not heads:
        heads = ("x", "y")
    return TableEntry(label, shape, shown, heads)


def _wrap(count: int, heads: tuple[str, ...]) -> int:
    """How many numbers of a vector stand side by side, so that each is read whole."""
    if count == 4 or max(map(len, heads), default=0) > 8:
        return min(2, count)
    return min(3, count)


def as_text(given: Any) -> str:
    """A kept answer as one would type it."""
    if given is None:
        return ""
    if isinstance(given, list):
        nested = any(isinstance(item, list) for item in given)
        return ("; " if nested else between()).join(
            " ".join(map(as_text, item)) if isinstance(item, list) else as_text(item)
            for item in given
        )
    return editable(given) if isinstance(given, (int, float)) else str(given)


def _flat(given: Any) -> list[Any]:
    if not isinstance(given, list):
        return [given]
    return [one for item in given for one in _flat(item)]


def _mark(field: QLineEdit, good: bool | None) -> None:
    """A field's border in the colour of right or wrong; the words beside say it, too."""
    set_role(field, "" if good is None else "right" if good else "wrong", "mark")


__all__ = ["Entry", "as_text", "entry_for"]
