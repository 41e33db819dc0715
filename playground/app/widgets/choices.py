"""Small controls of the network's panels: a list of titles, a row of buttons, a seed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from PySide6.QtCore import QEvent, QSize, Qt, Signal, Slot
from PySide6.QtGui import QStandardItem, QStandardItemModel
from PySide6.QtWidgets import (
    QButtonGroup,
    QComboBox,
    QLabel,
    QPushButton,
    QSizePolicy,
    QSpinBox,
    QWidget,
)

from playground.app.look.icons import icon
from playground.app.look.style import SPACE_S, SPACE_XS, px, set_role
from playground.app.text.numbers import localised
from playground.app.widgets.combo import Combo
from playground.app.widgets.slider import quiet_wheel
from playground.app.widgets.wrap_row import WrapRow

LARGEST_SEED = 2**31 - 1


class TitleBox(Combo):
    """A list of registered things by title; says `chosen(name)` for a hand's choice."""

    chosen = Signal(str)

    def __init__(self, name: str, tip: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tip = tip
        self._shown = ""
        self._reasons: dict[str, str] = {}
        self.setAccessibleName(name)
        self.setAccessibleDescription(tip)
        self.setMinimumContentsLength(8)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMaxVisibleItems(18)
        self.setToolTip(tip)
        quiet_wheel(self)
        self.activated.connect(self._activated)

    def fill(self, things: Mapping[str, Any]) -> None:
        """List things that have a `title` and a `help` or `teaches`."""
        model = QStandardItemModel(self)
        for name, thing in things.items():
            words = getattr(thing, "teaches", "") or getattr(thing, "help", "")
            item = entry(thing.title, name, localised(words))
            item.setData(words, _AS_WRITTEN)
            model.appendRow(item)
        self.setModel(model)

    def set_value(self, name: str) -> None:
        """Show one of them, without saying so."""
        self._shown = name
        self.setCurrentIndex(self.findData(name))
        words = self.currentData(Qt.ItemDataRole.ToolTipRole)
        self.setToolTip("\n".join(filter(None, (words, self._tip))))

    def set_reasons(self, reasons: Mapping[str, str]) -> None:
        """Which entries cannot be chosen now, and why."""
        if dict(reasons) == self._reasons:
            return
        model = self.entries
        for k in range(self.count()):
            item, name = model.item(k), self.itemData(k)
            if name in self._reasons and name not in reasons:
                item.setEnabled(True)
                item.setToolTip(item.data(_TEACHES))
            elif name in reasons:
                item.setEnabled(False)
                item.setToolTip(reasons[name])
        self._reasons = dict(reasons)

    def set_tip(self, name: str, tip: str) -> None:
        """Another tooltip for one entry (a typeset formula, once there is one)."""
        model, k = self.entries, self.findData(name)
        if k >= 0:
            model.item(k).setData(tip, _TEACHES)
            if name not in self._reasons:
                model.item(k).setToolTip(tip)
        if name == self._shown:
            self.setToolTip(tip)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LocaleChange:  # numbers are written another way
            for k in range(self.count()):
                self.set_tip(self.itemData(k), localised(self.itemData(k, _AS_WRITTEN) or ""))
            self.set_value(self._shown)
        super().changeEvent(event)

    @Slot(int)
    def _activated(self, index: int) -> None:
        name = self.itemData(index)
        if name and name != self._shown:
            self.chosen.emit(name)


_TEACHES, _AS_WRITTEN = Qt.ItemDataRole.UserRole + 1, Qt.ItemDataRole.UserRole + 2


def entry(title: str, name: str, teaches: str) -> QStandardItem:
    """One line of a list."""
    item = QStandardItem(title)
    item.setData(name, Qt.ItemDataRole.UserRole)
    item.setData(teaches, _TEACHES)
    item.setToolTip(teaches)
    return item


class Segments(QWidget):
    """A few buttons of which one is down; says `chosen(key)` for a hand's choice."""

    chosen = Signal(str)

    def __init__(
        self, choices: Iterable[tuple[str, str, str]], name: str, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self._buttons: dict[str, QPushButton] = {}
        self._tips: dict[str, str] = {}
        self._group = QButtonGroup(self)
        self._row = WrapRow(self)
        for key, text, tip in choices:
            button = QPushButton(text)
            set_role(button, "segment")
            button.setCheckable(True)
            button.setToolTip(tip)
            button.setAccessibleDescription(tip)
            button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
            button.clicked.connect(lambda _=False, key=key: self._clicked(key))
            self._group.addButton(button)
            self._row.addWidget(button, 1)
            self._buttons[key], self._tips[key] = button, tip
        self._value = ""
        self._space()

    @property
    def value(self) -> str:
        """Which one is down."""
        return self._value

    def button(self, key: str) -> QPushButton:
        """One of the buttons."""
        return self._buttons[key]

    def set_value(self, key: str) -> None:
        """Press one, without saying so."""
        self._value = key
        self._buttons[key].setChecked(True)

    def set_reason(self, key: str, reason: str) -> None:
        """Why one cannot be pressed; empty: it can."""
        self._buttons[key].setEnabled(not reason)
        self._buttons[key].setToolTip(reason or self._tips[key])

    def _clicked(self, key: str) -> None:
        if key != self._value:
            self._value = key
            self.chosen.emit(key)

    def _space(self) -> None:
        self._row.setSpacing(px(SPACE_XS))

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.FontChange:
            self._space()
        super().changeEvent(event)


class SeedRow(QWidget):
    """A seed to type, and the next one by a button; says `chosen(seed)`."""

    chosen = Signal(object)  # a seed may be larger than Qt's int

    def __init__(
        self, label: str, button: str, tip: str, button_tip: str, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.label = QLabel(label)
        self._spin = QSpinBox()
        self._spin.setRange(0, LARGEST_SEED)
        self._spin.setKeyboardTracking(False)
        self._spin.setAlignment(Qt.AlignmentFlag.AlignRight)
        self._spin.setAccessibleName(label)
        self.label.setBuddy(self._spin)
        for part in (self.label, self._spin):
            part.setToolTip(tip)
        quiet_wheel(self._spin)
        self._next = QPushButton(button)
        self._next.setIcon(icon("dice"))
        self._next.setToolTip(button_tip)
        self._row = WrapRow(self)
        self._row.addWidget(self.label, 1)
        self._row.addWidget(self._spin)
        self._row.addWidget(self._next)
        self._space()
        self._seed = 0
        self._spin.valueChanged.connect(lambda seed: self.chosen.emit(seed))
        self._next.clicked.connect(lambda: self.chosen.emit(self._seed + 1))

    def set_value(self, seed: int) -> None:
        """Show a seed, without saying so."""
        self._seed = seed
        blocked = self._spin.blockSignals(True)
        self._spin.setValue(min(seed, LARGEST_SEED))
        self._spin.blockSignals(blocked)

    def _space(self) -> None:
        self._row.setSpacing(px(SPACE_S))
        self._spin.setFixedWidth(px(72))
        self._next.setIconSize(QSize(px(16), px(16)))

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.FontChange:
            self._space()
        super().changeEvent(event)
