"""Making, converting and opening a file of rows in the window."""

import json

import numpy as np
import pytest
from moving import arrive, go_to

from playground.app.core import questions
from playground.app.network.massive import dialog as massive
from playground.app.network.massive.dialog import RowsDialog
from playground.app.network.massive.pages import size_text
from playground.app.shell.window import Window
from playground.app.work import background
from playground.engine.datasets.linear import Linear
from playground.lab.edits.massive import race_over
from playground.lab.experiments.experiment import new_experiment
from playground.lab.experiments.files import read_experiment, write_experiment
from playground.lab.experiments.presets import presets
from playground.lab.tables import making
from playground.lab.tables.file_data import FileData, opened
from playground.lab.tables.fingerprint import fingerprint_of


@pytest.fixture
def dialog(qtbot, tmp_path, monkeypatch):
    monkeypatch.setattr(questions, "usual_folder", lambda: tmp_path)
    made = RowsDialog()
    qtbot.addWidget(made)
    made.show()
    yield made
    made.task.cancel()
    background.stop_all()


def wait(qtbot, dialog):
    qtbot.waitUntil(lambda: not dialog.task.busy)


def small(page, rows=1000, inputs=3):
    page.form.edited.emit("samples", rows, True)
    page.form.edited.emit("inputs", inputs, True)


def test_the_space_is_said_before_anything_is_written(dialog, tmp_path, monkeypatch):
    assert dialog.make_page.note.text().startswith("Needs 360 MB on the disk; ")
    assert list(tmp_path.iterdir()) == []
    monkeypatch.setattr("playground.app.network.massive.pages.free_space", lambda path: 10**8)
    dialog.make_page.form.edited.emit("inputs", 8, True)
    assert not dialog.go.isEnabled()
    assert dialog.error_line.text() == (
        "There is no room: 360 MB are needed, 100 MB are free. Choose another folder or fewer "
        "rows."
    )
    small(dialog.make_page)
    assert dialog.go.isEnabled() and not dialog.error_line.text()


def test_what_is_made_are_the_numbers_of_the_dataset(dialog, qtbot, tmp_path):
    small(dialog.make_page)
    dialog.go.click()
    wait(qtbot, dialog)
    data = Linear(samples=1000, inputs=3, test_fraction=0).make(0)
    rows = np.load(tmp_path / "rows.npy")
    assert rows.dtype == np.float32 and np.array_equal(rows[:, :3], data.X.astype("float32"))
    assert dialog.chosen.data.path == str(tmp_path / "rows.npy") and dialog.chosen.race
    assert dialog.result() == dialog.DialogCode.Accepted


def test_cancelling_leaves_nothing_and_the_dialog_open(dialog, qtbot, tmp_path, monkeypatch):
    made = []

    def endless(*_):
        while True:
            made.append(1)
            yield np.ones((10, 4))

    monkeypatch.setattr(making, "rows_of", endless)
    small(dialog.make_page)
    dialog.go.click()
    qtbot.waitUntil(lambda: len(made) > 2 and dialog.state.text().endswith(" rows"))
    assert dialog.bar.isVisible() and not dialog.go.isEnabled()
    assert len(list(tmp_path.glob(".*.part"))) == 1
    dialog.reject()
    assert dialog.isVisible() and "Cancelled" in dialog.state.text()
    assert dialog.go.isEnabled() and not dialog.bar.isVisible()
    qtbot.waitUntil(lambda: list(tmp_path.iterdir()) == [])


def test_closing_the_window_ends_what_is_being_made(dialog, qtbot, tmp_path, monkeypatch):
    def endless(*_):
        while True:
            yield np.ones((10, 4))

    monkeypatch.setattr(making, "rows_of", endless)
    small(dialog.make_page)
    dialog.go.click()
    qtbot.waitUntil(lambda: len(list(tmp_path.glob(".*.part"))) == 1)
    background.stop_all()  # as the window does; it waits for the thread
    assert list(tmp_path.iterdir()) == []


def test_a_table_is_converted_and_what_is_left_out_is_said(dialog, qtbot, tmp_path):
    (tmp_path / "table.csv").write_text("a,b,y\n1,2,3\n4,,6\n7,8,9\n1,1,1\n")
    dialog.ways.chosen.emit("convert")
    assert not dialog.go.isEnabled() and "Choose the table first" in dialog.go.toolTip()
    dialog.convert_page.table.set_path(tmp_path / "table.csv")
    assert dialog.convert_page.file.path == tmp_path / "table.npy"
    dialog.go.click()
    wait(qtbot, dialog)
    assert np.load(tmp_path / "table.npy").tolist() == [[1, 2, 3], [7, 8, 9], [1, 1, 1]]
    assert "3 rows of 3 numbers. Left out: 1 (" in dialog.chosen.said and not dialog.chosen.race


@pytest.mark.parametrize(("rows", "said"), [
    (np.zeros((3, 4), int), "must hold numbers of type float32 or float64"),
    (np.zeros(4), "must have two dimensions"),
    (np.array([[1, "a"]], dtype=object), "must hold numbers of type float32"),
    (np.full((5, 3), np.nan), "holds nan in row 0"),
])
def test_a_file_that_cannot_be_used_is_refused_in_the_dialog(dialog, qtbot, tmp_path, rows, said):
    np.save(tmp_path / "x.npy", rows, allow_pickle=True)
    dialog.ways.chosen.emit("open")
    dialog.open_page.file.set_path(tmp_path / "x.npy")
    dialog.go.click()
    wait(qtbot, dialog)
    assert said in dialog.error_line.text() and dialog.isVisible() and dialog.chosen is None


def test_more_outputs_than_columns_and_a_missing_file_are_refused(dialog, qtbot, tmp_path):
    np.save(tmp_path / "x.npy", np.zeros((5, 3)))
    dialog.ways.chosen.emit("open")
    dialog.open_page.file.set_path(tmp_path / "x.npy")
    dialog.open_page.form.edited.emit("outputs", 3, True)
    dialog.go.click()
    wait(qtbot, dialog)
    assert "less than 3, the number of columns" in dialog.error_line.text()
    dialog.open_page.file.set_path(tmp_path / "no.npy")
    dialog.go.click()
    wait(qtbot, dialog)
    assert "cannot be read" in dialog.error_line.text()


def test_rows_that_are_not_finite_are_left_out_by_choice(dialog, qtbot, tmp_path):
    rows = np.random.default_rng(0).normal(size=(50, 3))
    rows[[3, 17], 1] = np.nan, np.inf
    np.save(tmp_path / "x.npy", rows)
    dialog.ways.chosen.emit("open")
    dialog.open_page.file.set_path(tmp_path / "x.npy")
    dialog.open_page.leave_out.setChecked(True)
    dialog.go.click()
    wait(qtbot, dialog)
    assert "2 rows left out" in dialog.chosen.said
    data = dialog.chosen.data.make(0)
    good = np.delete(rows, [3, 17], axis=0)
    assert data.samples == 48 and np.array_equal(data.X, good[:, :2])
    taken = data.source.take(np.array([2, 3, 15, 16, 47]))[0]
    assert np.array_equal(taken, good[[2, 3, 15, 16, 47], :2])
    assert np.array_equal(data.source.block(1, 20)[0], good[1:20, :2])


def test_sizes_are_read_at_once():
    assert [size_text(n) for n in (12, 4500, 360_000_128, 3.6e9)] == [
        "12 bytes", "4.5 kB", "360 MB", "3.6 GB"
    ]


@pytest.fixture
def window(qtbot, user_folders):
    made = Window(presets["xor"].experiment(), keep_settings=False)
    qtbot.addWidget(made, before_close_func=lambda w: [
        w.player.workspace.mark_saved(half.experiment) for half in w.player.workspace.halves
    ])
    with qtbot.waitExposed(made):
        made.show()
    qtbot.waitUntil(lambda: made.mode.is_complete)
    return made


@pytest.mark.parametrize(("kind", "labels"), [
    ("linear", ["all rows", "m = 32"]), ("halves", ["in order", "shuffled"]),
])
def test_a_race_opens_with_seconds_on_the_axis(window, tmp_path, monkeypatch, kind, labels):
    path = tmp_path / "rows.npy"
    making.make_rows(path, making.Wanted(kind, 4000, 3))
    data = FileData(str(path), True)
    monkeypatch.setattr(
        massive, "choose_rows", lambda *a: massive.Chosen(data, kind, True, "made")
    )
    window.mode.data.chooser.chosen.emit("file")
    assert [r.label for r in window.player.experiment.runners] == labels
    assert window.mode.chart.along.key == "seconds"
    go_to(window.player, 50)
    assert window.player.run.last >= 1
    window.player.undo()
    assert window.player.experiment.problem.dataset.name == "xor"


def test_without_a_race_the_network_learns_the_rows(window, tmp_path, monkeypatch):
    path = tmp_path / "rows.npy"
    making.make_rows(path, making.Wanted("linear", 4000, 5))
    data = FileData(str(path), True)
    monkeypatch.setattr(
        massive, "choose_rows", lambda *a: massive.Chosen(data, "", False, "made")
    )
    window.mode.ask_rows()
    recipe = window.player.experiment.problem
    assert recipe.dataset == data and recipe.network.sizes[0] == 5
    arrive(window.player)
    write_experiment(tmp_path / "lesson.json", window.player.experiment)
    written = json.loads((tmp_path / "lesson.json").read_text())
    assert written["problem"]["dataset"]["settings"]["path"] == "rows.npy"
    assert read_experiment(tmp_path / "lesson.json").problem.dataset == data


def test_a_file_that_is_dropped_is_asked_about(qtbot, user_folders, tmp_path, monkeypatch):
    made = Window(new_experiment(), keep_settings=False)
    qtbot.addWidget(made)
    asked = []
    monkeypatch.setattr(massive, "choose_rows", lambda *a: asked.append(a[1:]))
    made.commands.open_path(tmp_path / "rows.npy")
    assert asked == [("open", tmp_path / "rows.npy")]


def test_a_file_whose_rows_have_changed_is_told_when_it_is_opened(qtbot, user_folders, tmp_path):
    rows = np.random.default_rng(1).normal(size=(300, 3)).astype("float32")
    np.save(tmp_path / "big.npy", rows)
    known = fingerprint_of(opened(tmp_path / "big.npy"))
    data = FileData(str(tmp_path / "big.npy"), True, known)
    write_experiment(tmp_path / "big.json", race_over(data))
    window = Window(presets["xor"].experiment(), keep_settings=False)
    qtbot.addWidget(window, before_close_func=lambda w: w.player.workspace.mark_all_saved())
    window.show()
    said = []
    window.documents.warned.connect(said.append)
    window.documents.open(tmp_path / "big.json")
    qtbot.waitUntil(lambda: window.documents.path == tmp_path / "big.json")
    assert said == []
    np.save(tmp_path / "big.npy", rows + 1)
    window.documents.open(tmp_path / "big.json")
    qtbot.waitUntil(lambda: len(said) == 1)
    assert said[0].startswith("big.npy holds other rows")
