"""The numbers of x and y: a few in one row to type over, many in one line that unfolds."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QSize, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QLabel, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from playground.app.look.icons import icon
from playground.app.look.style import SMALL, SPACE_XS, px, set_role
from playground.app.text.column_names import short_name
from playground.app.text.numbers import exact, number, point
from playground.app.widgets.cells import ruler
from playground.app.widgets.number_field import NumberField

IN_A_ROW = 4
"""So many numbers stand beside each other; more are folded away, so that the step is seen."""
MOST_FIELDS = 12
"""More numbers than that nobody types: an example is chosen instead."""
_ACROSS = 3
_LEAST = 36  # of a field
_UNFOLD = "Click to type numbers of your own."
_FOLD = "Click to fold the numbers away: the step needs the room."


class SourceFields(QWidget):
    """Says `typed(place, value)`, x first and then y, or `refused(sentence)`."""

    typed = Signal(int, float)
    refused = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._names: tuple[tuple[str, str], ...] = ()
        self._inputs = 0
        self._values: tuple[float, ...] = ()
        self.fields: list[NumberField] = []
        self._labels: list[QLabel] = []
        self._with_y = False
        self.summary = _Summary()
        self.summary.toggled.connect(self._arrange)
        self._grid_box = QWidget()
        self._grid = QGridLayout(self._grid_box)
        self._rows = QVBoxLayout(self)
        self._rows.addWidget(self.summary)
        self._rows.addWidget(self._grid_box)
        self.restyle()

    def show_names(self, inputs: Sequence[str], labels: Sequence[str]) -> None:
        """What the numbers of x and of y are called; makes a field for each, where they fit."""
        for widget in (*self._labels, *self.fields):
            widget.hide()
            widget.deleteLater()
        self._labels, self.fields = [], []
        self._inputs = len(inputs)
        x = (f"Input {name}: type a number for an x of your own." for name in inputs)
        y = ("The label: what the output should be here." for _ in labels)
        self._names = tuple(zip((*inputs, *labels), (*x, *y), strict=True))
        self.summary.setChecked(False)
        all_fit = len(self._names) <= MOST_FIELDS
        for name, tip in self._names if all_fit else self._names[: self._inputs]:
            if self._inputs <= MOST_FIELDS:
                self._add_field(name, tip)
        self._arrange()

    def show_values(self, x: Sequence[float], y: Sequence[float], with_y: bool) -> None:
        """The numbers; y only where H is made of it."""
        self._values = (*map(float, x), *map(float, y))
        for field, value in zip(self.fields, self._values, strict=False):
            field.set_value(value)
        if with_y != self._with_y:
            self._with_y = with_y
            self._arrange()
        self._show_summary()

    def restyle(self) -> None:
        """Sizes at the present scale."""
        self._rows.setContentsMargins(0, 0, 0, 0)
        self._rows.setSpacing(px(SPACE_XS))
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(px(SPACE_XS))
        self._grid.setVerticalSpacing(px(SPACE_XS))
        for field in self.fields:
            field.setMinimumWidth(px(_LEAST))
        self.summary.restyle()

    @property
    def folded(self) -> bool:
        """Whether the numbers stand in one line that cannot be typed into."""
        return self._many and not self.summary.isChecked()

    @property
    def _many(self) -> bool:
        return self._shown > IN_A_ROW or not self.fields

    @property
    def _shown(self) -> int:
        return len(self._names) if self._with_y else self._inputs

    def _add_field(self, name: str, tip: str) -> None:
        place = len(self.fields)
        label, field = QLabel(self._grid_box), NumberField(self._grid_box)
        label.setToolTip(name)
        label.setMinimumWidth(1)
        label.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Preferred)
        set_role(label, "small")
        # A number takes what the names leave, and no more: else the grid would halve both.
        field.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        field.setToolTip(tip)
        field.setAccessibleName(name)
        field.typed.connect(lambda value: self.typed.emit(place, value))
        field.stepped.connect(lambda steps: self.typed.emit(place, field.value + 0.1 * steps))
        field.refused.connect(self.refused)
        self._labels.append(label)
        self.fields.append(field)

    @Slot()
    def _arrange(self) -> None:
        """Every number that is to be typed at its place in the grid."""
        shown = 0 if self.folded else min(self._shown, len(self.fields))
        across = shown if shown <= IN_A_ROW else _ACROSS
        most = px({1: 200, 2: 96, 3: 44}.get(across, 30))
        gap = px(SPACE_XS)
        room = min(most, self.width() // across - px(_LEAST) - 2 * gap) if across else most
        for k, (label, field) in enumerate(zip(self._labels, self.fields, strict=True)):
            self._grid.removeWidget(label)
            self._grid.removeWidget(field)
            if k < shown:
                row, column = divmod(k, across)
                label.setText(ruler(SMALL).elided(short_name(self._names[k][0]), room))
                self._grid.addWidget(label, row, 2 * column)
                self._grid.addWidget(field, row, 2 * column + 1)
            label.setVisible(k < shown)
            field.setVisible(k < shown)
        self._grid_box.setVisible(shown > 0)
        self.summary.setVisible(self._many)
        self.summary.setEnabled(bool(self.fields))
        self._show_summary()
        self.restyle()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LocaleChange:
            self._show_summary()
        super().changeEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            QTimer.singleShot(0, self, self._arrange)

    def _show_summary(self) -> None:
        n = self._inputs
        parts = [("x", self._names[:n], self._values[:n])]
        if self._with_y:
            parts.append(("y", self._names[n:], self._values[n:]))
        text = ", ".join(
            f"{letter} = {point(*values) if len(values) > 1 else number(values[0])}"
            for letter, _, values in parts if values
        )
        lines = [
            f"{name} = {exact(value)}"
            for _, names, values in parts for (name, _), value in zip(names, values, strict=False)
        ]
        if len(lines) > 2 * MOST_FIELDS:
            lines = [*lines[: 2 * MOST_FIELDS - 1], "…"]
        end = (_FOLD if self.summary.isChecked() else _UNFOLD) if self.fields else (
            f"{n} numbers are too many to type: choose an example."
        )
        self.summary.show_text(text, "\n".join([*lines, end]))


class _Summary(QToolButton):
    """All numbers in one line, cut where it ends; pressed, they unfold."""

    def __init__(self) -> None:
        super().__init__()
        self._whole = ""
        self.setCheckable(True)
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        set_role(self, "section")
        self.toggled.connect(self._turn)
        self._turn()

    def show_text(self, text: str, tip: str) -> None:
        """The line, and all of it in the tooltip."""
        self._whole = text
        self.setAccessibleName(f"The numbers of the example: {text}")
        self.setToolTip(tip)
        self._cut()

    def restyle(self) -> None:
        """Sizes at the present scale."""
        self.setIconSize(QSize(px(12), px(12)))
        self._cut()

    def _cut(self) -> None:
        room = max(self.width() - px(28), px(20))
        text = self.fontMetrics().elidedText(self._whole, Qt.TextElideMode.ElideRight, room)
        if text != self.text():
            self.setText(text)

    @Slot()
    def _turn(self) -> None:
        self.setIcon(icon("chevron-down" if self.isChecked() else "chevron-right", "quiet"))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._cut()
