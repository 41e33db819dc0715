"""An experiment whose file of rows was moved: the person shows where it is now."""

import json

import numpy as np
import pytest

from playground.app.core import questions
from playground.app.shell.window import Window
from playground.lab.experiments.experiment import new_experiment
from playground.lab.experiments.files import MissingRowsError, read_in_parts

ROWS = np.random.default_rng(0).normal(size=(100, 3))


@pytest.fixture
def path(tmp_path):
    runner = {"optimizer": "gradient_descent", "settings": {"learning_rate": 0.05}}
    (tmp_path / "lesson.json").write_text(json.dumps({
        "version": 1, "title": "Rows", "runners": [
            runner, {**runner, "problem": {"batch": {"size": 8}}}
        ],
        "problem": {
            "kind": "network", "sizes": [2, 1], "activations": ["linear"], "loss": "square",
            "dataset": {"name": "file", "settings": {"path": "big.npy"}},
        },
    }))
    return tmp_path / "lesson.json"


@pytest.fixture
def window(qtbot, user_folders):
    made = Window(new_experiment(), keep_settings=False)
    qtbot.addWidget(made, before_close_func=lambda w: [
        half.mark_saved(half.experiment) for half in w.player.workspace.halves
    ])
    made.show()
    return made


def test_the_missing_file_is_named_as_the_experiment_names_it(path, tmp_path):
    with pytest.raises(MissingRowsError, match="cannot be read") as error:
        list(read_in_parts(path))
    assert error.value.named == "big.npy"
    (tmp_path / "there").mkdir()
    np.save(tmp_path / "there" / "moved.npy", ROWS)
    *_, found = read_in_parts(path, {"big.npy": str(tmp_path / "there" / "moved.npy")})
    assert found.problem.dataset.path == str(tmp_path / "there" / "moved.npy")
    assert found.problem.dataset == found.recipe_for(found.runners[1]).dataset


def test_it_is_asked_for_and_the_experiment_opens_unsaved(
    window, qtbot, path, tmp_path, monkeypatch
):
    moved = tmp_path / "moved.npy"
    np.save(moved, ROWS)
    asked = []
    monkeypatch.setattr(
        questions, "ask_locate", lambda parent, sentence: asked.append(sentence) or moved
    )
    window.documents.open(path)
    qtbot.waitUntil(lambda: window.player.experiment.title == "Rows")
    assert len(asked) == 1 and "big.npy cannot be read" in asked[0]
    assert window.player.experiment.problem.dataset.path == str(moved)
    assert window.documents.unsaved


@pytest.mark.parametrize("found", [None, "elsewhere.npy", "wrong.npy"])
def test_who_does_not_find_it_either_is_told_and_keeps_what_is_open(
    window, qtbot, path, tmp_path, monkeypatch, found
):
    np.save(tmp_path / "wrong.npy", ROWS.astype(int))
    asked = []
    answer = None if found is None else tmp_path / found
    monkeypatch.setattr(questions, "ask_locate", lambda *a: asked.append(a) or answer)
    before = window.player.experiment
    window.documents.open(path)
    qtbot.waitUntil(lambda: bool(asked) and not window.documents.reading.busy)
    qtbot.wait(50)
    assert window.player.experiment == before and len(asked) <= 2
    assert "dataset.settings.path" in window.notice.text


def test_another_fault_of_the_file_is_no_question(window, qtbot, path, tmp_path, monkeypatch):
    np.save(tmp_path / "big.npy", ROWS.astype(int))
    monkeypatch.setattr(questions, "ask_locate", lambda *a: pytest.fail("asked"))
    window.documents.open(path)
    qtbot.waitUntil(lambda: window.notice.text != "")
    assert "must hold numbers of type float32 or float64" in window.notice.text
