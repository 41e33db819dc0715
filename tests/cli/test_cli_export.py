"""`playground export` from outside."""

import json
import subprocess
import sys

import pytest

from playground.__main__ import main
from tests.lab.export.cases import network


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "lesson.json"
    document = network(steps=120)
    document["runners"].append({"optimizer": "adam", "label": "Second"})
    path.write_text(json.dumps(document), encoding="utf-8")
    return path


def test_a_program_is_written_that_agrees(file, tmp_path, capsys) -> None:
    out = tmp_path / "run.py"
    arguments = ["--to", "numpy", "--runner", "Second", "--json", str(out)]
    assert main(["export", str(file), *arguments]) == 0
    found = json.loads(capsys.readouterr().out)
    assert [row["step"] for row in found["expected"]] == [0, 1, 10, 100, 120]
    assert found["files"][0] == str(out) and found["judged"] == 120
    done = subprocess.run(
        [sys.executable, str(out)], capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 0 and "120" in done.stdout


def test_up_to_a_step(file, tmp_path, capsys) -> None:
    out = tmp_path / "run.ipynb"
    assert main(["export", str(file), "--to", "notebook", "--at", "7", str(out)]) == 0
    assert "7 updates" in capsys.readouterr().out
    assert main(["export", str(file), "--to", "numpy", "--at", "121", str(tmp_path / "no.py")]) == 2
    assert "ends at step 120, got 121" in capsys.readouterr().err
    assert not (tmp_path / "no.py").exists()


@pytest.mark.parametrize(("arguments", "said"), [
    (["--to", "fortran", "x.f"], "invalid choice"),
    (["--to", "numpy", "--runner", "Nobody", "x.py"], 'must be one of "Momentum", "Second"'),
    (["--to", "numpy", "--at", "soon", "x.py"], "must be start, end or the number of a step"),
    (["--to", "numpy", "."], "is a folder"),
    (["--to", "numpy", "nowhere/x.py"], "cannot be written"),
])
def test_refusals_take_one_line_and_write_nothing(
    arguments, said, file, tmp_path, monkeypatch, capsys
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["export", str(file), *arguments]) == 2
    told = capsys.readouterr()
    assert told.out == "" and said in told.err and told.err.count("\n") == 1
    assert [path.name for path in tmp_path.iterdir()] == ["lesson.json"]
