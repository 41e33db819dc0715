"""The network half worked through in the window, with numbers that can be found in books."""

import numpy as np
import pytest
from moving import go_to
from PySide6.QtCore import Qt

from playground.app.network.build.text import output_hint
from playground.engine.optimizers import optimizers
from playground.lab.edits import network as network_edits
from playground.lab.edits import runners as runner_edits
from playground.lab.edits import surface as edits
from playground.lab.experiments.files import write_experiment
from playground.lab.experiments.presets import presets

Left = Qt.MouseButton.LeftButton


@pytest.fixture
def window(open_window):
    """A window on the small XOR network, complete and shown."""
    return open_window(presets["xor"].experiment())


def open_preset(window, name):
    window.mode.build.preset_chosen.emit(name)
    window.mode.docks.bring("backprop")


def matrices(window, step):
    """W(1), b(1), ... at a step of the run."""
    run = window.player.run
    return [part.of(run[step].theta) for part in run.problem.parts]


# Matt Mazur's example; his weights into a node are our columns.
W1_AFTER = [[0.149780716, 0.249751144], [0.199561432, 0.299502287]]
W2_AFTER = [[0.358916480, 0.511301270], [0.408666186, 0.561370121]]


def test_mazurs_step_with_the_biases_frozen(window):
    open_preset(window, "mazur")
    network = window.player.run.problem.network
    biases = [network.place_at(layer, -1, j).index for layer in (1, 2) for j in (0, 1)]
    window.mode.freeze(biases, True)
    go_to(window.player, 1)
    w1, b1, w2, b2 = matrices(window, 1)
    assert np.allclose(w1, W1_AFTER, atol=5e-10) and np.allclose(w2, W2_AFTER, atol=5e-10)
    assert b1.tolist() == [0.35, 0.35] and b2.tolist() == [0.60, 0.60]
    assert window.player.run[0].loss == pytest.approx(0.298371109, abs=5e-10)
    assert window.player.run[1].loss == pytest.approx(0.291027774, abs=5e-10)
    window.player.undo()
    go_to(window.player, 1)
    assert window.player.run[1].loss == pytest.approx(0.280471447, abs=5e-10)


LECTURE = {  # what stands in the table of all quantities, by hand from the slide
    "z": {1: [6, -5], 2: [12, 6], 3: [24]}, "a": {1: [6, 0], 2: [12, 6], 3: [24]},
    "dH_da": {1: [4, -2], 2: [3, -2], 3: [1]}, "dH_dz": {1: [4, 0], 2: [3, -2], 3: [1]},
    "dH_db": {1: [4, 0], 2: [3, -2], 3: [1]},
}


def test_the_lectures_example_and_its_exercise(window, qtbot):
    open_preset(window, "lecture_backprop")
    panel = window.mode.backprop
    qtbot.mouseClick(panel.controls.buttons["end"], Left)
    table = panel._known.table
    for kind, layers in LECTURE.items():
        for layer, values in layers.items():
            shown = [table.text_of((kind, layer, j, -1)) for j in range(len(values))]
            assert shown == [str(v).replace("-", "−") for v in values], (kind, layer)
    for layer, matrix in {1: [[8, 0], [4, 0]], 2: [[18, -12], [0, 0]], 3: [[12], [6]]}.items():
        for i, row in enumerate(matrix):
            shown = [table.text_of(("dH_dW", layer, j, i)) for j in range(len(row))]
            assert shown == [str(v).replace("-", "−") for v in row]


@pytest.mark.parametrize("kind", ["output", "loss", "risk"])
@pytest.mark.parametrize("name", ["lecture_backprop", "mazur", "xor", "penguins"])
def test_the_check_by_differences_agrees(window, qtbot, name, kind):
    open_preset(window, name)
    panel = window.mode.backprop
    panel.source_part.choose_kind(kind)
    qtbot.mouseClick(panel.checker._button, Left)
    qtbot.waitUntil(lambda: not panel.checker.busy, timeout=20_000)
    assert panel.checker.verdict.startswith("All "), panel.checker.verdict


@pytest.mark.parametrize("name", list(optimizers))
def test_every_optimizer_trains_a_network_and_is_undone(window, name):
    before = window.player.experiment
    if name == "levenberg_marquardt":  # for full batches: else it is refused
        before = network_edits.set_loss(network_edits.set_batch(before, size=None), "square")
        window.player.edit(before, "full batch")
    changed = runner_edits.set_optimizer(before, 0, name)
    window.player.edit(changed, name)
    go_to(window.player, 60)
    run = window.player.run
    risk = [run.problem.risk_and_grad(run[k].theta)[0] for k in (0, 60)]
    assert np.isfinite(risk).all() and risk[1] < risk[0]
    window.player.undo()
    assert window.player.experiment.runners[0].optimizer == before.runners[0].optimizer


def test_a_step_by_example_batch_and_epoch(window, qtbot):
    mode, player = window.mode, window.player
    mode.docks.bring("train")
    qtbot.mouseClick(mode.train._size._kinds.button("one"), Left)
    go_to(player, 1)
    assert window.status_line.text().endswith("example 1 of epoch 1")
    qtbot.mouseClick(mode.train._units.button("epoch"), Left)
    go_to(player, 0)
    window.actions_by_name["step"].trigger()
    qtbot.waitUntil(lambda: player.cursor == 150)  # an epoch may take more than one frame
    assert window.status_line.text().endswith("example 150 of epoch 1")
    qtbot.mouseClick(mode.train._size._kinds.button("all"), Left)
    go_to(player, 4)
    assert window.status_line.text().endswith("epoch 4")


def test_the_sum_takes_steps_as_many_times_as_long(window, qtbot):
    go_to(window.player, 1)
    mean = window.player.run.step_length(1)
    window.mode.docks.bring("train")
    window.mode.train._set_batch("reduction", "sum")
    go_to(window.player, 1)
    assert window.player.run.step_length(1) == pytest.approx(10 * mean)
    qtbot.waitUntil(lambda: bool(window.mode.train.added_rows.text()))
    said = window.mode.train.added_rows.text()
    assert "sum over 10 samples" in said and "10 times as long" in said


def test_a_saved_file_is_opened_in_the_window(window, qtbot, tmp_path):
    duel = presets["vanishing_duel"].experiment()
    path = tmp_path / "duel.json"
    write_experiment(path, duel)
    window.documents.open(path)
    qtbot.waitUntil(lambda: len(window.player.runs) == 3)
    assert window.player.experiment == duel
    assert window.windowTitle().startswith("The vanishing-gradient duel")


def test_the_duel_shows_who_vanishes(window, qtbot):
    open_preset(window, "vanishing_duel")
    first = [np.abs(run[0].grad[run.problem.parts[0].slice]) for run in window.player.runs]
    last = [np.abs(run[0].grad[run.problem.parts[-2].slice]) for run in window.player.runs]
    sigmoid, tanh, relu = (
        np.median(a) / np.median(b) for a, b in zip(first, last, strict=True)
    )
    assert sigmoid < 1e-4 < 1e-2 < min(tanh, relu)  # as the preset's words have it


def test_the_title_says_when_a_preset_was_changed(window):
    title = presets["xor"].title
    assert window.windowTitle().startswith(title)
    window.mode.set_units(1, 6)
    assert window.windowTitle().startswith(f"{title} (changed)")
    window.player.undo()
    assert window.windowTitle().startswith(f"{title}[*]")
    window.player.edit(
        network_edits.choose_dataset(window.player.experiment, "circle"), "circle"
    )
    window.mode.set_units(1, 5)
    assert window.windowTitle().startswith("Circle")


def test_an_exploding_rate_is_told_and_the_window_goes_on(window, qtbot):
    window.player.edit(
        edits.set_setting(window.player.experiment, 0, "learning_rate", 1000.0), "rate"
    )
    window.mode.edit("linear", network_edits.set_activation, 2, "linear")
    go_to(window.player, 2000)
    qtbot.waitUntil(lambda: window.player.run.stop is not None)
    assert window.player.run.stop.kind == "diverged"
    qtbot.waitUntil(lambda: "diverged" in window.status_line.text())
    assert any("try a learning rate below" in text for text in window.mode.train.verdicts.texts)
    window.player.undo()
    go_to(window.player, 3)
    assert np.isfinite(window.player.run[3].loss)


def test_every_preset_has_an_output_that_fits(window):
    for name in presets:
        open_preset(window, name)
        problem = window.player.run.problem
        assert output_hint(window.player.experiment.problem, problem.data) == ""
