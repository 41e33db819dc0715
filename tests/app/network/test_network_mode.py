"""The network half in the window, driven as a person drives it."""

import numpy as np
import pytest
from moving import arrive, go_to
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from playground.app.core import questions as dialogs
from playground.app.core.player import SPEEDS
from playground.app.network.data import csv_dialog
from playground.engine.networks.place import raised
from playground.lab.edits import surface as edits
from playground.lab.experiments.experiment import new_experiment
from playground.lab.experiments.files import read_experiment
from playground.lab.experiments.presets import presets

Key = Qt.Key


@pytest.fixture
def window(open_window):
    """A window on the small XOR network, complete and shown."""
    return open_window(presets["xor"].experiment())


def theta(window):
    """The selected runner's parameters at the cursor."""
    run = window.player.run
    return run[min(window.player.cursor, run.last)].theta


def test_every_preset_opens_and_goes_a_few_steps(window, qtbot):
    for name in presets:
        window.mode.build.preset_chosen.emit(name)
        go_to(window.player, 3)
        qtbot.waitUntil(lambda: window.player.cursor == 3 or window.player.finished)
        assert window.mode.kind == "network"
        assert window.notice.text == ""


def test_surface_and_network_are_one_key_apart_and_both_remember(window, qtbot):
    network = window.player.experiment
    window.mode.docks.bring("weights")
    go_to(window.player, 12)
    there = theta(window).tobytes()
    window.commands.show_surface()
    assert window.mode.kind == "surface" and window.mode.surface.isVisible()
    assert not window.mode.docks.docks["problem"].isHidden()
    surface = window.player.experiment
    window.commands.show_network()
    assert window.player.experiment == network and window.mode.network.isVisible()
    assert window.player.cursor == 12 and theta(window).tobytes() == there
    qtbot.waitUntil(window.mode.weights.isVisible)  # the tab that was in front
    window.player.undo()
    assert window.player.experiment == network, "going to the other half is no edit"
    window.commands.show_surface()
    assert window.player.experiment == surface and window.mode.kind == "surface"


def test_a_weight_that_is_typed_starts_the_run_anew_with_it(window):
    go_to(window.player, 20)
    before = theta(window).copy()
    window.mode.network.value_edited.emit(3, 1.25, True)
    assert window.player.cursor == 0
    expected = before.copy()
    expected[3] = 1.25
    assert theta(window).tolist() == expected.tolist()
    window.player.undo()
    go_to(window.player, 20)
    assert theta(window).tobytes() == before.tobytes()


def test_the_shape_is_edited_by_hand_and_undone(window):
    sizes = window.player.experiment.problem.network.sizes
    mode = window.mode
    mode.network.layer_add_requested.emit(1)
    assert len(window.player.experiment.problem.network.sizes) == len(sizes) + 1
    mode.network.units_requested.emit(1, 7)
    assert window.player.experiment.problem.network.sizes[1] == 7
    mode.network.activation_requested.emit(1, "relu")
    assert window.player.experiment.problem.network.activations[0] == "relu"
    mode.network.layer_remove_requested.emit(1)
    for _ in range(4):
        window.player.undo()
    assert window.player.experiment.problem.network.sizes == sizes


def test_what_cannot_be_is_refused_in_a_line_and_changes_nothing(window):
    before = window.player.experiment
    window.mode.network.units_requested.emit(1, 65)
    assert window.notice.text.startswith("units: must be at most 64")
    assert window.player.experiment is before


def test_a_frozen_weight_stays(window):
    window.mode.weights.freeze_requested.emit(0, True)
    start = theta(window)[0]
    go_to(window.player, 30)
    assert theta(window)[0] == start and theta(window)[1] != window.player.run[0].theta[1]
    window.mode.weights.freeze_requested.emit(0, False)
    go_to(window.player, 30)
    assert theta(window)[0] != start


def test_a_block_that_is_pasted_is_one_edit(window):
    window.mode.weights.block_edited.emit({0: 1.0, 1: -2.0})
    assert theta(window)[:2].tolist() == [1.0, -2.0]
    window.player.undo()
    assert theta(window)[:2].tolist() != [1.0, -2.0]


def test_one_thing_is_selected_everywhere(window):
    network = window.player.experiment.problem.network
    place = network.place_at(1, 1, 2)
    for name in ("weights", "backprop"):
        window.mode.docks.bring(name)
    window.mode.network.place_selected.emit(place)
    assert window.mode.network.selection == place
    assert window.mode.weights.selection.index == place.index


def test_backprop_lights_the_drawing_up_only_while_it_is_seen(window, qtbot):
    picture = window.mode.network.canvas.picture
    assert picture.lit is None
    window.mode.docks.bring("backprop")
    qtbot.waitUntil(lambda: picture.lit is not None)
    window.mode.docks.bring("output")
    qtbot.waitUntil(lambda: picture.lit is None)


def test_the_drawing_follows_the_walk(window, qtbot):
    picture, mode = window.mode.network.canvas.picture, window.mode
    mode.docks.bring("backprop")
    qtbot.waitUntil(lambda: picture.texts is not None)
    walk = mode.backprop.walk
    hidden = {(k, j) for k, n in enumerate(walk.network.sizes[1:], 1) for j in range(n)}
    assert hidden & picture.texts.keys() == {(1, 0)}
    assert picture.texts[1, 0].startswith("z = ")
    mode.backprop.controls.forward()
    assert picture.texts[1, 0].startswith("a = ")
    mode.backprop.seek(len(walk.lines))
    assert {picture.texts[node].partition(" = ")[0] for node in hidden} == {"∂H/∂z"}
    mode.docks.bring("output")
    qtbot.waitUntil(lambda: picture.texts is None)


def test_a_preset_lets_the_selection_go_everywhere(window):
    window.mode.docks.bring("backprop")
    network = window.player.experiment.problem.network
    window.mode.network.place_selected.emit(network.place_at(1, 1, 2))
    window.mode.open_preset("mazur")
    assert window.mode.network.selection is None
    assert window.mode.weights.selection is None
    network = window.player.experiment.problem.network
    window.mode.network.place_selected.emit(network.place_at(1, 1, 1))
    window.player.undo()
    assert window.mode.network.selection is None
    assert window.mode.weights.selection is None


def test_points_are_edited_and_undone(window):
    data = window.player.run.problem.data
    X, y = data.X.copy(), data.y.copy()  # noqa: N806
    X[0] += 1.0
    window.mode.output.points_edited.emit(X, y, True)
    assert np.array_equal(window.player.run.problem.data.X, X)
    window.player.undo()
    assert np.array_equal(window.player.run.problem.data.X, data.X)


def test_a_step_can_be_an_epoch(window):
    per_epoch = window.player.run.problem.steps_per_epoch
    assert per_epoch > 1
    window.mode.train.unit_changed.emit("epoch")
    window.player.step(1)
    arrive(window.player)  # a busy machine needs more frames than one
    assert window.player.cursor == per_epoch
    window.mode.train.unit_changed.emit("batch")
    window.player.step(-1)
    arrive(window.player)
    assert window.player.cursor == per_epoch - 1


def test_seeds_race_and_their_outcome_is_told(window, qtbot):
    window.mode.train.seeds_requested.emit(3)
    assert len(window.player.runs) == 3
    starts = [run[0].theta.tobytes() for run in window.player.runs]
    assert len(set(starts)) == 3
    assert window.player.moving  # "Train 3 seeds" trains them
    qtbot.waitUntil(lambda: window.player.cursor > 20)
    window.player.pause()


def test_the_status_names_the_batch(window):
    go_to(window.player, 3)
    assert window.status_line.text().endswith(", batch 3 of epoch 1")
    assert window.status_line.text().startswith("GD: ℓ(batch) ")
    go_to(window.player, 0)
    assert window.status_line.text().endswith(", the start")


def test_every_place_names_the_batch_that_made_the_step(window):
    go_to(window.player, 20)  # 150 samples by 10: the fifth batch of the second epoch
    for name in ("train", "chart", "weights"):
        window.mode.docks.bring(name)
    made = "batch 5 of epoch 2"
    assert made in window.status_line.text()
    assert made in window.mode.network.foot.line.text
    assert made in window.mode.train._position.text()
    assert made in window.mode.chart.caption


def test_racing_views_take_turns_and_agree_when_the_cursor_rests(window, qtbot):
    window.player.set_speed(len(SPEEDS) - 1)
    window.player.play()
    qtbot.waitUntil(lambda: window.player.cursor > 200)
    window.player.pause()
    assert {view.cursor for view in window.mode.views} == {window.player.cursor}


def test_a_run_that_explodes_is_told_and_the_window_goes_on(window, qtbot):
    window.mode.network.activation_requested.emit(2, "linear")
    window.player.edit(edits.set_setting(window.player.experiment, 0, "learning_rate", 1e5, 0), "η")
    window.player.to_end()
    qtbot.waitUntil(lambda: window.player.finished)
    run = window.player.run
    assert run.stop.kind == "diverged" and np.isfinite(run[run.last].loss)
    assert "Diverged after" in window.verdict_of(run).sentence
    assert "diverged after" in window.status_line.text()
    window.player.undo()
    go_to(window.player, 10)
    assert window.player.cursor == 10


def test_a_network_is_saved_and_opened(window, qtbot, tmp_path, monkeypatch):
    path = tmp_path / "net.json"
    monkeypatch.setattr(dialogs, "ask_save", lambda *a: path)
    window.mode.network.value_edited.emit(0, 0.5, True)
    assert window.documents.save()
    assert read_experiment(path) == window.player.experiment
    window.player.edit(new_experiment(), "another")
    window.player.workspace.mark_saved(window.player.experiment)
    window.documents.open(path)
    qtbot.waitUntil(lambda: window.mode.kind == "network")
    assert theta(window)[0] == 0.5


def test_a_table_that_is_dropped_is_learnt_from(window, tmp_path, monkeypatch):
    path = tmp_path / "mine.csv"
    path.write_text("a,b,c\n1,2,3\n4,5,6\n7,8,9\n")
    asked = []
    monkeypatch.setattr(
        csv_dialog, "import_csv",
        lambda parent, path, experiment: asked.append(path) or presets["mazur"].experiment(),
    )
    window.commands.show_surface()
    window.commands.open_path(path)
    assert asked == [path] and window.mode.kind == "network"
    assert window.player.experiment == presets["mazur"].experiment()


def test_pictures_of_network_and_chart_are_saved(window, tmp_path, monkeypatch):
    go_to(window.player, 10)
    for name, save in (("a.png", "picture"), ("b.svg", "picture"), ("c.svg", "chart_picture")):
        path = tmp_path / name
        monkeypatch.setattr(dialogs, "ask_save", lambda *a, path=path: path)
        window.actions_by_name[save].trigger()
        assert path.stat().st_size > 1000, name


def test_space_plays_a_network_too(window, qtbot):
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    window.mode.network.setFocus()
    QTest.keyClick(window.mode.network, Key.Key_Space)
    assert window.player.playing
    qtbot.waitUntil(lambda: window.player.cursor > 2)
    window.player.pause()


def test_weights_brought_to_front_show_what_is_selected(window, qtbot):
    """The edge was taken while the tab was behind others, for the first and for a later time."""
    weights, network = window.mode.weights, window.player.run.problem.network
    for layer, i, j in ((2, 1, 0), (1, 0, 2)):
        assert not weights.isVisible()
        place = network.place_at(layer, i, j)
        window.mode.select(place)
        window.mode.docks.bring("weights")
        qtbot.waitUntil(weights.isVisible)
        table = weights.table
        cell = table.currentIndex()
        assert weights.selection == place and (cell.row(), cell.column()) == (i, j)
        assert table.model().rowCount() == network.sizes[layer - 1] + 1
        assert table.model().value(cell) == theta(window)[place.index]
        assert table.viewport().rect().intersects(table.visualRect(cell))
        assert weights.note_label.text().startswith(f"W{raised(layer)}")
        window.mode.docks.bring("output")
        qtbot.waitUntil(lambda: not weights.isVisible())
