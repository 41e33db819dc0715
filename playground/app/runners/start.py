"""Where a run begins: two fields, and whether all runners begin there."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Signal
from PySide6.QtWidgets import QCheckBox, QGridLayout, QLabel, QWidget

from playground.app.look.style import SPACE_S, SPACE_XS, px
from playground.app.text.numbers import exact
from playground.app.widgets.error_line import ErrorLine
from playground.app.widgets.number_field import NumberField


class StartRow(QWidget):
    """Where the runner starts, typed; and whether all start there."""

    typed = Signal(float, float)
    shared_toggled = Signal(bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.error_line = ErrorLine()
        self._fields = tuple(self._field(place, axis) for place, axis in enumerate("xy"))
        self.shared = QCheckBox("One start for all runners")
        self.shared.setChecked(True)
        self.shared.setToolTip(
            "On: all runners start at one point, and moving it, here or in the picture, moves it "
            "for all. Off: only the selected runner's start moves. Ticking it brings every runner "
            "to the selected one's start."
        )
        self.shared.clicked.connect(self.shared_toggled)
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(px(SPACE_S))
        grid.setVerticalSpacing(px(SPACE_XS))
        for column, (axis, field) in enumerate(zip("xy", self._fields, strict=True)):
            name = QLabel(f"Start {axis}" if axis == "x" else axis)
            name.setBuddy(field)
            grid.addWidget(name, 0, 2 * column)
            grid.addWidget(field, 0, 2 * column + 1)
        grid.addWidget(self.error_line, 1, 0, 1, 4)
        grid.addWidget(self.shared, 2, 0, 1, 4)

    def _field(self, place: int, axis: str) -> NumberField:
        field = NumberField()
        field.setAccessibleName(f"Start {axis}")
        field.setToolTip("Where the run begins. Clicking or dragging in the picture sets it too.")
        field.setMinimumWidth(px(48))
        field.typed.connect(lambda value: self._say(place, value))
        field.refused.connect(self.error_line.set_error)
        return field

    def show_start(self, start: tuple[float, ...] | None) -> None:
        """Show a start; None (a network has no point) hides the row."""
        self.setVisible(start is not None and len(start) == 2)
        for field, value in zip(self._fields, start or (), strict=False):
            if field.value != value or not field.hasFocus():
                field.set_value(value)
                self._tell(field)

    def _tell(self, field: NumberField) -> None:
        """All digits of the start, in the field's tooltip."""
        tip = field.toolTip().split("\n")[-1]
        field.setToolTip(f"{exact(field.value)}\n{tip}")

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LocaleChange:
            for field in self._fields:
                self._tell(field)
        super().changeEvent(event)

    def _say(self, place: int, value: float) -> None:
        self.error_line.set_error("")
        point = [field.value for field in self._fields]
        point[place] = value
        self.typed.emit(*point)
