"""Playing with data in a file: a slow run beside a quick one, and files that go away meanwhile."""

import json
import os

import numpy as np
import pytest
from moving import arrive, go_to

from playground.app.core.player import Player
from playground.lab.experiments.files import read_experiment

ROWS = np.random.default_rng(0).normal(size=(60_000, 3)).astype("float32")


@pytest.fixture
def path(tmp_path, monkeypatch):
    monkeypatch.setattr("playground.engine.networks.fitting.LONG", 1000)
    np.save(tmp_path / "big.npy", ROWS)
    runner = {"optimizer": "gradient_descent", "settings": {"learning_rate": 0.05}}
    document = {
        "version": 1, "title": "Rows", "stop": {"max_steps": 300}, "seed": 0,
        "runners": [
            {**runner, "label": "all"},
            {**runner, "label": "SGD", "problem": {"batch": {"size": 32}}},
        ],
        "problem": {
            "kind": "network", "sizes": [2, 1], "activations": ["linear"], "loss": "square",
            "dataset": {"name": "file", "settings": {"path": "big.npy", "evaluate_on": 500}},
        },
    }
    (tmp_path / "lesson.json").write_text(json.dumps(document))
    return tmp_path / "lesson.json"


@pytest.fixture
def player(path, qapp):
    made = Player(read_experiment(path))
    yield made
    made.pause()


def test_the_first_gradient_comes_by_itself(player):
    arrive(player)
    slow, quick = player.runs
    assert slow.begun and np.isfinite(slow[0].loss) and player.cursor == 0
    assert slow[0].loss == pytest.approx(quick.problem.full_risk_and_grad(slow[0].theta)[0])


def test_the_quick_run_does_not_wait_for_the_slow_one(player, monkeypatch):
    arrive(player)
    slow, quick = player.runs
    ensure = slow.ensure
    monkeypatch.setattr(slow, "ensure", lambda index, deadline=None: ensure(min(index, 2)))
    go_to(player, 100)
    assert player.cursor == 100 and quick.last >= 100 and slow.last <= 2


def test_a_step_of_the_slow_run_is_shown_when_it_is_made(player):
    arrive(player)
    slow, quick = player.runs
    go_to(player, 300)
    assert quick.stop is not None
    told = []
    player.moved.connect(told.append)
    before = slow.last
    player.play()
    for _ in range(400):
        player.tick()
        if slow.last > before + 2:
            break
    assert slow.last > before and told and set(told) == {300}


@pytest.fixture
def window(path, open_window):
    made = open_window(read_experiment(path))
    arrive(made.player)
    return made


def test_a_file_that_shrinks_while_it_plays_pauses_with_one_sentence(window, path, qtbot):
    player = window.player
    go_to(player, 3)
    os.truncate(path.parent / "big.npy", 4000)
    player.play()
    qtbot.waitUntil(lambda: window.notice.text != "")
    assert not player.playing and not player.seeking
    assert window.notice.text.startswith("Stopped: big.npy has become shorter while it is in use")
    player.step(1)
    assert player.cursor <= 300 and "shorter" in window.notice.text


def test_a_file_that_vanishes_is_told_where_it_is_missed(window, path, qtbot):
    player = window.player
    player.edit(player.experiment.with_runner(0, player.experiment.runners[1]), "twice")
    (path.parent / "big.npy").unlink()
    window.mode.data.form.edited.emit("evaluate_on", 200, True)
    error = window.mode.data.form.row("evaluate_on").findChild(type(window.mode.data.error_line))
    assert "cannot be read" in error.text() or "cannot be read" in window.notice.text
    go_to(player, 10)
    assert player.cursor == 10
