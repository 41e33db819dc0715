"""What panels stand in: nothing moves sideways when a scroll bar comes or goes."""

import pytest
from PySide6.QtWidgets import QWidget

from playground.app.look.style import style
from playground.app.widgets.panel_scroll import PanelScroll

ROOM = (240, 200)


@pytest.fixture
def content():
    return QWidget()


@pytest.fixture
def scroll(qtbot, content):
    made = PanelScroll(content)
    qtbot.addWidget(made)
    made.resize(*ROOM)
    made.show()
    return made


def test_the_content_is_as_wide_with_a_bar_as_without(scroll, content, qapp):
    widths = set()
    for height in (50, 900, 50):
        content.setFixedHeight(height)
        qapp.processEvents()
        widths.add(content.width())
        assert (scroll.verticalScrollBar().maximum() > 0) == (height > ROOM[1])
    assert len(widths) == 1


def test_the_bar_is_painted_only_where_there_is_something_to_scroll(scroll, content, qapp):
    def colors():
        qapp.processEvents()
        image = scroll.verticalScrollBar().grab().toImage()
        return {image.pixel(image.width() // 2, y) for y in range(image.height())}

    content.setFixedHeight(50)
    assert len(colors()) == 1
    content.setFixedHeight(900)
    assert len(colors()) > 1


class Fickle(QWidget):
    """Content that is high where it is wide, and low where it is narrow."""

    def resizeEvent(self, event):
        super().resizeEvent(event)
        self.setMinimumHeight(900 if self.width() > ROOM[0] - 12 else 10)


def test_content_that_depends_on_the_bar_does_not_call_it_for_ever(qtbot, qapp):
    scroll = PanelScroll(Fickle())
    qtbot.addWidget(scroll)
    scroll.resize(*ROOM)
    scroll.show()
    for scale in (1.0, 1.1, 1.4, 1.0, 1.8):
        style.scale = scale
        for _ in range(20):
            qapp.processEvents()
        width = scroll.widget().width()
        qapp.processEvents()
        assert scroll.widget().width() == width
