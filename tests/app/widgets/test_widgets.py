"""The small parts of panels."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QColor
from PySide6.QtWidgets import QLabel, QPushButton, QToolButton, QVBoxLayout, QWidget

from playground.app.look.preferences import preferences
from playground.app.look.style import runner_color, style
from playground.app.look.theme import LIGHT
from playground.app.widgets.empty_state import EmptyState
from playground.app.widgets.error_line import ErrorLine
from playground.app.widgets.labels import capital
from playground.app.widgets.section import Section
from playground.app.widgets.swatch import Swatch
from playground.app.widgets.wrap_row import WrapRow


@pytest.fixture
def kept(own_settings):
    """Settings are kept, as in a person's window; the folder."""
    preferences.restore()
    return own_settings


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


def test_a_section_remembers(qtbot, kept):
    for expected in (True, False, False):
        section = Section("Stop", QLabel("x"), name="stop")
        qtbot.addWidget(section)
        assert section.opened is expected
        section.set_opened(False)
    other = Section("Stop", QLabel("x"), name="other", opened=False)
    qtbot.addWidget(other)
    assert not other.opened


def test_making_a_section_writes_nothing(qtbot, kept):
    first = Section("A", name="fresh", opened=True)
    second = Section("A", name="fresh", opened=False)
    qtbot.addWidget(first)
    qtbot.addWidget(second)
    assert not second.opened and not list(kept.rglob("*.ini"))


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


def wrapped(qtbot, count=4, stretch=0):
    """A column with a row of buttons of 60 pixels, and the row."""
    column, row = QWidget(), WrapRow()
    layout = QVBoxLayout(column)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.addLayout(row)
    layout.addStretch(1)
    row.setSpacing(4)
    buttons = [QLabel(str(k)) for k in range(count)]
    for k, button in enumerate(buttons):
        button.setFixedSize(60, 20) if not stretch or k else button.setMinimumSize(30, 20)
        row.addWidget(button, stretch if k == 0 else 0)
    qtbot.addWidget(column)
    column.resize(300, 200)
    column.show()
    return column, row, buttons


def tops(buttons):
    return [button.y() for button in buttons]


def test_a_row_goes_on_in_a_second_line_where_it_is_full(qtbot):
    column, row, buttons = wrapped(qtbot)
    assert row.lines == 1 and len(set(tops(buttons))) == 1
    assert column.minimumSizeHint().width() == 60
    column.resize(130, 200)
    qtbot.waitUntil(lambda: tops(buttons) == [0, 0, 24, 24])
    assert row.lines == 2 and row.sizeHint().height() == 44
    assert all(button.geometry().right() < 130 for button in buttons)
    column.resize(300, 200)
    qtbot.waitUntil(lambda: row.sizeHint().height() == 20)


def test_what_is_hidden_takes_no_place_in_the_row(qtbot):
    column, row, buttons = wrapped(qtbot)
    column.resize(188, 200)
    qtbot.waitUntil(lambda: row.lines == 2)
    buttons[1].hide()
    qtbot.waitUntil(lambda: tops([buttons[0], *buttons[2:]]) == [0, 0, 0])
    assert buttons[2].x() == 64


def test_a_part_that_grows_takes_what_is_left_of_its_line(qtbot):
    column, row, buttons = wrapped(qtbot, 3, stretch=1)
    qtbot.waitUntil(lambda: buttons[0].width() == 300 - 2 * 64)
    column.resize(110, 200)
    qtbot.waitUntil(lambda: row.lines == 2)
    assert buttons[0].width() == 110 - 64 and buttons[2].y() == 24


def test_a_space_pushes_what_follows_to_the_end_of_its_line(qtbot):
    column, row = QWidget(), WrapRow()
    column.setLayout(row)
    row.setSpacing(4)
    first, last = QLabel("a"), QLabel("b")
    for part in (first, last):
        part.setFixedSize(60, 20)
    row.addWidget(first)
    row.addStretch(1)
    row.addWidget(last)
    qtbot.addWidget(column)
    column.resize(200, 60)
    column.show()
    assert (first.x(), last.x(), last.y()) == (0, 140, 0)
    column.resize(100, 60)
    qtbot.waitUntil(lambda: last.y() == 24)
    assert last.x() == 40


@pytest.mark.parametrize(
    "said, shown",
    [
        ("at most 64", "At most 64."), ("too large.", "Too large."),
        ("unknown name 'fo'; did you mean floor?", "Unknown name 'fo'; did you mean floor?"),
    ],
)
def test_an_errors_text_becomes_a_sentence_with_one_mark_at_its_end(said, shown):
    assert capital(ValueError(said)) == shown
