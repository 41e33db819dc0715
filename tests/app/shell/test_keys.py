"""Who gets a key, while one types in a field of the window or in a cell of a table."""

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QComboBox,
    QLineEdit,
    QListWidget,
    QMainWindow,
    QPlainTextEdit,
    QPushButton,
    QSpinBox,
    QStyledItemDelegate,
)
from PySide6.QtWidgets import QTableWidget as Table

from playground.app.look.style import style
from playground.app.shell.key_router import KeyRouter

Key = Qt.Key


@pytest.fixture
def window(qtbot, qapp):
    made = QMainWindow()
    qtbot.addWidget(made)
    router = KeyRouter(made)
    qapp.installEventFilter(router)
    yield made
    qapp.removeEventFilter(router)


def shown(qtbot, window, widget):
    window.setCentralWidget(widget)
    window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    return widget


def settle():
    for _ in range(5):
        QApplication.processEvents()


@pytest.mark.parametrize("key", [Key.Key_Return, Key.Key_Enter, Key.Key_Escape])
def test_a_cell_is_closed_by_its_table_once(qtbot, window, key):
    """Qt complains of a second time, which fails the test."""
    table = shown(qtbot, window, Table(2, 2))
    committed = []
    delegate = QStyledItemDelegate(table)
    delegate.commitData.connect(committed.append)
    table.setItemDelegate(delegate)
    table.setCurrentCell(0, 0)
    table.setFocus()
    table.edit(table.currentIndex())
    field = table.findChild(QLineEdit)
    qtbot.waitUntil(field.hasFocus)
    qtbot.keyClicks(field, "0.77")
    QTest.keyClick(field, key)
    settle()
    qtbot.waitUntil(lambda: table.findChild(QLineEdit) is None)
    assert table.hasFocus()
    assert len(committed) == (key != Key.Key_Escape)


@pytest.mark.parametrize("wrong", [False, True])
def test_a_field_is_left_with_enter_unless_it_is_wrong(qtbot, window, wrong):
    field = shown(qtbot, window, QLineEdit())
    field.setFocus()
    qtbot.waitUntil(field.hasFocus)
    field.setProperty("invalid", wrong)
    QTest.keyClick(field, Key.Key_Return)
    settle()
    assert field.hasFocus() is wrong


def test_a_new_look_is_none_of_its_business_and_keys_are_again_afterwards(qapp, qtbot):
    seen = []

    class Counting(KeyRouter):
        def eventFilter(self, watched, event):
            seen.append(event.type())
            return super().eventFilter(watched, event)

    style.apply(qapp)
    field = QLineEdit()
    qtbot.addWidget(field)
    field.show()
    router = Counting(qapp)
    during = []
    style.dressing.connect(router.rest)

    def note(starts):
        seen.clear() if starts else during.extend(seen)

    style.dressing.connect(note)
    try:
        qapp.installEventFilter(router)
        style.mode = "dark"
        assert style.theme.dark and during == []
        seen.clear()
        qtbot.keyClick(field, Qt.Key.Key_A)
        assert QEvent.Type.KeyPress in seen
    finally:
        style.dressing.disconnect(note)
        style.dressing.disconnect(router.rest)
        qapp.removeEventFilter(router)


def test_making_a_half_of_the_window_is_none_of_its_business(qapp):
    seen = []

    class Counting(KeyRouter):
        def eventFilter(self, watched, event):
            seen.append(event.type())
            return super().eventFilter(watched, event)

    router = Counting(qapp)
    style.dressing.connect(router.rest)
    try:
        qapp.installEventFilter(router)
        with style.many():
            made = QLineEdit()
            made.setText("x")
            made.show()
        assert seen == []
        QTest.keyClick(made, Qt.Key.Key_A)
        assert QEvent.Type.KeyPress in seen
        made.deleteLater()
    finally:
        style.dressing.disconnect(router.rest)
        qapp.removeEventFilter(router)


def _list():
    made = QListWidget()
    made.addItems(["one", "two", "three"])
    return made


def _combo():
    made = QComboBox()
    made.addItems(["one", "two", "three"])
    return made


def _rows():
    made = Table(3, 2)
    made.setSelectionBehavior(Table.SelectionBehavior.SelectRows)
    return made


HOME_AND_END, ALL_WAYS = {"Home", "End"}, {"Home", "End", "Left", "Right"}


@pytest.mark.parametrize(("make", "kept"), [
    (_list, HOME_AND_END), (_combo, HOME_AND_END), (_rows, HOME_AND_END),
    (lambda: Table(3, 3), ALL_WAYS), (QLineEdit, ALL_WAYS), (QSpinBox, ALL_WAYS),
    (QPlainTextEdit, ALL_WAYS), (QPushButton, set()),
])
def test_what_was_clicked_keeps_the_keys_that_choose_or_write_in_it(qtbot, window, make, kept):
    widget = shown(qtbot, window, make())
    taken = []
    for name in (*ALL_WAYS, "Space"):
        QShortcut(QKeySequence(name), window, lambda name=name: taken.append(name))
    widget.setFocus(Qt.FocusReason.MouseFocusReason)
    qtbot.waitUntil(widget.hasFocus)
    for name in sorted(ALL_WAYS):
        QTest.keyClick(widget.window().windowHandle(), getattr(Key, f"Key_{name}"))
    assert set(taken) == ALL_WAYS - kept
    if not isinstance(widget, (QLineEdit, QSpinBox, QPlainTextEdit)):
        QTest.keyClick(widget.window().windowHandle(), Key.Key_Space)
        assert "Space" in taken  # and one can still play
