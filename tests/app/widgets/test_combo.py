"""A box whose text has no room ends in an ellipsis, whether one can type in it or not."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QStyleOptionComboBox

from playground.app.look.style import style
from playground.app.widgets.combo import Combo, ComboField

LONG = "Gradient descent with momentum"


@pytest.fixture
def box(qtbot):
    made = Combo()
    qtbot.addWidget(made)
    made.addItems([LONG, "Adam"])
    made.resize(140, 28)
    return made


@pytest.mark.parametrize("scale", [1.0, 1.5, 2.0])
def test_a_long_entry_is_elided_and_stays_whole_for_everybody_else(box, scale):
    style.scale = scale
    box.resize(round(140 * scale), round(28 * scale))
    box.show()
    option = QStyleOptionComboBox()
    box.initStyleOption(option)
    assert option.currentText.startswith("Gradient") and option.currentText.endswith("…")
    assert box.fontMetrics().horizontalAdvance(option.currentText) < box.width() - 24 * scale
    assert box.currentText() == box.itemText(0) == LONG
    box.setCurrentIndex(1)
    box.initStyleOption(option)
    assert option.currentText == "Adam"


def test_what_is_painted_is_the_elided_text(box):
    box.show()
    option = QStyleOptionComboBox()
    box.initStyleOption(option)
    long = box.grab().toImage()
    box.setItemText(0, option.currentText)
    assert box.grab().toImage() == long


def test_a_field_that_nobody_types_in_is_elided_too(box, qtbot):
    field = ComboField(box)
    box.setEditable(True)
    box.setLineEdit(field)
    box.show()
    box.activateWindow()
    qtbot.waitUntil(box.isActiveWindow)
    field.clearFocus()
    field.setCursorPosition(0)
    long = field.grab().toImage()
    room = field.contentsRect().width() - 4
    field.setText(field.fontMetrics().elidedText(LONG, Qt.TextElideMode.ElideRight, room))
    field.setCursorPosition(0)
    assert field.grab().toImage() == long
    field.setText(LONG)
    field.setCursorPosition(0)
    field.setFocus()
    qtbot.waitUntil(field.hasFocus)
    assert field.grab().toImage() != long  # the whole text is there to be edited


def test_the_open_list_has_room_for_the_whole_of_every_entry(box, monkeypatch):
    monkeypatch.setattr(QComboBox, "showPopup", lambda _: None)  # offscreen it would grab the keys
    box.showPopup()
    assert box.view().minimumWidth() >= box.fontMetrics().horizontalAdvance(LONG) > box.width()
