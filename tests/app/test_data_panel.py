"""The data panel: what is chosen is learnt, the network follows, and it is said what changed."""

import pytest
from PySide6.QtCore import QPoint, Qt

from playground.app.panels.data_panel import DataPanel
from playground.app.panels.data_words import no_features, summary
from playground.app.player import Player
from playground.app.style import style
from playground.app.view import Scene
from playground.engine.datasets import datasets
from playground.lab import network_edits as edits
from playground.lab.edits import set_seed
from playground.lab.experiment import new_experiment
from playground.lab.presets import presets
from playground.lab.seeds_edits import many_seeds, seed_count

Left = Qt.MouseButton.LeftButton


class Desk:
    """A panel and a player, connected as the window connects them."""

    def __init__(self, qtbot, kind, experiment, size=(300, 560)):
        self.qtbot = qtbot
        self.player = Player(experiment)
        self.panel = kind()
        qtbot.addWidget(self.panel)
        self.panel.edited.connect(self.player.edit)
        self.panel.edit_done.connect(self.player.seal)
        self.player.experiment_changed.connect(self.draw)
        self.player.selected_changed.connect(self.draw)
        self.panel.resize(*size)
        self.panel.show()
        self.draw()

    def draw(self):
        player = self.player
        self.panel.show_scene(Scene(player.experiment, player.runs, player.selected), player.cursor)

    def click(self, widget, at=None):
        self.qtbot.mouseClick(widget, Left, pos=at or widget.rect().center())

    def type(self, field, text):
        field.setFocus()
        field.selectAll()
        self.qtbot.keyClicks(field, text)
        self.qtbot.keyClick(field, Qt.Key.Key_Return)

    def choose(self, box, name):
        """As a hand does: open at the list's own row, Enter."""
        box.setCurrentIndex(box.findData(name))
        box.activated.emit(box.currentIndex())

    @property
    def recipe(self):
        return edits.recipe_of(self.player.experiment)


@pytest.fixture
def desk(qtbot):
    return Desk(qtbot, DataPanel, presets["xor"].experiment())


def test_it_says_how_much_data_there_is(desk):
    data = desk.player.run.problem.data
    assert desk.panel._summary.text() == "150 to train on, 150 to test\n2 inputs, 2 classes"
    assert summary(data) == desk.panel._summary.text() and len(data.X) == 150
    assert "Inputs: x₁, x₂" in desk.panel._summary.toolTip()


@pytest.mark.parametrize("name", [n for n in datasets if n != "table"])
def test_every_dataset_can_be_chosen_and_runs(desk, name):
    desk.choose(desk.panel._chooser, name)
    assert desk.recipe.dataset.name == name
    assert desk.panel._teaches.text() == datasets[name].teaches
    assert set(desk.panel._form.settings) == set(desk.panel._form._parameters)
    desk.player.go_to(3)
    assert desk.player.run.last == 3
    desk.player.undo()
    assert desk.panel._chooser.currentData() == desk.recipe.dataset.name == "xor"


def test_it_says_what_the_choice_changed_in_the_network(desk):
    desk.choose(desk.panel._chooser, "penguins")
    said = desk.panel._changed
    assert said.isVisible() and "3 outputs" in said.text() and "Softmax" in said.text()
    assert desk.recipe.network.sizes == (4, 4, 3)
    assert "CC0" in desk.panel._source.text() and desk.panel._source.isVisible()
    desk.player.undo()
    assert not said.isVisible() and not desk.panel._source.isVisible()


def test_features_are_pressed_and_the_last_one_stays(desk):
    chips = desk.panel._chips._chips
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
    desk.choose(desk.panel._chooser, "sine")
    data = desk.player.run.problem.data
    assert not desk.panel._chips.isVisible() and desk.panel._why_not.text() == no_features(data)
    assert "1 input" in no_features(data) and not desk.panel._points.isVisible()


def test_settings_are_the_datas_own(desk):
    desk.type(desk.panel._form.row("noise")._field, "0.3")
    assert desk.recipe.dataset.noise == 0.3
    desk.type(desk.panel._form.row("test_fraction")._field, "0.2")
    assert len(desk.player.run.problem.data.X) == 240
    assert desk.panel._summary.text().startswith("240 to train on, 60")
    desk.type(desk.panel._form.row("noise")._field, "7")
    assert desk.recipe.dataset.noise == 0.3 and desk.panel._form.row("noise")._error.isVisible()


def test_a_drag_of_the_noise_is_one_undo(desk):
    slider = desk.panel._form.row("noise")._slider
    slider.setFocus()
    y = slider.height() // 2
    desk.qtbot.mousePress(slider, Left, pos=QPoint(slider.width() // 2, y))
    desk.qtbot.mouseMove(slider, QPoint(slider.width() * 3 // 4, y))
    desk.qtbot.mouseRelease(slider, Left, pos=QPoint(slider.width() * 3 // 4, y))
    assert 0.3 < desk.recipe.dataset.noise < 0.5
    desk.player.undo()
    assert desk.recipe == edits.recipe_of(presets["xor"].experiment())


def test_what_was_set_by_hand_comes_along(desk):
    desk.choose(desk.panel._chooser, "circle")
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
        row = desk.panel._form.row("test_fraction")
        qtbot.waitUntil(row.isVisible)
        desk.type(row._field, "0.5")
        if row._error.isVisible():
            refused += 1
            assert "one class" in row._error.text()
            assert desk.recipe.dataset.test_fraction == 0.0
    assert 0 < refused < 8


def test_a_file_is_asked_for(desk):
    with desk.qtbot.waitSignal(desk.panel.csv_requested):
        desk.click(desk.panel._csv)
    before = desk.player.experiment
    with desk.qtbot.waitSignal(desk.panel.csv_requested):
        desk.choose(desk.panel._chooser, "table")
    assert desk.player.experiment == before and desk.panel._chooser.currentData() == "xor"


def test_points_set_by_hand_are_a_table_with_a_fixed_test_set(desk):
    desk.player.edit(edits.add_point(desk.player.experiment, (1.0, 2.0), 1), "point")
    assert desk.recipe.dataset.name == "table"
    assert desk.panel._chooser.currentText() == "Your own table"
    for name in ("test_fraction", "standardize_target"):
        assert not desk.panel._form.row(name).isEnabled()
    assert "150" in desk.panel._form.row("test_fraction").toolTip()


def test_the_duels_data_changes_for_all_and_seeds_stay_seeds(qtbot):
    desk = Desk(qtbot, DataPanel, presets["vanishing_duel"].experiment())
    desk.player.select(2)
    desk.choose(desk.panel._chooser, "moons")
    recipes = [edits.recipe_of(desk.player.experiment, k) for k in range(3)]
    assert [r.dataset.name for r in recipes] == ["moons"] * 3
    assert [r.network.activations[0] for r in recipes] == ["sigmoid", "tanh", "relu"]
    many = Desk(qtbot, DataPanel, many_seeds(presets["xor"].experiment(), 3))
    many.click(many.panel._chips._chips["x1_x2"])
    assert seed_count(many.player.experiment) == 3 and many.recipe.network.sizes == (3, 4, 1)


def test_a_surface_has_no_data(qtbot):
    desk = Desk(qtbot, DataPanel, new_experiment())
    assert desk.panel._empty.isVisible() and not desk.panel._scroll.isVisible()


def test_it_teaches_and_follows_the_theme(desk):
    style.mode = "dark"
    style.scale = 1.4
    for part in (desk.panel._chooser, desk.panel._csv, desk.panel._seed._spin,
                 *desk.panel._chips._chips.values()):
        assert part.toolTip()
    assert desk.panel._scroll.widget().minimumSizeHint().width() <= 1.4 * 288


def test_points_moved_by_hand_are_said_to_be_written_down(qtbot):
    desk = Desk(qtbot, DataPanel, presets["penguins"].experiment())
    assert not desk.panel._written.isVisible()
    data = desk.recipe.dataset.make(desk.player.experiment.seed)
    assert data.columns == ("bill length, standardized", "bill depth, standardized")
    desk.player.edit(edits.move_point(desk.player.experiment, 0, (0.5, 0.5)), "points")
    assert desk.panel._written.isVisible()
    assert desk.panel._written.text() == (
        "The points are now written into the experiment, standardized as they were; "
        f"{len(data.X_test)} stay for testing."
    )
    desk.player.undo()
    assert not desk.panel._written.isVisible()
