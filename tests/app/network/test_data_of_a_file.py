"""A window on an experiment whose data is a file of rows, or the linear dataset."""

import json

import numpy as np
import pytest
from moving import go_to

from playground.app.shell.window import Window
from playground.app.widgets.error_line import ErrorLine
from playground.lab.experiments.files import read_experiment

ROWS = np.random.default_rng(0).normal(size=(30_000, 3)).astype("float32")


@pytest.fixture
def opened(qtbot, user_folders, tmp_path):
    """Opens a window on an experiment with this data, and shows it."""

    def open_window(dataset, size=32):
        path = tmp_path / "lesson.json"
        path.write_text(json.dumps({
            "version": 1, "title": "Rows", "stop": {"max_steps": 50}, "seed": 0,
            "runners": [
                {"optimizer": "gradient_descent", "settings": {"learning_rate": 0.05}}
            ],
            "problem": {
                "kind": "network", "sizes": [2, 3, 1], "activations": ["tanh", "linear"],
                "loss": "square", "dataset": dataset, "batch": {"size": size},
            },
        }))
        made = Window(read_experiment(path), keep_settings=False)
        qtbot.addWidget(made, before_close_func=lambda w: w.player.workspace.mark_saved(
            w.player.experiment))
        with qtbot.waitExposed(made):
            made.show()
        qtbot.waitUntil(lambda: made.mode.is_complete)
        return made

    return open_window


@pytest.mark.parametrize("size", [32, None])
def test_a_file_s_rows_are_learnt_in_every_panel(opened, qtbot, tmp_path, size):
    np.save(tmp_path / "big.npy", ROWS)
    window = opened({"name": "file", "settings": {"path": "big.npy", "evaluate_on": 500}}, size)
    panel = window.mode.data
    assert panel.summary.text() == (
        "30,000 rows in the file, the risk estimated on 500\n2 inputs, 1 number to predict"
    )
    assert panel.chooser.currentText() == "File of rows (.npy)"
    assert set(panel.form.settings) == {"outputs", "evaluate_on", "leave_out"}
    for dock in window.mode.docks.docks:
        window.mode.docks.bring(dock)
        go_to(window.player, window.player.cursor + 1)
        qtbot.wait(1)
    assert window.notice.text == "" and window.player.run.last > 3
    assert len(window.player.run.problem.X) == 500
    panel.form.edited.emit("evaluate_on", 200, True)
    assert len(window.player.run.problem.X) == 200
    panel.form.edited.emit("outputs", 3, True)
    assert "less than 3" in panel.form.row("outputs").findChild(ErrorLine).text()
    panel.chooser.chosen.emit("xor")
    go_to(window.player, 3)
    window.player.undo()
    assert window.player.experiment.problem.dataset.name == "file"


def test_the_linear_data_has_a_form_of_its_settings(opened):
    window = opened({"name": "linear", "settings": {"samples": 400, "noise": 0.5}})
    panel = window.mode.data
    assert panel.summary.text().startswith("200 to train on, 200 to test\n2 inputs")
    assert set(panel.form.settings) == {
        "samples", "noise", "test_fraction", "inputs", "condition"
    }
    panel.form.edited.emit("inputs", 4, True)
    go_to(window.player, 3)
    assert window.player.experiment.problem.network.sizes == (4, 3, 1)
    assert window.player.run.problem.X.shape == (200, 4)
