"""Where a file of rows holds others than an experiment was made with, every command says so."""

import json

import numpy as np
import pytest

from playground import cli
from playground.lab.tables.file_data import opened
from playground.lab.tables.fingerprint import fingerprint_of

ROWS = np.random.default_rng(3).normal(size=(200, 4))
WARNING = (
    "playground: warning: big.npy holds other rows than when this experiment was made: what it "
    "shows will differ. Data > Locate… finds the rows that it was made with, or takes these.\n"
)
COMMANDS = [
    ("run", "recipe.json", "--json"), ("run", "recipe.json", "--steps", "2"),
    ("gradient", "recipe.json"), ("noise", "recipe.json", "--json", "--draws", "5"),
    ("landscape", "recipe.json", "--grid", "3", "--json"), ("curvature", "recipe.json"),
    ("sweep", "recipe.json", "--over", "runners[0].settings.learning_rate=0.01:0.02:2", "--json"),
    ("export", "recipe.json", "--to", "numpy", "out.py"),
    ("lesson", "check", "rows.lesson.json"), ("lesson", "key", "rows.lesson.json", "--json"),
    ("mark", "result.json", "--lesson", "rows.lesson.json", "--json"),
]


@pytest.fixture
def call(tmp_path, monkeypatch, capsys):
    """A command in a folder with an experiment and a lesson of the same rows: exit code, answer
    and what it said beside it."""
    monkeypatch.chdir(tmp_path)
    np.save("big.npy", ROWS)
    settings = {"path": str(tmp_path / "big.npy"),
                "fingerprint": fingerprint_of(opened("big.npy"))}
    recipe = {
        "version": 1, "seed": 0, "stop": {"max_steps": 4}, "runners": [
            {"label": label, "optimizer": "gradient_descent", "settings": {"learning_rate": 0.05}}
            for label in "ab"
        ],
        "problem": {
            "kind": "network", "sizes": [3, 1], "activations": ["linear"], "loss": "square",
            "batch": {"size": 16}, "dataset": {"name": "file", "settings": settings},
        },
    }
    lesson = {
        "version": 1, "kind": "lesson", "id": "rows", "title": "Rows", "scene": recipe,
        "steps": [{"ask": "check", "id": "q", "type": "number", "text": "?",
                   "answer": {"from": "loss"}}],
    }
    result = {"version": 1, "kind": "result", "name": "Ada", "answers": [],
              "lesson": {"id": "rows", "sha256": "0" * 64}}
    for name, content in (("recipe", recipe), ("rows.lesson", lesson), ("result", result)):
        (tmp_path / f"{name}.json").write_text(json.dumps(content))

    def run(*words):
        code = cli.main(list(words))
        captured = capsys.readouterr()
        return code, captured.out, captured.err

    return run


@pytest.mark.parametrize("words", COMMANDS, ids=lambda words: " ".join(words[:2]))
def test_other_rows_are_told_once_beside_the_answer(call, words):
    code, before, said = call(*words)
    assert (code, said) == (0, "") and before
    np.save("big.npy", ROWS + 1)
    code, after, said = call(*words)
    assert (code, said) == (0, WARNING) and after
    if "--json" in words:
        json.loads(after)


def test_a_refusal_stays_one_line(call):
    np.save("big.npy", ROWS[:, :2])
    code, out, said = call("run", "recipe.json")
    assert (code, out) == (2, "") and said.count("\n") == 1 and "holds other rows" not in said
