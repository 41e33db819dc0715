"""A line that has no room ends in "…", whole for whoever asks."""

import pytest
from PySide6.QtCore import QEvent, QPoint
from PySide6.QtGui import QHelpEvent
from PySide6.QtWidgets import QApplication, QToolTip, QVBoxLayout, QWidget

from playground.app.widgets.error_line import ElidedLabel

LONG = "FORWARD · weighted sum of the layer before"


@pytest.fixture
def told(monkeypatch):
    """What tooltips were shown."""
    said = []
    monkeypatch.setattr(QToolTip, "showText", lambda at, text, *rest: said.append(text))
    return said


def hover(label):
    at = QPoint(3, 3)
    QApplication.sendEvent(label, QHelpEvent(QEvent.Type.ToolTip, at, label.mapToGlobal(at)))


def test_what_is_cut_ends_in_dots_and_is_told_whole(qtbot, told):
    label = ElidedLabel(LONG)
    qtbot.addWidget(label)
    label.resize(90, 20)
    label.show()
    assert label.shown.endswith("…") and LONG.startswith(label.shown[:-1])
    assert label.text() == LONG
    hover(label)
    assert told == [LONG]
    label.resize(900, 20)
    hover(label)
    assert label.shown == LONG and told == [LONG]


@pytest.mark.parametrize("holder", [False, True])
def test_a_tooltip_that_teaches_is_not_replaced(qtbot, told, holder):
    around = QWidget()
    qtbot.addWidget(around)
    column, label = QVBoxLayout(around), ElidedLabel(LONG)
    column.addWidget(label)
    (around if holder else label).setToolTip("What it is for.")
    around.resize(90, 60)
    around.show()
    hover(label)
    assert LONG not in told
