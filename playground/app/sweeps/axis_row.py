"""One axis of a sweep: which setting, from where to where, in how many values, how spread."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QEvent, Qt, Signal, Slot
from PySide6.QtWidgets import QLabel, QToolButton, QWidget

from playground.app.look.icons import icon
from playground.app.look.style import SPACE_XS, px
from playground.app.widgets.choices import TitleBox
from playground.app.widgets.number_field import NumberField, WholeField
from playground.app.widgets.wrap_row import WrapRow
from playground.engine.parameters import Parameter
from playground.lab.sweeps.over import Over

NOTHING = "nothing"
MOST = 200


class Titled:
    """An entry of a list."""

    def __init__(self, title: str, help: str) -> None:
        self.title, self.help = title, help


def _title(name: str, known: Parameter) -> str:
    """The symbol first, which is read where there is room for little: "η learning rate"."""
    return f"{known.symbol} {name.replace('_', ' ')}".strip()


class AxisRow(QWidget):
    """`changed()` after a hand's change, `chosen(name)`: another setting; `refused(sentence)`."""

    changed = Signal()
    chosen = Signal(str)
    refused = Signal(str)

    def __init__(self, title: str, optional: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._optional = optional
        self._over: Over | None = None
        self._known: tuple[str, ...] = ()
        self.setting = TitleBox(f"{title}: setting", "Which setting of the rules is tried out.")
        self.low, self.high, self.count = NumberField(), NumberField(), WholeField()
        self.log = QToolButton()
        self._to = QLabel("–")
        self.low.setToolTip("The smallest value.")
        self.high.setToolTip("The largest value.")
        self.low.setAccessibleName(f"{title}: smallest value")
        self.high.setAccessibleName(f"{title}: largest value")
        self.setting.setMinimumContentsLength(2)
        self.count.setAccessibleName(f"{title}: how many values")
        self.count.setToolTip("How many values are tried: each is a whole run of each runner.")
        self.log.setIcon(icon("log"))
        self.log.setCheckable(True)
        self.log.setAccessibleName(f"{title}: logarithmic")
        self.log.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.log.setToolTip("Values that grow by equal factors, on a logarithmic axis.")
        self._row = WrapRow(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.addWidget(self.setting, 1)
        for part in (self.low, self._to, self.high, self.count, self.log):
            self._row.addWidget(part, 1 if isinstance(part, NumberField) else 0)
        self.setting.chosen.connect(self.chosen)
        self.low.typed.connect(lambda value: self._take(low=value))
        self.high.typed.connect(lambda value: self._take(high=value))
        self.low.refused.connect(self.refused)
        self.high.refused.connect(self.refused)
        self.count.typed.connect(self._take_count)
        self.count.stepped.connect(lambda by: self._take_count(self.count.value + by))
        self.count.refused.connect(self.refused)
        self.log.clicked.connect(lambda on: self._take(log=on))
        self._space()

    @property
    def over(self) -> Over | None:
        """What it says; None for nothing."""
        return self._over

    def offer(self, settings: Mapping[str, Parameter], without: str = "") -> None:
        """The settings that there are to choose from."""
        names = tuple(name for name in settings if name != without)
        if names == self._known and self.setting.count():
            return
        self._known = names
        entries = {NOTHING: Titled("nothing else", "One setting alone: a curve for each runner.")}
        entries = entries if self._optional else {}
        entries |= {
            name: Titled(_title(name, settings[name]), settings[name].help) for name in names
        }
        self.setting.fill(entries)
        self.setting.set_value(self._over.name if self._over else NOTHING)

    def show_over(self, over: Over | None) -> None:
        """Show an axis, without saying so."""
        self._over = over
        self.setting.set_value(over.name if over else NOTHING)
        for part in (self.low, self._to, self.high, self.count, self.log):
            part.setVisible(over is not None)
        if over is None:
            return
        self.low.set_value(over.low)
        self.high.set_value(over.high)
        self.count.set_value(over.count)
        self.log.setChecked(over.log)

    def mark(self, name: str) -> None:
        """Mark the field that is wrong, by its name; "" marks none."""
        self.low.set_invalid(name == "low")
        self.high.set_invalid(name == "high")
        self.count.set_invalid(name == "count")

    @Slot(float)
    def _take_count(self, value: float) -> None:
        if value != round(value) or not 2 <= value <= MOST:
            self.count.set_invalid(True)
            self.refused.emit(f"Must be a whole number from 2 to {MOST}.")
        else:
            self._take(count=round(value))

    def _take(self, **changes: float) -> None:
        over = self._over
        if over is not None:
            made = {**over.__dict__, **changes}
            self._over = Over(**made)
            self.show_over(self._over)
            self.changed.emit()

    @Slot()
    def _space(self) -> None:
        self._row.setSpacing(px(SPACE_XS))
        for field in (self.low, self.high):
            field.setMinimumWidth(px(34))
            field.setMaximumWidth(px(72))
        self.count.setMinimumWidth(px(28))
        self.count.setMaximumWidth(px(46))

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.FontChange:
            self._space()
        super().changeEvent(event)
