"""What a command says and where: one line for whatever goes wrong, on every stream."""

import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from playground import cli
from playground.cli.output import as_json
from playground.engine.datasets.table import standardized
from playground.lab.streams import MOST_CHARACTERS, refusal

FULL = Path("/dev/full")
full_disk = pytest.mark.skipif(not FULL.exists(), reason="needs /dev/full")
LESSON = {
    "version": 1,
    "problem": {"kind": "surface", "surface": "bowl"},
    "runners": [{"optimizer": "gradient_descent", "start": [1, 1]}],
    "stop": {"max_steps": 3},
}


@pytest.fixture
def lesson(tmp_path):
    path = tmp_path / "lesson.json"
    path.write_text(json.dumps(LESSON))
    return path


def program(*arguments, **streams):
    return subprocess.run(
        [sys.executable, "-m", "playground", *map(str, arguments)], text=True,
        timeout=120, **{"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, **streams},
    )


COMMANDS = [
    ["list"], ["list", "--json"], ["run", "LESSON"], ["run", "LESSON", "--json"],
    ["gradient", "LESSON"], ["--help"], ["run", "--help"], ["--version"], ["desktop", "remove"],
]


@full_disk
@pytest.mark.parametrize("arguments", COMMANDS, ids=" ".join)
def test_a_full_disk_is_one_line(lesson, user_folders, arguments):
    with FULL.open("w") as full:
        done = program(*[lesson if a == "LESSON" else a for a in arguments], stdout=full)
    assert done.returncode == 74
    assert done.stderr.startswith("playground: the answer could not be written (No space left")
    assert done.stderr.count("\n") == 1


@pytest.mark.skipif(os.name != "posix", reason="pipes as POSIX has them")
@pytest.mark.parametrize("arguments", [["list", "--json"], ["--help"]], ids=" ".join)
def test_a_reader_that_went_away_is_one_line(arguments):
    reading, writing = os.pipe()
    os.close(reading)
    with open(writing, "w") as pipe:
        done = program(*arguments, stdout=pipe)
    assert done.returncode == 74
    assert "(Broken pipe)" in done.stderr and done.stderr.count("\n") == 1


@full_disk
def test_a_refusal_that_cannot_be_told_keeps_its_exit_code(lesson):
    with FULL.open("w") as full:
        assert program("run", "no such file", stderr=full).returncode == 2
        good = program("run", lesson, "--json", stderr=full)
    assert good.returncode == 0 and json.loads(good.stdout)


def refused(capsys, path):
    code = cli.main(["run", str(path)])
    out, err = capsys.readouterr()
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert len(err) <= MOST_CHARACTERS + 1
    return err


LONG = "a" * 1_000_000


@pytest.mark.parametrize("document", [
    f'{{"version": 1, "{LONG}": 1}}',
    f'{{"version": 1, "{LONG}": 1, "{LONG}": 2}}',
    json.dumps({**LESSON, "title": [LONG]}),
    json.dumps({**LESSON, "problem": {"kind": LONG}}),
    json.dumps({**LESSON, "problem": {"kind": "surface", "surface": LONG}}),
    json.dumps({**LESSON, "problem": {"kind": "surface", "surface": "bowl",
                                      "settings": {LONG: 1}}}),
    json.dumps({**LESSON, "problem": {"kind": "surface", "expression": LONG,
                                      "window": [[0, 1], [0, 1]]}}),
    json.dumps({**LESSON, "runners": [{"optimizer": "adam", "start": [0, 0], LONG: 1}]}),
    json.dumps({**LESSON, "runners": [{"optimizer": "adam", "settings": {LONG: 1}}]}),
    json.dumps({**LESSON, "seed": [[LONG]]}),
], ids=range(10))
def test_a_refusal_is_short_whatever_the_file_holds(tmp_path, capsys, document):
    path = tmp_path / "long.json"
    path.write_text(document)
    assert refused(capsys, path).startswith(f"playground: {path}: ")


def test_a_refusal_keeps_the_file_and_the_mend(tmp_path):
    text = refusal(f"folder/file.json: {'x' * 5000}\n: write something shorter")
    assert len(text) == MOST_CHARACTERS and text.isprintable()
    assert text.startswith("playground: folder/file.json: x")
    assert text.endswith("x : write something shorter") and " … " in text
    assert refusal("short") == "playground: short"


def test_a_table_is_told_how_it_is_opened(tmp_path, capsys):
    path = tmp_path / "data.csv"
    for content in (b"x,y\n1,2\n", b"gr\xf6\xdfe\n1\n", b""):
        path.write_bytes(content)
        assert "is a table, not an experiment" in (told := refused(capsys, path))
        assert "CSV…" in told


def test_a_table_named_to_the_window_is_told_the_same(tmp_path):
    path = tmp_path / "data.csv"
    path.write_text("x,y\n1,2\n")
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    done = program(path, env=environment)
    assert done.returncode == 2 and done.stdout == ""
    assert "is a table, not an experiment" in done.stderr and done.stderr.count("\n") == 1


def test_json_has_no_minus_zero(lesson, capsys):
    assert json.loads(as_json({"a": [-0.0, {"b": -0.0}], "c": -1.5})) == {
        "a": [0, {"b": 0}], "c": -1.5
    }
    lesson.write_text(json.dumps({**LESSON, "runners": [
        {"optimizer": "gradient_descent", "start": [-0.0, 0.0]}
    ]}))
    for command in ("run", "gradient"):
        assert cli.main([command, str(lesson), "--json"]) == 0
        assert "-0.0" not in capsys.readouterr().out


def test_a_program_of_ours_that_breaks_is_one_line_too(lesson, capsys, monkeypatch):
    monkeypatch.setitem(cli.COMMANDS, "run", lambda options: 1 / 0)
    assert cli.main(["run", str(lesson)]) == 70
    err = capsys.readouterr().err
    assert err.count("\n") == 1 and "ZeroDivisionError" in err and "report it" in err


def test_a_column_of_huge_numbers_is_standardized_in_silence(tmp_path):
    table = {
        "X": [[0, 0], [-1e308, 1], [1, 0], [1, 1]], "y": [[0], [1], [1], [0]],
        "X_test": [[0.5, 0.5]], "y_test": [[1]], "columns": ["a", "b"], "target_names": ["t"],
        "standardize": True, "test_fraction": 0.0,
    }
    path = tmp_path / "table.json"
    path.write_text(json.dumps({
        "version": 1, "runners": [{"optimizer": "adam"}], "stop": {"max_steps": 20},
        "problem": {"kind": "network", "sizes": [2, 3, 1], "activations": ["tanh", "linear"],
                    "dataset": {"name": "table", "settings": table}, "loss": "square"},
    }))
    done = program("run", path, "--json")
    assert (done.returncode, done.stderr) == (0, "")


def test_standardizing_does_not_depend_on_the_unit():
    rows = np.random.default_rng(0).normal(size=(50, 3)) + 2
    plain = (rows - rows.mean(axis=0)) / rows.std(axis=0)
    for unit in (1.0, 1e300, 1e-9):
        train, test = standardized(rows * unit, rows[:5] * unit)
        np.testing.assert_allclose(train, plain, rtol=1e-12)
        np.testing.assert_allclose(test, plain[:5], rtol=1e-12)
    train, _ = standardized(np.array([[0.0], [-1e308], [1.0], [1.0]]), np.zeros((0, 1)))
    np.testing.assert_allclose(train.ravel(), [3**-0.5, -(3**0.5), 3**-0.5, 3**-0.5])
