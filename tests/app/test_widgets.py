"""The small parts of panels."""

import pytest
from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QAction, QColor
from PySide6.QtWidgets import QLabel, QPushButton, QToolButton

from playground.app.style import LIGHT, runner_color, style
from playground.app.widgets.empty_state import EmptyState
from playground.app.widgets.error_line import ErrorLine
from playground.app.widgets.section import Section
from playground.app.widgets.swatch import Swatch


@pytest.fixture
def named(monkeypatch):
    QCoreApplication.setOrganizationName("playground-tests")
    yield
    QCoreApplication.setOrganizationName("")


def test_a_section_folds_by_hand_and_by_key(qtbot):
    content = QLabel("inside")
    section = Section("Runners", content)
    qtbot.addWidget(section)
    section.show()
    heard = []
    section.toggled.connect(heard.append)
    head = section.findChild(QToolButton)
    assert content.isVisible()
    qtbot.mouseClick(head, Qt.MouseButton.LeftButton)
    assert not content.isVisible()
    qtbot.keyClick(head, Qt.Key.Key_Space)
    assert content.isVisible()
    section.set_opened(True)
    assert heard == [False, True]
    assert head.accessibleName() == "Runners"


def test_a_section_remembers(qtbot, named):
    for expected in (True, False, False):
        section = Section("Stop", QLabel("x"), name="stop")
        qtbot.addWidget(section)
        assert section.opened is expected
        section.set_opened(False)
    other = Section("Stop", QLabel("x"), name="other", opened=False)
    qtbot.addWidget(other)
    assert not other.opened


def test_making_a_section_writes_nothing(qtbot, named):
    first = Section("A", name="fresh", opened=True)
    second = Section("A", name="fresh", opened=False)
    qtbot.addWidget(first)
    qtbot.addWidget(second)
    assert not second.opened


def test_a_section_takes_another_content(qtbot):
    section = Section("A", QLabel("one"))
    qtbot.addWidget(section)
    section.set_content(QLabel("two"))
    qtbot.waitUntil(lambda: [label.text() for label in section.findChildren(QLabel)] == ["two"])


def test_an_error_line_is_there_only_with_an_error(qtbot):
    line = ErrorLine()
    qtbot.addWidget(line)
    assert line.isHidden()
    line.set_error("Must be greater than 0.")
    assert not line.isHidden()
    assert line.accessibleName() == "Must be greater than 0."
    line.set_error("")
    assert line.isHidden()


def test_an_empty_state_offers_the_way_out(qtbot):
    action = QAction("Add runner")
    done = []
    action.triggered.connect(lambda: done.append(1))
    state = EmptyState("chart", "No runs yet.", action)
    qtbot.addWidget(state)
    state.findChild(QPushButton).click()
    assert done == [1]
    state.set_sentence("Nothing here.")
    assert "Nothing here." in [label.text() for label in state.findChildren(QLabel)]
    style.mode = "dark"
    style.scale = 2


def test_a_swatch_shows_its_runner(qtbot):
    swatch = Swatch(1, "Adam")
    qtbot.addWidget(swatch)
    swatch.resize(swatch.sizeHint())

    def middle():
        return swatch.grab().toImage().pixelColor(swatch.width() // 2, swatch.height() // 2)

    assert middle() == runner_color(1)
    swatch.set_runner(0, "GD")
    assert middle() == QColor(LIGHT.runners[0])
    assert swatch.accessibleName() == "GD"
    swatch.set_pale(True)
    assert middle() != runner_color(0)
    size = swatch.sizeHint()
    style.scale = 2
    assert swatch.sizeHint() == 2 * size
