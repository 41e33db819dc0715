"""A table of one's own: seen, corrected where it was taken wrongly, and learnt."""

import os
import threading

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication, QComboBox, QDialogButtonBox, QPushButton

from playground.app.network.data import csv_dialog
from playground.app.network.data.csv_dialog import CsvDialog, import_csv
from playground.app.network.data.csv_reading_options import DoubtRow
from playground.app.widgets.combo import Combo
from playground.lab.experiments.experiment import new_experiment
from playground.lab.experiments.presets import presets

GERMAN = "größe;gewicht;art\n1,5;2,5;a\n1,7;3,5;b\n1,9;4;a\n2,1;5;b\n"


@pytest.fixture(autouse=True)
def patient(monkeypatch):
    """What is read or checked is there when a hand's deed has ended, however busy the machine."""
    monkeypatch.setattr(csv_dialog, "MOMENT_S", 60)


@pytest.fixture
def impatient(monkeypatch, patient):
    """Nothing is waited for."""
    monkeypatch.setattr(csv_dialog, "MOMENT_S", 0)


@pytest.fixture
def opened(qtbot, tmp_path):
    def open_text(text, encoding="utf-8", experiment=None):
        path = tmp_path / "table.csv"
        path.write_bytes(text if isinstance(text, bytes) else text.encode(encoding))
        dialog = CsvDialog(path, experiment or presets["xor"].experiment())
        qtbot.addWidget(dialog)
        dialog.show()
        return dialog

    return open_text


def choose(box, value):
    box.setCurrentIndex(box.findData(value))
    box.activated.emit(box.currentIndex())


def press_import(qtbot, dialog):
    qtbot.mouseClick(dialog.import_button, Qt.MouseButton.LeftButton)


def error(dialog):
    return dialog.error_line.text() if dialog.error_line.isVisible() else ""


def test_lists_are_cut_with_an_ellipsis_and_buttons_wear_our_icons(opened):
    dialog = opened(GERMAN, "latin-1")
    lists = dialog.findChildren(QComboBox)
    assert len(lists) >= 10 and all(isinstance(box, Combo) for box in lists)
    buttons = dialog.findChildren(QPushButton)
    assert len(buttons) >= 6 and not [b.text() for b in buttons if b.icon().isNull()]


def test_what_is_found_out_is_shown(qtbot, opened):
    dialog = opened(GERMAN, "latin-1")
    options = dialog.reading
    found = [box.currentData() for box in (options.delimiter, options.decimal, options.encoding,
                                           options.header)]
    assert found == [";", ",", "latin-1", True]
    model = dialog._table.preview
    assert model.headerData(0, Qt.Orientation.Horizontal) == "größe"
    assert model.index(1, 1).data() == "3,5"
    assert model.headerData(1, Qt.Orientation.Vertical) == "3"  # the line in the file
    roles = [box.currentData() for box in dialog._table.roles.boxes]
    assert roles == ["input", "input", "target"]
    assert dialog.summary.text() == "3 to train on, 1 to test; 2 inputs, 2 classes"
    press_import(qtbot, dialog)
    recipe = dialog.experiment.problem
    assert recipe.dataset.columns == ("größe", "gewicht")
    assert recipe.dataset.class_names == ("a", "b")
    assert recipe.dataset.X[0] == (1.5, 2.5)
    assert dialog.result() == CsvDialog.DialogCode.Accepted


def test_the_imported_data_trains(qtbot, opened):
    dialog = opened(GERMAN)
    after = dialog.experiment
    run = after.run_of(after.runners[0])
    run.ensure(5)
    assert run.last == 5


def test_a_bad_cell_is_named_shown_and_mended_by_its_role(opened):
    dialog = opened(GERMAN.replace("3,5", "x"))
    assert error(dialog) == 'Line 3, column 2 (gewicht): "x" is not a number.'
    assert not dialog.import_button.isEnabled() and dialog.experiment is None
    bad = dialog._table.preview.index(1, 1)
    assert bad.data(Qt.ItemDataRole.BackgroundRole) is not None
    assert dialog._table.preview.index(0, 1).data(Qt.ItemDataRole.BackgroundRole) is None
    choose(dialog._table.roles.boxes[1], "ignore")
    assert not error(dialog) and dialog.import_button.isEnabled()
    assert dialog.experiment.problem.network.sizes[0] == 1
    assert dialog._table.preview.index(1, 1).data(Qt.ItemDataRole.BackgroundRole) is None


def test_an_error_further_down_is_brought_into_sight(opened):
    lines = [f"{k},{k % 2}" for k in range(200)]
    lines[150] = "oops,1"
    dialog = opened("a,y\n" + "\n".join(lines))
    assert "Line 152, column 1 (a)" in error(dialog)
    model = dialog._table.preview
    assert model.rowCount() == 51 and model.headerData(50, Qt.Orientation.Vertical) == "152"
    assert model.index(50, 0).data() == "oops"


def test_missing_values_are_refused_or_left_out(qtbot, opened):
    dialog = opened("a,b,y\n1,2,0\n3,NA,1\n5,6,0\n7,8,1\n")
    assert "Line 3, column 2 (b)" in error(dialog) and "missing" in error(dialog)
    dialog.options_row.missing.click()
    assert not error(dialog) and "line 3" in dialog._notes.text()
    assert len(dialog.experiment.problem.dataset.X) == 3


def test_every_finding_can_be_overruled(opened):
    dialog = opened("1,5;0\n2,5;1\n3,5;0\n4,5;1\n")
    assert dialog.reading.decimal.currentData() == ","
    choose(dialog.reading.header, True)
    assert dialog._table.preview.rowCount() == 3
    choose(dialog.reading.header, False)
    assert dialog._table.preview.rowCount() == 4
    choose(dialog.reading.delimiter, ",")
    assert dialog._table.preview.index(0, 1).data() == "5;0"
    choose(dialog.reading.delimiter, ";")
    choose(dialog.reading.decimal, ".")
    assert "No column is an input" in error(dialog)  # 1,5 is a word now
    choose(dialog.reading.decimal, ",")
    assert not error(dialog)


def test_another_encoding(opened):
    dialog = opened(GERMAN.encode("cp1252").replace("größe".encode("cp1252"), b"pr\x80is"))
    choose(dialog.reading.encoding, "cp1252")
    assert dialog._raw.names[0] == "pr€is"
    choose(dialog.reading.encoding, "utf-8")
    assert "cannot be read as UTF-8" in error(dialog) and not dialog.import_button.isEnabled()
    choose(dialog.reading.encoding, "cp1252")
    assert not error(dialog) and dialog.import_button.isEnabled()


def test_numbers_or_classes(opened):
    dialog = opened("a,y\n1,0\n2,1\n3,2\n4,0\n5,1\n6,2\n")
    assert dialog.options_row.classes and dialog.experiment.problem.network.sizes[-1] == 3
    choose(dialog.options_row.kind, False)
    assert dialog.experiment.problem.loss == "square"
    assert dialog.experiment.problem.dataset.classes == 0
    choose(dialog._table.roles.boxes[0], "target")
    assert "no column is an input" in error(dialog).lower()


def test_standardizing_and_the_share_to_test(qtbot, opened):
    dialog = opened(GERMAN + "3,5;6;a\n3,7;7;b\n4,5;6;a\n4,7;7;b\n")
    assert dialog.experiment.problem.dataset.standardize
    dialog.options_row.standardize.click()
    assert not dialog.experiment.problem.dataset.standardize
    field = dialog.options_row.test.entry_field
    field.setFocus()
    field.selectAll()
    qtbot.keyClicks(field, "0.5")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert dialog.isVisible()  # Enter ended the number, not the dialog
    assert dialog.experiment.problem.dataset.test_fraction == 0.5
    assert dialog.summary.text().startswith("4 to train on, 4 to test")


@pytest.mark.parametrize("text, wanted", [
    ("", "no rows"), ("a,b\n", "no rows"), ("a,b\n1,2\n3\n4\n5\n", "line 1"),
    (b"\x00\x01\x02\x00", "not a text file"), ("a,y\n1,x\n2,x\n", "one class"),
])
def test_files_that_are_no_tables(opened, text, wanted):
    dialog = opened(text)
    assert wanted in error(dialog).lower() and not dialog.import_button.isEnabled()


def test_a_file_that_is_gone(qtbot, tmp_path):
    dialog = CsvDialog(tmp_path / "gone.csv", presets["xor"].experiment())
    qtbot.addWidget(dialog)
    dialog.show()
    assert "cannot be read" in error(dialog)


def test_a_big_file_is_read_beside_the_window(qtbot, opened, impatient):
    rows = "\n".join(f"{k},{k * 7 % 13}.25,{k % 3}" for k in range(15_000))
    dialog = opened("a,b,y\n" + rows)
    assert not dialog.import_button.isEnabled() and "Reading" in dialog.summary.text()
    qtbot.waitUntil(dialog.import_button.isEnabled, timeout=20_000)
    assert dialog.summary.text() == "10,500 to train on, 4,500 to test; 2 inputs, 3 classes"
    choose(dialog._table.roles.boxes[0], "ignore")
    assert not dialog.import_button.isEnabled()
    qtbot.waitUntil(dialog.import_button.isEnabled, timeout=20_000)
    assert dialog.experiment.problem.network.sizes[0] == 1


def test_too_many_rows_are_refused_and_the_window_goes_on(qtbot, opened):
    dialog = opened("a,y\n" + "1,0\n2,1\n" * 20_000)
    qtbot.waitUntil(lambda: "rows in it" in error(dialog), timeout=20_000)
    assert not dialog.import_button.isEnabled()
    assert "40,000 rows" in error(dialog)  # the names are no row
    assert dialog._parts.first.text() == "Use the first 20,000 rows"


@pytest.mark.parametrize("which", ["first", "random"])
def test_a_part_of_too_many_rows_can_be_used(qtbot, opened, which):
    text = "a,y\n" + "".join(f"{k},{k % 2}\n" for k in range(30_000))
    dialog = opened(text)
    qtbot.waitUntil(dialog._parts.isVisible, timeout=20_000)
    qtbot.mouseClick(getattr(dialog._parts, which), Qt.MouseButton.LeftButton)
    qtbot.waitUntil(dialog.import_button.isEnabled, timeout=30_000)
    assert not dialog._parts.isVisible() and not error(dialog)
    firsts = [row[0] for row in dialog._raw.rows]
    assert len(set(firsts)) == 20_000 and dialog._raw.names == ("a", "y")
    assert (max(map(int, firsts)) == 19_999) == (which == "first")
    assert "Of 30,000 rows" in dialog._notes.text()


def test_closing_it_forgets_what_was_under_way(qtbot, opened, impatient):
    dialog = opened("a,y\n" + "1,0\n2,1\n" * 9_000)
    assert dialog.busy
    dialog.reject()
    assert not dialog.busy and dialog.experiment is None


def test_a_share_that_stalls_holds_nobody(qtbot, opened, impatient, monkeypatch):
    gate, read = threading.Event(), csv_dialog.read_table
    monkeypatch.setattr(csv_dialog, "read_table", lambda *a: gate.wait(60))
    stalled = opened(GERMAN)
    assert stalled.busy and "Reading" in stalled.summary.text()
    stalled.reject()
    monkeypatch.setattr(csv_dialog, "read_table", read)
    other = opened(GERMAN)
    qtbot.waitUntil(other.import_button.isEnabled)
    gate.set()


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes in folders here")
def test_a_pipe_is_refused_at_once(qtbot, tmp_path):
    os.mkfifo(tmp_path / "pipe.csv")
    dialog = CsvDialog(tmp_path / "pipe.csv", presets["xor"].experiment())
    qtbot.addWidget(dialog)
    dialog.show()
    assert error(dialog) == "The file cannot be read: it is a pipe; choose a regular file."


def test_two_readings_are_asked_about_with_both_shown(qtbot, opened):
    dialog = opened("size;price\n1.234;5\n2.345;6\n")
    row = dialog.findChild(DoubtRow)
    assert row.isVisible() and not dialog.import_button.isEnabled() and not error(dialog)
    assert row.question.text() == "Line 2, size: what is “1.234”?"
    assert [b.text() for b in (row.one, row.other)] == [
        "1.234 (decimal point)", "1234 (decimal comma)"
    ]
    choose(dialog._table.roles.boxes[0], "input")
    assert row.isVisible() and not dialog.import_button.isEnabled()
    qtbot.mouseClick(row.other, Qt.MouseButton.LeftButton)
    assert not row.isVisible() and dialog.import_button.isEnabled()
    assert dialog.experiment.problem.dataset.X == ((1234,), (2345,))
    options = dialog.reading
    assert (options.decimal.currentData(), options.thousands.currentData()) == (",", ".")
    choose(options.decimal, ".")
    assert dialog.experiment.problem.dataset.X == ((1.234,), (2.345,))
    choose(options.thousands, ".")
    assert dialog.experiment.problem.dataset.X == ((1234,), (2345,))


def test_lines_to_skip_and_the_comment_sign_can_be_set(qtbot, opened):
    dialog = opened("1,2\n3,4\n!5,6\n7,8\n9,1\n")
    assert "column 1" in dialog._table.preview.headerData(0, Qt.Orientation.Horizontal)
    dialog.reading.skip.setValue(1)
    assert dialog._table.preview.index(0, 0).data() == "3"
    assert dialog._table.preview.headerData(0, Qt.Orientation.Vertical) == "2"
    dialog = opened("#a,b\n1,2\n# 3,4\n5,7\n8,9\n")
    assert dialog.reading.comment.currentData() == "#"
    assert dialog._table.preview.rowCount() == 3
    choose(dialog.reading.comment, "")
    assert dialog._table.preview.headerData(0, Qt.Orientation.Horizontal) == "#a"
    assert dialog._table.preview.rowCount() == 4


def test_a_large_target_is_standardized_unless_one_says_otherwise(qtbot, opened):
    dialog = opened("size,price\n1,399900\n2,329900\n3,369000\n4,232000\n")
    target = dialog.options_row.target
    assert target.isEnabled() and target.isChecked()
    assert dialog.experiment.problem.dataset.standardize_target
    target.click()
    assert not dialog.experiment.problem.dataset.standardize_target
    small = opened("x,y\n1,2\n2,4\n3,6\n4,8\n")
    assert small.options_row.target.isEnabled() and not small.options_row.target.isChecked()
    classes = opened("x,y\n1,a\n2,b\n3,a\n4,b\n")
    assert not classes.options_row.target.isEnabled()


def test_rows_that_are_left_out_are_said(opened):
    dialog = opened("a,y\n1,2\n3\n5,7\n6,8\n")
    assert "1 row is left out for not having 2 cells (line 3)." in dialog._notes.text()


def test_before_a_part_is_chosen_the_beginning_is_shown_as_it_will_be_read(qtbot, opened):
    dialog = opened("a,y\n" + "".join(f"{k}.5,{k % 2}\n" for k in range(50_000)))
    assert "50,000 rows" in error(dialog)
    assert dialog.reading.delimiter.currentData() == ","
    assert dialog._table.preview.rowCount() == 50
    assert dialog._table.preview.index(1, 0).data() == "1.5"
    choose(dialog._table.roles.boxes[0], "target")
    assert not dialog.import_button.isEnabled()
    qtbot.mouseClick(dialog._parts.first, Qt.MouseButton.LeftButton)
    assert dialog.import_button.isEnabled() and dialog.reading.delimiter.currentData() == ","
    assert len(dialog.experiment.problem.dataset.X) == 20_000


def test_import_csv_answers_with_the_experiment(qtbot, tmp_path):
    path = tmp_path / "table.csv"
    path.write_text(GERMAN, encoding="utf-8")

    def press(which):
        def pressed():
            dialog = QApplication.activeModalWidget()
            dialog.findChild(QDialogButtonBox).button(which).click()

        QTimer.singleShot(0, pressed)

    before = presets["xor"].experiment()
    press(QDialogButtonBox.StandardButton.Ok)
    after = import_csv(None, path, before)
    assert after.problem.dataset.columns == ("größe", "gewicht") and after.runners == before.runners
    press(QDialogButtonBox.StandardButton.Cancel)
    assert import_csv(None, path, before) is None
    press(QDialogButtonBox.StandardButton.Ok)
    fresh = import_csv(None, path, new_experiment())  # a file dropped on a surface
    assert fresh.problem.kind == "network" and fresh.problem.dataset.name == "table"
