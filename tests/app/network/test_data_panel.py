"""The data panel: what is chosen is learnt, the network follows, and it is said what changed."""

import numpy as np
import pytest
from desk import Desk
from moving import go_to
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLineEdit

from playground.app.look.style import style
from playground.app.network.data.panel import DataPanel
from playground.app.network.data.text import no_features, summary
from playground.engine.datasets import datasets
from playground.lab.edits import network as edits
from playground.lab.edits.seeds import many_seeds, seed_count
from playground.lab.edits.surface import set_seed
from playground.lab.experiments.experiment import new_experiment
from playground.lab.experiments.presets import presets

Left = Qt.MouseButton.LeftButton


@pytest.fixture
def desk(qtbot):
    return Desk(qtbot, DataPanel, presets["xor"].experiment())


def test_it_says_how_much_data_there_is(desk):
    data = desk.player.run.problem.data
    assert desk.panel.summary.text() == "150 to train on, 150 to test\n2 inputs, 2 classes"
    assert summary(data) == desk.panel.summary.text() and len(data.X) == 150
    assert "Inputs: x₁, x₂" in desk.panel.summary.toolTip()


@pytest.mark.parametrize("name", [n for n in datasets if n not in ("table", "file")])
def test_every_dataset_can_be_chosen_and_runs(desk, name):
    desk.choose(desk.panel.chooser, name)
    assert desk.recipe.dataset.name == name
    assert desk.panel.teaches.text() == datasets[name].teaches
    assert set(desk.panel.form.settings) == set(desk.panel.form.parameters)
    go_to(desk.player, 3)
    assert desk.player.run.last == 3
    desk.player.undo()
    assert desk.panel.chooser.currentData() == desk.recipe.dataset.name == "xor"


def test_it_says_what_the_choice_changed_in_the_network(desk):
    desk.choose(desk.panel.chooser, "penguins")
    said = desk.panel._changed
    assert said.isVisible() and "3 outputs" in said.text() and "Softmax" in said.text()
    assert desk.recipe.network.sizes == (4, 4, 3)
    assert "CC0" in desk.panel.source_part.text() and desk.panel.source_part.isVisible()
    desk.player.undo()
    assert not said.isVisible() and not desk.panel.source_part.isVisible()


def test_features_are_pressed_and_the_last_one_stays(desk):
    chips = desk.panel.chips.chips
    desk.click(chips["x1_squared"])
    assert desk.recipe.features == ("x1", "x2", "x1_squared") and desk.recipe.network.sizes[0] == 3
    assert "3 inputs" in desk.panel._changed.text()
    for name in ("x1", "x2"):
        desk.click(chips[name])
    assert desk.recipe.features == ("x1_squared",)
    desk.click(chips["x1_squared"])
    assert desk.recipe.features == ("x1_squared",) and chips["x1_squared"].isChecked()
    assert "at least one" in chips["x1_squared"].toolTip()
    for name in ("x1", "x2", "x1_squared"):
        desk.click(chips[name])
    assert desk.recipe.features == () and not chips["x1_squared"].isChecked()
    desk.qtbot.keyClick(chips["sin_x1"], Qt.Key.Key_Space)
    assert desk.recipe.features == ("x1", "x2", "sin_x1")


def test_without_two_inputs_there_are_no_features(desk):
    desk.choose(desk.panel.chooser, "sine")
    data = desk.player.run.problem.data
    assert not desk.panel.chips.isVisible() and desk.panel.why_not.text() == no_features(data)
    assert "1 input" in no_features(data) and not desk.panel._points.isVisible()


def test_settings_are_the_datas_own(desk):
    desk.type(desk.panel.form.row("noise").entry_field, "0.3")
    assert desk.recipe.dataset.noise == 0.3
    desk.type(desk.panel.form.row("test_fraction").entry_field, "0.2")
    assert len(desk.player.run.problem.data.X) == 240
    assert desk.panel.summary.text().startswith("240 to train on, 60")
    desk.type(desk.panel.form.row("noise").entry_field, "7")
    assert desk.recipe.dataset.noise == 0.3 and desk.panel.form.row("noise").error_line.isVisible()


def test_a_drag_of_the_noise_is_one_undo(desk):
    slider = desk.panel.form.row("noise").slider
    slider.setFocus()
    y = slider.height() // 2
    desk.qtbot.mousePress(slider, Left, pos=QPoint(slider.width() // 2, y))
    desk.qtbot.mouseMove(slider, QPoint(slider.width() * 3 // 4, y))
    desk.qtbot.mouseRelease(slider, Left, pos=QPoint(slider.width() * 3 // 4, y))
    assert 0.3 < desk.recipe.dataset.noise < 0.5
    desk.player.undo()
    assert desk.recipe == edits.recipe_of(presets["xor"].experiment())


def test_what_was_set_by_hand_comes_along(desk):
    desk.choose(desk.panel.chooser, "circle")
    chosen = desk.recipe.dataset
    assert (chosen.samples, chosen.noise, chosen.radius) == (300, 0.05, 5.0)


def test_a_new_seed_draws_other_data(desk):
    before = desk.player.run.problem.data.X
    desk.click(desk.panel._seed._next)
    assert desk.player.experiment.seed == 1 and desk.panel._seed._spin.value() == 1
    assert (before != desk.player.run.problem.data.X).any()
    desk.type(desk.panel._seed._spin.lineEdit(), "0")
    assert (before == desk.player.run.problem.data.X).all()


def test_one_class_only_is_refused_for_some_seed(qtbot):
    """Two samples to train on: with one seed in two they are of one class."""
    refused = 0
    for seed in range(8):
        few = datasets["gauss"].from_settings({"samples": 4, "test_fraction": 0.0})
        before = edits.choose_dataset(presets["xor"].experiment(), few)
        desk = Desk(qtbot, DataPanel, set_seed(before, seed))
        row = desk.panel.form.row("test_fraction")
        qtbot.waitUntil(row.isVisible)
        desk.type(row.entry_field, "0.5")
        if row.error_line.isVisible():
            refused += 1
            assert "one class" in row.error_line.text()
            assert desk.recipe.dataset.test_fraction == 0.0
    assert 0 < refused < 8


def test_a_file_is_asked_for(desk):
    with desk.qtbot.waitSignal(desk.panel.csv_requested):
        desk.click(desk.panel._csv)
    before = desk.player.experiment
    with desk.qtbot.waitSignal(desk.panel.csv_requested):
        desk.choose(desk.panel.chooser, "table")
    assert desk.player.experiment == before and desk.panel.chooser.currentData() == "xor"


def test_points_set_by_hand_are_a_table_with_a_fixed_test_set(desk):
    data = desk.player.run.problem.data
    points, y = np.vstack([data.X, [[1.0, 2.0]]]), np.vstack([data.y, [[1]]])
    desk.player.edit(edits.set_points(desk.player.experiment, points, y), "point")
    assert desk.recipe.dataset.name == "table"
    assert desk.panel.chooser.currentText() == "Your own table"
    for name in ("test_fraction", "standardize_target"):
        assert not desk.panel.form.row(name).isEnabled()
    assert "150" in desk.panel.form.row("test_fraction").toolTip()


def test_the_duels_data_changes_for_all_and_seeds_stay_seeds(qtbot):
    desk = Desk(qtbot, DataPanel, presets["vanishing_duel"].experiment())
    desk.player.select(2)
    desk.choose(desk.panel.chooser, "moons")
    recipes = [edits.recipe_of(desk.player.experiment, k) for k in range(3)]
    assert [r.dataset.name for r in recipes] == ["moons"] * 3
    assert [r.network.activations[0] for r in recipes] == ["sigmoid", "tanh", "relu"]
    many = Desk(qtbot, DataPanel, many_seeds(presets["xor"].experiment(), 3))
    many.click(many.panel.chips.chips["x1_x2"])
    assert seed_count(many.player.experiment) == 3 and many.recipe.network.sizes == (3, 4, 1)


def test_a_surface_has_no_data(qtbot):
    desk = Desk(qtbot, DataPanel, new_experiment())
    assert desk.panel.empty_state.isVisible() and not desk.panel.scroll_area.isVisible()


def test_it_teaches_and_follows_the_theme(desk):
    style.mode = "dark"
    style.scale = 1.4
    for part in (desk.panel.chooser, desk.panel._csv, desk.panel._seed._spin,
                 *desk.panel.chips.chips.values()):
        assert part.toolTip()
    assert desk.panel.scroll_area.widget().minimumSizeHint().width() <= 1.4 * 288


def test_points_moved_by_hand_are_said_to_be_written_down(qtbot):
    desk = Desk(qtbot, DataPanel, presets["penguins"].experiment())
    assert not desk.panel._written.isVisible()
    data = desk.recipe.dataset.make(desk.player.experiment.seed)
    assert data.columns == ("bill length, standardized", "bill depth, standardized")
    data = desk.player.run.problem.data
    moved = data.X.copy()
    moved[0] = 0.5
    desk.player.edit(edits.set_points(desk.player.experiment, moved, data.y), "points")
    assert desk.panel._written.isVisible()
    assert desk.panel._written.text() == (
        "The points are now written into the experiment, standardized as they were; "
        f"{len(data.X_test)} stay for testing."
    )
    desk.player.undo()
    assert not desk.panel._written.isVisible()


# --- one's own numbers


@pytest.fixture
def own(desk):
    """The panel on four samples typed by hand."""
    desk.choose(desk.panel.chooser, "inline")
    return desk


def cells(desk):
    model = desk.panel.own_part.model
    return [[model.index(i, j).data() for j in range(model.columnCount())]
            for i in range(model.rowCount())]


def headers(desk):
    model = desk.panel.own_part.model
    return [model.headerData(j, Qt.Orientation.Horizontal) for j in range(model.columnCount())]


def type_cell(desk, row, column, text):
    """Click the cell, type, Enter."""
    table = desk.panel.own_part.table
    table.scrollTo(table.model().index(row, column))
    desk.click(table.viewport(), table.visualRect(table.model().index(row, column)).center())
    table.setFocus()
    desk.qtbot.keyClicks(table, text[0])
    desk.qtbot.keyClicks(table.findChild(QLineEdit), text[1:])
    desk.qtbot.keyClick(table.findChild(QLineEdit), Qt.Key.Key_Return)
    desk.qtbot.waitUntil(lambda: table.findChild(QLineEdit) is None)


def paste(desk, text, row=0, column=0):
    table = desk.panel.own_part.table
    table.take(row, column)
    QGuiApplication.clipboard().setText(text)
    desk.qtbot.keyClick(table, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)


def test_only_data_that_is_typed_has_a_table(own):
    assert own.panel.own_part.isVisible()
    assert headers(own) == ["x₁", "x₂", "y"]
    assert cells(own) == [["0", "0", "0"], ["0", "1", "1"], ["1", "0", "1"], ["1", "1", "0"]]
    own.choose(own.panel.chooser, "moons")
    assert not own.panel.own_part.isVisible()


def test_a_number_is_typed_with_a_decimal_comma_and_undone(own):
    type_cell(own, 2, 1, "0,25")
    assert own.recipe.dataset.X[2] == (1.0, 0.25) and cells(own)[2][1] == "0.25"
    type_cell(own, 0, 2, "-3")
    assert own.recipe.dataset.y[0] == (-3.0,) and cells(own)[0][2] == "−3"
    own.player.undo()
    own.player.undo()
    assert own.recipe.dataset.X[2] == (1.0, 0.0) and cells(own)[2][1] == "0"


@pytest.mark.parametrize("wrong", ["1.2.3", "--", "9+"])
def test_what_is_no_number_is_refused_in_one_line_that_names_the_cell(own, wrong):
    before = own.recipe
    type_cell(own, 1, 0, wrong)
    assert own.recipe is before and cells(own)[1][0] == "0"
    error = own.panel.own_part.error
    assert error.isVisible() and error.text().startswith("Row 2, x₁: “")
    assert "is not a number" in error.text() and "\n" not in error.text()
    type_cell(own, 1, 0, "5")
    assert not error.isVisible() and own.recipe.dataset.X[1][0] == 5.0


def test_letters_are_the_windows_keys_but_in_a_column_of_classes(own):
    table = own.panel.own_part.table
    table.take(0, 0)
    table.setFocus()
    own.qtbot.keyClicks(table, "p")
    assert table.findChild(QLineEdit) is None


def test_rows_are_added_and_taken(own):
    table = own.panel.own_part.table
    table.take(1, 0)
    own.click(own.panel.own_part.more)
    assert len(own.recipe.dataset.X) == 5 and cells(own)[2] == ["0", "1", "1"]
    assert table.currentIndex().row() == 2  # to be typed over at once
    own.click(own.panel.own_part.fewer)
    assert len(own.recipe.dataset.X) == 4
    for _ in range(3):
        own.click(own.panel.own_part.fewer)
    assert len(own.recipe.dataset.X) == 1 and not own.panel.own_part.fewer.isEnabled()
    for _ in range(5):
        own.player.undo()
    assert len(own.recipe.dataset.X) == 4


def column_menu(desk, text):
    """Choose an entry of the columns' menu."""
    desk.panel.own_part._fill_menu()
    next(a for a in desk.panel.own_part._menu.actions() if a.text() == text).trigger()


def test_columns_are_added_and_taken_and_the_network_follows(own):
    column_menu(own, "Add an input")
    assert headers(own) == ["x₁", "x₂", "x₃", "y"] and own.recipe.network.sizes[0] == 3
    assert "3 inputs" in own.panel._changed.text()
    column_menu(own, "Add a number to predict")
    assert headers(own)[-2:] == ["y₁", "y₂"] and own.recipe.network.sizes[-1] == 2
    own.panel.own_part.table.take(0, 0)
    column_menu(own, "Remove x₁")
    own.panel.own_part.table.take(0, 3)
    column_menu(own, "Remove y₂")
    assert headers(own) == ["x₁", "x₂", "y"]
    own.panel.own_part.table.take(0, 2)
    column_menu(own, "Remove y")
    assert own.panel.own_part.error.text() == "Something has to be predicted."
    for _ in range(4):
        own.player.undo()
    assert own.recipe.network.sizes[0] == 2 and len(own.recipe.dataset.X[0]) == 2


def test_classes_and_numbers(own):
    kinds = own.panel.own_part.kinds
    own.click(kinds.button("classes"))
    assert own.recipe.dataset.classes == 2 and headers(own)[-1] == "class"
    assert own.player.run.problem.data.class_labels == ("0", "1")
    type_cell(own, 0, 2, "blue")
    assert own.recipe.dataset.class_names == ("0", "1", "blue")
    assert own.recipe.network.sizes[-1] == 3 and own.recipe.loss == "softmax_cross_entropy"
    assert own.panel.own_part.isVisible()
    own.click(kinds.button("numbers"))
    assert [row[-1] for row in cells(own)] == ["2", "1", "1", "0"]
    own.player.undo()
    own.player.undo()
    own.player.undo()
    assert own.recipe.dataset.name == "inline" and kinds.value == "numbers"


def test_one_class_only_is_refused(own):
    for row in (1, 2):
        type_cell(own, row, 2, "0")
    own.click(own.panel.own_part.kinds.button("classes"))
    assert own.panel.own_part.error.text().startswith("All rows are of one class (0)")
    assert own.panel.own_part.kinds.value == "numbers" and own.recipe.dataset.classes == 0


def test_a_table_is_pasted_with_its_names_and_commas(own):
    paste(own, "length\twidth\tkind\n1,5\t2\ta\n2,5\t3\tb\n0,5\t1\ta\n")
    assert headers(own) == ["length", "width", "kind"]
    assert own.recipe.dataset.X[1] == (2.5, 3.0) and own.recipe.dataset.class_names == ("a", "b")
    assert own.player.run.problem.data.columns == ("length", "width")
    own.player.undo()
    assert headers(own) == ["x₁", "x₂", "y"]


def test_a_block_is_pasted_from_the_cell_on(own):
    paste(own, "7\t8\n9\t10", 3, 1)
    assert cells(own)[3:] == [["1", "7", "8"], ["1", "9", "10"]]
    paste(own, "1\t2\t3", 0, 2)
    assert own.panel.own_part.error.text().startswith("What you paste has 3 columns, but from y on")
    paste(own, "1\t2\tx\n", 0, 0)
    assert "Row 1, y: “x” is not a number" in own.panel.own_part.error.text()
    assert len(own.recipe.dataset.X) == 5


def test_the_sheet_is_copied_with_all_digits(own):
    type_cell(own, 0, 0, "0.123456789")
    table = own.panel.own_part.table
    table.clearSelection()
    table.setFocus()
    own.qtbot.keyClick(table, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    lines = QGuiApplication.clipboard().text().split("\n")
    assert lines[:2] == ["x₁\tx₂\ty", "0.123456789\t0.0\t0.0"] and len(lines) == 5
    paste(own, "\n".join(lines))
    assert own.recipe.dataset.X[0][0] == 0.123456789


def test_the_table_fits_a_small_window(own):
    own.panel.resize(292, 280)
    own.draw()
    assert own.panel.scroll_area.horizontalScrollBar().maximum() == 0
    assert own.panel.own_part.kinds.geometry().right() <= own.panel.own_part.width()


def test_a_refusal_below_the_edge_is_scrolled_into_view(own):
    panel, error = own.panel, own.panel.own_part.error
    panel.resize(292, 200)
    own.draw()
    type_cell(own, 1, 0, "1.2.3")

    def seen():
        view = panel.scroll_area.viewport()
        top = error.mapTo(view, QPoint(0, 0)).y()
        return error.isVisible() and top >= 0 and top + error.height() <= view.height()

    own.qtbot.waitUntil(seen)
    assert error.height() >= error.heightForWidth(error.width())
