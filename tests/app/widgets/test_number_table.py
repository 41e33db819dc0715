"""Headers of tables: what a change of their size must never do."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHeaderView, QTableWidget

from playground.app.look.style import px, style
from playground.app.widgets.number_table import dress_headers, hold_header, hold_rows


class Watched(QHeaderView):
    """A header that notes its bounds whenever it is resized."""

    def __init__(self, side):
        super().__init__(side)
        self.bounds = []

    def resizeEvent(self, event):
        super().resizeEvent(event)
        low, high = self.minimumSize(), self.maximumSize()
        self.bounds.append((low.width(), high.width(), low.height(), high.height()))


@pytest.mark.parametrize("side", list(Qt.Orientation))
def test_a_header_never_has_a_least_size_above_its_most(qtbot, side):
    """Qt's table and header would size each other without end, until the stack is full."""
    table = QTableWidget(3, 2)
    qtbot.addWidget(table)
    header = Watched(side)
    across = side == Qt.Orientation.Horizontal
    (table.setHorizontalHeader if across else table.setVerticalHeader)(header)
    table.resize(300, 90)
    table.show()
    for size in (28, 36, 90, 20, 21):
        hold_header(header, size)
        assert (header.height() if across else header.width()) == size
    assert header.bounds
    assert all(a <= b and c <= d for a, b, c, d in header.bounds)


@pytest.mark.parametrize("dress", [
    lambda table: hold_rows(table, px(22)), lambda table: dress_headers(table, "000", px(22)),
])
def test_all_rows_follow_the_type_up_and_down(qtbot, dress):
    table = QTableWidget(3, 2)
    qtbot.addWidget(table)
    table.show()
    for scale in (1.0, 1.5, 2.5, 0.8, 1.25, 2.0, 1.0):
        style.scale = scale
        dress(table)
        assert [table.rowHeight(k) for k in range(3)] == [px(22)] * 3
