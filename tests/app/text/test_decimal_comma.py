"""A decimal comma on the whole screen: everything that is shown, and everything that is typed."""

import re

import pytest
from moving import go_to
from PySide6.QtCore import QAbstractItemModel, QCoreApplication, QModelIndex, Qt, QTimer
from PySide6.QtGui import QAction, QGuiApplication, QPainter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSpinBox,
    QComboBox,
    QLabel,
    QLineEdit,
    QWidget,
)
from shiboken6 import isValid

from playground.app.core import questions as dialogs
from playground.app.look.math_label import MathLabel
from playground.app.look.preferences import preferences
from playground.app.shell.window import Window
from playground.app.surface.problem.formula_field import FormulaField
from playground.app.text.numbers import (
    between,
    exact,
    fixed,
    full,
    grouped,
    localised,
    typeset_mark,
)
from playground.app.widgets.number_field import NumberField
from playground.app.work import background
from playground.lab.edits import surface as edits
from playground.lab.experiments.experiment import new_experiment
from playground.lab.experiments.presets import new_network

POINT = re.compile(r"(?<![\w.])\d+\.\d")
COMMA = re.compile(r"\d,\d")
SOURCES = (FormulaField, MathLabel)  # formulas as they are typed, and in plain text
STEPS = 4


@pytest.fixture
def painted(monkeypatch):
    """Every text that a Python painter draws from now on."""
    texts = []
    draw = QPainter.drawText

    def drawn(painter, *args):
        texts.extend(arg for arg in args if isinstance(arg, str))
        return draw(painter, *args)

    monkeypatch.setattr(QPainter, "drawText", drawn)
    return texts


def opened(qtbot, experiment):
    """A window that is shown and complete."""
    window = Window(experiment, keep_settings=False)
    qtbot.addWidget(window, before_close_func=forget)
    window.resize(1600, 1000)
    with qtbot.waitExposed(window):
        window.show()
    qtbot.waitUntil(lambda: window.mode.is_complete)
    return window


def forget(window):
    window.player.workspace.mark_saved(window.player.experiment)


def shown(window, qtbot, painted):
    """All texts of the window as it is: what widgets hold, what painters draw, what tips say."""
    qtbot.waitUntil(lambda: not busy(window))
    painted.clear()
    window.grab()
    found = [("painted", text) for text in painted]
    for widget in [window, *window.findChildren(QWidget)]:
        if isinstance(widget, SOURCES):
            continue
        name = f"{type(widget).__name__} {widget.objectName()}"
        found += [(name, text) for text in texts_of(widget)]
    found += [("action", action.text()) for action in window.findChildren(QAction)]
    return found


def busy(window):
    """Whether something is still to be written: by a worker, or with a delay for readers."""
    return background.busy() or any(timer.isActive() for timer in window.findChildren(QTimer))


def texts_of(widget):
    """What one widget says to the eye and to assistive technology."""
    if not widget.isVisible():
        return  # it is written when it comes to the front
    yield widget.toolTip()
    yield widget.accessibleName()
    yield widget.accessibleDescription()
    if isinstance(widget, (QLabel, QAbstractButton, QAbstractSpinBox, QLineEdit)):
        yield widget.text()
    elif isinstance(widget, QComboBox):
        yield from (widget.itemText(k) for k in range(widget.count()))
        yield from cells_of(widget.model())
    elif isinstance(widget, QAbstractItemView) and widget.model() is not None:
        yield from cells_of(widget.model())


def cells_of(model: QAbstractItemModel):
    """What a table shows, and the tips of its cells and heads."""
    roles = (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole)
    for row in range(min(model.rowCount(QModelIndex()), 40)):
        for column in range(min(model.columnCount(QModelIndex()), 40)):
            for role in roles:
                yield str(model.data(model.index(row, column), role) or "")


def all_docks(window, qtbot, painted):
    """The texts with each panel in front, once."""
    found = []
    for name in window.mode.docks.docks:
        window.mode.docks.bring(name)
        QCoreApplication.processEvents()
        found += shown(window, qtbot, painted)
    return found


def with_points(found):
    return sorted({(where, text) for where, text in found if text and POINT.search(text)})


def surface():
    """All optimizers on the lecture's example."""
    return edits.race_all(new_experiment())


@pytest.mark.parametrize("live", [False, True], ids=["from the start", "switched"])
@pytest.mark.parametrize("make", [surface, new_network], ids=["surface", "network"])
def test_no_number_has_a_point(qtbot, user_folders, painted, make, live):
    if not live:
        preferences.choose("decimal", "comma")
    window = opened(qtbot, make())
    if window.mode.kind == "surface":
        window.commands.show_probe(True)
    if live:
        go_to(window.player, STEPS)
        assert with_points(all_docks(window, qtbot, painted))
        preferences.choose("decimal", "comma")
    else:
        go_to(window.player, STEPS)
    found = all_docks(window, qtbot, painted)
    assert not with_points(found), "\n".join(map(str, with_points(found)))
    assert sum(bool(COMMA.search(text)) for _, text in found) > 100  # numbers were there
    preferences.choose("decimal", "point")
    assert with_points(all_docks(window, qtbot, painted))


def fields_of(window):
    """Every field for a number that can be typed into now."""
    fields = window.findChildren(NumberField)
    return [field for field in fields if field.isVisible() and field.isEnabled()]


def type_into(field, text):
    """Type as a person does, without leaving the window on Enter; what the field then says."""
    heard = []
    for signal in (field.typed, field.refused):
        signal.connect(lambda said: heard.append(said) if said != "" else None)
    field.setFocus()
    field.selectAll()
    QTest.keyClicks(field, text)
    QTest.keyClick(field, Qt.Key.Key_Return)
    return heard


@pytest.mark.parametrize("mark", ["comma", "point"])
@pytest.mark.parametrize("make", [new_experiment, new_network], ids=["surface", "network"])
def test_every_field_takes_both_marks(qtbot, user_folders, make, mark):
    preferences.choose("decimal", mark)
    window = opened(qtbot, make())
    if window.mode.kind == "surface":
        window.commands.show_probe(True)
    seen = 0
    for name in window.mode.docks.docks:
        window.mode.docks.bring(name)
        QCoreApplication.processEvents()
        for field in fields_of(window):
            for text, value in (("0,05", 0.05), ("0.07", 0.07), ("-0,5", -0.5)):
                if isValid(field) and field.isVisible():  # some forms are made anew by an edit
                    assert type_into(field, text) == [value], (name, field.accessibleName(), text)
                    seen += 1
                    QCoreApplication.processEvents()
    assert seen > 15
    window.player.pause()


def test_a_weight_takes_a_comma_in_its_table_and_in_the_picture(qtbot, user_folders):
    preferences.choose("decimal", "comma")
    window = opened(qtbot, new_network())
    window.mode.docks.bring("weights")
    table = window.mode.weights.table
    qtbot.waitUntil(table.isVisible)
    table.setCurrentIndex(table.model().index(0, 0))
    table.setFocus()
    table.edit(table.currentIndex())
    editor = table.findChild(QLineEdit)
    assert "," in editor.text() and "." not in editor.text()
    editor.selectAll()
    QTest.keyClicks(editor, "0,05")
    QTest.keyClick(editor, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: window.player.run[0].theta[0] == 0.05)
    QCoreApplication.processEvents()
    canvas = window.mode.network.canvas
    canvas.setFocus()
    canvas.select(canvas.picture.facts.network.place_of(1))
    QTest.keyClick(canvas, Qt.Key.Key_0)
    QTest.keyClicks(canvas.editor, ",25")
    QTest.keyClick(canvas.editor, Qt.Key.Key_Return)
    assert window.player.run[0].theta[1] == 0.25


def test_a_block_from_a_spreadsheet_with_commas_is_pasted_and_copied(qtbot, user_folders):
    preferences.choose("decimal", "comma")
    window = opened(qtbot, new_network())
    window.mode.docks.bring("weights")
    table = window.mode.weights.table
    qtbot.waitUntil(table.isVisible)
    table.setCurrentIndex(table.model().index(0, 0))
    QGuiApplication.clipboard().setText("0,5\t1,25\r\n-0,75\t1e-3\r\n")
    table.paste()
    theta = window.player.run[0].theta
    units = window.mode.network.canvas.picture.facts.network.sizes[1]
    assert (theta[0], theta[1], theta[units], theta[units + 1]) == (0.5, 1.25, -0.75, 1e-3)
    table.copy()
    assert "0,5" in QGuiApplication.clipboard().text()


def test_functions_and_files_keep_the_point(qtbot, user_folders, tmp_path, monkeypatch):
    preferences.choose("decimal", "comma")
    window = opened(qtbot, new_experiment("beale"))
    path = tmp_path / "mine.json"
    monkeypatch.setattr(dialogs, "ask_save", lambda *a: path)
    go_to(window.player, 3)
    assert window.documents.save_as()
    assert '"learning_rate": 0.' in path.read_text()
    window.player.edit(edits.type_function(window.player.experiment, "0.5 x^2 + y^2"), "own")
    field = window.findChild(FormulaField)
    qtbot.waitUntil(lambda: field.toPlainText() == "0.5 x^2 + y^2")
    assert "decimal point" in field.toolTip()


def test_groups_and_lists_are_told_from_decimals():
    assert localised("2,000 of 60,000 rows: 0.5, 1e-05 and 1.5e-05; version 6.11.3") == (
        "2,000 of 60,000 rows: 0.5, 1×10⁻⁵ and 1.5×10⁻⁵; version 6.11.3"
    )
    preferences.choose("decimal", "comma")
    assert localised("2,000 of 60,000 rows: 0.5, 1e-05 and 1.5e-05; version 6.11.3") == (
        "2\u202f000 of 60\u202f000 rows: 0,5, 1×10⁻⁵ and 1,5×10⁻⁵; version 6.11.3"
    )
    assert grouped(12500) == "12\u202f500" and fixed(12.345, 1) == "12,3"
    assert exact(0.1) == "0,1" and full(0.1) == "0.1" and between() == "; "
    assert typeset_mark(r"0.5 x + 1,5 W_{1, 2}") == r"0{,}5 x + 1{,}5 W_{1, 2}"
