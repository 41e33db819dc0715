"""A file of rows is known again, wherever it lies; another one is told."""

import json

import numpy as np
import pytest

from playground.engine.parameters import SettingError
from playground.lab.experiments.experiment import Experiment
from playground.lab.tables.file_data import FileData, opened
from playground.lab.tables.fingerprint import changed_files, fingerprint_of

ROWS = np.random.default_rng(0).normal(size=(5000, 4)).astype("float32")


def mark(path, rows=ROWS):
    np.save(path, rows)
    return fingerprint_of(opened(path))


def experiment(path, fingerprint):
    settings = {"path": str(path), "fingerprint": fingerprint}
    return Experiment.from_dict({
        "version": 1, "stop": {"max_steps": 4}, "problem": {
            "kind": "network", "sizes": [3, 1], "activations": ["linear"], "loss": "square",
            "batch": {"size": 16}, "dataset": {"name": "file", "settings": settings},
        }, "runners": [{"optimizer": "gradient_descent", "settings": {"learning_rate": 0.1}}],
    })


def test_a_copy_is_the_same_and_other_rows_are_not(tmp_path):
    first = mark(tmp_path / "a.npy")
    assert len(first) == 16 and mark(tmp_path / "b.npy") == first
    others = [ROWS[:-1], ROWS[::-1], ROWS.reshape(10_000, 2), ROWS.astype("float64"), ROWS + 1]
    for row in (0, len(ROWS) - 1):
        one = ROWS.copy()
        one[row, 2] += 1e-3
        others.append(one)
    found = [mark(tmp_path / f"{k}.npy", rows) for k, rows in enumerate(others)]
    assert len({first, *found}) == len(others) + 1


@pytest.mark.parametrize("rows", [1, 3, 64, 65, 1025])
def test_files_of_any_length_have_one(tmp_path, rows):
    assert mark(tmp_path / "a.npy", ROWS[:rows]) != mark(tmp_path / "b.npy", ROWS[1 : rows + 1])


def test_what_changed_is_said_once_and_what_did_not_is_not(tmp_path):
    path = tmp_path / "big.npy"
    made = experiment(path, mark(path))
    assert changed_files(made) == []
    mark(path, ROWS + 1)
    (sentence,) = changed_files(made)
    assert sentence.startswith("big.npy holds other rows than when this experiment was made")
    assert changed_files(experiment(path, "")) == []  # nobody noted it
    path.unlink()
    assert changed_files(made) == []  # whoever reads the rows says that


def test_it_stands_in_the_file_only_where_it_was_noted(tmp_path):
    path = tmp_path / "big.npy"
    known = mark(path)
    there = experiment(path, known)
    written = json.loads(json.dumps(there.to_dict()))
    assert written["problem"]["dataset"]["settings"]["fingerprint"] == known
    assert Experiment.from_dict(written) == there
    assert "fingerprint" not in FileData(str(path)).settings
    for bad in (7, "x" * 65, None):
        with pytest.raises(SettingError, match="must be a text of at most"):
            FileData(str(path), fingerprint=bad)
