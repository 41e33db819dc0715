"""What comes into the window from outside: recorded runs and weights."""

import numpy as np
import pytest

from playground.app.core import questions
from playground.app.export.trajectory_dialog import TrajectoryDialog
from playground.lab.experiments.experiment import Experiment, new_experiment
from tests.lab.export.cases import network


@pytest.fixture
def window_on(open_window):
    def opened(experiment):
        return open_window(experiment)

    return opened


def test_a_recorded_run_walks_beside_ours_in_every_panel(
    window_on, qtbot, tmp_path, monkeypatch
) -> None:
    window = window_on(new_experiment())
    path = tmp_path / "theirs.csv"
    path.write_text("x,y\n0,0\n0.25,0.5\n0.5,0.75\n", encoding="utf-8")
    monkeypatch.setattr(questions, "ask_file", lambda *a: path)
    window.actions_by_name["trajectory"].trigger()
    window.findChild(TrajectoryDialog).choose.click()
    player = window.player
    assert [r.label for r in player.experiment.runners] == ["GD", "theirs"]
    assert player.selected == 1
    player.step(1)
    assert player.run[1].theta.tolist() == [0.25, 0.5]
    for name in window.mode.docks.docks:
        window.mode.docks.bring(name)
        player.step(1)
        qtbot.waitUntil(lambda: not player.seeking)
        window.grab()
    assert window.notice.text == ""
    player.undo()
    assert player.experiment == new_experiment()


def test_what_is_no_recorded_run_is_told(window_on, tmp_path, monkeypatch) -> None:
    window = window_on(new_experiment())
    path = tmp_path / "theirs.csv"
    path.write_text("x\n0\n", encoding="utf-8")
    monkeypatch.setattr(questions, "ask_file", lambda *a: path)
    window.commands.away.open_trajectory()
    assert "must name the columns" in window.notice.text


@pytest.mark.parametrize("agreed", [True, False])
def test_weights_that_fit_turned_are_asked_about(
    agreed, window_on, tmp_path, monkeypatch
) -> None:
    experiment = Experiment.from_dict(network())
    window = window_on(experiment)
    net = experiment.problem.network
    theta = np.arange(1.0, net.dimension + 1)
    path = tmp_path / "w.npz"
    np.savez(path, **{part.name: part.of(theta).T for part in net.parts})
    monkeypatch.setattr(questions, "ask_file", lambda *a: path)
    asked = []
    monkeypatch.setattr(questions, "ask_transpose", lambda *a: asked.append(a) or agreed)
    window.actions_by_name["load_weights"].trigger()
    assert len(asked) == 1
    if agreed:
        assert window.player.run[0].theta.tolist() == theta.tolist()
    else:
        assert window.player.experiment == experiment


def test_weights_that_do_not_fit_are_told(window_on, tmp_path, monkeypatch) -> None:
    window = window_on(Experiment.from_dict(network()))
    path = tmp_path / "w.npz"
    np.savez(path, W1=np.zeros((9, 9)), b1=np.zeros(9))
    monkeypatch.setattr(questions, "ask_file", lambda *a: path)
    window.actions_by_name["load_weights"].trigger()
    assert "must hold 2 matrices" in window.notice.text
