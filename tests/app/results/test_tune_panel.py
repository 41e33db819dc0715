"""Tune each in the window: one edit, both sides in a table, one click back."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt

from playground.app.core import questions
from playground.app.results import tune_panel
from playground.app.results.tune_panel import TunePanel
from playground.engine.stopping import StopRules
from playground.lab.edits.runners import add_runner
from playground.lab.experiments.experiment import new_experiment
from tests.app.desk import Desk


@pytest.fixture
def desk(qtbot, monkeypatch):
    monkeypatch.setattr(tune_panel, "executor_for", lambda experiment: "threads")
    made = add_runner(new_experiment("bowl"), "momentum")
    made = replace(made, stop=StopRules(step_length=1e-5, max_steps=150))
    return Desk(qtbot, TunePanel, made, (420, 420))


def tuned(desk):
    desk.click(desk.panel.go)
    assert desk.panel.go.text() == "Stop"
    desk.qtbot.waitUntil(lambda: bool(desk.panel.found), timeout=20000)
    return desk.panel.found


def test_it_teaches_what_it_would_do(desk):
    assert desk.panel.empty_state.isVisible() and not desk.panel.grid.isVisible()


def test_one_edit_with_both_sides_in_the_table(desk):
    before = desk.player.experiment
    found = tuned(desk)
    assert [r.optimizer.learning_rate for r in desk.player.experiment.runners] == [
        one.best.values[0] for one in found
    ]
    assert desk.player.workspace.undo_what == "tune each"
    labels = {row.values["label"] for row in desk.panel.results.rows}
    assert labels == {"GD", "GD as typed", "Momentum", "Momentum as typed"}
    for name in ("steps", "gradient_evaluations", "seconds"):
        assert name in [column.name for column in desk.panel.results.columns]
    assert "The same search for every rule: 65 whole runs each." in desk.panel.said.text()
    assert desk.panel.which.value == "tuned"
    desk.player.undo()
    assert desk.player.experiment == before
    assert desk.panel.which.value == "typed"


def test_one_click_goes_back_and_forth_and_shows_both(desk):
    before = desk.player.experiment
    tuned(desk)
    after = desk.player.experiment
    desk.click(desk.panel.which.button("typed"))
    assert desk.player.experiment == before
    desk.qtbot.keyClick(desk.panel.which.button("both"), Qt.Key.Key_Space)
    assert [r.label for r in desk.player.experiment.runners] == [
        "GD", "Momentum", "GD as typed", "Momentum as typed"
    ]
    assert desk.panel.which.value == "both"
    desk.click(desk.panel.which.button("tuned"))
    assert desk.player.experiment == after


def test_both_says_why_not(desk):
    tuned(desk)
    experiment = desk.player.experiment
    for name in ("adam", "adagrad", "rmsprop", "nesterov", "lion"):
        experiment = add_runner(experiment, name)
    desk.player.edit(experiment, "more", None)
    button = desk.panel.which.button("both")
    assert not button.isEnabled() and "At most 8" in button.toolTip()


def test_it_can_be_given_up(desk):
    desk.player.edit(
        replace(desk.player.experiment, stop=StopRules(max_steps=100_000)), "stop", None
    )
    before = desk.player.experiment
    desk.click(desk.panel.go)
    desk.qtbot.wait(100)
    desk.click(desk.panel.go)
    assert not desk.panel.tuning.busy and desk.panel.go.text() == "Tune each"
    desk.qtbot.wait(100)
    assert desk.player.experiment == before and not desk.panel.found


def test_the_table_is_saved(desk, tmp_path, monkeypatch):
    tuned(desk)
    monkeypatch.setattr(questions, "ask_save", lambda *_: tmp_path / "t.csv")
    desk.panel.grid.save_asked.emit()
    text = (tmp_path / "t.csv").read_text()
    assert text.count("\n") == 5 and "gradient_evaluations" in text.splitlines()[0]


def test_without_a_rate_there_is_nothing_to_tune(qtbot):
    made = replace(new_experiment(), runners=add_runner(new_experiment(), "bfgs").runners[1:])
    desk = Desk(qtbot, TunePanel, made, (420, 420))
    assert not desk.panel.go.isEnabled()
