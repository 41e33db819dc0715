"""The displacement δ of the probe: typed, or a direction and a length; and halved."""

from __future__ import annotations

from functools import partial
from math import hypot

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from playground.app.look.style import SPACE_XS, px
from playground.app.widgets.error_line import ErrorLine
from playground.app.widgets.number_field import NumberField
from playground.engine.probe import Probe
from playground.engine.surface import Point

_WAYS = (
    ("descent", "−∇f", "δ along −∇f, straight downhill: f falls as fast as it can."),
    ("level", "level", "δ along the level line: the plane foretells no change of f at all."),
    ("x", "x", "δ along x: only ∂f/∂x matters."),
    ("y", "y", "δ along y: only ∂f/∂y matters."),
)
_STEP = 2.0**0.25  # an arrow key's factor of the length


class PointFields(QWidget):
    """Two fields for a point or a vector: P = (x, y)."""

    typed = Signal(float, float)
    refused = Signal(str)

    def __init__(self, name: str, tips: tuple[str, str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.step = 0.1
        self._fields = (NumberField(), NumberField())
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.addWidget(QLabel(f"{name} = ("))
        for k, (field, tip, axis) in enumerate(zip(self._fields, tips, "xy", strict=True)):
            field.setToolTip(tip)
            field.setAccessibleName(f"{name}, {axis}")
            field.setAccessibleDescription(tip)
            field.typed.connect(partial(self._typed, k))
            field.stepped.connect(partial(self._stepped, k))
            field.refused.connect(self.refused)
            self._row.addWidget(field, 1)
            self._row.addWidget(QLabel(")" if k else ","))
        self._row.setSpacing(px(SPACE_XS))

    @property
    def fields(self) -> tuple[NumberField, NumberField]:
        """The two fields, x first."""
        return self._fields

    def set_pair(self, pair: Point) -> None:
        """Show a pair of numbers."""
        for field, value in zip(self._fields, pair, strict=True):
            if field.value != value or not field.text() or field.property("invalid"):
                field.set_value(value)

    def restyle(self) -> None:
        """Another scale."""
        self._row.setSpacing(px(SPACE_XS))

    def _typed(self, place: int, value: float) -> None:
        pair = [field.value for field in self._fields]
        pair[place] = value
        self._fields[place].set_value(value)
        self.refused.emit("")
        self.typed.emit(*pair)

    def _stepped(self, place: int, steps: int) -> None:
        # Rounded to a hundredth of a step: thirty steps of 0.1 are 3, not 3.0000000000000013.
        value = self._fields[place].value + steps * self.step
        self._typed(place, round(value / self.step * 100) / 100 * self.step)


class DeltaControls(QWidget):
    """Chooses δ. A chosen direction follows P; what was typed stays as it was typed."""

    changed = Signal(float, float)
    halved = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.delta_part: Point = (0.0, 0.0)
        self._way = "descent"
        self._length = 0.1
        self._unit: Point = (1.0, 0.0)
        self._probe: Probe | None = None
        tip = "How far from P to look along {}: f(P + δ) is compared with the plane at P."
        self.fields = PointFields("δ", (tip.format("x"), tip.format("y")))
        self.fields.typed.connect(self._typed)
        self.halve = QPushButton("Halve δ")
        self.halve.setToolTip("Half the way: where f is smooth the error shrinks about four-fold.")
        self.halve.clicked.connect(self._halve)
        self.length = NumberField()
        self.length.setToolTip("The length of δ. Arrow keys make it longer or shorter.")
        self.length.setAccessibleName("Length of δ")
        self.length.typed.connect(self._set_length)
        self.length.stepped.connect(lambda n: self._set_length(self._length * _STEP**n))
        self.buttons: dict[str, QPushButton] = {}
        self.error_line = ErrorLine()
        for field in (self.fields, self.length):
            field.refused.connect(self.error_line.set_error)
        self._build()

    @property
    def delta(self) -> Point:
        """The displacement."""
        return self.delta_part

    def set_delta(self, delta: Point) -> None:
        """A displacement from elsewhere: no direction is followed any more."""
        self._way = ""
        self._show(delta)

    def set_scale(self, length: float) -> None:
        """Another surface: a length that fits its window."""
        self._length = length
        self.fields.step = length / 10

    def follow(self, probe: Probe) -> Point:
        """P has moved: δ in the chosen direction there; where there is none, as it was."""
        self._probe = probe
        way = {"descent": probe.descent, "level": probe.level, "x": (1.0, 0.0), "y": (0.0, 1.0)}
        if self._way:
            self._unit = way[self._way] or self._unit
            self._show((self._length * self._unit[0], self._length * self._unit[1]))
        for name in ("descent", "level"):
            self.buttons[name].setEnabled(way[name] is not None)
        return self.delta_part

    def restyle(self) -> None:
        """Another scale."""
        self.fields.restyle()
        self.length.setFixedWidth(px(70))
        self._rows.setSpacing(px(SPACE_XS))
        self.ways.setSpacing(px(SPACE_XS))

    def _build(self) -> None:
        self._rows = QVBoxLayout(self)
        self._rows.setContentsMargins(0, 0, 0, 0)
        first = QHBoxLayout()
        first.addWidget(self.fields, 1)
        first.addWidget(self.halve)
        self.ways = QGridLayout()
        for k, (name, text, tip) in enumerate(_WAYS):
            button = self.buttons[name] = QPushButton(text)
            button.setCheckable(True)
            button.setToolTip(tip)
            button.setAccessibleName(f"δ along {text}")
            button.setMinimumWidth(1)
            button.clicked.connect(partial(self._choose, name))
            self.ways.addWidget(button, 0, k)
        self.ways.addWidget(self.length, 0, len(_WAYS))
        self._rows.addLayout(first)
        self._rows.addLayout(self.ways)
        self._rows.addWidget(self.error_line)
        self.restyle()

    def _show(self, delta: Point) -> None:
        self.delta_part = delta
        length = hypot(*delta)
        self.fields.set_pair(delta)
        if self.length.value != length or not self.length.text():
            self.length.set_value(length)
        for name, button in self.buttons.items():
            button.setChecked(name == self._way)

    @Slot(float, float)
    def _typed(self, dx: float, dy: float) -> None:
        self.set_delta((dx, dy))
        self.changed.emit(dx, dy)

    def _choose(self, way: str) -> None:
        self._way = way
        self._length = hypot(*self.delta_part) or self._length
        if self._probe is not None:
            self.changed.emit(*self.follow(self._probe))

    def _set_length(self, length: float) -> None:
        if length <= 0:
            self.length.set_invalid(True)
            self.error_line.set_error("The length of δ must be greater than 0.")
            return
        self.error_line.set_error("")
        self._resize(length)
        self.changed.emit(*self.delta_part)

    @Slot()
    def _halve(self) -> None:
        self._resize(hypot(*self.delta_part) / 2)
        self.halved.emit()

    def _resize(self, length: float) -> None:
        old = hypot(*self.delta_part)
        self._length = length
        unit = (self.delta_part[0] / old, self.delta_part[1] / old) if old else self._unit
        self._show((length * unit[0], length * unit[1]))
