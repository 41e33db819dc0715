"""A scroll area ends, whatever its content wants, and else does as Qt's own."""

import pytest
from PySide6.QtCore import QSize
from PySide6.QtWidgets import QScrollArea, QWidget

from playground.app.widgets.scroll_area import DEEPEST, ScrollArea


class Fickle(QWidget):
    """Wants to be high while it is low, and is content with less once it is high."""

    sized = 0

    def minimumSizeHint(self):
        return QSize(10, 150 if self.height() < 150 else 50)

    def resizeEvent(self, event):
        super().resizeEvent(event)
        self.sized += 1


class Calm(QWidget):
    def minimumSizeHint(self):
        return QSize(120, 150)


def test_content_that_changes_its_mind_is_sized_a_few_times(qtbot):
    area, content = ScrollArea(), Fickle()
    qtbot.addWidget(area)
    area.setWidget(content)
    area.show()
    content.sized = 0
    area.resize(260, 120)  # in Qt's own this never comes back
    assert 0 < content.sized <= 2 * (DEEPEST + 1)


@pytest.mark.parametrize("size", [(300, 300), (100, 300), (300, 100), (60, 60), (140, 151)])
def test_calm_content_is_sized_as_in_qts_own(qtbot, size):
    found = []
    for kind in (ScrollArea, QScrollArea):
        area, content = kind(), Calm()
        qtbot.addWidget(area)
        area.setWidgetResizable(True)
        area.setWidget(content)
        area.show()
        area.resize(*size)
        found.append((content.size(), area.viewport().size(), area.verticalScrollBar().maximum()))
    assert found[0] == found[1]
